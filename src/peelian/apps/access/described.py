"""Roles in words, for whoever gives them."""

from inspect import cleandoc

from peelian.apps.access.roles import Role


def described(role: type[Role]) -> str:
    """Who holds a role, as its docstring says, and the conditions it comes with."""
    told = [" ".join(cleandoc(role.__doc__ or "").split())]
    if role.whole:
        told.append("Given for the whole force.")
    if role.factor:
        told.append("Needs a second factor to sign in.")
    return " ".join(told)
