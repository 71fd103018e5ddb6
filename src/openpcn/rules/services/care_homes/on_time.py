"""How often a limit was kept: the measure beside a list that takes people off who were served late."""

from __future__ import annotations

from openpcn.rules.language import AS_AT, EPISODE_START, Episode, Indicator, Nearly, Period, exclude


def on_time(of: Indicator, title: str, limit: Period) -> Indicator:
    """The measure beside the list: every clock that has run out counts, and what came late does not."""
    return Indicator(
        f"{of.id}_on_time",
        title,
        source=of.source,
        rationale=(
            f"The same people and clock as {of.id}, where only the latest clock of a person is on the list "
            "and what came late takes it off. Here every one counts, and what came late does not: the rate "
            "says how often the limit was kept. A clock that still runs is not counted yet."
        ),
        of=of.of,
        per=of.per and Episode(of.per.start, of.per.close_within, keep="each"),
        rules=(
            *(rule for rule in of.rules if rule.code != "LATE"),
            exclude("RUNNING", EPISODE_START + limit >= AS_AT, "The limit has not passed yet"),
        ),
        due_sentence=f"{of.due_sentence}, or only after the limit",
        nearly=(
            *of.nearly,
            *(Nearly(rule.when, rule.sentence) for rule in of.rules if rule.code == "LATE"),
        ),
        shows=of.shows,
        work=of.work,
        listed=False,
    )
