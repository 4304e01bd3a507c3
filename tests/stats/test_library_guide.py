"""The worked example of the library guide, run from top to bottom in one namespace, prints what it says."""

import contextlib
import io
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
from tests.conftest import CHECKOUT
from tests.stats.series import months

from peelian.stats import spc

PAGE = (CHECKOUT / "docs" / "guide" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n+```text\n(.*?)```", PAGE, re.S)


def test_every_block_has_what_it_prints() -> None:
    assert len(BLOCKS) == PAGE.count("```python") == 5


def test_the_notebook_prints_what_it_says() -> None:
    names: dict[str, object] = {}
    for code, printed in BLOCKS:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(code, names)
        assert said.getvalue() == printed, code


def test_columns_of_pandas_and_polars_are_what_lists_are() -> None:
    values: list[float | None] = [
        80.0,
        82.0,
        None,
        79.0,
        81.0,
        80.0,
        83.0,
        78.0,
        81.0,
        80.0,
        82.0,
        79.0,
        81.0,
        95.0,
    ]
    expected = spc.verdict(months(14), values, improves="increase")
    for dates, column in (
        (pd.Series(pd.to_datetime(months(14))), pd.Series(values, dtype="Float64")),
        (pd.Series(pd.to_datetime(months(14))), pd.Series(values)),
        (pl.Series(months(14)), pl.Series(values)),
        (np.array(months(14), "datetime64[D]"), np.array(values, float)),
    ):
        assert spc.verdict(dates, column, improves="increase") == expected


def test_the_statistics_need_nothing_else_of_peelian() -> None:
    code = "import sys; from peelian.stats import spc; print([m for m in sys.modules if 'peelian.' in m])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "peelian.stats.spc" in loaded
    assert not any(
        f"peelian.{part}" in loaded for part in ("framework", "pipeline", "documents", "apps", "site")
    )
