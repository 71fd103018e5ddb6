"""Column headings of the EMIS bulk extract, version 8.2, table by table, in file order."""

from __future__ import annotations

_TEXT = {
    "Admin_Organisation": (
        "OrganisationGuid CDB OrganisationName ODSCode ParentOrganisationGuid CCGOrganisationGuid "
        "OrganisationType OpenDate CloseDate MainLocationGuid ProcessingId"
    ),
    "Admin_Location": (
        "LocationGuid LocationName LocationTypeDescription ParentLocationGuid OpenDate CloseDate "
        "MainContactName FaxNumber EmailAddress PhoneNumber HouseNameFlatNumber NumberAndStreet Village "
        "Town County Postcode Deleted ProcessingId"
    ),
    "Admin_OrganisationLocation": ("OrganisationGuid LocationGuid IsMainLocation Deleted ProcessingId"),
    "Admin_Patient": (
        "PatientGuid OrganisationGuid UsualGpUserInRoleGuid Sex DateOfBirth DateOfDeath Title GivenName "
        "MiddleNames Surname DateOfRegistration NhsNumber PatientNumber PatientTypeDescription DummyType "
        "HouseNameFlatNumber NumberAndStreet Village Town County Postcode ResidentialInstituteCode "
        "NHSNumberStatus CarerName CarerRelation PersonGuid DateOfDeactivation Deleted SpineSensitive "
        "IsConfidential EmailAddress HomePhone MobilePhone ExternalUsualGPGuid ExternalUsualGP "
        "ExternalUsualGPOrganisation ContactComments ProcessingId"
    ),
    "Admin_PatientHistory": (
        "PatientGuid OrganisationGuid HistoryDate HistoryTime StatusDescription ProcessingId"
    ),
    "Admin_UserInRole": (
        "UserInRoleGuid OrganisationGuid Title GivenName Surname JobCategoryCode JobCategoryName "
        "ContractStartDate ContractEndDate RegistrationNumber ProcessingId"
    ),
    "Agreements_SharingOrganisation": ("OrganisationGuid IsActivated LastModifiedDate Disabled Deleted"),
    "Appointment_Session": (
        "AppointmentSessionGuid Description LocationGuid SessionTypeDescription "
        "SessionCategoryDisplayName StartDate StartTime EndDate EndTime Private OrganisationGuid Deleted "
        "ProcessingId"
    ),
    "Appointment_SessionUser": ("SessionGuid UserInRoleGuid Deleted ProcessingId"),
    "Appointment_Slot": (
        "SlotGuid AppointmentDate AppointmentStartTime PlannedDurationInMinutes PatientGuid SendInTime "
        "LeftTime DidNotAttend PatientWaitInMin AppointmentDelayInMin ActualDurationInMinutes "
        "OrganisationGuid SessionGuid DnaReasonCodeId BookedDate BookedTime SlotStatus SlotType "
        "IsBookableOnline BookingMethod ExternalPatientGuid ExternalPatientOrganisation ModeOfContact "
        "Deleted ProcessingId IsBlocked NationalSlotCategoryName ContextType ServiceSetting"
    ),
    "CareRecord_Consultation": (
        "ConsultationGuid PatientGuid OrganisationGuid EffectiveDate EffectiveDatePrecision EnteredDate "
        "EnteredTime ClinicianUserInRoleGuid EnteredByUserInRoleGuid AppointmentSlotGuid "
        "ConsultationSourceTerm ConsultationSourceCodeId Complete ConsultationType Deleted IsConfidential "
        "ProcessingId"
    ),
    "CareRecord_Observation": (
        "ObservationGuid PatientGuid OrganisationGuid EffectiveDate EffectiveDatePrecision EnteredDate "
        "EnteredTime ClinicianUserInRoleGuid EnteredByUserInRoleGuid ParentObservationGuid CodeId "
        "ProblemGuid ConsultationGuid AssociatedText Value NumericUnit ObservationType NumericRangeLow "
        "NumericRangeHigh DocumentGuid Qualifiers Abnormal AbnormalReason Episode Deleted IsConfidential "
        "NumericOperator ProcessingId"
    ),
    "CareRecord_ObservationReferral": (
        "ObservationGuid PatientGuid OrganisationGuid ReferralTargetOrganisationGuid ReferralUrgency "
        "ReferralServiceType ReferralMode ReferralReceivedDate ReferralReceivedTime ReferralEndDate "
        "ReferralSourceId ReferralSourceOrganisationGuid ReferralUBRN ReferralReasonCodeId "
        "ReferringCareProfessionalStaffGroupCodeId ReferralEpisodeRTTMeasurementTypeId "
        "ReferralEpisodeClosureDate ReferralEpisodeDischargeLetterIssuedDate ReferralClosureReasonCodeId "
        "TransportRequired ProcessingId"
    ),
    "CareRecord_Problem": (
        "ObservationGuid PatientGuid OrganisationGuid ParentProblemObservationGuid Deleted Comment "
        "EndDate EndDatePrecision ExpectedDuration LastReviewDate LastReviewDatePrecision "
        "LastReviewUserInRoleGuid ParentProblemRelationship ProblemStatusDescription "
        "SignificanceDescription ProcessingId"
    ),
    "CareRecord_Diary": (
        "DiaryGuid PatientGuid OrganisationGuid EffectiveDate EffectiveDatePrecision EnteredDate "
        "EnteredTime ClinicianUserInRoleGuid EnteredByUserInRoleGuid CodeId OriginalTerm AssociatedText "
        "DurationTerm LocationTypeDescription Deleted IsConfidential IsActive IsComplete ConsultationGuid "
        "ProcessingId"
    ),
    "Prescribing_DrugRecord": (
        "DrugRecordGuid PatientGuid OrganisationGuid EffectiveDate EffectiveDatePrecision EnteredDate "
        "EnteredTime ClinicianUserInRoleGuid EnteredByUserInRoleGuid CodeId Dosage Quantity QuantityUnit "
        "ProblemObservationGuid PrescriptionType IsActive CancellationDate NumberOfIssues "
        "NumberOfIssuesAuthorised IsConfidential Deleted ProcessingId ExpiryDate"
    ),
    "Prescribing_IssueRecord": (
        "IssueRecordGuid PatientGuid OrganisationGuid DrugRecordGuid EffectiveDate EffectiveDatePrecision "
        "EnteredDate EnteredTime ClinicianUserInRoleGuid EnteredByUserInRoleGuid CodeId Dosage Quantity "
        "QuantityUnit ProblemObservationGuid CourseDurationInDays EstimatedNhsCost IsConfidential "
        "EmisCode PatientMessage ScriptPharmacyStamp Compliance AverageCompliance "
        "IsPrescribedAsContraceptive IsPrivatelyPrescribed PharmacyMessage PharmacyText ConsultationGuid "
        "ExpiryDate ReviewDate Deleted ProcessingId IssueMethodDescription"
    ),
    "Coding_ClinicalCode": (
        "CodeId Term ReadTermId SnomedCTConceptId SnomedCTDescriptionId NationalCode NationalCodeCategory "
        "NationalDescription EmisCodeCategoryDescription ProcessingId ParentCodeId"
    ),
    "Coding_DrugCode": ("CodeId Term DmdProductCodeId BNFChapterRef ProcessingId"),
    "Audit_PatientAudit": (
        "ItemGuid PatientGuid OrganisationGuid ModifiedDate ModifiedTime UserInRoleGuid ItemType ModeType "
        "ProcessingId"
    ),
    "Audit_RegistrationAudit": (
        "PatientGuid OrganisationGuid ModifiedDate ModifiedTime UserInRoleGuid ModeType ProcessingId"
    ),
}

TABLES: dict[str, tuple[str, ...]] = {name: tuple(columns.split()) for name, columns in _TEXT.items()}
