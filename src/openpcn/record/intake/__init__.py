"""A submission in, a part and a receipt out: :func:`take`."""

from openpcn.record.intake.limits import Limits
from openpcn.record.intake.manifest import Manifest, ManifestError, make_manifest
from openpcn.record.intake.receipt import QUARANTINE, Example, FileCount, Receipt, Taken, Verdict
from openpcn.record.intake.take import take

__all__ = [
    "QUARANTINE", "Example", "FileCount", "Limits", "Manifest", "ManifestError", "Receipt", "Taken",
    "Verdict", "make_manifest", "take",
]  # fmt: skip
