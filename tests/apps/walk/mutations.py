"""The code with one check of authorisation taken out of it, for as long as a test runs."""

import ast
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import peelian
from peelian.apps.access.visible import SELF, Visible, visible_to
from peelian.pipeline.organisation import Posting, Unit

ROOT = Path(peelian.__file__).parent
GUARDS = ("require", "someone_else", "some_unit")
"""Calls that raise when something is not allowed."""


class Everything(Visible):
    """Sees every unit and everybody, and may do everything."""

    anything = True

    def some_unit(self) -> None:
        pass

    def sees(self, unit: str) -> bool:
        return True

    def unit(self, unit: str) -> Unit:
        return self.organisation.unit(unit)

    def by_what(self, person: str) -> str | None:
        return SELF

    def person(self, person: str) -> Posting | None:
        return self.organisation.posting_of(person)

    def may(self, permission: Any, unit: str | None = None) -> bool:
        return True

    def by_role(self, permission: Any, unit: str | None = None) -> str:
        return "every role"

    def leads(self, unit: str) -> bool:
        return True


def everything(viewer: Any) -> Visible:
    return Everything(viewer, visible_to(viewer).organisation)


def nothing(*_: Any) -> None:
    """Where a guard was."""


@dataclass(frozen=True)
class Site:
    """One check: the call at a line of a function."""

    module: str
    function: str
    line: int
    column: int
    called: str

    def __str__(self) -> str:
        return f"{self.module}.{self.function}:{self.line} {self.called}"


def sites() -> list[Site]:
    """Every call, in the apps and the site, that decides what somebody may see or do."""
    found = []
    for part in ("apps", "site"):
        for file in sorted((ROOT / part).rglob("*.py")):
            if file.name in ("visible.py", "viewer.py") or "migrations" in file.parts:
                continue
            name = ".".join(("peelian", *file.relative_to(ROOT).with_suffix("").parts))
            found += _of_module(name, ast.parse(file.read_text(encoding="utf-8")))
    return found


def _of_module(module: str, tree: ast.Module) -> Iterator[Site]:
    for function, node in _functions(tree):
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and (called := _called(each)):
                yield Site(module, function, each.lineno, each.col_offset, called)


def _functions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield within + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{within}{node.name}.")


def _called(call: ast.Call) -> str | None:
    match call.func:
        case ast.Name(id=name) if name == "visible_to" or name in GUARDS:
            return name
        case ast.Attribute(attr="visible_to"):
            return ".visible_to"
        case ast.Attribute(attr="some_unit"):
            return "some_unit" if not _is_visible_to(call.func.value) else None
    return None


def _is_visible_to(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "visible_to"


class _Without(ast.NodeTransformer):
    def __init__(self, site: Site) -> None:
        self.site, self.done = site, False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if (node.lineno, node.col_offset) != (self.site.line, self.site.column) or _called(
            node
        ) != self.site.called:
            return node
        self.done = True
        if self.site.called == ".visible_to":
            assert isinstance(node.func, ast.Attribute)
            method = ast.copy_location(ast.Attribute(node.func.value, "all", ast.Load()), node)
            return ast.copy_location(ast.Call(method, [], []), node)
        instead = "__everything__" if self.site.called == "visible_to" else "__nothing__"
        name = ast.copy_location(ast.Name(instead, ast.Load()), node)
        return ast.copy_location(ast.Call(name, [] if instead == "__nothing__" else node.args, []), node)


@contextmanager
def without(site: Site) -> Iterator[None]:
    """The function of a site runs without its check."""
    module = import_module(site.module)
    file = inspect.getsourcefile(module)
    assert file is not None
    change = _Without(site)
    changed = change.visit(ast.parse(Path(file).read_text(encoding="utf-8")))
    assert change.done, site
    code = _code_of(compile(changed, file, "exec"), site.function.split("."))
    function = _function(module, site.function)
    kept = function.__code__
    function.__globals__.update(__everything__=everything, __nothing__=nothing)
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = kept


def _code_of(code: CodeType, path: list[str]) -> CodeType:
    for name in path:
        code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)
    return code


def _function(module: Any, path: str) -> FunctionType:
    found: Any = module
    for name in path.split("."):
        found = inspect.getattr_static(found, name)
    found = getattr(found, "__func__", found)
    return _undecorated(found, path.rsplit(".", 1)[-1])


def _undecorated(function: Callable[..., Any], name: str) -> FunctionType:
    """The function as written, under its decorators."""
    while function.__code__.co_name != name:  # type: ignore[attr-defined]
        function = function.__wrapped__  # type: ignore[attr-defined]
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function  # type: ignore[return-value]
