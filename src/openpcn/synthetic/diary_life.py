"""What any day brings besides the worklists: contacts, issues, births, deaths, moves, corrections."""

from __future__ import annotations

import numpy as np

from .diary import Day, current
from .diary_worklist import due_on
from .lives import journal as j
from .lives.contacts import BOOKED, CANCELLED, FACE, FULFILLED, NO_SHOW, PHONE, Appointments
from .lives.growth import add_appointments, add_courses, add_issues, add_registration
from .lives.journal import NONE
from .lives.medicines import ACUTE
from .lives.network_lives import Lives
from .lives.population import FUTURE, LEFT, LISTED, UNBORN
from .randomness import Ints, stream


def live_a_day(lives: Lives, day: Day, working: bool) -> None:
    """Everything else of the day; a Saturday or Sunday is quiet."""
    _people_seen(lives, day, 1.0 if working else 0.05)
    _prescribing(lives, day, 1.0 if working else 0.1)
    if working:
        _bookings(lives, day)
        _corrections(lives, day)
        _objections(lives, day)
    _moves(lives, day)
    _deaths(lives, day)
    _arrivals(lives, day)


def newcomers_needed(people: int) -> tuple[int, int]:
    """Registrations from elsewhere and births on one night."""
    return max(2, round(people * 0.0002)), max(1, round(people * 0.00003))


def _listed(lives: Lives, day: Day) -> Ints:
    return np.flatnonzero(current(lives, day.as_at) & (lives.people.status == LISTED))


def _people_seen(lives: Lives, day: Day, share: float) -> None:
    """Booked appointments are kept or missed; others come the same day. Each leaves a simple entry."""
    rng = stream(lives.seed, "diary contacts", day.night)
    book, codes = lives.appointments, lives.codes
    alive = current(lives, day.as_at)
    today = np.flatnonzero((book.day == day.as_at) & (book.status == BOOKED) & alive[book.person])
    missed = rng.random(len(today)) < 0.053
    book.status[today] = np.where(missed, NO_SHOW, FULFILLED)
    listed = _listed(lives, day)
    walk_in = rng.choice(listed, round(len(listed) * 0.014 * share), replace=False)
    worked = np.array(sorted({p for seen in day.seen.values() for p in seen}), dtype=np.int64)
    same_day = np.setdiff1d(np.union1d(walk_in, worked), book.person[today])
    size = len(same_day)
    fresh = Appointments(
        same_day,
        np.full(size, day.as_at),
        540 + rng.integers(0, 50, size) * 10,
        np.full(size, 15),
        np.full(size, FULFILLED),
        rng.integers(0, 3, size),
        np.where(rng.random(size) < 0.3, PHONE, FACE),
        rng.integers(0, 10, size),
        np.full(size, day.as_at),
    )
    day.appointments += today.tolist() + add_appointments(lives, fresh).tolist()
    came = np.union1d(same_day, book.person[today[~missed]])
    which = rng.random(len(came))
    day.write(
        came[which < 0.5],
        codes.first("pulse"),
        value=np.round(np.clip(rng.normal(76, 9, int((which < 0.5).sum())), 45, 130)),
        unit=j.U_BEATS,
        kind=j.VALUE,
    )
    rest = came[which >= 0.5]
    day.write(rest, codes.draw(rng, "local", len(rest), 0.5), kind=j.ADMINISTRATIVE)


def _prescribing(lives: Lives, day: Day, share: float) -> None:
    """Repeats that fall due are issued, acute courses start, a few repeats stop."""
    rng = stream(lives.seed, "diary prescribing", day.night)
    drugs = lives.medicines
    alive = current(lives, day.as_at)
    active = np.flatnonzero((drugs.end == NONE) & (drugs.kind != ACUTE) & alive[drugs.person])
    chosen = active[rng.random(len(active)) < share * 1.4 / drugs.days[active]]
    day.issues += add_issues(lives, chosen, day.as_at).tolist()
    listed = _listed(lives, day)
    size = round(len(listed) * 0.0015 * share)
    person = rng.choice(listed, size, replace=False)
    model = drugs.kind == ACUTE
    like = rng.choice(np.flatnonzero(model), size) if model.any() and size else np.empty(0, dtype=np.int64)
    person = person[: len(like)]
    columns = {
        name: getattr(drugs, name)[like] for name in ("code", "kind", "dose", "quantity", "unit", "days")
    }
    columns |= {"person": person, "start": np.full(len(like), day.as_at), "end": day.as_at + drugs.days[like]}
    started = add_courses(lives, columns)
    day.courses += started.tolist()
    day.issues += add_issues(lives, started, day.as_at).tolist()
    stopped = rng.permutation(active)[: max(1, round(len(listed) * 0.0003 * share))]
    lives.medicines.end[stopped] = day.as_at
    day.courses += stopped.tolist()


