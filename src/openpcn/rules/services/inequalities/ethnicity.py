"""HI02 and HI04: the ethnic group on record, or not stated; HI08 and HI09 for ethnic minorities."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    CaseFinding,
    Indicator,
    Latest,
    Nearly,
    On,
    Ratio,
    RegisteredSince,
    Rule,
    Show,
    Work,
    achieve,
    adjust,
    last,
    missing,
    months,
    points,
)
from openpcn.rules.registers.segments import ETHNIC_MINORITY
from openpcn.rules.registers.sources import SERVICE_YEAR_END
from openpcn.rules.services.cardiovascular.cvd01 import CVD01
from openpcn.rules.services.cardiovascular.readings import READING_CODES
from openpcn.rules.services.inequalities.sources import dictionary_2024_25

_group = Latest("ethnicity")
_not_stated = Latest("ethnicity_not_stated")

HI02 = Indicator(
    "HI02",
    "Ethnic group recorded",
    source=dictionary_2024_25("HI02"),
    rationale=(
        "Without the ethnic group nobody can see whom care does not reach. Everybody registered; an ethnic "
        "group at any time. Not stated is no group: somebody who chose not to say is counted by HI04, and is "
        "not asked again by any list of work until the network switches this one on. The dictionary names "
        "no adjustment."
    ),
    also_known_as=("HI-02", "NCD010"),
    rules=(achieve("R1", _group.exists, "Ethnic group recorded"),),
    due_sentence="No ethnic group on record",
    nearly=(
        Nearly(_not_stated.exists & missing(_group), "Recorded as not stated: the person chose not to say"),
    ),
    shows=(Show("Not stated", _not_stated),),
    work=Work(
        "record_ethnicity",
        "Ask for the ethnic group",
        by=("care_coordinator", "healthcare_assistant", "receptionist"),
        minutes=2,
        counts=("ethnicity",),
    ),
    listed=False,
)

HI04 = Ratio(
    "HI04",
    "Chose not to state the ethnic group",
    source=dictionary_2024_25("HI04"),
    rationale=(
        "The share of registered people who were asked and chose not to say. Somebody who stated a group at "
        "any time is not counted, whatever was recorded later."
    ),
    also_known_as=("HI-04", "NCDMI060"),
    numerator=points(_not_stated.exists & missing(_group), 1, "not stated, and no group on record"),
    shows=(Show("Not stated", _not_stated),),
)

#: The same rule under the number that this indicator's dictionary gives it.
_NUMBERS = {"R2": "R2"} | {f"R{number}": f"R{number + 1}" for number in range(3, 11)}


def _renumbered(rule: Rule) -> Rule:
    return Rule(rule.kind, _NUMBERS.get(rule.code, rule.code), rule.when, rule.sentence)


HI08 = CaseFinding(
    "HI08",
    "Raised blood pressure followed up, in ethnic minorities",
    source=dictionary_2024_25("HI08"),
    rationale=(
        "CVD01 among people of an ethnic minority, with this dictionary's rule numbers: rules 2, 4 and 5 "
        "are its exclusions, 9 to 11 its adjustments, 6 to 8 are ours. White groups and no ethnic group "
        "stated are outside (rule 3)."
    ),
    also_known_as=("HI-08", "NCDMI132"),
    of=On(ETHNIC_MINORITY) & (AgeOn(SERVICE_YEAR_END) >= 18),
    per=CVD01.per,
    rules=tuple(_renumbered(rule) for rule in CVD01.rules),
    due_sentence=CVD01.due_sentence,
    nearly=CVD01.nearly,
    shows=CVD01.shows,
    work=CVD01.work,
    listed=False,
)

_FIVE_YEARS = last(months(60))

HI09 = Indicator(
    "HI09",
    "Blood pressure in five years, in ethnic minorities aged 45 or over",
    source=dictionary_2024_25("HI09"),
    rationale=(
        "High blood pressure comes earlier and goes unseen longer in several minority groups. A blood "
        "pressure in the five years up to the achievement date, at 45 or over on the 31 March that ends the "
        "year."
    ),
    also_known_as=("HI-09", "NCDMI133"),
    of=On(ETHNIC_MINORITY) & (AgeOn(SERVICE_YEAR_END) >= 45),
    rules=(
        achieve(
            "R3",
            Latest(("blood_pressure", *READING_CODES), window=_FIVE_YEARS).exists,
            "Blood pressure taken in the last five years",
        ),
        adjust(
            "R4", Latest("bp_declined", window=_FIVE_YEARS).exists, "Chose not to have blood pressure taken"
        ),
        adjust("R5", RegisteredSince() > SERVICE_YEAR_END - months(3), "Registered in the last three months"),
    ),
    due_sentence="No blood pressure in five years",
    shows=(Show("Last blood pressure", Latest(READING_CODES), if_missing="No blood pressure on record"),),
    work=Work(
        "take_blood_pressure",
        "Take the blood pressure",
        by=("clinical_pharmacist", "healthcare_assistant", "nurse"),
        minutes=5,
        counts=READING_CODES,
    ),
    listed=False,
)

DEFINITIONS = (HI02, HI04, HI08, HI09)
