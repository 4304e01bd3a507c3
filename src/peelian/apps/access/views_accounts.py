"""Pages about accounts and their grants, for whoever manages them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access import actions, queries
from peelian.apps.access.forms_accounts import AccountForm, EmailForm, EndGrantForm, GrantForm
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import require, viewer
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "")
    page = queries.accounts(viewer(request), search=search, page=request.GET.get("page", "1"))
    return render(request, "access/accounts.html", {"page": page, "search": search.strip()})


@require_safe
def account(request: HttpRequest, username: str) -> HttpResponse:
    page = queries.account_page(viewer(request), username)
    return render(request, "access/account_detail.html", {"page": page, "account": page.account})


@form_page
def account_new(request: HttpRequest) -> HttpResponse:
    require(viewer(request), Permission.MANAGE_ACCOUNTS)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_account(by=viewer(request), **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{made.display_name} has an account.")
            return redirect("access:account_detail", made.username)
    return render(request, "access/account_new.html", {"form": form})


@require_POST
def account_change(request: HttpRequest, username: str) -> HttpResponse:
    """Close the account, or open it when `is_active` is "yes"."""
    asker, opens = viewer(request), request.POST.get("is_active") == "yes"
    changed = queries.account_named(asker, username)
    actions.change_account(by=asker, account=changed, is_active=opens)
    told = "can sign in again" if opens else "can no longer sign in"
    messages.success(request, f"{changed.display_name} {told}.")
    return redirect("access:account_detail", username)


@form_page
def account_email(request: HttpRequest, username: str) -> HttpResponse:
    asker = viewer(request)
    changed = queries.account_named(asker, username)
    form = EmailForm(request.POST or None, initial={"email": changed.email})
    if request.method == "POST" and form.is_valid():
        actions.change_email(by=asker, account=changed, email=form.cleaned_data["email"])
        messages.success(request, f"The email address of {changed.display_name} is kept.")
        return redirect("access:account_detail", username)
    return render(request, "access/account_email.html", {"form": form, "account": changed})


@form_page
def grant_new(request: HttpRequest, username: str) -> HttpResponse:
    asker = viewer(request)
    given_to = queries.account_named(asker, username)
    actions.someone_else(asker, username, "give a grant to your own account")
    form = GrantForm(
        queries.units_to_grant(asker), request.POST or None, initial={"starts": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.give_grant(
                by=asker,
                account=given_to,
                role=form.cleaned_data["role"],
                unit=form.cleaned_data["unit"],
                starts=form.cleaned_data["starts"],
                ends=form.ends,
                reason=form.cleaned_data["reason"],
            )
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{given_to.display_name} is given {given.kind.title}.")
            return redirect("access:account_detail", username)
    return render(request, "access/grant_new.html", {"form": form, "account": given_to})


@form_page
def grant_end(request: HttpRequest, username: str, grant: int) -> HttpResponse:
    asker = viewer(request)
    shown = queries.grant_of(asker, username, grant)
    actions.someone_else(asker, username, "end a grant of your own account")
    form = EndGrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_grant(by=asker, grant=shown.grant, reason=form.cleaned_data["reason"])
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{shown.grant.kind.title} {shown.where} is ended.")
            return redirect("access:account_detail", username)
    context = {"form": form, "shown": shown, "account": shown.grant.account}
    return render(request, "access/grant_end.html", context)
