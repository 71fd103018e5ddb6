"""The proof of the reports: built as the recipes say, they give what the bulk extract gives."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest

from openpcn.record.identity import assemble
from openpcn.record.intake import Limits, Receipt, take
from openpcn.record.intake.vouching import vouch
from openpcn.record.reference import Reference
from openpcn.record.sources.search_report.source import write_proposed
from openpcn.record.store import Part, Snapshot, Store
from openpcn.rules import catalogue
from openpcn.rules.catalogue import recipes
from openpcn.rules.catalogue.recipes import System
from openpcn.rules.engine import Evaluation, evaluate, evaluate_person, explain
from openpcn.rules.language import Word
from openpcn.synthetic.network import write_network
from openpcn.synthetic.reports import write_reports
from openpcn.terms.clock import LONDON
from openpcn.terms.scope import Scope

AS_AT, TODAY, YEAR_END = date(2026, 2, 9), date(2026, 2, 10), date(2026, 3, 31)
SYSTEMS = {"Z99001": System.EMIS, "Z99002": System.SYSTMONE}
CREATED = datetime(2026, 2, 10, 6, tzinfo=LONDON)


class Site:
    """A store of its own, and the parts taken into it."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.store = Store(home)
        self.parts: dict[str, Part] = {}

    def take(self, folder: Path, practice: str) -> Receipt:
        taken = take(
            folder, self.store, self.parts.get(practice), today=TODAY, reference=Reference(None),
            limits=Limits(approved=True),
        )  # fmt: skip
        assert taken.part is not None, taken.receipt
        self.parts[practice] = self.store.part(taken.part.part_id)
        return taken.receipt

    def snapshot(self) -> Snapshot:
        return assemble(self.store, [part.ref for part in self.parts.values()], created=CREATED)


def assessed(snapshot: Snapshot) -> Evaluation:
    return evaluate(
        snapshot, catalogue.definitions(), as_at=AS_AT, achievement_date=YEAR_END,
        scope=Scope.evaluation(snapshot.practices),
    )  # fmt: skip


Said = dict[str, set[tuple[object, ...]]]  # everything said of each person, by definition


