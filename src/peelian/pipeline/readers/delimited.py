"""CSV and its kin: any encoding, delimiter and line end, and the line of every row."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from peelian.framework.errors import UserError
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers.batches import LARGEST_ROW, Batch, Broken, Member, gathered, names_of
from peelian.pipeline.readers.text import Encoding, Opener, Utf8, encoding_of, not_a_table, unclosed_quote

BLOCK = LARGEST_ROW
LARGEST_HEADER = 1 << 20  # bytes
MOST_BROKEN = 1_000_000  # records one after another that are not rows,
BROKEN_BYTES = 256 << 20  # and how much text they may have
_DELIMITERS = ",\t;|"
_END = (
    f"\x1f{uuid4().hex}\x1f"  # a row of our own after the last: one that is missing was swallowed by a quote
)
csv.field_size_limit(BLOCK)


@dataclass(frozen=True)
class Layout:
    """Where a text's rows begin, and what separates their cells. `header_bytes` are of UTF-8."""

    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    header_bytes: int
    first_line: int


def delimited(name: str, open: Opener, reads: Reads) -> Member:
    """A delimited text as a member of an extract. UserError when it has no header."""
    with open() as stream:
        if what := not_a_table(stream.read(1000)):
            raise UserError(f"{name} is {what}. Nothing was loaded")
    layout = _layout(name, open, reads)
    return Member(name, layout.header, lambda: _batches(name, open, layout))


def _layout(name: str, open: Opener, reads: Reads) -> Layout:
    encoding = encoding_of(open, reads.encoding)
    if encoding.mixed:
        raise UserError(
            f"{name} mixes encodings: some of its letters are UTF-8 and others are not. Have it exported in "
            "one, or say in the mapping which to read it by (reads: {encoding: cp1252})"
        )
    with Utf8(name, open, encoding, 0, 1, b"") as stream:
        start_of_text = b""
        while len(start_of_text) < LARGEST_HEADER and (more := stream.read(LARGEST_HEADER)):
            start_of_text += more
    text = start_of_text.decode("utf-8", "ignore")
    if not text.strip("\r\n\x1a \t"):
        raise UserError(f"{name} is empty: it has not even a header")
    start, line = _after_lines(text, reads.header_row - 1)
    while text[start : start + 1] in ("\r", "\n"):  # blank lines above the header
        start, line = _after_lines(text, line + 1)
    delimiter = reads.delimiter or _delimiter(text, start)
    end = _end_of_record(text, start, delimiter)
    if end is None:
        raise UserError(f"{name}, line {line + 1}: the header has a quote that is never closed")
    if end == len(text) and len(start_of_text) >= LARGEST_HEADER:
        raise UserError(
            f"{name}: line {line + 1} is longer than {LARGEST_HEADER >> 20} MB: that is not a header"
        )
    cells = next(csv.reader(io.StringIO(text[start:end], newline=""), delimiter=delimiter), [])
    lines = line + _line_ends(text[start:end].rstrip("\r\n")) + 1
    return Layout(encoding, delimiter, names_of(cells), len(text[:end].encode()), lines + 1)


def _after_lines(text: str, count: int) -> tuple[int, int]:
    """Where in a text the line after its first `count` lines begins, and how many lines that is."""
    start = 0
    for passed in range(count):
        ends = [at for end in ("\n", "\r") if (at := text.find(end, start)) >= 0]
        if not ends:
            return len(text), passed
        start = min(ends) + (2 if text.startswith("\r\n", min(ends)) else 1)
    return start, count


