"""The public files that can be loaded, declared: how each is recognised and what its rows say.

Every file becomes facts of one shape: the place it is about, what was measured, the group it was measured
for, and a number or a text. Columns are bound by header name; a column that is not named here is left out
and listed in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


class DatasetError(ValueError):
    """A public file cannot be loaded; the message names the file, what was expected and what to do."""


@dataclass(frozen=True)
class Dataset:
    """One kind of public file.

    place: header of the column that names the place; place_kind: practice, network, lsoa, fifth or country.
    measures: header -> name of the measure, for numbers. every_other: the remaining columns are measures too,
    under their own headers. texts: header -> name of the measure, for texts.
    groups: headers whose values, joined by " · ", are the group a number belongs to.
    measured_by: header whose value names the measure (a long file); its number is in ``measures``.
    where: header -> values to keep; rows with others are totals or parts of another kind, and are left out.
    adds_up: several rows of a place and group are added up (one row a person, or a finer breakdown).
    counts: name of a measure that counts rows.
    as_of: header of the day or month it is about; None: the file does not say, the file's name or the person
    who loads it does. edition: the edition's own name, where the file is one edition of something;
    edition_day: the day it is about, or was published.
    publisher, title: for people. confirmed: whether its headers were read in a real file.
    """

    name: str
    title: str
    publisher: str
    place: str
    place_kind: str
    measures: Mapping[str, str] = field(default_factory=dict)
    every_other: bool = False
    leave_out: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    measured_by: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adds_up: bool = False
    counts: str | None = None
    as_of: tuple[str, ...] = ()
    edition: str | None = None
    edition_day: date | None = None
    recognised_by: tuple[str, ...] = ()
    confirmed: bool = True

    @property
    def needs(self) -> frozenset[str]:
        """Headers that a file of this kind must have, as compared: lower case, words by single spaces."""
        named = {self.place, *self.measures, *self.texts, *self.groups, *self.where, *self.as_of}
        named |= {self.measured_by} if self.measured_by else set()
        return frozenset(plain(header) for header in {*named, *self.recognised_by})


def plain(header: str) -> str:
    """A header as compared: no byte-order mark, lower case, underscores and runs of spaces as one space."""
    return " ".join(header.lstrip("\ufeff").lower().replace("_", " ").split())


_NHSE = "NHS England"
_CENSUS_2021 = date(2021, 3, 21)
_IMD_2019 = date(2019, 9, 26)  # published
_IOD_2025 = date(2025, 10, 30)  # published

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "patients_by_lsoa", "Patients registered at a practice, by small area", _NHSE,
        place="PRACTICE_CODE", place_kind="practice", measures={"NUMBER_OF_PATIENTS": "patients"},
        groups=("LSOA_CODE",), where={"SEX": ("ALL",)}, as_of=("EXTRACT_DATE",), confirmed=False,
    ),
    Dataset(
        "patients_by_age_group", "Patients registered at a practice, by sex and age group", _NHSE,
        place="ORG_CODE", place_kind="practice", measures={"NUMBER_OF_PATIENTS": "patients"},
        groups=("SEX", "AGE_GROUP_5"), where={"ORG_TYPE": ("GP",)}, as_of=("EXTRACT_DATE",),
        confirmed=False,
    ),
    Dataset(
        "list_size", "Patients registered at a practice", _NHSE,
        place="CODE", place_kind="practice", measures={"NUMBER_OF_PATIENTS": "patients"},
        groups=("SEX", "AGE"), where={"TYPE": ("GP",)}, as_of=("EXTRACT_DATE",),
    ),
    Dataset(
        "list_by_qof_age", "Practice list in the age bands of QOF", "House of Commons Library",
        place="PRACTICE_CODE", place_kind="practice", measures={"TOTAL": "patients"},
        every_other=True, recognised_by=("16OV", "65OV"),
    ),
    Dataset(
        "weighted_population", "Registered and need-weighted populations of practices", _NHSE,
        place="Practice_Code", place_kind="practice",
        measures={
            "Patients": "patients", "Population": "population", "G&A WP": "weighted, general and acute",
            "CS WP": "weighted, community services", "MH WP": "weighted, mental health",
            "Mat WP": "weighted, maternity", "Health Ineq WP": "weighted, health inequalities",
            "Prescr WP": "weighted, prescribing", "Final WP": "weighted, overall",
            "Primary Medical Care WP": "weighted, primary medical care",
            "Final PMC WP": "weighted, primary medical care, final",
        },
    ),
    Dataset(
        "practice_payments", "NHS payments to general practice", _NHSE,
        place="Practice Code", place_kind="practice",
        measures={
            "Average Number of Registered Patients": "patients",
            "Average Number of Weighted Patients": "contractor weighted patients",
        },
        every_other=True,
        leave_out=(
            "NHS England (Region) code", "NHS England (Region) Name", "Sub ICB Code", "Sub ICB NAME",
            "PCN Code", "PCN Name", "Practice Name", "Practice Address", "Practice Postcode",
            "Practice Open Date", "Practice Close Date", "Contract Type", "Dispensing Practice",
            "Practice type", "Practice Rurality", "Atypical characteristics",
        ),
    ),
    Dataset(
        "qof_registers", "QOF registers of practices", _NHSE,
        place="PRACTICE_CODE", place_kind="practice",
        measures={"REGISTER": "register", "PRACTICE_LIST_SIZE": "list size"}, groups=("GROUP_CODE",),
    ),
    Dataset(
        "qof_achievement", "QOF indicators of practices", _NHSE,
        place="PRACTICE_CODE", place_kind="practice", measures={"VALUE": "value"},
        groups=("INDICATOR_CODE",), measured_by="MEASURE", confirmed=False,
    ),
    Dataset(
        "qof_by_deprivation_and_region", "QOF prevalence by deprivation and region",
        "House of Commons Library",
        place="imd_overall", place_kind="decile",
        measures={"register": "register", "list": "list size", "prevalence": "prevalence"},
        groups=("group_code", "region"),
    ),
    Dataset(
        "qof_by_deprivation", "QOF prevalence by deprivation", "House of Commons Library",
        place="imd_overall", place_kind="decile",
        measures={"register": "register", "list": "list size", "prevalence": "prevalence"},
        groups=("group_code",),
    ),
    Dataset(
        "practice_deprivation", "Deprivation of the people of a practice, IMD 2019", "Public analysis",
        place="practice_code", place_kind="practice",
        measures={"imd_score": "IMD 2019 score", "imd_decile": "IMD 2019 decile"},
        edition="IMD 2019", edition_day=_IMD_2019,
    ),
    Dataset(
        "practice_ethnicity", "Ethnicity of the areas of a practice, Census 2021", "Public analysis",
        place="practice_code", place_kind="practice",
        measures={
            "non_white_popn": "people in ethnic groups other than White",
            "reg_popn": "patients", "pct_non_white": "share in ethnic groups other than White",
        },
        edition="Census 2021", edition_day=_CENSUS_2021,
    ),
    Dataset(
        "pcn_workforce", "Primary Care Network workforce, individual returns", _NHSE,
        place="PCN_CODE", place_kind="network", measures={"FTE": "full-time equivalents"},
        groups=("STAFF_GROUP", "STAFF_ROLE"), adds_up=True, counts="people",
        as_of=("CENSUS_YEAR", "CENSUS_MONTH"),
    ),
    Dataset(
        "gpad", "Appointments in general practice", _NHSE,
        place="GP_CODE", place_kind="practice", measures={"COUNT_OF_APPOINTMENTS": "appointments"},
        groups=("HCP_TYPE", "APPT_MODE", "NATIONAL_CATEGORY", "TIME_BETWEEN_BOOK_AND_APPT", "APPT_STATUS"),
        adds_up=True, as_of=("APPOINTMENT_MONTH_START_DATE",), confirmed=False,
    ),
    Dataset(
        "iod2025", "English Indices of Deprivation 2025, on areas of 2021",
        "Ministry of Housing, Communities and Local Government",
        place="lsoa21_code", place_kind="lsoa21", every_other=True, edition="IoD 2025",
        edition_day=_IOD_2025,
        recognised_by=("IMD_decile", "IMD_rank"),
    ),
    Dataset(
        "imd2019", "English Indices of Deprivation 2019, on areas of 2011",
        "Ministry of Housing, Communities and Local Government",
        place="lsoa11_code", place_kind="lsoa11", every_other=True, edition="IMD 2019",
        edition_day=_IMD_2019,
        recognised_by=("IMD_decile", "IMD_rank"),
    ),
    Dataset(
        "lsoa_2011_to_2021", "Small areas of 2011 and of 2021", "Office for National Statistics",
        place="lsoa11_code", place_kind="lsoa11", groups=("lsoa21_code",),
        texts={"change_code": "change", "ltla22_code": "local authority"}, edition="2011 to 2021",
        edition_day=_CENSUS_2021,
    ),
    Dataset(
        "lsoa_icb", "Integrated care board of small areas", "Office for National Statistics",
        place="lsoa21_code", place_kind="lsoa21", edition="2024", edition_day=date(2024, 4, 1),
        texts={"sicbl24_code_nhs": "sub-ICB", "icb24_code_nhs": "ICB", "icb24_name": "ICB name"},
    ),
    Dataset(
        "lsoa_network", "Primary Care Network of small areas", "Local analysis",
        place="LSOA11CD", place_kind="lsoa11", texts={"PCN_Code": "network", "PCN_Name": "network name"},
    ),
    Dataset(
        "population", "Population by sex and single year of age", "Office for National Statistics",
        place="Code", place_kind="country", measures={"count": "people"}, groups=("sex", "age"),
        recognised_by=("Geography",),
    ),
)  # fmt: skip
