"""A workspace: the folder a force keeps its settings, framework, mappings and tables in."""

import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import Field, ValidationError

from peelian.framework.errors import UserError
from peelian.framework.load import Framework, load
from peelian.framework.source import Definition
from peelian.pipeline.tables import Tables

SETTINGS_FILE = "peelian.yaml"
ENVIRONMENT = "PEELIAN_WORKSPACE"

_TEMPLATE = """\
# The settings of this workspace. Every command run in this folder reads them.
name: {name}            # the force's own name, shown at the top of every page
time_zone: {zone}   # local times in extracts are read in this zone unless their mapping names another
tables: tables          # where rows and results are kept: a folder here, or s3:// or abfss://
hierarchy: as_was       # as_was: values belong to the units as they stood; as_is: to today's units
demo: {demo}             # true shows the demo accounts on the sign-in page: never for real data
"""


class SignIn(Definition):
    """The force's own provider of sign-ins, by OpenID Connect. Its secret is never written here."""

    issuer: str = Field(pattern=r"^(https://|http://(localhost|127\.0\.0\.1)(:|/|$))")
    client_id: str = Field(min_length=1)
    label: str = "your force account"  # follows "Sign in with"
    claim: str = "email"  # `email` is that of an account; any other is its username
    second_factor: Literal["peelian", "provider"] = "peelian"  # who asks those who need one for it


class Settings(Definition):
    """What `peelian.yaml` may say."""

    name: str
    time_zone: str = "Europe/London"
    tables: str = "tables"
    hierarchy: Literal["as_was", "as_is"] = "as_was"
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark: dict[str, str] = Field(default_factory=dict)  # Spark's own settings, such as `spark.master`
    suppress_below: int = Field(5, ge=1)  # counts of people under it are left out of public editions
    suppress_base: int = Field(10, ge=1)  # and shares and typical values of fewer people than this
    demo: bool = False
    sign_in: SignIn | None = None


@dataclass(frozen=True)
class Workspace:
    """An open workspace. Definitions are read once, when first asked for."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, root: Path) -> "Workspace":
        """Open the workspace at `root`; UserError when it is not one or its settings are wrong."""
        file = root / SETTINGS_FILE
        if not file.is_file():
            raise UserError(
                f"{root} is not a workspace: it has no {SETTINGS_FILE}. "
                f"Make one with `peelian init {root}`, or go to yours first."
            )
        try:
            settings = Settings.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
            ZoneInfo(settings.time_zone)
        except yaml.YAMLError as error:
            raise UserError(f"{file} is not valid YAML: {error}") from None
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise UserError(f"{file}: {wrong}") from None
        except (ZoneInfoNotFoundError, ValueError):
            raise UserError(
                f"{file}: time_zone {settings.time_zone!r} is not known; write it like Europe/London"
            ) from None
        return cls(root.resolve(), settings)

    @cached_property
    def framework(self) -> Framework:
        return load(self.root)

    @cached_property
    def tables(self) -> Tables:
        where = self.settings.tables
        return Tables(where if "://" in where else self.root / where)


def workspace_from_environment() -> Workspace:
    """The workspace named by PEELIAN_WORKSPACE, else the current folder."""
    return Workspace.open(Path(os.environ.get(ENVIRONMENT, ".")))


def init(
    root: Path, *, name: str = "My force", time_zone: str = "Europe/London", demo: bool = False
) -> Workspace:
    """Make a workspace at `root` with the starter framework; UserError when something is in the way."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UserError(f"{root} is not empty: choose a new folder, nothing was changed")
    root.mkdir(parents=True, exist_ok=True)
    with as_file(files("peelian.framework") / "starter") as starter:
        for part in ("framework", "sources", "mappings"):
            shutil.copytree(starter / part, root / part)
    text = _TEMPLATE.format(name=yaml.safe_dump(name).splitlines()[0], zone=time_zone, demo=str(demo).lower())
    (root / SETTINGS_FILE).write_text(text, encoding="utf-8")
    ours = "tables/ records.sqlite3* secret.key sign-in.secret .lock .loading .offering .scratch/"
    (root / ".gitignore").write_text("\n".join([*ours.split(), ""]), encoding="utf-8")
    return Workspace.open(root)
