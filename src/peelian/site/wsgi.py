"""What a WSGI server runs: `granian --interface wsgi peelian.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peelian.site.settings")
application = get_wsgi_application()
_pages = get_resolver().url_patterns  # read the pages now: the first visitor should not wait for them
