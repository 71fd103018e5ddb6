"""Another definition from one and a few settings: a threshold, a period, a codelist put otherwise.

::

    settings(HYP008)                      what can be set, each with an id, a label, its value and limits
    altered(HYP008, {"age_on_the_achievement_date_is_at_least": 75})

Trees are rebuilt by substitution and checked like any other definition. The words (title, sentences) stay:
whoever shows an altered definition says what was altered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from openpcn.codes import CodelistError
from openpcn.codes.library import in_use

from .definitions import Definition
from .errors import DefinitionError, nearest
from .settings import Key, Setting, SettingKind, Walk

Given = Mapping[str, object]
Kind = TypeVar("Kind", bound=Definition)
_LONGEST_ID = 80


class SettingError(DefinitionError):
    """A setting that cannot be: unknown, no number, out of range. The words are the message as it stands."""

    def __str__(self) -> str:
        return str(self.args[0])


def settings(definition: Definition, on: date | None = None) -> tuple[Setting, ...]:
    """What can be set, in reading order. on: the day whose contract values stand; default the last known."""
    return tuple(_settings(definition, on).values())


def altered(definition: Kind, given: Given) -> Kind:
    """The definition with some settings put otherwise, under the same id.

    Raises SettingError naming the definition for an unknown setting, something that is no number, a value
    out of range or an unknown codelist, and DefinitionError where the altered rules mean nothing (one becomes
    unreachable).
    """
    held = {one.id: (key, one) for key, one in _settings(definition, None).items()}
    changes: dict[Key, object] = {}
    for id, value in given.items():
        if id not in held:
            raise SettingError(f"{definition.id}: no setting {id!r}: {nearest(id, held)}")
        key, setting = held[id]
        changes[key] = checked(definition, setting, value)
    return type(definition)(**Walk(given=changes).definition(definition))


def checked(definition: Definition, setting: Setting, value: object) -> float | str:
    """The value as the setting takes it. Raises SettingError naming the definition and the setting."""
    where = f"{definition.id}: {setting.label}"
    if setting.kind is SettingKind.CODELIST:
        return _codelist(where, str(setting.value), str(value).strip())
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(str(value).strip())
    except ValueError:
        raise SettingError(f"{where}: expected a number, found {value!r}") from None
    if not math.isfinite(number):
        raise SettingError(f"{where}: expected a number, found {value!r}")
    if setting.whole and number != int(number):
        raise SettingError(f"{where}: expected a whole number, found {number:g}")
    if not setting.lowest <= number <= setting.highest:
        unit = f" {setting.unit}" if setting.unit else ""
        raise SettingError(
            f"{where}: {number:g}{unit} is out of range: {setting.lowest:g} to {setting.highest:g}"
        )
    return number


def _codelist(where: str, now: str, wanted: str) -> str:
    library = in_use()
    try:
        chosen = library[wanted]
    except CodelistError as fault:
        raise SettingError(f"{where}: {fault}") from fault
    if chosen.system != library[now].system:
        raise SettingError(
            f"{where}: {wanted} is a list of {chosen.system} codes, {now} one of {library[now].system} codes"
        )
    return wanted


def _settings(definition: Definition, on: date | None) -> dict[Key, Setting]:
    """Every setting by what it stands for, with its id."""
    walk = Walk(on)
    walk.definition(definition)
    named: dict[Key, Setting] = {}
    taken: set[str] = set()
    for key, found in walk.found.items():
        if found.kind is SettingKind.CODELIST:
            base = f"codelist_{found.value}"
        else:
            base = re.sub(r"[^a-z0-9]+", "_", found.label.lower()).strip("_")[:_LONGEST_ID]
        id, number = base, 1
        while id in taken:
            number += 1
            id = f"{base}_{number}"
        taken.add(id)
        named[key] = replace(found, id=id)
    return named
