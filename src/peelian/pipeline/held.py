"""Answers held for as long as what they were made of is still there, the very same objects."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Held(Generic[Answer]):
    """The last few answers, by the identity of their parts: things that never change, such as a snapshot."""

    def __init__(self, most: int = 16) -> None:
        self._most, self._lock = most, Lock()
        self._answers: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], Answer]] = OrderedDict()

    def get(self, parts: tuple[object, ...], make: Callable[[], Answer]) -> Answer:
        """The answer for these parts, made now when it is not held. Parts are held too."""
        key = tuple(map(id, parts))
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key][1]
        made = make()
        with self._lock:
            self._answers[key] = parts, made
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return made
