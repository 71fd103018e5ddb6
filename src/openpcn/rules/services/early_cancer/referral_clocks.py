"""Urgent suspected cancer referrals from the referral to a diagnosis or the all-clear: one list per state."""

from __future__ import annotations

from functools import reduce
from operator import or_

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    BoolExpr,
    CaseFinding,
    Episode,
    In,
    Indicator,
    Latest,
    Nearly,
    Period,
    Register,
    Rule,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    after,
    contract_period,
    days,
    exclude,
    on_or_after,
)
from openpcn.rules.language.codelists import CodesArgument
from openpcn.rules.registers.sources import DICTIONARY
from openpcn.rules.services.early_cancer.facts import (
    ANY_CANCER,
    ANY_OUTCOME,
    ANY_SITE,
    ANY_URGENT,
    LOCAL,
    LOWER_GI,
    SINCE,
    SITE_OF_CANCER,
    SITE_WITHOUT_GROUP,
    STILL_OPEN,
    THAT_DAY,
    any_of,
    cancer_of,
    outcome,
    outcome_of_referral,
)

_referred = Latest(ANY_URGENT, window=STILL_OPEN)
_made = Latest("cancer_appointment_made", window=SINCE)
_seen = Latest("cancer_clinic_seen", window=SINCE)
_colorectal = Latest(In("cancer_clinic_seen", "lower gastrointestinal"), window=SINCE)
#: The code of a clinic for the bowel answers no referral for the lung; one that tells no site answers each,
#: also where a site's own list has no groups.
_SEEN = (
    (_seen.exists & ~_colorectal.exists)
    | Latest(In("cancer_clinic_seen", "not said"), window=SINCE).exists
    | (_colorectal.exists & any_of(Latest(LOWER_GI, window=THAT_DAY), Latest(ANY_SITE, window=THAT_DAY)))
)
_rejected = Latest("cancer_referral_rejected", window=SINCE)
_netted = Latest("cancer_safety_netting", window=SINCE)
_absent = Latest("cancer_appointment_missed", window=SINCE)
_AGAIN = Latest(ANY_URGENT, window=after(EPISODE_START)).exists
_NETTED_BEFORE = Latest("cancer_safety_netting").exists  # where none is recorded since
_STATES = (
    " Each referral by itself, of any site: a later one does not hide an earlier one. It stays until it is "
    "answered, for twelve months (contract value safety_net.look_back). A clinic or a cancer of another site "
    "does not answer it where the codes tell the site; an entry that tells no site answers every referral "
    "before it."
)
_shows = (
    Show("Urgent referral", Latest(ANY_URGENT, window=THAT_DAY)),
    Show("Appointment made", _made, if_missing="No appointment on record"),
    Show("Seen", _seen, if_missing="Not recorded as seen"),
    Show("Did not attend", _absent),
)
_OF_ANOTHER = (
    Nearly(_seen.exists & ~_SEEN, "Seen in the clinic of another site"),
    Nearly(Latest(ANY_CANCER, window=SINCE).exists, "A cancer of another site is recorded since"),
    Nearly(_AGAIN, "Referred again since; each referral is followed by itself"),
)
_NOT_KEPT = Nearly(_absent.exists & ~_SEEN, "An appointment was missed, and nothing tells that one was kept")
_MADE_ONLY = Nearly(_made.exists & ~_SEEN, "An appointment was made, and nothing tells that it was kept")
_OUTCOME = achieve("OUTCOME", outcome_of_referral(), "Cancer diagnosed or ruled out")
_declined = adjust(
    "DECLINED",
    Latest("cancer_referral_declined", window=SINCE).exists,
    "Chose not to go on with the referral",
)


def _chase(id: str, title: str, *counts: str) -> Work:
    return Work(
        id,
        title,
        by=("care_coordinator", "healthcare_assistant", "receptionist"),
        minutes=5,
        counts=(*counts, "suspected_cancer_excluded", "cancer_referral_declined"),
    )


