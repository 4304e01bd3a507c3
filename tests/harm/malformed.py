"""Malformed extracts, each by its name: mutations of sound ones, and some made by hand.

The sound ones are the first rows of data.police.uk's files where those are beside the checkout, else rows
like them; the faults put in are the same, and so is what must be said of them.
"""

import base64
import bz2
import csv
import gzip
import io
import lzma
import os
import random
import re
import sqlite3
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

SHARED = Path(os.environ.get("PEELIAN_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SAMPLES = SHARED / "data" / "policeuk_raw_csv_samples"
ROWS = 40


@dataclass(frozen=True)
class Sound:
    """A sound extract: where its rows go, and the places of some of its columns."""

    source: str
    file: str
    header: list[str]
    rows: list[list[str]]
    when: int  # when it was: required
    word: int  # one of a list of words: required
    number: int  # a number, empty or not

    def text(
        self,
        *,
        header: list[str] | None = None,
        rows: list[list[str]] | None = None,
        delimiter: str = ",",
        end: str = "\n",
    ) -> str:
        """The extract as CSV, with another header or other rows if given."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
        writer.writerow(self.header if header is None else header)
        writer.writerows(self.rows if rows is None else rows)
        return out.getvalue()

    def with_cells(self, place: int, *cells: str) -> bytes:
        """The extract with these cells in one column of its second and later rows."""
        rows = [list(row) for row in self.rows]
        for row, cell in zip(rows[1:], cells, strict=False):
            row[place] = cell
        return self.text(rows=rows).encode()


def _real(file: str, needed: list[int]) -> list[list[str]] | None:
    """The first rows of a sample that have every cell needed, none twice; None where it is absent."""
    packed = SAMPLES / f"{file}.gz"
    if not packed.is_file():
        return None
    with gzip.open(packed, "rt", encoding="utf-8", newline="") as text:
        rows = csv.reader(text)
        next(rows)
        found: dict[tuple[str, ...], None] = {}
        for row in rows:
            if all(row[place] for place in needed):
                found.setdefault(tuple(row))
            if len(found) == ROWS:
                break
    return [list(row) for row in found]


def _street(real: bool) -> Sound:
    file = "2018-10-cambridgeshire-street.csv"
    header = [
        "Crime ID",
        "Month",
        "Reported by",
        "Falls within",
        "Longitude",
        "Latitude",
        "Location",
        "LSOA code",
        "LSOA name",
        "Crime type",
        "Last outcome category",
        "Context",
    ]
    made = [
        f"{sha256(b'%d' % i).hexdigest()},2018-10,Cambridgeshire Constabulary,Cambridgeshire Constabulary,"
        f"0.13{i:04},52.22{i:04},"
        f"On or near Road {i},E0101{i:04},Cambridge 001A,Burglary,Status update unavailable,".split(",")
        for i in range(ROWS)
    ]
    return Sound("recorded_crimes", file, header, (real and _real(file, [0, 4, 10])) or made, 1, 9, 4)


def _searches() -> Sound:
    file = "2015-04-metropolitan-stop-and-search.csv"
    header = [
        "Type",
        "Date",
        "Part of a policing operation",
        "Policing operation",
        "Latitude",
        "Longitude",
        "Gender",
        "Age range",
        "Self-defined ethnicity",
        "Officer-defined ethnicity",
        "Legislation",
        "Object of search",
        "Outcome",
        "Outcome linked to object of search",
        "Removal of more than just outer clothing",
    ]
    made = [
        f"Person search,2015-04-01T{i % 24:02}:{i:02}:00+00:00,,,,,Male,18-24,Not Stated (NS),Black,"
        "Misuse of Drugs Act 1971 (section 23),,Suspect arrested,,".split(",")
        for i in range(ROWS)
    ]
    return Sound("stop_searches", file, header, _real(file, [0, 1, 12]) or made, 1, 0, 4)


def _incidents() -> Sound:
    header = ["incident_id", "created_at", "at_scene_at", "grade", "resources", "origin", "unit_id"]
    rows = [
        f"I{i},2024-05-{1 + i % 28:02} 10:{i:02}:00,2024-05-{1 + i % 28:02} 10:{i + 9:02}:00,immediate,"
        f"{1 + i % 3},999,N{i % 4}".split(",")
        for i in range(ROWS)
    ]
    return Sound("incidents", "incidents.csv", header, rows, 1, 3, 4)


SOUND = {"crimes": _street(real=True), "searches": _searches(), "incidents": _incidents()}

Mutation = Callable[[Sound], bytes]


def _lines(sound: Sound) -> list[str]:
    return sound.text().splitlines(keepends=True)


def _at_line(number: int, text: str) -> Mutation:
    """A line of its own put in before that line, counted from 1."""

    def mutate(sound: Sound) -> bytes:
        lines = _lines(sound)
        return "".join([*lines[: number - 1], text, *lines[number - 1 :]]).encode()

    return mutate


def _with_bytes(line: int, junk: bytes) -> Mutation:
    """Bytes put at the end of the first cell of a line."""

    def mutate(sound: Sound) -> bytes:
        lines = [line.encode() for line in _lines(sound)]
        first, rest = lines[line - 1].split(b",", 1)
        lines[line - 1] = first + junk + b"," + rest
        return b"".join(lines)

    return mutate


def _reordered(sound: Sound) -> bytes:
    return sound.text(header=sound.header[::-1], rows=[row[::-1] for row in sound.rows]).encode()


def _without(sound: Sound, place: int) -> bytes:
    header, *rows = ([*row[:place], *row[place + 1 :]] for row in [sound.header, *sound.rows])
    return sound.text(header=header, rows=rows).encode()


def _doubled(sound: Sound, place: int) -> bytes:
    header, *rows = ([*row, row[place]] for row in [sound.header, *sound.rows])
    return sound.text(header=header, rows=rows).encode()


def _renamed(sound: Sound, place: int, name: str) -> bytes:
    return sound.text(header=[*sound.header[:place], name, *sound.header[place + 1 :]]).encode()


def _shifted(sound: Sound) -> bytes:
    rows = [["", *row[:-1]] if i % 2 else row for i, row in enumerate(sound.rows)]
    return sound.text(rows=rows).encode()


def _swapped(sound: Sound) -> bytes:
    def swap(row: list[str]) -> list[str]:
        row = list(row)
        row[sound.when], row[sound.word] = row[sound.word], row[sound.when]
        return row

    return sound.text(rows=[swap(row) for row in sound.rows]).encode()


def _flipped(seed: int) -> Mutation:
    """A few bytes anywhere made other bytes."""

    def mutate(sound: Sound) -> bytes:
        chosen = random.Random(seed)
        data = bytearray(sound.text().encode())
        for _ in range(12):
            data[chosen.randrange(len(data))] = chosen.randrange(256)
        return bytes(data)

    return mutate


def _spliced(seed: int) -> Mutation:
    """Pieces of the text moved, dropped and doubled."""

    def mutate(sound: Sound) -> bytes:
        chosen = random.Random(seed)
        data = sound.text().encode()
        for _ in range(3):
            a, b, c = sorted(chosen.randrange(len(data)) for _ in range(3))
            data = chosen.choice([data[:a] + data[b:], data[:b] + data[a:], data[:a] + data[b:c] + data[a:]])
        return data

    return mutate


def _cut(share: float) -> Mutation:
    return lambda s: (data := s.text().encode())[: int(len(data) * share)]


def _quote(place: int) -> Mutation:
    """A quote before the first cell of a line, never closed."""

    def mutate(sound: Sound) -> bytes:
        lines = _lines(sound)
        lines[place] = '"' + lines[place].replace('"', "")
        return "".join(lines).encode()

    return mutate


MUTATIONS: dict[str, Mutation] = {
    # delimiters
    "semicolons": lambda s: s.text(delimiter=";").encode(),
    "carets between cells": lambda s: s.text(delimiter="^").encode(),
    "semicolons below a header of commas": lambda s: (
        s.text(rows=[]) + s.text(delimiter=";").partition("\n")[2]
    ).encode(),
    "commas in half the rows, tabs in the other": lambda s: (
        s.text(rows=s.rows[:20]) + s.text(rows=s.rows[20:], delimiter="\t").partition("\n")[2]
    ).encode(),
    # columns
    "no column for when": lambda s: _without(s, s.when),
    "no column for an optional": lambda s: _without(s, s.number),
    "an extra column": lambda s: s.text(
        header=[*s.header, "note"], rows=[[*row, "x"] for row in s.rows]
    ).encode(),
    "when twice": lambda s: _doubled(s, s.when),
    "when renamed": lambda s: _renamed(s, s.when, "Datum"),
    "every column renamed": lambda s: s.text(header=[f"F{i}" for i, _ in enumerate(s.header)]).encode(),
    "columns in another order": _reordered,
    "no header": lambda s: s.text().partition("\n")[2].encode(),
    "the header again half way": lambda s: _at_line(20, s.text(rows=[]))(s),
    "a title above the header": lambda s: b"Extract of 2024\n" + s.text().encode(),
    "two columns swapped": _swapped,
    "every other row shifted one to the right": _shifted,
    "a cell too few in two rows": lambda s: s.text(
        rows=[*s.rows[:-2], s.rows[-2][:-1], s.rows[-1][:2]]
    ).encode(),
    "a cell too many in two rows": lambda s: s.text(
        rows=[*s.rows[:-2], [*s.rows[-2], "x"], [*s.rows[-1], *"xyz"]]
    ).encode(),
    "a comma after every row": lambda s: s.text(rows=[[*row, ""] for row in s.rows]).encode(),
    # lines and quotes
    "blank lines between rows": lambda s: s.text().replace("\n", "\n\n").encode(),
    "CR for line ends": lambda s: s.text(end="\r").encode(),
    "line ends of every kind": lambda s: b"".join(
        row.encode().rstrip(b"\n") + end
        for row, end in zip(_lines(s), [b"\r\n", b"\n", b"\r"] * 20, strict=False)
    ),
    "a unicode line separator for line ends": lambda s: s.text(end="\u2028").encode(),
    "a quote never closed in the first row": _quote(1),
    "a quote never closed in the last row": _quote(ROWS),
    "a quote never closed in the header": _quote(0),
    "a total below the rows": _at_line(ROWS + 2, f"Total,{ROWS}\n"),
    "cut in the middle": _cut(0.47),
    "cut within the header": lambda s: s.text(rows=[])[:10].encode(),
    # bytes
    "UTF-16 with a mark": lambda s: s.text().encode("utf-16"),
    "UTF-16 without one": lambda s: s.text().encode("utf-16-be"),
    "UTF-16 that lacks its last byte": lambda s: s.text().encode("utf-16")[:-1],
    "a line of Windows bytes in UTF-8": lambda s: _with_bytes(30, b"caf\xe9")(
        replace(s, rows=[*s.rows[:5], ["£é", *s.rows[5][1:]], *s.rows[6:]])
    ),
    "UTF-16 after UTF-8": lambda s: (
        s.text(rows=s.rows[:20]).encode() + s.text(rows=s.rows[20:]).encode("utf-16-le")
    ),
    "a byte order mark in the middle": _with_bytes(20, b"\xef\xbb\xbf"),
    "NUL bytes in a row": _with_bytes(9, b"\0\0"),
    "a tail of NUL bytes": lambda s: s.text().encode() + b"\0" * 500,
    "control characters in a row": _with_bytes(9, bytes(set(range(1, 32)) - {10, 13})),
    "the end-of-file mark of DOS": lambda s: s.text().encode() + b"\x1a",
    "half of a pair of surrogates": _with_bytes(12, b"\xed\xa0\xbd"),
    "an overlong byte sequence": _with_bytes(12, b"\xc0\xaf"),
    # values
    "when in three formats": lambda s: s.with_cells(s.when, "05/04/2015 10:00", "20150405", "5 Apr 2015"),
    "24:00:00 and 25:00:00": lambda s: s.with_cells(s.when, "2015-04-05 24:00:00", "2015-04-05T25:00:00Z"),
    "29 February of years that have none": lambda s: s.with_cells(
        s.when, "2015-02-29", "2015-02-29 10:00:00", "1900-02-29T10:00:00Z", "2016-02-30 10:00:00"
    ),
    "the years 0000, 0001, 9999 and 10000": lambda s: s.with_cells(
        s.when, *(f"{year}-01-01 10:00:00" for year in ("0000", "0001", "9999", "10000", "-2015"))
    ),
    "the months 0000-01, 0001-01, 9999-12 and 2015-13": lambda s: s.with_cells(
        s.when, "0000-01", "0001-01", "9999-12", "2015-13", "2015-00"
    ),
    "no time at all": lambda s: s.with_cells(s.when, "", " ", "N/A", "NULL", "-", "#REF!", "43831", "0"),
    "dates alone": lambda s: s.with_cells(s.when, *["2015-04-05"] * ROWS),
    "words not of the list": lambda s: s.with_cells(
        s.word, "", "?", "BURGLARY", "immediate\u200b", "x" * 5000, "'; DROP TABLE x; --", "{{7*7}}", "%s%n"
    ),
    "numbers that are none": lambda s: s.with_cells(
        s.number, "1e400", "inf", "NaN", "0x10", "1,000", "\uff11", "1_000", "9" * 400, "--1", "1 000", "½"
    ),
    "formulas": lambda s: s.with_cells(
        s.word, "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")'
    ),
    "every row twice": lambda s: s.text(rows=s.rows * 2).encode(),
    "keys again with other content": lambda s: s.text(
        rows=[*s.rows, *([*row[:-1], f"other {i}"] for i, row in enumerate(s.rows))]
    ).encode(),
    "bytes flipped": _flipped(1),
    "more bytes flipped": _flipped(2),
    "pieces moved": _spliced(1),
    "more pieces moved": _spliced(2),
}
UNSURE = (  # what comes of these depends on the rows, or on how they were packed
    "bytes flipped", "pieces moved", ": no header", "cut in the middle", "shifted one to the right",
    "changed", "changed in its data", "changed in its foot",
)  # fmt: skip
LARGE = (
    "ten million",
    "two million",
    "100,000",
    "a million",
    "bomb",
    "30,000",
    "overlapping",
    "16,384",
    "corner",
)


# --- made by hand -----------------------------------------------------------------------------------------

CRIMES = _street(real=False)
TEXT = CRIMES.text().encode()
NAME = CRIMES.file


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these, the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(_member(name) if isinstance(name, str) else name, data, method)
    return out.getvalue()


def _member(name: str, **said: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for field, value in said.items():
        setattr(info, field, value)
    return info


def _encrypted() -> bytes:
    data = bytearray(packed((NAME, TEXT)))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


def _lying_about_its_size() -> bytes:
    data = bytearray(packed((NAME, TEXT)))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + place
        data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


def _overlapping(count: int = 300) -> bytes:
    """Many members of an archive that are all the same bytes: each says it is 100 MB."""
    body = gzip.compress(b"0" * 100_000)[10:-8]
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(body), 100 << 20, 5, 0) + b"0.csv"
    directory = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            *(b"PK\x01\x02", 20, 20, 0, 8, 0, 33, 0, len(body), 100 << 20, 5, 0, 0, 0, 0, 0, 0),
        )
        + b"0.csv"
        for _ in range(count)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local + body), 0)
    return local + body + directory + end


def deflated(megabytes: int, start: bytes = b"", unit: bytes = b"0") -> tuple[bytes, int]:
    """A raw deflate stream that is small and unpacks to many megabytes of one text, and the text's CRC."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = unit * ((1 << 20) // len(unit))
    crc, stream = zlib.crc32(start), [packer.compress(start)]
    for _ in range(megabytes):
        crc = zlib.crc32(piece, crc)
        stream.append(packer.compress(piece))
    return b"".join([*stream, packer.flush()]), crc


def gzip_bomb(megabytes: int, unit: bytes = b"0") -> bytes:
    """The same as gzip, after the rows of a sound extract."""
    body, crc = deflated(megabytes, TEXT, unit)
    size = len(TEXT) + megabytes * ((1 << 20) // len(unit)) * len(unit)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + body + struct.pack("<II", crc, size)


def zip_bomb(megabytes: int, name: str = NAME) -> bytes:
    """A zip archive of a member that says it unpacks to so many megabytes, and does."""
    body, crc = deflated(megabytes)
    size = megabytes << 20
    shared = (20, 0, 8, 0, 33, crc, len(body), size, len(name), 0)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *shared) + name.encode()
    central = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *shared, 0, 0, 0, 0, 0) + name.encode()
    start = len(local) + len(body)
    return local + body + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), start, 0)


