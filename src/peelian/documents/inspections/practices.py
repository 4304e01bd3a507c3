"""Things that forces do or try, as answers tell of them. Only what has a name or is plainly new is taken."""

import re
from functools import cache
from itertools import pairwise

from peelian.documents.inspections.bodies import _rows
from peelian.documents.inspections.document import Practice
from peelian.documents.inspections.drafts import Part
from peelian.documents.inspections.text import ITEM, SAME

_DID = r"(?:introduced|launched|developed|implemented|established|created|published|rolled\s+out|adopted|incorporated|set\s+up|commissioned|designed|piloted|trialled|put\s+in\s+place)"
_STOP = (
    r"(?=\s+(?:which|that|who|whose|to|for|in|across|with|within|by|where|when|will|would|is|are|was|were|has|have|had|from|on|at|as|and\s+(?:is|are|has|have|will|the)|designed|allowing|enabling|providing"
    r"|through|during|into|over|using|following|whereby|ensuring|whilst|while|so|under|alongside|aimed|of\s+which)\b|\s*[.,;:(]|\s+-\s|\s*$)"
)
_THING = rf"(?P<name>[\w][\w'&/-]*(?:\s+[\w'&/\"\.-]+?){{0,8}}?){_STOP}"
_ARTICLE = (
    r"(?:(?:a|an|the|our|its|their|new|several|two|three|various|bespoke|own|of|also|recently|further)\s+)*"
)
_CAPITAL = r"\(?(?-i:[A-Z])[\w'&/()-]*"
_PATTERNS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        rf"\b(?:has|have|we|also|had|recently)\s+(?:(?:also|recently|now|successfully|since|already|actively|proactively|jointly)\s+)*{_DID}\s+(?=(?:a|an|the|our|its|their|new|several|two|three|various|bespoke|stay)\b){_ARTICLE}{_THING}",
        rf"\b(?:is|are)\s+(?:currently\s+)?(?:establishing|introducing|implementing|developing|launching|piloting|trialling|scoping|rolling\s+out)\s+(?:a|an|the|our|its|new)\s+{_ARTICLE}{_THING}",
        rf"\b(?:the|a)\s+(?:launch|introduction|roll-?out|development|implementation|creation|establishment)\s+of\s+(?:a|an|the|our|new)\s+{_ARTICLE}{_THING}",
        rf"\b(?P<name>{_CAPITAL},?(?:\s+(?:{_CAPITAL},?|of|and|for|the|scheme|programme|framework|tracker|toolkit|project|policy|process|team)){{1,8}})\s+(?:has|have)\s+(?:now\s+|also\s+|recently\s+)?been\s+{_DID}",
        rf"\b(?:the|a|an|our|its)\s+(?P<name>(?:{_CAPITAL}\s+){{1,5}}(?:survey|programme|scheme|framework|hub|app|toolkit|initiative|policy|project|model|tracker|academy|clinic|network)s?)\b",
        r"(?:^|[.;]\s+)(?:A\s+)?(?P<name>[\w-]+(?:\s+[\w'&/-]+){1,5}?)\s+(?:is\s+)?scheduled\s+(?:in|for)\b",
        rf"\b(?:the|a)\s+(?:launch|introduction|roll-?out|implementation|creation|establishment)\s+of\s+(?=(?-i:[A-Z])){_THING}",
        rf"(?:^|[.;]\s+)(?P<name>(?-i:[A-Z])[\w'&/-]*(?:\s+[\w'&/-]+){{0,4}}?)\s+(?:(?:have|has)\s+been\s+{_DID}|(?:(?:is|are)\s+)?to\s+be\s+(?:piloted|rolled\s+out|introduced|implemented|launched|trialled))\b",
        rf"\b(?P<name>re-\w+\s+schemes?)\s+(?:have|has)\s+been\s+{_DID}",
        r"\binitiatives\s+(?:introduced|launched|in\s+place)?\s*include\s+(?P<name>[\w' -]+?)(?=,|\.|;|\s+and\b)",
        r"\b(?:also\s+)?(?:have|has)\s+(?:a|an)\s+(?P<name>[\w'-]+(?:\s+[\w'-]+){0,2}?\s+(?:scheme|programme|initiative|toolkit|hub))\b",
    )
)
_INITIATIVE = re.compile(
    r"^(?P<name>[\"'A-Z0-9][^.:;]{2,90}?)(?:\s+-\s+|\s*:\s+)(?P<rest>\S.{20,})$", re.DOTALL
)
_EMPTY = re.compile(
    r"^(?:review|number|range|significant|good|great|formal|further|clear|key|better|process|plan|way|system|approach|additional|lot|part|same|result|response|number of .*|report|following|opportunit(?:y|ies)|need|change|changes|action|actions|work|it|them|this|these|"
    r"improvements?|progress|series|variety|initiatives?|measures?|focus|position|impact|understanding|fact|right|data|information|performance)$",
    re.IGNORECASE,
)
_NOT_PRACTICES = re.compile(
    r"\b(?:PEEL|HMIC\w*|uplift|police\s+and\s+crime\s+plan|inspection|how|commissioner|policing\s+plan|home\s+office)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:example|objective|aim|aims|recommendation|note|update|response|owner|date|due|status)\b",
    re.IGNORECASE,
)
MOST = 60
"""Practices of one document."""


