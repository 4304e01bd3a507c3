"""What a WSGI server runs: `granian --interface wsgi peelian.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peelian.site.settings")
application = get_wsgi_application()
