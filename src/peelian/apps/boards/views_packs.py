"""Pages and files of packs, and of their public editions, which need no sign-in."""

import csv
import io
from collections.abc import Callable
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.boards import actions_packs as actions
from peelian.apps.boards.forms_packs import PackForm, RedactForm
from peelian.apps.boards.models import Pack
from peelian.apps.boards.models_packs import STATES
from peelian.apps.boards.queries import packs as queries
from peelian.apps.boards.queries.packs import PacksAsked
from peelian.documents.charts import to_svg
from peelian.documents.packs.content import Form, PackContent
from peelian.documents.packs.forms import MEDIA, build
from peelian.documents.tables import safe
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    page = queries.packs_page(viewer(request), _asked(request), page=request.GET.get("page", "1"))
    states = [(key, title) for key, title in STATES.items()]
    return render(request, "boards/packs.html", {"page": page, "asked": page.asked, "states": states})


@require_safe
def packs_csv(request: HttpRequest) -> HttpResponse:
    text = io.StringIO(newline="")
    lines = queries.pack_lines(viewer(request), _asked(request))
    csv.writer(text).writerows([safe(cell) for cell in line] for line in lines)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="packs.csv"'
    return response


def _asked(request: HttpRequest) -> PacksAsked:
    asked = {
        name: request.GET.get(name, "").replace("\0", "")[:100] for name in ("board", "state", "q", "sort")
    }
    return PacksAsked(**asked)


@form_page
def pack_new(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.new_pack(viewer(request), slug)
    form = PackForm(page.periods, page.meetings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.make_pack(
                by=viewer(request), board=page.board, period=said["period"], meeting=said["meeting"],
                title=said["title"],
            )  # fmt: skip
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The pack is begun. It says what is there now, until it is frozen.")
            return redirect("boards:pack", made.pk)
    return render(request, "boards/pack_new.html", {"page": page, "form": form})


@require_safe
def pack(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.pack_page(viewer(request), number)
    return render(request, "boards/pack.html", {"page": page, "content": page.content, "pack": page.pack})


@require_POST
def pack_approve(request: HttpRequest, number: int) -> HttpResponse:
    return _do(request, number, actions.approve_pack, "You approved the pack. Its secretary may freeze it.")


@require_POST
def pack_freeze(request: HttpRequest, number: int) -> HttpResponse:
    return _do(request, number, actions.freeze, "The pack is frozen. Nothing of it changes any more.")


@require_POST
def pack_publish(request: HttpRequest, number: int) -> HttpResponse:
    return _do(request, number, actions.publish, "The public edition is out: everybody can read it.")


def _do(request: HttpRequest, number: int, action: Callable[..., Pack], told: str) -> HttpResponse:
    found = queries.pack_seen(viewer(request), number)
    try:
        action(by=viewer(request), pack=found)
    except UserError as error:
        messages.warning(request, f"{str(error)[:1].upper()}{str(error)[1:]}")
    else:
        messages.success(request, told)
    return redirect("boards:pack", number)


@require_safe
def pack_values(request: HttpRequest, number: int, measure: str) -> HttpResponse:
    page = queries.values_page(viewer(request), number, measure)
    return render(request, "boards/pack_values.html", {"page": page, "pack": page.pack})


@require_safe
def pack_file(request: HttpRequest, number: int, form: Form) -> HttpResponse:
    found = queries.pack_seen(viewer(request), number)
    return _file(request, queries.content_in(found), form)


@require_safe
def pack_json(request: HttpRequest, number: int) -> HttpResponse:
    return _json(queries.content_in(queries.pack_seen(viewer(request), number)))


@require_safe
def pack_chart(request: HttpRequest, number: int, measure: str) -> HttpResponse:
    found = queries.pack_seen(viewer(request), number)
    return _chart(request, queries.content_in(found), measure)


@form_page
def pack_public(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.public_page(viewer(request), number)
    form = RedactForm(page.parts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.redact(by=viewer(request), pack=page.pack, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is left out, and the public edition says so.")
            return redirect("boards:pack_public", number)
    context = {"page": page, "form": form, "content": page.content, "pack": page.pack}
    return render(request, "boards/pack_public.html", context)


@require_POST
def pack_restore(request: HttpRequest, number: int, redaction: int) -> HttpResponse:
    page = queries.public_page(viewer(request), number)
    try:
        actions.restore(by=viewer(request), pack=page.pack, redaction=redaction)
    except UserError as error:
        messages.warning(request, f"{str(error)[:1].upper()}{str(error)[1:]}")
    else:
        messages.success(request, "It is back in the public edition.")
    return redirect("boards:pack_public", number)


@login_not_required
@require_safe
def published(request: HttpRequest, number: int) -> HttpResponse:
    found, content = queries.published(number)
    return render(request, "boards/published.html", {"pack": found, "content": content})


@login_not_required
@require_safe
def published_file(request: HttpRequest, number: int, form: Form) -> HttpResponse:
    return _file(request, queries.published(number)[1], form)


@login_not_required
@require_safe
def published_json(request: HttpRequest, number: int) -> HttpResponse:
    return _json(queries.published(number)[1])


@login_not_required
@require_safe
def published_chart(request: HttpRequest, number: int, measure: str) -> HttpResponse:
    return _chart(request, queries.published(number)[1], measure)


def _file(request: HttpRequest, content: PackContent, form: Form) -> HttpResponse:
    body, tag = _kept(f"pack {form} {content.sha256}", lambda: build(content, form))
    return _answer(request, body, tag, MEDIA[form], f"{slugify(content.title)}.{form}")


def _chart(request: HttpRequest, content: PackContent, measure: str) -> HttpResponse:
    chart = queries.measure_of(content, measure).chart
    if chart is None:
        raise Http404("There is no chart of this measure in this pack.")
    body, tag = _kept(f"pack chart {measure} {content.sha256}", lambda: to_svg(chart).encode())
    return _answer(request, body, tag, "image/svg+xml")


def _json(content: PackContent) -> HttpResponse:
    """The content as it is hashed: `sha256sum` of the file is the pack's."""
    response = HttpResponse(content.json_text, content_type="application/json")
    name = f"{slugify(content.title)}.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _answer(request: HttpRequest, body: bytes, tag: str, media: str, name: str = "") -> HttpResponse:
    response = HttpResponse(body, content_type=media)
    response.headers["ETag"] = tag
    if name:
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return get_conditional_response(request, etag=tag, response=response) or response


def _kept(what: str, make: Callable[[], bytes]) -> tuple[bytes, str]:
    """What was made of the same content before, and its ETag."""
    key = sha256(what.encode()).hexdigest()
    body = cache.get(key)
    if body is None:
        body = make()
        cache.set(key, body)
    return body, f'"{key[:32]}"'
