"""YAML read safely with the line of every key, so that a problem can say where it is."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from peelian.framework.errors import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

LARGEST_FILE = 1_000_000  # characters: no definition is near it
DEEPEST = 500
LONGEST_MESSAGE = 1_000  # characters
MOST_TOLD = 100  # problems of one file

Place = tuple[str | int, ...]  # keys and list positions from the top of a file


@dataclass(frozen=True)
class Document:
    """One definition file: its content, and the line (from 1) of each key and list item in it."""

    file: Path
    content: dict[str, object]
    lines: dict[Place, int] = field(repr=False)

    def problem(self, place: Place, message: str) -> Problem:
        """`message` at the line of `place`, or of the nearest key around it that is in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        if len(message) > LONGEST_MESSAGE:
            message = f"{message[:LONGEST_MESSAGE]}..."
        return Problem(self.file, self.lines.get(place, 1), message)


def read_document(file: Path) -> tuple[Document | None, list[Problem]]:
    """The YAML mapping in `file`, or the problems that prevent reading it.

    Duplicate keys and anchors are problems: both hide what a definition says.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Problem(file, 1, f"the file is not UTF-8 text (byte {error.start} cannot be read)")]
    except OSError as error:
        return None, [Problem(file, 1, f"the file cannot be read: {error.strerror}")]
    if len(text) > LARGEST_FILE:
        return None, [Problem(file, 1, f"the file is larger than {LARGEST_FILE:,} characters")]
    if _is_too_deep(text):
        return None, [Problem(file, 1, "the file is nested too deeply to read")]
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {(): 1}
        problems = _visit(node, (), lines, file, set()) if node else []
        content = loader.construct_document(node) if node and not problems else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [Problem(file, mark.line + 1 if mark else 1, f"this is not YAML: {_cause(error)}")]
    except yaml.YAMLError as error:
        return None, [Problem(file, 1, f"this is not YAML: {error}")]
    except RecursionError:
        return None, [Problem(file, 1, "the file is nested too deeply to read")]
    except (ValueError, KeyError, AttributeError, TypeError) as error:  # 2024-02-30, or !!bool 5
        return None, [Problem(file, 1, f"a value cannot be read: {error}")]
    finally:
        loader.dispose()
    if problems:
        return None, problems[:MOST_TOLD]
    if not isinstance(content, dict):
        return None, [Problem(file, 1, "a definition is a mapping: lines of `field: value`")]
    return Document(file, content, lines), []


def _is_too_deep(text: str) -> bool:
    """Whether nesting would overflow libyaml, which composes by recursion. Counting events does not."""
    if sum(text.count(mark) for mark in ("[", "{", "- ", "? ", "-\t")) < DEEPEST:
        return False
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                return True
    except yaml.YAMLError:
        return False  # told with its line when it is composed
    return False


def _cause(error: yaml.MarkedYAMLError) -> str:
    cause = " ".join(part for part in (error.problem, error.context) if part)
    if "cannot start any token" in cause or "mapping values are not allowed" in cause:
        cause += "; put text that contains ': ', '#' or a leading sign in quotes"
    return cause


def _visit(
    node: yaml.Node, place: Place, lines: dict[Place, int], file: Path, seen: set[int]
) -> list[Problem]:
    """Note the line of everything under `node`; the problems of keys on the way."""
    here = lines.get(place, 1)
    if id(node) in seen:
        return [Problem(file, here, "definitions have no anchors or aliases (& and *): write it out")]
    seen.add(id(node))
    problems: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        used: dict[Hashable, int] = {}
        for key, value in node.value:
            line, name = key.start_mark.line + 1, key.value
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                said = (
                    f"YAML does not read the key {name!r} as text"
                    if isinstance(name, str)
                    else "a key is text"
                )
                problems.append(Problem(file, line, f"{said}: put it in quotes"))
                continue
            if name in used:
                problems.append(Problem(file, line, f"`{name}` is given twice (first on line {used[name]})"))
                continue
            used[name] = line
            lines[(*place, name)] = line
            problems += _visit(value, (*place, name), lines, file, seen)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            lines[(*place, position)] = item.start_mark.line + 1
            problems += _visit(item, (*place, position), lines, file, seen)
    return problems
