"""Any order, repetition and split of three practices' submissions ends in the same record and people.

Three practices know overlapping people: they move with and without a gap, die, share a number with a twin,
carry an old number, a placeholder or none, or a mistyped date of birth. Each practice may send its full
extract of day 2 and of day 4, the delta between them, and the same delta in two halves; a sequence sends
them in any order, several times, late ones too, and people have decided some merges and splits. After each
submission verdict and state must be those of a plain model that knows nothing of the program; at the end
every practice's last word makes one state, whatever came before it.

Taking a submission depends on the practice's part and the folder alone, so within one set of scripts the
same submission on the same state is taken once and remembered; orders, verdicts and people are all new.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from openpcn.record.identity import PLACEHOLDERS, Decisions, Merge, Split, assemble, site_key
from openpcn.record.intake import Limits, take
from openpcn.record.reference import Reference
from openpcn.record.store import Part, Store
from openpcn.terms import person_key
from openpcn.terms.clock import LONDON
from openpcn.terms.scope import Scope

PRACTICES = ("Z99001", "Z99002", "Z99003")
PEOPLE = 6
BORN = [date(1950, 5, 1), date(1950, 5, 1), *(date(1960 + n, 3, n + 1) for n in range(2, PEOPLE))]  # twins
TYPO = date(1951, 5, 1)
STARTS = [date(2010, 1, 1), date(2018, 6, 1), date(2025, 12, 1)]
ENDS = [None, None, None, date(2025, 11, 30), date(2026, 1, 15)]
DAYS = {2: "2026-02-02", 3: "2026-02-03", 4: "2026-02-04"}
PLACEHOLDER = "9876543210"
LIMITS = Limits(shrink_share=1.0, delete_share=1.0)


# What practices hold and send


@dataclass(frozen=True)
class Patient:
    """One patient row of a practice, with the keys of the coded entries of the person."""

    local_id: str
    number: str
    born: date
    since: date
    until: date | None
    died: date | None
    events: tuple[str, ...]


State = dict[str, Patient]  # local id -> row


@dataclass
class Sent:
    """A submission as the model sees it: what it says, and when it may be taken."""

    name: str
    kind: str
    day: int
    based_on: int | None
    upserts: State
    deletes: State = field(default_factory=dict)


@dataclass
class Script:
    """One practice: its state on three days and every submission it may send of them."""

    practice: str
    states: dict[int, State]
    sent: dict[str, Sent]


def _patient(draw: random.Random, practice: str, human: int, numbers: Any, again: str = "") -> Patient:
    own, old = numbers(human), numbers(100 + human)
    twin = numbers(1 - human) if human < 2 else own
    number = draw.choice([own] * 7 + [old] * 2 + [twin, PLACEHOLDER, ""])
    local_id = f"{practice}-{human}{again}"
    return Patient(
        local_id=local_id,
        number=number,
        born=TYPO if draw.random() < 0.2 else BORN[human],
        since=draw.choice(STARTS),
        until=draw.choice(ENDS),
        died=date(2026, 1, 20) if draw.random() < 0.15 else None,
        events=tuple(f"{local_id}-{n}" for n in range(draw.randint(0, 2))),
    )


def make_script(seed: int, practice: str, numbers: Any) -> Script:
    draw = random.Random(f"{seed} {practice}")

    def whole() -> State:
        held = [_patient(draw, practice, human, numbers) for human in range(PEOPLE) if draw.random() < 0.6]
        if draw.random() < 0.4:  # somebody who came back has a second row
            held.append(_patient(draw, practice, draw.randrange(PEOPLE), numbers, "b"))
        somebody = _patient(draw, practice, PEOPLE - 1, numbers, "c")
        held.append(replace(somebody, until=None, died=None))  # an empty list would be held
        return {row.local_id: row for row in held}

    first, redrawn = whole(), whole()
    names = sorted({*first, *redrawn})
    last = {
        name: (redrawn if draw.random() < 0.6 else first)[name]
        for name in names
        if name in (redrawn if draw.random() < 0.8 else first) and name in first and name in redrawn
    } | {name: redrawn[name] for name in set(redrawn) - set(first)}
    stays = f"{practice}-{PEOPLE - 1}c"
    last[stays] = redrawn[stays]
    changed = [name for name in names if first.get(name) != last.get(name)]
    middle = dict(first)
    for name in changed[: len(changed) // 2]:
        middle.pop(name, None)
        if name in last:
            middle[name] = last[name]
    states = {2: first, 3: middle, 4: last}
    sent = {
        "full 2": Sent("full 2", "full", 2, None, first),
        "full 4": Sent("full 4", "full", 4, None, last),
    }
    for start, end in ((2, 4), (2, 3), (3, 4)):
        before, after = states[start], states[end]
        sent[f"delta {start}-{end}"] = Sent(
            f"delta {start}-{end}", "delta", end, start,
            {name: row for name, row in after.items() if before.get(name) != row},
            {name: row for name, row in before.items() if name not in after},
        )  # fmt: skip
    return Script(practice, states, sent)


def write(script: Script, sent: Sent, folder: Path, make_practice: Any) -> Path:
    """The submission as files. A person's entries go with the person, whatever was changed."""
    practice = make_practice(script.practice, 0)
    before = script.states[sent.based_on] if sent.based_on else {}
    for row in (*sent.upserts.values(), *sent.deletes.values()):
        gone = row.local_id in sent.deletes
        practice.tables["patient"].append(
            {
                "practice": script.practice, "local_id": row.local_id, "nhs_number": row.number,
                "birth_date": row.born, "death_date": row.died or "", "sex": "female",
                "family_name": "Example", "given_name": "Avery", "registered_on": row.since,
                "deregistered_on": row.until or "", "deleted": "true" if gone else "",
            }
        )  # fmt: skip
        earlier = before[row.local_id].events if row.local_id in before else ()
        for key in sorted({*earlier, *row.events}):
            dropped = "true" if gone or key not in row.events else ""
            practice.event(row.local_id, key, "38341003", "2019-03-02", deleted=dropped)
    tables = {name: practice.tables[name] for name in ("patient", "event")}
    based_on = DAYS[sent.based_on] if sent.based_on else None
    written: Path = practice.write(
        folder, as_at=DAYS[sent.day], kind=sent.kind, based_on=based_on, tables=tables
    )
    return written


