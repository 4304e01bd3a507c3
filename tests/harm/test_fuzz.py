"""Whatever is written in a definition, an expression or a file of series, the answer is in words.

Each property is tried on a moderate number of examples here and on many more in the soak.
"""

import json
import random
import string
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias, TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from peelian.cli import app
from peelian.framework.check import check
from peelian.framework.errors import DefinitionError, UserError
from peelian.framework.expressions import parse, render, to_sql
from peelian.framework.formula import parse_formula, render_formula
from peelian.framework.grammar import DEEPEST, ExpressionError
from peelian.framework.load import STARTER, load
from peelian.framework.yaml_lines import read_document
from peelian.pipeline.mapping import read_mapping
from tests.framework.trees import COLUMNS, anything

MANY = pytest.param(40, marks=pytest.mark.soak)  # times as many examples
TIMES = pytest.mark.parametrize("times", [1, MANY])

Test: TypeAlias = Callable[..., None]
Tree = TypeVar("Tree")


def run(test: Test, examples: int, times: int) -> None:
    """Try a property on so many examples."""
    how = settings(
        max_examples=examples * times,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    how(test)()


# --- mutations --------------------------------------------------------------------------------------------

JUNK = [
    "\0", "\x1b", "\ufeff", "\u2028", "\U0001f600", "\ud800", "'", '"', "\\", "&a ", "*a", "<<: *a",
    "!!binary ", "!!python/name:os.system", "!!set ", "!!timestamp ", "? ", "- ", ": ", "\n", "\n---\n",
    "\n...\n", "\t", "  ", "[", "]", "{", "}", "|", ">", "%", "@", "`", "~", "null", "yes", ".inf", ".nan",
    "0x" + "f" * 60, "1:30:00", "9" * 5000, "1e999999", "2024-02-30", "9999-12-31", "0001-01-01", "-1",
    "1_000", "0o17", "((((", "))))", " and ", " or not ", " in (", " between ", " is null", ";", "--", "/*",
    "when(", "coalesce(",
]  # fmt: skip


def mutated(text: str, seed: int) -> str:
    """A text with a few pieces moved, dropped, doubled or replaced by junk."""
    chosen = random.Random(seed)
    for _ in range(chosen.randint(1, 4)):
        a, b = sorted(chosen.randrange(len(text) + 1) for _ in range(2))
        near = min(a + chosen.randint(0, 12), len(text))
        text = chosen.choice(
            [
                text[:a] + chosen.choice(JUNK) + text[near:],
                text[:a] + chosen.choice(JUNK) + text[a:],
                text[:a] + text[near:],
                text[:a] + text[b:],
                text[:b] + text[a:],
                text[:a] + text[a:near] * chosen.randint(2, 50) + text[near:],
            ]
        )[:50_000]
    return text


SEEDS = st.integers(0, 2**32)


@lru_cache
def starter() -> dict[str, str]:
    """The starter's definitions, by their path."""
    return {
        str(file.relative_to(STARTER)): file.read_text(encoding="utf-8")
        for file in sorted(STARTER.rglob("*.yaml"))
    }


# --- YAML -------------------------------------------------------------------------------------------------

BOMBS = {
    "a thousand million laughs": "a0: &a0 [lol, lol]\n"
    + "".join(f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 9)}]\n" for i in range(9)),
    "an alias of itself": "a: &a [*a]\n",
    "a merge of itself": "a: &a\n  <<: *a\n",
    "many merges": "".join(
        f"a{i}: &a{i} {{<<: [{', '.join(f'*a{j}' for j in range(i))}]}}\n" for i in range(60)
    ),
    "brackets": "a: " + "[" * 400_000,
    "braces": "a: " + "{a: " * 100_000,
    "dashes": "- " * 300_000,
    "keys within keys": "? " * 300_000,
    "indents": "".join(" " * i + "a:\n" for i in range(900)),
    "a number of a million digits": "a: " + "9" * 999_000,
    "a number in base 60": "a: " + ":".join(["59"] * 30_000),
    "hexadecimal": "a: 0x" + "f" * 900_000,
    "a key of a million letters": "a" * 900_000 + ": 1",
    "forty thousand keys": "".join(f"k{i}: 1\n" for i in range(40_000)),
    "fifty thousand of one key": "k: 1\n" * 50_000,
    "colons": ":" * 900_000,
    "quotes": "'" * 900_001,
    "percent signs": "%" * 900_000,
    "bars": "a: |\n" + " \n" * 400_000,
    "tags": "a: " + "!!str " * 150_000 + "b",
    "comments": "#" * 900_000,
    "documents": "---\n" * 200_000,
    "timestamps": "a: 9999-99-99T99:99:99.999999999Z\nb: 2001-12-14t21:59:43.10-99:99\n",
    "binary": "a: !!binary '////=='\nb: !!binary 'é'\n",
    "an ordered mapping": "a: !!omap [a, b]\nb: !!pairs [[1]]\nc: !!set [a]\n",
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("under", ["definition", "mapping"])
def test_yaml_made_to_exhaust(bomb: str, under: str, tmp_path: Path) -> None:
    file = tmp_path / "definition.yaml"
    file.write_text(BOMBS[bomb], encoding="utf-8")
    if under == "mapping":
        with pytest.raises(DefinitionError):
            read_mapping(file)
        return
    document, problems = read_document(file)
    assert (document is None) == bool(problems)
    assert all(len(str(problem)) < 2_000 for problem in problems)


