"""The commands that only read: state, evaluate, explain, definitions, urls, audit."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import console
from openpcn.terms import clock
from openpcn.terms.dates import ContractYear

Json = Annotated[bool, typer.Option("--json", help="Print JSON")]


def register(app: typer.Typer) -> None:
    for command in (state, evaluate, explain, definitions, urls, audit):
        app.command()(command)


def _print(value: Any) -> None:
    json.dump(value, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")


def _day(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"{name}: expected a day such as 2026-02-10") from None


def state(as_json: Json = False) -> None:
    """The live snapshot: id, content hash, counts per table and practice, work and audit rows."""
    django_setup.migrate()
    from openpcn.work import submissions

    found = submissions.state()
    if as_json:
        _print(found)
        return
    for key, value in found.items():
        console.print(f"{key}: {value}", markup=False, soft_wrap=True)


def _live_snapshot() -> Any:
    django_setup.migrate()
    from openpcn.work import submissions

    snapshot = submissions.live_snapshot()
    if snapshot is None:
        raise Fault("no record is live yet. Take one in first: ./openpcn ingest PATH")
    return snapshot


def _dates(snapshot: Any, as_at: str | None, achievement_date: str | None) -> tuple[date, date]:
    at = _day(as_at, "--as-at") or min(clock.today(), max(part.as_at for part in snapshot.parts.values()))
    return at, _day(achievement_date, "--achievement-date") or ContractYear.of(at).end


def evaluate(
    as_json: Json = False,
    definition: Annotated[
        list[str] | None, typer.Option(help="Only this definition; may be repeated")
    ] = None,
    as_at: Annotated[
        str | None, typer.Option(help="Later events do not exist; default: the extracts'")
    ] = None,
    achievement_date: Annotated[
        str | None, typer.Option(help="For ages and windows; default: 31 March")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write outcomes.parquet into this folder")] = None,
) -> None:
    """Run the definitions over the live record and count the outcomes."""
    import time
    from collections import Counter

    import pyarrow.parquet as pq

    from openpcn.rules import catalogue
    from openpcn.rules.engine import evaluate as run
    from openpcn.terms.scope import Scope

    chosen = [catalogue.definition(name) for name in definition] if definition else catalogue.definitions()
    snapshot = _live_snapshot()
    at, achieved_by = _dates(snapshot, as_at, achievement_date)
    began = time.perf_counter()
    scope = Scope.evaluation(snapshot.parts)
    evaluation = run(snapshot, chosen, as_at=at, achievement_date=achieved_by, scope=scope)
    seconds = time.perf_counter() - began
    wanted = {one.id for one in chosen}
    pairs = zip(
        evaluation.outcomes["definition"].to_pylist(), evaluation.outcomes["word"].to_pylist(), strict=True
    )
    counts: dict[str, dict[str, int]] = {name: {} for name in sorted(wanted)}
    for (name, word), number in Counter(pairs).items():
        if name in wanted:
            counts[name][word] = number
    if out:
        out.mkdir(parents=True, exist_ok=True)
        pq.write_table(evaluation.outcomes, out / "outcomes.parquet")
    answer = {
        "snapshot": snapshot.id,
        "as_at": at,
        "achievement_date": achieved_by,
        "seconds": round(seconds, 3),
        "versions": evaluation.versions,
        "not_assessed": evaluation.not_assessed,
        "counts": counts,
    }
    if as_json:
        _print(answer)
        return
    console.print(
        f"{snapshot.id} as at {at}, achievement date {achieved_by}: {seconds:.2f} s",
        markup=False,
        soft_wrap=True,
    )
    for name, words in counts.items():
        listed = ", ".join(f"{word} {number:,}" for word, number in sorted(words.items()))
        console.print(f"  {name}: {listed or 'nobody'}", markup=False, soft_wrap=True)


def _person(text: str, snapshot: Any) -> int:
    """A person reference as in the address of a page, or a synthetic (999) NHS number."""
    from openpcn.terms import nhs_number, person_key
    from openpcn.terms.scope import Scope

    try:
        return person_key.decode(text)
    except ValueError:
        pass
    try:
        number = nhs_number.read(text).number
    except nhs_number.NhsNumberError:
        raise Fault("--person: expected a person reference of 13 characters or an NHS number") from None
    people = snapshot.people(Scope.evaluation(snapshot.parts))
    for person, held in zip(people["person_id"].to_pylist(), people["nhs_number"].to_pylist(), strict=True):
        if held == number:
            return int(person)
    raise Fault("--person: nobody in the live record has that NHS number")


def explain(
    person: Annotated[str, typer.Option(help="A person reference, or an NHS number")],
    definition: Annotated[str, typer.Option(help="A definition id, such as SMR01B")],
    as_json: Json = False,
    as_at: Annotated[str | None, typer.Option()] = None,
    achievement_date: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Why a person is, or is not, on a list, and what would change it. The reading is disclosed."""
    from openpcn.rules import catalogue
    from openpcn.rules.engine import explain as run
    from openpcn.terms.scope import Scope

    chosen = catalogue.definition(definition)
    snapshot = _live_snapshot()
    at, achieved_by = _dates(snapshot, as_at, achievement_date)
    who = _person(person, snapshot)
    from openpcn.work import access

    access.disclose_command("explain", [who], definition=chosen.id)
    scope = Scope.evaluation(snapshot.parts)
    found = run(snapshot, who, chosen, as_at=at, achievement_date=achieved_by, scope=scope)
    if as_json:
        _print(found.as_json())
        return
    for line in found.lines():
        console.print(line, markup=False, soft_wrap=True)