# The plain model


@dataclass(frozen=True)
class Live:
    """What the model holds of one practice."""

    day: int = 0
    history: tuple[str, ...] = ()
    state: tuple[Patient, ...] = ()


def expect(live: Live, sent: Sent) -> tuple[str, Live]:
    """The verdict on a submission, and what is held after it."""
    if not live.day and sent.kind == "delta":
        return "refused", live
    if sent.name in live.history:
        return "unchanged", live
    if sent.day < live.day:
        return "refused", live
    if sent.day == live.day:
        return "held", live
    if sent.kind == "delta" and sent.based_on != live.day:
        return "refused", live
    held = {} if sent.kind == "full" else {row.local_id: row for row in live.state}
    held |= sent.upserts
    for name in sent.deletes:
        held.pop(name, None)
    history = (sent.name,) if sent.kind == "full" else (*live.history, sent.name)
    return "accepted", Live(sent.day, history, tuple(sorted(held.values(), key=lambda row: row.local_id)))


def who_is_who(
    live: dict[str, Live], merges: set[tuple[str, str, date]], splits: set[tuple[str, str, str]]
) -> dict[str, tuple[Any, ...]]:
    """Identity -> (current practice, its row, other rows, death, number). By names, not by ids."""
    named: dict[str, list[tuple[str, Patient, str]]] = {}
    for practice, held in live.items():
        for row in held.state:
            name = f"nhs:{row.number}"
            if not row.number or row.number in PLACEHOLDERS or (practice, row.local_id, name) in splits:
                name = f"local:{practice}:{row.local_id}"
                row = replace(row, number="")
            named.setdefault(name, []).append((practice, row, name))
    born = {name: {row.born for _, row, _ in rows} for name, rows in named.items()}
    people: dict[str, list[tuple[str, Patient, str]]] = {}
    for name, rows in named.items():
        people.setdefault(_survivor(name, born, merges), []).extend(rows)
    found: dict[str, tuple[Any, ...]] = {}
    for name, rows in people.items():
        if len({row.born for _, row, _ in rows}) > 1:
            continue
        rows.sort(key=lambda r: (r[1].until is None, r[1].since, r[0], r[1].local_id), reverse=True)
        practice, current, _ = rows[0]
        numbers = [row.number for _, row, own in rows if own == name and row.number]
        found[name] = (
            practice, current.local_id, tuple((p, row.local_id) for p, row, _ in rows[1:]),
            min((row.died for _, row, _ in rows if row.died), default=None),
            numbers[0] if numbers else current.number or None,
        )  # fmt: skip
    return found


def _survivor(name: str, born: dict[str, set[date]], merges: set[tuple[str, str, date]]) -> str:
    if len(born[name]) > 1:
        return name
    [birth] = born[name]
    path = [name]
    while True:
        onward = {into for gone, into, day in merges if gone == path[-1]}
        if not any(gone == path[-1] and day == birth for gone, _, day in merges):
            break
        [into, *others] = sorted(onward)
        if others or into in path:
            return name  # contradicts itself: nothing is linked
        path.append(into)
    return path[-1] if born.get(path[-1], {birth}) == {birth} else name


