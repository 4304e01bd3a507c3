"""Hold the numbers and the actions to their coverage: run after the tests, exit code 1 below a bar."""

import sys
from pathlib import Path

from coverage import Coverage

BAR = 95.0
PACKAGE = Path("src/peelian")
HELD = ["stats", "framework", "pipeline"]


def share(measured: Coverage, files: list[Path]) -> float:
    """Per cent of the statements of `files` that ran."""
    statements = missed = 0
    for file in files:
        _, lines, _, absent, _ = measured.analysis2(str(file))
        statements, missed = statements + len(lines), missed + len(absent)
    return 100.0 if not statements else 100.0 * (statements - missed) / statements


def main() -> int:
    measured = Coverage()
    measured.load()
    groups = {name: sorted((PACKAGE / name).rglob("*.py")) for name in HELD}
    groups |= {str(file.relative_to(PACKAGE)): [file] for file in sorted(PACKAGE.glob("apps/*/actions*.py"))}
    below = 0
    for name, files in groups.items():
        covered = share(measured, files)
        print(
            f"coverage of {name}: {covered:.1f}%" + ("" if covered >= BAR else f", below the bar of {BAR}%")
        )
        below += covered < BAR
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
