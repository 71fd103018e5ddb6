"""What the stories of every finding share: how it is answered, what ends it, and whom it is about."""

from __future__ import annotations

from openpcn.rules.language import (
    CaseFinding,
    Expected,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.early_cancer.stories.shared import holds, in_order

REFERRAL = "urgent_cancer_referral"
LOWER_GI = "lower_gi_urgent_referral"
LUNG, BREAST, UROLOGICAL, SKIN = "276491000000101", "276341000000100", "276431000000102", "276281000000104"
GYNAECOLOGICAL, UPPER_GI, NOT_SAID = "276311000000101", "276551000000108", "199251000000107"
HEAD_AND_NECK, NON_SPECIFIC = "280521000000108", "1556551000000104"
BREAST_CANCER, LUNG_CANCER = "254837009", "363358000"
PROSTATE_CANCER, BOWEL_CANCER = "399068003", "363406005"
CANCERS = {BREAST_CANCER: "breast", LUNG_CANCER: "lung", PROSTATE_CANCER: "prostate", BOWEL_CANCER: "bowel"}
ON = "2026-01-20"
OLD = person(born="1950-06-06")


def _born(age: int, *, days_short: int = 0) -> str:
    """Of this age on the day of the data, or a day short of it."""
    return f"{2026 - age}-02-{10 + days_short}"


def finding(
    of: CaseFinding,
    age: int,
    has: str,
    answer: str,
    *,
    site: str = "",
    value: tuple[float, str] | None = None,
    beside: tuple[str, ...] = (),
    explained_by: tuple[str, ...] = (),
) -> tuple[Story, ...]:
    """What every finding shares: due, answered in time, declined, ruled out, palliative, age, look-back.

    ``beside``: what must be there too for the finding to count. ``explained_by``: the cancers that end it.
    """

    def found(about: StoryPerson, on: str = ON) -> StoryPerson:
        told = about.measures(has, *value, on=on) if value else about.has(has, on=on)
        for codes in beside:
            told = told.has(codes, on=on)
        return told

    def answered(on: str) -> StoryPerson:
        return found(OLD).has(answer, on=on, code=site or None)

    def told(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(of, title, about, expect=expect)

    stories = [
        told("found, and nothing since", found(OLD), due(by="2026-02-03", episode_start=ON)),
        told("answered on the day", answered(ON), achieved("R1")),
        told("answered 14 days before", answered("2026-01-06"), achieved("R1")),
        told("answered 15 days before", answered("2026-01-05"), due()),
        told("answered since", answered("2026-02-09"), achieved("R1")),
        told("referred for the skin", found(OLD).has(REFERRAL, on=ON, code=SKIN), due()),
        told(
            "referred for the skin 15 days before",
            found(OLD).has(REFERRAL, on="2026-01-05", code=SKIN),
            due(),
        ),
        told("ruled out on the day", found(OLD).has("suspected_cancer_excluded", on=ON), excluded("R2")),
        told("ruled out before", found(OLD).has("suspected_cancer_excluded", on="2026-01-19"), due()),
        *(
            told(
                f"{named} cancer diagnosed since",
                found(OLD).has("cancer", on="2026-02-01", code=code),
                excluded("R2") if code in explained_by else due(),
            )
            for code, named in CANCERS.items()
        ),
        told(
            "chose not to be referred",
            found(OLD).declines("cancer_referral_declined", on=ON),
            adjusted("R3"),
        ),
        told(
            "declined before it was found",
            found(OLD).declines("cancer_referral_declined", on="2026-01-19"),
            due(),
        ),
        told("receiving palliative care", found(OLD).has("palliative_care", on="2025-01-01"), adjusted("R4")),
        told("three months ago less a day", found(OLD, "2025-11-11"), due()),
        told("three months ago to the day", found(OLD, "2025-11-10"), outside()),
        told("nothing found", OLD, outside()),
    ]
    stories += in_order(
        of,
        found(OLD),
        holds(answer, ON, achieved("R1"), code=site or None, named="answered"),
        holds("suspected_cancer_excluded", ON, excluded("R2")),
        holds("cancer_referral_declined", ON, adjusted("R3")),
        holds("palliative_care", "2025-01-01", adjusted("R4")),
    )
    if age:
        stories += [
            told(f"{age} on the day of the data", found(person(born=_born(age))), due()),
            told(f"{age} a day later", found(person(born=_born(age, days_short=1))), outside()),
        ]
    return tuple(stories)


def answers(of: CaseFinding, about: StoryPerson, sites: dict[str, str], *tests: str) -> tuple[Story, ...]:
    """Each of the sites and tests answers by itself; a referral for the skin answers none."""
    return (
        *(
            story(
                of,
                f"referred: {named}",
                about.has(REFERRAL, on=ON, code=code),
                expect=achieved("R1"),
            )
            for code, named in (*sites.items(), (NOT_SAID, "does not say for what"))
        ),
        *(story(of, test.replace("_", " "), about.has(test, on=ON), expect=achieved("R1")) for test in tests),
        story(of, "referred: skin", about.has(REFERRAL, on=ON, code=SKIN), expect=due()),
    )
