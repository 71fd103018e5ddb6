"""Demonstration accounts: one per role, shown on the sign-in page of a demonstration and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.errors import AccessError
from openpcn.work.access.models import Post, Staff
from openpcn.work.access.roles import SEES, Role
from openpcn.work.network.membership import members, our_network

PASSWORD = "riverbank-demo"  # noqa: S105 - shown on the page on purpose; works in a demonstration only

_PEOPLE = {
    Role.CLINICAL_PHARMACIST: ("pharmacist", "Priya Nair"),
    Role.CARE_COORDINATOR: ("coordinator", "Tom Whitlock"),
    Role.LINK_WORKER: ("linkworker", "Esther Mbeki"),
    Role.CLINICAL_DIRECTOR: ("director", "Dr Helen Ashby"),
    Role.PRACTICE_MANAGER: ("practicemanager", "Ruth Calder"),
    Role.RECEPTIONIST: ("reception", "Jamie Pell"),
    Role.PCN_MANAGER: ("manager", "Sanjay Rao"),
}


@dataclass(frozen=True)
class DemoAccount:
    """What the demonstration's sign-in page shows."""

    username: str
    password: str
    display_name: str
    role: Role
    organisation: str


def _in_demo() -> bool:
    return bool(settings.OPENPCN_ENV == "demo")


def create_demo_accounts() -> list[DemoAccount]:
    """One account per role; run again, it changes nothing. Raises AccessError outside a demonstration."""
    if not _in_demo():
        raise AccessError("demonstration accounts are made in a demonstration only: OPENPCN_ENV=demo")
    network = our_network()
    if network is None or not network.is_fictional:
        raise AccessError("demonstration accounts belong to the fictional network; load it first")
    practice = members(network).order_by("pk").first()
    if practice is None:
        raise AccessError(f"{network.code} has no practices; load the fictional network first")
    with transaction.atomic():
        manager = _account(Role.PCN_MANAGER)
        for role in Role:
            staff = manager if role is Role.PCN_MANAGER else _account(role)
            at_network = "network" in SEES[role].at
            post, made = Post.objects.get_or_create(
                staff=staff,
                role=role,
                organisation=network.code if at_network else practice.ods,
                until=None,
                defaults={
                    "since": clock.now(),
                    "granted_by": None if role is Role.PCN_MANAGER else manager,
                },
            )
            if made:
                audit.record(
                    "post_granted",
                    by="demonstration",
                    object_kind="post",
                    object_id=post.pk,
                    detail={"staff": staff.username, "role": role, "organisation": post.organisation},
                )
    return demo_accounts()


def _account(role: Role) -> Staff:
    username, name = _PEOPLE[role]
    staff, made = Staff.objects.get_or_create(
        username=username,
        defaults={"display_name": name, "professional_title": role.label, "is_demo": True},
    )
    if made:
        staff.set_password(PASSWORD)
        staff.save(update_fields=["password"])
    return staff


def demo_accounts() -> list[DemoAccount]:
    """The accounts to show on the sign-in page; none outside a demonstration."""
    if not _in_demo():
        return []
    order = list(_PEOPLE)
    posts = Post.objects.filter(staff__is_demo=True, until__isnull=True).select_related("staff")
    return [
        DemoAccount(post.staff.username, PASSWORD, post.staff.display_name, post.role_word, post.organisation)
        for post in sorted(posts, key=lambda post: order.index(post.role_word))
    ]
