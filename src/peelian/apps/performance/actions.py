"""What is done to rows: each checks permission first and writes the record last."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.performance.models import OfferedBatch
from peelian.documents.kept import opened
from peelian.framework.errors import UserError
from peelian.pipeline.offered import Kind, load_rows, one_batch, receipt_called
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.quarantine import rejected_rows
from peelian.pipeline.receipts import Receipt
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import Workspace

KEPT = timedelta(days=30)
"""How long a batch's name gives its receipt again."""
SHOWN = 100
"""Rejected rows that an answer names."""


@dataclass(frozen=True)
class Offered:
    """What became of a batch, as JSON can say it; `replayed` when it was loaded before."""

    receipt: dict[str, Any]
    replayed: bool


def offer_rows(
    *, by: Viewer, source: str, body: bytes, kind: Kind, mapping: str = "", key: str = ""
) -> Offered:
    """Load a batch of rows into a source and compute the periods it touches.

    A `key` names the batch: offered again, it gives the receipt it was given. PermissionDenied for whoever
    may not load rows of the whole force, Http404 for an unknown source, UserError when the batch cannot be
    read, or the key names another batch.
    """
    if not visible_to(by).may(Permission.LOAD_ROWS, ROOT):
        raise PermissionDenied("Your account may not load rows.")
    workspace = opened()
    if source not in workspace.framework.sources:
        raise Http404(f"There is no source {source!r}.")
    digest = sha256(b"\0".join([source.encode(), kind.encode(), mapping.encode(), body])).hexdigest()
    with one_batch(workspace):
        told = _before(by, key, digest) if key else None
        replayed = told is not None
        if told is None:
            receipt = _load(workspace, source, body, kind, mapping, _name(by, key, digest, kind), bool(key))
            told = _told(workspace, receipt)
            _keep(by, key, digest, receipt, told)
    return Offered(told | {"values": _refreshed(workspace)}, replayed)


def _before(by: Viewer, key: str, digest: str) -> dict[str, Any] | None:
    found = OfferedBatch.objects.filter(username=by.username, key=key).first()
    if found is None:
        return None
    if found.digest != digest:
        raise UserError(f"the Idempotency-Key {key!r} is that of another batch: give this one its own")
    told: dict[str, Any] = json.loads(found.receipt)
    return told


def _load(
    workspace: Workspace, source: str, body: bytes, kind: Kind, mapping: str, name: str, again: bool
) -> Receipt:
    """Load a batch; one with a key may have been loaded by a process that ended before it could say so."""
    found = receipt_called(workspace, source, name) if again else None
    return found or load_rows(workspace, source, body, kind, name=name, mapping=mapping)


def _name(by: Viewer, key: str, digest: str, kind: Kind) -> str:
    """What receipts call a batch: the same for the same of the same account."""
    return f"api-{sha256(repr((by.username, key, digest)).encode()).hexdigest()[:16]}.{kind}"


def _told(workspace: Workspace, receipt: Receipt) -> dict[str, Any]:
    named = (
        rejected_rows(workspace, receipt.source, load_id=receipt.load_id, limit=SHOWN)
        if receipt.rejected
        else []
    )
    lines = [{"line": row.line, "reasons": list(row.reasons)} for row in named]
    told = {**asdict(receipt), "rejected_rows": lines}
    plain: dict[str, Any] = json.loads(json.dumps(told, cls=DjangoJSONEncoder))
    return plain


@transaction.atomic
def _keep(by: Viewer, key: str, digest: str, receipt: Receipt, told: dict[str, Any]) -> None:
    if key:
        OfferedBatch.objects.filter(at__lt=timezone.now() - KEPT).delete()
        OfferedBatch.objects.create(username=by.username, key=key, digest=digest, receipt=json.dumps(told))
    role = next((h.role.title for h in by.held if Permission.LOAD_ROWS in h.role.permissions), "")
    counts = {
        name: getattr(receipt, name) for name in ("read", "accepted", "rejected", "unchanged", "revised")
    }
    after = {"load": receipt.load_id, "file": receipt.file, **counts}
    record(by, "rows.loaded", f"source {receipt.source}", role=role, unit=ROOT, after=after)


def _refreshed(workspace: Workspace) -> str:
    """Compute what is out of date; the rows are in whatever comes of it."""
    try:
        refresh(workspace)
    except UserError as error:
        return f"not up to date yet: {error}"
    return "refreshed"
