"""What inspections find and how it stands: kinds of finding and statuses. `framework/inspections.yaml` holds
them; a force without that file has those of the starter.
"""

from typing import Literal, Self

from pydantic import model_validator

from peelian.framework.errors import UserError, nearest
from peelian.framework.source import Definition, Identifier

Stage = Literal["new", "working", "assuring", "signing", "done", "apart"]
"""What a status means to the software: nobody owns it yet, its owner works, it waits for independent
assurance, for sign-off, it is closed, or it is not the force's to do.
"""


class FindingKind(Definition):
    """One kind of finding. `answered` says whether the response has to answer each of them."""

    id: Identifier
    title: str
    plural: str
    short: str
    answered: bool = True


class FindingStatus(Definition):
    """One status, and the stage it stands for."""

    id: Identifier
    title: str
    stage: Stage


class Inspections(Definition):
    """Kinds of finding and statuses, in the order they are shown."""

    source: str
    kinds: tuple[FindingKind, ...]
    statuses: tuple[FindingStatus, ...]

    @model_validator(mode="after")
    def _each_once_and_every_stage(self) -> Self:
        for ids in ([k.id for k in self.kinds], [s.id for s in self.statuses]):
            if twice := next((id for id in ids if ids.count(id) > 1), None):
                raise ValueError(f"{twice!r} is there twice")
        if not self.kinds:
            raise ValueError("there is no kind of finding: name one in `kinds`")
        for stage in ("new", "working", "assuring", "signing", "done", "apart"):
            if stage not in {status.stage for status in self.statuses}:
                raise ValueError(f"no status stands for the stage {stage!r}: findings could not pass it")
        return self

    def kind(self, id: str) -> FindingKind:
        """The kind of that id; UserError naming the nearest when there is none."""
        known = {kind.id: kind for kind in self.kinds}
        if id not in known:
            raise UserError(f"there is no kind of finding {id!r}{nearest(id, set(known))}")
        return known[id]

    def status(self, id: str) -> FindingStatus:
        """The status of that id; UserError naming the nearest when there is none."""
        known = {status.id: status for status in self.statuses}
        if id not in known:
            raise UserError(f"there is no status {id!r}{nearest(id, set(known))}")
        return known[id]

    def title_of(self, id: str) -> str:
        """The title of a kind or status, its id where the file has it no more."""
        titles = {status.id: status.title for status in self.statuses}
        return titles.get(id) or next((kind.title for kind in self.kinds if kind.id == id), id)

    def first(self, stage: Stage) -> FindingStatus:
        """The status that a finding has which comes to a stage: the first of it."""
        return next(status for status in self.statuses if status.stage == stage)

    def staged(self, *stages: Stage) -> tuple[str, ...]:
        """The ids of the statuses of some stages."""
        return tuple(status.id for status in self.statuses if status.stage in stages)
