"""What a person can type or set is in the documentation."""

import re
from pathlib import Path

import pytest
import typer.main

from peelian.cli import app
from peelian.framework.grades import Grade, Scale
from peelian.framework.measure import Measure, Rebase, Standard
from peelian.framework.source import Band, Bands, Column, Rule, Source
from peelian.pipeline.result import SCHEMA
from peelian.pipeline.workspace import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"


def commands(group: object, before: str = "peelian") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            found += commands(command, f"{before} {name}")
        else:
            found.append((f"{before} {name}", command))
    return found


@pytest.mark.parametrize("command", commands(typer.main.get_command(app)), ids=lambda c: c[0])
def test_every_command_and_option_is_documented(command: tuple[str, object]) -> None:
    page = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    name, shape = command
    lines = [line for line in page.splitlines() if f"`{name}" in line]
    assert lines, f"{name} is not in commands.md"
    for parameter in shape.params:  # type: ignore[attr-defined]
        for option in (o for o in parameter.opts if o.startswith("--") and o != "--help"):
            assert any(option in line for line in lines), f"{name} {option} is not in commands.md"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("commands.md", list(Settings.model_fields)),
        ("values.md", SCHEMA.names),
        (
            "measures.md",
            [
                f.alias or n
                for m in (Measure, Standard, Rebase, Scale, Grade)
                for n, f in m.model_fields.items()
            ],
        ),
        ("sources.md", [n for m in (Source, Column, Rule, Bands, Band) for n in m.model_fields]),
    ],
    ids=["settings", "values", "measures", "sources"],
)
def test_every_field_is_documented(page: str, names: list[str]) -> None:
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    missing = [name for name in names if not re.search(rf"`{re.escape(name)}(:[^`]*)?`", text)]
    assert not missing, f"{page} does not say what these are: {missing}"
