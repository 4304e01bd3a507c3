"""Yes or no for every row, packed 64 rows to a word; and how many say yes between boundaries.

Words are little-endian: row i is bit i % 64 of word i // 64. Bits after the last row are 0.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Words: TypeAlias = npt.NDArray[np.uint64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]

_ONE = np.uint64(1)


def packed(flags: Bools) -> Words:
    """(rows,) flags as words."""
    return _words(np.packbits(flags, bitorder="little"), len(flags))


def unpacked(words: Words, rows: int) -> Bools:
    """Words as (rows,) flags."""
    return np.unpackbits(words.view(np.uint8), count=rows, bitorder="little").view(np.bool_)


def everything(rows: int) -> Words:
    """Yes for every row."""
    words = np.full((rows + 63) // 64, np.iinfo(np.uint64).max)
    if rows % 64:
        words[-1] = (_ONE << np.uint64(rows % 64)) - _ONE
    return words


def valid(array: pa.Array) -> Words:
    """Which values of an Arrow array are not null."""
    if array.null_count == 0:
        return everything(len(array))
    return _buffer(array, 0)


def true(array: pa.BooleanArray) -> Words:
    """Which values of an Arrow array of conditions are true; a null is not."""
    return _buffer(array, 1) & valid(array)


def _buffer(array: pa.Array, place: int) -> Words:
    """A packed buffer of an Arrow array: Arrow packs in the same order."""
    if array.offset % 8:
        return _buffer(pa.concat_arrays([array, array.slice(0, 0)]), place)
    start, end = array.offset // 8, (array.offset + len(array) + 7) // 8
    data = np.frombuffer(array.buffers()[place], np.uint8)[start:end]
    return _words(data, len(array)) & everything(len(array))


def _words(data: npt.NDArray[np.uint8], rows: int) -> Words:
    room = np.zeros((rows + 63) // 64 * 8, np.uint8)
    room[: len(data)] = data
    return room.view(np.uint64)


def number(words: Words) -> int:
    """How many say yes."""
    return int(np.bitwise_count(words).sum(dtype=np.int64))


def counts(words: Words, starts: Ints) -> Ints:
    """How many say yes in each of the stretches of rows that begin at `starts`, which begins with 0."""
    before = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.bitwise_count(words), out=before[1:])
    word, bit = starts >> 6, (starts & 63).astype(np.uint64)
    inside = np.bitwise_count(words[word] & ((_ONE << bit) - _ONE))
    found: Ints = np.diff(before[word] + inside, append=before[-1])
    return found


def ranges(starts: Ints, ends: Ints) -> Ints:
    """The whole numbers of [start, end) of each pair, one range after another."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    found: Ints = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    return found
