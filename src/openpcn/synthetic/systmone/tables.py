"""Column headings of the SystmOne reporting extract, layout 93, table by table, in file order."""

from __future__ import annotations

_TEXT = {
    "SRMapping": ("RowIdentifier IdMappingGroup Mapping"),
    "SRMappingGroup": ("RowIdentifier MappingGroup"),
    "SRConfiguredListOption": (
        "RowIdentifier ConfiguredList ConfiguredListOption CDSCode CAMHSCode MHSDSCode RemovedData"
    ),
    "SRCtv3": ("RowIdentifier IDOrganisationVisibleTo Ctv3Code Ctv3Text RemovedData"),
    "SRCtv3ToSnomed": ("RowIdentifier IDOrganisationVisibleTo Ctv3Code SnomedCode RemovedData"),
    "SROrganisation": (
        "RowIdentifier Name ID HouseName HouseNumber NameOfRoad NameOfLocality NameOfTown NameOfCounty "
        "FullPostCode Telephone SecondaryTelephone Fax MadeObsolete IDTrust IDCcg RemovedData"
    ),
    "SRStaffMember": (
        "RowIdentifier StaffName StaffUserName NationalIdType IDNational IDSmartCard Obsolete RemovedData"
    ),
    "SRStaffMemberProfile": (
        "RowIdentifier DateProfileCreated IdProfileCreatedBy IDStaffMemberProfileRole StaffRole "
        "DateEmploymentStart DateEmploymentEnd PPAID GPLocalCode IDStaffMember IDOrganisation GmpID "
        "RemovedData"
    ),
    "SRPatient": (
        "RowIdentifier IDOrganisationVisibleTo Title FirstName MiddleNames Surname PreviousSurname "
        "NHSNumber DateBirth DateDeath BirthPlace Gender SpeaksEnglish EmailAddress TestPatient SSRef "
        "SpineMatched RemovedData"
    ),
    "SRPatientRegistration": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded IDProfileEnteredBy DateRegistration "
        "DateDeRegistration RegistrationStatus PreferredPharmacy IDPatient IDOrganisation "
        "IDOrganisationRegisteredAt RemovedData"
    ),
    "SRPatientAddressHistory": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt NameOfBuilding NumberOfBuilding NameOfRoad "
        "NameOfLocality NameOfTown NameOfCounty FullPostCode DateTo AddressType IDEvent IDPatient "
        "IDOrganisation CcgOfResidence IDOrganisationRegisteredAt RemovedData"
    ),
    "SRPatientContactDetails": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt ContactType ContactNumber IDEvent IDPatient "
        "IDOrganisation IDOrganisationRegisteredAt RemovedData"
    ),
    "SRGPPracticeHistory": (
        "RowIdentifier IDOrganisationVisibleTo IDPractice IDProfileRegisteredGP DateFrom DateTo IDPatient "
        "RemovedData"
    ),
    "SREvent": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "IDStaffMemberProfileRole TextualEventDoneBy IDOrganisationDoneAt IDAuthorisedBy "
        "IDProfileAuthorisedBy ContactEventLocation ContactMethod EventIncomplete ClinicalEvent "
        "IDReferralIn IDPatient IDOrganisation IDTeam IDBranch IDOrganisationRegisteredAt RemovedData"
    ),
    "SREventLink": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt IDEvent IDPatient IDReferralIn IDOrganisation "
        "IDAppointment IDVisit IDOrganisationRegisteredAt RemovedData"
    ),
    "SRCode": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt CTV3Code CTV3Text SNOMEDCode SNOMEDText "
        "NumericComparator IsNumeric NumericValue NumericUnit EpisodeType IDTemplate IDQuestionnaire "
        "IDEvent IDPatient IDReferralIn IDAppointment IDVisit IDOrganisation IDOrganisationRegisteredAt "
        "RemovedData"
    ),
    "SRProblem": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt CTV3Code DateEnd Severity IDCode IDEvent IDPatient "
        "IDReferralIn IDOrganisation IDOrganisationRegisteredAt RemovedData"
    ),
    "SRPrimaryCareMedication": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt IDMultiLexProduct IDMultiLexPack IDMultiLexDMD "
        "NameOfMedication DateMedicationStart DateMedicationEnd MedicationDosage MedicationQuantity "
        "IsSupervised SupervisedDose UnsupervisedDose IsRepeatMedication IsOtherMedication "
        "IsDentalMedication IsHospitalMedication IDRepeatTemplate IDReferralIn IDEvent IDPatient "
        "IDOrganisation IDOrganisationRegisteredAt RemovedData"
    ),
    "SRRepeatTemplate": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt IDMultiLexProduct IDMultiLexPack IDMultiLexDMD "
        "NameOfMedication DateMedicationTemplateStart DateMedicationTemplateEnd "
        "DateMedicationTemplateReview MedicationDosage MedicationQuantity MaxIssues CourseLengthPerIssue "
        "DrugStatus IDReferralIn IDEvent IDPatient IDOrganisation IDOrganisationRegisteredAt RemovedData"
    ),
    "SRImmunisation": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt IDVaccination IDImmunisationContent Dose Location Method "
        "DateExpiry ImmsReadCode ImmsSNOMEDCode VaccPart VaccBatchNumber VaccAreaCode VaccinationStatus "
        "IDEvent IDPatient IDOrganisation IDOrganisationRegisteredAt RemovedData"
    ),
    "SRReferralOut": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt TypeOfReferral Reason IDProfileReferrer ServiceOffered "
        "ReReferral Urgency PrimaryDiagnosis SNOMEDPrimaryDiagnosis RecipientID RecipientIDType IDEvent "
        "IDPatient IDOrganisation M101140ReasonForOutOfAreaReferralAdultAcuteMentalHealth "
        "IDOrganisationRegisteredAt RemovedData"
    ),
    "SRDrugSensitivity": (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt DateStarted DateEnded FormulationSpecific IDDrugCode "
        "IDMultiLexAction IDReferralIn IDEvent IDPatient IDOrganisation IDOrganisationRegisteredAt "
        "RemovedData"
    ),
    "SRMedicationReadCodeDetails": (
        "RowIdentifier IDMultiLexProduct DrugReadCode DrugReadCodeDesc RemovedData"
    ),
    "SRAppointment": (
        "RowIdentifier IDOrganisationVisibleTo DateStart DateEnd AppointmentStatus DateAppointmentBooked "
        "DatePatientArrival DatePatientSeen FollowUpAppointment TelephoneAppointment IDClinician "
        "IDProfileClinician RotaName RotaType RotaLocation RotaCode IDRotaOwner IDProfileRotaOwner "
        "AllowsOverbooking BookingContactNumber DateAppointmentCancelled IDRota IDReferralIn IDPatient "
        "IDOrganisation IDOrganisationRegisteredAt RemovedData"
    ),
    "SRManifest": ("FileName IsDelta IsReference DateExtractFrom DateExtractTo"),
}

TABLES: dict[str, tuple[str, ...]] = {name: tuple(columns.split()) for name, columns in _TEXT.items()}
