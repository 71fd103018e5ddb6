"""What can be set in a definition: its thresholds, periods and codelists, found by walking it once.

A walk rebuilds the definition; where it meets something that can be set it notes it down, and puts another
value in its place where one is asked for. What stands in several rules in the same words is one setting.
Registers and scores that a definition builds on are definitions of their own: the walk stops before them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from openpcn.rules.contract import in_use
from openpcn.terms.units import Unit

from .codelists import Codes
from .combined import Pair
from .definitions import Definition, On
from .expressions import Compare, Node, NumberConstant, NumberExpr, Op, Shift
from .facts import BloodPressure, Count, Fact, NumberOf, PressureIs, ValueIs
from .frozen import changed
from .parts import Episode, Nearly, Rule, Show, Work
from .periods import Period, PeriodUnit
from .registration import AgeOn, DeprivationFifth, Param
from .scores import Scored
from .windows import Bound, Window

Key = tuple[object, ...]


class SettingKind(StrEnum):
    THRESHOLD = "threshold"
    PERIOD = "period"
    CODELIST = "codelist"


@dataclass(frozen=True)
class Setting:
    """One thing that can be set. id: the label in lower case, stable while the definition's words are.

    value: a number, or the id of a codelist. contract: the contract value it stands for, where it does; then
    value is what the contract says on the day asked about, None where that is not known.
    """

    id: str
    kind: SettingKind
    label: str
    value: float | str | None
    unit: str = ""
    lowest: float = 0
    highest: float = 0
    whole: bool = False
    contract: str = ""

    @property
    def value_in_words(self) -> str:
        if self.value is None:
            return "not known"
        shown = f"{self.value:g}" if isinstance(self.value, float) else str(self.value)
        return f"{shown} {self.unit}".strip()


_FLIPPED = {Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE, Op.EQ: Op.EQ}
_LONGEST = {PeriodUnit.DAYS: 3_660, PeriodUnit.MONTHS: 360, PeriodUnit.WORKING_DAYS: 260}
_RANGE = {Unit.MMHG: (20.0, 300.0), Unit.PERCENT: (0.0, 100.0)}


class Walk:
    """One pass over a definition. found: settings by what they stand for; given: new values by the same."""

    def __init__(self, on: date | None = None, given: Mapping[Key, Any] | None = None) -> None:
        self.on = on
        self.given = given or {}
        self.found: dict[Key, Setting] = {}
        self._held: dict[tuple[Node, str], Node] = {}

    def definition(self, of: Definition) -> dict[str, Any]:
        """The fields of the definition, rebuilt."""
        return {each.name: self.part(getattr(of, each.name), "") for each in fields(of)}

    def part(self, each: Any, about: str) -> Any:
        """Anything in a definition. about: what the fact around it looks for; empty outside of one."""
        if isinstance(each, Node):
            if (each, about) not in self._held:
                self._held[each, about] = self._node(each, about)
            return self._held[each, about]
        if isinstance(each, tuple):
            return tuple(self.part(one, about) for one in each)
        match each:
            case Window():
                return self._window(each, about)
            case Codes():
                return self._codes(each)
            case Work():
                return self._work(each)
            case Episode():
                rebuilt = self._fields(each, "")
                words = "How long the clock of an episode runs"
                return changed(rebuilt, close_within=self._period(("episode",), each.close_within, words))
            case ValueIs():
                words = f"{about}: seen where the value {each.op.words}"
                return replace(
                    each, amount=self._number(("value", about, each), words, each.amount, each.unit)
                )
            case PressureIs():
                return self._pressure(each, about)
            case Rule() | Nearly() | Show():
                return self._fields(each, about)
        return each  # words, numbers, and what a definition builds on

    def _node(self, each: Node, about: str) -> Node:
        if isinstance(each, On | Scored):
            return each
        if isinstance(each, Compare):
            return self._compare(each)
        if isinstance(each, Shift):
            return self._shift(each, about)
        if isinstance(each, Fact):
            return self._fact(each)
        return self._fields(each, about) if is_dataclass(each) else each

    def _fields(self, each: Any, about: str) -> Any:
        """A copy with its parts rebuilt; itself where none changes."""
        was = {one.name: getattr(each, one.name) for one in fields(each)}
        now = {name: self.part(value, about) for name, value in was.items()}
        same = all(now[name] is was[name] or now[name] == was[name] for name in was)
        return each if same else changed(each, **now)

    def _compare(self, each: Compare) -> Node:
        rebuilt: Compare = self._fields(each, "")
        left, right = each.left, each.right
        if not (isinstance(left, NumberExpr) and isinstance(right, NumberExpr)):
            return rebuilt
        if isinstance(right, NumberConstant | Param) and not isinstance(left, NumberConstant):
            limit = self._limit(("limit", each), left, each.op, right)
            return rebuilt if limit is right else replace(rebuilt, right=limit)
        if isinstance(left, NumberConstant | Param) and not isinstance(right, NumberConstant):
            limit = self._limit(("limit", each), right, _FLIPPED[each.op], left)
            return rebuilt if limit is left else replace(rebuilt, left=limit)
        return rebuilt

    def _limit(self, key: Key, of: NumberExpr, op: Op, limit: NumberConstant | Param) -> NumberExpr:
        words = _capital(f"{of.describe()} {op.words}")
        contract = limit.name if isinstance(limit, Param) else ""
        value: float | None
        if isinstance(limit, Param):
            key = ("contract", contract)  # one value, wherever the definition compares with it
            words, value = self._contract(contract)
        else:
            value = limit.amount
        whole = isinstance(of, AgeOn | DeprivationFifth) or (isinstance(of, NumberOf) and of.field == "count")
        lowest, highest = _range(of, value)
        self._note(
            key, SettingKind.THRESHOLD, words, value, _unit(limit.unit), lowest, highest, whole, contract
        )
        return NumberConstant(self.given[key], limit.unit) if key in self.given else limit

    def _fact(self, each: Fact) -> Node:
        about = _about(each)
        rebuilt: Fact = self._fields(each, about)
        gaps: dict[str, int] = {}
        if isinstance(each, Pair):
            between = f"{each.a.codes.title} and {each.b.codes.title}"
            for name, words in (("within_days", "at most"), ("at_least_days", "at least")):
                days = getattr(each, name)
                if days:
                    key = ("pair", each.a.codes.names, each.b.codes.names, name, days)
                    gaps[name] = self._days(key, days, f"Between {between}: {words}")
        elif isinstance(each, Count) and each.apart:
            gaps["apart"] = self._days(
                ("apart", about, each.apart), each.apart, f"{about}: apart by at least"
            )
        same = all(getattr(each, name) == days for name, days in gaps.items())
        return rebuilt if same else changed(rebuilt, **gaps)

    def _pressure(self, each: PressureIs, about: str) -> PressureIs:
        systolic, diastolic = (
            self._number(
                ("pressure", about, each.op, half, amount),
                f"{about}: seen where the {half} {each.op.words}",
                amount,
                Unit.MMHG,
            )
            for half, amount in (("systolic", each.systolic), ("diastolic", each.diastolic))
        )
        return replace(each, systolic=systolic, diastolic=diastolic)

    def _window(self, each: Window, about: str) -> Window:
        bounds = tuple(
            Bound(bound.op, self.part(bound.date, f"{about}: "), bound.or_ever) for bound in each.bounds
        )
        if bounds == each.bounds:
            return each
        label = each.label
        for old, new in zip(each.bounds, bounds, strict=True):
            label = label.replace(old.date.describe(), new.date.describe())
            if isinstance(old.date, Shift) and isinstance(new.date, Shift):
                label = label.replace(str(old.date.period), str(new.date.period))
        return Window(bounds, label)

    def _shift(self, each: Shift, about: str) -> Shift:
        """about ends in a colon inside the window of a fact, whose words then come first."""
        rebuilt: Shift = self._fields(each, about)
        back = each.period.amount < 0
        of = each.of.describe()
        if about.endswith(": "):
            words = (
                f"{about}looked for back to this long before {of}"
                if back
                else f"{about}looked for until {of} plus"
            )
        else:
            words = f"How long {'before' if back else 'after'} {of}"
        period = self._period(("shift", about, each), each.period, words)
        return rebuilt if period == each.period else replace(rebuilt, period=period)

    def _work(self, each: Work) -> Work:
        counts = tuple(dict.fromkeys(self.given.get(("codelist", name), name) for name in each.counts))
        rebuilt: Work = self._fields(each, "")
        window = each.window
        if window is not None:
            window = self._period(("work",), window, "How soon the work is due")
        return replace(rebuilt, counts=counts, window=window)

    def _codes(self, each: Codes) -> Codes:
        for one in each.lists:
            self._note(("codelist", one.id), SettingKind.CODELIST, f"Codes that mean {one.title}", one.id)
        names = tuple(sorted({self.given.get(("codelist", name), name) for name in each.names}))
        if names == each.names:
            return each
        # another list is read whole: the groups of the one before mean nothing in it
        narrowed = tuple((name, groups) for name, groups in each.narrowed if name in names)
        return changed(each, names=names, given=(), narrowed=narrowed)

    def _number(self, key: Key, words: str, amount: float, unit: Unit | None) -> float:
        lowest, highest = _range(unit, amount)
        self._note(key, SettingKind.THRESHOLD, _capital(words), float(amount), _unit(unit), lowest, highest)
        return float(self.given.get(key, amount))

    def _period(self, key: Key, period: Period, words: str) -> Period:
        """The period, or another of the same unit and direction; a contract's becomes a plain one."""
        amount: float | None = abs(period.amount)
        if period.param:
            key = ("contract", period.param)
            words, by_contract = self._contract(period.param)
            amount = None if by_contract is None else abs(period.amount) * by_contract
        lowest = 0 if period.unit is PeriodUnit.WORKING_DAYS else 1
        self._note(
            key, SettingKind.PERIOD, _capital(words), None if amount is None else float(amount),
            period.unit.value, lowest, _LONGEST[period.unit], True, period.param,
        )  # fmt: skip
        if key not in self.given:
            return period
        return Period(int(self.given[key]) * (-1 if period.amount < 0 else 1), period.unit)

    def _days(self, key: Key, amount: int, words: str) -> int:
        return self._period(key, Period(amount, PeriodUnit.DAYS), words).amount

    def _contract(self, name: str) -> tuple[str, float | None]:
        """Title and amount of a contract value, None where it is not known."""
        contract = in_use()
        value = contract.known(name, self.on or date.max)
        return contract.rows(name)[0].title, None if value is None else float(value.amount)

    def _note(
        self, key: Key, kind: SettingKind, label: str, value: float | str | None, unit: str = "",
        lowest: float = 0, highest: float = 0, whole: bool = False, contract: str = "",
    ) -> None:  # fmt: skip
        if key not in self.found:
            self.found[key] = Setting("", kind, label, value, unit, lowest, highest, whole, contract)


def _about(fact: Fact) -> str:
    if isinstance(fact, BloodPressure):
        return _capital(f"{fact.setting} blood pressure".strip())
    titles = dict.fromkeys(codes.title for codes in fact.codes_used)
    return _capital(" and ".join(titles) or fact.what())


def _range(of: NumberExpr | Unit | None, value: float | None) -> tuple[float, float]:
    if isinstance(of, AgeOn):
        return 0, 120
    if isinstance(of, DeprivationFifth):
        return 1, 5
    unit = of.unit if isinstance(of, NumberExpr) else of
    if unit in _RANGE:
        return _RANGE[unit]
    amount = value or 0.0
    return (10 * amount if amount < 0 else 0.0), max(1_000.0, 10 * abs(amount))


def _unit(unit: Unit | None) -> str:
    return "" if unit is None else unit.value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
