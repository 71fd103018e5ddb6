"""The commands that only read: state, evaluate, explain, definitions, urls, audit."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import console, results
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
        results.print(f"{key}: {value}")


def _live_snapshot() -> Any:
    django_setup.use_live()
    from openpcn.work import submissions

    snapshot = submissions.live_snapshot()
    if snapshot is None:
        raise Fault("no record is live yet. Take one in first: ./openpcn ingest PATH")
    return snapshot


def _dates(snapshot: Any, as_at: str | None, achievement_date: str | None) -> tuple[date, date]:
    """As at, by default the live record's day; the achievement date, by default 31 March after it.

    Raises Fault for a day that the record knows nothing of, and for one outside the contract year.
    """
    known = min(clock.today(), max(part.as_at for part in snapshot.parts.values()))
    at = _day(as_at, "--as-at") or known
    if at > known:
        raise Fault(f"--as-at {at}: the live record ends on {known}. Name that day or an earlier one")
    year_end = ContractYear.of(at).end
    achieved_by = _day(achievement_date, "--achievement-date") or year_end
    if not at <= achieved_by <= year_end:
        raise Fault(
            f"--achievement-date {achieved_by}: expected a day from {at} (as at) to {year_end}, "
            f"the end of contract year {ContractYear.of(at)}"
        )
    return at, achieved_by


def _as_asked(snapshot: Any, as_at: str | None, achievement_date: str | None) -> dict[str, Any]:
    """How the rules are run: on which days, and with which lists and scores, as the live record was."""
    from openpcn.rules.catalogue.edition import edition
    from openpcn.work import submissions

    at, achieved_by = _dates(snapshot, as_at, achievement_date)
    return {
        "as_at": at,
        "achievement_date": achieved_by,
        "require_official": submissions.lists_must_be_official(),
        "scores": edition().scores,
    }


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
    out: Annotated[
        Path | None,
        typer.Option(help="Write outcomes.parquet, people's outcomes, into this folder; audited"),
    ] = None,
    engine: Annotated[
        str, typer.Option(help="arrays; or the same definitions as queries: ibis (on DuckDB) or spark")
    ] = "arrays",
) -> None:
    """Run the definitions over the live record and count the outcomes."""
    import time
    from collections import Counter

    from openpcn.cli.engines import engine_called
    from openpcn.rules import catalogue
    from openpcn.rules.catalogue.edition import edition
    from openpcn.terms.scope import Scope

    run = engine_called(engine)
    chosen = [catalogue.definition(name) for name in definition or ()] or list(catalogue.definitions())
    snapshot = _live_snapshot()
    chosen = [edition().definition(one.id) for one in chosen]
    how = _as_asked(snapshot, as_at, achievement_date)
    if out:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    began = time.perf_counter()
    evaluation = run(snapshot, chosen, scope=Scope.evaluation(snapshot.parts), **how)
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
        _write_outcomes(out / "outcomes.parquet", snapshot.id, evaluation, sorted(wanted))
    answer = {
        "snapshot": snapshot.id,
        "as_at": evaluation.as_at,
        "achievement_date": evaluation.achievement_date,
        "engine": engine,
        "seconds": round(seconds, 3),
        "versions": evaluation.versions,
        "not_assessed": [each.as_json() for each in evaluation.not_assessed if each.definition in wanted],
        "counts": counts,
    }
    if as_json:
        _print(answer)
        return
    results.print(
        f"{snapshot.id} as at {evaluation.as_at}, achievement date {evaluation.achievement_date}: "
        f"{seconds:.2f} s"
    )
    for name, words in counts.items():
        listed = ", ".join(f"{word} {number:,}" for word, number in sorted(words.items()))
        results.print(f"  {name}: {listed or 'nobody'}")
    for line in _caveats(answer):
        results.print(line)


def _caveats(answer: dict[str, Any]) -> Iterator[str]:
    """What the counts rest on that is not certain, and whom they leave out."""
    for name, value in answer["versions"]["parameters"].items():
        if value is None:
            yield f"Contract value {name}: not known"
        elif value["standing"]:
            yield f"Contract value {name} {value['amount']} {value['unit']}: {value['standing']}"
    for each in answer["not_assessed"]:
        yield f"Not assessed: {each['definition']} at {each['practice']}, {'; '.join(each['missing'])}"


def _write_outcomes(path: Path, snapshot_id: str, evaluation: Any, wanted: list[str]) -> None:
    """Write people's outcomes for their owner's eyes alone, with what was run; audited before it is there."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from openpcn.terms.scope import Purpose
    from openpcn.work import access

    table = evaluation.outcomes
    table = table.filter(pc.is_in(table["definition"], pa.array(wanted)))
    metadata = {
        "openpcn.snapshot": snapshot_id,
        "openpcn.as_at": evaluation.as_at.isoformat(),
        "openpcn.achievement_date": evaluation.achievement_date.isoformat(),
        **{f"openpcn.{kind}": json.dumps(held) for kind, held in evaluation.versions.items()},
    }
    working = path.with_name(f"{path.name}.working")
    working.unlink(missing_ok=True)
    access.disclose_command(
        "evaluate --out", table["person_id"].to_pylist(), purpose=Purpose.EVALUATION,
        definitions=wanted, rows=table.num_rows, snapshot=snapshot_id,
    )  # fmt: skip
    with os.fdopen(os.open(working, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        pq.write_table(_published(table, evaluation).replace_schema_metadata(metadata), file)
    working.replace(path)
    console.print(f"{table.num_rows:,} outcomes of people are in {path}: keep it as you keep a record")


def _published(table: Any, evaluation: Any) -> Any:
    """The outcomes under the names of the interface: ``outcome``, and ``versions`` on every row."""
    import numpy as np
    import pyarrow as pa

    names = ["outcome" if name == "word" else name for name in table.column_names]
    versions = pa.array([json.dumps(evaluation.versions, sort_keys=True)])
    same = pa.DictionaryArray.from_arrays(pa.array(np.zeros(table.num_rows, np.int32)), versions)
    return table.rename_columns(names).append_column("versions", same)


def _person(text: str, snapshot: Any) -> int:
    """A person reference as in the address of a page, or an NHS number."""
    from openpcn.terms import nhs_number, person_key
    from openpcn.terms.scope import Fields, Purpose, Scope

    try:
        return person_key.decode(text)
    except ValueError:
        pass
    try:
        number = nhs_number.read(text).number
    except nhs_number.NhsNumberError:
        raise Fault("--person: expected a person reference of 13 characters or an NHS number") from None
    people = snapshot.people(Scope.of(Purpose.INDIVIDUAL_CARE, snapshot.parts, Fields.DEMOGRAPHICS))
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
    """Why a person is, or is not, on a list, and what would change it. The reading is audited.

    Entries that a practice marked confidential are not read, so the answer may differ from the night's.
    """
    from openpcn.rules import catalogue
    from openpcn.rules.catalogue.edition import edition
    from openpcn.rules.engine import explain as run
    from openpcn.terms.scope import Fields, Purpose, Scope

    chosen = catalogue.definition(definition)
    snapshot = _live_snapshot()
    chosen = edition().definition(chosen.id)
    how = _as_asked(snapshot, as_at, achievement_date)
    who = _person(person, snapshot)
    from openpcn.work import access

    scope = Scope.of(Purpose.INDIVIDUAL_CARE, snapshot.parts, Fields.RECORD, [who])
    access.disclose_command("explain", [who], purpose=scope.purpose, definition=chosen.id)
    found = run(snapshot, who, chosen, scope=scope, **how)
    if as_json:
        _print(found.as_json())
        return
    for line in found.lines():
        results.print(line)


def definitions(as_json: Json = False) -> None:
    """Every definition: id, title, kind, source, rules."""
    from openpcn.rules import catalogue

    listed = [_described(one) for one in catalogue.definitions()]
    if as_json:
        _print(listed)
        return
    for one in listed:
        results.print(f"{one['id']:20} {one['kind']:12} {one['title']}")


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
        "tables_if_supplied": sorted(catalogue.tables_if_supplied(definition)),
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
        results.print(f"{row['route']:45} {','.join(row['methods']):10} {', '.join(row['who'])}")


def audit(
    as_json: Json = False,
    person: Annotated[str | None, typer.Option(help="Only what concerns this person reference")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many")] = 200,
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
            about = f"{event['object']['kind']} {event['object']['id']}".strip()
            results.print(f"{event['at']} {event['staff'] or '-':20} {event['action']} {about}")
    if broken:
        raise Fault(f"the audit trail does not verify: {broken}")
