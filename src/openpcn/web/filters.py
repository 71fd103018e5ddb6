"""How dates, numbers and identifiers read on a page: the NHS content style guide's forms."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup

from openpcn.rules.contract import Value
from openpcn.terms import clock, dates, money, nhs_number
from openpcn.terms.scope import Purpose
from openpcn.work.worklists.small_numbers import suppress

_CAPITALS = re.compile(r"\b(nhs|pcn|gp)\b", re.IGNORECASE)


def nhs_date(day: date | datetime | str | None, absent: str = "not recorded") -> str:
    """6 August 2018. Text is read as ISO 8601."""
    moment = _read(day)
    return f"{moment.day} {moment:%B %Y}" if moment else absent


def short_date(day: date | datetime | str | None, absent: str = "") -> str:
    """6 Aug 2018: where a table has no room for the month in full."""
    moment = _read(day)
    return f"{moment.day} {moment:%b %Y}" if moment else absent


def weekday_date(day: date | datetime | str | None, absent: str = "not recorded") -> str:
    """Wednesday 6 August 2018: where the day of the week matters."""
    moment = _read(day)
    return f"{moment:%A} {moment.day} {moment:%B %Y}" if moment else absent


def nhs_time(moment: datetime) -> str:
    """5:30pm, midday, midnight, 9am; in London."""
    local = _local(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def nhs_datetime(moment: datetime | str | None, absent: str = "not recorded") -> str:
    """21 November 2026 at 6:02am."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return f"{nhs_date(_local(moment))} at {nhs_time(moment)}" if moment else absent


def number(value: int | float | Decimal | None, absent: str = "not known") -> str:
    """1,234; decimals only where there are some."""
    if value is None:
        return absent
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def percent(share: float | None, absent: str = "not known") -> str:
    """56.4% from 0.564."""
    return absent if share is None else f"{share * 100:.1f}%"


def pounds(pence: int | None, absent: str = "not known") -> str:
    """£1,234.50 from pence; unknown money is never zero."""
    return absent if pence is None else money.display(pence)


def amount(value: Value) -> str:
    """£225.49 per point, from a contract value in GBP; 38 points."""
    unit = value.unit.removeprefix("GBP").strip()
    return f"{'£' if value.unit.startswith('GBP') else ''}{value.amount} {unit}".strip()


def spaced_nhs_number(digits: str | None, absent: str = "not held") -> Markup | str:
    """999 123 4567 on one line."""
    if not digits:
        return absent
    return Markup('<span class="nhsuk-u-nowrap">{}</span>').format(nhs_number.display(digits))


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 person, 2 people, 1,234 people."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def words(identifier: str) -> str:
    """Care coordinator, from care_coordinator; also of several, with commas."""
    text = str(identifier).replace("_", " ").strip()
    return _CAPITALS.sub(lambda found: found[0].upper(), text[:1].upper() + text[1:])


def age(born: date | str | None, on: date | None = None) -> int | None:
    """Completed years of age today, or on a day."""
    moment = _read(born)
    return dates.age_on(moment, on or clock.today()) if moment else None


def _read(day: date | datetime | str | None) -> date | None:
    if day is None or day == "":
        return None
    if isinstance(day, str):
        day = datetime.fromisoformat(day) if len(day) > 10 else date.fromisoformat(day)
    return _local(day).date() if isinstance(day, datetime) else day


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(clock.LONDON)


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    return text and text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def purpose_words(purpose: str) -> str:
    """Individual care, from individual_care."""
    return Purpose(purpose).label


def rounded(n: int | None, absent: str = "not known") -> str:
    """1 to 7, or the nearest 5: a count for readers who may have numbers and not the people behind them."""
    if n is None:
        return absent
    shown = suppress(n)
    return "1 to 7" if shown is None else number(shown)


def filesize(size: int) -> str:
    """1.2 MB, 340 KB: as file managers say it, in thousands."""
    for unit, many in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if size >= many:
            return f"{number(round(size / many, 1))} {unit}"
    return plural(size, "byte")


def is_day(text: str) -> bool:
    """Whether a value in words is a day, such as 2026-02-10."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


FILTERS = {
    "is_day": is_day,
    "purpose_words": purpose_words,
    "sentence": sentence,
    "nhs_date": nhs_date,
    "short_date": short_date,
    "weekday_date": weekday_date,
    "nhs_time": nhs_time,
    "nhs_datetime": nhs_datetime,
    "number": number,
    "percent": percent,
    "pounds": pounds,
    "amount": amount,
    "nhs_number": spaced_nhs_number,
    "plural": plural,
    "rounded": rounded,
    "filesizeformat": filesize,
    "words": words,
    "age": age,
}
