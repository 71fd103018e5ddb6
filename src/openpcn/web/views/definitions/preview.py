"""What a changed rule would do: settings tried on the live record; proposed only where that is asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.codes.library import in_use
from openpcn.rules import catalogue
from openpcn.rules.language import Definition, DefinitionError, Indicator, Ratio
from openpcn.rules.language.altering import checked, settings
from openpcn.rules.language.settings import Setting, SettingKind
from openpcn.terms.dates import ContractYear
from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.show import show
from openpcn.web.views.definitions.browse import unknown
from openpcn.web.views.definitions.definitions import by_id, running
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.measures.people import own_people
from openpcn.work.measures.preview import MANY, NothingToPreviewError, Preview, years_held
from openpcn.work.measures.preview import preview as worked_out
from openpcn.work.measures.ratio_preview import RatioPreview, of_ratio
from openpcn.work.network.errors import WorkError
from openpcn.work.rules.proposing import is_official, propose_listing, propose_settings
from openpcn.work.submissions.live import live_row

WORDS = {
    "member": "On the register", "due": "Due", "achieved": "Achieved", "adjusted": "Adjusted",
    "excluded": "Excluded",
}  # fmt: skip


@guards.page(who=MAY[Action.MEASURES])
def preview(request: HttpRequest, post: Post, definition: str) -> HttpResponse:
    """The settings of a definition, and what those in the address would do."""
    chosen = running(definition)
    if chosen is None:
        return unknown(request, post, definition)
    live = live_row()
    held = settings(chosen, ContractYear.of(live.as_at).end if live else None)
    given, faults = _given(request, chosen, held)
    year, faults_of_year = _year(request.GET.get("year", ""))
    faults |= faults_of_year
    found: Preview | RatioPreview | None = None
    if (given or year) and not faults:
        try:
            work_out = of_ratio if isinstance(chosen, Ratio) else worked_out
            found = work_out(post, chosen.id, given, year=year)
        except DefinitionError as fault:
            faults[""] = str(fault)
        except NothingToPreviewError:
            faults[""] = "No record is live yet, so there is nobody to count."
    moved = found if isinstance(found, Preview) else None
    joining = own_people(post, chosen.id, moved.joining[:MANY]) if moved else ()
    leaving = own_people(post, chosen.id, moved.leaving[:MANY]) if moved else ()
    context = {
        "definition": chosen,
        "thresholds": [one for one in held if one.kind is SettingKind.THRESHOLD],
        "periods": [one for one in held if one.kind is SettingKind.PERIOD],
        "codelists": [one for one in held if one.kind is SettingKind.CODELIST],
        "library": sorted(in_use(), key=lambda one: one.title) if len(held) else [],
        "systems": {
            one.value: in_use()[str(one.value)].system for one in held if one.kind is SettingKind.CODELIST
        },
        "asked": request.GET,
        "given": given,
        "faults": faults,
        "labels": {one.id: one.label for one in held},
        "years": years_held(),
        "year": str(year) if year else "",
        "preview": found,
        "is_ratio": isinstance(chosen, Ratio),
        "words": WORDS,
        "joining": joining,
        "leaving": leaving,
        "may_propose": found is not None
        and may(post, Action.RULES)
        and bool(given)
        and year is None
        and isinstance(chosen, Indicator)
        and not is_official(chosen),
    }
    people = [row.person_id for row in (*joining, *leaving)]
    return show(
        request, post, "definitions/preview.jinja", context, people=people, purpose=chosen.purpose,
        screen="rule_preview", status=400 if faults else 200,
    )  # fmt: skip


@guards.page(who=MAY[Action.RULES], methods=("POST",))
def propose(request: HttpRequest, post: Post, definition: str) -> HttpResponse:
    """Propose a list on or off, or a local definition's settings; then look at it and decide."""
    chosen = catalogue.definition(by_id(definition).id)
    kind = request.POST.get("kind", "")
    given, faults = _given(request, chosen, settings(chosen))
    if faults:
        messages.warning(request, "; ".join(faults.values()))
        return redirect("definition", definition=chosen.id)

    def effect() -> dict[str, Any]:
        if kind == "settings":
            return {"change": propose_settings(chosen.id, given, by="", post=post).pk}
        return {"change": propose_listing(chosen.id, on=kind == "on", by="", post=post).pk}

    asked = {"definition": chosen.id, "kind": kind, "settings": given}
    try:
        answer = once(post.staff, idempotency_key(request), "propose_rule", asked, effect)
    except WorkError as fault:
        messages.warning(request, str(fault))
        return redirect("definition", definition=chosen.id)
    return redirect("rule-change", change=answer.response["change"])


def _given(
    request: HttpRequest, chosen: Definition, held: tuple[Setting, ...]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings of the request that differ from what they are, and what is wrong with the others."""
    asked = request.POST if request.method == "POST" else request.GET
    given: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for one in held:
        value = asked.get(one.id, "").strip()
        if not value:
            continue
        try:
            number = checked(chosen, one, value)
        except DefinitionError as fault:
            faults[one.id] = str(fault).removeprefix(f"{chosen.id}: ")
            continue
        if number != one.value:
            given[one.id] = number
    return given, faults


def _year(text: str) -> tuple[ContractYear | None, dict[str, str]]:
    """The year asked for, and what is wrong where no values are held for it."""
    if not text:
        return None, {}
    found = next((year for year in years_held() if str(year) == text), None)
    if found is not None:
        return found, {}
    held = years_held()
    known = f"contract values are held for {held[0]} to {held[-1]}" if held else "no contract values are held"
    return None, {"year": f"{known}: choose one of these years"}
