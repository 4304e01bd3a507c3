"""Adding many findings from a file: uploading it, looking it over, adding all of it."""

import csv
import io
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import viewer
from peelian.apps.inspections.actions_importing import (
    forget_finding_upload,
    import_findings,
    upload_findings,
)
from peelian.apps.inspections.forms_register import FindingUploadForm
from peelian.apps.inspections.importing import OPTIONAL, REQUIRED
from peelian.apps.inspections.queries.importing import example, import_page, may_import
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    may_import(viewer(request))
    form = FindingUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = upload_findings(by=cast(Account, request.user), **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            return redirect("inspections:import_check", made.pk)
    context = {"form": form, "required": REQUIRED, "optional": OPTIONAL}
    return render(request, "inspections/import.html", context)


@form_page
def check(request: HttpRequest, upload: int) -> HttpResponse:
    """What the file comes to; POST adds it, or forgets it."""
    page = import_page(viewer(request), upload)
    refused = ""
    if request.method == "POST":
        account = cast(Account, request.user)
        if request.POST.get("do") == "forget":
            forget_finding_upload(by=account, upload=page.upload)
            messages.success(request, "The file is forgotten. Nothing was added.")
            return redirect("inspections:import")
        try:
            done = import_findings(by=account, upload=page.upload)
        except UserError as error:
            told = str(error)
            refused = f"{told[:1].upper()}{told[1:]}."
        else:
            added = f"{done.filed:,} finding{'' if done.filed == 1 else 's'} added"
            more = f", {done.already:,} in the register already" if done.already else ""
            messages.success(request, f"{added}{more}.")
            return redirect("inspections:register")
    return render(request, "inspections/import_check.html", {"page": page, "refused": refused})


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A file with the columns and one finding, to begin from."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(example(viewer(request)))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="findings-example.csv"'
    return response