@TIMES
def test_any_text_as_yaml(times: int, tmp_path: Path) -> None:
    file = tmp_path / "definition.yaml"

    @given(st.binary(max_size=200) | st.lists(st.sampled_from(JUNK) | st.text(max_size=5)).map(_encoded))
    @example(b"\xff\xfe")
    @example("a: &a 1".encode("utf-16"))
    @example(b"a: !!timestamp b")
    @example(b"a: !!bool 5")
    @example(b"a: !!int b")
    def test(data: bytes) -> None:
        file.write_bytes(data)
        document, problems = read_document(file)
        assert (document is None) == bool(problems)

    run(test, 300, times)


def _encoded(pieces: list[str]) -> bytes:
    return "".join(pieces).encode("utf-8", "surrogatepass")


@TIMES
def test_mutated_definitions_of_the_starter(times: int, tmp_path: Path) -> None:
    """A workspace with one definition mutated loads, or says what is wrong and where."""
    for name, text in starter().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = [name for name in starter() if not name.startswith("mappings")]

    @given(st.sampled_from(names), SEEDS)
    def test(name: str, seed: int) -> None:
        file = tmp_path / name
        try:
            file.write_bytes(mutated(starter()[name], seed).encode("utf-8", "surrogatepass"))
            problems = check(tmp_path)
            assert all(problem.line >= 1 and problem.message for problem in problems)
            if problems:
                with pytest.raises(DefinitionError):
                    load(tmp_path)
        finally:
            file.write_text(starter()[name], encoding="utf-8")

    run(test, 30, times)


@TIMES
def test_mutated_mappings(times: int, tmp_path: Path) -> None:
    source = load(STARTER).source("recorded_crimes")
    file = tmp_path / "mapping.yaml"
    names = [name for name in starter() if name.startswith("mappings")]

    @given(st.sampled_from(names), SEEDS, st.booleans())
    def test(name: str, seed: int, checked: bool) -> None:
        file.write_bytes(mutated(starter()[name], seed).encode("utf-8", "surrogatepass"))
        with suppress(DefinitionError):
            read_mapping(file, source if checked else None)

    run(test, 200, times)


# --- expressions ------------------------------------------------------------------------------------------

TOKENS = [
    *COLUMNS, "and", "or", "not", "in", "between", "is", "null", "true", "false", "(", ")", "(", ")", ",",
    "=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "||", "::", ".", ";", ":", "?", "@x",
    "$1", "{", "[", "]", "'text'", "''", "'", '"grade"', '"', "`", "0", "1", "-1", "0.5", "1e9", "9" * 30,
    ".", "1.", "0x1f", "case", "when", "then", "else", "end", "when(", "coalesce(", "count(*)", "select",
    "from", "exists", "like", "cast", "interval", "date", "over", "distinct", "array", "struct", "lambda",
    "x -> x", "--", "/*", "*/", "\n", "\t", "\0", "é", "\u2028", "\ufeff", "\U0001f600", "'2024-04-01'",
    "'2024-04-01T00:00:00Z'", "'9999-12-31T23:59:59-14:00'", "'0001-01-01T00:00:00+14:00'", "'2024-13'",
    "n'x'", "e'x'", "b'1'", "x'ff'", "$$a$$", "current_date", "uescape",
]  # fmt: skip

LONG = {
    "brackets": "(" * 19_000,
    "brackets that close": "(" * 9_000 + "abandoned" + ")" * 9_000,
    "nots": "not " * 4_900 + "abandoned",
    "minuses": "-" * 3_900 + "1 = 1",
    "minuses apart": "- " * 3_900 + "resources = 1",
    "ands": " and ".join(["abandoned"] * 1_900),
    "ands and ors": " or ".join(["abandoned and operation"] * 900),
    "sums": " + ".join(["resources"] * 1_900) + " = 1",
    "a long sum on the right": "resources" + " - (resources" * 39 + ")" * 39 + " = 1",
    "a list": "resources in (" + ", ".join(["1"] * 1_900) + ")",
    "betweens": "resources between " * 900 + "1",
    "comparisons": "resources " + "= resources " * 1_500,
    "is nulls": "abandoned" + " is null" * 1_500,
    "functions": "coalesce(" * 1_900,
    "functions that close": "when(abandoned, " * 39 + "abandoned" + ")" * 39,
    "a name": "a" * 19_999,
    "a number": "9" * 19_999,
    "a number beyond any": "latitude = 1" + "0" * 400 + ".5",
    "a fraction": "latitude = 0." + "1" * 19_000,
    "a text": "grade = '" + "x" * 19_000 + "'",
    "dots": "a" + ".a" * 1_900,
    "casts": "resources" + "::int" * 1_500,
    "brackets of arrays": "resources" + "[0]" * 1_300,
    "arrows": "resources" + " -> 'x'" * 1_500,
    "more than may be": "x" * 20_001,
}


