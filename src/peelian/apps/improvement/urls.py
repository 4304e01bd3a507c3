"""Addresses of the action register, under actions/."""

from django.urls import path

from peelian.apps.improvement import views

app_name = "improvement"
urlpatterns = [
    path("", views.register, name="register"),
    path("<int:number>/", views.action, name="action"),
]
