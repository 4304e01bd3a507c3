"""Files that are broken or made to do harm: a message that names the file, never a traceback, within limits."""

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from peelian.documents.inspections import read_bytes, read_documents, reading
from peelian.documents.inspections.files import LARGEST, text_of
from peelian.framework.errors import UserError
from tests.documents.inspections.forms import FORMS, as_docx, as_pdf
from tests.documents.inspections.made import LETTER

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()


def pdf(*, pages: int = 1, password: str = "", words: bool = True) -> bytes:
    writer = PdfWriter()
    page = PdfReader(io.BytesIO(as_pdf(LETTER))).pages[0]
    for _ in range(pages):
        writer.add_page(page) if words else writer.add_blank_page(600, 800)
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("zeros.bin", b"\0" * 5_000, "empty"),
        ("noise.txt", bytes(range(256)) * 40, "not text"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, ".png file"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word"),
        ("rich.rtf", b"{\\rtf1 hello}", "rich text"),
        ("sheets.zip", archive("hello.txt", b"hello"), "an archive"),
        ("cut.docx", as_docx(LETTER)[:8_000], "not complete"),
        ("cut.pdf", as_pdf(LETTER)[:4_000], "not complete"),
        ("locked.pdf", pdf(password="secret"), "password"),
        ("scan.pdf", pdf(pages=3, words=False), "text recognition"),
        ("entities.docx", archive("word/document.xml", f'<!DOCTYPE l [<!ENTITY a "ha">]><w:document {WORD}/>'.encode()), "entities"),
        ("deep.docx", archive("word/document.xml", (f"<w:document {WORD}>" + "<w:p>" * 100_000).encode()), "not complete"),
        ("symbols.txt", b"* * * 1 2 3", "no words"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(name: str, content: bytes, says: str) -> None:
    with pytest.raises(UserError, match=says):
        text_of(content)


@pytest.mark.parametrize("name", ["bomb.docx", "bomb.odt"])
def test_an_archive_that_unpacks_without_end_is_refused_in_a_process_of_its_own(name: str) -> None:
    inside = "word/document.xml" if name.endswith("docx") else "content.xml"
    bomb = archive(inside, b"A" * (60 * 2**20))
    assert len(bomb) < 100_000
    with pytest.raises(UserError, match=f"{name}: it unpacks to more"):
        read_bytes(name, bomb)


def test_an_archive_that_lies_about_its_size_is_read_no_further() -> None:
    bomb = bytearray(archive("word/document.xml", b"A" * (50 * 2**20)))
    at = bomb.rindex(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    with pytest.raises(UserError):
        text_of(bytes(bomb))


def test_a_process_that_takes_too_much_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PROCESSOR", 0)
    with pytest.raises(UserError, match=r"slow\.txt: reading it took more time or memory"):
        read_bytes("slow.txt", b"By January 2024, forces should review it.\n" * 2_000)
    monkeypatch.setattr(reading, "PROCESSOR", 10)
    monkeypatch.setattr(reading, "PATIENCE", 0.01)
    with pytest.raises(UserError, match="too long"):
        read_bytes("waits.txt", b"hello there")


def test_a_file_too_large_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="make it smaller"):
        read_bytes("large.txt", b"a" * (LARGEST + 1))
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    (refused,) = read_documents([tmp_path / "large.txt"]).refused
    assert "make it smaller" in refused


def test_two_hundred_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from peelian.documents.inspections import paper
    from peelian.documents.inspections.grammar import understood

    monkeypatch.setattr(paper, "MOST_PAGES", 4)
    document = understood("long.pdf", text_of(pdf(pages=6)))
    assert [flag.message for flag in document.flags if flag.kind == "truncated"] == [
        "Part of the file could not be read: it has 6 pages: those after page 4 are left out."
    ]


def test_long_words_and_lines_take_no_longer_than_others() -> None:
    for text in (
        "a" * 300_000,
        " " * 300_000 + "ab",
        "**" * 100_000 + "ab",
        "[" * 100_000 + "ab",
        "\t" * 200_000 + "ab",
    ):
        assert "a" in text_of(text.encode()).whole


def test_nested_markup_ends_somewhere() -> None:
    page = b"<html><body><p>hello there</p>" + b"<div>" * 50_000 + b"deep"
    assert "hello there" in text_of(page).whole
    tables = b"<html><body><p>hello there</p>" + b"<table><tr><td>" * 2_000 + b"deep"
    assert "hello there" in text_of(tables).whole


def test_one_bad_file_among_several_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.docx").write_bytes(FORMS["docx"](LETTER))
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "chart.png").write_bytes(b"x")
    read = read_documents([tmp_path, tmp_path / "absent.txt"])
    assert [one.file for one in read.documents] == ["good.docx"]
    assert [Path(name).name for name in read.left] == ["chart.png"]
    assert len(read.refused) == 2
    assert "bad.pdf: it is damaged" in read.refused[0]
    assert "absent.txt: it cannot be opened" in read.refused[1]
