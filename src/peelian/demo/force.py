"""What a demo force is, once made: its files, accounts and planted signals, kept in a manifest."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypedDict

from peelian.demo.extracts import Extract
from peelian.demo.signals import Signal
from peelian.demo.sizes import SizeName
from peelian.framework.errors import UserError

MANIFEST = "demo-force.json"
VERSION = 4  # of what a manifest says

AccountRole = Literal[
    "", "analyst", "board-secretary", "inspection-liaison", "commissioners-reader",
    "commissioners-approver", "auditor", "administrator",
]  # fmt: skip


class Account(TypedDict):
    """Somebody who can sign in to the demo, and the person they are in the postings, None for nobody there.

    `role` is granted to them at the force, "" for none: their posting says what they see.
    """

    username: str
    display_name: str
    person_id: str | None
    role: AccountRole


@dataclass(frozen=True)
class DemoForce:
    """A synthetic force. `extracts` are in the order they are to be loaded, in `folder`."""

    name: str
    size: SizeName
    seed: int
    folder: Path
    extracts: tuple[Extract, ...]
    accounts: tuple[Account, ...]
    signals: tuple[Signal, ...]

    def files(self, source: str) -> list[Path]:
        """The extract files of one source, oldest first."""
        return [self.folder / extract.file for extract in self.extracts if extract.source == source]

    def sources(self) -> list[str]:
        """The sources with extracts, the organisation's first."""
        return list(dict.fromkeys(extract.source for extract in self.extracts))

    def save(self) -> None:
        """Write the manifest beside the extracts: the mark that they are whole."""
        said = asdict(self) | {"folder": ".", "version": VERSION}
        (self.folder / MANIFEST).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "DemoForce | None":
        """The force whose extracts are in `folder`, None when there is none or it is unfinished.

        UserError for one that another version of Peelian made.
        """
        file = folder / MANIFEST
        if not file.is_file():
            return None
        said = json.loads(file.read_text(encoding="utf-8"))
        if said.get("version") != VERSION:
            raise UserError(
                f"{folder.parent} holds a demo force that another version of Peelian made: delete that "
                "folder and build the demo again"
            )
        return cls(
            said["name"],
            said["size"],
            said["seed"],
            folder,
            tuple(Extract(**extract) for extract in said["extracts"]),
            tuple(said["accounts"]),
            tuple(Signal.from_json(signal) for signal in said["signals"]),
        )
