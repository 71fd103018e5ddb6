"""SMR03: on a direct oral anticoagulant, kidneys, weight, clearance and dose are checked in the year."""

from __future__ import annotations

from openpcn.rules.language import (
    YEAR_START,
    Count,
    Indicator,
    Latest,
    Nearly,
    Show,
    Work,
    achieve,
    adjust,
    all_of,
    before,
    missing,
    months,
)
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO, network_des

_issues = Count("doac", table="issue", in_period=True)
_renal = Latest("renal_function", in_period=True)
_weight = Latest("weight", in_period=True)
_clearance = Latest("creatinine_clearance", in_period=True)
_dose = Latest("doac_dose_confirmed", in_period=True)
_old_clearance = Latest("creatinine_clearance", window=before(YEAR_START))

SMR03 = Indicator(
    "SMR03",
    "Direct oral anticoagulant: kidneys, weight, clearance and dose checked",
    source=network_des("SMR03"),
    rationale=(
        "The dose depends on kidney function and weight, which change with age. All four in the contract "
        "year: a renal function test, a weight, a creatinine clearance, and the dose confirmed or changed. "
        "Started in the last three months of the year, or not issued for nine months, is an adjustment. No "
        "published code of the confirmed dose was found: the list is a stand-in."
    ),
    also_known_as=("SMR-03", "NCD111"),
    of=_issues.exists,
    rules=(
        achieve(
            "R2",
            all_of(
                renal_function=_renal.exists,
                weight=_weight.exists,
                creatinine_clearance=_clearance.exists,
                dose=_dose.exists,
            ),
            "Kidneys, weight, creatinine clearance and dose checked in the contract year",
        ),
        adjust(
            "R3",
            _issues.first > SERVICE_YEAR_END - months(3),
            "Started in the last three months of the contract year",
        ),
        adjust(
            "R4",
            _issues.date <= UP_TO - months(9),
            "Not issued in the last nine months",
        ),
    ),
    due_sentence="On a direct oral anticoagulant, and not all four checks done in this contract year",
    nearly=(
        Nearly(
            missing(_clearance) & _old_clearance.exists,
            "The last creatinine clearance is from before this contract year",
        ),
        Nearly(
            missing(_clearance) & _renal.exists,
            "Kidney function was tested, but no creatinine clearance is recorded: an eGFR does not count",
        ),
    ),
    shows=(
        Show("Last issue of the anticoagulant", _issues.date),
        Show("Renal function tested", _renal, if_missing="No renal function test in the year"),
        Show("Weight", _weight, if_missing="No weight in the year"),
        Show("Creatinine clearance", _clearance, if_missing="No creatinine clearance in the year"),
        Show("Dose confirmed or changed", _dose, if_missing="Dose not confirmed in the year"),
    ),
    work=Work(
        "doac_check",
        "Anticoagulant check: bloods, weight and dose",
        by=("clinical_pharmacist", "nurse", "pharmacy_technician"),
        minutes=15,
        counts=("renal_function", "weight", "creatinine_clearance", "doac_dose_confirmed"),
    ),
)
