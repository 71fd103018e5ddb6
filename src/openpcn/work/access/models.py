"""Staff, their posts, what they were granted, and the append-only audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from openpcn.work.access.roles import Role
from openpcn.work.network.models import PURPOSES
from openpcn.work.people.models import Person


class StaffManager(BaseUserManager["Staff"]):
    """Finds and makes staff by username."""

    def create_user(
        self, username: str, password: str | None = None, *, display_name: str, professional_title: str = ""
    ) -> Staff:
        staff = self.model(
            username=username.lower(), display_name=display_name, professional_title=professional_title
        )
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(username=(username or "").lower())


class Staff(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their posts alone."""

    username = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=150)
    professional_title = models.CharField(max_length=100, default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    def get_full_name(self) -> str:
        return self.display_name

    def __str__(self) -> str:
        return self.display_name


class Post(models.Model):
    """A role that somebody holds at a practice or at the network, from ``since`` until ``until``.

    A role is granted by somebody else; the first manager's post alone has nobody (``granted_by`` empty).
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(r.value, r.label) for r in Role])
    organisation = models.CharField(max_length=6, help_text="ODS code of a practice or of the network")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="posts_granted")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "role", "organisation"],
                condition=Q(until__isnull=True),
                name="post_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("staff")),
                name="nobody_grants_own_role",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_ends_after_start"
            ),
        ]

    def is_live(self, at: datetime) -> bool:
        """Whether the post is held at that moment: access ends the minute the post does."""
        return self.since <= at and (self.until is None or at < self.until)

    @property
    def role_word(self) -> Role:
        return Role(self.role)

    def __str__(self) -> str:
        return f"{self.role_word.label}, {self.organisation}"


class Grant(models.Model):
    """A post may open one person's record, for a purpose: from claimed work, or a purpose that was stated."""

    CLAIM, STATED = "claim", "stated"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="grants")
    purpose = models.CharField(max_length=30, choices=PURPOSES)
    reason = models.CharField(max_length=500, default="")
    origin = models.CharField(max_length=10, choices=[(CLAIM, "claimed work"), (STATED, "stated purpose")])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post", "purpose"],
                condition=Q(until__isnull=True, origin="claim"),
                name="claim_grant_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(origin="claim") | Q(until__isnull=False), name="stated_grant_has_an_end"
            ),
        ]
        indexes = [models.Index(fields=["post", "person"], name="grants_of_post")]


class IdempotencyKey(models.Model):
    """One request that changed something, and its answer, kept in the transaction of the change."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    action = models.CharField(max_length=60)
    request_hash = models.CharField(max_length=64)
    response = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="idempotency_key_once")]


class AppendOnlyError(TypeError):
    """Something tried to change or delete an audit row."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses every bulk change."""

    def _refuse(self) -> NoReturn:
        raise AppendOnlyError("the audit trail is append-only: write a new row instead")

    def update(self, **kwargs: Any) -> NoReturn:
        self._refuse()

    def delete(self) -> NoReturn:
        self._refuse()

    def bulk_update(self, objs: Iterable[Any], fields: Any, batch_size: int | None = None) -> NoReturn:
        self._refuse()


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("the audit trail is append-only: write a new row instead")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("the audit trail is append-only: a row is never deleted")


class AuditEvent(AppendOnly):
    """Who did or saw what: written in the transaction of the act, or the act does not happen.

    Names are copied, not pointed at: a row must say the same when staff have left.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    staff = models.CharField(max_length=150, help_text="username, or system")
    staff_name = models.CharField(max_length=150)
    role = models.CharField(max_length=30)
    organisation = models.CharField(max_length=6)
    purpose = models.CharField(max_length=30)
    action = models.CharField(max_length=60, db_index=True)
    object_kind = models.CharField(max_length=60, default="")
    object_id = models.CharField(max_length=100, default="")
    people = models.JSONField(default=list, help_text="references of the people shown or acted on")
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, default="", db_index=True)


class AuditPerson(AppendOnly):
    """A person named by an audit row: the index behind *who has looked*."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField(db_index=True)


class AuditLink(AppendOnly):
    """A sealed audit row: its place in the chain and the hash over it and all before it."""

    number = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
