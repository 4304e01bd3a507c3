"""LibreOffice opens the Word and the PowerPoint of a pack, and shows every page of them."""

import os
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from peelian.documents.packs.charted import charts_of
from peelian.documents.packs.content import PackContent
from peelian.documents.packs.forms import build
from tests.documents.packs.making import pack
from tests.find_office import missing

TAGGED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Filter/PDF/Export"><prop oor:name="UseTaggedPDF" oor:op="fuse">
<value>true</value></prop></item></oor:items>"""
"""Settings in which LibreOffice tells in a PDF what it understood."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF that LibreOffice makes of each, in one go and with settings of its own."""
    if absent := missing():
        reason = f"needs LibreOffice and Poppler ({', '.join(absent)}): `make office` installs them"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("office")
    content, charts = pack(), charts_of(pack())
    made = {form: folder / f"{form}.{form}" for form in ("docx", "pptx")}
    for form, path in made.items():
        path.write_bytes(build(content, form, charts))  # type: ignore[arg-type]
    (folder / "settings/user").mkdir(parents=True)
    (folder / "settings/user/registrymodifications.xcu").write_text(TAGGED)
    settings = f"-env:UserInstallation=file://{folder}/settings"
    command = ["soffice", settings, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, made.values())], check=True, capture_output=True, timeout=300)
    return {form: folder / f"{form}.pdf" for form in made}


def words(path: Path) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return "".join(text.split())


def in_order(told: list[str], found: str) -> None:
    at = 0
    for each in told:
        place = found.find("".join(each.split()), at)
        assert place >= 0, each
        at = place


def everything(content: PackContent) -> list[str]:
    """Headings and sentences in the order of the pack, those of signals first."""
    said = []
    for number, question in enumerate(content.questions, start=1):
        said += [f"{number}. {question.title}", question.why]
        for measure in question.measures:
            said += [measure.title, measure.sentence]
    return [
        *said,
        "Decisions of the last meeting",
        content.decisions[0].words,
        "Actions",
        content.actions[0].title,
    ]


def blank(path: Path, folder: Path) -> list[int]:
    """The pages on which nothing is drawn, as they are seen."""
    subprocess.run(["pdftoppm", "-r", "20", "-gray", str(path), str(folder / path.stem)], check=True)
    pages = sorted(folder.glob(f"{path.stem}-*.pgm"))
    assert len(pages) == len(PdfReader(path).pages)
    return [at for at, page in enumerate(pages, start=1) if Image.open(page).getextrema()[0] > 128]


def test_word_shows_every_page_heading_sentence_and_alt_text(shown: dict[str, Path], tmp_path: Path) -> None:
    pages = PdfReader(shown["docx"]).pages
    assert 9 <= len(pages) <= 13
    assert f"Page 3 of {len(pages)}" in " ".join(pages[2].extract_text().split())
    after_contents = words(shown["docx"]).split("Inbrief", 2)[-1]
    in_order(everything(pack()), after_contents)
    assert blank(shown["docx"], tmp_path) == []


def test_powerpoint_shows_every_slide(shown: dict[str, Path], tmp_path: Path) -> None:
    pages = PdfReader(shown["pptx"]).pages
    assert len(pages) == 14
    assert "Slide 5 of 14" in " ".join(pages[4].extract_text().split())
    in_order(everything(pack()), words(shown["pptx"]))
    assert blank(shown["pptx"], tmp_path) == []


def test_alt_texts_come_through(shown: dict[str, Path]) -> None:
    """LibreOffice tags what it makes, and so tells what it understood of each picture."""
    alts = [measure.alt for measure in pack().measures]
    for form in ("docx", "pptx"):
        told = _alternatives(PdfReader(shown[form]))
        assert [alt for alt in told if alt in alts] == alts, form


def _alternatives(reader: PdfReader) -> list[str]:
    every = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))
    return [str(each["/Alt"]) for each in every if isinstance(each, dict) and "/Alt" in each]
