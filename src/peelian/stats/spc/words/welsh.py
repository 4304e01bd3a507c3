"""Verdicts in plain Welsh: a draft, until a Welsh speaker has reviewed it (docs/guide/welsh.md says how).

Phrases keep what they are given (a value, a date, a number) where no mutation falls on it. After a number the
noun is singular, mutated as its gender asks: 2 fis, 3 phwynt.
"""

from collections.abc import Callable

from peelian.stats.spc.words.catalogue import Catalogue, Noun, Phrase

_LABELS: dict[str, Phrase] = {
    "label.none": "Dim ffigurau eto",
    "label.withheld": "Rhy gynnar i farnu",
    "label.common_cause": "Dim newid clir",
    "label.special_cause_improvement": "Yn gwella",
    "label.special_cause_concern": "Yn gwaethygu",
    "label.special_cause_neutral_high": "Yn uwch na'r arfer",
    "label.special_cause_neutral_low": "Yn is na'r arfer",
    "label.consistently_passing": "yn cyrraedd y safon",
    "label.consistently_failing": "ddim yn cyrraedd y safon",
    "label.hit_or_miss": "weithiau'n cyrraedd y safon, weithiau ddim",
    "mark.consistently_passing": "Yn cyrraedd y safon",
    "mark.consistently_failing": "Ddim yn cyrraedd y safon",
    "mark.hit_or_miss": "Weithiau'n cyrraedd y safon",
    "point.common_cause": "Arferol",
    "point.special_cause_improvement": "Gwelliant",
    "point.special_cause_concern": "Pryder",
    "point.special_cause_neutral_high": "Yn uwch na'r arfer",
    "point.special_cause_neutral_low": "Yn is na'r arfer",
    "point.missing": "Dim wedi'i gyflwyno, neu ddim i'w fesur",
    "point.in_progress": "Ar y gweill",
    "point.not_judged": "Ar y gweill, heb ei farnu",
    "point.left_out": "Wedi'i adael allan",
    "point.opposed": "{says}, ond nid yw'r rheolau'n cytuno ar ei gyfeiriad",
    "legend.common_cause": "O fewn yr ystod arferol",
    "legend.opposed": "Newid, ond nid yw'r rheolau'n cytuno ar ei gyfeiriad",
    "note.left_out": "Wedi'i adael allan: {said}",
    "note.event": "Digwyddiad {number}, {said}",
    "note.events": "Digwyddiadau a nodwyd: {said}.",
    "note.rebase": "Cyfartaledd newydd o hyn ymlaen: {said}",
    "page.in_full": "Y dyfarniad yn llawn",
    "page.draft": "Drafft yw'r Gymraeg hon: nid oes siaradwr Cymraeg wedi ei hadolygu eto.",
    "period.week": "wythnos yn dechrau {day}",
    "period.range": "{first} hyd at {last}",
    "rule.outside": "y tu allan i'r terfynau",
    "rule.trend": "rhan o duedd",
    "rule.two_of_three": "dau o dri phwynt yn agos at derfyn",
    "rule.shift": "rhan o rediad ar un ochr i'r llinell ganol",
    "rule.change_from_constant": "newid o lefel gyson",
    "rule.long_run": "rhan o rediad hir ar un ochr i'r canolrif",
    "rule.few_crossings": "rhan o gyfres sy'n croesi'r canolrif yn anaml",
    "column.period": "Cyfnod",
    "column.value": "Gwerth",
    "column.numerator": "Nifer",
    "column.denominator": "Allan o",
    "column.mean": "Cymedr",
    "column.median": "Canolrif",
    "column.limits": "Terfynau",
    "column.range": "{low} i {high}",
    "column.standard": "Safon",
    "column.says": "Yr hyn mae'n ei ddweud",
}

_LIMITS_OF: dict[str, Phrase] = {
    "chart.xmr": "siart unigolion (XmR)",
    "chart.p": "siart p",
    "chart.p_prime": "siart p gyda chywiriad Laney",
    "chart.u": "siart u",
    "chart.u_prime": "siart u gyda chywiriad Laney",
    "chart.c": "siart c",
    "chart.g": "siart g o achosion rhwng digwyddiadau",
    "chart.t": "siart t o amserau rhwng digwyddiadau",
    "chart.xbar_s": "siart X-bar o gyfartaleddau is-grwpiau",
    "chart.s": "siart S o'r gwasgariad o fewn is-grwpiau",
    "chart.run": "siart rhediad",
}

