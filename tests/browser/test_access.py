"""No page has a serious fault for a reader with a screen reader, weak eyes or a keyboard: axe-core looks at each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

AXE = Path(os.environ.get("OTCPT_AXE", ""))
WEEK = Path(__file__).parents[2] / "examples" / "clinic_week.csv"


def faults(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or critical, with the first place of each, once colors are at rest."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("document.getAnimations().forEach(it => { try { it.finish() } catch { it.cancel() } })")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_serious_fault(chromium: Browser, address: str, tmp_path: Path, scheme: str, width: int) -> None:
    """Home, a rule, the page that answers before Python is there, and a report to hand on."""
    report = tmp_path / "report.html"
    check = [sys.executable, "-m", "otcpt", "check", str(WEEK), "--policy", "medicare-part-b", "--fail-on", "never"]
    subprocess.run([*check, "--out", str(report)], check=True, capture_output=True)
    size = {"width": width, "height": 900}
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    for where in (address, f"{address}rules/PTP002/", f"{address}try/", report.as_uri()):
        page.goto(where)
        assert faults(page) == [], where
    context.close()


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_answers_have_no_serious_fault(tried: Page, scheme: str) -> None:
    """Every question with its answer, light and dark."""
    tried.evaluate(f"document.body.dataset.mdColorScheme = '{scheme}'")
    for link in tried.locator(".try-nav a").all():
        tool = link.get_attribute("href") or ""
        link.click()
        section = tried.locator(tool)
        expect(section).to_be_visible()  # a click changes the address at once, and the section a moment later
        if tool != "#remittance":
            section.locator(".otcpt").first.wait_for()
        assert faults(tried) == [], tool