def answer(read: Callable[[], Tree], text: str) -> Tree | None:
    """What reading a text gives; None where it is refused at a place in it."""
    try:
        return read()
    except ExpressionError as error:
        if not 0 <= error.offset <= len(text):
            raise AssertionError(f"offset {error.offset}") from error
        return None


def expression(text: str) -> None:
    """Parse a text: what it gives can be written as SQL, and is the same when written and read again."""
    tree = answer(lambda: parse(text, COLUMNS, {"grade": ("immediate", "priority")}), text)
    if tree is None:
        return
    written = render(tree)  # with every bracket, of which a long sum has more than may be read
    assert written.count("(") > DEEPEST or parse(written, COLUMNS) == tree
    to_sql(tree)


@pytest.mark.parametrize("name", LONG)
def test_long_and_deep_expressions(name: str) -> None:
    expression(LONG[name])


@TIMES
def test_any_tokens_as_an_expression(times: int) -> None:
    @given(
        st.lists(st.sampled_from(TOKENS), max_size=14).map(" ".join) | st.text(string.printable, max_size=40)
    )
    def test(text: str) -> None:
        expression(text)

    run(test, 400, times)


@TIMES
def test_mutated_expressions(times: int) -> None:
    @given(anything.map(render), SEEDS)
    def test(text: str, seed: int) -> None:
        expression(mutated(text, seed))

    run(test, 120, times)


# --- formulas ---------------------------------------------------------------------------------------------

MEASURES = ("calls", "incidents", "order")
SIGNS = [
    *MEASURES,
    *MEASURES,
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    "1",
    "0",
    "0.5",
    "1e5",
    "9" * 40,
    "'a'",
    "x",
    ",",
    "²",
]


def formula(text: str) -> None:
    """Parse a text as a formula: what it gives is the same when written and read again."""
    tree = answer(lambda: parse_formula(text, MEASURES), text)
    if tree is None:
        return
    written = render_formula(tree)
    assert written.count("(") > DEEPEST or parse_formula(written, MEASURES) == tree


@pytest.mark.parametrize(
    "text",
    [
        *LONG.values(),
        "calls * " + "9" * 6_000,
        "calls * 0." + "0" * 15_000 + "1",
        "calls" + " + calls" * 1_900,
        "calls" + " / (calls" * 39 + ")" * 39,
        "-" * 3_000 + "calls",
    ],
    ids=lambda text: f"{text[:12]} of {len(text)}",
)
def test_long_and_deep_formulas(text: str) -> None:
    formula(text)


@TIMES
def test_any_tokens_as_a_formula(times: int) -> None:
    @given(st.lists(st.sampled_from(SIGNS), max_size=12).map(" ".join))
    def test(text: str) -> None:
        formula(text)

    run(test, 300, times)


# --- series -----------------------------------------------------------------------------------------------

SERIES = json.dumps(
    [
        {
            "id": "a",
            "dates": [f"2024-{month:02}-01" for month in range(1, 13)],
            "values": [5, 3, 8, 6, 4, 7, 5, 9, 3, 6, None, 50],
            "improves": "decrease",
            "target": 4.5,
            "rebase": ["2024-07-01"],
            "baseline": 6,
            "screen": True,
            "run_length": 7,
        }
    ]
)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["id", "dates", "values", "improves", "target", "rebase", "baseline", "screen", "run_length"]
)
FILES = (
    st.builds(mutated, st.just(SERIES), SEEDS).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.dictionaries(KEYS, ODD, max_size=4).map(
        lambda odd: json.dumps([json.loads(SERIES)[0] | odd]).encode()
    )
    | ODD.map(lambda odd: json.dumps(odd).encode())
    | st.binary(max_size=60)
)


@TIMES
def test_any_file_of_series(times: int) -> None:
    """Every case has an answer or an error of its own; a file that is not JSON is said to be none."""
    with TemporaryDirectory() as folder:
        given_file, answers = Path(folder) / "in.json", Path(folder) / "out.json"

        @given(FILES)
        @example(b"")
        @example(b"[" * 100_000)
        @example(b"[" + b"9" * 5_000 + b"]")
        @example(b'[{"id": "a", "dates": ["2024-01-01"], "values": [1e308]}]')
        @example(b'[{"id": "a", "dates": ["0001-01-01", "9999-12-31"], "values": [1, 2]}]')
        @example(SERIES.encode("utf-16"))
        @example(b"date,value\n2024-01-01,5\n")
        def test(data: bytes) -> None:
            given_file.write_bytes(data)
            answers.unlink(missing_ok=True)
            done = CliRunner().invoke(app, ["spc", "--input", str(given_file), "--output", str(answers)])
            if done.exit_code:
                assert isinstance(done.exception, UserError), data
                assert not answers.exists()
            else:
                cases = json.loads(answers.read_text(encoding="utf-8"))
                assert all("error" in case or "points" in case for case in cases)

        run(test, 120, times)
