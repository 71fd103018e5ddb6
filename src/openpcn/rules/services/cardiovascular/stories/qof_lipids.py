"""Stories of CHOL003 and CHOL004."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import (
    Expected,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.services.cardiovascular.qof_lipids import CHOL003, CHOL004
from openpcn.rules.services.cardiovascular.quality import LIPID_CARE
from openpcn.terms.units import Unit

from .quality import DUE, adjustment_stories

_somebody = person(born="1956-02-03", sex="male")
_heart = _somebody.has("chd", on="2012-09-01")
_on_ezetimibe = _heart.issued("lipid_lowering_other", on="2026-01-15")


def _t(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(CHOL003, title, about, expect=expect)


_CHOL003 = (
    _t("a statin this month", _heart.issued("statin", on="2026-02-01"), achieved("R1")),
    _t(
        "a statin on the first of the 6 months",
        _heart.issued("statin", on="2025-10-01"),
        achieved("R1"),
    ),
    _t("a statin a day before the 6 months", _heart.issued("statin", on="2025-09-30"), DUE),
    _t("no treatment", _heart, DUE),
    *(
        _t(f"{words} alone", _somebody.has(codes, on="2012-09-01"), DUE)
        for words, codes in (
            ("a stroke", "stroke_tia"),
            ("peripheral arterial disease", "pad"),
            ("chronic kidney disease", "ckd"),
        )
    ),
    _t("diabetes alone", _somebody.has("diabetes", on="2012-09-01"), outside()),
    _t("coronary heart disease and diabetes", _heart.has("diabetes", on="2015-09-01"), outside()),
    _t(
        "coronary heart disease, and diabetes that has resolved",
        _heart.has("diabetes", on="2015-09-01").has("diabetes_resolved", on="2015-09-02"),
        DUE,
    ),
    _t(
        "a haemorrhagic stroke alone",
        _somebody.has("stroke_tia", on="2012-09-01", code="274100004"),
        outside(),
    ),
    _t(
        "coronary heart disease, and a haemorrhagic stroke long ago",
        _heart.has("haemorrhagic_stroke", on="1999-09-01"),
        outside(),
    ),
    _t(
        "chronic kidney disease, resolved",
        _somebody.has("ckd", on="2012-09-01").has("ckd_resolved", on="2020-01-01"),
        outside(),
    ),
    _t("another medicine, no statin declined", _on_ezetimibe, DUE),
    *(
        _t(
            f"another medicine, and {codes.replace('_', ' ')} long ago",
            _on_ezetimibe.has(codes, on="2014-01-01"),
            achieved("R2"),
        )
        for codes in ("statin_adverse_reaction", "statin_intolerance")
    ),
    *(
        told
        for codes in ("statin_contraindicated", "statin_declined")
        for told in (
            _t(
                f"another medicine, and {codes.replace('_', ' ')} on the first of the 12 months",
                _on_ezetimibe.has(codes, on="2025-04-01"),
                achieved("R2"),
            ),
            _t(
                f"another medicine, and {codes.replace('_', ' ')} a day before the 12 months",
                _on_ezetimibe.has(codes, on="2025-03-31"),
                DUE,
            ),
        )
    ),
    _t(
        "a statin declined, another medicine on the first of the 6 months",
        _heart.has("statin_declined", on="2025-06-01").issued("lipid_lowering_other", on="2025-10-01"),
        achieved("R2"),
    ),
    _t(
        "a statin declined, another medicine a day before the 6 months",
        _heart.has("statin_declined", on="2025-06-01").issued("lipid_lowering_other", on="2025-09-30"),
        DUE,
    ),
    _t("a statin declined, nothing else", _heart.has("statin_declined", on="2025-06-01"), DUE),
    *(
        _t(
            f"a statin declined, and {codes.replace('_', ' ')}",
            _heart.has("statin_declined", on="2025-06-01").has(codes, on="2025-07-01"),
            adjusted("R3"),
        )
        for codes in ("lipid_lowering_declined", "lipid_lowering_contraindicated")
    ),
    _t(
        "on a statin although care was declined",
        _heart.issued("statin", on="2026-02-01").has("lipid_pca_declined", on="2025-06-01"),
        achieved("R1"),
    ),
    _t(
        "chronic kidney disease new, coronary heart disease old",
        _heart.has("ckd", on="2026-01-15"),
        DUE,
    ),
    story(
        CHOL003,
        "a statin in September counts on 1 April no more",
        _heart.issued("statin", on="2025-09-30"),
        as_at="2026-04-01",
        achievement_date="2026-04-01",
        expect=due(by="2026-04-01"),
    ),
    *adjustment_stories(
        CHOL003,
        4,
        LIPID_CARE,
        _heart,
        lambda day: _somebody.has("chd", on=day),
        maximal="maximal_lipid_treatment",
        new_since=date(2026, 1, 1),
    ),
)


def _lipid(about: StoryPerson, list_id: str, value: float, on: str = "2025-10-06") -> StoryPerson:
    return about.measures(list_id, value, Unit.MMOL_PER_L, on=on)


def _c(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(CHOL004, title, about, expect=expect)


_CHOL004 = (
    _c("LDL 2.0", _lipid(_heart, "ldl", 2.0), achieved("R1")),
    _c("LDL 2.1", _lipid(_heart, "ldl", 2.1), DUE),
    _c(
        "LDL reported as under 2.0",
        _heart.measures("ldl", 2.0, "mmol/L", on="2025-10-06", comparator="<"),
        achieved("R1"),
    ),
    _c("non-HDL 2.6, no LDL", _lipid(_heart, "non_hdl", 2.6), achieved("R2")),
    _c("non-HDL 2.7, no LDL", _lipid(_heart, "non_hdl", 2.7), DUE),
    _c(
        "LDL 2.1 and non-HDL 2.5 on one day: LDL decides",
        _lipid(_lipid(_heart, "ldl", 2.1), "non_hdl", 2.5),
        DUE,
    ),
    _c(
        "LDL 1.9 and non-HDL 2.9 on one day: LDL decides",
        _lipid(_lipid(_heart, "ldl", 1.9), "non_hdl", 2.9),
        achieved("R1"),
    ),
    _c(
        "LDL 2.1, and non-HDL 2.5 a day later",
        _lipid(_lipid(_heart, "ldl", 2.1), "non_hdl", 2.5, on="2025-10-07"),
        achieved("R2"),
    ),
    _c(
        "non-HDL 2.5, and LDL 2.1 a day later",
        _lipid(_lipid(_heart, "ldl", 2.1, on="2025-10-07"), "non_hdl", 2.5),
        DUE,
    ),
    _c("only total cholesterol", _lipid(_heart, "cholesterol", 3.1), DUE),
    _c("LDL on the first of the 12 months", _lipid(_heart, "ldl", 1.8, on="2025-04-01"), achieved("R1")),
    _c("LDL a day before the 12 months", _lipid(_heart, "ldl", 1.8, on="2025-03-31"), DUE),
    _c(
        "non-HDL on the first of the 12 months",
        _lipid(_heart, "non_hdl", 2.2, on="2025-04-01"),
        achieved("R2"),
    ),
    _c("non-HDL a day before the 12 months", _lipid(_heart, "non_hdl", 2.2, on="2025-03-31"), DUE),
    _c("LDL without its number", _heart.measures("ldl", None, None, on="2025-10-06"), DUE),
    _c("nothing measured", _heart, DUE),
    _c("chronic kidney disease alone", _lipid(_somebody.has("ckd", on="2012-09-01"), "ldl", 3.0), outside()),
    _c("peripheral arterial disease", _lipid(_somebody.has("pad", on="2012-09-01"), "ldl", 3.0), DUE),
    story(
        CHOL004,
        "at target on 31 March, due again on 1 April the year after",
        _lipid(_heart, "ldl", 1.8, on="2026-03-31"),
        as_at="2027-04-01",
        achievement_date="2028-03-31",
        expect=due(by="2028-03-31"),
    ),
    *adjustment_stories(
        CHOL004,
        3,
        LIPID_CARE,
        _lipid(_heart, "ldl", 3.0),
        lambda day: _somebody.has("chd", on=day),
        maximal="maximal_lipid_treatment",
        test_declined=("blood_test_declined", "cholesterol_declined"),
        result_on_6_october=True,
    ),
)

STORIES: tuple[Story, ...] = (*_CHOL003, *_CHOL004)
