"""The demonstration that must always work, step by step, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PHARMACIST, COORDINATOR = "Priya Nair", "Tom Whitlock"
DIRECTOR, PRACTICE_MANAGER, MANAGER = "Dr Helen Ashby", "Ruth Calder", "Sanjay Rao"
OWN_PRACTICE = "Weirside Surgery"

pytestmark = pytest.mark.browser


def number_of(card: str, visitor) -> int:
    """The number on a data card of the page."""
    link = visitor.page.locator("li, div").filter(has=visitor.page.get_by_role("link", name=card, exact=True))
    return int(re.search(r"[\d,]+", link.last.inner_text())[0].replace(",", ""))


def filter_by(visitor, label: str) -> None:
    """The worklist, narrowed by one box of its filter."""
    visitor.go("/worklist")
    visitor.page.get_by_role("group").get_by_text("Filter and sort").click()
    visitor.page.get_by_label(label).check()
    visitor.press("Update results")


def test_the_demonstration(visitor):
    page = visitor.page

    # 1. The site opens; every page says that the network is fictional.
    visitor.go("/")
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(page.get_by_text("is made up. Nobody shown here exists.")).to_be_visible()

    # 2. One worklist for the whole network: practices of both clinical systems on it, red flags first.
    visitor.sign_in(PHARMACIST)
    visitor.go("/worklist")
    practices = {"Weirside Surgery": "EMIS", "Osier Holt Medical Centre": "SystmOne"}
    for name in practices:
        filter_by(visitor, name)
        assert page.locator("main tbody tr").count() > 0, f"nobody of {name} on the list"
    visitor.go("/worklist")
    assert "Red flag" in page.locator("main tbody tr").first.inner_text()
    before = number_of("Nobody's yet", visitor)

    # Unclaimed, a person shows list fields only; claimed, why they are on the list and why not on others.
    visitor.open(page.locator("main tbody tr a").first)
    assert "list fields only" in visitor.text()
    assert not re.search(r"\d+/\d+ mmHg", visitor.text())
    visitor.press("Take this person on")
    assert re.search(r"\d+/\d+ mmHg", visitor.text())
    expect(page.get_by_role("heading", name="Why this person is on a list")).to_be_visible()
    expect(page.get_by_role("heading", name="Why not on other lists")).to_be_visible()
    visitor.follow("How this was worked out")
    expect(page.get_by_text("What would change it").first).to_be_visible()

    # 3. As many as this week's minutes have room for.
    visitor.go("/worklist")
    visitor.press("Take as many as this week allows")
    taken = number_of("Yours", visitor)
    assert taken > 10
    assert number_of("Nobody's yet", visitor) == before - taken

    # The coordinator takes on people whose health check is due: paid work.
    visitor.sign_in(COORDINATOR)
    filter_by(visitor, "Learning disability health check, action plan and ethnicity")
    rows = page.locator("main tbody tr")
    assert 0 < rows.count() <= 20, "more would ask whether that many are meant"
    page.get_by_label("Tick everybody on this page").check()
    visitor.press("Take on")
    assert number_of("Yours", visitor) > 0

    # The position before the night, as the clinical director sees it.
    visitor.sign_in(DIRECTOR)
    visitor.go("/measures")
    position_before = visitor.text()

    # 4. The next night's extracts.
    visitor.sign_in(MANAGER)
    visitor.go("/submissions")
    visitor.press("Load the extracts of 10 February 2026")
    expect(page.get_by_text("6 of 6 submissions were taken.")).to_be_visible(timeout=180_000)
    visitor.look()

    visitor.sign_in(PHARMACIST)
    expect(page.get_by_role("heading", name="Closed since the last extract")).to_be_visible()
    assert "seen in the extract of 10 February 2026" in visitor.text()
    left = number_of("Yours", visitor)
    assert left < taken / 2, f"{left} of {taken} are still to do: most should have closed themselves"
    missed = number_of("Done, but will not be counted", visitor)
    assert missed > 0
    assert "only the code of the structured review counts" in visitor.text()

    visitor.sign_in(COORDINATOR)
    assert "Done, but will not be counted" in visitor.text()
    expect(page.get_by_text("dated before the health check").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"£[\d,.]+, the PCN's")).first).to_be_visible()

    # 5. The indicator, the money and the gap between most and least deprived.
    visitor.sign_in(DIRECTOR)
    visitor.go("/measures")
    assert visitor.text() != position_before
    visitor.go("/measures/HYP008")
    for words in ("Most deprived", "unconfirmed", "£"):
        assert words.lower() in visitor.text().lower(), words

    # 6. One practice withdraws: its people vanish at once for everybody outside it.
    visitor.sign_in(PHARMACIST)
    visitor.go("/worklist")
    assert OWN_PRACTICE in visitor.text()
    one_of_theirs = page.locator("main tbody tr", has_text=OWN_PRACTICE).first.get_by_role("link").first
    address = one_of_theirs.get_attribute("href")
    visitor.go(address)
    if page.get_by_role("button", name="Take this person on").count():
        visitor.press("Take this person on")

    visitor.sign_in(PRACTICE_MANAGER)
    visitor.go("/network/agreements")
    visitor.follow("Stop sharing for every purpose")
    page.get_by_label("Reason (optional)").fill("The partners want to look at it again")
    page.get_by_label("I am sure").check()
    visitor.press("Stop sharing now")
    visitor.go("/")
    handed_over = page.get_by_role("link", name="of work to take over")
    links = [link.get_attribute("href") for link in handed_over.all()]
    pages = []
    for link in links:
        visitor.go(link)
        pages.append(visitor.text())
    assert any(PHARMACIST in text for text in pages), "what she held is handed over, with her name"

    visitor.sign_in(PHARMACIST)
    visitor.go("/worklist")
    assert page.locator("main tbody tr", has_text=OWN_PRACTICE).count() == 0
    response = page.goto(visitor.address + address)
    assert response is not None
    assert response.status == 404

    visitor.sign_in(PRACTICE_MANAGER)
    response = page.goto(visitor.address + address)
    assert response is not None
    assert response.status == 200
