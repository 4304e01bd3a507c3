"""Addresses of plans, boards, meetings, judgements and packs."""

from django.urls import include, path

app_name = "boards"
urlpatterns = [
    path("plans/", include("peelian.apps.boards.urls_plans")),
    path("boards/", include("peelian.apps.boards.urls_meetings")),
    path("boards/", include("peelian.apps.boards.urls_judgements")),
    path("packs/", include("peelian.apps.boards.urls_packs")),
]
