"""The Jinja environment: the NHS macros, our components, filters and the few globals that pages need.

No template needs an inline script or style, so the content security policy allows none and no nonce is made.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from openpcn.terms import person_key
from openpcn.web.filters import FILTERS
from openpcn.work.worklists.presenting import calculators

TEMPLATES = Path(__file__).parent / "templates"


def environment(**options: Any) -> Environment:
    """What settings name as the Jinja2 backend's environment.

    ChainableUndefined because the NHS macros read parameters of parameters that callers leave out.
    """
    options["loader"] = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), PackageLoader("nhsuk_frontend_jinja", "templates")]
    )
    options.update(undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True)
    environment = Environment(**options)  # noqa: S701 - autoescape is set in options
    environment.filters.update(FILTERS)
    environment.filters.update(ref=person_key.encode, calculators=calculators)
    environment.globals.update(
        url=url, static=static, querystring=querystring, new_key=new_key, is_demonstration=is_demonstration
    )
    return environment


def url(name: str, **arguments: Any) -> str:
    """The address of a named route."""
    return reverse(name, kwargs=arguments or None)


def querystring(request: HttpRequest, **changes: Any) -> str:
    """The present query with some values replaced; None or empty takes one away. Lists repeat the name.

    Changing anything but the page goes back to page 1.
    """
    query = request.GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value in (None, "", []):
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(one) for one in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def is_demonstration() -> bool:
    """Whether this is the demonstration: asked of the settings, so that an error page needs no database."""
    return bool(settings.OPENPCN_ENV == "demo")


def new_key() -> str:
    """A fresh idempotency key for the hidden field of a form that creates something."""
    return uuid.uuid4().hex
