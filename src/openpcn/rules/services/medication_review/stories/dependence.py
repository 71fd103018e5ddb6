"""Stories of dependence-forming medicines. Three months to 10 February start on 11 November."""

from __future__ import annotations

from openpcn.rules.language import (
    Register,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.medication_review.dependence import (
    DEPENDENCE_REVIEW,
    HIGH_DOSE_OPIOID,
    OPIOID_BENZODIAZEPINE,
    OPIOID_GABAPENTINOID,
    PERSISTENT,
    TWELVE_MONTHS,
)

SMR = "structured_medication_review"
MORPHINE_TABLET = "322708003"  # 10 mg
CODEINE = "322503009"  # 30 mg: 3 mg of morphine
HYDROMORPHONE = "36057211000001102"  # 16 mg: 80 mg of morphine; on the list of high doses alone
PATCH_25 = "36120011000001101"  # 60 mg a day for three days
_adult = person(born="1970-08-15")


def _issues(medicine: str, *days: str) -> StoryPerson:
    about = _adult
    for day in days:
        about = about.issued(medicine, on=day)
    return about


_PERSISTENT = (
    *(
        story(
            PERSISTENT,
            f"two issues: {medicine}",
            _issues(medicine, "2025-12-01", "2026-01-05"),
            expect=member(),
        )
        for medicine in (
            "opioid_weak",
            "opioid_strong",
            "opioid_patch",
            "opioid_high_dose",
            "gabapentinoid",
            "benzodiazepine",
            "z_drug",
        )
    ),
    story(
        PERSISTENT,
        "two issues of a high dose that is on no other list",
        _adult.issued("opioid_high_dose", on="2025-12-01", code=HYDROMORPHONE).issued(
            "opioid_high_dose", on="2026-01-05", code=HYDROMORPHONE
        ),
        expect=member(),
    ),
    story(PERSISTENT, "one issue", _issues("z_drug", "2026-01-05"), expect=outside()),
    story(
        PERSISTENT,
        "the first on the first day of the three months",
        _issues("z_drug", "2025-11-11", "2026-01-05"),
        expect=member(),
    ),
    story(
        PERSISTENT,
        "the first a day before the three months",
        _issues("z_drug", "2025-11-10", "2026-01-05"),
        expect=outside(),
    ),
    story(
        PERSISTENT,
        "one issue each of two kinds",
        _issues("z_drug", "2025-12-01").issued("opioid_weak", on="2025-12-01"),
        expect=member(),
    ),
    story(PERSISTENT, "none", _adult, expect=outside()),
)


def _pair(register: Register, other: str) -> tuple[Story, ...]:
    opioid = _issues("opioid_weak", "2025-12-20")
    return (
        story(register, "both on one day", opioid.issued(other, on="2025-12-20"), expect=member()),
        *(
            story(
                register,
                f"with {named}",
                _adult.issued(codes, on="2025-12-20", code=code).issued(other, on="2025-12-20"),
                expect=member(),
            )
            for named, codes, code in (
                ("a strong opioid", "opioid_strong", None),
                ("a patch", "opioid_patch", PATCH_25),
                ("a high dose that is on no other list", "opioid_high_dose", HYDROMORPHONE),
            )
        ),
        story(register, "28 days apart", opioid.issued(other, on="2026-01-17"), expect=member()),
        story(register, "29 days apart", opioid.issued(other, on="2026-01-18"), expect=outside()),
        story(
            register,
            "both on the first day of the three months",
            _issues("opioid_weak", "2025-11-11").issued(other, on="2025-11-11"),
            expect=member(),
        ),
        story(
            register,
            "near each other, the opioid a day before the three months",
            _issues("opioid_weak", "2025-11-10").issued(other, on="2025-11-11"),
            expect=outside(),
        ),
        story(
            register,
            "both before the three months",
            _issues("opioid_weak", "2025-11-10").issued(other, on="2025-11-10"),
            expect=outside(),
        ),
        story(register, "the opioid alone", opioid, expect=outside()),
        story(register, "the other alone", _issues(other, "2025-12-20"), expect=outside()),
    )


_QUARTERS = ("2025-02-11", "2025-05-11", "2025-08-11", "2025-11-11")
_year = _issues("gabapentinoid", *_QUARTERS)
_TWELVE = (
    story(TWELVE_MONTHS, "on the first day of each quarter", _year, expect=member()),
    story(
        TWELVE_MONTHS,
        "on the last day of each quarter",
        _issues("gabapentinoid", "2025-05-10", "2025-08-10", "2025-11-10", "2026-02-10"),
        expect=member(),
    ),
    story(
        TWELVE_MONTHS,
        "no issue in the quarter from May to August",
        _issues("gabapentinoid", "2025-05-10", "2025-08-11", "2025-11-11"),
        expect=outside(),
    ),
    story(
        TWELVE_MONTHS,
        "no issue in the quarter from August to November",
        _issues("gabapentinoid", "2025-02-11", "2025-05-11", "2025-08-10", "2025-11-11"),
        expect=outside(),
    ),
    *(
        story(TWELVE_MONTHS, f"a year of {medicine}", _issues(medicine, *_QUARTERS), expect=member())
        for medicine in (
            "opioid_weak",
            "opioid_strong",
            "opioid_patch",
            "opioid_high_dose",
            "benzodiazepine",
            "z_drug",
        )
    ),
    story(
        TWELVE_MONTHS,
        "the earliest a day before the year",
        _issues("gabapentinoid", "2025-02-10", *_QUARTERS[1:]),
        expect=outside(),
    ),
    story(
        TWELVE_MONTHS,
        "a quarter without an issue",
        _issues("gabapentinoid", "2025-02-11", "2025-05-10", "2025-08-11", "2025-11-11"),
        expect=outside(),
    ),
    story(
        TWELVE_MONTHS,
        "one kind followed by another",
        _issues("gabapentinoid", *_QUARTERS[:2])
        .issued("z_drug", on="2025-09-01")
        .issued("z_drug", on="2025-12-01"),
        expect=member(),
    ),
    story(
        TWELVE_MONTHS,
        "last issued three months ago to the day",
        _issues("gabapentinoid", *_QUARTERS[:3], "2025-11-10"),
        expect=outside(),
    ),
    story(
        TWELVE_MONTHS, "stopped three months ago", _issues("gabapentinoid", *_QUARTERS[:3]), expect=outside()
    ),
    story(TWELVE_MONTHS, "none", _adult, expect=outside()),
)


def _morphine(quantity: float | None, *days: str) -> StoryPerson:
    about = _adult
    for day in days:
        about = about.issued("opioid_strong", on=day, quantity=quantity, code=MORPHINE_TABLET)
    return about


_THREE_SUPPLIES = ("2025-11-19", "2025-12-17", "2026-01-14")
_DOSE = (
    story(
        HIGH_DOSE_OPIOID,
        "336 tablets of 10 mg every 28 days: 120 mg a day",
        _morphine(336, *_THREE_SUPPLIES),
        expect=member(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "335 tablets of 10 mg every 28 days",
        _morphine(335, *_THREE_SUPPLIES),
        expect=outside(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "the first supply a day before the 84 days",
        _morphine(336, "2025-11-18", "2025-12-17", "2026-01-14"),
        expect=outside(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "tablets and patches together",
        _morphine(168, *_THREE_SUPPLIES).issued("opioid_patch", on="2026-01-14", quantity=28, code=PATCH_25),
        expect=member(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "335 tablets of 10 mg every 28 days, and ten of codeine 30 mg",
        _morphine(335, *_THREE_SUPPLIES).issued("opioid_weak", on="2026-01-14", quantity=10, code=CODEINE),
        expect=member(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "126 capsules of hydromorphone 16 mg in 84 days",
        _adult.issued("opioid_high_dose", on="2026-01-14", quantity=126, code=HYDROMORPHONE),
        expect=member(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "125 capsules of hydromorphone 16 mg in 84 days",
        _adult.issued("opioid_high_dose", on="2026-01-14", quantity=125, code=HYDROMORPHONE),
        expect=outside(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "the patches alone",
        _adult.issued("opioid_patch", on="2026-01-14", quantity=28, code=PATCH_25),
        expect=outside(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "quantities not recorded: not guessed",
        _morphine(None, *_THREE_SUPPLIES),
        expect=outside(),
    ),
    story(
        HIGH_DOSE_OPIOID,
        "one quantity not recorded, the others are enough",
        _morphine(1008, "2025-12-17").issued("opioid_strong", on="2026-01-14", code=MORPHINE_TABLET),
        expect=member(),
    ),
    story(HIGH_DOSE_OPIOID, "no opioid", _adult, expect=outside()),
)

_risky = _issues("opioid_weak", "2025-12-20").issued("gabapentinoid", on="2025-12-20")
_REVIEW = (
    story(DEPENDENCE_REVIEW, "opioid and gabapentinoid, no review", _risky, expect=due(by="2026-05-10")),
    story(DEPENDENCE_REVIEW, "a year of one medicine", _year, expect=due()),
    story(
        DEPENDENCE_REVIEW,
        "opioid and z-drug",
        _issues("opioid_weak", "2025-12-20").issued("z_drug", on="2025-12-21"),
        expect=due(),
    ),
    story(DEPENDENCE_REVIEW, "a high dose", _morphine(336, *_THREE_SUPPLIES), expect=due()),
    story(
        DEPENDENCE_REVIEW,
        "reviewed on the first day of the six months",
        _risky.has(SMR, on="2025-08-11"),
        expect=achieved("R1"),
    ),
    story(
        DEPENDENCE_REVIEW,
        "reviewed a day before the six months",
        _risky.has(SMR, on="2025-08-10"),
        expect=due(),
    ),
    story(
        DEPENDENCE_REVIEW,
        "a review of another kind",
        _risky.has("medication_review", on="2026-01-10"),
        expect=due(),
    ),
    story(
        DEPENDENCE_REVIEW,
        "reviewed and receiving palliative care counts as reviewed",
        _risky.has("palliative_care", on="2025-08-01").has(SMR, on="2026-01-10"),
        expect=achieved("R1"),
    ),
    story(
        DEPENDENCE_REVIEW,
        "receiving palliative care",
        _risky.has("palliative_care", on="2025-08-01"),
        expect=adjusted("R2"),
    ),
    story(
        DEPENDENCE_REVIEW,
        "two issues of a weak opioid and nothing else",
        _issues("opioid_weak", "2025-12-20", "2026-01-17"),
        expect=outside(),
    ),
)

STORIES: tuple[Story, ...] = (
    *_PERSISTENT,
    *_pair(OPIOID_GABAPENTINOID, "gabapentinoid"),
    *_pair(OPIOID_BENZODIAZEPINE, "benzodiazepine"),
    story(
        OPIOID_BENZODIAZEPINE,
        "a z-drug counts too",
        _issues("opioid_weak", "2025-12-20").issued("z_drug", on="2025-12-20"),
        expect=member(),
    ),
    *_TWELVE,
    *_DOSE,
    *_REVIEW,
)
