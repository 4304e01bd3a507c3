"""Where LibreOffice and Poppler are. Run as a command, it says what is missing and exits 1 then."""

import shutil
import sys

NEEDED = ("soffice", "pdftoppm")


def missing() -> list[str]:
    """Of what opens office files and draws their pages, the programs that are not here."""
    return [name for name in NEEDED if shutil.which(name) is None]


if __name__ == "__main__":
    found = missing()
    print(f"not on the PATH: {', '.join(found)}" if found else "LibreOffice and Poppler are here")
    sys.exit(bool(found))
