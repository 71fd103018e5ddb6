"""Faults of the work floor whose messages are written for people."""

from __future__ import annotations


class WorkError(Exception):
    """What was asked cannot be done; the message names the thing, what was expected and what to do next."""


class NetworkError(WorkError):
    """A file, a practice or a network is not what was expected."""
