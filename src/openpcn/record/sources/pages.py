"""What the page about an extract shape says of its tables, written from the declarations.

A page is prose with one part between two marks; ``filled`` puts the tables there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpcn.record.sources.base import SupplierTable, UnreadTable

BEGIN = "<!-- tables: written from the declarations by `./openpcn reference` -->"
END = "<!-- end of the tables -->"


def filled(page: str, tables: Sequence[SupplierTable], unread: Sequence[UnreadTable]) -> str:
    """The page with what is between its marks written anew. Raises ValueError where a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has not both marks: {BEGIN} and {END}")
    return before + begin + "\n\n" + "\n".join(described(tables, unread)) + "\n" + end + after


def described(tables: Sequence[SupplierTable], unread: Sequence[UnreadTable]) -> Iterator[str]:
    """Every table and column, line by line: read, not read, and why."""
    yield "| table | a full submission needs it | becomes |"
    yield "| --- | --- | --- |"
    for table in tables:
        yield f"| [`{table.name}`](#{table.name.lower()}) | {_yes(table.expected)} | {table.becomes} |"
    yield ""
    for table in tables:
        yield from _table(table)
    yield "### Tables that are not read"
    yield ""
    yield "They are checked against the manifest and listed in the receipt with their rows."
    yield ""
    yield "| table | why | its columns |"
    yield "| --- | --- | --- |"
    for each in unread:
        yield f"| `{each.name}` | {each.why} | {', '.join(each.columns) or 'not known here'} |"


def _table(table: SupplierTable) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield f"A row is known by {' and '.join(table.key)}. {_life(table)}"
    yield ""
    must = [rule.name for rule in table.columns if not rule.may_be_absent]
    yield f"- **Read, and must be there:** {', '.join(must)}."
    if may := [_spelt(rule.name, rule.aliases) for rule in table.columns if rule.may_be_absent]:
        yield f"- **Read where there:** {', '.join(may)}."
    for why, columns in _by_reason(table).items():
        yield f"- **Not read**, {why}: {', '.join(columns)}."
    for reference in table.references:
        yield f"- **Waits** for the {reference.what} that {reference.column} names."
    for rule in table.set_aside:
        counted = "counted as another practice's" if rule.another else f"`{rule.reason}`"
        yield f"- **Kept out** ({counted}): {rule.sentence}."
    yield ""


def _life(table: SupplierTable) -> str:
    told = []
    if table.sequence:
        told.append(f"The highest {table.sequence} of a delivery counts.")
    if table.deleted and table.delete_keeps:
        told.append(f"{table.deleted} ends it and keeps what it said.")
    elif table.deleted:
        told.append(f"{table.deleted} removes it.")
    return " ".join(told)


def _by_reason(table: SupplierTable) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for column, why in table.ignored.items():
        grouped.setdefault(why, []).append(column)
    return grouped


def _spelt(name: str, aliases: Sequence[str]) -> str:
    return f"{name} (also {', '.join(aliases)})" if aliases else name


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