def saved(write: Callable[[Path], object], suffix: str = "") -> bytes:
    """The bytes of what a writer writes to a file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"made{suffix}"
        write(file)
        return file.read_bytes()


def table(sound: Sound = CRIMES) -> pa.Table:
    """A sound extract as an Arrow table of texts."""
    return pa.table({name: [row[i] for row in sound.rows] for i, name in enumerate(sound.header)})


def parquet(data: pa.Table, **how: object) -> bytes:
    return saved(lambda file: pq.write_table(data, file, **how))


def workbook(*rows: list[object], **cells: object) -> bytes:
    """An Excel workbook of these rows, and of other cells by their place."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    made = zipfile.ZipFile(io.BytesIO(saved(book.save, ".xlsx")))
    when = re.compile(rb"<dcterms:(created|modified).*?</dcterms:\1>")
    return packed(*((name, when.sub(b"", made.read(name))) for name in made.namelist()))


def _sheet(text: str) -> bytes:
    """A workbook whose sheet's XML is this text."""
    parts = zipfile.ZipFile(io.BytesIO(workbook(["Month"])))
    return packed(
        *(
            (name, text.encode() if name.endswith("sheet1.xml") else parts.read(name))
            for name in parts.namelist()
        )
    )


def ods(rows: str) -> bytes:
    """An OpenDocument workbook of one sheet with these rows, in its own XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed(
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.encode()),
        ("META-INF/manifest.xml", manifest.encode()),
    )


def ods_row(*cells: str, rows: int = 1, columns: int = 1) -> str:
    """A row of an OpenDocument sheet, and how many times it and its cells are repeated."""
    texts = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{texts}</table:table-row>'


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(NAME)
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT))
    return out.getvalue()


def _database() -> bytes:
    def write(file: Path) -> None:
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE t (a)")
        connection.close()

    return saved(write)


def _bytes_of(seed: int, size: int = 4000) -> bytes:
    return random.Random(seed).randbytes(size)


_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_PDF = (
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\nstream\n"
    + _bytes_of(5)
    + b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
)
_DOCX = packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"))
_PARQUET = parquet(table())
_XLSX = workbook(CRIMES.header, *CRIMES.rows)
_GZ = gzip.compress(TEXT, mtime=0)
_ZIP = packed((NAME, TEXT))
_MONTH = CRIMES.header.index("Month")


def _flipped_bytes(data: bytes, seed: int, count: int = 20) -> bytes:
    chosen, mutable = random.Random(seed), bytearray(data)
    for _ in range(count):
        mutable[chosen.randrange(len(data))] = chosen.randrange(256)
    return bytes(mutable)


MADE: dict[str, tuple[str, Callable[[], bytes]]] = {
    # next to nothing
    "an empty file": (NAME, lambda: b""),
    "a byte order mark alone": (NAME, lambda: b"\xef\xbb\xbf"),
    "blank lines alone": (NAME, lambda: b"\n\r\n\n\n"),
    "spaces alone": (NAME, lambda: b"   \n \t \n"),
    "NUL bytes alone": (NAME, lambda: b"\0" * 5000),
    "one byte": (NAME, lambda: b"x"),
    "commas alone": (NAME, lambda: b",,,,\n,,,,\n"),
    "quotes alone": (NAME, lambda: b'""""""\n'),
    "only a header": (NAME, lambda: CRIMES.text(rows=[]).encode()),
    "only a header without a line end": (NAME, lambda: CRIMES.text(rows=[]).strip().encode()),
    "a header and blank lines": (NAME, lambda: CRIMES.text(rows=[]).encode() + b"\n" * 3000),
    "rows of commas below the rows": (NAME, lambda: TEXT + (b"," * 11 + b"\n") * 50),
    # too much
    "a cell of ten million characters": (NAME, lambda: CRIMES.with_cells(6, "x" * 10_000_000)),
    "a cell of ten million characters in quotes": (NAME, lambda: CRIMES.with_cells(6, "x,\n" * 3_333_333)),
    "a line of ten million characters": (NAME, lambda: b"x" * 10_000_000),
    "a name of two million characters": (
        NAME,
        lambda: CRIMES.text(header=[*CRIMES.header[:-1], "n" * 2_000_000]).encode(),
    ),
    "a name of a thousand characters": (
        NAME,
        lambda: CRIMES.text(header=[*CRIMES.header[:-1], "n" * 1000]).encode(),
    ),
    "100,000 columns": (
        NAME,
        lambda: b",".join(b"c%d" % i for i in range(100_000)) + b"\n" + b"," * 99_999 + b"\n",
    ),
    "100,000 columns without names": (
        NAME,
        lambda: CRIMES.text(rows=[])[:-1].encode() + b"," * 99_000 + b"\n",
    ),
    "100,000 cells in one row": (NAME, lambda: TEXT + b"x," * 100_000 + b"\n"),
    "a million blank lines": (NAME, lambda: TEXT + b"\n" * 1_000_000),
    # other kinds of file
    "a PDF": (NAME, lambda: _PDF),
    "a PNG": (NAME, lambda: _PNG),
    "a JPEG": (NAME, lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + _bytes_of(1)),
    "a Word document": (NAME, lambda: _DOCX),
    "a program": (NAME, lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 60 + _bytes_of(2)),
    "random bytes": (NAME, lambda: _bytes_of(3)),
    "a page of a web site": (
        NAME,
        lambda: b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n<body>403</body></html>\n",
    ),
    "JSON": (
        NAME,
        lambda: b'[{"Crime ID": "1", "Month": "2018-10"},\n {"Crime ID": "2", "Month": "2018-11"}]\n',
    ),
    "JSON on one long line": (
        NAME,
        lambda: b'{"rows": [' + b'{"Crime ID": "1", "Month": "2018-10"}, ' * 50_000 + b"]}",
    ),
    "XML": (NAME, lambda: b"<?xml version='1.0'?>\n<crimes><crime month='2018-10'/></crimes>\n"),
    "a letter": (
        NAME,
        lambda: b"Dear colleague,\n\nplease find the extract attached.\n\nRegards,\nA. Supplier\n",
    ),
    "SQL": (
        NAME,
        lambda: b"INSERT INTO crimes VALUES (1, '2018-10');\nINSERT INTO crimes VALUES (2, '2018-10');\n",
    ),
    "rich text": (NAME, lambda: rb"{\rtf1\ansi{\fonttbl\f0\fswiss Helvetica;}\f0\pard Crimes\par}"),
    "a database": (NAME, lambda: _database()),
    "an Arrow file": (NAME, lambda: saved(lambda file: pyarrow.feather.write_feather(table(), file))),
    "a tar archive": (NAME, lambda: _tar()),
    "a tar archive, gzipped": (f"{NAME}.gz", lambda: gzip.compress(_tar(), mtime=0)),
    "bzip2": (f"{NAME}.bz2", lambda: bz2.compress(TEXT)),
    "xz": (f"{NAME}.xz", lambda: lzma.compress(TEXT)),
    "an old workbook that is none": ("x.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "CSV named .xlsx": ("2018-10-cambridgeshire-street.csv.xlsx", lambda: TEXT),
    "CSV named .zip": ("2018-10-cambridgeshire-street.csv.zip", lambda: TEXT[:-1]),
    "a workbook named .csv": (NAME, lambda: _XLSX),
    "Parquet named .csv": (NAME, lambda: _PARQUET),
    # gzip
    "gzip cut short": (f"{NAME}.gz", lambda: _GZ[: len(_GZ) // 2]),
    "gzip cut at its last bytes": (f"{NAME}.gz", lambda: _GZ[:-4]),
    "gzip cut within its head": (f"{NAME}.gz", lambda: _GZ[:5]),
    "gzip with a wrong sum": (f"{NAME}.gz", lambda: _GZ[:-8] + b"abcd" + _GZ[-4:]),
    "gzip with a byte changed": (f"{NAME}.gz", lambda: _GZ[:600] + bytes([_GZ[600] ^ 0xFF]) + _GZ[601:]),
    "gzip with other bytes after it": (f"{NAME}.gz", lambda: _GZ + b"and more"),
    "gzip and a cut one after it": (f"{NAME}.gz", lambda: _GZ + _GZ[:100]),
    "gzip of nothing": (f"{NAME}.gz", lambda: gzip.compress(b"", mtime=0)),
    "gzip of gzip": (f"{NAME}.gz", lambda: gzip.compress(_GZ, mtime=0)),
    "gzip of a zip": (f"{NAME}.gz", lambda: gzip.compress(_ZIP, mtime=0)),
    "gzip of a PDF": (f"{NAME}.gz", lambda: gzip.compress(_PDF, mtime=0)),
    "gzip of a workbook": ("x.xlsx.gz", lambda: gzip.compress(_XLSX, mtime=0)),
    "a gzip bomb": (f"{NAME}.gz", lambda: gzip_bomb(200)),
    "a gzip bomb of blank lines": (f"{NAME}.gz", lambda: gzip_bomb(200, b"\n")),
    "a gzip bomb of short rows": (f"{NAME}.gz", lambda: gzip_bomb(200, b"x\n")),
    # zip
    "zip cut short": ("x.zip", lambda: _ZIP[: len(_ZIP) // 2]),
    "zip cut at its last bytes": ("x.zip", lambda: _ZIP[:-10]),
    "zip with a byte changed": ("x.zip", lambda: _ZIP[:900] + bytes([_ZIP[900] ^ 0xFF]) + _ZIP[901:]),
    "zip of nothing": ("x.zip", lambda: packed()),
    "zip without a CSV": ("x.zip", lambda: packed(("readme.md", b"#"))),
    "zip of an empty CSV": ("x.zip", lambda: packed((NAME, b""))),
    "zip of a CSV of another kind": ("x.zip", lambda: packed(("2018-10-x-street.csv", b"a,b\n1,2\n"))),
    "zip of CSVs that differ": (
        "x.zip",
        lambda: packed((NAME, TEXT), ("2018-11-x-street.csv", b"Crime ID,Falls within\n1,2\n")),
    ),
    "zip of a zip": ("x.zip", lambda: packed(("inner.zip", _ZIP))),
    "zip of a zip named .csv": ("x.zip", lambda: packed((NAME, _ZIP))),
    "zip of a gzip named .csv": ("x.zip", lambda: packed((NAME, _GZ))),
    "zip of a PDF named .csv": ("x.zip", lambda: packed((NAME, _PDF))),
    "zip of a workbook": ("x.zip", lambda: packed(("x.xlsx", _XLSX))),
    "zip with ../ in its names": ("x.zip", lambda: packed((f"../../../{NAME}", TEXT))),
    "zip with names from the root": ("x.zip", lambda: packed((f"/etc/{NAME}", TEXT))),
    "zip with names of Windows": ("x.zip", lambda: packed((f"C:\\data\\{NAME}", TEXT))),
    "zip of a link": (
        "x.zip",
        lambda: packed(
            (_member(NAME, external_attr=(stat.S_IFLNK | 0o777) << 16, create_system=3), b"/etc/passwd")
        ),
    ),
    "zip with a folder named .csv": ("x.zip", lambda: packed((f"{NAME}/", b""))),
    "zip with a name twice": (
        "x.zip",
        lambda: packed((NAME, TEXT), (NAME, TEXT.replace(b"2018-10", b"2018-11"))),
    ),
    "zip with a line end in a name": ("x.zip", lambda: packed((f"a\n{NAME}", TEXT))),
    "zip with a very long name": ("x.zip", lambda: packed((f"{'a' * 60_000}-street.csv", TEXT))),
    "zip with a password": ("x.zip", lambda: _encrypted()),
    "zip by a method nobody knows": ("x.zip", lambda: _ZIP.replace(b"\x14\0\0\0\x08\0", b"\x14\0\0\0\x63\0")),
    "zip by LZMA": ("x.zip", lambda: packed((NAME, TEXT), method=zipfile.ZIP_LZMA)),
    "zip after other bytes": ("x.zip", lambda: b"PK\x03\x04" + b"junk" * 20 + _ZIP),
    "zip that lies about its size": ("x.zip", lambda: _lying_about_its_size()),
    "a zip bomb": ("x.zip", lambda: zip_bomb(200)),
    "a zip bomb in a zip": (
        "x.zip",
        lambda: packed(("inner.zip", zip_bomb(200)), ("inner2.zip", zip_bomb(200))),
    ),
    "a zip of overlapping members": ("x.zip", lambda: _overlapping()),
    "a zip of 30,000 members": ("x.zip", lambda: packed(*((f"{i}.csv", b"a,b\n") for i in range(30_000)))),
    # workbooks
    "a workbook cut short": ("x.xlsx", lambda: _XLSX[: len(_XLSX) // 2]),
    "a workbook of nothing": ("x.xlsx", lambda: workbook()),
    "a workbook with other columns": ("x.xlsx", lambda: workbook(["a", "b"], [1, 2])),
    "a workbook of only a header": ("x.xlsx", lambda: workbook(CRIMES.header)),
    "a workbook whose XML is broken": ("x.xlsx", lambda: _sheet("<worksheet><sheetData><row>")),
    "a workbook with bytes changed": ("x.xlsx", lambda: _flipped_bytes(_XLSX, 1)),
    "a workbook with more bytes changed": ("x.xlsx", lambda: _flipped_bytes(_XLSX, 2, 200)),
    "a workbook with one cell in its last corner": (
        "x.xlsx",
        lambda: workbook(CRIMES.header, *CRIMES.rows, XFD1048576="x"),
    ),
    "a workbook 16,384 columns wide": (
        "x.xlsx",
        lambda: workbook(CRIMES.header, *CRIMES.rows, XFD1="x", A50000="x"),
    ),
    "a workbook with errors and formulas": (
        "x.xlsx",
        lambda: workbook(
            CRIMES.header,
            [*CRIMES.rows[0][:9], "#REF!", "=1/0", None],
            [*CRIMES.rows[1][:9], "=A1", 1e300, True],
        ),
    ),
    "a workbook of entities in entities": (
        "x.xlsx",
        lambda: _sheet('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'),
    ),
    "a workbook that is a bomb": (
        "x.xlsx",
        lambda: _sheet("<worksheet><sheetData>" + "<row></row>" * 10_000_000),
    ),
    "an OpenDocument workbook cut short": ("x.ods", lambda: ods(ods_row("a"))[:-60]),
    "an OpenDocument workbook of broken XML": ("x.ods", lambda: ods("<table:table-row>")),
    "an OpenDocument row repeated in a million columns": (
        "x.ods",
        lambda: ods(ods_row(*CRIMES.header) + ods_row("x", columns=1_000_000) * 90),
    ),
    "an OpenDocument text of a million letters in a million cells": (
        "x.ods",
        lambda: ods(ods_row(*CRIMES.header) + ods_row("x" * 1_000_000, columns=1_000, rows=1_000)),
    ),
    "an OpenDocument cell repeated in a million rows of 16,384 columns": (
        "x.ods",
        lambda: ods(ods_row(*CRIMES.header) + ods_row("x", rows=1_000_000, columns=16_384)),
    ),
    # Parquet
    "Parquet cut short": ("x.parquet", lambda: _PARQUET[: len(_PARQUET) // 2]),
    "Parquet with a wrong end": ("x.parquet", lambda: _PARQUET[:-4] + b"PAR2"),
    "Parquet that says its foot is huge": ("x.parquet", lambda: _PARQUET[:-8] + b"\xff\xff\xff\x7fPAR1"),
    "Parquet of zero bytes inside": ("x.parquet", lambda: b"PAR1" + b"\0" * (len(_PARQUET) - 8) + b"PAR1"),
    "Parquet with bytes changed in its data": (
        "x.parquet",
        lambda: _PARQUET[:4] + _flipped_bytes(_PARQUET[4:1500], 3, 300) + _PARQUET[1500:],
    ),
    "Parquet with bytes changed in its foot": (
        "x.parquet",
        lambda: _PARQUET[:-1500] + _flipped_bytes(_PARQUET[-1500:-8], 4) + _PARQUET[-8:],
    ),
    "Parquet with numbers for months": (
        "x.parquet",
        lambda: parquet(table().set_column(1, "Month", pa.array(range(ROWS)))),
    ),
    "Parquet with lists for months": (
        "x.parquet",
        lambda: parquet(table().set_column(1, "Month", pa.array([[1]] * ROWS))),
    ),
    "Parquet with bytes for months": (
        "x.parquet",
        lambda: parquet(table().set_column(1, "Month", pa.array([b"\xff\0"] * ROWS))),
    ),
    "Parquet with nothing for months": (
        "x.parquet",
        lambda: parquet(table().set_column(1, "Month", pa.nulls(ROWS))),
    ),
    "Parquet with months twice": (
        "x.parquet",
        lambda: parquet(table().append_column("Month", pa.array(["x"] * ROWS))),
    ),
    "Parquet without rows": ("x.parquet", lambda: parquet(table().slice(0, 0))),
    "Parquet without columns": ("x.parquet", lambda: parquet(pa.table({}))),
    "Parquet with other columns": ("x.parquet", lambda: parquet(pa.table({"a": [1]}))),
    "Parquet with a cell of ten million characters": (
        "x.parquet",
        lambda: parquet(table().set_column(6, "Location", pa.array(["x" * 10_000_000] * ROWS))),
    ),
    "Parquet that is encrypted": ("x.parquet", lambda: b"PARE" + _PARQUET[4:-4] + b"PARE"),
}


@dataclass(frozen=True)
class Case:
    """A malformed extract: its name among the cases, the source it is offered to, and its file."""

    name: str
    source: str
    file: str
    make: Callable[[], bytes]

    @property
    def is_sure(self) -> bool:
        """Whether what comes of it is known."""
        return not self.name.endswith(UNSURE)

    @property
    def is_large(self) -> bool:
        """Whether it is made to exhaust memory or time."""
        return any(word in self.name for word in LARGE)


def cases() -> Iterator[Case]:
    """Every malformed extract."""
    for kind, sound in SOUND.items():
        for name, mutate in MUTATIONS.items():
            yield Case(f"{kind}: {name}", sound.source, sound.file, lambda m=mutate, s=sound: m(s))
    for name, (file, make) in MADE.items():
        yield Case(name, CRIMES.source, file, make)
