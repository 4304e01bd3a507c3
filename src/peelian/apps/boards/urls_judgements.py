"""Addresses of judgements of questions, under boards/."""

from django.urls import path

from peelian.apps.boards import views_judgements as views

QUESTION = "<slug:slug>/questions/<str:period>/<slug:question>/"

urlpatterns = [
    path("<slug:slug>/questions/", views.questions, name="questions_now"),
    path("<slug:slug>/questions/<str:period>/", views.questions, name="questions"),
    path(QUESTION, views.judgement, name="judgement"),
    path(f"{QUESTION}judge/", views.judge, name="judge"),
    path(f"{QUESTION}view/", views.view, name="view"),
    path(f"{QUESTION}conclude/", views.conclude, name="conclude"),
    path(f"{QUESTION}reopen/", views.reopen, name="reopen"),
]
