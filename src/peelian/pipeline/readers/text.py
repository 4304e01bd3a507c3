"""Bytes of any encoding as UTF-8, and where a text's header, delimiter and faults are."""

import codecs
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

import numpy as np
from charset_normalizer import from_bytes

from peelian.framework.errors import UserError

Opener: TypeAlias = Callable[[], BinaryIO]

CHUNK = 4 << 20
_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]


_AGAIN = "packed once more than can be read: unpack it first"
_KINDS = {
    b"%PDF": "a PDF: export its table as CSV or in a workbook",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    rb"{\rtf": "a document of rich text: export its table as CSV or in a workbook",
    b"SQLite format 3": "a database: load a query of it (--url sqlite:///FILE --query ...)",
    b"ARROW1": "an Arrow file: save it as Parquet",
    b"PARE": "encrypted Parquet: save it without a key",
    b"PAR1": _AGAIN,
    b"PK\x03\x04": _AGAIN,
    b"\x1f\x8b": _AGAIN,
    b"\x7fELF": "a program",
}
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|[a-z]+[ >])", re.IGNORECASE)
_JSON = re.compile(rb"\s*(\{\s*\"|\[\s*[\[{])")


def not_a_table(start: bytes) -> str | None:
    """What a file is by its first bytes, with advice, where it is certainly no delimited text."""
    for magic, what in _KINDS.items():
        if start.startswith(magic):
            return what
    if start[257:262] == b"ustar":
        return "a tar archive: unpack it first"
    start = start.removeprefix(codecs.BOM_UTF8)
    if _MARKUP.match(start):
        return "a web page or XML, not a table: a download may give one when it needs you to sign in"
    if _JSON.match(start):
        return "JSON, not a table: ask for CSV, a workbook or Parquet"
    return None


@dataclass(frozen=True)
class Encoding:
    """The name Python knows an encoding by, and how many bytes of byte order mark to skip.

    `checked`: all of the text has been seen to be UTF-8; `mixed`: some of it, which neither name fits.
    """

    name: str
    mark: int = 0
    checked: bool = False
    mixed: bool = False


def encoding_of(open: Opener, declared: str | None) -> Encoding:
    """The declared encoding, else by byte order mark, else UTF-8 if all of it is, else the likeliest."""
    with open() as stream:
        start = stream.read(4)
        if declared:
            name = codecs.lookup(declared).name
            marked = next(
                (mark for mark, of in _MARKS if start.startswith(mark) and of.startswith(name)), b""
            )
            little = (
                name in ("utf-16", "utf-32")
                and not marked.startswith(b"\xfe")
                and not marked.startswith(b"\0")
            )
            return Encoding(_ordered(name, marked), len(marked)) if marked or little else Encoding(declared)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return Encoding(name, len(mark))
        sample = start + stream.read(1 << 16)
        if wide := _wide(sample):
            return Encoding(wide)
    fault = _first_fault(open)
    if fault is None:
        return Encoding("utf-8", checked=True)
    likeliest = _eight_bits(_without_utf8(fault))
    return Encoding(likeliest, mixed=likeliest == "cp1252" and _is_partly_utf8(open))


def _eight_bits(text: bytes) -> str:
    """The encoding of text that is not UTF-8, by a stretch of it.

    Accents and signs of western Europe stand alone between ASCII letters; Windows and control rooms write
    them in cp1252. Letters of other alphabets come in runs: there statistics decide.
    """
    high = sum(byte > 127 for byte in text)
    in_runs = sum(len(run) for run in re.findall(rb"[\x80-\xff]{3,}", text))
    if in_runs <= high // 5:
        try:
            text.decode("cp1252")
            return "cp1252"
        except UnicodeDecodeError:
            pass
    guess = from_bytes(text).best()
    return guess.encoding if guess else "latin-1"


def _without_utf8(text: bytes) -> bytes:
    """A text without those of its letters beyond ASCII that are UTF-8."""
    letters = text.decode("utf-8", "surrogateescape")
    kept = "".join(c for c in letters if c < "\x80" or "\udc80" <= c <= "\udcff")
    return kept.encode("utf-8", "surrogateescape")


