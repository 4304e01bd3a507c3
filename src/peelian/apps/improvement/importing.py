"""A file of actions read and checked: what would be filed, and line by line what keeps a row from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from peelian.apps.access.models import Account
from peelian.apps.access.visible import Visible
from peelian.apps.improvement.lines import HERE, Already, Cells, Checked, Line, Wrong, must_have, read
from peelian.apps.improvement.models import Action, Upload
from peelian.apps.improvement.origins import KINDS
from peelian.apps.improvement.parts import filed_by
from peelian.apps.improvement.states import STATES
from peelian.framework.errors import UserError, nearest

WHAT = "actions"
REQUIRED = ("reference", "title", "unit", "owner", "due")
OPTIONAL = (
    "source", "details", "state", "opened", "closed", "origin", "origin_label", "success", "measure",
    "question",
)  # fmt: skip
TOLD = ("number", "unit_name", "owner_name", "put_off", "last_update", "measure_says")
"""Columns of the register's own file that say what cannot be filed."""
_LONGEST = {"reference": 80, "title": 200, "source": 80, "origin_label": 300}
_OTHER_STATES = {"awaiting allocation": "open", "complete": "closed", "completed": "closed"}
_MISSING = {"reference": "give each action a reference, so that the same file twice is noticed"}
_TEXTS = ("details", "success", "origin_label", "source")


@dataclass(frozen=True)
class Ready:
    """An action that would be filed; `closed_on` is the day it was closed, None for one that was not."""

    line: int
    action: Action
    closed_on: date | None


def checked(visible: Visible, upload: Upload) -> Checked[Ready]:
    """An uploaded file, checked for who would file it. UserError when it cannot be read as a table of
    actions at all.
    """
    header, lines = read(upload.attachment, WHAT)
    must_have(header, REQUIRED, {*REQUIRED, *OPTIONAL})
    wrong, ready, already = list[Wrong](), list[Ready](), list[Already]()
    known, taken = _known(), dict[tuple[str, str], int]()
    row_of = _Rows(visible, upload.source, wrong)
    for line in lines:
        key = line.cells.get("source") or upload.source, line.cells["reference"]
        if key[1] and key in taken:
            told = f"line {taken[key]} has this reference too: give each action its own"
            wrong.append(Wrong(line.number, "reference", key[1], told))
        elif key in known:
            already.append(Already(line.number, key[1], known[key]))
        elif found := row_of(line):
            ready.append(found)
        taken.setdefault(key, line.number)
    return Checked(len(lines), ready, wrong, already, sorted(header - {*REQUIRED, *OPTIONAL, *TOLD}))


def _known() -> dict[tuple[str, str], int]:
    """The actions in the register by source and reference, those filed here by their number."""
    rows = Action.objects.order_by().values_list("source", "reference", "pk")
    return {(source or HERE, reference or f"action-{pk}"): pk for source, reference, pk in rows}


class _Rows(Cells):
    """Lines to actions, with what is wrong of each written into a list."""

    def __init__(self, visible: Visible, source: str, wrong: list[Wrong]) -> None:
        super().__init__(visible, wrong, required=REQUIRED, missing=_MISSING)
        self.source = source

    def __call__(self, line: Line) -> Ready | None:
        """The action of a line, None when something is wrong with it."""
        before = len(self.wrong)

        def take(column: str, of: Callable[[str], object], otherwise: object = "") -> object:
            return self.take(line, column, of, otherwise)

        owner, unit = take("owner", self.owner, None), take("unit", self._unit)
        due, opened_on = take("due", self.day, None), take("opened", self.past, self.today)
        state, closed_on = take("state", self._state, "open"), take("closed", self.past, None)
        texts = {
            name: take(name, self.words(_LONGEST[name]) if name in _LONGEST else self.words())
            for name in ("reference", "title", *_TEXTS)
        }
        chosen = {
            "origin_kind": take("origin", self._origin, "own"),
            "measure": take("measure", self.measure),
            "question": take("question", self.question),
        }
        if isinstance(due, date) and isinstance(opened_on, date) and due < opened_on:
            self.refuse(line, "due", "it is due before it was opened: say in the column opened when it was")
        if isinstance(closed_on, date) and isinstance(opened_on, date) and closed_on < opened_on:
            self.refuse(line, "closed", "it was closed before it was opened")
        mine = isinstance(owner, Account) and owner.username == self.visible.viewer.username
        if state in ("closed", "cancelled") and mine:
            self.refuse(line, "state", "you own it, so somebody else files it as closed or cancelled")
        if len(self.wrong) > before:
            return None
        action = Action(unit=unit, owner=owner, due=due, opened_on=opened_on, state=state, **texts, **chosen)
        action.source = action.source or self.source
        action.origin_key = f"import:{action.source}:{action.reference}"[:120]
        return Ready(line.number, action, closed_on if isinstance(closed_on, date) else None)

    def _unit(self, value: str) -> str:
        found = self.unit(value)
        if filed_by(self.visible, found) is None:
            raise UserError("you may not file actions at this unit")
        return found

    def _state(self, value: str) -> str:
        wanted = value.lower().strip()
        titles = {state.title.lower(): key for key, state in STATES.items()} | {key: key for key in STATES}
        found = (titles | _OTHER_STATES).get(wanted)
        if found is None:
            raise UserError(f"there is no such state{nearest(wanted, set(STATES))}")
        return found

    def _origin(self, value: str) -> str:
        titles = {title.lower(): key for key, title in KINDS.items()} | {key: key for key in KINDS}
        if value.lower() not in titles:
            raise UserError(f"actions do not come from there{nearest(value, set(KINDS))}")
        return titles[value.lower()]
