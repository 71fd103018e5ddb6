"""The SystmOne tables that are read: columns by header name, keys, deletion, what a row waits for.

Source of the shapes: the supplier's reporting layout 93 and what is publicly known of its neighbours.
RowIdentifier is the key of every table; a delete row carries nothing else. -1 and 0 stand for nothing in id
and look-up columns. Layouts without RemovedData exist (full extracts only).
"""

from __future__ import annotations

from openpcn.record.sources.base import Kind, Reference, SetAside, SupplierTable
from openpcn.record.sources.systmone import declaring as d
from openpcn.record.sources.systmone.declaring import may, must, table
from openpcn.record.sources.systmone.tables_appointments import APPOINTMENT, EVENT_LINK, FLAGS, ROTA
from openpcn.record.sources.systmone.tables_care import (
    CODE,
    CONTENT,
    EVENT,
    IMMUNISATION,
    PROBLEM,
    REFERRAL,
    REFERRAL_STATUS,
)
from openpcn.record.sources.systmone.tables_medicines import DRUG_NAME, MEDICATION, SENSITIVITY, TEMPLATE
from openpcn.record.sources.systmone.unread import ANY_OTHER, UNREAD

MAPPING = table(
    "SRMapping",
    must("Mapping"),
    becomes="words behind the numbers of built-in lists",
    ignored={"a number belongs to one list": "IdMappingGroup"},
)
LIST_OPTION = table(
    "SRConfiguredListOption",
    must("ConfiguredListOption"),
    becomes="words behind the numbers of the practice's own lists",
    ignored={
        "a number belongs to one list": "ConfiguredList",
        "codes for returns that this practice does not make": "CDSCode CAMHSCode MHSDSCode",
    },
)
CTV3_TO_SNOMED = table(
    "SRCtv3ToSnomed",
    must("Ctv3Code"),
    d.code("SnomedCode"),
    becomes="code of an `event` that has none",
    ignored={"the map is the same for all": "IDOrganisationVisibleTo"},
)
ORGANISATION = table(
    "SROrganisation",
    must("Name"),
    must("ID", Kind.ODS),
    becomes="who a `referral` went to",
    ignored={
        "only the name is shown": (
            "HouseName HouseNumber NameOfRoad NameOfLocality NameOfTown NameOfCounty FullPostCode Telephone"
            " SecondaryTelephone Fax MadeObsolete IDTrust IDCcg"
        )
    },
)
STAFF = table(
    "SRStaffMember",
    must("StaffName"),
    becomes="names of clinicians",
    ignored={"only the name is shown": "StaffUserName NationalIdType IDNational IDSmartCard Obsolete"},
)
PROFILE = table(
    "SRStaffMemberProfile",
    d.row_number("IDStaffMember"),
    becomes="names of clinicians",
    ignored={
        "only the name is shown": (
            "DateProfileCreated IdProfileCreatedBy IDStaffMemberProfileRole StaffRole DateEmploymentStart"
            " DateEmploymentEnd PPAID GPLocalCode IDOrganisation GmpID"
        )
    },
)

PATIENT = table(
    "SRPatient",
    d.VISIBLE,
    may("Title"),
    must("FirstName"),
    may("MiddleNames"),
    must("Surname"),
    must("NHSNumber", Kind.NHS_NUMBER),
    d.to_the_minute("DateBirth", filled=True),
    d.to_the_minute("DateDeath"),
    must("Gender"),
    must("TestPatient", Kind.BOOL),
    references=(Reference("RowIdentifier", "SRPatientRegistration", "IDPatient", "registration"),),
    set_aside=(
        d.OTHER_PRACTICE,
        SetAside(
            "test_patient",
            "marked by the practice as a test patient, not a person",
            "TestPatient",
            "TestPatient",
        ),
    ),
    expected=True,
    becomes="`patient`",
    ignored={
        "the name in use is enough": "PreviousSurname",
        "nobody is contacted from here": "EmailAddress",
        "languages and needs for interpreters are read from coded entries": "SpeaksEnglish",
        "whether the supplier traced the number: number and date of birth must agree here in any case": (
            "SpineMatched"
        ),
        d.NO_PLACE: "BirthPlace SSRef",
    },
)

REGISTRATION = table(
    "SRPatientRegistration",
    d.VISIBLE,
    d.moment("DateRegistration", Kind.DATE, filled=True),
    d.moment("DateDeRegistration", Kind.DATE),
    must("RegistrationStatus"),
    d.PATIENT,
    d.RECORDED_AT,
    set_aside=(
        d.OTHER_PRACTICE,
        SetAside(
            "registered_elsewhere",
            "a registration at another organisation, not on this practice's list",
            "IDOrganisation",
            d.SHARED_IN.where,
        ),
    ),
    expected=True,
    becomes="registration of a `patient`",
    lacks="IDDoneBy TextualEventDoneBy IDOrganisationDoneAt IDReferralIn IDEvent",
    ignored={d.NO_PLACE: "PreferredPharmacy"},
)

ADDRESS = table(
    "SRPatientAddressHistory",
    d.VISIBLE,
    d.moment("DateEventRecorded"),
    d.moment("DateEvent"),
    may("NameOfBuilding"),
    may("NumberOfBuilding"),
    may("NameOfRoad"),
    may("NameOfLocality"),
    may("NameOfTown"),
    may("NameOfCounty"),
    must("FullPostCode", Kind.POSTCODE),
    d.moment("DateTo"),
    d.row_number("AddressType"),
    d.PATIENT,
    references=(d.OF_PATIENT,),
    set_aside=(d.OTHER_PRACTICE,),
    expected=True,
    becomes="address of a `patient`",
    lacks="IDReferralIn",
    ignored={
        "areas are read from the postcode": "CcgOfResidence",
        "an address is the person's, wherever it was recorded": "IDOrganisation",
    },
)

GP_HISTORY = table(
    "SRGPPracticeHistory",
    d.VISIBLE,
    d.code("IDPractice", Kind.ODS),
    d.row_number("IDProfileRegisteredGP"),
    d.moment("DateFrom"),
    d.moment("DateTo"),
    d.PATIENT,
    references=(d.OF_PATIENT,),
    set_aside=(d.OTHER_PRACTICE,),
    becomes="usual GP of a `patient`",
    lacks=" ".join(d.COMMON),
)

MANIFEST = SupplierTable(
    "SRManifest",
    "SRManifest",
    (
        must("FileName", filled=True),
        must("IsDelta", Kind.BOOL, filled=True),
    ),
    key=("FileName",),
    expected=True,
    becomes="a check: see below",
    ignored={
        "IsReference": "which tables are about people is known here",
        "DateExtractFrom": "the submission's manifest names the day it follows",
        "DateExtractTo": "the submission's manifest names its day",
    },
)

TABLES = (
    MANIFEST, MAPPING, LIST_OPTION, CTV3_TO_SNOMED, ORGANISATION, STAFF, PROFILE, REGISTRATION, PATIENT,
    ADDRESS, GP_HISTORY, EVENT, CODE, PROBLEM, CONTENT, IMMUNISATION, REFERRAL, REFERRAL_STATUS, DRUG_NAME,
    SENSITIVITY, MEDICATION, TEMPLATE, ROTA, EVENT_LINK, FLAGS, APPOINTMENT,
)  # fmt: skip

NOT_USED = {**{table.name: table.why for table in UNREAD}, r"SR[A-Z][A-Za-z0-9]*": ANY_OTHER}
"""File names of tables that are known and not read, with the reason given in the receipt."""
