"""Run the benchmarks, each in a process of its own, and print and keep their figures.

python -m benchmarks [--rows 30000000] [NAME ...]: names of modules here, all when none is given.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.figure import Figure

HERE = Path(__file__).parent
LATEST = HERE / "latest.json"
BENCHMARKS = ("refresh", "loading", "verdicts", "pages", "packs", "inspections", "spark", "crowd")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("--rows", type=int, default=30_000_000)
    arguments.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    given = arguments.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        arguments.error(
            f"there is no benchmark {', '.join(sorted(unknown))}: choose from {', '.join(BENCHMARKS)}"
        )
    figures: list[Figure] = []
    for name in given.names or BENCHMARKS:
        figures += run(name, given.rows)
        LATEST.write_text(json.dumps([vars(figure) for figure in figures], indent=2) + "\n")
    show(figures)
    if missed := [figure.name for figure in figures if not figure.kept]:
        sys.exit(f"not within their bars: {'; '.join(missed)}")


def run(name: str, rows: int) -> list[Figure]:
    """A benchmark's figures, from a fresh process, so that one's memory and caches are not another's."""
    Console(stderr=True).print(f"[dim]{name}[/]")
    code = f"""
import json
from benchmarks import {name}
for figure in {name}.figures({rows}):
    print("FIGURE", json.dumps(vars(figure)), flush=True)
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    found = []
    for line in child.stdout:
        if line.startswith("FIGURE "):
            found.append(Figure(**json.loads(line.removeprefix("FIGURE "))))
        else:
            print(line, end="")
    if child.wait():
        sys.exit(f"the benchmark {name} failed")
    return found


def show(figures: list[Figure]) -> None:
    table = Table("what", "measured", "beside", "ratio", "bar", "")
    for f in figures:
        sign = "≤" if f.better == "lower" else "≥"
        bar = "" if f.bar is None else f"{sign} {f.bar:g}"
        verdict = "" if f.bar is None else "kept" if f.kept else "MISSED"
        table.add_row(f.name, f"{f.value:,.4g} {f.unit}", f.reference, f"{f.ratio:,.3g}", bar, verdict)
    Console(width=170).print(table)


if __name__ == "__main__":
    main()
