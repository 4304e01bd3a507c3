"""Addresses of the register and its dates, under inspections/."""

from django.urls import path

from peelian.apps.inspections import views_deadlines as dates
from peelian.apps.inspections import views_findings as doing
from peelian.apps.inspections import views_register as views
from peelian.apps.inspections import views_register_importing as importing

_PUBLICATION = "inspections/publications/<int:number>/"
_FINDING = "inspections/findings/<int:number>/"

urlpatterns = [
    path("inspections/", views.register, name="register"),
    path("inspections/register.csv", views.register_csv, name="register_csv"),
    path("inspections/register.xlsx", views.register_xlsx, name="register_xlsx"),
    path("inspections/deadlines/", dates.deadlines, name="deadlines"),
    path("inspections/deadlines.ics", dates.deadlines_ics, name="deadlines_ics"),
    path("inspections/deadlines/calendar/", dates.calendar, name="deadlines_calendar"),
    path("inspections/deadlines/calendar/off/", dates.calendar_off, name="deadlines_calendar_off"),
    path("inspections/deadlines/calendar/<slug:secret>.ics", dates.calendar_feed, name="deadlines_feed"),
    path("inspections/import/", importing.upload, name="import"),
    path("inspections/import/example.csv", importing.template, name="import_example"),
    path("inspections/import/<int:upload>/", importing.check, name="import_check"),
    path("inspections/publications/", views.publications, name="publications"),
    path("inspections/publications/new/", doing.publication_new, name="publication_new"),
    path(_PUBLICATION, views.publication, name="publication"),
    path(f"{_PUBLICATION}change/", doing.publication_change, name="publication_change"),
    path(f"{_PUBLICATION}finding/", doing.finding_new, name="finding_new"),
    path(_FINDING, views.finding, name="finding"),
    path(f"{_FINDING}change/", doing.finding_change, name="finding_change"),
    path(f"{_FINDING}allocate/", doing.allocate, name="finding_allocate"),
    path(f"{_FINDING}update/", doing.update, name="finding_update"),
    path(f"{_FINDING}move/<slug:move>/", doing.move, name="finding_move"),
    path(f"{_FINDING}due/", doing.due, name="finding_due"),
    path(f"{_FINDING}owner/", doing.owner, name="finding_owner"),
    path(f"{_FINDING}success/", doing.success, name="finding_success"),
    path(f"{_FINDING}action/", doing.action, name="finding_action"),
]
