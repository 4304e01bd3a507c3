"""A demo workspace: a force's extracts made, loaded and refreshed, ready for its pages."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from peelian.demo.force import DemoForce
from peelian.demo.generation import Progress, generate
from peelian.demo.names import FORCE
from peelian.demo.sizes import SIZES, SizeName
from peelian.framework.errors import UserError, nearest
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import receipts
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import SETTINGS_FILE, Workspace, init

EXTRACTS = "extracts"
BUILT = "demo-built.json"  # written last: everything before it was done


def build(folder: Path, *, size: str, seed: int, progress: Progress | None = None) -> DemoForce:
    """Make `folder` a workspace holding a whole demo force, and return the force.

    Asked again for the same size and seed it returns at once; killed half-way, it goes on where it was.
    UserError for an unknown size, and for a folder that holds something else. `progress` is called with
    (done, total, what).
    """
    name = _size(size)
    asked = {"size": name, "seed": seed}
    built = folder / BUILT
    if built.is_file():
        _same(json.loads(built.read_text(encoding="utf-8")), asked, folder)
        made = DemoForce.read(folder / EXTRACTS)
        if made is None:
            raise UserError(f"{folder / EXTRACTS} is gone: delete {folder} and build the demo again")
        return made
    show = progress or (lambda done, total, what: None)
    show(0, 0, "Making the workspace")
    workspace = _workspace(folder)
    force = DemoForce.read(folder / EXTRACTS)
    if force is None:
        force = generate(folder / EXTRACTS, size=name, seed=seed, progress=show)
    _same({"size": force.size, "seed": force.seed}, asked, folder)
    _load(workspace, force, show)
    refresh(workspace, progress=show)
    built.write_text(json.dumps(asked) + "\n", encoding="utf-8")
    return force


def _size(size: str) -> SizeName:
    if size not in SIZES:
        raise UserError(f"there is no demo size {size!r}{nearest(size, set(SIZES))}")
    return size


def _same(found: Mapping[str, object], asked: Mapping[str, object], folder: Path) -> None:
    if found != asked:
        raise UserError(
            f"{folder} holds the demo force of size {found['size']} and seed {found['seed']}, not of size "
            f"{asked['size']} and seed {asked['seed']}: choose another folder, or delete this one"
        )


def _workspace(folder: Path) -> Workspace:
    """The demo's workspace: the one already begun, else a new one that appears whole or not at all."""
    if (folder / SETTINGS_FILE).is_file():
        workspace = Workspace.open(folder)
        if not workspace.settings.demo:
            raise UserError(f"{folder} is a workspace of your own: the demo needs a folder to itself")
        return workspace
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty: the demo needs a new folder, nothing was changed")
    begun = folder.with_name(folder.name + ".making")
    shutil.rmtree(begun, ignore_errors=True)
    init(begun, name=FORCE, time_zone="Europe/London", demo=True)
    os.replace(begun, folder)
    return Workspace.open(folder)


def _load(workspace: Workspace, force: DemoForce, progress: Progress) -> None:
    """Load what has not been yet: an older extract again would take back what a newer one revised."""
    done = {receipt.file for receipt in receipts(workspace)}
    for place, extract in enumerate(force.extracts):
        if extract.file not in done:
            progress(place, len(force.extracts), f"Loading {extract.file}")
            load(workspace, extract.source, [force.folder / extract.file])
