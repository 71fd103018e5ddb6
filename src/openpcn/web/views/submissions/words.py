"""Words that the pages about extracts share."""

from __future__ import annotations

SYSTEMS = {
    "emis": "EMIS",
    "systmone": "TPP SystmOne",
    "openpcn_csv": "OpenPCN CSV",
    "fhir_r4": "FHIR R4",
    "gpconnect": "GP Connect",
    "search_report": "Search report",
}
