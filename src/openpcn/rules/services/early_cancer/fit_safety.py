"""FIT and the lower gut: who should have one, whose is missing, whose was raised and led to no referral."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    CaseFinding,
    Episode,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    On,
    Show,
    Work,
    achieve,
    adjust,
    after,
    contract_period,
    days,
    exclude,
    last,
    months,
    on_or_after,
    on_or_before,
    value_at_least,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.early_cancer.facts import (
    ADULT,
    AGE,
    ANAEMIC,
    FERRITIN,
    FORTNIGHT,
    HAEMOGLOBIN,
    IRON_DEFICIENT,
    LOCAL,
    LOWER_GI,
    NG12,
    RECENTLY,
    RED_FLAG,
    SINCE,
    STILL_OPEN,
    any_of,
    cancer_of,
)
from openpcn.terms.units import Unit

FIT_RAISED = value_at_least(10, Unit.UG_PER_G)
_RESULT_WAIT = contract_period("fit.result_wait")
_LOOK_BACK = EPISODE_START - contract_period("fit_gap.look_back")
_UP_TO_REFERRAL = on_or_after(_LOOK_BACK) & on_or_before(EPISODE_START)
_FROM_LOOK_BACK = on_or_after(_LOOK_BACK)
_last_fit = Show(
    "Last FIT result", LatestValue("fit_result", unit=Unit.UG_PER_G), if_missing="No FIT result on record"
)

_bowel_outcome = any_of(
    Latest("suspected_cancer_excluded", window=SINCE), Latest(cancer_of("bowel"), window=SINCE)
)

FIT_GAP = CaseFinding(
    "fit_gap",
    "Urgent lower gastrointestinal referral without a FIT",
    source=LOCAL,
    rationale=(
        "A referral of the last three months with no FIT result in the 30 days up to it: the hospital will "
        "ask for one, and the appointment waits. The 30 days are a working rule (contract value "
        "fit_gap.look_back); the official CAN04 counts 21 days and the two are never mixed. A rectal mass "
        "or an anal ulcer needs no FIT."
    ),
    per=Episode(start=Latest(LOWER_GI, window=RECENTLY), close_within=days(30)),
    rules=(
        achieve("R1", Latest("fit_result", window=_UP_TO_REFERRAL).exists, "FIT result before the referral"),
        exclude("R2", Latest("fit_result", window=SINCE).exists, "The FIT result came after the referral"),
        exclude(
            "R3",
            Latest("rectal_mass", window=on_or_after(EPISODE_START - months(3))).exists,
            "Rectal mass or anal ulcer: referred without a FIT",
        ),
        exclude("R4", _bowel_outcome, "Bowel cancer diagnosed, or cancer ruled out, since"),
        adjust("R5", Latest("fit_not_indicated", window=_FROM_LOOK_BACK).exists, "A FIT was not indicated"),
        adjust("R6", Latest("fit_declined", window=_FROM_LOOK_BACK).exists, "Chose not to have a FIT"),
    ),
    due_sentence="Urgently referred for suspected lower gastrointestinal cancer without a FIT",
    nearly=(
        Nearly(
            Latest("fit_requested", window=_FROM_LOOK_BACK).exists,
            "A FIT was requested; no result has come",
        ),
    ),
    shows=(Show("Urgent referral", Latest(LOWER_GI, window=RECENTLY)), _last_fit),
    due_by=EPISODE_START + _RESULT_WAIT,
    work=Work(
        "fit_after_referral",
        "Get a FIT done and send the result after the referral",
        by=("care_coordinator", "healthcare_assistant", "nurse"),
        minutes=10,
        counts=("fit_result", "fit_not_indicated", "fit_declined"),
    ),
    listed=False,
)

FIT_NO_RESULT = CaseFinding(
    "fit_no_result",
    "FIT requested and no result after 14 days",
    source=LOCAL,
    rationale=(
        "A kit that was given and never came back, or a result that was never filed. The 14 days are a "
        "working rule (contract value fit.result_wait); a request stays until it is answered, for twelve "
        "months (contract value safety_net.look_back)."
    ),
    per=Episode(start=Latest("fit_requested", window=STILL_OPEN), close_within=_RESULT_WAIT),
    rules=(
        achieve("R1", Latest("fit_result", window=SINCE).exists, "The result has come"),
        adjust("R2", Latest("fit_declined", window=SINCE).exists, "Chose not to have a FIT"),
        adjust("R3", Latest("fit_not_indicated", window=SINCE).exists, "A FIT was not indicated after all"),
        exclude("R4", _bowel_outcome, "Bowel cancer diagnosed, or cancer ruled out, since"),
        exclude("WAIT", EPISODE_START + _RESULT_WAIT > AS_AT, "Requested lately: the result may still come"),
    ),
    due_sentence="FIT requested, and no result after 14 days",
    nearly=(
        Nearly(Latest("fit_result").exists, "The last FIT result is from before this request"),
        Nearly(
            Latest("fit_requested", window=after(EPISODE_START)).exists,
            "The FIT was requested again; only a result counts",
        ),
    ),
    shows=(Show("FIT requested", Latest("fit_requested")), _last_fit),
    work=Work(
        "chase_fit",
        "Ask for the FIT kit, or find the result",
        by=("care_coordinator", "healthcare_assistant", "receptionist"),
        minutes=5,
        counts=("fit_result", "fit_declined"),
    ),
)

_raised = LatestValue("fit_result", unit=Unit.UG_PER_G, window=STILL_OPEN, where=FIT_RAISED)

FIT_POSITIVE = CaseFinding(
    "fit_positive",
    "FIT of 10 or more and no urgent referral",
    source=NG12,
    rationale=(
        "A FIT of 10 micrograms of haemoglobin per gram or more asks for an urgent lower gastrointestinal "
        "referral (NG12 as amended by DG56). A referral, or bowel cancer, of the 30 days before the result "
        "answers it (contract value fit_gap.look_back). The person is due at once and overdue after 7 days "
        "(contract value fit.referral_wait). A later result under 10 does not take anybody off: a clinician "
        "decides. A result reported as more than the limit counts. It stays until it is answered, for twelve "
        "months (contract value safety_net.look_back). 100 or more comes first: this project's choice."
    ),
    per=Episode(start=_raised, close_within=FORTNIGHT),
    rules=(
        achieve("R1", Latest(LOWER_GI, window=_FROM_LOOK_BACK).exists, "Urgently referred"),
        exclude("R2", Latest(cancer_of("bowel"), window=_FROM_LOOK_BACK).exists, "Bowel cancer diagnosed"),
        exclude("R3", Latest("suspected_cancer_excluded", window=SINCE).exists, "Cancer ruled out since"),
        adjust("R4", Latest("cancer_referral_declined", window=SINCE).exists, "Chose not to be referred"),
    ),
    due_sentence="FIT of 10 or more, and no urgent lower gastrointestinal referral",
    nearly=(
        Nearly(
            Latest("urgent_cancer_referral", window=SINCE).exists,
            "An urgent referral for another site is recorded",
        ),
    ),
    shows=(Show("Raised FIT result", _raised),),
    due_by=EPISODE_START + contract_period("fit.referral_wait"),
    work=Work(
        "refer_raised_fit",
        "Decide on an urgent lower gastrointestinal referral",
        by=("gp",),
        minutes=10,
        counts=(LOWER_GI, "cancer_referral_declined"),
        red_flag=_raised.value >= 100,
        red_flag_sentence=f"The FIT is 100 or more. {RED_FLAG}",
    ),
)

_bleeding = Latest("rectal_bleeding", window=RECENTLY)
_habit = Latest("change_in_bowel_habit", window=RECENTLY)
_pain = Latest("abdominal_pain", window=RECENTLY)
_loss = Latest("weight_loss", window=RECENTLY)
_mass = Latest("abdominal_mass", window=RECENTLY)
_iron = Latest("iron_deficiency_anaemia", window=RECENTLY)
_IRON_DEFICIENCY = _iron.exists | (ANAEMIC & IRON_DEFICIENT)
_INDICATED = ADULT & (
    any_of(_mass, _habit)
    | _IRON_DEFICIENCY
    | ((AGE >= 40) & _loss.exists & _pain.exists)
    | ((AGE < 50) & _bleeding.exists & any_of(_pain, _loss))
    | ((AGE >= 50) & any_of(_bleeding, _pain, _loss))
    | ((AGE >= 60) & ANAEMIC)
)
_ANSWERED = last(months(4), until=UP_TO)

FIT_INDICATED = CaseFinding(
    "fit_indicated",
    "Symptoms that ask for a FIT, and none requested",
    source=NG12,
    rationale=(
        "Adults. In the last three months: an abdominal mass, a change in bowel habit or iron deficiency "
        "anaemia at any age from 18; weight loss with abdominal pain from 40; rectal bleeding with pain or "
        "weight loss under 50; rectal bleeding, pain or weight loss from 50; anaemia without iron "
        "deficiency from 60. Anaemia is a haemoglobin under 130 in men and 120 in women, iron deficiency a "
        "ferritin under 30. A FIT requested, its result, or an urgent referral in the last four months "
        "answers it: the three months of the symptom, and one before them. Age is that on the day of the "
        "data. That a symptom is explained otherwise, codes do not tell: the clinician does."
    ),
    of=_INDICATED,
    rules=(
        achieve("R1", Latest("fit_result", window=_ANSWERED).exists, "FIT result recorded"),
        achieve("R2", Latest("fit_requested", window=_ANSWERED).exists, "FIT requested"),
        achieve("R3", Latest(LOWER_GI, window=_ANSWERED).exists, "Urgently referred"),
        exclude(
            "R4",
            Latest("rectal_mass", window=RECENTLY).exists,
            "Rectal mass or anal ulcer: to be referred without a FIT, see the list rectal_mass",
        ),
        exclude("R5", Latest(cancer_of("bowel")).exists, "Bowel cancer is known"),
        adjust("R6", Latest("fit_not_indicated", window=_ANSWERED).exists, "A FIT was not indicated"),
        adjust("R7", Latest("fit_declined", window=_ANSWERED).exists, "Chose not to have a FIT"),
        adjust("R8", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="Symptoms or blood results that ask for a FIT, and none requested",
    nearly=(
        Nearly(
            Latest("bowel_screening_done", window=_ANSWERED).exists,
            "Bowel cancer screening was done; it does not answer symptoms",
        ),
    ),
    shows=(
        Show("Rectal bleeding", _bleeding),
        Show("Change in bowel habit", _habit),
        Show("Abdominal pain", _pain),
        Show("Weight loss", _loss),
        Show("Abdominal mass", _mass),
        Show("Iron deficiency anaemia recorded", _iron),
        Show("Haemoglobin", HAEMOGLOBIN),
        Show("Ferritin", FERRITIN),
    ),
    work=Work(
        "request_fit",
        "Ask about the symptom and request a FIT",
        by=("gp", "nurse", "paramedic"),
        minutes=10,
        counts=("fit_requested", "fit_result", "fit_not_indicated"),
        window=FORTNIGHT,
        red_flag=_mass.exists,
        red_flag_sentence=f"An abdominal mass is recorded. {RED_FLAG}",
    ),
    listed=False,
)

ANAEMIA_WITHOUT_FERRITIN = CaseFinding(
    "anaemia_without_ferritin",
    "Low haemoglobin and no ferritin measured",
    source=NG12,
    rationale=(
        "Whether anaemia comes from lack of iron decides whether a FIT is asked for under 60. A haemoglobin "
        "of the last three months under 130 g/L in men or 120 in women, and no ferritin in the three months "
        "before it or since. Adults: the limits of children are others."
    ),
    of=ADULT & ANAEMIC,
    rules=(
        achieve(
            "R1",
            Latest("ferritin", window=on_or_after(HAEMOGLOBIN.date - months(3))).exists,
            "Ferritin measured",
        ),
        exclude("R2", Latest("iron_deficiency_anaemia", window=RECENTLY).exists, "Iron deficiency is known"),
        adjust("R3", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="Low haemoglobin, and no ferritin measured",
    nearly=(
        Nearly(
            Latest("ferritin").exists,
            "The last ferritin is from more than three months before this haemoglobin",
        ),
    ),
    shows=(
        Show("Haemoglobin", HAEMOGLOBIN),
        Show("Last ferritin", Latest("ferritin"), if_missing="No ferritin on record"),
    ),
    work=Work(
        "measure_ferritin",
        "Request a ferritin",
        by=("clinical_pharmacist", "gp", "nurse"),
        minutes=5,
        counts=("ferritin",),
        window=months(1),
    ),
    listed=False,
)

DEFINITIONS: tuple[Indicator, ...] = (
    FIT_POSITIVE,
    FIT_NO_RESULT,
    FIT_GAP,
    FIT_INDICATED,
    ANAEMIA_WITHOUT_FERRITIN,
)
