"""Urgent suspected cancer referrals from the referral to a diagnosis or the all-clear: one list per state."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    CaseFinding,
    Episode,
    Indicator,
    Latest,
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
    last,
    missing,
    months,
    on_or_after,
)
from openpcn.rules.registers.sources import DICTIONARY, UP_TO
from openpcn.rules.services.early_cancer.facts import ANY_URGENT, LOCAL, RECENTLY, outcome, since

_referred = Latest(ANY_URGENT, window=RECENTLY)
_made = Latest("cancer_appointment_made", window=since())
_seen = Latest("cancer_clinic_seen", window=since())
_rejected = Latest("cancer_referral_rejected", window=since())
_again = Latest(ANY_URGENT, window=after(EPISODE_START))
_netted = Latest("cancer_safety_netting", window=since())
_STATES = " Referrals of the last three months; a referral of any site."
_shows = (
    Show("Urgent referral", _referred),
    Show("Appointment made", _made, if_missing="No appointment on record"),
    Show("Seen", _seen, if_missing="Not recorded as seen"),
    Show("Did not attend", Latest("cancer_appointment_missed", window=since())),
)
_OUTCOME = ("Cancer diagnosed or ruled out", outcome())
_declined = adjust(
    "DECLINED",
    Latest("cancer_referral_declined", window=since()).exists,
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
        per=Episode(start=_referred, close_within=prompt),
        rules=(
            *done,
            exclude("REJECTED", _rejected.exists, "The referral was rejected: see that list"),
            _declined,
            exclude("WAIT", EPISODE_START + prompt > AS_AT, "Referred lately: this clock has not run out"),
        ),
        due_sentence=due_sentence,
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
        achieve("SEEN", _seen.exists, "Seen"),
        achieve("OUTCOME", _OUTCOME[1], _OUTCOME[0]),
    ),
    ("cancer_appointment_made", "cancer_clinic_seen"),
    "Urgently referred for suspected cancer, and no appointment recorded after 7 days",
    "A referral that was never received makes no noise. Seven days are a working rule (contract value "
    "urgent_referral.appointment_prompt).",
)

NOT_SEEN = _clock(
    "urgent_referral_not_seen",
    "Urgent cancer referral, not seen after 14 days",
    contract_period("urgent_referral.seen_prompt"),
    (achieve("SEEN", _seen.exists, "Seen"), achieve("OUTCOME", _OUTCOME[1], _OUTCOME[0])),
    ("cancer_clinic_seen",),
    "Urgently referred for suspected cancer, and not recorded as seen after 14 days",
    "A local prompt (contract value urgent_referral.seen_prompt): the national standard of two weeks to the "
    "first appointment ended in October 2023.",
    listed=False,
)

NO_OUTCOME = _clock(
    "urgent_referral_no_outcome",
    "Urgent cancer referral, no diagnosis or all-clear after 28 days",
    contract_period("urgent_referral.faster_diagnosis"),
    (achieve("OUTCOME", _OUTCOME[1], _OUTCOME[0]),),
    (),
    "Urgently referred for suspected cancer, and no diagnosis or all-clear after 28 days",
    "The faster diagnosis standard: told within 28 days of the referral whether it is cancer. Any cancer "
    "recorded on or after the referral counts as the diagnosis.",
    Source(
        "NHS England, cancer waiting times: faster diagnosis standard",
        "in force since 2021",
        "28 days from the urgent referral to a diagnosis or the all-clear",
        confirmed=False,
    ),
)

_missed = Latest("cancer_appointment_missed", window=RECENTLY)

MISSED = CaseFinding(
    "urgent_referral_missed",
    "Missed an urgent cancer appointment",
    source=LOCAL,
    rationale=(
        "Somebody who did not come may not know what the appointment was for. Due from the day it was "
        "missed, until a later day's appointment, the clinic or an outcome is recorded. Missed appointments "
        "of the last three months, of people referred in the last six."
    ),
    of=Latest(ANY_URGENT, window=last(months(6), until=UP_TO)).exists,
    per=Episode(start=_missed, close_within=days(7)),
    rules=(
        achieve(
            "APPOINTMENT",
            Latest("cancer_appointment_made", window=after(EPISODE_START)).exists,
            "Another appointment was made",
        ),
        achieve("SEEN", Latest("cancer_clinic_seen", window=since()).exists, "Seen"),
        achieve("OUTCOME", _OUTCOME[1], _OUTCOME[0]),
        _declined,
    ),
    due_sentence="Did not attend an urgent suspected cancer appointment, and no other is recorded",
    shows=(Show("Urgent referral", Latest(ANY_URGENT)), Show("Did not attend", _missed)),
    work=_chase(
        "rebook_cancer_appointment",
        "Ask why, and arrange another appointment",
        "cancer_appointment_made",
        "cancer_clinic_seen",
    ),
)

_rejections = Latest("cancer_referral_rejected", window=RECENTLY)

REJECTED = CaseFinding(
    "urgent_referral_rejected",
    "Urgent cancer referral rejected by the hospital",
    source=LOCAL,
    rationale=(
        "A rejected referral goes back to a clinician, who refers again, asks for the missing test or says "
        "why not. Rejections of the last three months; answered by another urgent referral on a later day, "
        "a safety-netting entry, or an outcome, on or after the day of the rejection."
    ),
    per=Episode(start=_rejections, close_within=days(7)),
    rules=(
        achieve("REFERRED", _again.exists, "Urgently referred again"),
        achieve("NETTED", _netted.exists, "Reviewed, with safety netting recorded"),
        achieve("OUTCOME", _OUTCOME[1], _OUTCOME[0]),
        _declined,
    ),
    due_sentence="The hospital rejected the urgent referral, and nothing is recorded since",
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
    per=Episode(start=Latest(ANY_URGENT, in_period=True), close_within=days(28)),
    rules=(
        achieve("R1", _netted.exists, "Safety netting recorded"),
        exclude("R2", outcome(), "Cancer diagnosed or ruled out since"),
    ),
    due_sentence="Urgently referred for suspected cancer, and no safety netting recorded",
    shows=(Show("Urgent referral", Latest(ANY_URGENT, in_period=True)),),
    work=Work(
        "safety_net_referral",
        "Record the safety netting of the referral",
        by=("care_coordinator", "gp", "nurse"),
        minutes=5,
        counts=("cancer_safety_netting",),
    ),
    listed=False,
)

_pathway = Latest(ANY_URGENT, window=RECENTLY)

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
        "Urgently referred for suspected cancer in the last three months, and no cancer diagnosed and none "
        "ruled out since."
    ),
    also_known_as=("NCDMI023",),
    member=_pathway.exists
    & missing(Latest(("cancer", "suspected_cancer_excluded"), window=on_or_after(_pathway.date))),
    shows=(Show("Urgent referral", _pathway),),
)

DEFINITIONS = (NO_OUTCOME, MISSED, REJECTED, NO_APPOINTMENT, NOT_SEEN, SAFETY_NETTING, ON_THE_PATHWAY)
