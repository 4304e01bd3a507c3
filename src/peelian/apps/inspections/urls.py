"""Addresses of inspections: the register, documents that were read, responses and practices."""

from peelian.apps.inspections import urls_documents, urls_practices, urls_register, urls_responses

app_name = "inspections"
urlpatterns = [
    *urls_register.urlpatterns,
    *urls_documents.urlpatterns,
    *urls_responses.urlpatterns,
    *urls_practices.urlpatterns,
]
