"""Pictures of the documentation, drawn by the examples that are printed beside them while it is built."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

GUIDE = Path(__file__).parent / "docs" / "guide" / "charts.md"


def drawn() -> dict[str, Any]:
    """What the example of the guide to charts leaves behind."""
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(example, str(GUIDE), "exec"), names)
    return names


def on_files(files: Files, config: Any) -> Files:
    """Add the pictures to the site; mkdocs calls this."""
    files.append(File.generated(config, "guide/charts-example.svg", content=drawn()["svg"]))
    return files
