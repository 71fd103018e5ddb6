"""What a SystmOne delivery is made of: manifest, mappings, organisations, staff, code terms and maps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np
import pyarrow as pa

from openpcn.synthetic import labels
from openpcn.synthetic.lives.care import EPOCH
from openpcn.synthetic.names import COUNTY, TOWN
from openpcn.synthetic.sheet import Sheet, lookup, whole

from .tables import TABLES
from .writing import GROUPS, MAPPING, METHODS, PENICILLINS, URGENCIES, SystmOne


def manifest(w: SystmOne, tables: list[str], reference: tuple[str, ...]) -> Iterable[Sheet]:
    """The tables delivered, from when to when."""
    day = EPOCH + timedelta(days=w.extract.as_at)
    before = "" if w.extract.full else (day - timedelta(days=1)).strftime("%Y%m%d_2130")
    yield Sheet(
        TABLES["SRManifest"],
        len(tables),
        {
            "FileName": pa.array(tables),
            "IsDelta": "N" if w.extract.full else "Y",
            "IsReference": pa.array(["Y" if name in reference else "N" for name in tables]),
            "DateExtractFrom": before,
            "DateExtractTo": day.strftime("%Y%m%d_2130"),
        },
    )


def mappings(w: SystmOne) -> Iterable[Sheet]:
    """Built-in lists."""
    ids = list(MAPPING.values())
    yield Sheet(
        TABLES["SRMapping"],
        len(ids),
        {
            "RowIdentifier": whole(np.array(ids)),
            "IdMappingGroup": whole(np.array(ids) // 100),
            "Mapping": pa.array(list(MAPPING)),
        },
    )


def mapping_groups(w: SystmOne) -> Iterable[Sheet]:
    """Names of the built-in lists."""
    yield Sheet(
        TABLES["SRMappingGroup"],
        len(GROUPS),
        {
            "RowIdentifier": whole(np.array(list(GROUPS))),
            "MappingGroup": pa.array(list(GROUPS.values())),
        },
    )


def options(w: SystmOne) -> Iterable[Sheet]:
    """Contact methods and urgencies, locally configured lists."""
    for number, words in (("2", METHODS), ("3", URGENCIES)):
        yield w.sheet(
            "SRConfiguredListOption",
            len(words),
            {
                "RowIdentifier": whole(np.array(list(words.values()))),
                "ConfiguredList": number,
                "ConfiguredListOption": pa.array(list(words)),
            },
        )


def medicine_names(w: SystmOne) -> Iterable[Sheet]:
    """The supplier's own list of medicines, as far as allergies need it."""
    product, name = PENICILLINS
    yield w.sheet(
        "SRMedicationReadCodeDetails",
        1,
        {
            "RowIdentifier": "7801",
            "IDMultiLexProduct": str(product),
            "DrugReadCode": "e3...",
            "DrugReadCodeDesc": name,
        },
    )


def organisations(w: SystmOne) -> Iterable[Sheet]:
    """The practice and the community provider whose entries are shared in."""
    yield w.sheet(
        "SROrganisation",
        2,
        {
            "RowIdentifier": pa.array([str(7001 + w.place), "7900"]),
            "Name": pa.array([w.extract.practice.name, "Riverbank Community Services (fictional)"]),
            "ID": pa.array([w.code, "VZ901"]),
            "NameOfTown": TOWN,
            "NameOfCounty": COUNTY,
            "MadeObsolete": "FALSE",
        },
    )


def staff(w: SystmOne) -> Iterable[Sheet]:
    """Staff."""
    names = [f"{title} {given} {family}" for title, _, _, given, family in labels.STAFF]
    yield w.sheet(
        "SRStaffMember",
        len(names),
        {
            "RowIdentifier": w.ids("staff", np.arange(len(names))),
            "StaffName": pa.array(names),
            "Obsolete": "FALSE",
        },
    )


def profiles(w: SystmOne) -> Iterable[Sheet]:
    """Staff at this practice, with their roles."""
    numbers = np.arange(len(labels.STAFF))
    yield w.sheet(
        "SRStaffMemberProfile",
        len(numbers),
        {
            "RowIdentifier": w.ids("profile", numbers),
            "DateProfileCreated": "01 Apr 2018 09:00:00",
            "StaffRole": pa.array([s[2] for s in labels.STAFF]),
            "DateEmploymentStart": "01 Apr 2018 00:00:00",
            "IDStaffMember": w.ids("staff", numbers),
        },
    )


def ctv3_terms(w: SystmOne) -> Iterable[Sheet]:
    """CTV3 terms."""
    rows = w.clinical
    yield w.sheet(
        "SRCtv3",
        len(rows),
        {
            "RowIdentifier": whole(np.array(rows) + 1),
            "Ctv3Code": lookup(w.ctv3, np.array(rows)),
            "Ctv3Text": lookup(w.terms, np.array(rows)),
        },
    )


def ctv3_map(w: SystmOne) -> Iterable[Sheet]:
    """CTV3 to SNOMED CT; local codes have no row."""
    rows = np.array([i for i in w.clinical if w.concepts[i] != "-1"])
    yield w.sheet(
        "SRCtv3ToSnomed",
        len(rows),
        {
            "RowIdentifier": whole(rows + 1),
            "Ctv3Code": lookup(w.ctv3, rows),
            "SnomedCode": lookup(w.concepts, rows),
        },
    )
