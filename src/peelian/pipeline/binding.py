"""Which column of an extract each column of a source is read from, and which mapping says so."""

import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from peelian.framework.errors import UserError, nearest
from peelian.framework.source import Source
from peelian.pipeline.mapping import FILE_NAME, Mapping, Reading, Reads, read_mapping

MOST_SHOWN = 20  # columns that a message lists


@dataclass(frozen=True)
class Binding:
    """A mapping laid over one header.

    `positions` gives the places in the header that each column is read from; one with a constant has
    none, and the file's name comes after the last. `absent` are columns the mapping could read and the
    extract does not offer, `unmapped` the extract's columns nothing reads.
    """

    mapping: Mapping
    header: tuple[str, ...]
    positions: Dict[str, tuple[int, ...]]
    absent: tuple[str, ...]
    unmapped: tuple[str, ...]

    @property
    def readings(self) -> dict[str, Reading]:
        """How each column that can be read is read."""
        return {
            name: reading
            for name, reading in self.mapping.columns.items()
            if name in self.positions or reading.constant is not None
        }


def unmapped_source(source: Source) -> Mapping:
    """The mapping of an extract that already has the source's own column names."""
    columns = {name: Reading.model_validate(name) for name, c in source.columns.items() if not c.part}
    return Mapping.model_construct(id="", source=source.id, title="", columns=columns)


def find_mapping(folder: Path, source: Source, name: str) -> Mapping:
    """The mapping called `name` in the workspace or shipped, or in the file of that path."""
    if (file := Path(name)).suffix in (".yaml", ".yml") and file.is_file():
        return read_mapping(file, source)
    found = _files(folder)
    if name not in found:
        raise UserError(f"there is no mapping {name!r}{nearest(name, set(found))}")
    return read_mapping(found[name], source)


def mappings_for(folder: Path, source: Source) -> list[Mapping]:
    """Every mapping for a source: the workspace's, and those shipped that it has none of the same name as."""
    every = (read_mapping(file) for file in _files(folder).values())
    return [read_mapping(_files(folder)[m.id], source) for m in every if m.source == source.id]


def bind(mapping: Mapping, source: Source, header: Sequence[str], name: str) -> Binding:
    """Lay a mapping over the header of the file `name`. UserError when a required column is not to be had."""
    positions: dict[str, tuple[int, ...]] = {}
    absent: list[str] = []
    for column, reading in mapping.columns.items():
        if reading.constant is not None:
            continue
        wanted: list[tuple[str, ...]] = [(name,) for name in reading.join]
        places = [_place(names, header, name) for names in wanted or [reading.columns]]
        if None in places:
            absent.append(column)
        else:
            positions[column] = tuple(place for place in places if place is not None)
    constant = {column for column, reading in mapping.columns.items() if reading.constant is not None}
    lacking = [
        column
        for column, contract in source.columns.items()
        if (contract.required or column == source.period)
        and column not in positions
        and column not in constant
    ]
    if lacking:
        raise UserError(_refusal(source, mapping, lacking, header, name))
    used = {place for places in positions.values() for place in places}
    ignored = {_folded(text) for text in mapping.ignore}
    left = tuple(c for i, c in enumerate(header) if i not in used and _folded(c) not in ignored)
    return Binding(mapping, tuple(header), positions, tuple(absent), left)


def choose(
    folder: Path,
    source: Source,
    names: Sequence[str],
    header_of: Callable[[str, Reads], Sequence[str]],
    extract: str,
) -> tuple[Mapping, list[str]]:
    """The mapping whose columns an extract has, and those of its members (`names`) it is for.

    The source's own names come first. UserError unless exactly one fits.
    """
    plain = unmapped_source(source)
    mappings = mappings_for(folder, source)
    fitting, headers = [], {}
    for mapping in (plain, *mappings):
        members = members_of(mapping, names, extract)
        if not members:
            continue
        headers[mapping.id] = header_of(members[0], mapping.reads)
        if not _lacking(mapping, source, headers[mapping.id]):
            fitting.append((mapping, members))
            if mapping is plain:
                break
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        several = ", ".join(mapping.id for mapping, _ in fitting)
        raise UserError(f"{extract} fits more than one mapping ({several}): say which with --mapping")
    raise UserError(_no_mapping(source, mappings, headers, extract))


