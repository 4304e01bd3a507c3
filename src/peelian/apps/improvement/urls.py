"""Addresses of the action register, under actions/."""

from django.urls import path

from peelian.apps.improvement import views, views_doing, views_importing

app_name = "improvement"
urlpatterns = [
    path("", views.register, name="register"),
    path("register.csv", views.register_csv, name="register_csv"),
    path("register.xlsx", views.register_xlsx, name="register_xlsx"),
    path("mine/", views.mine, name="mine"),
    path("mine/e-mail/", views.mailing, name="mailing"),
    path("new/", views_doing.new, name="new"),
    path("import/", views_importing.upload, name="import"),
    path("import/example.csv", views_importing.template, name="import_example"),
    path("import/<int:upload>/", views_importing.check, name="import_check"),
    path("<int:number>/", views.action, name="action"),
    path("<int:number>/update/", views_doing.update, name="update"),
    path("<int:number>/move/<slug:move>/", views_doing.move, name="move"),
    path("<int:number>/due/", views_doing.due, name="due"),
    path("<int:number>/owner/", views_doing.owner, name="owner"),
    path("<int:number>/evidence/new/", views_doing.evidence_new, name="evidence_new"),
    path("<int:number>/evidence/<int:evidence>/", views.evidence, name="evidence"),
    path("<int:number>/evidence/<int:evidence>/withdraw/", views_doing.evidence_withdraw,
         name="evidence_withdraw"),
]  # fmt: skip
