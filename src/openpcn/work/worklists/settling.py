"""What settles a need: what can be recorded here, and what only the practice's own data can show."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.catalogue.edition import edition
from openpcn.rules.language import Definition, Fact, Indicator, Rule, RuleKind, walk
from openpcn.work.entries.forms import Choice, FormError, choices, medicines
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.models import Listed

#: What the rules read beside coded entries, in words. Nothing of it is recorded here.
_ELSEWHERE = {
    "issue": "what is prescribed",
    "medication": "what is prescribed",
    "appointment": "appointments",
    "consultation": "contacts with the practice",
    "hospital_stay": "stays in hospital",
    "care_home_stay": "the bed lists of homes",
}


@dataclass(frozen=True)
class Settling:
    """What settles the needs of a definition.

    choices: the codes that may be recorded here. medicines: titles of those of which an issue counts;
    elsewhere: whatever else counts that is not recorded here. sentences: of the rules of achievement, each of
    which is enough.
    """

    choices: tuple[Choice, ...]
    medicines: tuple[str, ...]
    elsewhere: tuple[str, ...]
    sentences: tuple[str, ...]


def settling(definition: str) -> Settling:
    """What settles the needs of a definition in the live snapshot, in the order of its codelists and rules.

    Raises FormError for one that is on no list.
    """
    counts = counts_of(definition)
    issued = tuple(held.title for held in medicines(counts))
    found = edition().definition(definition)
    read = _read_by_achievement(found)
    words = {_ELSEWHERE[table]: None for table in _ELSEWHERE if table in read}
    return Settling(
        choices(counts),
        issued,
        tuple(each for each in words if not (issued and each == _ELSEWHERE["issue"])),
        tuple(rule.sentence for rule in _achievements(found)),
    )


def counts_of(definition: str) -> list[str]:
    """The codelists that count for a definition's work in the live snapshot. Raises FormError without one."""
    row = Listed.objects.filter(snapshot_id=live_snapshot_id() or "", definition=definition).first()
    if row is None:
        raise FormError(f"{definition} is on no list now: go back to the list")
    counts: list[str] = row.counts
    return counts


def _achievements(definition: Definition) -> tuple[Rule, ...]:
    rules = definition.rules if isinstance(definition, Indicator) else ()
    return tuple(rule for rule in rules if rule.kind is RuleKind.ACHIEVE)


def _read_by_achievement(definition: Definition) -> frozenset[str]:
    facts = (node for rule in _achievements(definition) for node in walk(rule.when) if isinstance(node, Fact))
    return frozenset[str]().union(*(fact.tables for fact in facts))
