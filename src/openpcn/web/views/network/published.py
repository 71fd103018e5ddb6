"""What is published about the network's practices, beside what their own extracts say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openpcn.record.home import home
from openpcn.record.reference import editions
from openpcn.web import files, guards
from openpcn.web.show import show
from openpcn.work.access.models import Post
from openpcn.work.network.membership import members, our_network
from openpcn.work.network.published import PRACTICE_FIGURES, practice_figures, workforce
from openpcn.work.worklists.sheets import Sheet


@guards.page(who=guards.EVERYBODY)
def published(request: HttpRequest, post: Post) -> HttpResponse:
    """Lists, weights, deprivation and appointments by practice; staff of the network; what is loaded."""
    network = our_network()
    practices = list(members(network)) if network else []
    figures = practice_figures([practice.ods for practice in practices])
    returned, staff = workforce(network.code) if network else (None, ())
    held = {figure.what: figure for each in figures.values() for figure in each}
    context = {
        "practices": practices,
        "columns": [held[wanted.what] for wanted in PRACTICE_FIGURES if wanted.what in held],
        "figures": {ods: {figure.what: figure for figure in each} for ods, each in figures.items()},
        "returned": returned,
        "staff": staff,
        "editions": editions(home()),
    }
    return show(request, post, "network/published.jinja", context)


@guards.page(who=guards.EVERYBODY)
def export(request: HttpRequest, post: Post, kind: str) -> HttpResponse:
    """The published figures of each practice as CSV or Excel: a row for each figure, with its day."""
    files.known_kind(kind)
    network = our_network()
    practices = list(members(network)) if network else []
    figures = practice_figures([practice.ods for practice in practices])
    sheet = Sheet(
        "Published figures",
        ("Practice", "Name", "Figure", "Value", "Unit", "As of", "Publisher"),
        tuple(
            (
                practice.ods, practice.name, figure.what, float(figure.value), figure.unit,
                figure.edition.as_of, figure.edition.publisher,
            )
            for practice in practices
            for figure in figures[practice.ods]
        ),
        (("From", "Public files. Nothing here comes from a practice's extract, nothing is about a person."),),
    )  # fmt: skip
    return files.as_file((sheet,), kind, "published-figures")
