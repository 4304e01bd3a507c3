"""CSV and its kin, clean and otherwise: every row, with its line, or a reason why not."""

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from peelian.framework.errors import UserError
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers import Broken
from peelian.pipeline.readers.delimited import delimited
from peelian.pipeline.readers.text import Encoding, Utf8, encoding_of, unclosed_quote

Row = tuple[int, tuple[str, ...]]


def read(data: bytes, **reads: object) -> tuple[tuple[str, ...], list[Row], list[Broken]]:
    member = delimited("x.csv", lambda: io.BytesIO(data), Reads.model_validate(reads))
    rows: list[Row] = []
    broken: list[Broken] = []
    for batch in member.batches():
        cells = [tuple(row.values()) for row in batch.cells.to_pylist()]
        rows += zip(batch.lines.to_pylist(), cells, strict=True)
        broken += batch.broken
    return member.header, rows, broken


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_are_counted_through_blank_lines_quotes_and_broken_rows(end: str, last: bool) -> None:
    text = 'a,b,c\n1,2,3\n4,5\n\n"x\ny",5,6\n7,8,9,10\n,,\n"p\nq",1\n\n\n11,12,13' + ("\n" if last else "")
    header, rows, broken = read(text.replace("\n", end).encode())
    assert header == ("a", "b", "c")
    assert rows == [
        (2, ("1", "2", "3")),
        (5, (f"x{end}y", "5", "6")),
        (8, ("", "", "")),
        (13, ("11", "12", "13")),
    ]
    assert broken == [
        Broken(3, "3 columns expected, 2 found", {"a": "4", "b": "5"}),
        Broken(7, "3 columns expected, 4 found", {"a": "7", "b": "8", "c": "9", "column 4": "10"}),
        Broken(9, "3 columns expected, 2 found", {"a": f"p{end}q", "b": "1"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found(encoding: str) -> None:
    header, rows, _ = read("naïve;b\n£5;don’t\n".encode(encoding))
    assert (header, rows) == (("naïve", "b"), [(2, ("£5", "don’t"))])


def test_other_alphabets_are_told_by_their_letters() -> None:
    words = "имя;город\n" + "Сергей;Москва и Санкт-Петербург были большими городами\n" * 5
    header, rows, _ = read(words.encode("cp1251"))
    assert header == ("имя", "город")
    assert rows[0][1][0] == "Сергей"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8", "utf_32"])
def test_a_declared_encoding_wins(encoding: str) -> None:
    assert read("é,b\nü,2\n".encode(encoding), encoding=encoding)[1] == [(2, ("ü", "2"))]


def test_bytes_that_are_not_of_the_declared_encoding_are_named_with_their_line() -> None:
    with pytest.raises(UserError, match=r"x\.csv, line 3 is not cp1252: it has the byte 81"):
        read(b"a,b\n1,2\n\x81,2\n", encoding="cp1252")
    with pytest.raises(UserError, match=r"x\.csv, line 2 is not utf-8: it has the byte e9"):
        read(b"a,b\n\xe9,2\n", encoding="utf-8")


def test_an_encoding_that_does_not_exist_is_refused_in_the_mapping() -> None:
    with pytest.raises(ValueError, match="'utf-9' is not known"):
        Reads(encoding="utf-9")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_headers_commonest_outside_quotes(delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in (['"a,b;c|d\te"', "b", "c"], "123"))
    header, rows, _ = read(text.encode())
    assert (header, rows) == (("a,b;c|d\te", "b", "c"), [(2, ("1", "2", "3"))])


def test_a_declared_delimiter_wins() -> None:
    assert read(b"a,b~c\n1~2\n", delimiter="~")[:2] == (("a,b", "c"), [(2, ("1", "2"))])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b,c\n1,"2,3\n4,5,6\n', 2),
        ('a,b,c\n1,2,"3\n4,5,6', 2),
        ('a,b,c\n1,2,3\n"x\ny",2,3\n4,5,"6\n', 5),
        ('a,b,c\n"say ""hello""",2,3\n"say ""hello"",2,3\n', 3),
        ('a,b\n"1\n"",2\n', 2),
    ],
)
def test_a_quote_that_is_never_closed_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UserError, match=rf"x\.csv, line {line}: a quote opens a value there"):
        read(text.encode())


def test_a_quote_that_swallows_a_large_file_is_named_too() -> None:
    text = "a,b\n" + "1,2\n" * 10 + '"3,4\n' + "5,6\n" * 3_000_000
    with pytest.raises(UserError, match=r"line 12: a quote"):
        read(text.encode())


def test_a_row_of_many_megabytes_is_no_row() -> None:
    with pytest.raises(UserError, match="row longer than 8 MB"):
        read(b"a,b\n1," + b"x" * (20 << 20) + b"\n")


def test_quotes_within_a_value_are_part_of_it() -> None:
    text = 'a,b\n5" pipe,x\n"a ""b"" c",y\n6",z\n'
    assert read(text.encode())[1] == [(2, ('5" pipe', "x")), (3, ('a "b" c', "y")), (4, ('6"', "z"))]


