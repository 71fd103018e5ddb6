"""Who may sign in, asked again at every request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from openpcn.work.access.models import Staff


class StaffBackend(ModelBackend):
    """Password sign-in of active staff; demonstration accounts in a demonstration only."""

    def user_can_authenticate(self, user: Any) -> bool:
        if isinstance(user, Staff) and user.is_demo and settings.OPENPCN_ENV != "demo":
            return False
        return super().user_can_authenticate(user)
