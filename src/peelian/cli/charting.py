"""Verbs of statistical process control on any series, from one JSON file to another."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from peelian.cli.app import app
from peelian.cli.terminal import out
from peelian.framework.errors import UserError

Answers = list[dict[str, object]]
Input = Annotated[Path, typer.Option("--input", help="A JSON file: a list of cases.")]
Output = Annotated[Path, typer.Option("--output", help="Where to write the list of answers.")]

spc = typer.Typer(help="Judge any series by the SPC rules, from one JSON file to another.")
app.add_typer(spc, name="spc")


@spc.callback(invoke_without_command=True)
def judge(
    context: typer.Context,
    input: Annotated[Path | None, typer.Option("--input", help="A JSON file: a list of series.")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="Where to write the judged list.")] = None,
) -> None:
    """Judge any series by the SPC rules, from one JSON file to another."""
    from peelian.stats.spc_json import judge

    if context.invoked_subcommand is not None:
        return
    if input is None or output is None:
        missing = " and ".join(n for n, given in (("--input", input), ("--output", output)) if given is None)
        raise UserError(
            f"peelian spc needs {missing}: a JSON file of series, and where to write the verdicts"
        )
    answered, wrong = _answer(judge, input, output)
    out.print(f"{answered:,} series judged, {wrong:,} could not be.")


@spc.command()
def suggest(input: Input, output: Output) -> None:
    """Which chart fits each series, and why."""
    from peelian.stats.spc_json import suggest

    answered, wrong = _answer(suggest, input, output)
    out.print(f"A chart suggested for {answered - wrong:,} series, {wrong:,} could not be read.")


@spc.command()
def funnel(input: Input, output: Output) -> None:
    """Units compared at one time: which lie outside the limits of a funnel plot."""
    from peelian.stats.funnel_json import judge_funnel

    answered, wrong = _answer(judge_funnel, input, output)
    out.print(f"{answered:,} comparisons made, {wrong:,} could not be.")


def _answer(answer: Callable[[object], Answers], input: Path, output: Path) -> tuple[int, int]:
    """How many cases there were and how many could not be computed, their answers being written."""
    try:
        cases = json.loads(input.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(f"{input} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{input} is not JSON that can be read: {error}") from None
    try:
        answers = answer(cases)
    except ValueError as error:
        raise UserError(f"{input}: {error}") from None
    try:
        output.write_text(json.dumps(answers, allow_nan=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{output} cannot be written: {error.strerror}") from None
    return len(answers), sum("error" in case for case in answers)
