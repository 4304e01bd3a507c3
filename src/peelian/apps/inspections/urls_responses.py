"""Addresses of responses, under inspections/responses/, and of those that are published."""

from django.urls import path, register_converter

from peelian.apps.inspections import views_responses as views


class PaperLayout:
    """A layout that a response is shown in."""

    regex = "letter|record|page|form"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PaperForm(PaperLayout):
    """A file that a response is taken away in."""

    regex = "pdf|docx"


register_converter(PaperLayout, "paperlayout")
register_converter(PaperForm, "paperform")

WHOLE = "inspections/responses/<int:number>/"
OUT = "inspections/responses/public/"

urlpatterns = [
    path("inspections/responses/", views.responses, name="responses"),
    path("inspections/responses/responses.csv", views.responses_csv, name="responses_csv"),
    path(WHOLE, views.response, name="response"),
    path(f"{WHOLE}begin/", views.response_begin, name="response_begin"),
    path(f"{WHOLE}names/", views.response_names, name="response_names"),
    path(f"{WHOLE}findings/<int:finding>/", views.response_reply, name="response_reply"),
    path(f"{WHOLE}chief-officer/", views.response_chief, name="response_chief"),
    path(f"{WHOLE}commissioner/", views.response_commissioner, name="response_commissioner"),
    path(f"{WHOLE}submit/", views.response_submit, name="response_submit"),
    path(f"{WHOLE}back/", views.response_back, name="response_back"),
    path(f"{WHOLE}approve/", views.response_approve, name="response_approve"),
    path(f"{WHOLE}publish/", views.response_publish, name="response_publish"),
    path(f"{WHOLE}address/", views.response_address, name="response_address"),
    path(f"{WHOLE}copy/", views.response_copy, name="response_copy"),
    path(f"{WHOLE}<paperlayout:layout>/", views.response_paper, name="response_paper"),
    path(f"{WHOLE}<paperlayout:layout>.<paperform:form>", views.response_file, name="response_file"),
    path(f"{WHOLE}response.json", views.response_json, name="response_json"),
    path(OUT, views.published_responses, name="published_responses"),
    path(f"{OUT}<int:number>/", views.published_response, name="published_response"),
    path(
        f"{OUT}<int:number>/response.<paperform:form>",
        views.published_response_file,
        name="published_response_file",
    ),
    path(f"{OUT}<int:number>/response.json", views.published_response_json, name="published_response_json"),
]
