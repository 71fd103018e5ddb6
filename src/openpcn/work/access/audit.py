"""The audit trail: record in the transaction of the act, disclose before answering, seal, verify."""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