def _ordered(name: str, mark: bytes) -> str:
    """The name with its byte order: as the mark says, else little-endian as Windows writes."""
    return next((of for m, of in _MARKS if m == mark), f"{name}-le" if name in ("utf-16", "utf-32") else name)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of western text is NUL."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) < len(sample) * 0.35 or min(even, odd) > max(even, odd) // 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _first_fault(open: Opener) -> bytes | None:
    """The bytes around the first that are not UTF-8, None when all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open() as stream:
        while chunk := stream.read(CHUNK):
            if chunk.isascii() and decoder.getstate()[0] == b"":
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return error.object[max(0, error.start - 4096) : error.start + 4096]
        return decoder.getstate()[0] or None


def _is_partly_utf8(open: Opener) -> bool:
    """Whether a text that is not UTF-8 has letters that are. In cp1252 those would be pairs such as `Ã©`."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    with open() as stream:
        while chunk := stream.read(CHUNK):
            if not decoder.decode(chunk).isascii():
                return True
    return False


SUBSTITUTE = b"\x1a"  # ASCII's own character for one that is not valid


class Utf8(io.RawIOBase):
    """A stream's text in UTF-8, from after its header, with `ending` after the last line.

    `line` is the line of the file the next byte is on; `blank` are the numbers of the lines without
    a character; `quoted` turns true once a quote has been seen. A NUL becomes ASCII's SUBSTITUTE:
    Arrow's parser overlooks quotes near a NUL.
    """

    def __init__(
        self, name: str, open: Opener, encoding: Encoding, header: int, line: int, ending: bytes
    ) -> None:
        self.file, self.stream = name, open()
        self.stream.read(encoding.mark)
        self.line, self.ending = line, ending
        self.blank: set[int] = set()
        self.quoted = False
        self._decoder = None if encoding.checked else codecs.getincrementaldecoder(encoding.name)()
        self._encoding = encoding
        self._skip, self._begun, self._return, self._ended = header, True, False, False
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._left and not self._ended:
            self._left = self._next()
        given = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(given) :]
        return given

    def close(self) -> None:
        self.stream.close()
        super().close()

    def _next(self) -> bytes:
        raw = self.stream.read(CHUNK)
        try:
            chunk = self._decoder.decode(raw, not raw).encode() if self._decoder else raw
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(self._encoding.name, "replace")
            line = self.line + len(re.findall("\r\n|\r|\n", before))
            byte = " ".join(f"{b:02x}" for b in error.object[error.start : error.end])
            raise UserError(
                f"{self.file}, line {line} is not {self._encoding.name}: it has the byte {byte}. "
                "Name the encoding in the mapping (reads: {encoding: ...})"
            ) from None
        if not raw:
            self._ended = True
            return (b"" if self._begun else b"\n") + self.ending
        chunk, self._skip = chunk[self._skip :], max(0, self._skip - len(chunk))
        self._note(chunk)
        return chunk.replace(b"\0", SUBSTITUTE)

    def _note(self, chunk: bytes) -> None:
        if not chunk:
            return
        self.quoted = self.quoted or b'"' in chunk
        if self._return and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._return = chunk.endswith(b"\r") or (self._return and not chunk)
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        ends = np.flatnonzero(np.frombuffer(chunk, np.uint8) == 10)  # quicker than counting them
        blank = np.diff(ends, prepend=-1 if self._begun else -2) == 1
        if blank.any():
            self.blank.update((self.line + np.flatnonzero(blank)).tolist())
        self.line += len(ends)
        self._begun = chunk.endswith(b"\n") if chunk else self._begun


def unclosed_quote(stream: Utf8, delimiter: str) -> int | None:
    """The line of the quote that opens a value and is never closed, None when every one is.

    A quote opens a value only at its beginning, and two together inside one are a quote of the value.
    """
    inside, opened, before, kept, line = False, 0, b"\n", b"", stream.line
    begins = (delimiter.encode(), b"\n", b"\r")
    while True:
        piece = stream.read(CHUNK)
        text, at = kept + piece, 0
        while (quote := text.find(b'"', at)) >= 0:
            if not inside:
                if (text[quote - 1 : quote] if quote else before) in begins:
                    inside, opened = True, line + _lines(text[:quote])
            elif quote + 1 == len(text) and piece:
                break
            elif text[quote + 1 : quote + 2] == b'"':
                quote += 1
            else:
                inside = False
            at = quote + 1
        if not piece:
            return opened if inside else None
        end = quote if quote >= 0 else len(text)
        line += _lines(text[:end])
        before, kept = text[end - 1 : end] or before, text[end:]


def _lines(text: bytes) -> int:
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
