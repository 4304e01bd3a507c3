"""Who is given what of packs: those who read the board; public editions, everybody."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.boards import actions_packs as actions
from peelian.apps.boards.models import Board, Pack, Redaction, Seat
from peelian.documents.kept import opened, organisation
from peelian.documents.packs.content import PackContent
from tests.apps.walk.of_judgements import CHAIR, PERIOD, READERS, SECRETARY
from tests.apps.walk.visits import ANYBODY, SIGNED_IN, Ids, Visit

KEEPERS = frozenset({SECRETARY, "board-secretary"})
PUBLISHERS = frozenset({CHAIR, "commissioners-approver"})


def content(title: str) -> PackContent:
    return PackContent(
        force="F", board="B", title=title, period="March 2026", unit="U", unit_id="u", edition="e",
        edition_title="E", values_version=1, values_at="2026-04-01T00:00:00+00:00", scale="S", questions=(),
        actions=(
            {
                "number": 9, "title": "To walk", "owner": "", "due": "1 May 2026", "state": "Open",
                "late": False, "latest": "", "origin": "",
            },  # type: ignore[arg-type]
        ),
        decisions=({"number": 7, "words": "So it was", "reason": "", "meeting": "1 March 2026"},),  # type: ignore[arg-type]
    )  # fmt: skip


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """A draft, a frozen pack with something left out, a published one, and one of the other command."""
    board = Board.objects.get(slug="walked")
    given: dict[str, Any] = {"board": board, "period": PERIOD, "made_by": SECRETARY}
    draft = Pack.objects.create(title="Walked draft", **given)
    said = content("Walked")
    whole = {"content": said.json_text, "sha256": said.sha256, "frozen_at": timezone.now()}
    frozen = Pack.objects.create(title="Walked", state="frozen", **given, **whole)
    redaction = Redaction.objects.create(pack=frozen, part="decision:7", reason="To walk", made_by=SECRETARY)
    out = Pack.objects.create(
        title="Walked out", state="published", public_content=said.json_text, public_sha256=said.sha256,
        published_at=timezone.now(), **given, **whole,
    )  # fmt: skip
    name = organisation(opened()).unit(ids.there).name
    theirs = Board.objects.create(
        slug="theirs", name=f"Board of {name}", purpose="Not to be heard of", unit=ids.there, every="month",
        made_by="walk",
    )  # fmt: skip
    Pack.objects.create(board=theirs, period=PERIOD, title=f"Pack of {name}", made_by="walk")
    return {"draft": draft.pk, "frozen": frozen.pk, "out": out.pk, "redaction": redaction.pk}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    draft, frozen, out, redaction = (
        ids.records.get(name, 0) for name in ("draft", "frozen", "out", "redaction")
    )

    def of(number: int, way: str, to: frozenset[str] = READERS, **more: Any) -> Visit:
        return Visit(f"/packs/{number}/{way}", to, **more)

    def each(way: str, status: int = 200) -> list[Visit]:
        return [of(frozen, way, status=status), of(0, way, SIGNED_IN, status=404)]

    left = {"part": "action:9", "reason": "Not for publication"}
    return {
        "boards:packs": [Visit("/packs/", SIGNED_IN), Visit("/packs/?board=walked", SIGNED_IN)],
        "boards:packs_csv": [Visit("/packs/packs.csv", SIGNED_IN)],
        "boards:pack_new": [
            Visit("/packs/new/walked/", KEEPERS),
            Visit("/packs/new/walked/", KEEPERS, method="post", data={"period": "2026-02-01"}),
            Visit("/packs/new/no-such-board/", SIGNED_IN, 404),
        ],
        "boards:pack": [*each(""), of(draft, "")],
        "boards:pack_approve": [
            of(draft, "approve/", SIGNED_IN, status=405),
            of(draft, "approve/", frozenset({CHAIR}), method="post"),
        ],
        "boards:pack_freeze": [
            of(draft, "freeze/", SIGNED_IN, status=405),
            of(draft, "freeze/", KEEPERS, method="post"),
        ],
        "boards:pack_publish": [
            of(frozen, "publish/", SIGNED_IN, status=405),
            of(frozen, "publish/", PUBLISHERS, method="post"),
        ],
        "boards:pack_file": each("pack.xlsx"),
        "boards:pack_json": each("pack.json"),
        "boards:pack_chart": each("charts/none.svg", 404),
        "boards:pack_values": each("values/none/", 404),
        "boards:pack_public": [
            of(frozen, "public/", KEEPERS | PUBLISHERS),
            of(frozen, "public/", KEEPERS, method="post", data=left),
            of(draft, "public/", KEEPERS | PUBLISHERS, status=404),
        ],
        "boards:pack_restore": [
            of(frozen, f"public/{redaction}/restore/", SIGNED_IN, status=405),
            of(frozen, f"public/{redaction}/restore/", KEEPERS, method="post"),
        ],
        "boards:published": [
            Visit(f"/packs/public/{out}/", ANYBODY),
            Visit(f"/packs/public/{frozen}/", ANYBODY, 404),
        ],
        "boards:published_file": [
            Visit(f"/packs/public/{out}/pack.xlsx", ANYBODY),
            Visit(f"/packs/public/{frozen}/pack.pdf", ANYBODY, 404),
        ],
        "boards:published_json": [Visit(f"/packs/public/{out}/pack.json", ANYBODY)],
        "boards:published_chart": [Visit(f"/packs/public/{out}/charts/none.svg", ANYBODY, 404)],
    }


def _own(by: Account, title: str) -> Pack:
    """A pack that somebody made themselves and is in the chair for."""
    pack = Pack.objects.get(title=title)
    Pack.objects.filter(pk=pack.pk).update(made_by=by.username)
    Seat.objects.filter(board=pack.board, part="chair").update(account=by)
    return Pack.objects.get(pk=pack.pk)


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "make_pack": lambda by, _: actions.make_pack(
        by=by, board=Board.objects.get(slug="walked"), period=PERIOD.replace(month=1)
    ),
    "approve_pack": lambda by, _: actions.approve_pack(by=by, pack=_own(by, "Walked draft")),
    "freeze": lambda by, _: actions.freeze(by=by, pack=Pack.objects.get(title="Walked draft")),
    "redact": lambda by, _: actions.redact(
        by=by, pack=Pack.objects.get(title="Walked"), part="decision:7", reason="To walk"
    ),
    "restore": lambda by, _: actions.restore(
        by=by, pack=Pack.objects.get(title="Walked"), redaction=Redaction.objects.get().pk
    ),
    "publish": lambda by, _: actions.publish(by=by, pack=Pack.objects.get(title="Walked")),
    "publish one's own": lambda by, _: actions.publish(by=by, pack=_own(by, "Walked")),
}
