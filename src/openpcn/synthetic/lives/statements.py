"""What is written down besides measurements: diagnoses, frailty, homes, reviews, needs, objections."""

from __future__ import annotations

import numpy as np

from openpcn.synthetic.codebook import Codebook
from openpcn.synthetic.names import CULTURES
from openpcn.synthetic.randomness import Flags, Ints, stream

from . import care as positions
from . import journal as j
from .care import Care
from .conditions import Conditions
from .population import ETHNIC_GROUPS, People

#: 16+1 categories of each ethnic group with their shares.
_CATEGORIES = {
    "white": ("ABC", (0.91, 0.015, 0.075)),
    "asian": ("HJKLR", (0.34, 0.29, 0.11, 0.17, 0.09)),
    "black": ("NMP", (0.62, 0.26, 0.12)),
    "mixed": ("DEFG", (0.3, 0.15, 0.28, 0.27)),
    "other": ("SS", (0.4, 0.6)),
}
_LANGUAGES = {
    "british": ("English",),
    "south_asian": ("Punjabi", "Urdu", "Bengali", "Sylheti", "Hindi", "Tamil"),
    "african_caribbean": ("Somali", "Arabic", "Portuguese"),
    "european": ("Polish", "Romanian", "Portuguese", "Ukrainian", "Spanish"),
    "other": ("Cantonese", "Mandarin", "Farsi", "Turkish", "Arabic"),
}


def write_statements(
    seed: int, people: People, conditions: Conditions, care: Care, codes: Codebook, book: j.Journal
) -> None:
    """Everything stated."""
    _diagnoses(seed, people, conditions, codes, book)
    _frailty_and_homes(seed, people, care, codes, book)
    _reviews(seed, people, conditions, care, codes, book)
    _learning_disability(seed, people, conditions, care, codes, book)
    _who_they_are(seed, people, care, codes, book)
    _objections(seed, people, care, codes, book)


def _ago(rng: np.random.Generator, people: People, size: int, years: float, least: int = 1) -> Ints:
    return people.as_at - least - (rng.random(size) * years * 365).astype(np.int64)


def _diagnoses(seed: int, people: People, conditions: Conditions, codes: Codebook, book: j.Journal) -> None:
    rng = stream(seed, "diagnoses")
    for name, has in conditions.has.items():
        person = np.flatnonzero(has)
        size = len(person)
        onset = conditions.onset[name][person]
        code = codes.draw(rng, name, size, 0.75)
        if name == "epilepsy" or name == "ndh" or name == "rheumatoid_arthritis":
            code = np.full(size, codes.first(name))
        old = people.as_at - onset > 8 * 365
        precision = np.where(
            old & (rng.random(size) < 0.08), j.YEAR, np.where(old & (rng.random(size) < 0.08), j.MONTH, 0)
        )
        kind = j.ADMINISTRATIVE if name in ("palliative_care", "ndh", "obesity") else j.PROBLEM
        book.add(person, onset, code, kind=kind, precision=precision)
        again = rng.random(size) < 0.12  # the same diagnosis coded once more, at a review
        gap = np.maximum(people.as_at - onset[again] - 1, 1)
        book.add(
            person[again], onset[again] + (rng.random(int(again.sum())) * gap).astype(np.int64), code[again]
        )
    _past_problems(rng, people, conditions, codes, book)


