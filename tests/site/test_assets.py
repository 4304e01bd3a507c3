"""What is served has no crown, no crest and no GDS Transport, and its policy lets nothing inline run."""

import re
from pathlib import Path

import pytest

from peelian import site
from peelian.site.security import POLICY

FOLDER = Path(site.__file__).parent
BUILT = FOLDER / "static/vendor"
TEMPLATES = [
    *FOLDER.rglob("templates/**/*.html"),
    *(FOLDER.parent / "apps").rglob("templates/**/*.html"),
]


@pytest.mark.skipif(not BUILT.is_dir(), reason="the assets are not built: run `python build_assets.py`")
def test_nothing_a_police_service_may_not_use() -> None:
    style = (BUILT / "peelian.css").read_text(encoding="utf-8")
    for forbidden in ("GDS Transport", "crown", "crest", "@font-face", "url("):
        assert forbidden not in style
    assert "govuk-frontend.min.js" in {file.name for file in BUILT.iterdir()}


def test_the_policy_has_no_unsafe_source() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "*" not in POLICY


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(FOLDER.parent)))
def test_templates_need_nothing_inline(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "javascript:" not in text
    assert not re.search(r"""(src|href)=["']https?://""", text)
