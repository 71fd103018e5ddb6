"""A day's work that definitions look at: reviews, checks, readings; some coded so that it will not count."""

from __future__ import annotations

import numpy as np

from .diary import Day
from .diary_worklist import due_on
from .lives import care as positions
from .lives import journal as j
from .lives.monitoring import add_reading
from .lives.network_lives import Lives
from .randomness import Flags, Ints, stream

#: Of 45,000 people: reviews tried on a day, and readings taken.
_REVIEWS, _READINGS, _RAISED, _CHECKS = 60, 70, 40, 12


def _scaled(lives: Lives, count: int) -> int:
    return max(4, round(count * float(lives.people.listed.sum()) / 45_000))


def _first(lives: Lives, count: int) -> int:
    """How many from the top of the list a day gets through: at least what one pharmacist takes on."""
    return max(20, _scaled(lives, count))


def do_work(lives: Lives, day: Day) -> None:
    """Everything done today from the worklists."""
    due = due_on(lives, day.as_at)
    _reviews(lives, day, due.order[due.smr[due.order]])
    _pressures(lives, day, due.order[due.pressure[due.order]], due.red)
    _raised(lives, day, due.order[due.raised[due.order]], due.red)
    checks = np.flatnonzero(due.check)
    _checks(lives, day, checks[np.lexsort((lives.people.birth[checks], ~due.raised[checks]))])


def _reviews(lives: Lives, day: Day, queue: Ints) -> None:
    """Of the top of the list three quarters are reviewed; some reviews get a code that does not count."""
    rng = stream(lives.seed, "diary reviews", day.night)
    top = queue[: min(_first(lives, _REVIEWS), len(queue))]
    outcome = np.arange(len(top)) % 20
    outcome = outcome[rng.permutation(len(top))] if len(top) > 8 else outcome
    done, other = top[outcome < 15], top[(outcome >= 15) & (outcome < 18)]
    day.write(done, lives.codes.first("structured_medication_review"), setting=j.SURGERY)
    day.write(other, lives.codes.draw(rng, "medication_review", len(other), 0.2), setting=j.SURGERY)
    lives.care.smr[done] = positions.SMR_DONE
    lives.care.smr_day[done] = day.as_at
    lives.care.smr[other] = positions.SMR_GENERAL_ONLY
    day.seen["review"] = [*done.tolist(), *other.tolist()]
    day.note(lives, "structured medication review", done, "SMR01B and SMR01D achieved where due")
    day.note(lives, "medication review of another kind", other, "still due: done, but will not be counted")
    day.note(lives, "not reviewed", top[outcome >= 18], "still due")


def _pressures(lives: Lives, day: Day, queue: Ints, red: Flags) -> None:
    """Readings of people with hypertension: four in five at target now. Most red flags are dealt with."""
    rng = stream(lives.seed, "diary pressures", day.night)
    flagged = queue[red[queue]]
    flagged = flagged[rng.random(len(flagged)) < 0.9]
    others = queue[~red[queue]]
    others = np.union1d(
        others[: _first(lives, 25)], rng.choice(others, min(len(others), _scaled(lives, _READINGS)))
    )
    people = np.concatenate([flagged, others])
    good = rng.random(len(people)) < 0.8
    systolic = np.where(
        good, np.clip(rng.normal(130, 6, len(people)), 108, 139), rng.uniform(142, 168, len(people))
    )
    diastolic = np.where(
        good, np.clip(rng.normal(77, 6, len(people)), 58, 88), rng.uniform(78, 104, len(people))
    )
    at_home = rng.random(len(people)) < 0.25
    for chosen, home in ((~at_home, False), (at_home, True)):
        lower = 6 if home else 0
        add_reading(
            day.book,
            lives.codes,
            rng,
            people[chosen],
            np.full(int(chosen.sum()), day.as_at),
            systolic[chosen] - lower,
            diastolic[chosen] - lower,
            home=home,
        )
    lives.care.bp[people] = np.where(good, positions.BP_TARGET, positions.BP_ABOVE)
    lives.care.severe_bp[people] = False
    day.seen["pressure"] = people.tolist()
    day.note(lives, "blood pressure at target", people[good], "HYP008 achieved")
    day.note(lives, "blood pressure above target", people[~good], "HYP008 still due")


