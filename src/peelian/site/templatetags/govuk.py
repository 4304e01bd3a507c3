"""GOV.UK Design System components as template tags, with the options of its Nunjucks macros.

`{% component "tag" text="New" %}` renders `govuk/tag.html`; nested options are written `label__text="Name"`.
`{% container "details" summaryText="Data" %}...{% endcontainer %}` passes what it encloses as `html`.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Options(dict[str, Any]):
    """Options of a component: a missing one is None, even one named like a method of dict."""

    def __missing__(self, key: str) -> None:
        return None


def options(given: Any) -> Any:
    """`given` with every mapping in it made `Options`."""
    if isinstance(given, Mapping):
        return Options({str(key): options(value) for key, value in given.items()})
    if isinstance(given, (list, tuple)):
        return [options(each) for each in given]
    return given


def render(name: str, given: Mapping[str, Any]) -> SafeString:
    """The HTML of component `name` (`tag`, `summary-list`...) with the options `given`."""
    rendered = get_template(f"govuk/{name}.html").render({"params": options(given)})
    return mark_safe(rendered.strip())


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split("__")
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
        branch[last] = value
    return tree


@register.simple_tag
def component(name: str, /, **flat: Any) -> SafeString:
    return render(name, _nested(flat))


class ContainerNode(template.Node):
    def __init__(self, name: FilterExpression, flat: dict[str, FilterExpression], inside: NodeList) -> None:
        self.name, self.flat, self.nodelist = name, flat, inside

    def render(self, context: Context) -> SafeString:
        flat = {key: value.resolve(context) for key, value in self.flat.items()}
        return render(self.name.resolve(context), {**_nested(flat), "html": self.nodelist.render(context)})


@register.tag
def container(parser: Parser, token: Token) -> ContainerNode:
    _, name, *rest = token.split_contents()
    flat = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"container takes only name=value options, not {rest}")
    inside = parser.parse(("endcontainer",))
    parser.delete_first_token()
    return ContainerNode(parser.compile_filter(name), flat, inside)


@register.simple_tag
def nested(name: str, given: Options | None = None, /, **more: Any) -> SafeString:
    """A component inside another: the options it was given, with `more` laid over them."""
    return render(name, {**(given or {}), **more})


@register.filter
def content(given: Options, prefix: str = "") -> SafeString | str:
    """The `html` of some options as it is, else their `text` escaped; a prefix reads `summaryHtml`..."""
    html, text = (f"{prefix}Html", f"{prefix}Text") if prefix else ("html", "text")
    if given and given.get(html):
        return mark_safe(str(given[html]).strip())
    found = given.get(text) if given else None
    return "" if found is None else conditional_escape(_as_javascript(found))


@register.filter
def attributes(given: Mapping[str, Any] | None) -> SafeString:
    """HTML attributes, each with a leading space; `{value, optional}` leaves out or shortens a boolean."""
    written = []
    for name, value in (given or {}).items():
        optional = isinstance(value, Mapping) and value.get("optional") is True
        if isinstance(value, Mapping):
            value = value.get("value")
        if optional and value is True:
            written.append(format_html(" {}", name))
        elif not optional or (value is not None and value is not False):
            written.append(format_html(' {}="{}"', name, "" if value is None else _as_javascript(value)))
    return mark_safe("".join(written))


@register.filter
def attribute(value: Any, name: str) -> SafeString:
    """One attribute with a leading space, or nothing when the value is absent or empty."""
    if value is None or value == "":
        return mark_safe("")
    return format_html(' {}="{}"', name, _as_javascript(value))


@register.filter
def joined(first: Any, second: Any) -> str:
    """Two optional strings with a space between: lists of classes and of described-by ids."""
    return " ".join(str(each) for each in (first, second) if each)


@register.filter
def given(options: Options, name: str) -> SafeString:
    """The attribute named by an option, also when the option is empty; nothing when it was not given."""
    return format_html(' {}="{}"', name, _as_javascript(options[name])) if name in options else mark_safe("")


def _as_javascript(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
