"""The assets are built when something they are made of changed, and the lock names no machine."""

import json
import os
from pathlib import Path

import build_assets
import pytest

ROOT = Path(build_assets.__file__).parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose assets are built, without anything installed."""
    for name in ("package-lock.json", "build_assets.py", "src/peelian/site/assets/peelian.scss"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")
        os.utime(file, (1_000, 1_000))
    style = tmp_path / build_assets.OUTPUT / "peelian.css"
    style.parent.mkdir(parents=True)
    style.write_text("", encoding="utf-8")
    os.utime(style, (2_000, 2_000))
    return tmp_path


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(build_assets, "_run", lambda root, *command: calls.append(command))
    return calls


def test_nothing_is_done_when_the_output_is_newer(checkout: Path, ran: list[tuple[str, ...]]) -> None:
    assert not build_assets.build(checkout)
    assert ran == []


@pytest.mark.parametrize(
    "changed", ["package-lock.json", "build_assets.py", "src/peelian/site/assets/peelian.scss"]
)
def test_a_change_builds_again(checkout: Path, ran: list[tuple[str, ...]], changed: str) -> None:
    os.utime(checkout / changed, (3_000, 3_000))
    assert build_assets.build(checkout)
    assert [command[0] for command in ran] == ["npm", "node"]
    assert "--ignore-scripts" in ran[0]
    assert "ci" in ran[0]


def test_a_style_sheet_alone_does_not_install_again(checkout: Path, ran: list[tuple[str, ...]]) -> None:
    (checkout / "node_modules/govuk-frontend").mkdir(parents=True)
    (checkout / "node_modules/.package-lock.json").write_text("", encoding="utf-8")
    os.utime(checkout / "src/peelian/site/assets/peelian.scss", (3_000, 3_000))
    assert build_assets.build(checkout)
    assert [command[0] for command in ran] == ["node"]


def test_a_failure_says_what_failed(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"node --check nothing-here\.js failed"):
        build_assets._run(tmp_path, "node", "--check", "nothing-here.js")


def test_the_lock_has_no_address_of_any_machine() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package or package["resolved"].startswith("https://registry.npmjs.org/"), (
            name
        )
        assert not name or "integrity" in package, name
