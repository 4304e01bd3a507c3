"""Addresses of packs, under packs/."""

from django.urls import path, register_converter

from peelian.apps.boards import views_packs as views


class PackForm:
    """A form that a pack is taken away in."""

    regex = "pdf|docx|pptx|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PackForm, "packform")

urlpatterns = [
    path("", views.packs, name="packs"),
    path("packs.csv", views.packs_csv, name="packs_csv"),
    path("new/<slug:slug>/", views.pack_new, name="pack_new"),
    path("<int:number>/", views.pack, name="pack"),
    path("<int:number>/approve/", views.pack_approve, name="pack_approve"),
    path("<int:number>/freeze/", views.pack_freeze, name="pack_freeze"),
    path("<int:number>/publish/", views.pack_publish, name="pack_publish"),
    path("<int:number>/pack.<packform:form>", views.pack_file, name="pack_file"),
    path("<int:number>/pack.json", views.pack_json, name="pack_json"),
    path("<int:number>/charts/<slug:measure>.svg", views.pack_chart, name="pack_chart"),
    path("<int:number>/values/<slug:measure>/", views.pack_values, name="pack_values"),
    path("<int:number>/public/", views.pack_public, name="pack_public"),
    path("<int:number>/public/<int:redaction>/restore/", views.pack_restore, name="pack_restore"),
    path("public/<int:number>/", views.published, name="published"),
    path("public/<int:number>/pack.<packform:form>", views.published_file, name="published_file"),
    path("public/<int:number>/pack.json", views.published_json, name="published_json"),
    path("public/<int:number>/charts/<slug:measure>.svg", views.published_chart, name="published_chart"),
]