_SENTENCES: dict[str, Phrase] = {
    "subject": "Mae'r ffigur diweddaraf, {value} ({when}),",
    "subject.known": "Mae'r ffigur hysbys diweddaraf, {value} ({when}),",
    "subject.g": "Mae'r nifer diweddaraf o achosion rhwng digwyddiadau, {value} ({when}),",
    "subject.g.known": "Mae'r nifer hysbys diweddaraf o achosion rhwng digwyddiadau, {value} ({when}),",
    "subject.t": "Mae'r amser diweddaraf rhwng digwyddiadau, {value} ({when}),",
    "subject.t.known": "Mae'r amser hysbys diweddaraf rhwng digwyddiadau, {value} ({when}),",
    "subject.xbar_s": "Mae cyfartaledd yr is-grŵp diweddaraf, {value} ({when}),",
    "subject.xbar_s.known": "Mae cyfartaledd hysbys diweddaraf is-grŵp, {value} ({when}),",
    "subject.s": "Mae'r gwasgariad diweddaraf o fewn is-grŵp, {value} ({when}),",
    "subject.s.known": "Mae'r gwasgariad hysbys diweddaraf o fewn is-grŵp, {value} ({when}),",
    "centre.average": "cyfartaledd",
    "centre.median": "canolrif",
    "centre.typical": "gwerth nodweddiadol",
    "centre.constant": "lefel gyson",
    "range": "ystod arferol o {low} i {high}",
    "range.cases": "ystod arferol ar gyfer cynifer o achosion, {low} i {high}",
    "range.base": "ystod arferol ar gyfer sylfaen o'r maint hwnnw, {low} i {high}",
    "range.subgroup": "ystod arferol ar gyfer is-grŵp o'r maint hwnnw, {low} i {high}",
    "none": "Nid oes ffigur yn hysbys eto.",
    "withheld": "Mae'n rhy gynnar i roi dyfarniad.",
    "withheld.limits": "Ni ellir rhoi dyfarniad.",
    "beside.average": "{subject} i'w gymharu â chyfartaledd o {centre}.",
    "beside.median": "{subject} i'w gymharu â chanolrif o {centre}.",
    "beside.typical": "{subject} i'w gymharu â gwerth nodweddiadol o {centre}.",
    "beside.only": "{subject} ar ei ben ei hun hyd yma.",
    "beside.nothing": "{subject} heb gyfartaledd i'w gymharu ag ef eto.",
    "finding": "{subject} {finding}: {meaning}.",
    "meaning.common_cause": "dim newid clir",
    "meaning.special_cause_improvement": "mae hyn yn welliant",
    "meaning.special_cause_concern": "mae hyn yn destun pryder",
    "meaning.special_cause_neutral_high": "mae hyn yn newid gwirioneddol, nid hap",
    "meaning.special_cause_neutral_low": "mae hyn yn newid gwirioneddol, nid hap",
    "usual": "o fewn yr {range}, {centre_word} {centre}",
    "usual.run": "yn gyson â phroses sefydlog o amgylch y canolrif o {centre}",
    "usual.constant": "yr un fath â phob un arall, sef {level} yn gyson",
    "usual.level": "ar y lefel sydd gan y rhan fwyaf o'r ffigurau, {level}",
    "usual.off": "oddi ar y lefel sydd gan y rhan fwyaf o'r ffigurau, {level}, fel y bu eraill o'r blaen",
    "outside.high": "uwchlaw'r {range}",
    "outside.low": "islaw'r {range}",
    "change": "yn newid o lefel gyson o {level}",
    "trend.rise": "yn rhan o gynnydd dros {span} yn olynol",
    "trend.fall": "yn rhan o ostyngiad dros {span} yn olynol",
    "near.high": (
        "yn agos at ymyl uchaf yr {range}, fel yr oedd un o'r ddau ffigur o'i flaen",
        "yn agos at ymyl uchaf yr {range}, fel yr oedd y ddau ffigur o'i flaen",
    ),
    "near.low": (
        "yn agos at ymyl isaf yr {range}, fel yr oedd un o'r ddau ffigur o'i flaen",
        "yn agos at ymyl isaf yr {range}, fel yr oedd y ddau ffigur o'i flaen",
    ),
    "run.high": "yn rhan o rediad o {span} uwchlaw'r {centre_word} o {centre}",
    "run.low": "yn rhan o rediad o {span} islaw'r {centre_word} o {centre}",
    "run.constant.high": "yn rhan o rediad o {span} uwchlaw'r lefel gyson o {centre}",
    "run.constant.low": "yn rhan o rediad o {span} islaw'r lefel gyson o {centre}",
    "long.high": "yn rhan o rediad o {span} uwchlaw'r canolrif o {centre}, lle disgwylir {most} ar y mwyaf",
    "long.low": "yn rhan o rediad o {span} islaw'r canolrif o {centre}, lle disgwylir {most} ar y mwyaf",
    "few": "yn perthyn i gyfres sydd wedi croesi'r canolrif ({centre}) {times}, lle disgwylir o leiaf {least} o groesiadau",
    "opposed": "Mae rheol arall yn ei ddarllen y ffordd arall, felly edrychwch ar y siart cyn gweithredu.",
    "late": (
        "Nid oes ffigur yn hysbys ar gyfer {the_unit} ers hynny.",
        "Nid oes ffigur yn hysbys am {periods} ers hynny.",
    ),
    "late.point": (
        "Nid yw'r ffigur ers hynny yn hysbys.",
        "Nid yw'r {n} ffigur ers hynny yn hysbys.",
    ),
    "standard.consistently_passing": "Mae'r broses yn cyrraedd y safon o {standard}: disgwyliwch i hynny barhau nes bydd rhywbeth yn newid.",
    "standard.consistently_failing": "Mae'r safon o {standard} y tu hwnt i'r hyn y gall y broses ei wneud: disgwyliwch ei methu'n gyson nes bydd rhywbeth yn newid.",
    "standard.hit_or_miss": "Mae'r safon o {standard} o fewn yr ystod arferol: disgwyliwch i rai {units} ei chyrraedd ac i eraill ei methu, ar hap.",
    "constant.consistently_passing": "Mae pob ffigur hyd yma wedi cyrraedd y safon o {standard}.",
    "constant.consistently_failing": "Mae pob ffigur hyd yma wedi methu'r safon o {standard}.",
    "constant.hit_or_miss": "Nid yw'r ffigurau i gyd wedi bod yn glir ar un ochr i'r safon o {standard}.",
    "too_few": (
        "Dim ond {points} sy'n hysbys ers {when}; mae angen {needed} i roi dyfarniad.",
        "Dim ond {points} sy'n hysbys ers {when}; mae angen {needed} i roi dyfarniad.",
    ),
    "too_few.none": "Nid oes pwynt yn hysbys ers {when}; mae angen {needed} i roi dyfarniad.",
    "too_few.useful": (
        "Dim ond {points} ers {when} sydd oddi ar y canolrif; mae angen {needed} ar siart rhediad.",
        "Dim ond {points} ers {when} sydd oddi ar y canolrif; mae angen {needed} ar siart rhediad.",
    ),
    "no_limits": "Ni ellir llunio terfynau: nid oes dau bwynt cyfagos o'r llinell sylfaen yn hysbys.",
    "no_limits.few": "Ni ellir llunio terfynau: nid oes digon o bwyntiau'r llinell sylfaen yn hysbys.",
}

