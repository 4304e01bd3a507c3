"""`peelian inspections read`: what it prints, and its exit code; and the example of its guide."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peelian.cli import app
from tests.documents.inspections.forms import as_docx
from tests.documents.inspections.made import LETTER

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "guide" / "inspections.md"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["inspections", "read", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_folder_is_printed_as_json_and_as_tables(tmp_path: Path) -> None:
    (tmp_path / "kent.docx").write_bytes(as_docx(LETTER))
    code, out, err = run(str(tmp_path), "--json")
    assert (code, err.replace("Reading", "").strip()) == (0, "")
    (made,) = json.loads(out)
    assert list(made)[:13] == [
        "file", "force", "body_title", "commissioner", "chief_constable", "report_title", "report_portal_id",
        "inspection_type", "published", "responded", "grade", "summary", "force_response",
    ]  # fmt: skip
    assert {"findings", "practices", "flags", "commissioner_response"} < made.keys()
    assert made["findings"][0]["owners"] == ["forces"]
    code, out, _ = run(str(tmp_path / "kent.docx"))
    assert code == 0
    assert "Kent · PCC · Marian Thwaite" in out
    assert "2015-03-31" in out


def test_what_cannot_be_read_is_said_and_the_rest_still_comes(tmp_path: Path) -> None:
    (tmp_path / "kent.docx").write_bytes(as_docx(LETTER))
    (tmp_path / "none.txt").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"x")
    code, out, err = run(str(tmp_path), "--json")
    assert code == 1
    assert [one["file"] for one in json.loads(out)] == ["kent.docx"]
    assert "none.txt: it is empty" in err
    assert "picture.png" in err
    assert run(str(tmp_path / "absent.txt"))[0] == 1


def test_an_empty_folder_has_nothing_to_read(tmp_path: Path) -> None:
    code, out, err = run(str(tmp_path), "--json")
    assert (code, json.loads(out)) == (1, [])
    assert "nothing here" in err


@pytest.mark.skipif(not GUIDE.is_file(), reason="the guide is not written")
def test_the_example_of_the_guide_says_what_it_says(tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    letter = re.search(r"```text title=\"letter.txt\"\n(.*?)```", guide, flags=re.DOTALL)
    printed = re.search(r"```json\n(.*?)```", guide, flags=re.DOTALL)
    assert letter is not None
    assert printed is not None
    (tmp_path / "letter.txt").write_text(letter[1], encoding="utf-8")
    code, out, _ = run(str(tmp_path / "letter.txt"), "--json")
    assert code == 0
    (made,) = json.loads(out)
    assert {name: made[name] for name in json.loads(printed[1])} == json.loads(printed[1])