def _past_problems(
    rng: np.random.Generator, people: People, conditions: Conditions, codes: Codebook, book: j.Journal
) -> None:
    """Conditions that were resolved, and problems that came and went: not on a register today."""
    n = len(people)
    for name, resolved, share, low in (
        ("hypertension", "hypertension_resolved", 0.006, 30),
        ("depression", "depression_resolved", 0.025, 20),
        ("diabetes", "diabetes_resolved", 0.002, 40),
    ):
        chosen = np.flatnonzero(~conditions.has[name] & (people.age > low) & (rng.random(n) < share))
        start = _ago(rng, people, len(chosen), 9, 1500)
        book.add(chosen, start, codes.first(name), kind=j.PROBLEM, end=start + 1100)
        book.add(chosen, start + 1100, codes.first(resolved))
    for list_id, rate in (
        ("falls", np.interp(people.age, (0, 60, 75, 90), (0.02, 0.05, 0.3, 0.9))),
        ("carer", 0.02),
    ):
        chosen = np.flatnonzero(rng.random(n) < rate)
        day = _ago(rng, people, len(chosen), 4)
        book.add(
            chosen,
            day,
            codes.draw(rng, list_id, len(chosen)),
            kind=j.PROBLEM,
            end=np.where(day + 30 > people.as_at, j.NONE, day + 30),
        )


def _frailty_and_homes(seed: int, people: People, care: Care, codes: Codebook, book: j.Journal) -> None:
    rng = stream(seed, "frailty and homes")
    lists = {
        positions.MILD: "frailty_mild",
        positions.MODERATE: "frailty_moderate",
        positions.SEVERE: "frailty_severe",
    }
    for level, list_id in lists.items():
        now = np.flatnonzero(care.frailty_coded & (care.frailty == level))
        day = _ago(rng, people, len(now), 2.2, 5)
        book.add(now, day, codes.first(list_id))
        if level > positions.MILD:  # it was less before
            earlier = rng.random(len(now)) < 0.5
            before = day[earlier] - 200 - rng.integers(0, 500, int(earlier.sum()))
            book.add(now[earlier], before, codes.first(lists[level - 1]))
        score = np.flatnonzero((care.frailty == level) & (rng.random(len(people)) < 0.35))
        index = {positions.MILD: 0.18, positions.MODERATE: 0.29, positions.SEVERE: 0.42}[level]
        value = np.round(np.clip(rng.normal(index, 0.03, len(score)), 0.05, 0.7), 2)
        book.add(
            score,
            _ago(rng, people, len(score), 2),
            codes.first("electronic_frailty_index"),
            value=value,
            kind=j.VALUE,
        )
    only = np.flatnonzero(care.scale_only)
    book.add(
        only,
        _ago(rng, people, len(only), 1.2),
        codes.first("clinical_frailty_scale"),
        value=np.where(rng.random(len(only)) < 0.8, 7, 8),
        kind=j.VALUE,
    )
    some = np.flatnonzero((care.frailty == positions.MODERATE) & (rng.random(len(people)) < 0.2))
    book.add(
        some,
        _ago(rng, people, len(some), 1.5),
        codes.first("clinical_frailty_scale"),
        value=rng.integers(5, 7, len(some)),
        kind=j.VALUE,
    )

    permanent = np.flatnonzero(np.isin(care.home_code, (1, 3)))
    moved_in = _ago(rng, people, len(permanent), 4, 60)
    book.add(
        permanent,
        moved_in,
        codes.draw(rng, "care_home_permanent", len(permanent), 0.4),
        kind=j.ADMINISTRATIVE,
    )
    left = permanent[care.home_code[permanent] == 3]
    book.add(left, _ago(rng, people, len(left), 0.14), codes.first("care_home_left"), kind=j.ADMINISTRATIVE)
    temporary = np.flatnonzero(care.home_code == 2)
    book.add(
        temporary,
        _ago(rng, people, len(temporary), 0.4),
        codes.first("care_home_temporary"),
        kind=j.ADMINISTRATIVE,
    )
    housebound = np.flatnonzero(care.housebound)
    book.add(
        housebound, _ago(rng, people, len(housebound), 3), codes.draw(rng, "housebound", len(housebound), 0.9)
    )


