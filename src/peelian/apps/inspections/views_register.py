"""Pages of the register of findings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "inspections/register.html", {})
