"""Who may do what with a request for analysis, and which requests have some words in them."""

import re

from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from peelian.apps.access.models import Account, Grant
from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import GRANTED
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.performance.models_requests import GIVEN, AnalysisRequest
from peelian.pipeline.organisation import ROOT

MOST_WORDS = 12
"""Of what is searched for; the rest of a long question adds nothing."""
_WORD = re.compile(r"[^\W_]+")
_SAYS_NOTHING = frozenset({
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "did", "do",
    "does", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its",
    "many", "me", "more", "much", "my", "no", "not", "of", "on", "or", "our", "out", "over", "per",
    "please", "so", "than", "that", "the", "their", "them", "there", "these", "they", "this", "to",
    "up", "us", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with",
    "would", "you", "your",
})  # fmt: skip

# ---- who may


def may_answer(visible: Visible, unit: str) -> bool:
    """Whether the viewer triages and answers the requests of a unit; of one that is no more, the force's."""
    known = visible.organisation
    return visible.may(Permission.ANSWER_REQUESTS, unit if unit in known else known.root.id)


def must_answer(visible: Visible, asked: AnalysisRequest) -> None:
    """PermissionDenied unless the viewer triages and answers the requests of its unit."""
    if not may_answer(visible, asked.unit):
        raise PermissionDenied("Only the analysts of this unit may do that.")


def must_have_asked(viewer: Viewer, asked: AnalysisRequest) -> None:
    """PermissionDenied for anybody but who asked it."""
    if asked.asked_by != viewer.username:
        raise PermissionDenied("Only whoever asked this may do that.")


def may_read(visible: Visible, asked: AnalysisRequest) -> bool:
    """Whether a request is the viewer's to read: theirs, theirs to answer, or answered at a unit they see."""
    if asked.asked_by == visible.viewer.username or may_answer(visible, asked.unit):
        return True
    return asked.has_answer and sees(visible, asked.unit)


def sees(visible: Visible, unit: str) -> bool:
    """Whether the viewer sees a unit; of one that is no more, whether they see every unit of the force."""
    if unit in visible.organisation:
        return visible.sees(unit)
    root = visible.organisation.root.id
    return visible.may(Permission.READ_VALUES, root) or visible.leads(root)


def sees_reading(visible: Visible, asked: AnalysisRequest, unit: str) -> bool:
    """Whether a reading that was given at a unit is the viewer's to see.

    Whoever asked keeps those of units that are no more: they saw them when it was given.
    """
    if unit not in visible.organisation and asked.asked_by == visible.viewer.username:
        return True
    return sees(visible, unit)


def asker_of(asked: AnalysisRequest) -> Visible | None:
    """What whoever asked may see today; None when they have no account."""
    account = Account.objects.filter(username=asked.asked_by).first()
    return visible_to(account) if account else None


def analysts_of(visible: Visible, unit: str) -> list[Account]:
    """Accounts that may answer the requests of a unit today, by name."""
    known = visible.organisation
    line = {unit, *(above.id for above in known.ancestors(unit))} if unit in known else {known.root.id}
    roles = [name for name, role in GRANTED.items() if Permission.ANSWER_REQUESTS in role.permissions]
    here = Grant.objects.in_force().filter(role__in=roles, unit__in={ROOT, *line}, account__is_active=True)
    found = {grant.account.pk: grant.account for grant in here.select_related("account")}
    return sorted(found.values(), key=lambda account: (account.display_name, account.pk))


def request_read(visible: Visible, number: int) -> AnalysisRequest:
    """A request; Http404 for none of that number, PermissionDenied when it is not the viewer's to read."""
    found = AnalysisRequest.objects.select_related("earlier").filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no request {number}.")
    if not may_read(visible, found):
        raise PermissionDenied(
            "This request is for whoever asked it and the analysts of its unit, until it is answered."
        )
    return found


def requests_read(visible: Visible) -> QuerySet[AnalysisRequest]:
    """Every request that is the viewer's to read."""
    units = list(AnalysisRequest.objects.order_by().values_list("unit", flat=True).distinct())
    answers = [unit for unit in units if may_answer(visible, unit)]
    seen = [unit for unit in units if sees(visible, unit)]
    mine = Q(asked_by=visible.viewer.username)
    return AnalysisRequest.objects.filter(mine | Q(unit__in=answers) | (Q(unit__in=seen) & ~Q(answer="")))


# ---- words


def folded(*texts: str) -> str:
    """The distinct words of some texts as searching looks in them: folded, each with a space before it."""
    return "".join(f" {word}" for word in sorted({w for text in texts for w in _words(text)}))


def sought(text: str) -> list[str]:
    """The words of a question that say something, without a last s, the first MOST_WORDS of them."""
    said = (word for word in _words(text) if word not in _SAYS_NOTHING)
    bare = (word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word for word in said)
    return list(dict.fromkeys(bare))[:MOST_WORDS]


def with_words(found: QuerySet[AnalysisRequest], text: str) -> QuerySet[AnalysisRequest]:
    """Those of some requests in whose title, question or answer at least two of the words are, one where
    `text` has but one; `hits` counts them. A word is there when one begins with it.
    """
    words = sought(text)
    if not words:
        return found.annotate(hits=Value(0)).none()
    hits = Value(0, output_field=IntegerField())
    for word in words:
        there = When(words__contains=f" {word}", then=1)
        hits = hits + Case(there, default=0, output_field=IntegerField())  # type: ignore[assignment]
    return found.annotate(hits=hits).filter(hits__gte=min(2, len(words)))


def alike(visible: Visible, text: str, *, besides: int = 0) -> QuerySet[AnalysisRequest]:
    """Answered requests the viewer may read that have the words of a question, the most of them first."""
    answered = requests_read(visible).filter(state__in=GIVEN).exclude(pk=besides)
    return with_words(answered, text).order_by("-hits", "-answered_at", "-pk")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("’", "").replace("'", ""))
