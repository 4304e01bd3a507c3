"""What an ASGI server runs: `granian --interface asgi peelian.site.asgi:application`."""

import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peelian.site.settings")
application = get_asgi_application()
_pages = get_resolver().url_patterns  # read the pages now: the first visitor should not wait for them
