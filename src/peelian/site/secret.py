"""The key that signs sessions: made once in a workspace, readable by its owner alone."""

import os
from pathlib import Path
from secrets import token_urlsafe

FILE = "secret.key"


def secret_key(root: Path | None) -> str:
    """The key of the workspace at `root`, made there when absent; passing without one."""
    if root is None:
        return token_urlsafe(50)
    file = root / FILE
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    key = token_urlsafe(50)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(key)
    return key