def _raised(lives: Lives, day: Day, queue: Ints, red: Flags) -> None:
    """Raised readings off the register: monitored at home, excluded, or diagnosed."""
    rng = stream(lives.seed, "diary raised", day.night)
    flagged = queue[red[queue]]
    in_time = lives.care.raised_day[queue] > day.as_at - 180  # six months from the reading
    others = queue[~red[queue] & in_time]
    some = rng.choice(others, min(len(others), _scaled(lives, _RAISED)), False)
    people = np.concatenate(
        [flagged[rng.random(len(flagged)) < 0.9], np.union1d(others[: _first(lives, 25)], some)]
    )
    kind = rng.random(len(people))
    home, diagnosed, declined = (
        people[kind < 0.72],
        people[(kind >= 0.72) & (kind < 0.92)],
        people[kind >= 0.92],
    )
    add_reading(
        day.book,
        lives.codes,
        rng,
        home,
        np.full(len(home), day.as_at),
        np.clip(rng.normal(126, 5, len(home)), 108, 134),
        np.clip(rng.normal(77, 5, len(home)), 60, 84),
        home=True,
    )
    day.write(diagnosed, lives.codes.first("hypertension"), kind=j.PROBLEM)
    day.write(declined, lives.codes.first("home_monitoring_declined"), setting=j.TELEPHONE)
    lives.care.raised[people] = positions.RAISED_FOLLOWED
    lives.care.raised[declined] = positions.RAISED_HOME_DECLINED
    lives.care.severe_bp[people] = False
    lives.conditions.has["hypertension"][diagnosed] = True
    lives.conditions.onset["hypertension"][diagnosed] = day.as_at
    lives.care.bp[diagnosed] = positions.BP_ABOVE
    day.seen["raised"] = people.tolist()
    day.note(lives, "monitored at home", home, "off the CVD01 list; achieved if within six months")
    day.note(lives, "hypertension diagnosed", diagnosed, "off the CVD01 list; on the hypertension register")
    day.note(lives, "home monitoring declined", declined, "CVD01 adjusted")


def _checks(lives: Lives, day: Day, queue: Ints) -> None:
    """Learning-disability checks: complete, the plan dated before the check, or without an ethnic group."""
    care, codes = lives.care, lives.codes
    never = queue[
        np.isin(care.ld[queue], (positions.LD_NONE, positions.LD_NO_PLAN, positions.LD_PLAN_BEFORE))
    ]
    count = min(len(never), _scaled(lives, _CHECKS))
    known = never[care.ethnicity_known[never]]
    unknown = never[~care.ethnicity_known[never]]
    incomplete = unknown[: max(1, count // 4)]
    early = known[care.ld[known] == positions.LD_NONE][: max(1, count // 4)]  # no other check to count from
    complete = known[~np.isin(known, early)][: max(1, count // 2)]
    for people in (complete, incomplete, early):
        day.write(people, codes.first("ld_health_check"))
    for people in (complete, incomplete):
        day.write(people, codes.first("ld_health_action_plan"))
    if len(early):
        day.book.add(early, np.full(len(early), day.as_at - 4), codes.first("ld_health_action_plan"))
    care.ld[complete], care.ld[incomplete] = positions.LD_COMPLETE, positions.LD_NO_ETHNICITY
    care.ld[early] = positions.LD_PLAN_BEFORE
    asked = queue[care.ld[queue] == positions.LD_NO_ETHNICITY]
    asked = asked[~np.isin(asked, incomplete) & (lives.people.ethnic_group[asked] == 0)][: max(1, count // 4)]
    day.write(asked, codes.first("ethnicity"), kind=j.ADMINISTRATIVE, setting=j.TELEPHONE)
    care.ethnicity_known[asked] = True
    care.ld[asked] = positions.LD_COMPLETE
    day.seen["check"] = [*complete.tolist(), *incomplete.tolist(), *early.tolist()]
    day.note(lives, "learning-disability check and plan", complete, "HI03 achieved")
    day.note(
        lives, "action plan dated before the check", early, "HI03 still due: done, but will not be counted"
    )
    day.note(
        lives, "check and plan, ethnic group missing", incomplete, "HI03 still due: ethnicity is missing"
    )
    day.note(lives, "ethnic group recorded after check and plan", asked, "HI03 achieved")
