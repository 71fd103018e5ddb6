"""Published names that nothing here answers: what each asks, and what answers nearly that.

Read in the indicator dictionaries of the Network Contract DES (NHSDigital/ncdes, 2022/23 to 2025/26), except
where the words name another place. A name is of every year up to the one said.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotHeld:
    """Names of whichever year that ask one thing, or things alike, and what is known of it."""

    names: tuple[str, ...]
    known: str


def _management(first: int, last: int, but: tuple[int, ...] = ()) -> tuple[str, ...]:
    """The ids of management information from one number to another, both included."""
    return tuple(f"NCDMI{number:03}" for number in range(first, last + 1) if number not in but)


NOT_HELD = (
    NotHeld(
        ("CVD02", "NCD015"),
        "the share of registered people on the QOF hypertension register. In no dictionary that was found: "
        "the code that publishes the figures names it, and leaves it out, because it comes from QOF. The "
        "register hypertension holds these people",
    ),
    NotHeld(
        ("CVD05", "CVD06", "CVD09", "CVD12"),
        "in no dictionary of the Network Contract DES that was found, 2022/23 to 2025/26",
    ),
    NotHeld(
        ("NCD103", "NCDMI104"),
        "a direct oral anticoagulant in atrial fibrillation (NCD103: or a vitamin K antagonist where it is "
        "declined or unsuitable), 2022/23. AF008 asks nearly that",
    ),
    NotHeld(("NCD104",), "edoxaban among the direct oral anticoagulants in atrial fibrillation, 2022/23"),
    NotHeld(("NCDMI021",), "a direct one among people on an oral anticoagulant, 2022/23"),
    NotHeld(
        ("NCDMI205",),
        "non-HDL or else LDL cholesterol at target in cardiovascular disease, 2023/24. CHOL004 asks nearly "
        "the same",
    ),
    NotHeld(
        ("NCDMI116", "NCDMI119", "NCDMI120", "NCDMI121"),
        "four hazards of medicines that make the stomach bleed, to 2023/24. PINCER asks nearly the same, in "
        "this order: GI_P3A, GI_P3D, GI_P3E, GI_P3F",
    ),
    NotHeld(
        ("NCDMI068",),
        "structured medication reviews for each registered person, to 2023/24. SMR01A to SMR01D ask who of "
        "those in need had one",
    ),
    NotHeld(
        _management(74, 76),
        "how many registered people are prescribed opioids, antimicrobials and benzodiazepines, to 2023/24. "
        "SMR01C looks for repeated use of potentially addictive medicines",
    ),
    NotHeld(
        ("EHCH01", "NCD012"),
        "care-home residents for each bed that may have the service, to 2024/25. The beds are entered by "
        "hand: they stand in no extract",
    ),
    NotHeld(
        ("NCDMI004",),
        "registered people who chose not to be referred to social prescribing, 2022/23. PC01 leaves them out",
    ),
    NotHeld(
        ("NCDMI108", "NCDMI110"),
        "consultations for each registered person, with a GP and with anybody, to 2023/24. PC03 and PC20 ask "
        "the same of those whom social prescribing supports",
    ),
    NotHeld(
        _management(29, 50),
        "how much the additional roles do: consultations, reviews and visits for each registered person, and "
        "how many had one, 2022/23. Workload, not care that somebody needs",
    ),
    NotHeld(
        _management(138, 165, but=(152, 153)),
        "encounters with each additional role, for each registered person, and how many had one, to 2023/24. "
        "Workload, not care that somebody needs; with a link worker: NCDMI152 and NCDMI153",
    ),
    NotHeld(
        ("RESP01", "NCD105", "NCDMI177", "RESP02", "NCD106", "NCDMI178"),
        "inhalers in asthma in a year: three of an inhaled corticosteroid (RESP01), six of a short-acting "
        "reliever (RESP02), to 2024/25. Respiratory care is none of the eight services",
    ),
    NotHeld(
        ("ES01", "NCD014", "NCDMI089"),
        "the carbon of inhalers, to 2024/25 (NCDMI089: of salbutamol, to 2023/24). Sustainability is none of "
        "the eight services",
    ),
    NotHeld(
        ("VI01", "NCD002", "NCDMI199", "VI02", "NCD003", "VI03", "NCD004"),
        "influenza vaccination at 65 and over (VI01), at risk from 18 to 64 (VI02), at two and three years "
        "(VI03), to 2024/25. Vaccination is none of the eight services; for three groups it is defined: "
        "flu_learning_disability, flu_carers, flu_core20plus_copd",
    ),
    NotHeld(
        ("NCDMI025", "NCDMI027", "NCDMI129"),
        "influenza vaccination of people in homes, with severe mental illness, and at risk in an ethnic "
        "minority, to 2023/24. Vaccination is none of the eight services",
    ),
    NotHeld(
        ("NCDMI130", "NCDMI131"),
        "a second dose of a Covid-19 vaccine, of everybody and in an ethnic minority, to 2023/24. "
        "Vaccination is none of the eight services",
    ),
    NotHeld(
        ("ACC09", "NCD113", "ACC15", "NCDMI166"),
        "referrals to the community pharmacist consultation service, made (ACC09) and declined (ACC15), to "
        "2024/25. Access is none of the eight services",
    ),
    NotHeld(
        ("ACC08", "NCD026"),
        "appointments within two weeks of their booking, 2023/24. Counted nationally, from appointment data",
    ),
    NotHeld(
        ("AC02",),
        "emergency admissions that care outside hospital may prevent, standardised by age and sex, 2022/23. "
        "In other papers, in no dictionary: counted nationally, from hospital data, for whole networks",
    ),
)
