"""Files that come out the same to the byte however often they are made: one time, one order of parts."""

import io
import re
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""The first that a zip file can tell."""


def made_at(values_at: str) -> datetime:
    """The time a file says it was made: when its values were; the earliest when nothing says."""
    try:
        found = datetime.fromisoformat(values_at)
    except ValueError:
        return EARLIEST
    found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return max(found.replace(microsecond=0), EARLIEST)


def fixed(file: bytes, at: datetime) -> bytes:
    """An Office file with every part, and what it says of itself, dated `at`."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as parts, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for name in parts.namelist():
            body = parts.read(name)
            if name == "docProps/core.xml":
                body = _WRITTEN.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            info = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            again.writestr(info, body)
    return out.getvalue()
