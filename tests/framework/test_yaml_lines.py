"""Reading YAML with the line of everything in it."""

from pathlib import Path

import pytest

from peelian.framework.yaml_lines import LARGEST_FILE, Document, read_document


def read(tmp_path: Path, text: str) -> tuple[Document | None, list[str]]:
    file = tmp_path / "definition.yaml"
    file.write_text(text, encoding="utf-8")
    document, problems = read_document(file)
    return document, [f"{problem.line}: {problem.message}" for problem in problems]


def test_lines_of_keys_and_items(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "# a comment\nid: one\nitems:\n  - a\n  - b: 1\n    c: 2\n")
    assert problems == []
    assert document is not None
    assert document.content == {"id": "one", "items": ["a", {"b": 1, "c": 2}]}
    assert document.problem(("items", 1, "c"), "").line == 6
    assert document.problem(("items", 1, "absent", "deeper"), "").line == 5
    assert document.problem(("absent",), "").line == 1


def test_a_byte_order_mark_is_not_part_of_the_first_key(tmp_path: Path) -> None:
    document, _ = read(tmp_path, "\ufeffid: one\n")
    assert document is not None
    assert document.content == {"id": "one"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: a definition is a mapping: lines of `field: value`"),
        ("a: b: c\n", "1: this is not YAML: mapping values are not allowed"),
        ("a: 'open\n", "2: this is not YAML: found unexpected end of stream"),
        ("a: 1\nb: \x07\n", "1: this is not YAML"),
        ("a: 2024-02-30\n", "1: a value cannot be read: day is out of range for month"),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            "1: this is not YAML: could not determine a constructor",
        ),
        ("? [a]\n: b\n", "1: a key is text: put it in quotes"),
        ("2: b\n", "1: YAML does not read the key '2' as text: put it in quotes"),
        ("a: &x 1\nb: *x\n", "2: definitions have no anchors or aliases (& and *): write it out"),
        ("a: " + "[" * 200_000 + "]" * 200_000, "1: the file is nested too deeply to read"),
        ("".join(" " * n + "a:\n" for n in range(1300)), "1: the file is nested too deeply to read"),
        ("a: " + "x" * LARGEST_FILE, "1: the file is larger than 1,000,000 characters"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, text: str, problem: str) -> None:
    document, problems = read(tmp_path, text)
    assert document is None
    assert problem in problems[0]


def test_a_file_that_is_a_folder(tmp_path: Path) -> None:
    _, problems = read_document(tmp_path)
    assert "the file cannot be read" in problems[0].message
