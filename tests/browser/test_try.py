"""The page that runs otcpt in the browser, driven as a reader does, without any network but the site itself."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

EXAMPLES = Path(__file__).parents[2] / "examples"
WIDTHS = (1400, 390)
DAY = "2026-03-02"
expect.set_options(timeout=60_000)


def open_tool(page: Page, tool: str) -> Locator:
    """Open a question and return its section."""
    page.locator(f'.try-nav a[href="#{tool}"]').click()
    section = page.locator(f"#{tool}")
    expect(section).to_be_visible()
    return section


def fill(section: Locator, name: str, *values: str) -> None:
    """Write into the fields of a name, row by row."""
    for row, value in enumerate(values):
        section.locator(f"form [name={name}]").nth(row).fill(value)


def expect_answer(section: Locator, *texts: str) -> None:
    """Wait for the last answer, with the texts, and see that nothing is wider than the window."""
    expect(section.locator(".try-answer")).not_to_have_attribute("aria-busy", "true")
    for text in texts:
        expect(section.locator(".try-page .otcpt")).to_contain_text(text)
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert section.page.evaluate(width) == 0


@pytest.mark.parametrize("width", WIDTHS)
class TestQuestions:
    """Each question at both widths, in a page that was loaded once."""

    @pytest.fixture(autouse=True)
    def window(self, tried: Page, width: int) -> None:
        """Set the width of the window."""
        tried.set_viewport_size({"width": width, "height": 900})

    def test_first_answer_is_there_when_python_is(self, tried: Page) -> None:
        """The example of the first question, with its figure."""
        section = open_tool(tried, "units")
        expect_answer(section, "97110 x2, 97140 x1 (3 in all)")
        expect(section.locator(".try-page svg")).to_be_visible()

    def test_minutes(self, tried: Page) -> None:
        """Written minutes are counted by the chosen method, in a row that comes when it is needed."""
        section = open_tool(tried, "units")
        fill(section, "code", "97530", "97110", "97140")
        fill(section, "minutes", "8", "8", "8")
        section.get_by_role("button", name="Count the units").click()
        expect_answer(section, "24 timed minutes", "(2 in all)")
        section.locator("select[name=method]").select_option("ama")
        section.get_by_role("button", name="Count the units").click()
        expect_answer(section, "(3 in all)")
        section.get_by_role("button", name="Remove this row").nth(2).click()
        section.locator("select[name=method]").select_option("cms")
        fill(section, "code", "97110", "97140")
        fill(section, "minutes", "33", "7")
        section.get_by_role("button", name="Count the units").click()
        expect_answer(section, "97110 x2, 97140 x1 (3 in all)")

    def test_bill_and_its_question(self, tried: Page) -> None:
        """An answer makes the next bill, and stays chosen; the first choice takes it back."""
        section = open_tool(tried, "bill")
        fill(section, "on", DAY)
        section.get_by_role("button", name="Make the bill").click()
        expect_answer(section, f"Bill for {DAY}", "bundled")
        section.get_by_label("yes: put 59").check()
        expect_answer(section, "GO 59")
        expect(section.get_by_label("yes: put 59")).to_be_checked()
        section.get_by_label("no: 97750 is not payable").check()
        expect(section.locator(".try-page .otcpt")).not_to_contain_text("GO 59")

    def test_claim(self, tried: Page) -> None:
        """The lines of a claim become a report card."""
        section = open_tool(tried, "check")
        fill(section, "on", DAY)
        fill(section, "code", "97530", "97750")
        fill(section, "modifiers", "GO", "GO")
        section.get_by_role("button", name="Check it").click()
        expect_answer(section, DAY, "PTP002")
        link = section.locator(".try-page").get_by_role("link", name="PTP002").get_attribute("href") or ""
        assert tried.request.get(link).ok and link.endswith("/rules/PTP002/")
        fill(section, "modifiers", "GO", "GO 59")
        section.get_by_role("button", name="Check it").click()
        expect_answer(section, "No faults found", "bypassed")

    @pytest.mark.parametrize(("name", "shown"), [("clinic_week.csv", "27 claims"), ("clinic_week.837", "claims")])
    def test_dropped_file(self, tried: Page, name: str, shown: str) -> None:
        """A file that is dropped is checked at once, and the fields of a single claim go away."""
        section = open_tool(tried, "check")
        drop(section.locator(".try-drop"), EXAMPLES / name)
        expect_answer(section, name, shown)
        expect(section.get_by_text("Or write the lines of one claim")).to_be_hidden()
        section.locator("input[name=claims]").set_input_files([])
        expect(section.get_by_text("Or write the lines of one claim")).to_be_visible()

    def test_pair(self, tried: Page) -> None:
        """Both settings answer."""
        section = open_tool(tried, "pair")
        fill(section, "on", DAY)
        fill(section, "other", "97140")
        section.get_by_role("button", name="Look up").click()
        expect_answer(section, "97140", "no edit")

    def test_code(self, tried: Page) -> None:
        """By its number, and by words of its label."""
        section = open_tool(tried, "code")
        fill(section, "code", "self care")
        section.get_by_role("button", name="Look up").click()
        expect_answer(section, "97535")
        fill(section, "code", "97530")
        section.get_by_role("button", name="Look up").click()
        expect_answer(section, "Functional activities")

    def test_day_to_judge_by(self, tried: Page) -> None:
        """A code that had ended by the day is said to have ended; the day is the same in every form."""
        section = open_tool(tried, "code")
        fill(section, "code", "97003")
        fill(section, "on", "2016-03-02")
        section.get_by_role("button", name="Look up").click()
        expect_answer(section, "2016")
        expect(tried.locator("#pair [name=on]")).to_have_value("2016-03-02")
        fill(section, "on", DAY)
        section.get_by_role("button", name="Look up").click()
        expect(section.locator(".try-problem")).to_contain_text("Replaced by 97165, 97166, 97167")

    def test_rate_card(self, tried: Page) -> None:
        """Of a locality by its number."""
        section = open_tool(tried, "fees")
        fill(section, "on", DAY)
        fill(section, "locality", "15202-00")
        section.get_by_role("button", name="Show the rate card").click()
        expect_answer(section, "Ohio", "33.33")

    def test_denial_code(self, tried: Page) -> None:
        """A remark code, as the remittance writes it."""
        section = open_tool(tried, "denial")
        fill(section, "denial", "N362")
        section.get_by_role("button", name="Look up").click()
        expect_answer(section, "MUE001")

    def test_remittance(self, tried: Page) -> None:
        """With its claims: what was denied, and a checklist that is printed by itself."""
        section = open_tool(tried, "remittance")
        fill(section, "on", "2026-05-01")
        drop(section.locator(".try-drop").nth(0), EXAMPLES / "denials" / "answer.835")
        drop(section.locator(".try-drop").nth(1), EXAMPLES / "denials" / "claims.csv")
        expect_answer(section, "6 denied and open", "Worklist")
        lists = section.locator(".try-checklists .otcpt")
        expect(lists.first).to_contain_text("Checklist for the appeal: claim A106, 97530")
        tried.evaluate("window.print = () => {}")
        section.get_by_role("button", name="checklists for appeals").click()
        tried.emulate_media(media="print")
        expect(lists.first).to_be_visible()
        for other in (section.locator(".try-page"), section.locator("form"), tried.locator(".try-nav")):
            expect(other).to_be_hidden()
        tried.emulate_media(media="screen")

    def test_what_is_wrong_is_said(self, tried: Page) -> None:
        """In place of an answer, with what was expected."""
        section = open_tool(tried, "pair")
        fill(section, "other", "9775")
        section.get_by_role("button", name="Look up").click()
        expect(section.locator(".try-problem")).to_contain_text("'9775' is impossible")


def drop(zone: Locator, path: Path) -> None:
    """Drop a file as a hand does."""
    script = """([name, text]) => {
        const moved = new DataTransfer();
        moved.items.add(new File([text], name));
        return moved;
    }"""
    moved = zone.page.evaluate_handle(script, [path.name, path.read_text(encoding="utf-8")])
    zone.dispatch_event("drop", {"dataTransfer": moved})


def test_everything_by_keyboard(tried: Page) -> None:
    """From a question to its fields, an answer, a choice of the record and a row taken away, without a mouse."""
    tried.set_viewport_size({"width": 390, "height": 900})
    tried.locator('.try-nav a[href="#check"]').focus()
    tried.keyboard.press("Shift+Tab")
    tried.keyboard.press("Enter")
    section = tried.locator("#bill")
    expect(section).to_be_visible()
    section.locator("[name=code]").first.focus()
    for key in ("Tab", "Tab", "Tab"):
        tried.keyboard.press(key)
    expect(section.get_by_role("button", name="Remove this row").first).to_be_focused()
    section.locator("[name=on]").focus()
    tried.keyboard.press("Enter")
    expect_answer(section, "Bill for")
    chosen = section.locator(".try-questions input:checked").first
    chosen.focus()
    tried.keyboard.press("ArrowDown")
    expect_answer(section, "GO 59")
    expect(section.locator(".try-questions input:checked").first).to_be_focused()


def test_answers_are_as_dark_as_the_site_and_light_on_paper(tried: Page) -> None:
    """Whatever the reader's system says, the switch of the site counts; paper is light."""
    tried.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    card = tried.locator("#units .otcpt")
    color = "card => getComputedStyle(card).backgroundColor"
    expect(card).to_have_count(1)
    tried.wait_for_function(f"card => ({color})(card) !== 'rgb(255, 255, 255)'", arg=card.element_handle())
    tried.evaluate("dispatchEvent(new Event('beforeprint'))")
    tried.wait_for_function(f"card => ({color})(card) === 'rgb(255, 255, 255)'", arg=card.element_handle())
    tried.evaluate("dispatchEvent(new Event('afterprint'))")
    tried.evaluate("document.body.dataset.mdColorScheme = 'default'")


