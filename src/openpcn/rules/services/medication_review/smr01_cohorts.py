"""The nine cohorts of SMR01A: who was at risk of harm from a medication error in the contract year."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    Latest,
    LatestValue,
    Pair,
    Register,
    Show,
    Source,
    after,
    missing,
    on_or_after,
    on_or_before,
)
from openpcn.rules.registers.sources import DICTIONARY, SERVICE_YEAR_END
from openpcn.rules.services.medication_review.issues import (
    ANTICOAGULANT,
    ANTIPLATELET,
    ASPIRIN,
    BETA_BLOCKER,
    CO_PRESCRIBED_DAYS,
    NSAID,
    OTHER_ANTIPLATELET,
    THREE_MONTHS,
    ULCER_HEALING,
    ULCER_OR_BLEED,
    Lists,
)
from openpcn.terms.units import Unit

_SOURCE = Source(
    "Network Contract DES indicator dictionary",
    "2025/26",
    f"{DICTIONARY}, SMR01A rule 2 (NOMEDERR1); the nine errors as a public FHIR project repeats the business "
    "rules",
    confirmed=False,
)
_adult = AgeOn(SERVICE_YEAR_END) >= 18


def _in_year(medicine: Lists) -> Latest:
    return Latest(medicine, table="issue", in_period=True)


_nsaid = _in_year(NSAID)
_antiplatelet = _in_year(ANTIPLATELET)
_beta_blocker = _in_year(BETA_BLOCKER)


def _history(codes: Lists, of: Latest) -> Latest:
    """Recorded on the day of the last issue or before."""
    return Latest(codes, window=on_or_before(of.date))


def _cohort(id: str, title: str, member: BoolExpr, why: str, *shows: Show) -> Register:
    return Register(id, title, source=_SOURCE, rationale=why, of=_adult, member=member, shows=shows)


_show_nsaid = Show("Last oral NSAID in the year", _nsaid)
_protection = Latest(ULCER_HEALING, table="issue", window=on_or_after(_nsaid.date - THREE_MONTHS))
_ulcer = _history(ULCER_OR_BLEED, _nsaid)
_ulcer_before_antiplatelet = _history(ULCER_OR_BLEED, _antiplatelet)
_heart_failure = _history("heart_failure", _nsaid)
_asthma = _history("asthma", _beta_blocker)
_egfr = LatestValue("egfr", unit=Unit.ML_PER_MIN, window=on_or_before(_nsaid.date))


def _together(a: Lists, b: Lists) -> Pair:
    return Pair(_in_year(a), _in_year(b), within_days=CO_PRESCRIBED_DAYS)


NSAID_65 = _cohort(
    "smr01a_nsaid_65",
    "65 or over on an oral NSAID without ulcer protection",
    (AgeOn(SERVICE_YEAR_END) >= 65) & _nsaid.exists & missing(_protection),
    "An oral NSAID in the contract year, and no ulcer-healing medicine in the three months before its last "
    "issue or since: how near is not published, so three months is our choice, as in PINCER.",
    _show_nsaid,
)
ULCER_NSAID = _cohort(
    "smr01a_ulcer_nsaid",
    "Peptic ulcer in the past and an oral NSAID",
    _ulcer.exists & _nsaid.exists,
    "A peptic ulcer or upper gastrointestinal bleed on or before the last issue of an NSAID in the contract "
    "year. Protection is not part of the published words.",
    _show_nsaid,
    Show("Ulcer or bleed recorded", _ulcer),
)
ULCER_ANTIPLATELET = _cohort(
    "smr01a_ulcer_antiplatelet",
    "Peptic ulcer in the past and an antiplatelet",
    _ulcer_before_antiplatelet.exists & _antiplatelet.exists,
    "A peptic ulcer or upper gastrointestinal bleed on or before the last issue of an antiplatelet in the "
    "contract year.",
    Show("Last antiplatelet in the year", _antiplatelet),
    Show("Ulcer or bleed recorded", _ulcer_before_antiplatelet),
)
ANTICOAGULANT_NSAID = _cohort(
    "smr01a_anticoagulant_nsaid",
    "Oral anticoagulant with an oral NSAID",
    _together(ANTICOAGULANT, NSAID).exists,
    "An issue of each within 28 days of the other, both in the contract year.",
    _show_nsaid,
    Show("Last anticoagulant in the year", _in_year(ANTICOAGULANT)),
)
ANTICOAGULANT_ANTIPLATELET = _cohort(
    "smr01a_anticoagulant_antiplatelet",
    "Oral anticoagulant with an antiplatelet",
    _together(ANTICOAGULANT, ANTIPLATELET).exists,
    "An issue of each within 28 days of the other, both in the contract year.",
    Show("Last antiplatelet in the year", _antiplatelet),
    Show("Last anticoagulant in the year", _in_year(ANTICOAGULANT)),
)
TWO_ANTIPLATELETS = _cohort(
    "smr01a_two_antiplatelets",
    "Aspirin with another antiplatelet",
    _together(ASPIRIN, OTHER_ANTIPLATELET).exists,
    "An issue of each within 28 days of the other, both in the contract year.",
    Show("Last aspirin in the year", _in_year(ASPIRIN)),
    Show("Last other antiplatelet in the year", _in_year(OTHER_ANTIPLATELET)),
)
HEART_FAILURE_NSAID = _cohort(
    "smr01a_heart_failure_nsaid",
    "Heart failure that is not resolved and an oral NSAID",
    _heart_failure.exists
    & missing(Latest("heart_failure_resolved", window=on_or_after(_heart_failure.date)))
    & _nsaid.exists,
    "Heart failure on or before the last issue of an NSAID in the contract year; a resolved code of the same "
    "day or later takes the person off, as the dictionary says of SMR30.",
    _show_nsaid,
    Show("Heart failure recorded", _heart_failure),
)
KIDNEY_NSAID = _cohort(
    "smr01a_kidney_nsaid",
    "eGFR under 45 and an oral NSAID",
    _nsaid.exists & (_egfr.value < 45),
    "The last eGFR on or before the last issue of an NSAID in the contract year is under 45.",
    _show_nsaid,
    Show("eGFR then", _egfr),
)
ASTHMA_BETA_BLOCKER = _cohort(
    "smr01a_asthma_beta_blocker",
    "Asthma that is not resolved and a non-selective beta-blocker",
    _asthma.exists & missing(Latest("asthma_resolved", window=after(_asthma.date))) & _beta_blocker.exists,
    "Asthma on or before the last issue of a non-selective beta-blocker in the contract year, and no later "
    "code that it resolved.",
    Show("Last non-selective beta-blocker in the year", _beta_blocker),
    Show("Asthma recorded", _asthma),
)

COHORTS = (
    NSAID_65,
    ULCER_NSAID,
    ULCER_ANTIPLATELET,
    ANTICOAGULANT_NSAID,
    ANTICOAGULANT_ANTIPLATELET,
    TWO_ANTIPLATELETS,
    HEART_FAILURE_NSAID,
    KIDNEY_NSAID,
    ASTHMA_BETA_BLOCKER,
)
