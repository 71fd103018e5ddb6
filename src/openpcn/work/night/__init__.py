"""The one place that knows the order of a night: intake, evaluate, prepare, go live."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# The public face. Looked up on first use: models may not be imported before Django has started.
_FACE = {
    "run": "running",
    "NightReport": "report",
    "NightError": "errors",
    "NightRun": "models",
    "inbox": "inbox",
}


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_FACE[name]}")
    return module if name == "inbox" else getattr(module, name)