# The program under test


class Site:
    """A store, the scripts of three practices, and what was taken of them, remembered by state and name."""

    def __init__(self, folder: Path, seed: int, make_practice: Any, numbers: Any) -> None:
        self.store = Store(folder / "home")
        self.key = site_key(self.store.home)
        self.scripts = {ods: make_script(seed, ods, numbers) for ods in PRACTICES}
        self.folders = {
            (ods, name): write(script, sent, folder / ods / name.replace(" ", "-"), make_practice)
            for ods, script in self.scripts.items()
            for name, sent in script.sent.items()
        }
        self.taken: dict[tuple[str, str | None, str], tuple[str, str | None]] = {}

    def take(self, ods: str, name: str, previous: str | None) -> tuple[str, str | None]:
        """Verdict, and the part that is the practice's afterwards."""
        known = (ods, previous, name)
        if known not in self.taken:
            part: Part | None = self.store.part(previous) if previous else None
            result = take(
                self.folders[ods, name], self.store, part, today=date(2026, 2, 10),
                reference=Reference.of(self.store.home), limits=LIMITS,
            )  # fmt: skip
            verdict = str(result.receipt.verdict)
            assert result.receipt.quarantined == 0, result.receipt.reasons
            assert (result.part is not None) == (verdict == "accepted"), "only what is taken makes a part"
            self.taken[known] = (verdict, result.part.part_id if result.part else previous)
        return self.taken[known]


def people_of(site: Site, snapshot: Any) -> dict[int, tuple[Any, ...]]:
    """Person id -> the same facts as the model's."""
    local = {
        ods: part.table("patient", ("local_id",))["local_id"].to_pylist()
        for ods, part in snapshot.parts.items()
    }
    return {
        row["person_id"]: (
            row["practice"], local[row["practice"]][row["patient"]],
            tuple(
                (p, local[p][n])
                for p, n in zip(row["other_practices"], row["other_patients"], strict=True)
            ),
            row["death_date"], row["nhs_number"],
        )
        for row in snapshot.people(Scope.evaluation(snapshot.practices)).to_pylist()
    }  # fmt: skip


def rows_of(part: Part) -> set[Any]:
    """What the record holds of a practice: patients and their entries, in the model's terms."""
    patients = part.table("patient").to_pylist()
    keys: dict[int, list[str]] = {}
    for event in part.table("event", ("patient", "source_key")).to_pylist():
        keys.setdefault(event["patient"], []).append(event["source_key"])
    return {
        Patient(
            p["local_id"], p["nhs_number"] or "", p["birth_date"], p["registered_on"], p["deregistered_on"],
            p["death_date"], tuple(sorted(keys.get(p["patient"], ()))),
        )
        for p in patients
    }  # fmt: skip


def play(site: Site, deliveries: list[tuple[str, str]]) -> tuple[dict[str, Live], dict[str, str]]:
    """Deliver in this order, checking every verdict and every state against the model."""
    model, parts = dict.fromkeys(PRACTICES, Live()), dict.fromkeys(PRACTICES, None)
    for ods, name in deliveries:
        sent = site.scripts[ods].sent[name]
        verdict, after = expect(model[ods], sent)
        found, part = site.take(ods, name, parts[ods])
        assert found == verdict, (ods, name, model[ods].history, found, verdict)
        if verdict != "accepted":
            assert part == parts[ods], "a submission that is not taken changes nothing"
        elif part:
            assert rows_of(site.store.part(part)) == set(after.state), (ods, name)
        model[ods], parts[ods] = after, part
    return model, {ods: part for ods, part in parts.items() if part}


