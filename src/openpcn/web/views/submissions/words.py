"""Words that the pages about extracts share."""

from __future__ import annotations

SYSTEMS = {
    "emis": "EMIS",
    "systmone": "TPP SystmOne",
    "openpcn_csv": "OpenPCN CSV",
    "fhir_r4": "FHIR R4",
    "gpconnect": "GP Connect",
    "search_report": "Search report",
    "hospital": "Hospital file",
    "hospital_fhir": "Hospital encounters (FHIR)",
    "bed_list": "Care home bed list",
    "home_readings": "Home and pharmacy readings",
}

TABLES = {
    "patient": "People, now or once on the list",
    "event": "Coded entries",
    "medication": "Medicines",
    "issue": "Issues of medicines",
    "appointment": "Appointments",
    "consultation": "Consultations",
    "referral": "Referrals",
    "allergy": "Allergies",
    "hospital_stay": "Hospital stays",
    "care_home_stay": "Care home stays",
}
