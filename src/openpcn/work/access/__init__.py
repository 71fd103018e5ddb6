"""Staff, posts, roles, grants, scopes and the audit trail: who may see whom, why, and who looked."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# The public face. Looked up on first use: a Django app's package is imported before its models may be.
_FACE = {
    "AccessError": "errors",
    "NotAllowedError": "errors",
    "Role": "roles",
    "SEES": "roles",
    "Action": "capabilities",
    "may": "capabilities",
    "Access": "scopes",
    "may_open": "scopes",
    "scope_for": "scopes",
    "practices_of": "scopes",
    "visible_states": "visibility",
    "searchable_states": "visibility",
    "statable_states": "visibility",
    "live_grants": "visibility",
    "grant_claimed": "grants",
    "end_claimed": "grants",
    "open_record": "grants",
    "once": "idempotency",
    "KeyReusedError": "idempotency",
    "record": "audit",
    "disclose": "audit",
    "refuse": "audit",
    "seal": "chain",
    "verify_chain": "commands",
    "audit_events": "commands",
    "disclose_command": "commands",
    "live_posts": "staff",
    "live_post": "staff",
    "command_line": "commands",
    "create_first_manager": "staff",
    "add_user": "staff",
    "grant_post": "staff",
    "end_post": "staff",
    "end_posts": "users",
    "grant_user": "users",
    "set_password": "users",
    "user_list": "users",
    "load_directory": "setting_up",
    "load_published": "publishing",
    "choose_network": "setting_up",
    "set_up": "setting_up",
    "may_set_up": "setting_up",
    "FirstManager": "setting_up",
    "FirstAgreement": "setting_up",
    "create_demo_accounts": "demo",
    "demo_accounts": "demo",
    "register_agreement_of_all": "agreements",
    "agree_by_command": "agreements",
    "join_by_command": "agreements",
}


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FACE[name]}"), name)