def test_progress_is_shown_while_python_is_loaded(page: Page, address: str) -> None:
    """A bar with megabytes; what is asked meanwhile is answered afterwards."""
    held: list[Route] = []  # a file that comes late, so that loading lasts until it was looked at
    page.route("**/python/python_stdlib.zip", lambda route: held.append(route))
    page.goto(f"{address}try/#denial", wait_until="commit")
    expect(page.locator("#try-stage")).to_contain_text("Loading Python")
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.wait_for_function("document.querySelector('#try-bar').value > 1e6", timeout=90_000)
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator("#denial .otcpt")).to_contain_text("CO")


def test_page_without_a_script_says_what_it_needs(chromium: Browser, address: str) -> None:
    """In place of a page that waits for ever."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}try/")
    expect(page.locator("#try-stage")).to_contain_text("needs JavaScript and a web server")
    expect(page.get_by_role("button", name="Count the units")).to_be_hidden()
    page.context.close()


def test_site_without_python_says_so(page: Page, address: str) -> None:
    """Plainly, and no button promises an answer."""
    page.route("**/python/files.json", lambda route: route.fulfill(status=404))
    page.goto(f"{address}try/")
    expect(page.get_by_role("alert")).to_contain_text("built without Python")
    expect(page.get_by_role("button", name="Count the units")).to_be_disabled()
