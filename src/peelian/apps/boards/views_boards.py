"""Pages of boards: the list, one board, who sits on it and what it asks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.boards import actions_boards as actions
from peelian.apps.boards.forms_boards import (
    BoardForm,
    EndSeatForm,
    NewBoardForm,
    OwnerForm,
    QuestionForm,
    SeatForm,
)
from peelian.apps.boards.queries import boards as queries
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    return render(request, "boards/boards.html", {"page": queries.boards_page(viewer(request))})


@form_page
def board_new(request: HttpRequest) -> HttpResponse:
    units = queries.units_for_boards(viewer(request))
    form = NewBoardForm(
        units, request.POST or None, initial={"every": "month", "readers": "members", "unit": units[0][0]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_board(by=viewer(request), **form.wanted)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{made.name} is made. Now say who sits on it and what it asks.")
            return redirect("boards:board", made.slug)
    return render(request, "boards/board_form.html", {"form": form})


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.board_page(viewer(request), slug)
    return render(request, "boards/board.html", {"page": page, "board": page.board})


@form_page
def board_change(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.board_kept(viewer(request), slug)
    board = page.board
    now = {name: getattr(board, name) for name in ("name", "purpose", "every", "is_public")}
    readers = "unit" if board.open_to_unit else "members"
    form = BoardForm(request.POST or None, initial=now | {"readers": readers})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_board(by=viewer(request), board=board, **form.wanted)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The board is changed.")
            return redirect("boards:board", slug)
    return render(request, "boards/board_form.html", {"form": form, "board": board, "page": page})


# ---- seats


@require_safe
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.seats_page(viewer(request), slug)
    return render(request, "boards/board_seats.html", {"page": page, "board": page.board})


@form_page
def seat_new(request: HttpRequest, slug: str) -> HttpResponse:
    board = queries.board_kept(viewer(request), slug).board
    form = SeatForm(request.POST or None, initial={"part": "member", "starts": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.give_seat(by=viewer(request), board=board, **form.wanted)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{given.account.display_name} is given a seat.")
            return redirect("boards:seats", slug)
    return render(request, "boards/board_seat_new.html", {"form": form, "board": board})


@form_page
def seat_end(request: HttpRequest, slug: str, seat: int) -> HttpResponse:
    shown = queries.seat_to_end(viewer(request), slug, seat)
    form = EndSeatForm(request.POST or None, initial={"last": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_seat(by=viewer(request), seat=shown.seat, ends=form.ends)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The seat of {shown.seat.account.display_name} ends.")
            return redirect("boards:seats", slug)
    context = {"form": form, "shown": shown, "board": shown.seat.board}
    return render(request, "boards/board_seat_end.html", context)


# ---- questions


@form_page
def question_new(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.board_kept(viewer(request), slug)
    form = QuestionForm(page.unasked, page.owners, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.add_question(
                by=viewer(request),
                board=page.board,
                question=form.cleaned_data["question"],
                owner=page.member(form.cleaned_data["owner"]),
            )
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The board asks it now. {asked.owner.display_name} judges it.")
            return redirect("boards:board", slug)
    return render(
        request, "boards/board_question_new.html", {"form": form, "board": page.board, "page": page}
    )


@form_page
def question_owner(request: HttpRequest, slug: str, asked: int) -> HttpResponse:
    page, shown = _asked(request, slug, asked)
    form = OwnerForm(page.owners, request.POST or None, initial={"owner": shown.owner.username})
    if request.method == "POST" and form.is_valid():
        try:
            owner = page.member(form.cleaned_data["owner"])
            actions.set_owner(by=viewer(request), asked=shown.asked, owner=owner)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{owner.display_name} judges “{shown.title}” from now on.")
            return redirect("boards:board", slug)
    context = {"form": form, "shown": shown, "board": page.board}
    return render(request, "boards/board_question_owner.html", context)


@require_POST
def question_move(request: HttpRequest, slug: str, asked: int) -> HttpResponse:
    """One place up when `way` is "up", else down."""
    _, shown = _asked(request, slug, asked)
    actions.move_question(by=viewer(request), asked=shown.asked, up=request.POST.get("way") == "up")
    return redirect("boards:board", slug)


@form_page
def question_remove(request: HttpRequest, slug: str, asked: int) -> HttpResponse:
    """Ask whether the board is to ask a question no longer, and do."""
    page, shown = _asked(request, slug, asked)
    if request.method != "POST":
        context = {"shown": shown, "board": page.board}
        return render(request, "boards/board_question_remove.html", context)
    actions.remove_question(by=viewer(request), asked=shown.asked)
    messages.success(request, f"The board no longer asks “{shown.title}”. What was judged of it stays.")
    return redirect("boards:board", slug)


def _asked(request: HttpRequest, slug: str, number: int) -> tuple[queries.BoardPage, Any]:
    page = queries.board_kept(viewer(request), slug)
    return page, page.question(number)