def _bookings(lives: Lives, day: Day) -> None:
    """New appointments are booked, some booked ones cancelled."""
    rng = stream(lives.seed, "diary bookings", day.night)
    listed = _listed(lives, day)
    size = round(len(listed) * 0.008)
    ahead = day.as_at + 1 + np.floor(rng.exponential(8, size)).astype(np.int64)
    weekday = (ahead + 3) % 7
    ahead += np.where(weekday > 4, 7 - weekday, 0)
    fresh = Appointments(
        rng.choice(listed, size, replace=False),
        ahead,
        510 + rng.integers(0, 57, size) * 10,
        np.full(size, 15),
        np.full(size, BOOKED),
        rng.integers(0, 3, size),
        np.where(rng.random(size) < 0.3, PHONE, FACE),
        rng.integers(0, 10, size),
        np.full(size, day.as_at),
    )
    day.appointments += add_appointments(lives, fresh).tolist()
    book = lives.appointments
    coming = np.flatnonzero((book.status == BOOKED) & (book.day > day.as_at) & (book.booked < day.as_at))
    cancelled = rng.permutation(coming)[: max(1, round(len(listed) * 0.0004))]
    book.status[cancelled] = CANCELLED
    day.appointments += cancelled.tolist()
    day.note(lives, "appointment cancelled", book.person[cancelled], "the appointment is no longer booked")


def _corrections(lives: Lives, day: Day) -> None:
    """Rows taken back, problems ended without their entry being sent again, old leavers gone."""
    rng = stream(lives.seed, "diary corrections", day.night)
    events, practices = lives.events, len(lives.places.practices)
    spells = np.bincount(lives.registrations.person, minlength=len(lives.people))
    listed = current(lives, day.as_at) & (spells == 1)  # a row that stands in one practice only
    fillers = set(lives.codes.all("pulse").tolist()) | set(lives.codes.all("weight").tolist())
    mine = np.flatnonzero(np.isin(events.code, list(fillers)) & (events.group < 0) & ~lives.removed_events)
    mine = mine[listed[events.person[mine]]]
    where = lives.people.practice[events.person[mine]]
    for practice in range(practices):
        gone = rng.permutation(mine[where == practice])[:3]
        lives.removed_events[gone] = True
        day.deleted_events += gone.tolist()
        day.note(lives, "entry taken back", events.person[gone], "one entry less")
    issued = np.flatnonzero((lives.medicines.issue_day < day.as_at) & ~lives.removed_issues)
    gone = rng.permutation(issued)[:practices]
    gone = gone[listed[lives.medicines.person[lives.medicines.issue_course[gone]]]]
    lives.removed_issues[gone] = True
    day.deleted_issues += gone.tolist()
    missed = np.flatnonzero((lives.appointments.status == NO_SHOW) & ~lives.removed_appointments)
    gone = rng.permutation(missed)[:practices]
    gone = gone[listed[lives.appointments.person[gone]] & (lives.appointments.day[gone] < day.as_at)]
    lives.removed_appointments[gone] = True
    day.deleted_appointments += gone.tolist()
    falls = np.flatnonzero((events.kind == j.PROBLEM) & (events.end == NONE) & listed[events.person])
    falls = falls[
        np.isin(events.code[falls], lives.codes.all("depression")) & (events.day[falls] < day.as_at)
    ]
    ended = rng.permutation(falls)[:practices]
    events.columns["end"][ended] = day.as_at
    day.problems += ended.tolist()
    day.note(
        lives, "problem ended", events.person[ended], "the problem has an end; the entry itself is unchanged"
    )
    registrations = lives.registrations
    old = np.flatnonzero((registrations.end != NONE) & (registrations.end < day.as_at - 350))
    old = old[lives.people.status[registrations.person[old]] == LEFT]
    emis = np.array([p.system == "emis" for p in lives.places.practices])
    old = rng.permutation(old[emis[registrations.practice[old]]])[:2]
    day.deleted_patients += old.tolist()
    day.note(
        lives, "long gone patient dropped from the feed", registrations.person[old], "kept, not registered"
    )


