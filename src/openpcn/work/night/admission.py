"""What may be taken in at this site at all: our own practices' data, and invented data only where all are."""

from __future__ import annotations

from pathlib import Path

from openpcn.record.intake import Manifest, ManifestError, Receipt, Verdict
from openpcn.work.network.membership import members, our_network
from openpcn.work.retention.models import Leaving


def refusal(folder: Path) -> Receipt | None:
    """The receipt of a submission that has no place here, whatever its files hold; None: intake decides.

    A folder whose manifest cannot be read is left to intake, which names the fault.
    """
    try:
        manifest = Manifest.read(folder)
    except ManifestError:
        return None
    fault = _fault(manifest)
    if fault is None:
        return None
    code, sentence = fault
    return Receipt(
        submission_id=manifest.submission_id,
        practice=manifest.practice,
        as_at=manifest.as_at.isoformat(),
        kind=manifest.kind,
        source=manifest.source,
        verdict=Verdict.REFUSED,
        reason=sentence,
        reason_code=code,
        test_data=manifest.test_data,
    )


def _fault(manifest: Manifest) -> tuple[str, str] | None:
    network = our_network()
    if network is None:
        return "no_network", "this site serves no network yet: choose one first with ./openpcn init"
    if not members(network).filter(ods=manifest.practice).exists():
        return (
            "not_a_member",
            f"{manifest.practice} is not a practice of {network.code} today: send the extracts of member "
            "practices only, or bring the directory up to date with ./openpcn network import",
        )
    if Leaving.objects.filter(practice=manifest.practice, state=Leaving.ASKED).exists():
        return (
            "leaving",
            f"{manifest.practice} has asked to leave: nothing more of it is taken in unless it takes that "
            "back",
        )
    if manifest.test_data and not network.is_fictional:
        return (
            "test_data",
            f"the manifest says test data, and {network.code} is a real network: invented people never stand "
            "beside real ones",
        )
    return None
