"""Addresses of documents that were read, under inspections/documents/, and of what forces answered."""

from django.urls import path, register_converter

from peelian.apps.inspections import views_documents as views
from peelian.apps.inspections.reviewing import PARTS


class PartConverter:
    """The kind of a block: findings or practices."""

    regex = "|".join(part for part in PARTS if part)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PartConverter, "part")

_DOCUMENT = "inspections/documents/<int:number>/"
urlpatterns = [
    path("inspections/documents/", views.documents, name="documents"),
    path("inspections/documents/list.csv", views.documents_csv, name="documents_csv"),
    path("inspections/documents/new/", views.document_new, name="document_new"),
    path(_DOCUMENT, views.document, name="document"),
    path(f"{_DOCUMENT}file", views.document_file, name="document_file"),
    path(f"{_DOCUMENT}correct/", views.document_correct, name="document_correct"),
    path(f"{_DOCUMENT}<part:part>/new/", views.document_block_new, name="document_block_new"),
    path(f"{_DOCUMENT}<part:part>/<int:at>/", views.document_block, name="document_block"),
    path(f"{_DOCUMENT}<part:part>/<int:at>/leave-out/", views.document_leave_out, name="document_leave_out"),
    path(f"{_DOCUMENT}accept/", views.document_accept, name="document_accept"),
    path(f"{_DOCUMENT}set-aside/", views.document_set_aside, name="document_set_aside"),
    path(f"{_DOCUMENT}take-up/", views.document_take_up, name="document_take_up"),
    path("inspections/findings/<int:number>/compare/", views.compare, name="compare"),
    path("inspections/answers/", views.answers, name="answers"),
    path("inspections/answers.csv", views.answers_csv, name="answers_csv"),
]