def said(snapshot: Snapshot, evaluation: Evaluation) -> Said:
    """Definition -> everything said of each person, who is known by NHS number."""
    people = snapshot.people(Scope.evaluation(snapshot.practices))
    numbers = dict(zip(people["person_id"].to_pylist(), people["nhs_number"].to_pylist(), strict=True))
    found: Said = {}
    for row in evaluation.outcomes.to_pylist():
        number = numbers[row["person_id"]]
        if number is not None:
            lists = (tuple(row["parts"] or ()), tuple(row["nearly"] or ()))
            rest = tuple(
                row[name] for name in ("practice", "word", "rule", "due_by", "episode_start", "red_flag")
            )
            found.setdefault(row["definition"], set()).add((number, *rest, *lists))
    return found


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One practice of each system, from its bulk extract."""
    out = tmp_path_factory.mktemp("bulk")
    write_network(out / "network", people=1000, practices=2, nights=1, seed=11, dirt=1.0)
    site = Site(out / "home")
    for practice in SYSTEMS:
        site.take(out / "network" / "night-1" / practice, practice)
    return site


@pytest.fixture(scope="module")
def from_bulk(bulk: Site) -> Evaluation:
    """What every definition says of the bulk extract."""
    return assessed(bulk.snapshot())


@pytest.fixture(scope="module")
def said_from_bulk(bulk: Site, from_bulk: Evaluation) -> Said:
    return said(bulk.snapshot(), from_bulk)


def reports(bulk: Site, out: Path, which: list[int]) -> tuple[Site, dict[str, Receipt]]:
    """The same practices from the reports of these numbers alone, their columns explained by proposal."""
    site, receipts = Site(out / "home"), {}
    for practice, system in SYSTEMS.items():
        folder = out / practice
        wanted = [each for each in recipes.recipes() if each.number in which]
        write_reports(folder, bulk.parts[practice], system, run_on=AS_AT, which=wanted)
        write_proposed(folder, recipes.expected(), AS_AT)
        vouch(folder, practice=practice, as_at=AS_AT, test_data=True)
        receipts[practice] = site.take(folder, practice)
    return site, receipts


def test_every_definition_gives_the_same_from_reports_as_from_the_bulk_extract(
    bulk: Site, from_bulk: Evaluation, said_from_bulk: Said, tmp_path: Path
) -> None:
    site, receipts = reports(bulk, tmp_path, [each.number for each in recipes.recipes()])
    for receipt in receipts.values():
        assert receipt.rows_in == receipt.accepted + receipt.normalised + receipt.quarantined
        assert receipt.rows_in > 1000 and receipt.quarantined < receipt.rows_in * 0.01, receipt.reasons
    ours = site.snapshot()
    from_reports = assessed(ours)
    unanswered = {each.definition for each in from_reports.not_assessed}
    assert unanswered == {each.id for each in catalogue.definitions() if not recipes.answerable(each)}
    assert {"polypharmacy_10", "high_dose_opioid"} <= unanswered, "no report tells repeats and quantities"
    assert {each.definition for each in from_bulk.not_assessed} <= unanswered
    one, other = said(ours, from_reports), said_from_bulk
    assert set(one) == set(other) - unanswered and len(one) > 10
    for definition, outcomes in one.items():
        assert other[definition] == outcomes, (definition, sorted(other[definition] ^ outcomes, key=str)[:4])


@pytest.mark.hazard("H02", "what reports do not list is not assessed and named, never taken for absence")
def test_what_no_report_lists_is_not_assessed_and_says_why(
    bulk: Site, said_from_bulk: Said, tmp_path: Path
) -> None:
    site, _ = reports(bulk, tmp_path, [1, 2])
    snapshot = site.snapshot()
    evaluation = assessed(snapshot)
    missing = {(each.practice, each.definition): each.missing for each in evaluation.not_assessed}
    without = {definition for _, definition in missing}
    assert {"severe_frailty", "SMR01B", "HYP008", "CVD01"} <= without
    assert without.isdisjoint({"hypertension", "learning_disability", "HI03", "atrial_fibrillation"})
    assert all((practice, definition) in missing for practice in SYSTEMS for definition in without)
    assert "no report of the last weeks lists Systolic blood pressure, clinic" in missing["Z99001", "HYP008"]
    one, other = said(snapshot, evaluation), said_from_bulk
    assert set(one) == set(other) - without and len(one) > 10
    assert all(one[definition] == other[definition] for definition in one)

    # one person at a time, by the plain evaluator: the same definitions, the same answer
    scope = Scope.evaluation(snapshot.practices)
    register = pc.equal(evaluation.outcomes["definition"], "hypertension")
    person = evaluation.outcomes.filter(register)["person_id"][0].as_py()
    moment = {"as_at": AS_AT, "achievement_date": YEAR_END, "scope": scope}
    answered = evaluate_person(snapshot, person, catalogue.definitions(), **moment)
    assert {each.definition for each in answered}.isdisjoint(without)
    explained = explain(snapshot, person, catalogue.definition("HYP008"), **moment)
    assert explained.outcome.word is Word.NOT_ASSESSED and "Systolic blood pressure" in explained.sentence


def test_a_list_of_people_alone_assesses_nothing(bulk: Site, tmp_path: Path) -> None:
    site, _ = reports(bulk, tmp_path, [1])
    evaluation = assessed(site.snapshot())
    # where somebody lives is all that a list of people tells
    told = {each.id for each in catalogue.definitions()} - {one.definition for one in evaluation.not_assessed}
    assert told == {"core20"}
    assert set(evaluation.outcomes["definition"].to_pylist()) <= told
    assert site.parts["Z99001"].description.list_size == bulk.parts["Z99001"].description.list_size
