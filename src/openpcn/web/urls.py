"""Every address of the site. Nothing about a person is in one: a person is an opaque reference."""

from __future__ import annotations

from django.urls import path, register_converter

from openpcn.web.refs import RefConverter
from openpcn.web.views.access import settings, signing_in, trail
from openpcn.web.views.definitions import browse, changes, codelists, definitions, preview
from openpcn.web.views.home import home
from openpcn.web.views.identity import unmatched
from openpcn.web.views.measures import export as measures_export
from openpcn.web.views.measures import measures
from openpcn.web.views.network import (
    agreements,
    contract,
    finding,
    handing_over,
    network,
    own_practice,
    published,
)
from openpcn.web.views.people import looked, overview, purpose, search, striking, timeline, why, working
from openpcn.web.views.retention import leaving, retention
from openpcn.web.views.site import pages
from openpcn.web.views.submissions import (
    going_back,
    loading,
    practice,
    quarantine,
    reports,
    returning,
    submissions,
    uploading,
)
from openpcn.web.views.worklists import actions, export, listing

register_converter(RefConverter, "ref")

NEED = "people/<ref:person>/needs/<str:definition>/<int:number>"

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-in/demo", signing_in.demo_sign_in, name="demo-sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("change-role", signing_in.change_role, name="change-role"),
    path("find-your-network", finding.find, name="find-your-network"),
    path("worklist", listing.worklist, name="worklist"),
    path("worklist/claim", actions.claim, name="worklist-claim"),
    path("worklist/release", actions.release, name="worklist-release"),
    path("worklist/assign", actions.assign, name="worklist-assign"),
    path("worklist/take", actions.take, name="worklist-take"),
    path("worklist/export/<slug:kind>", export.export, name="worklist-export"),
    path("people/search", search.search, name="people-search"),
    path("people/could-not-be-matched", unmatched.unmatched, name="could-not-be-matched"),
    path("people/could-not-be-matched/records/<int:patient>/apart", unmatched.split, name="identity-split"),
    path(
        "people/could-not-be-matched/questions/<int:question>", unmatched.question, name="identity-question"
    ),
    path("people/could-not-be-matched/decisions/<int:decision>/undo", unmatched.undo, name="identity-undo"),
    path("people/<ref:person>/", overview.person, name="person"),
    path("people/<ref:person>/purpose", purpose.purpose, name="person-purpose"),
    path("people/<ref:person>/timeline", timeline.timeline, name="person-timeline"),
    path("people/<ref:person>/entries/<int:entry>/strike", striking.strike, name="person-strike"),
    path("people/<ref:person>/who-has-looked", looked.who_looked, name="person-looked"),
    path("people/<ref:person>/why", why.choose, name="person-why-choose"),
    path("people/<ref:person>/why/<str:definition>", why.why, name="person-why"),
    path(f"{NEED}/record", working.record, name="person-record"),
    path(f"{NEED}/close", working.close, name="person-close"),
    path(f"{NEED}/reopen", working.reopen, name="person-reopen"),
    path(f"{NEED}/feedback", working.feedback, name="person-feedback"),
    path("measures", measures.measures, name="measures"),
    path("measures/needs", measures.needs_profile, name="needs-profile"),
    path("measures/<str:definition>", measures.measure, name="measure"),
    path("measures/<str:definition>/export/<slug:kind>", measures_export.export, name="measure-export"),
    path("measures/<str:definition>/<str:word>", measures.behind, name="measure-people"),
    path("submissions", submissions.submissions, name="submissions"),
    path("submissions/set-aside", quarantine.quarantine, name="quarantine"),
    path("submissions/set-aside/export/<slug:kind>", quarantine.export, name="quarantine-file"),
    path("submissions/practices/<str:practice>", practice.practice, name="data-practice"),
    path("submissions/practices/<str:practice>/codes/<slug:kind>", practice.codes_file, name="data-codes"),
    path("submissions/practices/<str:practice>/<slug:measure>", practice.behind, name="data-people"),
    path(
        "submissions/practices/<str:practice>/<slug:measure>/export/<slug:kind>",
        practice.behind_file,
        name="data-people-file",
    ),
    path("submissions/go-back", going_back.earlier, name="earlier-snapshots"),
    path("submissions/go-back/<slug:snapshot>", going_back.go_back, name="go-back"),
    path("submissions/<int:submission>", submissions.submission, name="submission"),
    path("submissions/<int:submission>/files/<slug:kind>", submissions.receipt_file, name="submission-file"),
    path("submissions/<int:submission>/approve", submissions.approve, name="submission-approve"),
    path("submissions/return-file", returning.returned, name="return-file"),
    path("submissions/load", loading.load, name="load-night"),
    path("submissions/reports", reports.reports, name="reports"),
    path("submissions/reports/codes/<slug:kind>", reports.codes, name="reports-codes"),
    path("submissions/reports/receive", reports.receive, name="reports-receive"),
    path("submissions/reports/hand-in", reports.hand_in, name="reports-hand-in"),
    path("submissions/reports/<int:report>", reports.report, name="report"),
    path("submissions/reports/<int:report>/discard", reports.discard, name="report-discard"),
    path("submissions/upload", uploading.upload, name="upload"),
    path("submissions/upload/start", uploading.start, name="upload-start"),
    path("submissions/upload/<int:upload>", uploading.check, name="upload-check"),
    path("submissions/upload/<int:upload>/announce", uploading.announce, name="upload-announce"),
    path("submissions/upload/<int:upload>/pieces", uploading.piece, name="upload-piece"),
    path("submissions/upload/<int:upload>/discard", uploading.discard, name="upload-discard"),
    path("retention", retention.retention, name="retention"),
    path("retention/apply", retention.apply, name="retention-apply"),
    path("your-practice/leaving", leaving.leaving, name="leaving"),
    path("your-practice/leaving/export", leaving.export, name="export-practice"),
    path("your-practice/leaving/archives/<int:export>", leaving.archive, name="archive"),
    path("your-practice/leaving/stay", leaving.stay, name="stay"),
    path("your-practice/leaving/certificates/<int:leaving>", leaving.certificate, name="certificate"),
    path("retention/hold", retention.hold, name="hold"),
    path("network", network.network, name="network"),
    path("your-practice", own_practice.own_practice, name="own-practice"),
    path("network/published", published.published, name="published"),
    path("network/published/export/<slug:kind>", published.export, name="published-file"),
    path("network/contract", contract.contract, name="contract"),
    path("network/contract/export/<slug:kind>", contract.export, name="contract-file"),
    path("network/agreements", agreements.agreements, name="agreements"),
    path("network/agreements/withdraw/<slug:purpose>", agreements.withdraw, name="withdraw"),
    path("network/hand-overs/<int:hand_over>", handing_over.hand_over, name="hand-over"),
    path("network/hand-overs/<int:hand_over>/items/<int:item>", handing_over.take_over, name="take-over"),
    path("definitions", browse.definitions, name="definitions"),
    path("definitions/names", browse.names, name="definition-names"),
    path("definitions/scores", changes.scores, name="scores"),
    path("definitions/decisions", changes.changes, name="rule-changes"),
    path("definitions/decisions/<int:change>", changes.change, name="rule-change"),
    path("definitions/codelists", codelists.codelists, name="codelists"),
    path("definitions/codelists/propose", codelists.propose, name="codelist-propose"),
    path("definitions/codelists/proposals/<int:proposal>", codelists.proposal, name="codelist-proposal"),
    path(
        "definitions/codelists/proposals/<int:proposal>/difference/<slug:kind>",
        codelists.difference,
        name="codelist-difference",
    ),
    path("definitions/codelists/<slug:codelist>/<slug:kind>", codelists.codes, name="codelist-codes"),
    path("definitions/<str:definition>", definitions.definition, name="definition"),
    path("definitions/<str:definition>/preview", preview.preview, name="definition-preview"),
    path("definitions/<str:definition>/propose", preview.propose, name="definition-propose"),
    path("definitions/<str:definition>/metadata", definitions.metadata, name="definition-metadata"),
    path("audit", trail.trail, name="audit"),
    path("settings", settings.settings, name="settings"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("privacy", pages.privacy, name="privacy"),
    path("cookies", pages.cookies, name="cookies"),
    path("about-the-data", pages.about_the_data, name="about-the-data"),
]
