"""Signing in and out, and choosing the role to act in."""

from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from openpcn.web import acting, guards
from openpcn.web.layout import organisation_name
from openpcn.web.show import show
from openpcn.work.access import audit
from openpcn.work.access.demo import PASSWORD, demo_accounts
from openpcn.work.access.models import Post, Staff

WRONG = "The username or password is not correct"


class SignIn(forms.Form):
    """Username and password."""

    username = forms.CharField(
        label="Username",
        max_length=150,
        error_messages={"required": "Enter your username"},
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=200,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput,
    )


@guards.public(methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a password; in the demonstration, also as one of the accounts shown."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff = authenticate(request, **form.cleaned_data)
        if isinstance(staff, Staff):
            return _enter(request, staff)
        audit.refuse(None, "sign_in")
        form.add_error(None, WRONG)
    return _page(request, form)


@guards.public(methods=("POST",))
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a demonstration account, by its button. Elsewhere the address is as good as absent."""
    username = request.POST.get("username", "")
    staff = None
    if any(account.username == username for account in demo_accounts()):
        staff = authenticate(request, username=username, password=PASSWORD)
    if not isinstance(staff, Staff):
        audit.refuse(None, "demo_sign_in")
        form = SignIn({"username": "", "password": ""})
        form.add_error(None, WRONG)
        return _page(request, form)
    return _enter(request, staff)


@guards.signed_in(methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    with transaction.atomic():
        post = acting.post_of(request)
        audit.record("signed_out", post=post, by=_username(request))
        logout(request)
    return redirect("sign-in")


@guards.signed_in(methods=("GET", "POST"))
def change_role(request: HttpRequest) -> HttpResponse:
    """Choose which of one's posts to act in."""
    held = acting.posts_of(request.user) if isinstance(request.user, Staff) else []
    if request.method == "POST":
        chosen = next((post for post in held if str(post.pk) == request.POST.get("role")), None)
        if chosen is not None:
            with transaction.atomic():
                acting.choose(request, chosen)
                audit.record("role_chosen", post=chosen)
            return redirect("home")
    context = {"posts": [_described(post) for post in held], "error": request.method == "POST"}
    return show(request, acting.post_of(request), "access/change_role.jinja", context)


def _described(post: Post) -> dict[str, str]:
    return {"id": str(post.pk), "role": post.role_word.label, "at": organisation_name(post.organisation)}


def _enter(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Open the session, in the only post held or after choosing one."""
    with transaction.atomic():
        login(request, staff)
        held = acting.posts_of(staff)
        if len(held) == 1:
            acting.choose(request, held[0])
        audit.record("signed_in", post=held[0] if len(held) == 1 else None, by=staff.username)
    if len(held) != 1:
        return redirect("change-role")
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("home")


def _page(request: HttpRequest, form: SignIn) -> HttpResponse:
    accounts = [
        {
            "username": account.username,
            "name": account.display_name,
            "role": account.role.label,
            "at": organisation_name(account.organisation),
        }
        for account in demo_accounts()
    ]
    wanted = request.POST.get("next", request.GET.get("next", ""))
    context = {"form": form, "accounts": accounts, "next": wanted if wanted.startswith("/") else ""}
    return show(request, None, "access/sign_in.jinja", context)


def _username(request: HttpRequest) -> str:
    return request.user.get_username() or "system"
