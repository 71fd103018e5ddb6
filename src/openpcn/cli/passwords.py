"""A password for a command: never on the command line, where other users of the machine could read it."""

from __future__ import annotations

import getpass
import os
import sys

from openpcn.cli.faults import Fault


def password() -> str:
    """Asked twice at a terminal, or OPENPCN_PASSWORD, or the first line of standard input."""
    if given := os.environ.get("OPENPCN_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        raise Fault("the two passwords differ; nothing was changed")
    return first