def _objections(lives: Lives, day: Day) -> None:
    """Somebody objects to sharing between practices."""
    rng = stream(lives.seed, "diary objections", day.night)
    free = np.flatnonzero(current(lives, day.as_at) & ~lives.care.sharing_dissent & (lives.people.age > 18))
    person = rng.permutation(free)[: max(1, round(len(free) * 0.00005))]
    day.write(person, lives.codes.first("sharing_dissent"), kind=j.ADMINISTRATIVE, setting=j.TELEPHONE)
    lives.care.sharing_dissent[person] = True
    day.note(lives, "objected to sharing", person, "hidden from everybody outside the practice")


def _open_registration(lives: Lives, person: int) -> int:
    rows = np.flatnonzero((lives.registrations.person == person) & (lives.registrations.end == NONE))
    return int(rows[-1])


def _leave(lives: Lives, day: Day, person: int) -> None:
    """End somebody's registration today, and cancel what is booked."""
    row = _open_registration(lives, person)
    lives.registrations.end[row] = day.as_at
    day.registrations.append(row)
    book = lives.appointments
    coming = np.flatnonzero((book.person == person) & (book.status == BOOKED))
    book.status[coming] = CANCELLED
    day.appointments += coming.tolist()


def _moves(lives: Lives, day: Day) -> None:
    """Some move to another practice of the network; one of them was due a review."""
    practices = lives.places.practices
    if len(practices) < 2:
        return
    rng = stream(lives.seed, "diary moves", day.night)
    due = due_on(lives, day.as_at)
    waiting = due.order[due.smr[due.order]]
    waiting = waiting[waiting.size // 2 :][:1]
    listed = rng.permutation(_listed(lives, day))
    movers = dict.fromkeys([*waiting.tolist(), *listed[: max(2, round(len(listed) * 0.00008))].tolist()])
    for person in movers:
        old = int(lives.people.practice[person])
        been = set(lives.registrations.practice[lives.registrations.person == person].tolist())
        others = [p.index for p in practices if p.index not in been and p.system != practices[old].system]
        if not others:
            continue
        new = int(rng.choice(others))
        _leave(lives, day, person)
        add_registration(lives, person, new, day.as_at, day.night, NONE)
        day.note(lives, "moved within the network", [person], f"registered at {practices[new].code}")
        lives.people.practice[person] = new
        day.arrivals.append((person, new))


def _deaths(lives: Lives, day: Day) -> None:
    """Deaths, oldest first in chance; one of them was on the review list."""
    rng = stream(lives.seed, "diary deaths", day.night)
    due = due_on(lives, day.as_at)
    moved = {person for person, _ in day.arrivals}
    waiting = [p for p in due.order[due.smr[due.order]].tolist() if p not in moved][:1]
    listed = _listed(lives, day)
    weight = np.exp(0.09 * np.minimum(lives.people.age[listed], 100))
    others = rng.choice(listed, max(1, round(len(listed) * 0.000025)), replace=False, p=weight / weight.sum())
    for person in dict.fromkeys([*waiting, *others.tolist()]):
        if person in moved:
            continue
        _leave(lives, day, person)
        lives.death[person] = day.as_at
        day.note(lives, "died", [person], "on no worklist any more")


def _arrivals(lives: Lives, day: Day) -> None:
    """People register from outside the network; babies are registered a week after their birth."""
    nights_before = day.night - 2
    listed = int(lives.people.listed.sum())
    for status, count, item in zip(
        (FUTURE, UNBORN), newcomers_needed(listed), ("registered from elsewhere", "born"), strict=True
    ):
        waiting = np.flatnonzero(lives.people.status == status)
        for person in waiting[nights_before * count : (nights_before + 1) * count].tolist():
            if status == UNBORN:
                lives.people.birth[person] = day.as_at - 8
            practice = int(lives.people.practice[person])
            add_registration(lives, person, practice, day.as_at, day.night, NONE)
            day.arrivals.append((person, practice))
            day.note(lives, item, [person], "on the practice's list")
