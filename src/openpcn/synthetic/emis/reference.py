"""Reference tables of the EMIS set: organisation, staff, agreement, dictionaries. The full extract only."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from openpcn.synthetic import labels
from openpcn.synthetic.names import COUNTY, TOWN
from openpcn.synthetic.sheet import Column, Sheet
from openpcn.terms import sctid

from .writing import Emis, guid, guids

#: Lists whose dictionary entries arrive a night late at one practice.
HELD_BACK = ("carer", "falls")


def organisations(w: Emis) -> Iterable[Sheet]:
    """The practice itw."""
    rows = int(w.extract.full)
    yield w.sheet(
        "Admin_Organisation",
        rows,
        {
            "CDB": str(29_001 + w.place),
            "OrganisationName": w.extract.practice.name,
            "ODSCode": w.extract.practice.code,
            "OrganisationType": "General Practice",
            "OpenDate": "1974-04-01",
            "MainLocationGuid": guid(w.place, "location", 0),
        },
    )


def locations(w: Emis) -> Iterable[Sheet]:
    """The practice's building."""
    yield w.sheet(
        "Admin_Location",
        int(w.extract.full),
        {
            "LocationGuid": guid(w.place, "location", 0),
            "LocationName": w.extract.practice.name,
            "LocationTypeDescription": "Surgery",
            "OpenDate": "1974-04-01",
            "Town": TOWN,
            "County": COUNTY,
        },
    )


def organisation_locations(w: Emis) -> Iterable[Sheet]:
    """Practice and building."""
    yield w.sheet(
        "Admin_OrganisationLocation",
        int(w.extract.full),
        {
            "LocationGuid": guid(w.place, "location", 0),
            "IsMainLocation": "true",
        },
    )


def agreements(w: Emis) -> Iterable[Sheet]:
    """The sharing agreement is active."""
    yield w.sheet(
        "Agreements_SharingOrganisation",
        int(w.extract.full),
        {
            "IsActivated": "true",
            "LastModifiedDate": "2025-03-03 10:12:00",
            "Disabled": "false",
        },
    )


def users(w: Emis) -> Iterable[Sheet]:
    """Staff."""
    rows = len(labels.STAFF) if w.extract.full else 0
    staff = labels.STAFF[:rows]
    numbers = np.arange(rows)
    yield w.sheet(
        "Admin_UserInRole",
        rows,
        {
            "UserInRoleGuid": guids(w.place, "user", numbers),
            "Title": pa.array([s[0] for s in staff], pa.string()),
            "GivenName": pa.array([s[3] for s in staff], pa.string()),
            "Surname": pa.array([s[4] for s in staff], pa.string()),
            "JobCategoryCode": pa.array([s[1] for s in staff], pa.string()),
            "JobCategoryName": pa.array([s[2] for s in staff], pa.string()),
            "ContractStartDate": "2018-04-01",
        },
    )


def clinical_codes(w: Emis) -> Iterable[Sheet]:
    """The dictionary of clinical codes; some entries arrive a night late."""
    entries = w.lives.codes.entries
    rows = [i for i, e in enumerate(entries) if e.category != "dmd" and w.canonical[i] == i]
    late = [i for i in rows if w.late and entries[i].list_id in HELD_BACK]
    if w.extract.full:
        rows = [i for i in rows if i not in late or w.extract.night > 1]
    else:
        rows = late if w.extract.late_codes else []
    chosen = [entries[i] for i in rows]
    concept = [
        e.code or (sctid.with_check_digit(f"{77_310 + i}100000610") if i % 2 else "")
        for i, e in zip(rows, chosen, strict=True)
    ]
    read = [
        "" if e.code else f"EMISNQ{e.term[:2].upper()}{i % 100}" for i, e in zip(rows, chosen, strict=True)
    ]
    texts = {
        "Term": [e.term for e in chosen],
        "SnomedCTConceptId": concept,
        "ReadTermId": read,
        "EmisCodeCategoryDescription": [e.category for e in chosen],
        "SnomedCTDescriptionId": [sctid.with_check_digit(f"{51_200 + i}100000611") for i in rows],
    }
    columns: dict[str, Column] = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    columns["CodeId"] = w.code_ids.take(pa.array(rows, pa.int64()))
    yield w.sheet("Coding_ClinicalCode", len(rows), columns)


def drug_codes(w: Emis) -> Iterable[Sheet]:
    """The dictionary of medicines."""
    entries = w.lives.codes.entries
    rows = [
        i for i, e in enumerate(entries) if e.category == "dmd" and w.canonical[i] == i and w.extract.full
    ]
    yield w.sheet(
        "Coding_DrugCode",
        len(rows),
        {
            "CodeId": w.drug_ids.take(pa.array(rows, pa.int64())),
            "Term": pa.array([entries[i].term for i in rows], pa.string()),
            "DmdProductCodeId": pa.array([entries[i].code for i in rows], pa.string()),
        },
    )
