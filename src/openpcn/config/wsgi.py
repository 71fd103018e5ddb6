"""The WSGI entry: ``gunicorn openpcn.config.wsgi``."""

from __future__ import annotations

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpcn.config.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # pages and catalogue: built at the start, not by the first reader
