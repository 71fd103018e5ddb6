"""Evaluates the practices whose inputs changed; what the others came to is kept beside the record.

What a practice comes to depends on its part, on whose the patients of that part are and which of them are
here now (people move, merge and split through other practices' submissions), on deaths that another practice
knows of, on the days asked about, and on definitions, codelists, contract values and this program. All of it
makes the name under which the outcomes are kept. Another day changes every name: windows move.

    record/evaluated/<name>/       outcomes.parquet, shown.parquet, amounts.parquet, rest.json

A folder that is missing or cannot be read is evaluated again. They are copies: a backup leaves them out.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import openpcn
from openpcn.record.store import Snapshot, Store, durable
from openpcn.rules import engine
from openpcn.rules.contract import in_use
from openpcn.rules.engine import OUTCOMES, SHOWN, Evaluation, NotAssessed
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.evaluation import AMOUNTS, joined, versions_of
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.language import Definition, Indicator
from openpcn.terms.scope import Scope

PROGRAM = ("codes", "record", "rules", "terms")  # packages that an outcome depends on
_TABLES = {"outcomes": OUTCOMES, "shown": SHOWN, "amounts": AMOUNTS}


@dataclass(frozen=True)
class Evaluated:
    """The evaluation of a snapshot, and the practices evaluated for it; the others' outcomes were kept."""

    evaluation: Evaluation
    practices: tuple[str, ...]


def evaluate(
    store: Store,
    snapshot: Snapshot,
    definitions: Sequence[Definition],
    *,
    as_at: date,
    achievement_date: date,
    require_official: bool,
    scores: frozenset[str] = frozenset(),
    reasons: Callable[[Indicator], bool] = lambda definition: True,
) -> Evaluated:
    """The same as ``engine.evaluate`` of every practice, in the same order; called under the store's lock.

    Steps: evaluated.written and the others of ``durable.publish``, for each practice evaluated.
    """
    folder = store.root / "evaluated"
    folder.mkdir(mode=0o700, exist_ok=True)
    said = versions_of(definitions, Parameters(achievement_date, scores=scores))
    told = [each.id for each in definitions if isinstance(each, Indicator) and reasons(each)]
    asked = [
        program(), in_use().version, said, as_at.isoformat(), achievement_date.isoformat(), require_official,
        told,
    ]  # fmt: skip
    names = {ods: _name(snapshot, ods, asked) for ods in snapshot.practices}
    kept = {ods: _read(folder / name, said, as_at, achievement_date) for ods, name in names.items()}
    anew = tuple(ods for ods, held in kept.items() if held is None)
    if anew:
        made = engine.evaluate(
            snapshot,
            definitions,
            as_at=as_at,
            achievement_date=achievement_date,
            scope=Scope.evaluation(snapshot.practices),
            practices=anew,
            require_official=require_official,
            scores=scores,
            reasons=reasons,
        )
        for ods in anew:
            kept[ods] = made.by_practice[ods]
            _write(store, folder / names[ods], made.by_practice[ods])
    for path in folder.iterdir():
        if path.name not in names.values():
            shutil.rmtree(path)
    found = {ods: held for ods, held in kept.items() if held is not None}
    used = {name: value for each in found.values() for name, value in each.versions["parameters"].items()}
    versions = {**said, "parameters": dict(sorted(used.items()))}
    return Evaluated(joined(found, Dates(as_at, achievement_date), versions), anew)


def _name(snapshot: Snapshot, ods: str, asked: list[Any]) -> str:
    """Names everything that the outcomes of a practice depend on."""
    places = snapshot.places(ods)
    deaths = sorted((patient, day.isoformat()) for patient, day in snapshot.deaths(ods).items())
    text = json.dumps([snapshot.parts[ods].description.part_id, deaths, *asked], sort_keys=True)
    named = hashlib.sha256(text.encode())
    named.update(places.person_id.tobytes())
    named.update(places.current.tobytes())
    return named.hexdigest()


@cache
def program() -> str:
    """A hash of this program's own text, as far as it decides outcomes."""
    held = hashlib.sha256()
    root = Path(openpcn.__file__).parent
    for package in PROGRAM:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                held.update(str(path.relative_to(root)).encode())
                held.update(path.read_bytes())
    return held.hexdigest()


def _write(store: Store, folder: Path, evaluation: Evaluation) -> None:
    working = store.working_folder("evaluated")
    for name in _TABLES:
        pq.write_table(getattr(evaluation, name), working / f"{name}.parquet", compression="zstd")
    rest = {
        "not_assessed": [each.as_json() for each in evaluation.not_assessed],
        "parameters": evaluation.versions["parameters"],
    }
    (working / "rest.json").write_text(json.dumps(rest))
    if folder.exists():  # it could not be read
        shutil.rmtree(folder)
    durable.publish(working, folder, "evaluated")


def _read(folder: Path, versions: dict[str, Any], as_at: date, achievement_date: date) -> Evaluation | None:
    """What was kept; None where it is not there, or not whole."""
    try:
        outcomes, shown, amounts = (pq.read_table(folder / f"{name}.parquet") for name in _TABLES)
        rest = json.loads((folder / "rest.json").read_text())
        absent = tuple(
            NotAssessed(each["practice"], each["definition"], tuple(each["missing"]))
            for each in rest["not_assessed"]
        )
        parameters = rest["parameters"]
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None
    if not all(
        held.schema.equals(_TABLES[name])
        for name, held in zip(_TABLES, (outcomes, shown, amounts), strict=True)
    ):
        return None
    said = {**versions, "parameters": parameters}
    return Evaluation(outcomes, shown, absent, as_at, achievement_date, said, amounts)
