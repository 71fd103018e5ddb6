"""Hazards of medicines that are published twice, by PINCER and in the contract: each is said once, here.

PINCER counts them on the day of the data, the contract at the end of its period, so each takes that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_

from openpcn.rules.language import (
    AllOf,
    BoolExpr,
    DateExpr,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    Show,
    Source,
    Work,
    achieve,
    after,
    all_of,
    missing,
    months,
)
from openpcn.rules.services.medication_review.issues import (
    BETA_BLOCKER,
    NSAID,
    THREE_MONTHS,
    ULCER_HEALING,
    for_months,
    issued,
    last_egfr,
    long_term,
    out_of_date,
    tested,
    three_months_before,
)

SAFETY_WORK = Work(
    "medicines_safety_check",
    "Medicines safety check",
    by=("clinical_pharmacist", "gp", "pharmacy_technician"),
    minutes=10,
    window=months(1),
)
_TESTS = {
    "electrolytes": "Electrolytes",
    "full_blood_count": "Full blood count",
    "lithium_level": "Lithium level",
    "liver_function": "Liver function",
    "renal_function": "Kidney function",
    "thyroid_function": "Thyroid function",
}
_WORDS = {3: "three", 6: "six", 15: "15"}
PROTECTED_BEFORE = Nearly(
    Latest(ULCER_HEALING, table="issue").exists,
    "An ulcer-healing medicine was issued, but not in the last three months",
)


@dataclass(frozen=True)
class Hazard:
    """Who is looked at, what makes them safe, and the words and the work where it does not hold."""

    of: BoolExpr
    safe: BoolExpr
    safe_sentence: str
    due_sentence: str
    shows: tuple[Show, ...]
    work: Work = SAFETY_WORK
    nearly: tuple[Nearly, ...] = ()

    def counted(
        self,
        id: str,
        title: str,
        *,
        at_age: BoolExpr,
        code: str,
        source: Source,
        rationale: str,
        also_known_as: tuple[str, ...] = (),
    ) -> Indicator:
        """The indicator whose numerator is the hazard: a lower figure is better. It fills no list."""
        return Indicator(
            id,
            title,
            source=source,
            rationale=rationale,
            also_known_as=also_known_as,
            of=at_age & self.of,
            rules=(achieve(code, self.safe, self.safe_sentence),),
            numerator="due",
            due_sentence=self.due_sentence,
            nearly=self.nearly,
            shows=self.shows,
            work=self.work,
            listed=False,
        )


def nsaid_taken(
    of: BoolExpr, due_sentence: str, until: DateExpr, *shows: Show, nearly: tuple[Nearly, ...] = ()
) -> Hazard:
    """An oral NSAID issued to people for whom it is dangerous."""
    nsaid = issued(NSAID, THREE_MONTHS, until)
    return Hazard(
        of,
        missing(nsaid),
        "No oral NSAID issued in the last three months",
        due_sentence,
        (Show("Last oral NSAID issued", nsaid), *shows),
        nearly=nearly,
    )


def nsaid_in_poor_kidney_function(until: DateExpr) -> Hazard:
    egfr = last_egfr(until)
    sentence = "The last eGFR was under 45, and an oral NSAID in three months"
    newer = Nearly(
        LatestValue("egfr", unit=egfr.unit).value >= 45,
        "A newer eGFR is 45 or more, but less than three months old",
    )
    return nsaid_taken(egfr.value < 45, sentence, until, Show("Last eGFR", egfr), nearly=(newer,))


def beta_blocker_in_asthma(until: DateExpr) -> Hazard:
    """A resolved code later than the latest asthma takes somebody off; one of the same day does not."""
    asthma = three_months_before("asthma", until)
    beta_blocker = issued(BETA_BLOCKER, THREE_MONTHS, until)
    return Hazard(
        asthma.exists & missing(Latest("asthma_resolved", window=after(asthma.date))),
        missing(beta_blocker),
        "No non-selective beta-blocker issued in the last three months",
        "Asthma that is not recorded as resolved, and a non-selective beta-blocker in three months",
        (Show("Last non-selective beta-blocker issued", beta_blocker), Show("Asthma recorded", asthma)),
        nearly=(
            Nearly(
                Latest("asthma_resolved").exists,
                "Asthma is recorded as resolved, but not later than it was last recorded",
            ),
        ),
    )


def _unchecked(of: BoolExpr, taking: str, number: int, until: DateExpr, tests: tuple[str, ...]) -> Hazard:
    """A medicine whose blood tests have to be done every so many months, and are not."""
    names = [_TESTS[each] for each in tests]
    done = {each: tested(each, number, until) for each in tests}
    said = " and ".join((names[0], *(each.lower() for each in names[1:])))
    return Hazard(
        of,
        all_of(**done) if len(tests) > 1 else done[tests[0]],
        f"{said} checked in the last {_WORDS[number]} months",
        f"{taking} for {_WORDS[number]} months, and {' or '.join(names).lower()} not checked in that time",
        tuple(
            Show(name, Latest(each), if_missing=f"{name}: no test on record")
            for each, name in zip(tests, names, strict=True)
        ),
        Work(
            "medicines_blood_test",
            "Blood test for a medicine",
            by=("healthcare_assistant", "nurse", "pharmacy_technician"),
            minutes=10,
            counts=tests,
            window=months(1),
        ),
        (out_of_date(((each, months(number)) for each in tests), until),),
    )


def not_checked(medicine: str, number: int, until: DateExpr, *tests: str) -> Hazard:
    """Issued in so many months and in as many before them, and a test is missing in the last of these."""
    return _unchecked(for_months(medicine, number, until), f"On {medicine}", number, until, tests)


def kidneys_not_checked(until: DateExpr) -> Hazard:
    """On an ACE inhibitor or a loop diuretic for 15 months: both papers count it from 75 on."""
    taking = long_term("ace_inhibitor", until) | long_term("loop_diuretic", until)
    lead = "75 or over, on an ACE inhibitor or a loop diuretic"
    return _unchecked(taking, lead, 15, until, ("renal_function", "electrolytes"))


def left_over(indicator: Indicator) -> BoolExpr:
    """In the denominator, and the one rule not met. Its parts are joined without their names."""
    met = indicator.rules[0].when
    if isinstance(met, AllOf):
        met = reduce(and_, met.parts)
    return ~met if indicator.population is None else indicator.population & ~met
