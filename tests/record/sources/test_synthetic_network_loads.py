"""A synthetic network, written without regard to these sources, is read as its truth file says."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.intake import Receipt, take
from openpcn.record.reference import Reference
from openpcn.record.store import Part, Store
from openpcn.synthetic.network import write_network

TODAY = date(2026, 2, 12)


class Site:
    """Both practices' submissions taken in order."""

    def __init__(self, home: Path, network: Path) -> None:
        self.store = Store(home)
        self.receipts: dict[tuple[int, str], Receipt] = {}
        self.quarantine: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self.parts: dict[str, Part] = {}
        for night in (1, 2):
            for folder in sorted((network / f"night-{night}").iterdir()):
                ods = folder.name
                taken = take(folder, self.store, self.parts.get(ods), today=TODAY, reference=Reference(None))
                assert taken.part is not None, taken.receipt
                self.receipts[night, ods] = taken.receipt
                self.parts[ods] = self.store.part(taken.part.part_id)
                self.quarantine[night, ods] = self.parts[ods].quarantine().to_pylist()


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("network")
    write_network(out, people=1200, practices=2, nights=2, seed=5, dirt=3.0)
    return out


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, network: Path) -> Site:
    return Site(tmp_path_factory.mktemp("site"), network)


def test_both_suppliers_shapes_load_for_both_nights(site: Site) -> None:
    assert {(night, receipt.source) for (night, _), receipt in site.receipts.items()} == {
        (1, "emis"), (1, "systmone"), (2, "emis"), (2, "systmone"),
    }  # fmt: skip
    for receipt in site.receipts.values():
        assert receipt.rows_in == receipt.accepted + receipt.normalised + receipt.quarantined
        assert receipt.quarantined < receipt.rows_in * 0.05
    for part in site.parts.values():
        rows = part.description.rows
        assert rows["patient"] > 400
        assert rows["event"] > 20 * rows["patient"]
        assert min(rows["medication"], rows["issue"], rows["appointment"]) > rows["patient"]
        assert rows["consultation"] > rows["patient"]
        assert min(rows["referral"], rows["allergy"]) > 10


def test_every_spoilt_row_is_judged_as_the_truth_file_says(site: Site, network: Path) -> None:
    """A row that is to be quarantined is, by the column that was spoilt; any other only where it waits."""
    truth = json.loads((network / "truth.json").read_text())["dirt"]
    wrong: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    reasons: dict[tuple[int, str, str], dict[str, set[tuple[str, str]]]] = {}
    for (night, ods), rows in site.quarantine.items():
        for row in rows:
            held = reasons.setdefault((night, ods, row["table"]), defaultdict(set))
            for text in row["raw"].replace('"', "").split(","):
                held[text.strip().lower()].add((row["field"], row["reason"]))
    for spoilt in truth:
        found = reasons.get((spoilt["night"], spoilt["practice"], spoilt["table"]), {})
        faults = found.get(spoilt["key"].strip().lower(), set())
        own = {(column, reason) for column, reason in faults if not reason.startswith("unknown_")}
        expected = spoilt["expected"]
        judged[expected] += 1
        if expected == "quarantined":
            fits = any(column == spoilt["column"] for column, _ in own)
        elif expected == "quarantined and retried":
            fits = any(reason.startswith("unknown_") for _, reason in faults)
        elif expected.startswith("set aside"):
            fits = any(reason == "shared_in" for _, reason in own)
        elif expected.startswith("depends"):
            fits = True
        elif expected.startswith("accepted; not yet happened"):
            fits = own <= {(spoilt["column"], "impossible_date")}  # the year 2999 is not merely early
        else:
            fits = not own
        if not fits:
            wrong[f"{spoilt['trap']}: expected {expected}, got {sorted(faults)}"] += 1
    assert wrong == Counter()
    assert judged["quarantined"] >= 5
    assert judged["normalised"] >= 100