def definitions(as_json: Json = False) -> None:
    """Every definition: id, title, kind, source, rules."""
    from openpcn.rules import catalogue

    listed = [_described(one) for one in catalogue.definitions()]
    if as_json:
        _print(listed)
        return
    for one in listed:
        console.print(f"{one['id']:20} {one['kind']:12} {one['title']}", markup=False, soft_wrap=True)


def _described(definition: Any) -> dict[str, Any]:
    """A definition as data: what its page says, for a program to read."""
    from openpcn.rules import catalogue

    work = getattr(definition, "work", None)
    return {
        "id": definition.id,
        "title": definition.title,
        "kind": definition.kind,
        "also_known_as": list(definition.also_known_as),
        "source": {
            "title": definition.source.title,
            "edition": definition.source.edition,
            "reference": definition.source.reference,
            "confirmed": definition.source.confirmed,
        },
        "owner": definition.owner or "none",
        "reviewed_on": definition.reviewed_on or "not clinically reviewed",
        "purpose": definition.purpose,
        "tables": sorted(catalogue.tables_of(definition)),
        "codelists": sorted(each.id for each in catalogue.codelists_of(definition)),
        "rules": [
            {"code": rule.code, "outcome": rule.kind.word, "sentence": rule.sentence}
            for rule in getattr(definition, "rules", ())
        ],
        "work": work and {"id": work.id, "by": list(work.by), "minutes": work.minutes},
    }


def urls(as_json: Json = False) -> None:
    """Every route of the site: methods and who may."""
    django_setup.start()
    from openpcn.web import urls_table

    table = urls_table()
    if as_json:
        _print(table)
        return
    for row in table:
        line = f"{row['route']:45} {','.join(row['methods']):10} {', '.join(row['who'])}"
        console.print(line, markup=False, soft_wrap=True)


def audit(
    as_json: Json = False,
    person: Annotated[str | None, typer.Option(help="Only what concerns this person reference")] = None,
    limit: Annotated[int, typer.Option(help="The newest so many")] = 200,
) -> None:
    """Who did what and who was shown to whom; verifies the seals first."""
    django_setup.migrate()
    from openpcn.terms import person_key
    from openpcn.work import access

    who = None
    if person:
        try:
            who = person_key.decode(person)
        except ValueError:
            raise Fault("--person: expected a person reference of 13 characters") from None
    broken = access.verify_chain()
    events = access.audit_events(person=who, limit=limit)
    if as_json:
        _print({"broken": broken, "events": events})
    else:
        for event in events:
            console.print(
                f"{event['at']} {event['staff'] or '-':20} {event['action']} {event['object']}", markup=False
            )
    if broken:
        raise Fault(f"the audit trail does not verify: {broken}")
