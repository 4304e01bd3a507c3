"""Which tables this version of Peelian reads and writes, and what to say of the others."""

import json
from pathlib import Path

from deltalake import DeltaTable

from peelian.framework.errors import UserError

# A table's description. The number goes up when an older Peelian would misread the tables.
FORMAT = "Peelian table, format 1"
_HARMLESS = {"v2Checkpoint", "vacuumProtocolCheck"}
_READ = {"timestampNtz", *_HARMLESS}
_WRITE = {"appendOnly", "invariants", *_READ}
_UPGRADE = "was written by a newer version of Peelian or by another program in a way that this one cannot"


def check_readable(delta: DeltaTable, name: str, location: str) -> None:
    """UserError when the files alone do not say what rows the table has, or its last commit is empty."""
    protocol, features = delta.protocol(), set(delta.protocol().reader_features or ())
    unknown = features - _READ if protocol.min_reader_version == 3 else set()
    if protocol.min_reader_version not in (1, 3) or unknown:
        asked = ", ".join(sorted(unknown)) or f"reader version {protocol.min_reader_version}"
        raise _newer(name, "read", f"Delta {asked}")
    said = delta.metadata().description or ""
    if said.startswith("Peelian table") and said != FORMAT:
        raise _newer(name, "read", f"{said}; this one knows {FORMAT}")
    last = Path(location) / "_delta_log" / f"{delta.version():020}.json"
    if last.is_file() and not last.stat().st_size:
        raise _damaged(name, last, "it is empty")


def check_writable(delta: DeltaTable, name: str) -> None:
    """UserError when the table asks its writers for what this version does not do."""
    protocol, features = delta.protocol(), set(delta.protocol().writer_features or ())
    unknown = features - _WRITE if protocol.min_writer_version == 7 else set()
    if protocol.min_writer_version not in (1, 2, 7) or unknown:
        asked = ", ".join(sorted(unknown)) or f"writer version {protocol.min_writer_version}"
        raise _newer(name, "write", f"Delta {asked}")


def unreadable(error: Exception, name: str, location: str) -> UserError:
    """What a person is told when the log of a table cannot be understood."""
    said = str(error).splitlines()[0]
    if "nsupported" in said:
        return _newer(name, "read", said)
    for file in sorted((Path(location) / "_delta_log").glob("*.json")):
        try:
            for line in file.read_text(encoding="utf-8").splitlines():
                json.loads(line)
        except ValueError as wrong:
            return _damaged(name, file, str(wrong))
    return _damaged(name, Path(location) / "_delta_log", said)


def _newer(name: str, verb: str, what: str) -> UserError:
    return UserError(f"the table {name} {_UPGRADE} {verb} ({what}): upgrade Peelian. Nothing was changed")


def _damaged(name: str, file: Path, why: str) -> UserError:
    return UserError(
        f"the log of the table {name} is damaged: {file}: {why}. Restore the tables from a backup"
    )
