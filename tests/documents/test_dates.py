"""Periods in words."""

from datetime import date

import pytest

from peelian.documents.dates import period_label


@pytest.mark.parametrize(
    ("every", "label"),
    [
        ("day", "1 July 2025"),
        ("week", "week of 1 July 2025"),
        ("month", "July 2025"),
        ("quarter", "July to September 2025"),
        ("year", "2025"),
    ],
)
def test_labels(every: str, label: str) -> None:
    assert period_label(date(2025, 7, 1), every) == label  # type: ignore[arg-type]
