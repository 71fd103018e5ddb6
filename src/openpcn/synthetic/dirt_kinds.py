"""The kinds of dirt: where each is found, how often, and what a careful reader makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .dirt_texts import damaged_nhs_number, respelt
from .sheet import quoted

Change = Callable[[str, int], str]


@dataclass(frozen=True)
class Trap:
    """One kind of dirt: the table and column it is in, its share of rows, what it makes of a text."""

    name: str
    table: str
    column: str
    share: float
    change: Change
    expected: str
    where: tuple[str, tuple[str, ...]] | None = None  # only rows whose column holds one of these
    filled: bool = False  # only rows where the column is not empty
    also: tuple[tuple[str, str], ...] = ()  # other columns set on the same row


def _always(text: str) -> Change:
    return lambda _old, _number: text


_EMIS_OBSERVATION, _SYSTMONE_CODE = "CareRecord_Observation", "SRCode"
_UNITS = ("mmHg", "mmol/mol", "kg", "umol/L")

TRAPS: tuple[Trap, ...] = (
    # EMIS
    Trap(
        "damaged NHS number",
        "Admin_Patient",
        "NhsNumber",
        0.0009,
        damaged_nhs_number,
        "depends on the damage",
        filled=True,
    ),
    Trap(
        "NHS number with spaces",
        "Admin_Patient",
        "NhsNumber",
        0.0015,
        lambda t, _: f"{t[:3]} {t[3:6]} {t[6:]}",
        "normalised",
        filled=True,
    ),
    Trap("no NHS number", "Admin_Patient", "NhsNumber", 0.0008, _always(""), "accepted without a number"),
    Trap("blank date of birth", "Admin_Patient", "DateOfBirth", 0.0003, _always(""), "quarantined"),
    Trap(
        "leading space in the patient type",
        "Admin_Patient",
        "PatientTypeDescription",
        0.01,
        lambda t, _: " " + t,
        "normalised",
    ),
    Trap("leading space in a name", "Admin_Patient", "Surname", 0.004, lambda t, _: " " + t, "normalised"),
    Trap(
        "trailing space and lower case in a guid",
        "Appointment_Slot",
        "SessionGuid",
        0.001,
        lambda t, _: t.strip("{}").lower() + " ",
        "normalised",
    ),
    Trap(
        "appointment of an unknown patient",
        "Appointment_Slot",
        "PatientGuid",
        0.004,
        lambda _, n: f"{{DEAD{n % 65536:04X}-0000-4E00-8A51-000000000000}}",
        "quarantined and retried",
        filled=True,
    ),
    Trap("entry without a code", _EMIS_OBSERVATION, "CodeId", 0.00008, _always(""), "quarantined"),
    Trap(
        "code id through a spreadsheet",
        _EMIS_OBSERVATION,
        "CodeId",
        0.00003,
        lambda t, _: f"{t[0]}.{t[1:6]}E+{len(t) - 1}",
        "quarantined",
    ),
    Trap(
        "parent that never existed",
        _EMIS_OBSERVATION,
        "ParentObservationGuid",
        0.0002,
        lambda _, n: f"{{DEAD{n % 65536:04X}-0000-4E06-8A51-000000000000}}",
        "accepted",
    ),
    Trap(
        "entry of an unknown patient",
        _EMIS_OBSERVATION,
        "PatientGuid",
        0.00015,
        lambda _, n: f"{{DEAD{n % 65536:04X}-0000-4E04-8A51-000000000000}}",
        "quarantined and retried",
    ),
    Trap(
        "implausible blood pressure",
        _EMIS_OBSERVATION,
        "Value",
        0.0006,
        lambda t, n: ("1350.000", "13.000", "0.000")[n % 3],
        "accepted, implausible",
        where=("NumericUnit", ("mmHg",)),
        filled=True,
    ),
    Trap(
        "value that is not a number",
        _EMIS_OBSERVATION,
        "Value",
        0.0001,
        _always("see notes"),
        "quarantined",
        filled=True,
    ),
    Trap(
        "comparator",
        _EMIS_OBSERVATION,
        "NumericOperator",
        0.02,
        _always(">"),
        "accepted with the comparator",
        where=("NumericUnit", ("mL/min/1.73m2",)),
    ),
    Trap(
        "unit spelt otherwise",
        _EMIS_OBSERVATION,
        "NumericUnit",
        0.03,
        respelt,
        "normalised",
        where=("NumericUnit", _UNITS),
    ),
    Trap(
        "date in the future",
        _EMIS_OBSERVATION,
        "EffectiveDate",
        0.00008,
        lambda _, n: f"2{n % 7 + 1}26-03-14"[:10],
        "accepted; not yet happened",
        filled=True,
    ),
    Trap(
        "date that does not exist",
        _EMIS_OBSERVATION,
        "EffectiveDate",
        0.00005,
        _always("2025-02-30"),
        "quarantined",
        filled=True,
    ),
    Trap("default date", _EMIS_OBSERVATION, "EffectiveDate", 0.0001, _always("1900-01-01"), "date unknown"),
    Trap(
        "unknown date",
        _EMIS_OBSERVATION,
        "EffectiveDate",
        0.0006,
        _always(""),
        "date unknown",
        also=(("EffectiveDatePrecision", "U"),),
    ),
    Trap(
        "confidential entry",
        _EMIS_OBSERVATION,
        "IsConfidential",
        0.0004,
        _always("true"),
        "accepted, confidential",
    ),
    Trap(
        "text with quotes and a line break",
        _EMIS_OBSERVATION,
        "AssociatedText",
        0.002,
        _always(quoted('Says "much better", sleeping well\r\nNo change')),
        "accepted",
    ),
    Trap(
        "active but cancelled",
        "Prescribing_DrugRecord",
        "CancellationDate",
        0.002,
        _always("2024-06-03"),
        "accepted as current",
        where=("IsActive", ("true",)),
    ),
    Trap(
        "issue without its authorisation",
        "Prescribing_IssueRecord",
        "DrugRecordGuid",
        0.001,
        _always(""),
        "accepted, not linked",
    ),
    # SystmOne
    Trap(
        "damaged NHS number",
        "SRPatient",
        "NHSNumber",
        0.0009,
        damaged_nhs_number,
        "depends on the damage",
        filled=True,
    ),
    Trap(
        "NHS number with spaces",
        "SRPatient",
        "NHSNumber",
        0.0015,
        lambda t, _: f"{t[:3]} {t[3:6]} {t[6:]}",
        "normalised",
        filled=True,
    ),
    Trap("no NHS number", "SRPatient", "NHSNumber", 0.0008, _always(""), "accepted without a number"),
    Trap("blank date of birth", "SRPatient", "DateBirth", 0.0003, _always(""), "quarantined"),
    Trap("leading space in a name", "SRPatient", "Surname", 0.004, lambda t, _: " " + t, "normalised"),
    Trap(
        "several tokens in the registration status",
        "SRPatientRegistration",
        "RegistrationStatus",
        0.01,
        _always("GMS,Contraception"),
        "accepted as regular",
        where=("RegistrationStatus", ("GMS",)),
    ),
    Trap(
        "appointment of an unknown patient",
        "SRAppointment",
        "IDPatient",
        0.004,
        lambda _, n: str(990_000_000 + n),
        "quarantined and retried",
    ),
    Trap(
        "SNOMED code only through the CTV3 map",
        _SYSTMONE_CODE,
        "SNOMEDCode",
        0.02,
        _always("-1"),
        "normalised",
        filled=True,
    ),
    Trap(
        "entry of an unknown patient",
        _SYSTMONE_CODE,
        "IDPatient",
        0.00015,
        lambda _, n: str(990_000_000 + n),
        "quarantined and retried",
    ),
    Trap(
        "recorded elsewhere and shared in",
        _SYSTMONE_CODE,
        "IDOrganisation",
        0.003,
        _always("VZ901"),
        "set aside: shared in",
    ),
    Trap(
        "implausible blood pressure",
        _SYSTMONE_CODE,
        "NumericValue",
        0.0006,
        lambda t, n: ("1350", "13", "0")[n % 3],
        "accepted, implausible",
        where=("NumericUnit", ("mmHg",)),
        filled=True,
    ),
    Trap(
        "value that is not a number",
        _SYSTMONE_CODE,
        "NumericValue",
        0.0001,
        _always("see notes"),
        "quarantined",
        filled=True,
    ),
    Trap(
        "comparator",
        _SYSTMONE_CODE,
        "NumericComparator",
        0.02,
        _always(">"),
        "accepted with the comparator",
        where=("NumericUnit", ("mL/min/1.73m2",)),
    ),
    Trap(
        "unit spelt otherwise",
        _SYSTMONE_CODE,
        "NumericUnit",
        0.03,
        respelt,
        "normalised",
        where=("NumericUnit", _UNITS),
    ),
    Trap(
        "date in the future",
        _SYSTMONE_CODE,
        "DateEvent",
        0.00008,
        lambda _, n: f"14 Mar 2{n % 7 + 1}26 00:00:00",
        "accepted; not yet happened",
    ),
    Trap(
        "date that does not exist",
        _SYSTMONE_CODE,
        "DateEvent",
        0.00005,
        _always("30 Feb 2025 00:00:00"),
        "quarantined",
    ),
    Trap("unknown date", _SYSTMONE_CODE, "DateEvent", 0.0006, _always(""), "date unknown"),
    Trap(
        "medicine without a dm+d code",
        "SRPrimaryCareMedication",
        "IDMultiLexDMD",
        0.002,
        _always("-1"),
        "accepted, uncoded",
    ),
    Trap(
        "medicine that starts in the future",
        "SRPrimaryCareMedication",
        "DateMedicationStart",
        0.0003,
        _always("01 Jun 2027 00:00:00"),
        "accepted; not yet happened",
    ),
)
