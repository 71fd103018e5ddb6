"""The one place that knows the order of a night: intake, evaluate, prepare, go live."""

from __future__ import annotations

from typing import Any

# The public face. Looked up on first use: models may not be imported before Django has started.
_FACE = ("run", "NightReport", "NightError")


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from openpcn.work.night import errors, report, running

    return {"run": running.run, "NightReport": report.NightReport, "NightError": errors.NightError}[name]