def _clock(
    id: str,
    title: str,
    prompt: Period,
    done: tuple[Rule, ...],
    counts: tuple[str, ...],
    due_sentence: str,
    rationale: str,
    nearly: tuple[Nearly, ...],
    source: Source = LOCAL,
    *,
    listed: bool = True,
) -> CaseFinding:
    """One state of the referral, asked for once its clock has run out."""
    return CaseFinding(
        id,
        title,
        source=source,
        rationale=rationale + _STATES,
        per=Episode(start=_referred, close_within=days(0), keep="each"),
        due_by=EPISODE_START + prompt,
        rules=(
            *done,
            exclude("REJECTED", _rejected.exists, "The referral was rejected: see that list"),
            _declined,
            exclude("WAIT", EPISODE_START + prompt > AS_AT, "Referred lately: this clock has not run out"),
        ),
        due_sentence=due_sentence,
        nearly=(*_OF_ANOTHER, _NOT_KEPT, *nearly),
        shows=_shows,
        work=_chase(f"chase_{id}", f"Chase: {title[0].lower()}{title[1:]}", *counts),
        listed=listed,
    )


NO_APPOINTMENT = _clock(
    "urgent_referral_no_appointment",
    "Urgent cancer referral without an appointment after 7 days",
    contract_period("urgent_referral.appointment_prompt"),
    (
        achieve("APPOINTMENT", _made.exists, "An appointment was made"),
        achieve("SEEN", _SEEN, "Seen"),
        _OUTCOME,
    ),
    ("cancer_appointment_made", "cancer_clinic_seen"),
    "Urgently referred for suspected cancer, and no appointment recorded after 7 days",
    "A referral that was never received makes no noise. Seven days are a working rule (contract value "
    "urgent_referral.appointment_prompt).",
    (),
)

NOT_SEEN = _clock(
    "urgent_referral_not_seen",
    "Urgent cancer referral, not seen after 14 days",
    contract_period("urgent_referral.seen_prompt"),
    (achieve("SEEN", _SEEN, "Seen"), _OUTCOME),
    ("cancer_clinic_seen",),
    "Urgently referred for suspected cancer, and not recorded as seen after 14 days",
    "A local prompt (contract value urgent_referral.seen_prompt): the national standard of two weeks to the "
    "first appointment ended in October 2023.",
    (_MADE_ONLY,),
    listed=False,
)

NO_OUTCOME = _clock(
    "urgent_referral_no_outcome",
    "Urgent cancer referral, no diagnosis or all-clear after 28 days",
    contract_period("urgent_referral.faster_diagnosis"),
    (_OUTCOME,),
    (),
    "Urgently referred for suspected cancer, and no diagnosis or all-clear after 28 days",
    "The faster diagnosis standard: told within 28 days of the referral whether it is cancer. Any cancer "
    "of the referral's site, or of a site not told, recorded on or after it counts as the diagnosis.",
    (_MADE_ONLY, Nearly(_SEEN, "Seen in the clinic, and neither a diagnosis nor the all-clear is recorded")),
    Source(
        "NHS England, cancer waiting times: faster diagnosis standard",
        "in force since 2021",
        "28 days from the urgent referral to a diagnosis or the all-clear",
        confirmed=False,
    ),
)

_missed = Latest("cancer_appointment_missed", window=STILL_OPEN)

MISSED = CaseFinding(
    "urgent_referral_missed",
    "Missed an urgent cancer appointment",
    source=LOCAL,
    rationale=(
        "Somebody who did not come may not know what the appointment was for. Due from the day it was "
        "missed, until a later day's appointment, the clinic or an outcome is recorded, for twelve months "
        "(contract value safety_net.look_back). Of people who were ever urgently referred."
    ),
    of=Latest(ANY_URGENT).exists,
    per=Episode(start=_missed, close_within=days(7)),
    rules=(
        achieve(
            "APPOINTMENT",
            Latest("cancer_appointment_made", window=after(EPISODE_START)).exists,
            "Another appointment was made",
        ),
        achieve("SEEN", _seen.exists, "Seen"),
        achieve("OUTCOME", ANY_OUTCOME, "Cancer diagnosed or ruled out"),
        _declined,
    ),
    due_sentence="Did not attend an urgent suspected cancer appointment, and no other is recorded",
    nearly=(
        Nearly(
            Latest("cancer_appointment_made", window=THAT_DAY).exists,
            "An appointment was made on the day of the missed one; only one made later counts",
        ),
        Nearly(_AGAIN, "Urgently referred again since, and no appointment is recorded"),
    ),
    shows=(Show("Urgent referral", Latest(ANY_URGENT)), Show("Did not attend", _missed)),
    work=_chase(
        "rebook_cancer_appointment",
        "Ask why, and arrange another appointment",
        "cancer_appointment_made",
        "cancer_clinic_seen",
    ),
)

_rejections = Latest("cancer_referral_rejected", window=STILL_OPEN)

