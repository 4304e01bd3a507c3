"""A response in each of its layouts, as blocks that every file draws alike."""

from collections.abc import Callable, Iterable, Sequence

from peelian.documents.packs.phrases import day, ended
from peelian.documents.responses import phrases
from peelian.documents.responses.blocks import Block, Facts, Heading, Lines, NewPage, Words, bulleted, told
from peelian.documents.responses.content import FindingInResponse, Layout, ResponseContent

HEADS = ("What", "Details")
TITLES = {
    "PCC": "Police and Crime Commissioner",
    "PFCC": "Police, Fire and Crime Commissioner",
    "Mayor": "Mayor",
    "MOPAC": "Mayor’s Office for Policing and Crime",
    "Authority": "Police authority",
}
"""What the row of a record is called that names the local policing body."""


def laid_out(content: ResponseContent, layout: Layout) -> list[Block]:
    """All of a response in one layout."""
    return _LAYOUTS[layout](content)


def letter(content: ResponseContent) -> list[Block]:
    """A letter with its appendix."""
    blocks: list[Block] = [_lines(content.sender or (content.body_title,)), _lines(content.addressed_to)]
    if content.dated:
        blocks.append(Words(day(content.dated)))
    blocks += [
        Words(phrases.salutation(content)),
        Heading(1, f"{content.inspectorate} report: {phrases.titled_report(content)}"),
        Words(phrases.opening(content)),
        *told(content.initial_comments),
        *told(content.commissioner_comments),
        Words("Yours sincerely"),
        _signature(content),
        Words(f"Enc: Appendix 1, {phrases.possessive(content.force)} response"),
        NewPage(),
        Heading(1, "Appendix 1"),
        Words(
            f"{phrases.possessive(content.force)} response to the report ‘{phrases.titled_report(content)}’"
        ),
        *_chief(content, 2),
        *_findings(content, level=2),
    ]
    return [block for block in blocks if block != Lines(())]


def record(content: ResponseContent) -> list[Block]:
    """A record in two columns."""
    main = [each for each in content.findings if not each.improvement]
    apart = [each for each in content.findings if each.improvement]
    rows: list[tuple[str, Sequence[Block]]] = [
        ("Force", told(content.force)),
        (TITLES.get(content.body_short, content.body_title), told(content.commissioner)),
        ("Chief Constable", told(content.chief_constable)),
        ("Title of inspection", [Words(_report(content))]),
        ("Inspectorate", told(content.inspectorate)),
        ("Date published", told(day(content.published))),
        ("Date of response", told(day(content.dated))),
        ("Type of inspection", told(phrases.TYPES.get(content.inspection_type, ""))),
        ("Summary of inspection", told(content.summary)),
        ("Grade", told(content.grade) or [Words("Not graded")]),
        (phrases.RECOMMENDATIONS, _asked(main)),
        (phrases.IMPROVEMENTS, _asked(apart) or [Words(phrases.NONE)]),
    ]
    if content.initial_comments:
        rows.append((f"{content.body_short}’s initial response", told(content.initial_comments)))
    force = [each for each in content.findings if each.force_words.strip() or not each.commissioner_words]
    rows += [
        (
            "Chief Constable’s response",
            [
                *told(content.chief_comments),
                *_signed(content),
                *_headed(force, lambda each: "" if each.apart else _forces(each)),
            ],
        ),
        (
            f"{content.body_short}’s overall comments",
            [*told(content.commissioner_comments), *_headed(content.findings, _commissioners)],
        ),
    ]
    shown = tuple((name, tuple(blocks)) for name, blocks in rows if blocks)
    title = phrases.record_title(content)
    return [Heading(1, title), Facts(title, HEADS, shown)]


def page(content: ResponseContent) -> list[Block]:
    """A page of a web site."""
    title = phrases.titled_report(content)
    blocks: list[Block] = [Heading(1, f"{phrases.possessive(content.body_title)} response to ‘{title}’")]
    if content.published:
        blocks.append(Words(f"Published by {content.inspectorate} on {day(content.published)}."))
    if content.dated:
        blocks.append(Words(f"Response dated {day(content.dated)}."))
    if content.chief_constable:
        blocks.append(
            Words(f"It is about {content.force}, whose Chief Constable is {content.chief_constable}.")
        )
    return [
        *blocks,
        *told(content.initial_comments),
        *told(content.commissioner_comments),
        _signature(content),
        *_chief(content, 2),
        *_findings(content, level=0),
    ]