def _reviews(
    seed: int, people: People, conditions: Conditions, care: Care, codes: Codebook, book: j.Journal
) -> None:
    rng = stream(seed, "reviews")
    n, as_at = len(people), people.as_at
    done = np.flatnonzero(care.smr == positions.SMR_DONE)
    book.add(done, care.smr_day[done], codes.first("structured_medication_review"))
    declined = np.flatnonzero(care.smr == positions.SMR_DECLINED)
    book.add(declined, care.smr_day[declined], codes.first("smr_declined"), setting=j.TELEPHONE)
    general = np.flatnonzero(care.smr == positions.SMR_GENERAL_ONLY)
    book.add(general, care.smr_day[general], codes.draw(rng, "medication_review", len(general), 0.2))
    invited = np.flatnonzero(care.smr_population & (rng.random(n) < 0.3))
    book.add(invited, _ago(rng, people, len(invited), 0.6), codes.first("smr_invitation"), setting=j.OFFICE)
    earlier = np.flatnonzero((care.smr_population | (conditions.count >= 4)) & (rng.random(n) < 0.4))
    before = (
        care.year_start - 1 - rng.integers(0, 360, len(earlier))
    )  # last contract year's: no longer counts
    book.add(earlier, before, codes.first("structured_medication_review"))
    aligned = np.flatnonzero(care.alignment_declined)
    book.add(aligned, _ago(rng, people, len(aligned), 0.7), codes.first("alignment_registration_declined"))
    treated = (conditions.count > 0) & ~np.isin(care.smr, (positions.SMR_GENERAL_ONLY,))
    for year in range(4):
        chosen = np.flatnonzero(
            treated & (rng.random(n) < np.where(care.smr_population, 0.12 if year == 0 else 0.5, 0.55))
        )
        day = as_at - 2 - year * 365 - rng.integers(0, 363, len(chosen))
        book.add(chosen, day, codes.draw(rng, "medication_review", len(chosen), 0.15))


def _learning_disability(
    seed: int, people: People, conditions: Conditions, care: Care, codes: Codebook, book: j.Journal
) -> None:
    rng = stream(seed, "ld checks")
    n, as_at = len(people), people.as_at
    group = conditions.has["learning_disability"] & (people.age >= 13)
    days = care.year_start + 12 + (rng.beta(1.5, 1.0, n) * (as_at - care.year_start - 20)).astype(np.int64)
    state = care.ld
    checked = np.isin(
        state,
        (positions.LD_COMPLETE, positions.LD_PLAN_BEFORE, positions.LD_NO_PLAN, positions.LD_NO_ETHNICITY),
    )
    book.add(np.flatnonzero(checked), days[checked], codes.first("ld_health_check"))
    after = np.isin(state, (positions.LD_COMPLETE, positions.LD_NO_ETHNICITY))
    plan_day = days + np.where(rng.random(n) < 0.75, 0, rng.integers(0, 8, n))
    book.add(
        np.flatnonzero(after),
        plan_day[after],
        codes.draw(rng, "ld_health_action_plan", int(after.sum()), 0.85),
    )
    before = state == positions.LD_PLAN_BEFORE
    plan_day = days - rng.integers(1, 11, n)
    book.add(np.flatnonzero(before), plan_day[before], codes.first("ld_health_action_plan"))
    declined = np.flatnonzero(state == positions.LD_DECLINED)
    half = rng.random(len(declined)) < 0.7
    book.add(
        declined[half], days[declined][half], codes.first("ld_health_check_declined"), setting=j.TELEPHONE
    )
    book.add(
        declined[~half], days[declined][~half], codes.first("ld_action_plan_declined"), setting=j.TELEPHONE
    )
    for back in (1, 2):  # earlier years' checks
        chosen = np.flatnonzero(group & (rng.random(n) < 0.7))
        day = care.year_start - back * 365 + rng.integers(20, 340, len(chosen))
        book.add(chosen, day, codes.first("ld_health_check"))
        book.add(chosen, day, codes.first("ld_health_action_plan"))