REJECTED = CaseFinding(
    "urgent_referral_rejected",
    "Urgent cancer referral rejected by the hospital",
    source=LOCAL,
    rationale=(
        "A rejected referral goes back to a clinician, who refers again, asks for the missing test or says "
        "why not. Answered by another urgent referral on a later day, a safety-netting entry, or an "
        "outcome, on or after the day of the rejection; until then it stays for twelve months (contract "
        "value safety_net.look_back)."
    ),
    per=Episode(start=_rejections, close_within=days(7)),
    rules=(
        achieve("REFERRED", _AGAIN, "Urgently referred again"),
        achieve("NETTED", _netted.exists, "Reviewed, with safety netting recorded"),
        achieve("OUTCOME", ANY_OUTCOME, "Cancer diagnosed or ruled out"),
        _declined,
    ),
    due_sentence="The hospital rejected the urgent referral, and nothing is recorded since",
    nearly=(
        Nearly(
            Latest(ANY_URGENT, window=THAT_DAY).exists,
            "An urgent referral is recorded on the day of the rejection; only a later one counts",
        ),
        Nearly(_made.exists, "An appointment is recorded since, but no new referral"),
        Nearly(_NETTED_BEFORE, "Safety netting is recorded, but from before the rejection"),
    ),
    shows=(Show("Urgent referral", Latest(ANY_URGENT)), Show("Rejected", _rejections)),
    work=Work(
        "review_rejected_referral",
        "Review the rejected referral",
        by=("gp",),
        minutes=10,
        counts=(*ANY_URGENT, "cancer_safety_netting"),
    ),
)

SAFETY_NETTING = Indicator(
    "urgent_referral_safety_netting",
    "Urgent cancer referrals with safety netting recorded",
    source=Source(
        "Network Contract DES indicator dictionary",
        "2022/23",
        f"{DICTIONARY}, NCDMI024; the published codes were not found",
        confirmed=False,
    ),
    rationale=(
        "Of the urgent suspected cancer referrals of the contract year, those with safety netting recorded "
        "on the day of the referral or later: the person knows what happens next and when to come back."
    ),
    also_known_as=("NCDMI024",),
    per=Episode(start=Latest(ANY_URGENT, in_period=True), close_within=days(0), keep="each"),
    due_by=EPISODE_START + days(28),
    rules=(
        achieve("R1", _netted.exists, "Safety netting recorded"),
        exclude("R2", outcome_of_referral(), "Cancer diagnosed or ruled out since"),
    ),
    due_sentence="Urgently referred for suspected cancer, and no safety netting recorded",
    nearly=(Nearly(_NETTED_BEFORE, "Safety netting is recorded, but from before this referral"),),
    shows=(Show("Urgent referral", Latest(ANY_URGENT, window=THAT_DAY)),),
    work=Work(
        "safety_net_referral",
        "Record the safety netting of the referral",
        by=("care_coordinator", "gp", "nurse"),
        minutes=5,
        counts=("cancer_safety_netting",),
    ),
    listed=False,
)


def _open(codes: CodesArgument, cancers: CodesArgument | None) -> BoolExpr:
    """Referred, and no outcome since the latest of these referrals."""
    referral = Latest(codes, window=STILL_OPEN)
    return referral.exists & ~outcome(cancers, on_or_after(referral.date))


_ON_THE_PATHWAY = reduce(
    or_,
    (_open(referral, cancer_of(site)) for site, referral in SITE_OF_CANCER.items()),
    _open(ANY_SITE, ANY_CANCER) | _open(SITE_WITHOUT_GROUP, None),
)

ON_THE_PATHWAY = Register(
    "urgent_cancer_pathway",
    "People on an urgent suspected cancer pathway",
    source=Source(
        "Network Contract DES indicator dictionary",
        "2022/23",
        f"{DICTIONARY}, NCDMI023: placed on an urgent referral pathway; the end of the pathway is ours",
        confirmed=False,
    ),
    rationale=(
        "Urgently referred for suspected cancer in the last twelve months (contract value "
        "safety_net.look_back), and since the latest referral of that site no cancer of it diagnosed and "
        "none ruled out. A cancer whose site the codelist does not tell ends it too."
    ),
    also_known_as=("NCDMI023",),
    member=_ON_THE_PATHWAY,
    shows=(Show("Urgent referral", _referred),),
)

DEFINITIONS = (NO_OUTCOME, MISSED, REJECTED, NO_APPOINTMENT, NOT_SEEN, SAFETY_NETTING, ON_THE_PATHWAY)
