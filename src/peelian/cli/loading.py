"""Verbs of loading: extracts in, receipts and rejected rows out."""

import csv
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from peelian.cli.app import Source, app, opened
from peelian.cli.terminal import out, progress, shown, table
from peelian.framework.errors import UserError


@app.command()
def load(
    source: Source,
    files: Annotated[
        list[str] | None, typer.Argument(help="Extracts: CSV, Excel, ODS, Parquet, gz, zip.")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="A mapping's name or file; found by itself when absent.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="A database URL to query instead of files.")] = None,
    query: Annotated[str | None, typer.Option(help="The SQL to run at --url.")] = None,
) -> None:
    """Load extracts into a source. What breaks the contract is rejected with every reason; the rest loads."""
    from peelian.pipeline.ingest import load as run
    from peelian.pipeline.readers import Query

    if (url is None) != (query is None):
        raise UserError("--url and --query go together: the database, and what to ask it")
    if bool(files) == (url is not None):
        raise UserError("name the files to load, or a --url and --query, one of the two")
    extracts = (
        [Query(url, query)] if url is not None and query is not None else [Path(f) for f in files or ()]
    )
    workspace = opened()
    with progress() as show:
        receipts = run(workspace, source, extracts, mapping=mapping, progress=show)
    for receipt in receipts:
        _print_receipt(receipt)
    out.print("Next: [bold]peelian refresh[/] brings the values up to date.")


def _print_receipt(receipt: Any) -> None:
    out.print(
        f"[bold]{shown(receipt.file)}[/] into {receipt.source}: {receipt.read:,} read = "
        f"{receipt.accepted:,} accepted + {receipt.rejected:,} rejected + {receipt.unchanged:,} unchanged "
        f"({receipt.revised:,} of the accepted revise rows loaded before). Quality {receipt.quality:.3f}.",
        soft_wrap=True,
    )
    for reason, count in sorted(receipt.reasons.items(), key=lambda item: -item[1]):
        out.print(f"  {count:>10,}  {shown(reason)}", soft_wrap=True)
    if receipt.unmapped:
        out.print(f"  not used: {shown(', '.join(receipt.unmapped))}", soft_wrap=True)


@app.command()
def loads(source: Annotated[str | None, typer.Argument(help="Only this source.")] = None) -> None:
    """What has been loaded, newest first."""
    from peelian.pipeline.receipts import receipts

    workspace = opened()
    if source:
        workspace.framework.source(source)
    listed = table(
        "",
        "load",
        "when (UTC)",
        "source",
        "file",
        "#read",
        "#accepted",
        "#rejected",
        "#unchanged",
        "#revised",
    )
    for r in receipts(workspace, source):
        listed.add_row(
            r.load_id, f"{r.at:%Y-%m-%d %H:%M}", r.source, r.file,
            *(f"{n:,}" for n in (r.read, r.accepted, r.rejected, r.unchanged, r.revised)),
        )  # fmt: skip
    out.print(listed) if listed.row_count else out.print(
        "Nothing has been loaded yet: peelian load SOURCE FILE"
    )


@app.command()
def rejected(
    source: Source,
    load_id: Annotated[str | None, typer.Option("--load", help="Only this load.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many rows to show.")] = 20,
    output: Annotated[Path | None, typer.Option(help="Write all of them to this CSV file.")] = None,
) -> None:
    """Rows that broke the contract: file, line, and every reason."""
    from peelian.pipeline.quarantine import rejected_reasons, rejected_rows

    workspace = opened()
    workspace.framework.source(source)
    counts = rejected_reasons(workspace, source, load_id=load_id)
    if output is not None:
        from peelian.documents.tables import safe

        rows = rejected_rows(workspace, source, load_id=load_id)
        with output.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["load", "file", "line", "reasons", "row"])
            writer.writerows(
                [r.load_id, safe(r.file), r.line, safe("; ".join(r.reasons)), json.dumps(r.cells)]
                for r in rows
            )
        out.print(f"Wrote {len(rows):,} rejected rows to {output}")
        return
    if not counts:
        out.print(f"No row of {source} has been rejected.")
        return
    reasons = table("By reason", "#rows", "reason")
    for reason, count in sorted(counts.items(), key=lambda item: -item[1]):
        reasons.add_row(f"{count:,}", shown(reason))
    out.print(reasons)
    listed = table("\nThe latest", "file", "#line", "reasons")
    for row in rejected_rows(workspace, source, load_id=load_id, limit=limit):
        listed.add_row(shown(row.file), str(row.line), shown("; ".join(row.reasons)))
    out.print(listed)