def check(
    site: Site, deliveries: list[tuple[str, str]], merges: Any, splits: Any, shuffle: random.Random
) -> Any:
    """Deliver, put the snapshot together, compare the people with the model's; the hashes of the state."""
    model, parts = play(site, deliveries)
    order = sorted(parts)
    shuffle.shuffle(order)
    key = site.key
    decisions = Decisions.of(
        [Merge(person_key.person_id(key, g), person_key.person_id(key, i), day) for g, i, day in merges],
        [Split(ods, local, person_key.person_id(key, name)) for ods, local, name in splits],
    )
    snapshot = assemble(
        site.store, [site.store.part(parts[ods]).ref for ods in order],
        created=datetime(2026, 2, 10, 3, tzinfo=LONDON), decisions=decisions,
    )  # fmt: skip
    expected = who_is_who({ods: model[ods] for ods in parts}, merges, splits)
    found = people_of(site, snapshot)
    assert found == {person_key.person_id(key, name): facts for name, facts in expected.items()}
    for ods in parts:  # everybody on a part is somebody, or is named as set aside
        aside = {p for i in snapshot.identity_issues if i.set_aside for p in i.places}
        local = snapshot.parts[ods].table("patient", ("local_id",))["local_id"].to_pylist()
        owner = snapshot.places(ods).person_id.tolist()
        assert {(ods, name) for name, who in zip(local, owner, strict=True) if who < 0} == {
            p for p in aside if p[0] == ods
        }
    return snapshot.content_hash, snapshot.people_hash, found


NAMES = ("full 2", "full 4", "delta 2-4", "delta 2-3", "delta 3-4")
DELIVERIES = st.lists(st.tuples(st.sampled_from(PRACTICES), st.sampled_from(NAMES)), min_size=3, max_size=14)
LAST = st.tuples(
    *[st.sampled_from((("full 4",), ("full 2", "delta 2-4"), ("full 2", "delta 2-3", "delta 3-4")))] * 3
)
HUMANS = st.integers(0, PEOPLE - 1)


def sequence(numbers: Any) -> Any:
    """Deliveries, how each practice ends, decisions, and a seed to shuffle by."""
    merge = st.builds(
        lambda a, b, kind, typo: (
            f"nhs:{numbers(100 + a if kind else a)}", f"nhs:{numbers(a if kind else b)}",
            TYPO if typo else BORN[a],
        ),
        HUMANS, HUMANS, st.booleans(), st.integers(0, 9).map(lambda n: n == 0),
    ).filter(lambda each: each[0] != each[1])  # fmt: skip
    split = st.builds(
        lambda ods, human, twin: (ods, f"{ods}-{human}", f"nhs:{numbers(1 - human if twin else human)}"),
        st.sampled_from(PRACTICES), st.integers(0, 1), st.booleans(),
    )  # fmt: skip
    return st.tuples(
        DELIVERIES, LAST, st.sets(merge, max_size=4), st.sets(split, max_size=2), st.integers(0, 2**16)
    )


def run(site: Site, drawn: Any) -> None:
    """One sequence, twice: as drawn, and shuffled; both end with every practice's last word."""
    deliveries, last, merges, splits, seed = drawn
    shuffle = random.Random(seed)
    check(site, deliveries, merges, splits, shuffle) if _anything(deliveries) else None
    ends = set()
    for beginning in (deliveries, shuffle.sample(deliveries, len(deliveries))):
        closing = [list(itertools.product([ods], names)) for ods, names in zip(PRACTICES, last, strict=True)]
        fulls = [(ods, "full 4") for ods in PRACTICES]  # whoever is in between ends whole
        ending = list(_interleaved(closing, shuffle)) + fulls
        content, people, found = check(site, [*beginning, *ending], merges, splits, shuffle)
        ends.add((content, people, tuple(sorted(found.items()))))
    assert len(ends) == 1


def _anything(deliveries: list[tuple[str, str]]) -> bool:
    return any(name.startswith("full") for _, name in deliveries)


def _interleaved(lists: list[list[Any]], shuffle: random.Random) -> Iterator[Any]:
    waiting = [list(each) for each in lists]
    while any(waiting):
        chosen = shuffle.choice([each for each in waiting if each])
        yield chosen.pop(0)


QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)


def _campaign(folder: Path, seeds: range, sequences: int, make_practice: Any, numbers: Any) -> None:
    """So many sequences, shared out over worlds of their own scripts."""
    how = settings(
        max_examples=sequences // len(seeds), deadline=None, database=None, suppress_health_check=QUIET,
        phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    for world in seeds:
        site = Site(folder / str(world), world, make_practice, numbers)
        seed(world)(how(given(site=st.just(site), drawn=sequence(numbers))(run)))()


@pytest.mark.hazard("H05", "any order, repetition and split of submissions ends in the same record")
@pytest.mark.hazard("H01", "any order of submissions and decisions ends in the same people")
def test_any_order_ends_in_the_same_state(tmp_path: Path, make_practice: Any, test_number: Any) -> None:
    _campaign(tmp_path, range(1), 60, make_practice, test_number)


@pytest.mark.deep
def test_any_order_ends_in_the_same_state_5000_times(
    tmp_path: Path, make_practice: Any, test_number: Any
) -> None:
    _campaign(tmp_path, range(100, 200), 5_000, make_practice, test_number)
