"""Registers of mental health: serious mental illness, depression, dementia."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import (
    AgeOn,
    Issues,
    Latest,
    Register,
    Show,
    last,
    months,
    on_or_after,
)
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import UP_TO, qof

SMI_DIAGNOSED = Latest("serious_mental_illness")
LITHIUM = Issues("lithium", window=last(months(6), until=UP_TO))

SERIOUS_MENTAL_ILLNESS = Register(
    "serious_mental_illness",
    "People with serious mental illness",
    source=qof("MH_REG, cluster MH_COD; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "Schizophrenia, bipolar disorder or another psychosis recorded at any time, or lithium issued in the "
        "last 6 months. A code of remission does not take anybody off this register; the physical health "
        "checks have a register of their own that leaves out those in remission and those here by lithium "
        "alone."
    ),
    member=SMI_DIAGNOSED.exists | LITHIUM.exists,
    shows=(Show("Serious mental illness recorded", SMI_DIAGNOSED), Show("Lithium last issued", LITHIUM)),
)

SMI_FOR_HEALTH_CHECK = Register(
    "smi_health_check",
    "People due a yearly physical health check for serious mental illness",
    source=qof("MH_REG without lithium alone and without remission; HI17 rule 1 of 2024/25"),
    rationale=(
        "A diagnosis, and no code of remission after the latest diagnosis. Remission and a diagnosis on one "
        "day: stays on. People on the register by lithium alone are left out, as the published check does."
    ),
    member=still_holds(SMI_DIAGNOSED, "mental_illness_in_remission"),
    shows=(Show("Serious mental illness recorded", SMI_DIAGNOSED),),
)

_depressed = Latest("depression", window=on_or_after(date(2006, 4, 1)))

DEPRESSION = Register(
    "depression",
    "People with depression",
    source=qof("DEP_REG, clusters DEPR_COD and DEPRES_COD"),
    rationale=(
        "Aged 18 or over, a diagnosis on or after 1 April 2006 and no resolved code after the latest one. A "
        "resolved code of the same day does not take the person off."
    ),
    of=AgeOn("achievement_date") >= 18,
    member=still_holds(_depressed, "depression_resolved"),
    shows=(Show("Depression recorded", _depressed),),
)

_dementia = Latest("dementia")

DEMENTIA = Register(
    "dementia",
    "People with dementia",
    source=qof("DEM_REG, cluster DEM_COD"),
    rationale="A diagnosis at any time: nothing takes anybody off.",
    member=_dementia.exists,
    shows=(Show("Dementia recorded", _dementia),),
)

REGISTERS: tuple[Register, ...] = (SERIOUS_MENTAL_ILLNESS, SMI_FOR_HEALTH_CHECK, DEPRESSION, DEMENTIA)
