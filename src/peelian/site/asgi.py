"""What an ASGI server runs: `granian --interface asgi peelian.site.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peelian.site.settings")
application = get_asgi_application()
