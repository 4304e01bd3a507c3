"""Names find room beside their dots."""

from hypothesis import given
from hypothesis import strategies as st

from peelian.documents.name_places import REACH, Box, places

WIDE, HIGH = 500.0, 300.0
DOTS = st.lists(st.tuples(st.floats(0, WIDE), st.floats(0, HIGH)), min_size=1, max_size=25)


@given(DOTS, st.data())
def test_no_name_lies_on_a_dot_or_another_name_or_outside(dots, data) -> None:
    named = data.draw(st.permutations(range(len(dots))))
    found = places(dots, [(at, f"Response {at}") for at in named], 13, WIDE, HIGH)
    boxes = [each.box for each in found]
    for at, box in enumerate(boxes):
        assert box.left >= 0
        assert box.low >= 0
        assert box.right <= WIDE
        assert box.high <= HIGH
        assert not any(box.meets(other) for other in boxes[:at])
        assert not any(box.left < x < box.right and box.low < y < box.high for x, y in dots)


def test_a_name_alone_stands_to_the_right_and_at_the_edge_to_the_left() -> None:
    (first,) = places([(100.0, 100.0)], [(0, "North")], 13, WIDE, HIGH)
    assert first.align == "left"
    assert first.box.left > 100 + REACH
    assert first.box.middle[1] == 100
    (last,) = places([(WIDE - 3, 100.0)], [(0, "North")], 13, WIDE, HIGH)
    assert last.align == "right"


def test_a_name_without_room_has_no_place() -> None:
    assert places([(5.0, 5.0)], [(0, "A name much longer than the plot is wide")], 13, 60, HIGH) == []


def test_boxes_that_only_touch_do_not_meet() -> None:
    assert not Box(0, 1, 0, 1).meets(Box(1, 2, 0, 1))
    assert Box(0, 1, 0, 1).meets(Box(0.9, 2, 0.9, 2))
