"""A bad file changes nothing: refused or held whole, with a sentence, and the state hash stays."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.intake import decode, take
from openpcn.record.reference import Reference
from openpcn.record.store import Part, Store

from .book import MARKER
from .shape_openpcn_csv import OpenpcnShape
from .whole_files import ACCEPTED, CASES, HARMLESS, WholeFile, agree, state_of

TODAY = date(2026, 2, 10)


def submission(folder: Path, case: WholeFile | None = None) -> Path:
    """A good submission, or one that was damaged."""
    shape = OpenpcnShape()
    for _ in range(case.people if case else 20):
        shape.add_person()
    if case is None:
        return shape.write(folder)
    shape.write(folder, as_at=case.as_at, kind=case.kind, based_on=case.based_on)
    case.act(folder)
    return folder


@dataclass
class Site:
    """A store with one live part, and how many rows it was sent as."""

    store: Store
    live: Part
    rows_in: int

    def take(self, folder: Path) -> Any:
        return take(folder, self.store, self.live, today=TODAY, reference=Reference.of(self.store.home))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    home = tmp_path_factory.mktemp("site")
    store = Store(home)
    taken = take(submission(home / "first"), store, None, today=TODAY, reference=Reference.of(home))
    assert taken.part is not None, taken.receipt
    return Site(store, store.part(taken.part.part_id), taken.receipt.rows_in)


def test_there_are_at_least_twenty_cases() -> None:
    assert len({case.name for case in (*CASES, *HARMLESS)}) == len(CASES) + len(HARMLESS) >= 60


@pytest.mark.hazard("H05", "a file that is torn, wrong or not ours is refused whole")
@pytest.mark.hazard("H02", "no bad file changes what is live: the state hash stays")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_changes_nothing(case: WholeFile, site: Site, tmp_path: Path) -> None:
    before = state_of(site.store.root)
    folder = submission(tmp_path / "sent", case)
    began = time.monotonic()
    taken = site.take(folder)
    assert time.monotonic() - began < 10, "it hung"
    receipt = taken.receipt
    assert taken.part is None
    assert (str(receipt.verdict), receipt.reason_code) == (case.verdict, case.reason or receipt.reason_code)
    assert receipt.reason and case.names in receipt.reason
    assert MARKER not in json.dumps(receipt.as_json())
    assert state_of(site.store.root) == before, "something changed"
    assert list((site.store.root / "working").iterdir()) == []


@pytest.mark.parametrize("case", HARMLESS, ids=lambda case: case.name)
def test_a_harmless_oddity_makes_the_same_record(case: WholeFile, site: Site, tmp_path: Path) -> None:
    odd = Store(tmp_path / "odd")  # with the same key, so that the same person has the same id
    shutil.copy(site.store.home / "identity.key", odd.home / "identity.key")
    taken = take(
        submission(tmp_path / "sent", case), odd, None, today=TODAY, reference=Reference.of(odd.home)
    )
    assert taken.part is not None, taken.receipt
    assert str(taken.receipt.verdict) == ACCEPTED
    assert odd.part(taken.part.part_id).description.hashes == site.live.description.hashes
    assert taken.receipt.rows_in == site.rows_in


def test_the_unharmed_one_is_taken_after_all_that(site: Site, tmp_path: Path) -> None:
    good = WholeFile("good", lambda folder: None, ACCEPTED)
    assert str(site.take(submission(tmp_path / "sent", good)).receipt.verdict) == ACCEPTED


def test_a_file_that_unpacks_beyond_the_limit_is_refused(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stated limit, made small: what is beyond it is refused before it fills the disk."""
    monkeypatch.setattr(decode, "LARGEST", 100_000)
    before = state_of(site.store.root)
    folder = submission(tmp_path / "sent", WholeFile("large", lambda folder: None, ACCEPTED))
    path = folder / "event.csv"
    path.write_bytes(path.read_bytes() + path.read_bytes().partition(b"\n")[2] * 40)
    agree(folder)
    receipt = site.take(folder).receipt
    assert (str(receipt.verdict), receipt.reason_code) == ("refused", "too_large")
    assert state_of(site.store.root) == before
