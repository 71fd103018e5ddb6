"""HI02 and HI04: the ethnic group on record, or not stated; HI08 and HI09 for ethnic minorities."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    AgeOn,
    CaseFinding,
    Indicator,
    Latest,
    Nearly,
    On,
    Ratio,
    RegisteredSince,
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
from openpcn.rules.registers.sources import SERVICE_YEAR_END, WIDER_SET, network_des
from openpcn.rules.services.cardiovascular.cvd01 import CVD01
from openpcn.rules.services.cardiovascular.readings import READING_CODES

_group = Latest("ethnicity")
_not_stated = Latest("ethnicity_not_stated")

HI02 = Indicator(
    "HI02",
    "Ethnic group recorded",
    source=network_des("HI02", WIDER_SET),
    rationale=(
        "Without the ethnic group nobody can see whom care does not reach. Everybody registered; an ethnic "
        "group at any time. Not stated is no group: the dictionary names no adjustment, so somebody who "
        "chose not to say stays in the denominator, is counted by HI04, and is marked as having answered."
    ),
    also_known_as=("HI-02", "NCD010", "NCDMI200"),
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
    source=network_des("HI04", WIDER_SET),
    rationale=(
        "The share of registered people who were asked and chose not to say. Somebody who stated a group at "
        "any time is not counted, whatever was recorded later."
    ),
    also_known_as=("HI-04", "NCDMI060"),
    numerator=points(_not_stated.exists & missing(_group), 1, "not stated, and no group on record"),
    per="100 people",
    shows=(Show("Not stated", _not_stated),),
)

#: What the dictionary calls the rules of CVD01 here: its rule 3, the ethnic group, moves the later ones on.
NUMBERS = {f"R{number}": f"R{number + 1}" for number in range(3, 11)}

HI08 = CaseFinding(
    "HI08",
    "Raised blood pressure followed up, in ethnic minorities",
    source=network_des("HI08", WIDER_SET),
    rationale=(
        "CVD01 among people of an ethnic minority, with this dictionary's rule numbers: rules 2, 4 and 5 "
        "are its exclusions, 9 to 11 its adjustments, 6 to 8 are ours. White groups and no ethnic group "
        "stated are outside (rule 3)."
    ),
    also_known_as=("HI-08", "NCDMI132"),
    of=On(ETHNIC_MINORITY) & (AgeOn(SERVICE_YEAR_END) >= 18),
    per=CVD01.per,
    rules=tuple(replace(rule, code=NUMBERS.get(rule.code, rule.code)) for rule in CVD01.rules),
    due_sentence=CVD01.due_sentence,
    nearly=CVD01.nearly,
    shows=CVD01.shows,
    work=CVD01.work,
    listed=False,
)

_FIVE_YEARS = last(months(60))
_PRESSURE = ("blood_pressure", *READING_CODES)

HI09 = Indicator(
    "HI09",
    "Blood pressure in 5 years, in ethnic minorities aged 45 or over",
    source=network_des("HI09", WIDER_SET),
    rationale=(
        "High blood pressure comes earlier and goes unseen longer in several minority groups. A blood "
        "pressure in the 5 years up to the achievement date, at 45 or over on the 31 March that ends the "
        "year."
    ),
    also_known_as=("HI-09", "NCDMI133"),
    of=On(ETHNIC_MINORITY) & (AgeOn(SERVICE_YEAR_END) >= 45),
    rules=(
        achieve(
            "R3",
            Latest(_PRESSURE, window=_FIVE_YEARS).exists,
            "Blood pressure taken in the last 5 years",
        ),
        adjust(
            "R4", Latest("bp_declined", window=_FIVE_YEARS).exists, "Chose not to have blood pressure taken"
        ),
        adjust("R5", RegisteredSince() > SERVICE_YEAR_END - months(3), "Registered in the last 3 months"),
    ),
    due_sentence="No blood pressure taken in the last 5 years",
    nearly=(Nearly(Latest(_PRESSURE).exists, "The last blood pressure is more than 5 years old"),),
    shows=(Show("Last blood pressure", Latest(_PRESSURE), if_missing="No blood pressure on record"),),
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
