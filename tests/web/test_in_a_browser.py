"""Every page in Chromium: accessible by axe, no sideways reading at 320 px, keyboard first, no other host."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],  # every rule runs; of what passed, no list of elements is made
}
BANNER, ERRORS = ".nhsuk-notification-banner", ".nhsuk-error-summary"
EXPECTED = "net::ERR_FAILED"  # of a request that a test lost on purpose
PUBLIC = (
    "/sign-in",
    "/find-your-network?q=Z99001",
    "/accessibility",
    "/privacy",
    "/cookies",
    "/about-the-data",
)
EVERYBODYS = ("/", "/network", "/definitions?q=hypertension", "/definitions/HI03")
PREVIEW = "/definitions/HYP008/preview?age_on_the_achievement_date_is_at_least=75"
PAGES = {
    "pharmacist": (*EVERYBODYS, "/worklist", "/worklist?assigned=nobody&need=HYP008", "/measures",
                   "/measures/HYP008", "/measures/HYP008/due", "/settings", PREVIEW, "/measures/needs"),
    "practicemanager": (*EVERYBODYS, "/worklist", "/submissions", "/submissions/1", "/submissions/set-aside",
                        "/submissions/practices/Z99001", "/submissions/practices/Z99001/ethnicity_missing",
                        "/submissions/upload", "/submissions/reports",
                        "/network/agreements", "/network/agreements/withdraw/individual_care", "/audit"),
    "manager": (*EVERYBODYS, PREVIEW, "/definitions/names", "/definitions/scores", "/definitions/decisions",
                "/definitions/decisions/1", "/definitions/codelists?page=2", "/definitions/diabetes",
                "/definitions/PC01", "/network/contract", "/measures", "/measures/HI03", "/measures/PC01",
                "/audit", "/settings", "/submissions", "/submissions/practices/Z99002", "/submissions/upload",
                "/submissions/reports", "/submissions/go-back"),
    "linkworker": ("/", "/worklist"),
}  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page that fails the test when it asks another host for anything or logs an error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=server)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("request", lambda r: None if r.url.startswith(server) else faults.append(f"asked {r.url}"))
    opened.on(
        "console", lambda m: faults.append(m.text) if m.type == "error" and EXPECTED not in m.text else None
    )
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    context.close()
    assert faults == []


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in")
    page.locator(f'form:has(input[value="{username}"]) button').click()
    page.wait_for_url("**/")


def look_at(page: Page) -> None:
    """axe finds nothing, and at 320 px the page is not wider than the screen."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], page.url
    page.set_viewport_size({"width": 320, "height": 700})
    html = page.locator("html")
    expect(html, page.url).to_have_js_property("scrollWidth", 320)  # at once, or when the menu has folded
    page.set_viewport_size({"width": 1280, "height": 900})


def test_pages_for_everybody(page):
    for address in PUBLIC:
        assert page.goto(address).status == 200
        look_at(page)


@pytest.mark.parametrize("username", PAGES)
def test_pages_of_a_role(page, username):
    sign_in(page, username)
    for address in PAGES[username]:
        assert page.goto(address).status == 200, address
        look_at(page)


def test_the_pages_about_a_person(page):
    sign_in(page, "pharmacist")
    page.goto("/worklist?need=HYP008")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/people/*/")
    person = page.url
    look_at(page)
    page.get_by_role("button", name="Take this person on").click()
    expect(page.locator(BANNER)).to_contain_text("on your list")
    look_at(page)
    for name in ("timeline", "who-has-looked", "why", "why/HYP008"):
        assert page.goto(person + name).status == 200
        look_at(page)
    for name in ("record", "close", "feedback"):
        page.goto(f"{person}needs/HYP008/1/{name}")
        look_at(page)
        page.locator("main form button").click()
        expect(page.locator(ERRORS), name).to_be_visible()
        look_at(page)
    page.goto("/")
    page.get_by_label("NHS number or name").fill("Jarvis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/search")
    look_at(page)


def test_the_first_tab_stop_skips_to_the_content(page):
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#maincontent"


def test_the_worklist_is_worked_by_keyboard_alone(page):
    """Tick the first person with the space bar and take them on with Enter."""
    sign_in(page, "coordinator")
    page.goto("/worklist")
    box = page.locator('input[name="person"]').first
    box.focus()
    page.keyboard.press("Space")
    assert box.is_checked()
    button = page.get_by_role("button", name="Take on", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(BANNER)).to_contain_text("on your list")


def test_filtering_and_claiming_without_javascript(chromium, server):
    context = chromium.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    sign_in(page, "pharmacist")
    page.goto("/worklist")
    page.locator("summary", has_text="Filter and sort").click()
    page.get_by_label("Nobody yet").check()
    page.get_by_role("button", name="Update results").first.click()
    page.wait_for_url("**assigned=nobody**")
    page.locator('input[name="person"]').first.check()
    page.get_by_role("button", name="Take on", exact=True).click()
    expect(page.locator(BANNER)).to_contain_text("on your list")
    context.close()


def extract(home: Path, practice: str) -> list[Path]:
    """The files of the night that waits in the demonstration's inbox, without their manifest."""
    folder = home / "inbox" / "night-2" / practice
    return [path for path in sorted(folder.iterdir()) if path.name != "manifest.json"]


def test_an_extract_is_dropped_sent_in_pieces_and_handed_in(page, demo_home):
    """One answer is lost on the way: the same piece is sent again and does no harm."""
    sign_in(page, "practicemanager")
    page.goto("/submissions/upload")
    lost = []

    def lose_the_first(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/pieces?*", lose_the_first)
    files = page.evaluate_handle("() => new DataTransfer()")
    for path in extract(demo_home, "Z99001"):
        page.evaluate(
            """([transfer, name, held]) => transfer.items.add(
                   new File([Uint8Array.from(atob(held), (c) => c.charCodeAt(0))], name))""",
            [files, path.name, base64.b64encode(path.read_bytes()).decode()],
        )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": files})
    page.get_by_role("button", name="Send the files").click()
    page.wait_for_url(re.compile(r"/submissions/upload/\d+$"))
    assert lost == [200]
    look_at(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(ERRORS), "whether it is everything has to be said").to_be_visible()
    look_at(page)
    page.get_by_label("Only what changed").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(BANNER)).to_contain_text("It waits to be loaded")


def test_an_extract_is_handed_in_without_javascript(chromium, server, demo_home):
    context = chromium.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    sign_in(page, "manager")
    page.goto("/submissions/upload")
    page.get_by_label("Practice that the files are of").select_option("Z99002")
    page.get_by_label("Files of the extract").set_input_files(extract(demo_home, "Z99002"))
    page.get_by_role("button", name="Send the files").click()
    page.get_by_label("Day", exact=True).fill("10")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Year").fill("2026")
    page.get_by_label("Only what changed").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(BANNER)).to_contain_text("It waits to be loaded")
    context.close()
