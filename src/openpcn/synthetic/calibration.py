"""The calibration table: what was aimed at, what the lives achieve, and whether that is within tolerance.

Registers of 500 people or more must lie within 10% of their target, smaller ones within 2 standard errors;
other figures have the tolerance that is written beside them. Every figure is counted on people on a list on
night 1, before any dirt.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from math import sqrt

import numpy as np

from . import targets
from .diary_life import newcomers_needed
from .lives import care as positions
from .lives.care import EPOCH
from .lives.contacts import FULFILLED, NO_SHOW
from .lives.network_lives import Lives, live
from .lives.population import AGE_SEX, ETHNIC_GROUPS, ETHNIC_TARGET, NINETY_PLUS
from .places import NETWORK_NAME

BIG_REGISTER, REGISTER_TOLERANCE = 500, 0.10


@dataclass(frozen=True)
class Line:
    """One figure: ``low`` and ``high`` bound what is accepted; ``count`` people have it."""

    group: str
    name: str
    unit: str
    target: float
    achieved: float
    low: float
    high: float
    count: int
    source: str

    @property
    def within(self) -> bool:
        """Whether the achieved figure lies within its bounds."""
        return bool(self.low <= self.achieved <= self.high)


@dataclass(frozen=True)
class Calibration:
    """The table of one network."""

    people: int
    seed: int
    lines: tuple[Line, ...]

    @property
    def outside(self) -> tuple[Line, ...]:
        """Figures out of tolerance."""
        return tuple(line for line in self.lines if not line.within)

    def as_json(self) -> str:
        """The table for machines."""
        lines = [{**asdict(line), "within": line.within} for line in self.lines]
        return json.dumps({"people": self.people, "seed": self.seed, "lines": lines}, indent=1) + "\n"

    def as_markdown(self) -> str:
        """The table for readers."""
        rows = [
            f"# Calibration of {NETWORK_NAME}",
            "",
            f"{self.people:,} people on the lists, seed {self.seed}. Targets are figures for England. "
            f"{len(self.lines) - len(self.outside)} of {len(self.lines)} figures are within tolerance.",
            "",
            "| group | figure | target | achieved | accepted | people | within | source |",
            "|---|---|---:|---:|---|---:|---|---|",
        ]
        for line in self.lines:
            mark = "yes" if line.within else "**no**"
            rows.append(
                f"| {line.group} | {line.name}, {line.unit} | {line.target:.2f} | {line.achieved:.2f} | "
                f"{line.low:.2f} to {line.high:.2f} | {line.count:,} | {mark} | "
                f"{line.source} |"
            )
        return "\n".join(rows) + "\n"


def calibration(
    people: int = 45_000, practices: int = 6, nights: int = 2, seed: int = 1, as_at: date = date(2026, 2, 9)
) -> Calibration:
    """The table that write_network writes for the same arguments, without any of its files."""
    joining, born = newcomers_needed(people)
    more = nights - 1
    return calibrate(live(seed, people, practices, (as_at - EPOCH).days, joining * more, born * more))


def calibrate(lives: Lives) -> Calibration:
    """The table of these lives."""
    lines = [
        *_registers(lives),
        *_gradients(lives),
        *_people(lives),
        *_frailty_and_homes(lives),
        *_medicines(lives),
        *_contacts(lives),
        *_positions(lives),
    ]
    return Calibration(int(lives.people.listed.sum()), lives.seed, tuple(lines))


def _line(
    group: str,
    name: str,
    target: float,
    flags: np.ndarray[tuple[int], np.dtype[np.bool_]],
    base: np.ndarray[tuple[int], np.dtype[np.bool_]],
    share: float,
    source: str,
) -> Line:
    """A percentage, accepted within a share of the target where 500 have it, or two standard errors."""
    size, count = int(base.sum()), int((flags & base).sum())
    achieved = 100 * count / size if size else 0.0
    error = 2 * 100 * sqrt(target / 100 * (1 - target / 100) / size) if size else 100.0
    room = target * share if count >= BIG_REGISTER else max(error, target * share if share > 0.1 else 0.0)
    return Line(
        group, name, "%", float(target), achieved, float(target - room), float(target + room), count, source
    )


def _registers(lives: Lives) -> list[Line]:
    people = lives.people
    return [
        _line(
            "register",
            f"{target.name.replace('_', ' ')} ({target.base}+)"
            if target.base
            else target.name.replace("_", " "),
            target.percent,
            lives.conditions.has[target.name],
            people.listed & (people.age >= target.base),
            REGISTER_TOLERANCE,
            target.source,
        )
        for target in targets.REGISTERS
    ]


def _gradients(lives: Lives) -> list[Line]:
    """Crude rate of the most deprived tenth over that of the least: direction as published."""
    people, lines = lives.people, []
    for target in targets.REGISTERS:
        if target.most_deprived is None or target.least_deprived is None:
            continue
        has = lives.conditions.has[target.name]
        base = people.listed & (people.age >= target.base)
        ends = [base & (people.decile <= 2), base & (people.decile >= 9)]
        counts = [int((has & end).sum()) for end in ends]
        rates = [count / max(1, int(end.sum())) for count, end in zip(counts, ends, strict=True)]
        ratio = target.most_deprived / target.least_deprived
        achieved = rates[0] / rates[1] if rates[1] else 0.0
        noise = float(np.exp(2 * sqrt(sum(1 / max(1, count) for count in counts))))
        low, high = min(ratio, 1.0) / noise, max(ratio, 1.0) * noise
        lines.append(
            Line(
                "deprivation gradient",
                f"{target.name.replace('_', ' ')}, most deprived fifth over least",
                "ratio",
                ratio,
                float(achieved),
                float(low),
                float(high),
                sum(counts),
                "House of Commons Library 2019/20, tenths",
            )
        )
    return lines


def _people(lives: Lives) -> list[Line]:
    people = lives.people
    listed, everybody = people.listed, people.listed
    lines = []
    bands = (("0-17", 0, 18), ("18-39", 18, 40), ("40-64", 40, 65), ("65-79", 65, 80), ("80+", 80, 200))
    cells = np.hstack([AGE_SEX * (1 - sum(NINETY_PLUS) / 100), np.array(NINETY_PLUS)[:, None]])
    cells = cells / cells.sum() * 100
    for number, sex in enumerate(("women", "men")):
        for label, low, high in bands:
            shares = [
                cells[number, band] * max(0.0, min(high, band * 5 + 5) - max(low, band * 5)) / 5
                for band in range(18)
            ]
            target = sum(shares) + (cells[number, 18] if high > 90 else 0.0)
            inside = (people.sex == number) & (people.age >= low) & (people.age < high)
            lines.append(_line("age and sex", f"{sex} {label}", target, inside, listed, 0.03, "ONS mid-2023"))
    for number, group in enumerate(ETHNIC_GROUPS):
        inside = people.ethnic_group == number
        lines.append(
            _line("ethnic group", group, float(ETHNIC_TARGET[number]), inside, everybody, 0.1, "Census 2021")
        )
    return lines


def _frailty_and_homes(lives: Lives) -> list[Line]:
    people, care = lives.people, lives.care
    old = people.listed & (people.age >= 65)
    names = ("fit", "mildly frail", "moderately frail", "severely frail")
    lines = [
        _line("frailty, 65+", name, target, care.frailty == level, old, 0.05, "eFI, after Clegg 2016")
        for level, (name, target) in enumerate(zip(names, targets.FRAILTY_65, strict=True))
    ]
    home = people.home >= 0
    residents, source = people.listed & home, "ONS care home residents 2021"
    older = residents & (people.age >= 65)
    lines += [
        _line("care homes", "of people aged 65+ live in one", 2.5, home, old, 0.1, source),
        _line("care homes", "of residents are 65+", 82.1, people.age >= 65, residents, 0.05, source),
        _line("care homes", "of those are 85+", 56.4, people.age >= 85, older, 0.1, source),
        _line("care homes", "of residents are women", 100 * 23 / 33, people.sex == 0, residents, 0.1, source),
    ]
    return lines


def _medicines(lives: Lives) -> list[Line]:
    people, count = lives.people, lives.medicines.current
    adults = people.listed & (people.age >= 18)
    eighty = people.listed & (people.age >= 80) & (people.age < 85)
    source = "ICPE 2023 poster (UCL/IQVIA)"
    return [
        _line("medicines", "adults on 5 or more", targets.FIVE_MEDICINES, count >= 5, adults, 0.1, source),
        _line("medicines", "adults on 10 or more", targets.TEN_MEDICINES, count >= 10, adults, 0.25, source),
        _line("medicines", "80-84 on 5 or more", targets.FIVE_AT_80, count >= 5, eighty, 0.15, source),
        _line("medicines", "80-84 on 10 or more", targets.TEN_AT_80, count >= 10, eighty, 0.35, source),
    ]


def _contacts(lives: Lives) -> list[Line]:
    book, listed = lives.appointments, lives.people.listed
    real = np.isin(book.status, (FULFILLED, NO_SHOW)) & listed[book.person]
    per_person = np.bincount(book.person[real], minlength=len(listed))[listed]
    mean = float(per_person.mean())
    busiest = np.sort(per_person)[-max(1, len(per_person) // 10) :].sum() / max(1, per_person.sum()) * 100
    missed = 100 * float((book.status[real] == NO_SHOW).mean())
    size = int(listed.sum())
    wanted, top, dna = targets.APPOINTMENTS, targets.TOP_TENTH, targets.NOT_ATTENDED
    return [
        Line("appointments", "a person a year", "number", wanted, mean, wanted * 0.93, wanted * 1.07, size,
             "Institute for Government, 2024"),
        Line("appointments", "of the busiest tenth", "%", top, float(busiest), top - 5, top + 5, size // 10,
             "BMJ Open 2021, consultations"),
        Line("appointments", "not attended", "%", dna, missed, dna - 0.6, dna + 0.6, int(real.sum()),
             "NHS appointments 2018"),
    ]  # fmt: skip


def _positions(lives: Lives) -> list[Line]:
    """Where the contract year stands; aims of this project, not published figures."""
    people, care, has = lives.people, lives.care, lives.conditions.has
    source = "aim of the demonstration"
    reviewed = (
        people.listed & care.smr_population & ~has["palliative_care"] & (care.smr != positions.SMR_DECLINED)
    )
    checks = (
        people.listed & has["learning_disability"] & (people.age >= 14) & (care.ld != positions.LD_DECLINED)
    )
    pressure = people.listed & np.isin(
        care.bp, (positions.BP_TARGET, positions.BP_ABOVE, positions.BP_NO_READING)
    )
    raised = people.listed & np.isin(care.raised, (positions.RAISED_OPEN, positions.RAISED_FOLLOWED))
    return [
        _line("positions", "structured review done, frail or resident", 55, care.smr == positions.SMR_DONE,
              reviewed, 0.12, source),
        _line("positions", "learning-disability check complete", 62, care.ld == positions.LD_COMPLETE,
              checks, 0.12, source),
        _line("positions", "blood pressure at target", 65, care.bp == positions.BP_TARGET,
              pressure & (people.age < 79), 0.08, source),
        _line("positions", "raised reading followed up", 48, care.raised == positions.RAISED_FOLLOWED,
              raised, 0.12, source),
    ]  # fmt: skip
