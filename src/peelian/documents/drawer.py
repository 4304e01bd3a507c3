"""A process that draws: Vega-Lite in, SVG out, a line of JSON each, until it is asked nothing for a while.

`python -m peelian.documents.drawer SECONDS`. It imports what draws and nothing else, to begin soon.
"""

import json
import select
import sys
from typing import Any

import vl_convert

SPEC_VERSION = vl_convert.get_vegalite_versions()[-1]


def svg(chart: dict[str, Any]) -> str:
    """A chart as SVG text. ValueError when it is none. (Its JSON would do, but is read with rounding.)"""
    drawing: str = vl_convert.vegalite_to_svg(chart, vl_version=SPEC_VERSION)
    return drawing


def answers(patience: float) -> None:
    """Answer each line of standard input, until it ends or nothing comes for so many seconds."""
    while select.select([sys.stdin], [], [], patience)[0] and (line := sys.stdin.readline()):
        try:
            answer = {"svg": svg(json.loads(line))}
        except ValueError as error:
            answer = {"wrong": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    answers(float(sys.argv[1]))
