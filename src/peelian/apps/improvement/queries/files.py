"""The register as a file: the rows asked for, which can be imported again."""

from collections.abc import Iterator, Sequence

from peelian.apps.access.viewer import Viewer
from peelian.apps.improvement.lines import HERE
from peelian.apps.improvement.queries.register import Asked, found_rows
from peelian.apps.improvement.queries.rows import ActionRow
from peelian.documents import lists
from peelian.documents.tables import Cell

COLUMNS = (
    "reference", "source", "title", "unit", "owner", "due", "state", "details", "opened", "closed", "origin",
    "origin_label", "success", "measure", "question", "number", "unit_name", "owner_name", "put_off",
    "last_update", "measure_says",
)  # fmt: skip
_WIDE = {"title": 50, "details": 50, "success": 40, "origin_label": 40, "measure_says": 60}


def file_rows(viewer: Viewer, asked: Asked, *, sort: str = "") -> list[tuple[Cell, ...]]:
    """Every action asked for, in the order of COLUMNS; PermissionDenied as `register`."""
    return [_cells(row) for row in found_rows(viewer, asked, sort=sort)]


def csv_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[bytes]:
    """The file line by line, as `lists.csv_lines`."""
    return lists.csv_lines(COLUMNS, rows)


def workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """The file as an Excel workbook with one sheet."""
    return lists.workbook("Actions", COLUMNS, rows, wide=_WIDE)


def _cells(row: ActionRow) -> tuple[Cell, ...]:
    return (
        row.reference or f"action-{row.number}",
        row.source or HERE,
        row.title,
        row.unit,
        row.owner,
        row.due.isoformat(),
        row.state,
        row.details,
        row.opened_on.isoformat(),
        row.closed_on.isoformat() if row.closed_on else "",
        row.origin_kind,
        row.origin_label,
        row.success,
        row.measure,
        row.question,
        row.number,
        row.unit_name,
        row.owner_name,
        row.slips,
        row.updated_at.date().isoformat(),
        f"{row.moved.title}. {row.moved.sentence}" if row.moved else "",
    )
