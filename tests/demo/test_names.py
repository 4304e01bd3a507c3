import csv
from pathlib import Path

from peelian.demo.names import CONTACT_ID, FORCE, FORCE_ID, PLACES
from peelian.demo.sizes import SIZES


def test_places_give_every_size_its_commands_with_ids_of_their_own() -> None:
    ids = [place[:3].upper() for place in PLACES]
    assert len({*ids, CONTACT_ID, FORCE_ID}) == len(PLACES) + 2
    assert max(size.commands for size in SIZES.values()) <= len(PLACES)


def test_no_real_force_has_the_name(shared: Path) -> None:
    with (shared / "reference" / "forces.csv").open(encoding="utf-8") as file:
        real = {row["name"].lower() for row in csv.DictReader(file)}
    assert not any(name in FORCE.lower() or FORCE.lower().startswith(name) for name in real)
    assert not real & {place.lower() for place in PLACES}
