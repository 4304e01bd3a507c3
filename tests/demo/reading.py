"""Reads a demo force's extracts back as text."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv

from peelian.demo import DemoForce


def rows_of(force: DemoForce, source: str) -> pa.Table:
    """A source's extracts as text, without the ragged rows."""
    return pa.concat_tables([read_text(file) for file in force.files(source)])


def read_text(file: Path) -> pa.Table:
    """One extract as text, without the ragged rows."""
    names = file.open(encoding="utf-8").readline().strip().split(",")
    return csv.read_csv(
        file,
        parse_options=csv.ParseOptions(invalid_row_handler=lambda row: "skip"),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
