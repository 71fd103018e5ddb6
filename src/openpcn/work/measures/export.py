"""A definition's position as a file, as the reader sees it: hidden stays hidden."""

from __future__ import annotations

from openpcn.rules.contract import Value
from openpcn.terms import clock, money
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.measures.position import Line, Position, position
from openpcn.work.measures.tables import Number
from openpcn.work.worklists.sheets import Cell, Sheet, fictional_note

HEADER = (
    "", "Achieved", "Due", "Adjusted", "Excluded", "On the register", "Per cent", "Change since last extract",
)  # fmt: skip


def measure_sheets(post: Post, definition: str) -> tuple[Sheet, ...]:
    """By practice, fifth, ethnic group and rule; logs the export (it names nobody).

    Raises KeyError for a definition that is not counted, NotAllowedError for a role that sees no measures.
    """
    held = position(definition, post)
    notes = _notes(held, post)
    tables = (
        ("By practice", "Practice", held.by_practice),
        ("By deprivation", "Deprivation fifth", held.by_fifth),
        ("By ethnic group", "Ethnic group", held.by_ethnic_group),
        *((cut.title, cut.title, cut.lines) for cut in held.by_attribute),
    )
    sheets = [
        Sheet(
            f"{held.definition} {title}",
            (first, *HEADER[1:]),
            tuple(_line(line) for line in (*lines, held.whole)),
            notes if number == 0 else (),
        )
        for number, (title, first, lines) in enumerate(tables)
    ]
    rules = tuple((rule.code, rule.word, rule.sentence, _cell(rule.number)) for rule in held.rules)
    sheets.append(Sheet(f"{held.definition} By rule", ("Rule", "Outcome", "Sentence", "Number"), rules, ()))
    audit.disclose(post, [], Purpose.PLANNING, f"export_measure {definition}")
    return tuple(sheets)


def _notes(held: Position, post: Post) -> tuple[tuple[str, str], ...]:
    paid = held.money
    earned = money.display(paid.pence) if paid.pence is not None else "not known" if paid.paid else "not paid"
    if paid.pence is not None and not paid.confirmed:
        earned = f"about {earned}, unconfirmed"
    return (
        *fictional_note(),
        ("Definition", f"{held.definition}: {held.title}"),
        ("As at", f"{held.as_at:%-d %B %Y}, achievement date {held.achievement_date:%-d %B %Y}"),
        ("Made", f"{clock.now():%-d %B %Y at %H:%M} by {post.staff.display_name}, {post}"),
        *(("Extract of " + ods, f"{day:%-d %B %Y}") for ods, day in held.practice_as_at),
        *(("Not assessed", f"{name} ({ods}): {lacks}") for ods, name, lacks in held.not_assessed),
        *(("Not in these numbers", f"{name} ({ods}): no live agreement") for ods, name in held.not_sharing),
        ("Money", "; ".join(filter(None, (earned, paid.note)))),
        *(("Contract value", _said(value)) for value in paid.values),
        ("Numbers", held.note or "Exact"),
    )


def _said(value: Value) -> str:
    """A contract value with how sure it is and where it is from."""
    standing = value.standing or "confirmed"
    return f"{value.title}: {value.amount} {value.unit}, {standing}. Source: {value.source}"


def _line(line: Line) -> tuple[Cell, ...]:
    return (
        line.title,
        *(_cell(n) for n in (line.achieved, line.due, line.adjusted, line.excluded, line.members)),
        None if line.percent is None else round(line.percent, 1),
        line.change,
    )


def _cell(number: Number) -> Cell:
    return "*" if number.value is None else number.value
