"""WSGI entry point: `granian --interface wsgi ocop_registry.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_registry.settings")
site = get_wsgi_application()
application = import_string("products.door.Door")(site)  # the site's tables are known only now
