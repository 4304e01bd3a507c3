"""What a paper is made of, whatever file it comes as: headings, words, lists, and facts in two columns."""

import re
from dataclasses import dataclass
from typing import Literal

_ITEM = re.compile(r"\s*(?:[-*•·–]|\d{1,2}[.)])\s+(.*\S)")


@dataclass(frozen=True)
class Heading:
    level: int
    words: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Words:
    """One paragraph. `label` stands before it in bold, "" for none; `strong` is all of it in bold."""

    words: str
    label: str = ""
    strong: bool = False
    kind: Literal["words"] = "words"


@dataclass(frozen=True)
class Items:
    """A list with bullets."""

    items: tuple[str, ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Lines:
    """Short lines below one another, with no space between: an address, a name with its office."""

    lines: tuple[str, ...]
    kind: Literal["lines"] = "lines"


@dataclass(frozen=True)
class NewPage:
    kind: Literal["page"] = "page"


@dataclass(frozen=True)
class Facts:
    """A table of what each thing is: the name heads its row. `title` says what it is a table of."""

    title: str
    heads: tuple[str, str]
    rows: tuple[tuple[str, "tuple[Block, ...]"], ...]
    kind: Literal["facts"] = "facts"


Block = Heading | Words | Items | Lines | NewPage | Facts


def told(words: str, *, label: str = "") -> list[Block]:
    """What somebody typed, as paragraphs and lists: lines that begin with a dash, dot or number are items.

    `label` stands before the first, on a line of its own where that is a list.
    """
    blocks: list[Block] = []
    items: list[str] = []
    for line in [each.strip() for each in words.splitlines() if each.strip()]:
        if item := _ITEM.fullmatch(line):
            items.append(item[1])
            continue
        if items:
            blocks.append(Items(tuple(items)))
            items = []
        blocks.append(Words(line, label="" if blocks else label))
    if items:
        blocks.append(Items(tuple(items)))
    if label and not (blocks and isinstance(blocks[0], Words)):
        blocks.insert(0, Words("", label=label))
    return blocks


def bulleted(text: str, bullets: tuple[str, ...]) -> list[Block]:
    """The text of a finding with its bullets as a list: where the text has them, after it otherwise."""
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    plain = {bare(each) for each in bullets}
    held = {bare(line) for line in lines}
    marked = [f"• {bare(line)}" if bare(line) in plain else line for line in lines]
    return told("\n".join([*marked, *(f"• {bare(each)}" for each in bullets if bare(each) not in held)]))


def bare(line: str) -> str:
    """A line without the mark of a list before it, and single spaces between its words."""
    found = _ITEM.fullmatch(line.strip())
    return " ".join((found[1] if found else line).split())
