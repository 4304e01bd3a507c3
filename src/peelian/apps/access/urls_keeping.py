"""Addresses of accounts, grants and the audit."""

from django.urls import path

from peelian.apps.access import views_accounts, views_audit

urlpatterns = [
    path("accounts/", views_accounts.accounts, name="accounts"),
    path("accounts/new/", views_accounts.account_new, name="account_new"),
    path("accounts/<path:username>/change/", views_accounts.account_change, name="account_change"),
    path("accounts/<path:username>/email/", views_accounts.account_email, name="account_email"),
    path("accounts/<path:username>/grants/new/", views_accounts.grant_new, name="grant_new"),
    path("accounts/<path:username>/grants/<int:grant>/end/", views_accounts.grant_end, name="grant_end"),
    path("accounts/<path:username>/", views_accounts.account, name="account_detail"),
    path("audit/", views_audit.audit, name="audit"),
    path("audit/verify/", views_audit.audit_verify, name="audit_verify"),
    path("audit.csv", views_audit.audit_csv, name="audit_csv"),
]