_PARAGRAPHS: dict[str, Phrase] = {
    "full.latest": "{name}: y ffigur diweddaraf yw {value} ({when}).",
    "full.latest.known": "{name}: y ffigur hysbys diweddaraf yw {value} ({when}).",
    "full.none": "{name}: nid oes ffigur yn hysbys eto.",
    "why.common_cause": "Nid oes newid clir: nid oes rheol yn gweld mwy na hap ynddo.",
    "why.special_cause_improvement": "Mae hyn yn welliant: {why}.",
    "why.special_cause_concern": "Mae hyn yn destun pryder: {why}.",
    "why.special_cause_neutral_high": "Mae hyn yn newid gwirioneddol tuag i fyny: {why}.",
    "why.special_cause_neutral_low": "Mae hyn yn newid gwirioneddol tuag i lawr: {why}.",
    "rule.why.outside": "mae y tu allan i'r ystod arferol, lle anaml y bydd hap ar ei ben ei hun yn rhoi ffigur",
    "rule.why.change_from_constant": "nid yw lefel a fu'n gyson, heb amrywio, yn dal mwyach",
    "rule.why.rise": "mae'r ffigurau wedi codi'n ddi-dor dros {span}, lle byddai hap ar ei ben ei hun yn troi'n ôl",
    "rule.why.fall": "mae'r ffigurau wedi gostwng yn ddi-dor dros {span}, lle byddai hap ar ei ben ei hun yn troi'n ôl",
    "rule.why.two_of_three": "mae o leiaf ddau o'r tri ffigur diwethaf yn agos at yr un ymyl o'r ystod arferol",
    "rule.why.shift": "mae rhediad o {span} i gyd ar un ochr i'r {centre_word}, lle byddai hap ar ei ben ei hun yn rhoi ffigurau ar y ddwy ochr",
    "rule.why.long_run": "mae rhediad o {span} i gyd ar un ochr i'r canolrif, sy'n hirach nag y mae hap yn ei esbonio",
    "rule.why.few_crossings": "mae'r ffigurau'n croesi'r canolrif yn llai aml nag y mae hap yn ei esbonio",
    "also": "Mae rheolau eraill yn ei nodi hefyd: {rules}.",
    "lasted": (
        "Dyma'r ffigur cyntaf i gael ei nodi felly.",
        "Mae'r {n} ffigur diwethaf wedi'u nodi felly, ers {since}.",
    ),
    "levels.average": "Yr ystod arferol yw {low} i {high}, a'r cyfartaledd yw {centre}.",
    "levels.median": "Yr ystod arferol yw {low} i {high}, a'r canolrif yw {centre}.",
    "levels.typical": "Yr ystod arferol yw {low} i {high}, a'r gwerth nodweddiadol yw {centre}.",
    "levels.varies": "Mae'r ystod yn wahanol o bwynt i bwynt, fel y mae'r niferoedd y tu ôl i'r ffigurau.",
    "levels.run": "Y canolrif yw {centre}; nid oes terfynau ar siart rhediad.",
    "levels.runs": "O'r {useful} ffigur oddi ar y canolrif, {longest} yw hyd y rhediad hwyaf (disgwylir {most} ar y mwyaf), ac mae {crossings} (disgwylir o leiaf {least}).",
    "levels.constant": "Mae'r rhan fwyaf o'r ffigurau ar {level}, felly nid oes amrywiad i lunio ystod arferol ohono.",
    "levels.centre": "Y {centre_word} hyd yma yw {centre}.",
    "standard.neutral": "Y safon yw {standard}; nid yw'n cael ei barnu, gan nad oes un cyfeiriad yn well na'r llall.",
    "left_out": (
        "Mae {points} wedi'i lunio ond heb ei farnu: {list}.",
        "Mae {points} wedi'u llunio ond heb eu barnu: {list}.",
    ),
    "spread": "Mae'r gwasgariad o fewn yr is-grwpiau wedi newid hefyd, felly darllenwch y terfynau hyn yn ofalus.",
    "missing": (
        "Mae {points} heb ffigur hysbys: {list}.",
        "Mae {points} heb ffigur hysbys: {list}.",
    ),
    "provisional": "Rhai dros dro ydynt, gan mai cyn lleied o ffigurau sy'n eu gosod.",
    "rebased.run": "Cyfrifwyd y canolrif o'r newydd: {list}.",
    "rebased": "Lluniwyd y terfynau o'r newydd: {list}.",
    "made": (
        "Terfynau {chart} yw'r rhain, o {n} ffigur hysbys ({since}).",
        "Terfynau {chart} yw'r rhain, o {n} ffigur hysbys ({since} hyd at {until}).",
    ),
    "made.run": (
        "Dyma {chart}, o {n} ffigur hysbys ({since}).",
        "Dyma {chart}, o {n} ffigur hysbys ({since} hyd at {until}).",
    ),
    "next.withheld": "Arhoswch am ragor o ffigurau cyn dod i gasgliad.",
    "next.common_cause": "Peidiwch ag ymateb i ffigurau unigol: i newid y lefel, newidiwch y broses.",
    "next.consistently_failing": "Peidiwch ag ymateb i ffigurau unigol: i gyrraedd y safon, newidiwch y broses.",
    "next.special_cause_improvement": "Darganfyddwch beth a'i achosodd, a daliwch ati.",
    "next.special_cause_concern": "Darganfyddwch beth a'i achosodd, ac unionwch y sefyllfa.",
    "next.special_cause_neutral_high": "Darganfyddwch beth a'i achosodd, ac a yw'n bwysig.",
    "next.special_cause_neutral_low": "Darganfyddwch beth a'i achosodd, ac a yw'n bwysig.",
    "next.opposed": "Nid yw'r rheolau'n cytuno arno: edrychwch ar y siart, a darganfyddwch beth ddigwyddodd cyn gweithredu.",
}

