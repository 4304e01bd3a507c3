"""Addresses of notes on charts."""

from django.urls import path

from peelian.apps.performance import views_annotations as views

urlpatterns = [
    path("measures/<slug:measure>/history/", views.history, name="history"),
    path("measures/<slug:measure>/notes/new/", views.note_new, name="note_new"),
    path("measures/<slug:measure>/suggestion/", views.suggestion, name="suggestion"),
    path("notes/", views.notes, name="notes"),
    path("notes/<int:note>/withdraw/", views.note_withdraw, name="note_withdraw"),
]
