"""Reads a workspace's definition files into models, keeping where each came from."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from peelian.framework.attendance import Attendance
from peelian.framework.errors import Problem
from peelian.framework.grades import Scale
from peelian.framework.inspecting import Inspections
from peelian.framework.measure import Measure, Question, Theme
from peelian.framework.source import Edition, Source
from peelian.framework.wording import problems_of
from peelian.framework.yaml_lines import Document, Place, read_document

Model = TypeVar("Model", bound=BaseModel)


class FrameworkFile(Edition):
    """The file `framework/framework.yaml`: the edition, with its themes and questions."""

    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]


@dataclass
class Definitions:
    """What was read from `folder`, and the problems met on the way. Only well-formed files are in it."""

    folder: Path
    framework: FrameworkFile | None = None
    attendance: Attendance | None = None
    scale: Scale | None = None
    inspections: Inspections | None = None
    measures: dict[str, Measure] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)  # by path within the folder
    unread: set[str] = field(default_factory=set)  # files there, but not well-formed

    def problem(self, file: str, place: Place, message: str) -> None:
        """Note a problem at `place` of the file at `file` within the folder."""
        self.problems.append(self.documents[file].problem(place, message))


def source_file(id: str) -> str:
    """Where the source `id` is defined, within a workspace."""
    return f"sources/{id}.yaml"


def measure_file(id: str) -> str:
    """Where the measure `id` is defined, within a workspace."""
    return f"framework/measures/{id}.yaml"


FRAMEWORK_FILE = "framework/framework.yaml"
ATTENDANCE_FILE = "framework/attendance.yaml"
GRADES_FILE = "framework/grades.yaml"
INSPECTIONS_FILE = "framework/inspections.yaml"


def read_definitions(folder: Path) -> Definitions:
    """Read every definition in a workspace. Problems are noted, never raised."""
    found = Definitions(folder)
    if not (folder / FRAMEWORK_FILE).is_file():
        missing = "there is no framework here; `peelian init` makes a workspace with a starter framework"
        found.problems.append(Problem(folder / FRAMEWORK_FILE, 1, missing))
    else:
        found.framework = _read(found, FRAMEWORK_FILE, FrameworkFile)
    if (folder / ATTENDANCE_FILE).is_file():
        found.attendance = _read(found, ATTENDANCE_FILE, Attendance)
    if (folder / GRADES_FILE).is_file():
        found.scale = _read(found, GRADES_FILE, Scale)
    if (folder / INSPECTIONS_FILE).is_file():
        found.inspections = _read(found, INSPECTIONS_FILE, Inspections)
    for name in _names(found, "sources"):
        source = _read(found, source_file(name), Source)
        if source and _named_for_its_id(found, source_file(name), name, source.id):
            found.sources[name] = source
    for name in _names(found, "framework/measures"):
        measure = _read(found, measure_file(name), Measure)
        if measure and _named_for_its_id(found, measure_file(name), name, measure.id):
            found.measures[name] = measure
    return found


def _names(found: Definitions, within: str) -> list[str]:
    """The stems of the definition files in a folder, in order of name."""
    place = found.folder / within
    files = sorted(place.iterdir()) if place.is_dir() else []
    for file in files:
        if file.suffix == ".yml":
            found.problems.append(Problem(file, 1, "definition files end in .yaml: rename this one"))
    return [file.stem for file in files if file.suffix == ".yaml" and not file.name.startswith(".")]


def _read(found: Definitions, file: str, model: type[Model]) -> Model | None:
    found.unread.add(file)
    document, problems = read_document(found.folder / file)
    found.problems += problems
    if document is None:
        return None
    found.documents[file] = document
    try:
        content = model.model_validate(document.content)
    except ValidationError as error:
        found.problems += problems_of(error, model, document)
        return None
    found.unread.discard(file)
    return content


def _named_for_its_id(found: Definitions, file: str, name: str, id: str) -> bool:
    if name != id:
        found.problem(file, ("id",), f"the id is {id!r} but the file is {name}.yaml: they must be the same")
    return name == id