_ALTS: dict[str, Phrase] = {
    "alt": (
        "Siart rheoli. {name}: {points}, {since}.",
        "Siart rheoli. {name}: {points}, {since} hyd at {until}.",
    ),
    "alt.run": (
        "Siart rhediad. {name}: {points}, {since}.",
        "Siart rhediad. {name}: {points}, {since} hyd at {until}.",
    ),
    "alt.levels": "{centre_word} {centre}, ystod arferol {low} i {high}.",
    "alt.levels.varies": "{centre_word} {centre}, ystod arferol {low} i {high} ar y pwynt olaf.",
    "alt.centre": "{centre_word} {centre}, dim terfynau.",
    "spread.name": "Y gwasgariad o fewn pob is-grŵp o'r gyfres {name}",
    "alt.signals": (
        "Mae {n} pwynt wedi'i nodi fel mwy na hap.",
        "Nifer y pwyntiau sydd wedi'u nodi fel mwy na hap: {n}.",
    ),
}

_WARNINGS: dict[str, Phrase] = {
    "list.more": "{list} a {n} arall",
    "sorted": "Nid oedd y pwyntiau yn nhrefn eu dyddiadau; maent wedi'u trefnu.",
    "skipped": "Mae bylchau rhwng y cyfnodau: {gaps}.",
    "skipped.gap": "{periods} ar ôl {before} a chyn {after}",
    "skipped.more": (
        "{n} bwlch arall",
        "{n} o fylchau eraill",
    ),
    "irregular": "Mae'r dyddiadau'n afreolaidd: mae {apart} rhwng y rhan fwyaf, ond nid rhwng pob un.",
    "irregular.point": "Mae'r dyddiadau'n afreolaidd: nid ydynt yn dilyn unrhyw batrwm.",
    "unknown": (
        "O blith {points}, nid yw gwerth {n} ohonynt yn hysbys.",
        "O blith {points}, nid yw gwerth {n} ohonynt yn hysbys.",
    ),
    "ghosts": (
        "Mae {points} wedi'i lunio ond wedi'i adael allan o'r terfynau a'r rheolau.",
        "Mae {points} wedi'u llunio ond wedi'u gadael allan o'r terfynau a'r rheolau.",
    ),
    "old": "Oed y pwynt hysbys diwethaf yw {periods}.",
    "old.point": (
        "Nid yw'r pwynt olaf yn hysbys.",
        "Nid yw'r {n} pwynt olaf yn hysbys.",
    ),
    "few_known": "Ychydig o bwyntiau hysbys sydd y tu ôl i derfynau ({when}): {n}.",
    "flat": "Mae'r llinell sylfaen yn gyson ar {level}, felly ni honnir unrhyw derfynau.",
    "flat.from": "Mae'r llinell sylfaen ({when}) yn gyson ar {level}, felly ni honnir unrhyw derfynau.",
    "flat.apart": (
        "O blith {points}, mae {n} ohonynt yn wahanol i'r lefel gyson honno.",
        "O blith {points}, mae {n} ohonynt yn wahanol i'r lefel gyson honno.",
    ),
    "unlimited": "Nid oes terfynau: nid oes dau bwynt cyfagos o'r llinell sylfaen yn hysbys.",
    "unlimited.from": "Nid oes terfynau newydd ({when}): nid oes dau bwynt cyfagos o'r llinell sylfaen yn hysbys.",
    "unlimited.few": "Nid oes terfynau: nid oes digon o bwyntiau'r llinell sylfaen yn hysbys.",
    "unlimited.few.from": "Nid oes terfynau newydd ({when}): nid oes digon o bwyntiau'r llinell sylfaen yn hysbys.",
    "not_counts": "Nid rhifau cyfan yw'r gwerthoedd, felly fe'u darllenwyd fel cymarebau i n, nid fel cyfrifon.",
    "both": "Yn welliant ac yn destun pryder, yn ôl gwahanol reolau: {list}.",
    "both.neutral": "Yn uchel ac yn isel, yn ôl gwahanol reolau: {list}.",
    "beyond": "Y tu hwnt i'r hyn y dywedir bod y mesur yn ei ganiatáu: {list}.",
}