def test_nul_characters_become_substitutes() -> None:
    text = b"a,b\n\x00,2\nx\x00y,3\n\x00\n"
    _, rows, broken = read(text)
    assert rows == [(2, ("\x1a", "2")), (3, ("x\x1ay", "3"))]
    assert [b.line for b in broken] == [4]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n", b"\0\0\0"])
def test_a_file_without_a_header_is_empty(data: bytes) -> None:
    with pytest.raises(UserError, match="is empty: it has not even a header"):
        read(data)


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(UserError, match="is not text"):
        read(bytes(range(32)) * 10 + b"\0" * 400 + b"\x7fELF")


def test_headers_blank_and_repeated_are_kept_by_place() -> None:
    header, rows, _ = read(b'"a\nb",a,, a \n1,2,3,4\n')
    assert header == ("a\nb", "a", "column 3", "a")
    assert rows == [(3, ("1", "2", "3", "4"))]


def test_lines_above_the_header_are_left_out() -> None:
    assert read(b"title, of\n\na,b\n1,2\n", header_row=3)[:2] == (("a", "b"), [(4, ("1", "2"))])
    assert read(b"\n\r\na,b\n1,2\n")[:2] == (("a", "b"), [(4, ("1", "2"))])
    with pytest.raises(UserError, match="line 2: the header has a quote"):
        read(b'title\n"a,b\n1,2\n', header_row=2)


def test_a_header_alone_has_no_rows() -> None:
    assert read(b"a,b") == (("a", "b"), [], [])
    assert read(b"a,b\n") == (("a", "b"), [], [])


def test_one_column_has_blank_lines_too() -> None:
    assert read(b"one\n1\n\n2\n")[1] == [(2, ("1",)), (4, ("2",))]


def test_rows_are_numbered_across_blocks_and_batches() -> None:
    lines = [b"bad" if i % 1000 == 7 else b'%d,"x\n%d"' % (i, i) for i in range(300_000)]
    _, rows, broken = read(b"a,b\n" + b"\n".join(lines) + b"\n")
    assert len(rows) == 299_700
    assert len(broken) == 300
    place = 2
    expected, expected_broken = [], []
    for i in range(300_000):
        (expected_broken if i % 1000 == 7 else expected).append(place)
        place += 1 if i % 1000 == 7 else 2
    assert [line for line, _ in rows] == expected
    assert [b.line for b in broken] == expected_broken


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x1f\ufeff"), max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda w: st.lists(st.lists(CELLS, min_size=w, max_size=w), max_size=12)),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    st.booleans(),
)
def test_what_csv_writes_is_read_back(
    rows: list[list[str]], delimiter: str, end: str, encoding: str, quoted: bool
) -> None:
    width = len(rows[0]) if rows else 2
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    if not quoted:  # Python 3.11 does not quote a line end that is not its own
        rows = [[re.sub("[\r\n]", " ", cell) for cell in row] for row in rows]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow([f"c{i}" for i in range(width)])
    starts = []
    for row in rows:
        starts.append(1 + len(re.findall("\r\n|\r|\n", text.getvalue())))
        writer.writerow(row)
    declared = {"encoding": encoding, "delimiter": delimiter}
    _, found, broken = read(text.getvalue().encode(encoding), **declared)
    assert broken == []
    cells = [tuple(cell.replace("\0", "\x1a") for cell in row) for row in rows]
    assert found == list(zip(starts, cells, strict=True))


PIECES = st.sampled_from(["a", "1", ",", ",", '"', '""', "\n", "\r\n", "\r", " ", "é", "\0", "x,y,z\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
@example('aaaaa\0,"')
@example("a\0\0\0\0")
def test_no_text_crashes_and_no_record_is_lost(body: str) -> None:
    data = b"a,b,c\n" + body.encode()
    expected = records(body)
    if expected is None:
        with pytest.raises(UserError, match="a quote opens a value there and is never closed"):
            read(data)
        return
    _, rows, broken = read(data)
    assert len(rows) + len(broken) == expected
    lines = sorted([line for line, _ in rows] + [b.line for b in broken])
    assert lines == sorted(set(lines))


def records(body: str) -> int | None:
    """How many records there are that are not blank lines; None when a quote is never closed."""
    inside, begins, written, count, at = False, True, False, 0, 0
    while at < len(body):
        character = body[at]
        if inside:
            if body.startswith('""', at):
                at += 1
            elif character == '"':
                inside = False
            begins = False
        elif character == '"' and begins:
            inside, written, begins = True, True, False
        elif character in "\r\n":
            count += written
            written, begins = False, True
        else:
            written, begins = True, character == ","
        at += 1
    return None if inside else count + written


def test_the_encoding_scan_sees_faults_across_chunks() -> None:
    data = b"a" * ((4 << 20) - 1) + "é".encode() + b"b" * 10
    assert encoding_of(lambda: io.BytesIO(data), None) == Encoding("utf-8", checked=True)
    assert encoding_of(lambda: io.BytesIO(data[:-11]), None).name == "cp1252"


def test_an_unclosed_quote_is_found_across_chunks() -> None:
    data = b'"x""' * 3 + b"\n" + b"a" * ((4 << 20) - 14) + b'\n"' + b"b" * 100
    stream = Utf8("x", lambda: io.BytesIO(data), Encoding("utf-8", checked=True), 0, 1, b"")
    with stream:
        assert unclosed_quote(stream, ",") == 3