def members_of(mapping: Mapping, names: Sequence[str], extract: str) -> list[str]:
    """The members of an archive that a mapping is for. Of any other file, the one it is."""
    if list(names) == [extract]:
        return [extract]
    pattern = re.compile(_regex(mapping.reads.members), re.IGNORECASE | re.DOTALL)
    return [name for name in names if pattern.fullmatch(name.rpartition("/")[2]) or pattern.fullmatch(name)]


def _files(folder: Path) -> dict[str, Path]:
    with as_file(files("peelian.framework") / "starter" / "mappings") as shipped:
        found = {file.stem: file for file in sorted(shipped.glob("*.yaml"))}
    found |= {file.stem: file for file in sorted((folder / "mappings").glob("*.yaml"))}
    return found


def _regex(pattern: str) -> str:
    return "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)


def _lacking(mapping: Mapping, source: Source, header: Sequence[str], whole: bool = True) -> list[str]:
    """What a mapping reads that a header does not have; of the source's own names, or where the `whole`
    mapping is not asked for, only what the source requires."""
    folded = {_folded(text) for text in header}
    wanted: list[tuple[str, ...]] = []
    for column, reading in mapping.columns.items():
        if (mapping.id and whole) or source.columns[column].required or column == source.period:
            wanted += [(name,) for name in reading.join] if reading.join else [reading.columns]
    folded.add(_folded(FILE_NAME))
    return [" or ".join(names) for names in wanted if names and not any(_folded(n) in folded for n in names)]


def _place(names: Iterable[str], header: Sequence[str], extract: str) -> int | None:
    for name in names:
        if name == FILE_NAME:
            return len(header)
        for same in ((lambda text: text), _folded):
            places = [i for i, text in enumerate(header) if same(text) == same(name)]
            if len(places) > 1:
                which = " and ".join(str(i + 1) for i in places)
                raise UserError(f"{extract} has {name!r} as columns {which}: rename or remove one of them")
            if places:
                return places[0]
    return None


def _folded(name: str) -> str:
    return re.sub(r"[\s_.\-]+", " ", name).strip().casefold()


def _refusal(
    source: Source, mapping: Mapping, lacking: Sequence[str], header: Sequence[str], extract: str
) -> str:
    wanted = []
    for column in lacking:
        reading = mapping.columns.get(column)
        looked = " or ".join(reading.columns) or " and ".join(reading.join) if reading and mapping.id else ""
        description = source.columns[column].description.partition(". ")[0].rstrip(".")
        about = "; ".join(
            text for text in (description, looked and f"the mapping looks for {looked}") if text
        )
        wanted.append(f"{column} ({about})" if about else column)
    supports = f" {source.supports.strip()}" if source.supports else ""
    return (
        f"{extract} cannot be loaded into {source.id}: it has no column for {', '.join(wanted)}.{supports} "
        f"The extract offers: {offered(header)}. Nothing was written."
    )


def _no_mapping(
    source: Source, mappings: Sequence[Mapping], headers: Dict[str, Sequence[str]], extract: str
) -> str:
    if not headers:
        return f"{extract} has no file in it that {source.id} could be read from"
    header = next(iter(headers.values()))
    offered_to = [(m, _lacking(m, source, headers[m.id])) for m in mappings if m.id in headers]
    near, lacking = min(offered_to, key=lambda pair: len(pair[1]), default=(None, []))
    message = f"{extract} cannot be loaded into {source.id} as it is: "
    if near and len(lacking) <= len(header) / 2:
        message += f"the mapping {near.id!r} comes nearest but misses: {', '.join(lacking)}."
        if not _lacking(near, source, headers[near.id], whole=False):
            message += f" Load it without by --mapping {near.id}."
    else:
        message += f"it has no column {', '.join(_lacking(unmapped_source(source), source, header))}."
        if near:
            known = ", ".join(mapping.id for mapping, _ in offered_to)
            message += f" Nor are its columns those of a mapping for {source.id} ({known})."
    message += f" The extract offers: {offered(header)}."
    if len(header) == 1:
        message += (
            " That is one column: where cells are not separated by , ; | or tabs, or the names are not in "
            "the first line, a mapping has to say so (reads: {delimiter: '^', header_row: 3})."
        )
    message += " Name a mapping with --mapping, or write one in mappings/ (docs/guide/loading.md)."
    return f"{message} {source.supports.strip()}".strip()


def offered(header: Sequence[str]) -> str:
    """The columns of an extract as a message lists them: the first of them, and none at great length."""
    shown = ", ".join(name if len(name) <= 40 else f"{name[:37]}..." for name in header[:MOST_SHOWN])
    more = len(header) - MOST_SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown
