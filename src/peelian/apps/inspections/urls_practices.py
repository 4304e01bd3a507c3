"""Addresses of the library of practices, under practices/."""

from django.urls import path

from peelian.apps.inspections import views_practices as views

urlpatterns = [
    path("practices/", views.practices, name="practices"),
    path("practices/list.csv", views.practices_csv, name="practices_csv"),
    path("practices/list.xlsx", views.practices_xlsx, name="practices_xlsx"),
    path("practices/new/", views.practice_new, name="practice_new"),
    path("practices/<int:number>/", views.practice, name="practice"),
    path("practices/<int:number>/change/", views.practice_change, name="practice_change"),
    path("practices/<int:number>/try/", views.practice_try, name="practice_try"),
    path("practices/<int:number>/<slug:move>/", views.practice_assess, name="practice_assess"),
]