def form(content: ResponseContent) -> list[Block]:
    """A form: what it is about in a table, then its sections."""
    title = phrases.form_title(content)
    national = phrases.TYPES.get(content.inspection_type, "")
    rows = [
        ("Title of inspection", _report(content)),
        ("Date inspection published", day(content.published)),
        ("Date of response", day(content.dated)),
        ("Type of inspection", national),
        ("Force", content.force),
        ("Chief Constable", content.chief_constable),
        ("Grade", content.grade),
    ]
    facts = tuple((name, (Words(words),)) for name, words in rows if words)
    blocks: list[Block] = [Heading(1, title), Facts(title, HEADS, facts)]
    if content.summary:
        blocks += [Heading(2, phrases.SUMMARY), *told(content.summary)]
    return [
        *blocks,
        *_findings(content, level=2),
        *_chief(content, 2),
        Heading(2, "Commissioner’s response"),
        *told(content.initial_comments),
        *told(content.commissioner_comments),
        _signature(content),
    ]


_LAYOUTS: dict[Layout, Callable[[ResponseContent], list[Block]]] = {
    "letter": letter, "record": record, "page": page, "form": form,
}  # fmt: skip


def _findings(content: ResponseContent, *, level: int) -> list[Block]:
    """Every finding with what is said of it, those that may go unanswered after the others.

    `level` is that of the heading above them all, 0 for none.
    """
    blocks: list[Block] = []
    for improvement, title in ((False, phrases.RECOMMENDATIONS), (True, phrases.IMPROVEMENTS)):
        some = [each for each in content.findings if each.improvement is improvement]
        if some and level:
            blocks.append(Heading(level, title))
        for each in some:
            blocks.append(Heading((level or 1) + 1, phrases.cited(each)))
            blocks += _asks(each)
            blocks += _answers(each)
    return blocks


def _asked(findings: Sequence[FindingInResponse]) -> list[Block]:
    """How many there are and what each says, without the answers; nothing where there are none."""
    many = len(findings)
    blocks: list[Block] = [Words(f"{many} in this report.")] if many else []
    for each in findings:
        blocks.append(Words(f"{phrases.cited(each)}:", strong=True))
        blocks += _asks(each)
        if each.apart:
            blocks.append(Words(phrases.belongs_to(each)))
    return blocks


def _asks(finding: FindingInResponse) -> list[Block]:
    """The text of a finding with its bullets, and its date where the text does not say it."""
    blocks = bulleted(finding.text, finding.bullets)
    if phrases.due(finding) and not phrases.says_due(finding):
        blocks.append(Words(phrases.due(finding), label="Due:"))
    return blocks


def _headed(findings: Iterable[FindingInResponse], words: Callable[[FindingInResponse], str]) -> list[Block]:
    """What is said of each finding of which anything is, below its number."""
    blocks: list[Block] = []
    for each in findings:
        if said := words(each):
            blocks += [Words(f"{phrases.numbered(each)}:", strong=True), *told(said)]
    return blocks


def _answers(finding: FindingInResponse) -> list[Block]:
    """What is said of a finding: the force's words, then the commissioner's."""
    if finding.apart and not finding.force_words and not finding.commissioner_words:
        return [Words(phrases.belongs_to(finding), label=phrases.RESPONSE)]
    blocks: list[Block] = []
    if force := _forces(finding):
        blocks += told(force, label=phrases.RESPONSE)
    if commissioner := _commissioners(finding):
        blocks += told(commissioner, label="Commissioner’s response:")
    return blocks


def _forces(finding: FindingInResponse) -> str:
    """The stance with the force's words; that there are none yet, where there have to be some."""
    words = finding.force_words.strip()
    if words:
        return _after(phrases.STANCES.get(finding.stance, ""), words)
    unneeded = finding.improvement or bool(finding.commissioner_words.strip())
    return "" if unneeded else phrases.UNANSWERED


def _commissioners(finding: FindingInResponse) -> str:
    """The commissioner's words, with the stance where the force has none that say it."""
    words = finding.commissioner_words.strip()
    if words and not finding.force_words.strip():
        return _after(phrases.STANCES.get(finding.stance, ""), words)
    return words


def _after(stance: str, words: str) -> str:
    """Words with the stance before them: in the same paragraph, unless they begin with a list."""
    first = words.splitlines()[0]
    return f"{stance}\n{words}" if not isinstance(told(first)[0], Words) else f"{stance} {words}".strip()


def _signature(content: ResponseContent) -> Lines:
    return _lines((content.commissioner, content.body_title))


def _chief(content: ResponseContent, level: int) -> list[Block]:
    if not content.chief_comments:
        return []
    return [Heading(level, phrases.chief_title(content)), *told(content.chief_comments), *_signed(content)]


def _signed(content: ResponseContent) -> list[Block]:
    said = phrases.said_by(content)
    return [Words(ended(said))] if said and content.chief_comments else []


def _lines(lines: Iterable[str]) -> Lines:
    return Lines(tuple(line.strip() for line in lines if line.strip()))


def _report(content: ResponseContent) -> str:
    title = phrases.titled_report(content)
    return f"#{content.portal_id} {title}" if content.portal_id else title