def practices_in(answers: list[tuple[str | None, list[Part]]]) -> tuple[Practice, ...]:
    """The practices that answers tell of; each with the number of the finding that the answer is to."""
    found: list[Practice] = []
    for number, parts in answers:
        stage_of_list: tuple[str, str] | None = None
        aims = False
        for part in parts:
            if part.text.rstrip().endswith((":", ":-", ": -")):
                aims = bool(re.search(r"\bto\s*:-?$", part.text.rstrip()))
                stage_of_list = (
                    _stage(part.text)
                    if re.search(r"\b(?:initiatives?|stage|pilot\w*|planned)\b", part.text, re.IGNORECASE)
                    else None
                )
            elif part.kind != ITEM:
                stage_of_list, aims = None, False
            if aims and part.kind == ITEM:
                continue
            for one in _in_part(number, part, stage_of_list):
                if all(_same(one, other) is False for other in found):
                    found.append(one)
    return tuple(found[:MOST])


def _in_part(number: str | None, part: Part, stage_of_list: tuple[str, str] | None) -> list[Practice]:
    plain = part.text.translate(SAME)
    named = _INITIATIVE.match(plain) if part.kind == ITEM else None
    if (
        named is not None
        and 1 <= len(named["name"].split()) <= 9
        and not _GENERAL.search(named["name"])
        and _proper(named["name"])
    ):
        stage = _stage(_sentences(plain)[0][1]) or stage_of_list or _stage(plain)
        name = _unquoted(part.text[named.start("name") : named.end("name")])
        return [_made(name, part.text, number, stage, part.start, part.end)]
    made: list[Practice] = []
    for start, sentence in _sentences(plain):
        for pattern in _PATTERNS:
            for match in pattern.finditer(sentence):
                at = start + match.start("name")
                name = _unquoted(part.text[at : at + len(match["name"])].strip(" ,"))
                if not _is_name(name):
                    continue
                told = part.text[start : start + len(sentence)].strip()
                stage = _stage(match[0]) or _stage(sentence[max(0, match.start() - 30) : match.end() + 60])
                made.append(
                    _made(name, told, number, stage, part.start + start, part.start + start + len(sentence))
                )
    return made


def _made(
    name: str, told: str, number: str | None, stage: tuple[str, str] | None, start: int, end: int
) -> Practice:
    name = name[:1].upper() + name[1:]
    return Practice(
        name, told, number, stage[0] if stage else None, stage[1] if stage else None, (start, end)
    )


def _unquoted(name: str) -> str:
    name = re.sub(r"^(?:the|a|an|\([A-Z]+\))\s+", "", name.strip(), flags=re.IGNORECASE)
    return name[1:-1] if name[:1] in "'\"‘“" and name[-1:] in "'\"’”" else name


def _is_name(name: str) -> bool:
    words = name.split()
    if _EMPTY.match(name) or _NOT_PRACTICES.search(name) or not 1 <= len(words) <= 10 or len(name) < 4:
        return False
    return len(words) > 1 or name[:1].isupper()


def _proper(name: str) -> bool:
    """Whether the words before a dash are a name: more than one with a capital, or two words at most."""
    return len(name.split()) <= 7 or sum(word[:1].isupper() for word in name.split()) >= 3


def _stage(words: str) -> tuple[str, str] | None:
    """How far a practice has come, and the words that say so; the least far of what is said."""
    for stage, pattern in _stages():
        found = pattern.search(words)
        if found:
            return stage, found[0]
    return None


@cache
def _stages() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["stage"], re.compile(rf"\b(?:{row['words']})\b", re.IGNORECASE)) for row in _rows("stages.csv")
    )


def _sentences(text: str) -> list[tuple[int, str]]:
    """Sentences and where they start."""
    cuts = [0, *(m.end() for m in re.finditer(r"(?<=[.!?])[\"')]?\s+(?=[A-Z\"'])", text)), len(text)]
    return [(a, text[a:b]) for a, b in pairwise(cuts) if b > a]


def _same(one: Practice, other: Practice) -> bool:
    a, b = one.name.lower(), other.name.lower()
    return (a in b or b in a) and (one.finding == other.finding or one.description == other.description)
