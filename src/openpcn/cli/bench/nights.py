"""Two whole nights in a process of their own: from submissions to a live list, and the delta after.

``python -m openpcn.cli.bench.nights NETWORK`` prints one JSON object. A process of its own, so that the
memory it says it used is not that of whoever wrote the files.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from openpcn.cli import django_setup


def run(network: Path) -> dict[str, Any]:
    """Take in ``night-1`` and ``night-2`` of a synthetic network, at the site of OPENPCN_HOME."""
    django_setup.migrate()
    from openpcn.work import network as our
    from openpcn.work import night

    our.load_fictional(network)
    figures: dict[str, Any] = {}
    for name in ("night-1", "night-2"):
        cpu, wall = time.process_time(), time.perf_counter()
        report = night.run([network / name], by="bench")
        refused = [receipt.reason for receipt in report.receipts if receipt.verdict != "accepted"]
        if refused:
            raise RuntimeError(f"{name}: not taken: {refused[0]}")
        figures[name] = {
            "rows": sum(receipt.rows_in for receipt in report.receipts),
            "seconds": round(time.perf_counter() - wall, 2),
            "cpu_seconds": round(time.process_time() - cpu, 2),
            "intake_seconds": round(report.seconds["taken"], 2),
            "peak_memory_mib": _peak(),
        }
    return figures


def _peak() -> int:
    """The most memory this process has had resident, in MiB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    os.environ["OPENPCN_NOW"] = "2026-02-10T08:00:00"
    json.dump(run(Path(sys.argv[1])), sys.stdout)
