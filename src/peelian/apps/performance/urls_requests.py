"""Addresses of requests for analysis, under requests/."""

from django.urls import path

from peelian.apps.performance import views_requests as views

urlpatterns = [
    path("", views.requests, name="requests"),
    path("list.csv", views.requests_csv, name="requests_csv"),
    path("new/", views.request_search, name="request_search"),
    path("new/ask/", views.request_new, name="request_new"),
    path("<int:number>/", views.request, name="request"),
    path("<int:number>/accept/", views.request_accept, name="request_accept"),
    path("<int:number>/decline/", views.request_decline, name="request_decline"),
    path("<int:number>/earlier/", views.request_earlier, name="request_earlier"),
    path("<int:number>/answer/", views.request_answer, name="request_answer"),
    path("<int:number>/close/", views.request_close, name="request_close"),
    path("<int:number>/reopen/", views.request_reopen, name="request_reopen"),
    path("<int:number>/withdraw/", views.request_withdraw, name="request_withdraw"),
    path("<int:number>/charts/<int:at>.svg", views.request_chart, name="request_chart"),
    path("<int:number>/files/<int:file>/", views.request_file, name="request_file"),
]
