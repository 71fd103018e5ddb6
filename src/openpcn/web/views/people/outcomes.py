"""Why somebody is not on a list, in one line each, and the scores behind the lists they are on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import evaluate_person, lacking, scores_of
from openpcn.rules.language import Indicator, Word
from openpcn.terms.dates import ContractYear
from openpcn.terms.scope import Purpose
from openpcn.web.views.people.opening import Opened
from openpcn.work import submissions
from openpcn.work.worklists.presenting import calculators


@dataclass(frozen=True)
class NotOn:
    """One list the person is not on, and the rule that decided."""

    definition: str
    title: str
    word: str
    sentence: str


def not_on_lists(opened: Opened) -> list[NotOn]:
    """Every definition that fills lists and for which the person is not due, as the live record stands."""
    snapshot = submissions.live_snapshot()
    row = submissions.live_row()
    if snapshot is None or row is None:
        return []
    runs = edition()
    definitions = [one for one in runs.definitions() if isinstance(one, Indicator) and runs.fills_lists(one)]
    if opened.state.risk_stratification_objection:
        definitions = [one for one in definitions if one.purpose is not Purpose.RISK_STRATIFICATION]
    official = submissions.lists_must_be_official()
    outcomes = evaluate_person(
        snapshot,
        opened.access.person,
        definitions,
        as_at=row.as_at,
        achievement_date=ContractYear.of(row.as_at).end,
        scope=opened.access.scope,
        require_official=official,
        scores=runs.scores,
    )
    due = {outcome.definition for outcome in outcomes if outcome.word is Word.DUE}
    decided = {outcome.definition: outcome for outcome in outcomes if outcome.definition not in due}
    part = snapshot.parts[opened.state.practice]
    found = []
    for one in definitions:
        if one.id in due:
            continue
        absent = lacking(one, part.supplies, covers=part.covers, require_official=official)
        if absent:
            sentence = f"Not assessed: {'; '.join(absent)}"
            found.append(NotOn(one.id, one.title, Word.NOT_ASSESSED.value, sentence))
            continue
        outcome = decided.get(one.id)
        word = outcome.word if outcome else Word.OUTSIDE
        rule = next((rule for rule in one.rules if outcome and rule.code == outcome.rule), None)
        sentence = rule.sentence if rule else "Not one of the people this list is for"
        found.append(NotOn(one.id, one.title, word.value, sentence))
    return found


def worked_out(opened: Opened) -> dict[str, dict[str, Any]]:
    """By id, each score behind the person's reasons that the record does not hold, with its inputs."""
    snapshot, live = submissions.live_snapshot(), submissions.live_row()
    wanted = {each.id for each in calculators(opened.row.needs if opened.row else ())}
    if snapshot is None or live is None or not wanted:
        return {}
    found = scores_of(
        snapshot,
        opened.access.person,
        [module for module in catalogue.scores() if module.id in wanted],
        as_at=live.as_at,
        achievement_date=ContractYear.of(live.as_at).end,
        scope=opened.access.scope,
        scores=edition().scores,
    )
    return {each.module.id: each.as_json() for each in found if each.words and not each.coded}
