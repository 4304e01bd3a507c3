"""Pages about units."""

from collections.abc import Callable

from django.test import Client

from peelian.documents.kept import opened, organisation


def test_the_tree_has_every_unit_once(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("chief").get("/units/").content.decode()
    known = organisation(opened())

    def below(unit_id: str) -> list[str]:
        return [unit_id] + [each for child in known.children(unit_id) for each in below(child.id)]

    for unit_id in below(known.root.id):
        assert page.count(f'href="/units/{unit_id}/"') == 1


def test_standings_count_every_reading_below(signed_in: Callable[[str], Client]) -> None:
    known = organisation(opened())
    page = signed_in("chief").get(f"/units/{known.root.id}/").context["page"]
    assert [each.unit.id for each in page.standings] == [u.id for u in known.children(known.root.id)]
    for each in page.standings:
        shown = signed_in("chief").get(f"/units/{each.unit.id}/").context["page"]
        assert sum(each.counts) == len(shown.readings) == len(shown.changed) + len(shown.steady)


def test_above_leads_back_to_the_force(signed_in: Callable[[str], Client]) -> None:
    known = organisation(opened())
    unit = known.children(known.root.id)[0]
    page = signed_in("analyst").get(f"/units/{unit.id}/")
    assert [above.id for above in page.context["page"].above] == [known.root.id]
    assert f'href="/units/{known.root.id}/"' in page.content.decode()
