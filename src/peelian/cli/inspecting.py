"""Verbs of inspections: what a report or an answer to one says."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peelian.cli.app import app
from peelian.cli.terminal import err, out, progress, shown, table

if TYPE_CHECKING:
    from peelian.documents.inspections import Document

inspections = typer.Typer(no_args_is_help=True, help="Inspection reports, and the answers to them.")
app.add_typer(inspections, name="inspections")
LONGEST = 70  # letters of one cell


@inspections.command("read")
def read(
    paths: Annotated[list[Path], typer.Argument(help="Files (txt, html, docx, odt, pdf) or folders.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Everything that was read, as a JSON list.")
    ] = False,
) -> None:
    """Read reports and responses: whose they are, what was found, who answered what by when."""
    from peelian.documents.inspections import read_documents

    with progress() as show:
        show(0, 0, "Reading")
        found = read_documents(paths)
    if as_json:
        json.dump([one.as_json() for one in found.documents], sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        for document in found.documents:
            _told(document)
    for name in found.left:
        err.print(f"Left alone, not a kind that is read: {shown(name)}", soft_wrap=True)
    for message in found.refused:
        err.print(f"[bold red]Error:[/] {shown(message)}", soft_wrap=True)
    if found.refused or not found.documents:
        if not found.refused:
            err.print("[bold red]Error:[/] there is nothing here that can be read", soft_wrap=True)
        raise typer.Exit(1)


def _told(document: "Document") -> None:
    """One document for a person: what it is, its findings, and what to look at."""
    whose = " · ".join(
        part
        for part in (document.force, document.body_title, document.commissioner, document.chief_constable)
        if part
    )
    out.print(f"[bold]{shown(document.file)}[/] · {shown(whose or 'nobody named')}", soft_wrap=True)
    report = document.report_title or "no title"
    portal = f" (#{document.report_portal_id})" if document.report_portal_id else ""
    out.print(f"  {shown(report)}{shown(portal)}", soft_wrap=True)
    told = {
        "type": document.inspection_type, "published": document.published,
        "responded": document.responded, "grade": document.grade,
    }  # fmt: skip
    out.print(
        "  " + shown(", ".join(f"{name} {value or 'not said'}" for name, value in told.items())),
        soft_wrap=True,
    )
    listed = table("", "finding", "to", "due", "words", "answered by", "#sure")
    for one in document.findings:
        number = one.number or (f"#{one.portal_id}" if one.portal_id else "-")
        who = [
            name
            for name, said in (("force", one.force_response), ("commissioner", one.commissioner_response))
            if said
        ]
        listed.add_row(
            shown(f"{one.kind.replace('_', ' ')} {number}"), shown(", ".join(one.owners) or "-"),
            shown(one.due or one.due_as_written or "-"), shown(_short(one.text)), " and ".join(who) or "-",
            f"{one.confidence:.2f}",
        )  # fmt: skip
    if document.findings:
        out.print(listed)
    if document.practices:
        names = "; ".join(one.name + (f" ({one.stage})" if one.stage else "") for one in document.practices)
        out.print(f"  Practices: {shown(names)}", soft_wrap=True)
    for flag in document.flags:
        out.print(f"  [yellow]{shown(flag.kind.replace('_', ' '))}[/]: {shown(flag.message)}", soft_wrap=True)
    out.print()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
