"""What is read from one document: the nouns, and how they are written as JSON."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One recommendation, area for improvement or cause of concern, and the answers to it."""

    kind: str
    text: str
    number: str | None = None
    portal_id: str | None = None
    owners: tuple[str, ...] = ()
    due: str | None = None
    due_as_written: str | None = None
    bullets: tuple[str, ...] = ()
    force_response: str | None = None
    commissioner_response: str | None = None
    for_another_body: bool | None = None
    confidence: float = 0.0
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Practice:
    """Something a force does or tries. `words` are those of the document that tell its stage."""

    name: str
    description: str
    finding: str | None = None
    stage: str | None = None
    words: str | None = None
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should look at."""

    kind: str
    message: str
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Document:
    """All that one document says. What it does not say is None or empty. `text` is what spans point into."""

    file: str
    force: str | None = None
    body_title: str | None = None
    commissioner: str | None = None
    chief_constable: str | None = None
    report_title: str | None = None
    report_portal_id: str | None = None
    inspection_type: str | None = None
    published: str | None = None
    responded: str | None = None
    grade: str | None = None
    summary: str | None = None
    force_response: str | None = None
    commissioner_response: str | None = None
    findings: tuple[Finding, ...] = ()
    practices: tuple[Practice, ...] = ()
    flags: tuple[Flag, ...] = ()
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """What the command prints of a document: everything but the text itself."""
        made = asdict(self)
        del made["text"]
        listed: dict[str, Any] = _listed(made)
        return listed

    def with_flags(self, more: "tuple[Flag, ...]") -> "Document":
        """The same, with these flags besides its own."""
        return replace(self, flags=(*self.flags, *more))


def of_json(made: dict[str, Any], text: str) -> Document:
    """The document that `as_json` and its text tell of."""
    parts = {"findings": Finding, "practices": Practice, "flags": Flag}
    known = {name: tuple(_of(shape, one) for one in made[name]) for name, shape in parts.items()}
    return Document(**{**made, **known}, text=text)


def _of(shape: type, made: dict[str, Any]) -> Any:
    names = {field.name for field in fields(shape)}
    return shape(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in made.items()
            if name in names
        }
    )


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value
