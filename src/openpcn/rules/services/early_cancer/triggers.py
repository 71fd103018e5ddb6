"""Findings for which NG12 names a referral or a test, and neither is recorded."""

from __future__ import annotations

from openpcn.rules.language import (
    EPISODE_START,
    BoolExpr,
    CaseFinding,
    Earliest,
    Episode,
    In,
    Latest,
    LatestValue,
    Nearly,
    On,
    Rule,
    Show,
    Work,
    achieve,
    adjust,
    exclude,
    months,
    on_or_after,
    on_or_before,
    points,
    total,
    value_above,
    value_at_least,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.services.early_cancer.facts import (
    AGE,
    ANY_OUTCOME,
    FORTNIGHT,
    LOWER_GI,
    NG12,
    OTHER_SITES,
    RECENTLY,
    RED_FLAG,
    SINCE,
    cancer_of,
    outcome,
    urgent,
)
from openpcn.terms.units import Unit

_FROM = on_or_after(EPISODE_START - FORTNIGHT)
_HOW = (
    " Findings of the last three months. A referral or test of the 14 days before, or since, answers it, and "
    "so does cancer ruled out or diagnosed since. What codes do not say (whether it is unexplained) the "
    "clinician does."
)
_OF_THE_SITE = " A cancer of another site answers nothing where the codes tell the site."
#: Where the codelist of cancers has no group of the site looked for: a cancer that is told explains nothing.
_NO_GROUP = outcome()

_OTHER_SITE = Nearly(
    Latest(OTHER_SITES, window=_FROM).exists, "An urgent referral is recorded, but for another site"
)


def _tested(*lists: str) -> BoolExpr:
    return Latest(lists, window=_FROM).exists


def _trigger(
    id: str,
    title: str,
    finding: Latest | LatestValue,
    answered: tuple[BoolExpr, str],
    explained: BoolExpr,
    *,
    of: BoolExpr | None,
    rationale: str,
    due_sentence: str,
    counts: tuple[str, ...],
    before: tuple[Rule, ...] = (),
    nearly: tuple[Nearly, ...] = (_OTHER_SITE,),
    shows: tuple[Show, ...] = (),
) -> CaseFinding:
    """answered: by what was asked for. explained: by a cancer of the site looked for, or by ruling it out."""
    return CaseFinding(
        id,
        title,
        source=NG12,
        rationale=rationale + _HOW + ("" if explained is ANY_OUTCOME else _OF_THE_SITE),
        of=of,
        per=Episode(start=finding, close_within=FORTNIGHT),
        rules=(
            *before,
            achieve("R1", *answered),
            exclude("R2", explained, "Cancer diagnosed or ruled out since"),
            adjust("R3", Latest("cancer_referral_declined", window=SINCE).exists, "Chose not to be referred"),
            adjust("R4", On(PALLIATIVE), "Receiving palliative care"),
        ),
        due_sentence=due_sentence,
        nearly=(
            *nearly,
            Nearly(
                Latest(counts).date < EPISODE_START - FORTNIGHT,
                "A referral or test is recorded, but from more than 14 days before",
            ),
        ),
        shows=(Show(title, finding), *shows),
        work=Work(
            f"review_{id}",
            f"Review: {title[0].lower()}{title[1:]}",
            by=("gp",),
            minutes=10,
            counts=(*counts, "cancer_referral_declined"),
        ),
        listed=False,
    )


_visible = Latest("haematuria_visible", window=RECENTLY)
_infection = Latest("urinary_tract_infection", window=_FROM & on_or_before(EPISODE_START + FORTNIGHT))

HAEMATURIA_VISIBLE = _trigger(
    "haematuria_visible",
    "Visible blood in the urine at 45 or over",
    _visible,
    (urgent("urological"), "Urgently referred"),
    outcome(cancer_of("prostate")),
    of=AGE >= 45,
    rationale=(
        "Unexplained visible haematuria from 45 without a urinary infection: an urgent referral for cancer "
        "of the bladder or kidney. An infection within 14 days explains it; blood that stays after "
        "treatment has to be coded again."
    ),
    due_sentence="Visible blood in the urine without an infection, and no urgent referral",
    counts=(OTHER_SITES,),
    before=(exclude("R0", _infection.exists, "A urinary infection within 14 days"),),
)

_white_cells = LatestValue(
    "white_cell_count", unit=Unit.BILLIONS_PER_L, window=on_or_after(EPISODE_START - months(3))
)
_dysuria = Latest("dysuria", window=on_or_after(EPISODE_START - months(3)))

HAEMATURIA_NON_VISIBLE = _trigger(
    "haematuria_non_visible",
    "Non-visible blood in the urine at 60 or over, with dysuria or raised white cells",
    Latest("haematuria_non_visible", window=RECENTLY),
    (urgent("urological"), "Urgently referred"),
    outcome(cancer_of("prostate")),
    of=AGE >= 60,
    rationale=(
        "Unexplained non-visible haematuria from 60 with dysuria or a raised white cell count: an urgent "
        "referral for bladder cancer. Dysuria, or more than 11 white cells, in the three months before or "
        "since; 11 is the usual upper limit, not a figure of NG12."
    ),
    due_sentence="Non-visible blood in the urine with dysuria or raised white cells, and no urgent referral",
    counts=(OTHER_SITES,),
    before=(
        exclude(
            "R0",
            ~(_dysuria.exists | (_white_cells.exists & (_white_cells.value > 11))),
            "Neither dysuria nor a raised white cell count",
        ),
    ),
    shows=(Show("Dysuria", _dysuria), Show("White cells", _white_cells)),
)

THROMBOCYTOSIS = _trigger(
    "thrombocytosis",
    "Platelets above 450 at 40 or over",
    LatestValue(
        "platelet_count",
        unit=Unit.BILLIONS_PER_L,
        window=RECENTLY,
        where=value_above(450, Unit.BILLIONS_PER_L),
    ),
    (
        urgent("lung", "gynaecological", "upper gastrointestinal", "non-specific")
        | _tested(
            "chest_xray_done",
            "chest_xray_requested",
            "upper_gi_endoscopy",
            "ultrasound_requested",
            "ultrasound_done",
        ),
        "Tested or urgently referred",
    ),
    ANY_OUTCOME,
    of=AGE >= 40,
    rationale=(
        "A raised platelet count can be an early sign of cancer of the lung, the womb, the gullet or the "
        "stomach. More than 450, strictly. Any cancer explains it."
    ),
    due_sentence="Platelets above 450, and no chest X-ray, ultrasound, endoscopy or urgent referral",
    counts=("chest_xray_requested", "ultrasound_requested", "upper_gi_endoscopy", OTHER_SITES),
)

_smoked = Latest(In("smoking_status", "current", "ex"))
_asbestos = Latest("asbestos_exposure")
_CHEST = (
    ("cough", "cough"),
    ("fatigue", "fatigue"),
    ("dyspnoea", "shortness of breath"),
    ("chest_pain", "chest pain"),
    ("weight_loss", "weight loss"),
    ("appetite_loss", "loss of appetite"),
)
_around = on_or_after(EPISODE_START - months(3))
_symptoms = total(*(points(Latest(codes, window=_around).exists, 1, words) for codes, words in _CHEST))

CHEST_XRAY = _trigger(
    "chest_xray_indicated",
    "Chest symptoms at 40 or over that ask for a chest X-ray",
    Latest(tuple(codes for codes, _ in _CHEST), window=RECENTLY),
    (
        urgent("lung", "non-specific") | _tested("chest_xray_done", "chest_xray_requested"),
        "Chest X-ray requested or done, or urgently referred",
    ),
    outcome(cancer_of("lung")),
    of=AGE >= 40,
    rationale=(
        "From 40, two or more of cough, fatigue, shortness of breath, chest pain, weight loss and loss of "
        "appetite within three months; one is enough in somebody who ever smoked or was exposed to asbestos."
    ),
    due_sentence="Chest symptoms that ask for a chest X-ray, and none requested",
    counts=("chest_xray_requested", "chest_xray_done", OTHER_SITES),
    before=(
        exclude(
            "R0",
            (_symptoms < 2) & ~(_smoked.exists | _asbestos.exists),
            "One symptom, and no smoking or asbestos on record",
        ),
    ),
    shows=(Show("Symptoms of the six", _symptoms), Show("Smoked", _smoked)),
)

POSTMENOPAUSAL_BLEEDING = _trigger(
    "postmenopausal_bleeding",
    "Bleeding after the menopause at 55 or over",
    Latest("postmenopausal_bleeding", window=RECENTLY),
    (urgent("gynaecological"), "Urgently referred"),
    _NO_GROUP,
    of=AGE >= 55,
    rationale="Bleeding after the menopause from 55: an urgent referral for endometrial cancer.",
    due_sentence="Bleeding after the menopause, and no urgent referral",
    counts=(OTHER_SITES,),
)

BREAST_LUMP = _trigger(
    "breast_lump",
    "Breast lump at 30 or over",
    Latest("breast_lump", window=RECENTLY),
    (urgent("breast"), "Urgently referred"),
    outcome(cancer_of("breast")),
    of=AGE >= 30,
    rationale="An unexplained breast lump from 30, of a woman or a man: an urgent referral.",
    due_sentence="Breast lump, and no urgent referral",
    counts=(OTHER_SITES,),
)

DYSPHAGIA = _trigger(
    "dysphagia",
    "Difficulty swallowing",
    Latest("dysphagia", window=RECENTLY),
    (
        urgent("upper gastrointestinal", "head and neck") | _tested("upper_gi_endoscopy"),
        "Endoscopy requested or done, or urgently referred",
    ),
    _NO_GROUP,
    of=None,
    rationale="Difficulty swallowing at any age: an urgent direct access endoscopy.",
    due_sentence="Difficulty swallowing, and no endoscopy and no urgent referral",
    counts=("upper_gi_endoscopy", OTHER_SITES),
)

_new_diabetes = Earliest("diabetes")

PANCREAS = _trigger(
    "weight_loss_new_diabetes",
    "Weight loss and new diabetes at 60 or over",
    Latest("weight_loss", window=RECENTLY),
    (
        urgent("upper gastrointestinal", "non-specific")
        | _tested("abdominal_ct", "ultrasound_requested", "ultrasound_done"),
        "CT or ultrasound requested or done, or urgently referred",
    ),
    ANY_OUTCOME,
    of=AGE >= 60,
    rationale=(
        "Weight loss with new diabetes from 60: an urgent CT, or ultrasound, for cancer of the pancreas. New "
        "is first recorded in the twelve months before the weight loss, or since. NG12 names other symptoms "
        "beside weight loss; they are not looked at here. Any cancer explains it."
    ),
    due_sentence="Weight loss and new diabetes, and no CT, ultrasound or urgent referral",
    counts=("abdominal_ct", "ultrasound_requested", OTHER_SITES),
    before=(
        exclude(
            "R0",
            ~(_new_diabetes.exists & (_new_diabetes.date > EPISODE_START - months(12))),
            "No diabetes first recorded in the last twelve months",
        ),
    ),
    shows=(Show("Diabetes first recorded", _new_diabetes),),
)

CA125 = _trigger(
    "raised_ca125",
    "CA125 of 35 or more",
    LatestValue(
        "ca125",
        unit=Unit.KILOUNITS_PER_L,
        window=RECENTLY,
        where=value_at_least(35, Unit.KILOUNITS_PER_L),
    ),
    (
        urgent("gynaecological") | _tested("ultrasound_requested", "ultrasound_done"),
        "Ultrasound requested or done, or urgently referred",
    ),
    _NO_GROUP,
    of=None,
    rationale="A CA125 of 35 or more asks for an ultrasound of abdomen and pelvis for ovarian cancer.",
    due_sentence="CA125 of 35 or more, and no ultrasound and no urgent referral",
    counts=("ultrasound_requested", "ultrasound_done", OTHER_SITES),
)

RECTAL_MASS = _trigger(
    "rectal_mass",
    "Rectal mass or anal ulcer",
    Latest("rectal_mass", window=RECENTLY),
    (Latest(LOWER_GI, window=_FROM).exists, "Urgently referred"),
    outcome(cancer_of("bowel")),
    of=None,
    rationale="A mass, or an unexplained anal ulcer, asks for an urgent referral without a FIT.",
    due_sentence=f"Rectal mass or anal ulcer, and no urgent referral. {RED_FLAG}",
    counts=(LOWER_GI,),
    nearly=(
        Nearly(
            Latest(OTHER_SITES, window=_FROM).exists,
            "An urgent referral is recorded, but not one for the lower gut",
        ),
        Nearly(
            Latest("fit_requested", window=_FROM).exists,
            "A FIT was requested; a mass is referred without one",
        ),
    ),
)

DEFINITIONS = (
    HAEMATURIA_VISIBLE,
    HAEMATURIA_NON_VISIBLE,
    THROMBOCYTOSIS,
    CHEST_XRAY,
    POSTMENOPAUSAL_BLEEDING,
    BREAST_LUMP,
    DYSPHAGIA,
    PANCREAS,
    CA125,
    RECTAL_MASS,
)
