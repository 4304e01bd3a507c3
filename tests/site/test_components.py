"""Every component template gives the HTML of GOV.UK Frontend's own fixtures, for the options it supports."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from peelian.site.templatetags.govuk import render

COMPONENTS = Path(__file__).parents[2] / "node_modules/govuk-frontend/dist/govuk/components"

# The options no page needs, which our templates leave out. A fixture that uses one is not compared.
UNSUPPORTED: dict[str, set[str]] = {
    "breadcrumbs": set(),
    "button": {"isStartButton"},
    "checkboxes": {
        "hint", "conditional", "divider", "behaviour", "describedBy", "beforeInputs", "afterInputs",
    },
    "details": set(),
    "error-message": set(),
    "error-summary": set(),
    "fieldset": set(),
    "file-upload": {
        "javascript", "value", "chooseFilesButtonText", "noFileChosenText", "multipleFilesChosenText",
        "dropInstructionText", "enteredDropZoneText", "leftDropZoneText",
    },
    "generic-header": set(),
    "hint": set(),
    "input": {"beforeInput", "afterInput"},
    "inset-text": set(),
    "label": set(),
    "notification-banner": set(),
    "pagination": {"labelText"},
    "password-input": {
        "showPasswordText", "hidePasswordText", "showPasswordAriaLabelText", "hidePasswordAriaLabelText",
        "passwordShownAnnouncementText", "passwordHiddenAnnouncementText", "beforeInput", "afterInput",
    },
    "phase-banner": set(),
    "radios": {"conditional", "beforeInputs", "afterInputs", "describedBy"},
    "select": {"beforeInput", "afterInput"},
    "service-navigation": {"slots"},
    "skip-link": set(),
    "summary-list": {"actions", "card"},
    "table": set(),
    "tag": set(),
    "textarea": set(),
    "warning-text": set(),
}  # fmt: skip
NEVER = {"with navigation having only empty values"}  # a page either has navigation or leaves it out
LEAST = 0.2  # of a component's fixtures that must be compared: fewer would mean the table above hides faults


class Tree(HTMLParser):
    """HTML as a list of tags with sorted attributes and text with its white space made one."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Any] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tidy = sorted((name, " ".join((value or "").split())) for name, value in attrs)
        self.parts.append((tag, tidy))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if text := re.sub(r"\s+", " ", data).strip():
            self.parts.append(["text", text])


def keys(options: Any) -> set[str]:
    if isinstance(options, dict):
        return set(options) | {key for value in options.values() for key in keys(value)}
    if isinstance(options, list):
        return {key for value in options for key in keys(value)}
    return set()


def fixtures(component: str) -> list[dict[str, Any]]:
    file = COMPONENTS / component / "fixtures.json"
    if not file.exists():
        return []
    return json.loads(file.read_text(encoding="utf-8"))["fixtures"]


def supported(component: str) -> list[dict[str, Any]]:
    unsupported = UNSUPPORTED[component]
    return [
        fixture
        for fixture in fixtures(component)
        if not keys(fixture["options"]) & unsupported
        and fixture["name"] not in NEVER
        and not block_pagination(component, fixture)
    ]


def block_pagination(component: str, fixture: dict[str, Any]) -> bool:
    return component == "pagination" and not fixture["options"].get("items")


CASES = [(component, fixture) for component in UNSUPPORTED for fixture in supported(component)]


@pytest.fixture(autouse=True)
def installed() -> None:
    if not COMPONENTS.is_dir():
        reason = "needs GOV.UK Frontend's fixtures: run `python build_assets.py` first"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.parametrize(
    ("component", "fixture"), CASES, ids=[f"{component}: {fixture['name']}" for component, fixture in CASES]
)
def test_matches_the_fixture(component: str, fixture: dict[str, Any]) -> None:
    assert Tree(render(component, fixture["options"])).parts == Tree(fixture["html"]).parts


@pytest.mark.parametrize("component", sorted(UNSUPPORTED))
def test_most_fixtures_are_compared(component: str) -> None:
    assert len(supported(component)) >= LEAST * len(fixtures(component))


def test_every_template_is_compared() -> None:
    from peelian.site import templatetags

    folder = Path(templatetags.__file__).parents[1] / "templates/govuk"
    assert {file.stem for file in folder.glob("[!_]*.html")} == set(UNSUPPORTED)