def _delimiter(text: str, start: int) -> str:
    """The character among comma, tab, semicolon and bar there are most of, outside quotes, in the header."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    inside = False
    for character in text[start:]:
        if character == '"':
            inside = not inside
        elif not inside and character in "\r\n":
            break
        elif not inside and character in counts:
            counts[character] += 1
    return max(_DELIMITERS, key=lambda d: counts[d])


def _end_of_record(text: str, start: int, delimiter: str) -> int | None:
    inside, before, at = False, delimiter, start
    while at < len(text):
        character = text[at]
        if inside and text.startswith('""', at):
            at += 1
        elif character == '"' and (inside or before == delimiter):
            inside = not inside
        elif not inside and character in "\r\n":
            return at + (2 if text.startswith("\r\n", at) else 1)
        before, at = character, at + 1
    return None if inside else at


def _batches(name: str, open: Opener, layout: Layout) -> Iterator[Batch]:
    width, delimiter = len(layout.header), layout.delimiter
    names = [f"c{place}" for place in range(width)]
    ending = (_END + delimiter * (width - 1) + "\n").encode()
    stream = Utf8(name, open, layout.encoding, layout.header_bytes, layout.first_line, ending)
    numbers = _Numbers(name, layout, stream)
    try:
        reader = pacsv.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=pacsv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=numbers.put_aside,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False
            ),
        )
        yield from gathered(numbers.batch(piece) for piece in reader)
    except pa.ArrowInvalid as error:
        raise _explained(name, open, layout, str(error)) from None
    finally:
        stream.close()
    if not numbers.ended:
        raise _explained(name, open, layout, "a quote is not closed")


class _Numbers:
    """Gives each row of a text its line, and takes out what are not rows."""

    def __init__(self, name: str, layout: Layout, stream: Utf8) -> None:
        self.name, self.layout, self.stream = name, layout, stream
        self.record, self.line = 1, layout.first_line  # of the next record
        self.broken: list[tuple[int, int, str]] = []  # not yet dealt with
        self.size = 0  # characters in them
        self.ended = False

    def put_aside(self, row: pacsv.InvalidRow) -> str:
        """Keep a record that is not a row. UserError when too many have come without a row among them."""
        self.broken.append((row.number, row.actual_columns, row.text))
        self.size += len(row.text)
        if len(self.broken) > MOST_BROKEN or self.size > BROKEN_BYTES:
            raise UserError(
                f"{self.name}: from line {self.line:,} on, {len(self.broken):,} lines one after another are "
                f"blank or have not the {len(self.layout.header)} columns of the header: that is not a table"
            )
        return "skip"

    def batch(self, piece: pa.RecordBatch) -> Batch:
        rows = piece.num_rows
        numbers, aside = self._records(rows)
        spans = np.ones(rows, np.int64)
        if self.stream.quoted:
            for column in piece.columns:
                if _has_line_end(column):
                    spans += _line_ends_of(column)
        first = self.record
        length = np.ones(int(numbers[-1]) - first + 1 if rows else len(aside), np.int64)
        length[numbers - first] = spans
        for number, _, text in aside:
            length[number - first] = _line_ends(text.rstrip("\r\n")) + 1
        starts = self.line + np.concatenate(([0], np.cumsum(length)))
        self.record, self.line = first + len(length), int(starts[-1])
        lines = starts[numbers - first]
        put_aside = [self._broken(int(starts[n - first]), found, text) for n, found, text in aside]
        return self._without_blanks(piece, lines, [b for b in put_aside if b])

    def _records(self, rows: int) -> tuple[np.ndarray, list[tuple[int, int, str]]]:
        """The numbers of the next `rows` good records, and the broken ones before the last of them."""
        places = np.array([number for number, _, _ in self.broken], np.int64)
        every = np.arange(self.record, self.record + rows + len(places), dtype=np.int64)
        numbers = every[~np.isin(every, places)][:rows]
        count = int(np.searchsorted(places, numbers[-1])) if rows else len(places)
        aside, self.broken = self.broken[:count], self.broken[count:]
        self.size = sum(len(text) for _, _, text in self.broken)
        return numbers, aside

    def _without_blanks(self, piece: pa.RecordBatch, lines: np.ndarray, broken: list[Broken]) -> Batch:
        table = pa.Table.from_batches([piece])
        last = table.column(0)[len(lines) - 1].as_py() if len(lines) else None
        if last == _END:
            self.ended = True
            table, lines = table.slice(0, len(lines) - 1), lines[:-1]
        if self.stream.blank:
            kept = ~np.isin(lines, np.fromiter(self.stream.blank, np.int64))
            table, lines = table.filter(pa.array(kept)), lines[kept]
            self.stream.blank = {line for line in self.stream.blank if line >= self.line}
        return Batch(table, pa.array(lines), broken)

    def _broken(self, line: int, found: int, text: str) -> Broken | None:
        header = self.layout.header
        if text.startswith(_END) or (len(header) > 1 and not text.strip("\r\n")):
            return None
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self.layout.delimiter), [])
        names = [*header, *(f"column {place + 1}" for place in range(len(header), len(cells)))]
        reason = f"{len(header)} columns expected, {found} found"
        return Broken(line, reason, {n: c for n, c in zip(names, cells, strict=False) if c})


def _explained(name: str, open: Opener, layout: Layout, message: str) -> UserError:
    stream = Utf8(name, open, layout.encoding, layout.header_bytes, layout.first_line, b"")
    with stream:
        line = unclosed_quote(stream, layout.delimiter)
    if line is not None:
        return UserError(f"{name}, line {line}: a quote opens a value there and is never closed")
    if "straddling" in message or "block" in message:
        return UserError(f"{name} has a row longer than {LARGEST_ROW >> 20} MB: that is no row of a table")
    return UserError(f"{name} cannot be read: {message}")


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _has_line_end(column: pa.Array) -> bool:
    text = bytes(column.buffers()[2] or b"")
    return b"\n" in text or b"\r" in text


def _line_ends_of(column: pa.Array) -> np.ndarray:
    counted = pc.add(pc.count_substring(column, "\n"), pc.count_substring(column, "\r"))
    counts: np.ndarray = pc.subtract(counted, pc.count_substring(column, "\r\n")).to_numpy(False)
    return counts
