"""Routes: all pages are openpcn.web's."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("openpcn.web.urls"))]
