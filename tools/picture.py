"""Draw docs/report.svg, the picture of a report in the README, and the sample below it, as a terminal shows them.

Run it after every change of wording: python -m tools.picture. With --check it only compares.
"""

import io
import re
import sys
from html import unescape
from pathlib import Path

from rich.console import Console
from tools.drawn import run

import otcpt
from otcpt.checking import Answer
from otcpt.cli._page import HINT
from otcpt.cli._rules import chosen_rules
from otcpt.cli._table import check_page
from otcpt.cli._terminal import draw_on
from otcpt.page import Ledger, Page, Paragraph, Section, StyledText, Tone

ROOT = Path(__file__).parent.parent
WEEK = Path("examples/clinic_week.csv")
PICTURE = Path("docs/report.svg")
FAMILIES = ("PTP", "UNIT")

#: The block of the README that shows some lines of the report.
SAMPLE = re.compile(r"^```text\nClaim .*?\n```$", re.DOTALL | re.MULTILINE)

#: A terminal without fonts from elsewhere: the reader's own are used.
FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>What otcpt check prints for a week of a small practice</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">
{matrix}</g></g>
</svg>
"""


def picture() -> str:
    """Return the report of some rules over the clinic's week, as a drawing of a terminal."""
    claims = otcpt.read_claims(ROOT / WEEK)
    checker = otcpt.Checker(policy="medicare-part-b", rules=chosen_rules(FAMILIES, ()))
    answer = Answer(claims, checker.check_all(claims.claims), checker.identity)
    page = check_page(answer)
    verdict = Section("Result", [Paragraph(StyledText(answer.verdict, Tone.ERROR))])
    findings = [block for block in page.blocks if isinstance(block, Ledger)]
    page = Page(page.title, [*findings, verdict], detail=page.detail)  # digests and notes change with every law
    console = Console(file=io.StringIO(), record=True, width=104, force_terminal=True, color_system="truecolor")
    draw_on(console, page, hint=HINT)
    title = f"otcpt check {WEEK} --policy medicare-part-b --select {' --select '.join(FAMILIES)}"
    svg = console.export_svg(title=title, code_format=FORMAT, unique_id="otcpt")
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def sample() -> str:
    """Return the first claim of what a terminal shows of the week, and the result."""
    printed = run(["check", str(WEEK), "--policy", "medicare-part-b"])
    claim = printed[printed.index("Claim ") :].partition("\n\n")[0]
    result = printed[printed.index("Result\n") :].partition(" rows:")[0].rpartition("\n")[0]
    return f"{claim}\n...\n{result}"


def words_of(svg: str) -> list[str]:
    """Return the words of a drawing, whatever version drew it."""
    texts = re.findall(r"<text [^>]*>([^<]*)</text>", svg)
    return unescape(" ".join(texts)).replace("\xa0", " ").split()


def main(arguments: list[str]) -> int:
    """Write the picture, or say that it is not what is printed now."""
    drawn, shown = picture(), sample()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if "--check" in arguments:
        same = words_of((ROOT / PICTURE).read_text(encoding="utf-8")) == words_of(drawn) and shown in readme
        print(f"{PICTURE} {'is up to date' if same else 'or the sample is another one: run python -m tools.picture'}")
        return 0 if same else 1
    (ROOT / PICTURE).write_text(drawn, encoding="utf-8")
    written = SAMPLE.sub(lambda _: f"```text\n{shown}\n```", readme)
    (ROOT / "README.md").write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
