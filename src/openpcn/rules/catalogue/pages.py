"""A definition as a page of Markdown: what it means, in words that the definition itself supplies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpcn.codes import Codelist
from openpcn.rules.catalogue.crosswalk import crosswalk, papers
from openpcn.rules.catalogue.index import (
    codelists_of,
    definitions,
    parameters_of,
    registers_of,
    service_of,
    stories,
    tables_if_supplied,
    tables_of,
)
from openpcn.rules.catalogue.modules import readers_of, scores
from openpcn.rules.catalogue.not_held import NOT_HELD
from openpcn.rules.catalogue.outline import Point, outline
from openpcn.rules.contract import Contract
from openpcn.rules.language import BoolExpr, Definition, Indicator, Ratio, Register, Source, Story
from openpcn.rules.services import SERVICES

_SUBSET_NOTE = (
    "The lists that come with the project are small demonstration subsets. A live site loads the official "
    "lists."
)
_VERBS = {"exclude": "removed", "achieve": "achieved", "adjust": "adjusted"}


def render_index() -> str:
    """The list of all definitions, by service, with a link to each."""
    groups = {service.title: service.definitions for service in SERVICES}
    placed = {each.id for group in groups.values() for each in group}
    groups["Registers that several build on"] = tuple(each for each in definitions() if each.id not in placed)
    sections = [
        "# Definitions",
        f"Every definition of this version: {len(definitions())}, by service. These pages are generated from "
        "the definitions themselves. See also [other years' names](names.md) and [scores](scores.md).",
    ]
    for title, group in groups.items():
        rows = [
            (f"[{each.id}]({each.id}.md)", each.title, each.kind, _lists_words(each), _review_words(each))
            for each in group
        ]
        if rows:
            sections += [f"## {title}", _table(("Id", "Title", "Kind", "Worklists", "Clinical review"), rows)]
    return _page(*sections)


def render_names() -> str:
    """The crosswalk: every other name with the definition that it means here."""
    rows = [
        (name, papers(name) or "other papers", f"[{each.id}]({each.id}.md)", each.title, each.source.edition)
        for name, each in crosswalk()
    ]
    return _page(
        "# Other years' names",
        "The contract has numbered the same things differently over the years. Each definition has one id "
        "here; these are the others.",
        _table(("Name", "Numbering of", "Here", "Title", "Edition followed"), rows),
        "## Not defined here",
        _table(
            ("Names", "What is known of them"),
            ((", ".join(one.names), _sentence(one.known)) for one in NOT_HELD),
        ),
    )


def render_scores() -> str:
    """Every score module: what it is for, its version, what it is made of."""
    sections = [
        "# Scores",
        "A score in the record is used where there is one. Working one out is switched on module by module; "
        "at a real site every module is off until somebody acknowledges its intended purpose.",
    ]
    for each in scores():
        source = _source_words(each.source)
        readers = ", ".join(f"[{one.id}]({one.id}.md)" for one in readers_of(each))
        facts = [
            ("Intended purpose", each.purpose),
            ("Version", each.version),
            ("Source", source),
            ("Made of", ", ".join(one.name.replace("_", " ") for one in each.inputs)),
            ("Asked for by", readers or "no definition"),
        ]
        if each.limits:
            facts.append(("Cannot be calculated", "; ".join(limit.sentence for limit in each.limits)))
        if each.notice:
            facts.append(("Said beside every result", each.notice))
        sections += [f"## {each.title}", _table(("", ""), facts)]
    return _page(*sections)


def _lists_words(definition: Definition) -> str:
    if not isinstance(definition, Indicator) or definition.work is None:
        return ""
    return "on lists" if definition.listed else "measured only"


def render(definition: Definition) -> str:
    """The page of one definition."""
    sections = [f"# {definition.id}: {definition.title}", *_about(definition)]
    if isinstance(definition, Register):
        sections += ["## Who is on it", _points(definition.population)]
    if isinstance(definition, Indicator):
        sections += _indicator(definition)
    if isinstance(definition, Ratio):
        sections += [
            "## What is counted",
            _points(definition.population),
            _sentence(f"For each of them: {definition.numerator.describe()}"),
            f"The measure is the sum of it, per {definition.per}.",
        ]
    sections += _needs(definition)
    sections += _stories(stories(definition.id))
    return _page(*sections)


def _about(definition: Definition) -> list[str]:
    facts = [
        ("Service", service.title if (service := service_of(definition)) else "shared by several"),
        ("Kind", definition.kind),
        ("Source", _source_words(definition.source)),
        ("Clinical review", _review_words(definition)),
        ("Purpose", definition.purpose.label),
    ]
    if definition.also_known_as:
        facts.append(("Also written", ", ".join(definition.also_known_as)))
    needed = registers_of(definition)
    if needed:
        facts.append(("Builds on", ", ".join(f"[{each.id}]({each.id}.md)" for each in needed)))
    return [_table(("", ""), facts), definition.rationale]


def _source_words(source: Source) -> str:
    where = ", ".join(part for part in (source.title, source.edition, source.reference) if part)
    return where + ("" if source.confirmed else " (not re-read in the primary source)")


def _review_words(definition: Definition) -> str:
    if definition.owner is None or definition.reviewed_on is None:
        return "not clinically reviewed"
    return f"{definition.owner}, {definition.reviewed_on:%-d %B %Y}"


def _indicator(indicator: Indicator) -> list[str]:
    sections = ["## Who is looked at", _points(indicator.population)]
    if indicator.per is not None:
        starts = " or ".join(each.describe() for each in indicator.per.start)
        each = "the latest counts" if indicator.per.keep == "last" else "each counts"
        sections.append(
            f"Each episode is looked at by itself. It opens with: {starts}. A day within "
            f"{indicator.per.close_within} belongs to it; of several episodes {each}."
        )
    sections += [
        "## Rules, in order",
        "The first rule that holds decides. Nobody is left over: where none holds, the person is due.",
        _table(
            ("Code", "Then", "Shown as"),
            [(rule.code, _VERBS[rule.kind.value], rule.sentence) for rule in indicator.rules],
        ),
        *(f"**{rule.code}** holds when\n\n{_points(rule.when)}" for rule in indicator.rules),
        f"Otherwise **due**: {indicator.due_sentence or indicator.title}. "
        f"By: {indicator.due_date.describe()}.",
    ]
    if indicator.nearly:
        sections += [
            "## Looks like it, but does not count",
            _list(each.sentence for each in indicator.nearly),
        ]
    if indicator.shows:
        sections += ["## Shown to staff", _list(show.sentence for show in indicator.shows)]
    if indicator.work is not None:
        work = indicator.work
        facts = [
            ("Work", work.title),
            ("By", ", ".join(role.replace("_", " ") for role in work.by)),
            ("Minutes", str(work.minutes)),
        ]
        if work.counts:
            facts.append(("What will count", ", ".join(work.counts)))
        if work.red_flag is not None:
            facts.append(("Seen first", work.red_flag_sentence))
        sections += ["## The work", _table(("", ""), facts)]
    paid = "Not paid." if indicator.paid is None else f"Paid to the {indicator.paid.to} by points."
    sections += ["## Money", paid]
    return sections


def _needs(definition: Definition) -> list[str]:
    lists = codelists_of(definition)
    sections = ["## Codelists", _table(("Id", "Title", "Codes", "Cluster", "Source"), map(_list_row, lists))]
    sections.append(_SUBSET_NOTE)
    names = parameters_of(definition)
    if names:
        contract = Contract.load()
        rows = [
            (
                row.name,
                f"{row.amount} {row.unit}",
                f"{row.valid_from} to {row.valid_to}",
                row.source if row.confirmed else f"{row.source} (unconfirmed)",
            )
            for name in names
            for row in contract.rows(name)
        ]
        sections += [
            "## Contract values",
            "Outside these dates the last published value is used, and called unconfirmed.",
            _table(("Name", "Value", "Dates", "Source"), rows),
        ]
    sections.append(
        f"Tables of the record that a feed must supply: {', '.join(sorted(tables_of(definition)))}."
    )
    if beside := tables_if_supplied(definition):
        sections.append(f"Used as well where a feed supplies them: {', '.join(sorted(beside))}.")
    return sections


def _list_row(codelist: Codelist) -> tuple[str, ...]:
    source = codelist.source
    return (codelist.id, codelist.title, str(len(codelist)), codelist.cluster or "", source)


def _stories(told: Sequence[Story]) -> list[str]:
    if not told:
        return []
    rows = [
        (each.title, str(each.about), f"{each.as_at}, year to {each.achievement_date}", str(each.expect))
        for each in told
    ]
    return [
        "## Stories",
        "Each is a test that every evaluator must pass.",
        _table(("Story", "What happened", "Looked at on", "Outcome"), rows),
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _points(condition: BoolExpr | None) -> str:
    """A condition as nested points; its registers lead to their pages."""
    if condition is None:
        return "Everybody registered."
    lines: list[str] = []

    def write(point: Point, depth: int) -> None:
        register = point.register
        named = "" if register is None else f"[{register.title}]({register.id}.md)"
        lines.append(f"{'  ' * depth}- {point.text}{named}")
        for part in point.parts:
            write(part, depth + 1)

    write(outline(condition), 0)
    return "\n".join(lines)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _page(*sections: str) -> str:
    return "\n\n".join(section for section in sections if section) + "\n"
