"""A whole synthetic English police force, seeded, in three sizes, with signals planted in it."""

from peelian.demo.building import build
from peelian.demo.force import Account, DemoForce
from peelian.demo.generation import generate
from peelian.demo.signals import Signal

__all__ = ["Account", "DemoForce", "Signal", "build", "generate"]