def _noun(the: str, one: str, many: str, *, two: str = "", three: str = "") -> Noun:
    """`two` is the form after 2, `three` after 3 and 6 where the noun is masculine and takes an aspirate."""

    def count(n: int) -> str:
        form = {2: two or one, 3: three or one, 6: three or one}.get(n, one)
        return f"{n} {form}"

    return Noun(the, one, many, count)


def _period_of(length: str) -> Noun:
    after = f"o {length}"
    return _noun(
        f"y cyfnod {after}", f"cyfnod {after}", f"cyfnodau {after}",
        two=f"gyfnod {after}", three=f"chyfnod {after}",
    )  # fmt: skip


def _years(n: int) -> str:
    form = {1: "flwyddyn", 2: "flynedd", 3: "blynedd", 4: "blynedd", 6: "blynedd"}.get(n, "mlynedd")
    return f"{n} {form}"


def _times(n: int) -> str:
    return {1: "unwaith", 2: "dwywaith", 3: "teirgwaith"}.get(n, f"{n} gwaith")


_day: Callable[[str], Noun] = lambda after: _noun(  # noqa: E731
    f"y diwrnod{after}", f"diwrnod{after}", f"diwrnodau{after}", two=f"ddiwrnod{after}"
)

WELSH = Catalogue(
    language="cy",
    draft=True,
    phrases=_LABELS | _LIMITS_OF | _SENTENCES | _PARAGRAPHS | _ALTS | _WARNINGS,
    nouns={
        "day": _day(""),
        "working day": _day(" gwaith"),
        "week": _noun("yr wythnos", "wythnos", "wythnosau"),
        "fortnight": _period_of("bythefnos"),
        "four-week period": _period_of("bedair wythnos"),
        "month": _noun("y mis", "mis", "misoedd", two="fis"),
        "quarter": _noun("y chwarter", "chwarter", "chwarteri"),
        "half-year": _period_of("chwe mis"),
        "year": Noun("y flwyddyn", "blwyddyn", "blynyddoedd", _years),
        "point": _noun("y pwynt", "pwynt", "pwyntiau", two="bwynt", three="phwynt"),
        "known point": _noun(
            "y pwynt hysbys", "pwynt hysbys", "pwyntiau hysbys", two="bwynt hysbys", three="phwynt hysbys"
        ),
        "figure": _noun("y ffigur", "ffigur", "ffigurau"),
        "crossing": _noun("y croesiad", "croesiad", "croesiadau", two="groesiad", three="chroesiad"),
    },
    times=_times,
    months=(
        "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
        "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
    ),
    at=" am ",
    beginning={
        "week": "yr wythnos yn dechrau {day}",
        "fortnight": "y pythefnos yn dechrau {day}",
        "four-week period": "y pedair wythnos yn dechrau {day}",
    },
)  # fmt: skip
