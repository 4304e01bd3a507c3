"""Where the system Chromium is. Run as a command, it prints the path and exits 1 when there is none."""

import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """The path of the first of NAMES that is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    found = find_chromium()
    print(found or f"no Chromium: none of {', '.join(NAMES)} is on the PATH")
    sys.exit(found is None)
