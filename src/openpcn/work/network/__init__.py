"""Practices, networks, who is a member of what and since when, and the agreements to share."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# The public face. Looked up on first use: a Django app's package is imported before its models may be.
_FACE = {
    "WorkError": "errors",
    "NetworkError": "errors",
    "our_network": "membership",
    "members": "membership",
    "find_network": "choosing",
    "network_of": "membership",
    "find_practices": "finding",
    "network_found": "finding",
    "directory_state": "finding",
    "import_directory": "directory",
    "load_fictional": "fictional",
    "register": "agreements",
}


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FACE[name]}"), name)
