"""Addresses of documents that were read, under inspections/documents/, and of forces compared."""

from django.urls import path

from peelian.apps.inspections import views_documents as views

urlpatterns = [
    path("inspections/documents/", views.documents, name="documents"),
    path("inspections/documents/<int:number>/", views.document, name="document"),
    path("inspections/findings/<int:number>/compare/", views.compare, name="compare"),
]