def _who_they_are(seed: int, people: People, care: Care, codes: Codebook, book: j.Journal) -> None:
    rng = stream(seed, "who they are")
    n = len(people)
    ethnicity = codes.grouped("ethnicity")
    category = np.zeros(n, dtype=np.int64)
    for number, group in enumerate(ETHNIC_GROUPS):
        letters, shares = _CATEGORIES[group]
        chosen = np.flatnonzero(people.ethnic_group == number)
        which = np.searchsorted(np.cumsum(shares)[:-1], people.ethnic_detail[chosen], side="right")
        for index, letter in enumerate(letters):
            some = chosen[which == index]
            options = ethnicity[letter]
            older = rng.random(len(some)) < 0.2  # a 2001 code where the list has one
            category[some] = np.where(older, options[rng.integers(len(options), size=len(some))], options[0])
    known = np.flatnonzero(care.ethnicity_known)
    book.add(
        known,
        _ago(rng, people, len(known), 12, 400),
        category[known],
        kind=j.ADMINISTRATIVE,
        setting=j.OFFICE,
    )
    refused = np.flatnonzero(care.ethnicity_refused)
    book.add(
        refused,
        _ago(rng, people, len(refused), 6),
        codes.draw(rng, "ethnicity_not_stated", len(refused), 0.6),
        kind=j.ADMINISTRATIVE,
        setting=j.OFFICE,
    )

    languages = codes.grouped("preferred_language")
    spoken = np.full(n, int(languages["English"][0]))
    for number, culture in enumerate(CULTURES):
        chosen = np.flatnonzero(care.language & (people.culture == number))
        names = _LANGUAGES[culture]
        options = np.array([languages[name][0] for name in names])
        spoken[chosen] = options[people.household[chosen] % len(options)]
    asked = np.flatnonzero((care.language & (rng.random(n) < 0.9)) | (rng.random(n) < 0.35))
    book.add(
        asked, _ago(rng, people, len(asked), 8, 30), spoken[asked], kind=j.ADMINISTRATIVE, setting=j.OFFICE
    )
    _needs(rng, people, care, codes, book)


def _needs(rng: np.random.Generator, people: People, care: Care, codes: Codebook, book: j.Journal) -> None:
    needs = codes.grouped("communication_need")
    plain = [group[0] for name, group in needs.items() if "Easy" not in name and "Makaton" not in name]
    hearing = np.flatnonzero(care.hearing)
    code = np.array(plain)[rng.integers(len(plain), size=len(hearing))]
    book.add(hearing, _ago(rng, people, len(hearing), 5), code, kind=j.ADMINISTRATIVE, setting=j.OFFICE)
    easy = np.flatnonzero(care.easy_read)
    book.add(
        easy, _ago(rng, people, len(easy), 4), needs["Easy read"][0], kind=j.ADMINISTRATIVE, setting=j.OFFICE
    )
    interpreter = np.flatnonzero(care.interpreter)
    book.add(
        interpreter,
        _ago(rng, people, len(interpreter), 5),
        codes.first("interpreter_required"),
        kind=j.ADMINISTRATIVE,
        setting=j.OFFICE,
    )


def _objections(seed: int, people: People, care: Care, codes: Codebook, book: j.Journal) -> None:
    rng = stream(seed, "objections")
    for flags, list_id in (
        (care.type1, "type1_opt_out"),
        (care.sharing_dissent, "sharing_dissent"),
        (care.risk_objection, "risk_stratification_objection"),
    ):
        chosen = np.flatnonzero(flags)
        day = _ago(rng, people, len(chosen), 5, 240)
        book.add(chosen, day, codes.first(list_id), kind=j.ADMINISTRATIVE, setting=j.OFFICE)
        back = care.withdrawn[chosen]
        book.add(
            chosen[back],
            day[back] + 200,
            codes.first(f"{list_id}_withdrawn"),
            kind=j.ADMINISTRATIVE,
            setting=j.OFFICE,
        )


__all__ = ["Flags", "write_statements"]
