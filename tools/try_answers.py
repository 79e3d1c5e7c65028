"""What the page docs/try asks otcpt: each of its questions is a function from the fields of a form to a page.

It runs in the browser, where docs/try/worker.js calls `answer`, and in the tests: nothing here knows of a browser. A
room of the library is loaded when a question needs it, as ``otcpt.denials``, so that the first answer is there sooner.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby
from traceback import format_exc

import attrs

import otcpt
from otcpt.errors import MissingExtra, grouped
from otcpt.page import (
    Block,
    Facts,
    Items,
    Page,
    Section,
    StyledText,
    Table,
    Tone,
    to_document,
    to_html,
)

#: The section of a bill that the page makes into a form.
_ASKED = "For you to decide"


@attrs.frozen
class Form:
    """The fields of a form, each with its values in order, and its files by field, each a name and its bytes."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, tuple[str, bytes]]

    def text(self, name: str) -> str:
        """Return what one field has, without blanks around it."""
        return next(iter(self.fields.get(name, ())), "").strip()

    def day(self, what: str = "the date of service") -> str:
        """Return the day to judge by."""
        if not self.text("on"):
            raise otcpt.InvalidInput(f"{what} is empty; choose a day", "on", "")
        return self.text("on")

    def rows(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Yield the rows of a table of fields, those that are empty left out."""
        for row in zip(*(self.fields.get(name, ()) for name in names), strict=True):
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                yield cells


@attrs.frozen
class Answer:
    """What is shown: a page, a form of questions above it, and under it pages that are printed by themselves."""

    page: Page
    questions: str = ""
    checklists: tuple[Page, ...] = ()


def _number(text: str, what: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise otcpt.InvalidInput(f"{what} {text!r} is not a whole number", what, text)
    return int(text or 0)


def _none() -> otcpt.InvalidInput:
    return otcpt.InvalidInput("no code is given; write one in the first row", "code", "")


def units(form: Form) -> Answer:
    """Count units of minutes by code."""
    minutes: dict[str, list[int]] = {}
    for code, given in form.rows("code", "minutes"):
        minutes.setdefault(code, []).append(_number(given, f"minutes of {code or 'a row without code'}"))
    if not minutes:
        raise _none()
    counted = otcpt.allocate_units(minutes, method="ama" if form.text("method") == "ama" else "cms", on=form.day())
    return Answer(counted.to_page())


def bill(form: Form) -> Answer:
    """Turn a visit into a bill, with the answers that were given so far."""
    services = [
        otcpt.Service(code, therapist=_number(own, "therapist minutes"), assistant=_number(other, "assistant minutes"))
        for code, own, other in form.rows("code", "therapist", "assistant")
    ]
    if not services:
        raise _none()
    given = {name.removeprefix("answer:"): form.text(name) for name in form.fields if name.startswith("answer:")}
    billed = otcpt.bill(otcpt.Visit(form.day(), services), policy=form.text("policy"))
    asked: dict[str, otcpt.billing.Question] = {}
    while True:
        asked |= {question.id: question for question in billed.questions}
        chosen = {one.id: given[one.id] for one in billed.questions if one.offers(given.get(one.id))}
        if not chosen:
            break
        billed = billed.answer(chosen)
    page = billed.to_page()
    blocks = [block for block in page.blocks if not (isinstance(block, Section) and block.title == _ASKED)]
    return Answer(attrs.evolve(page, blocks=blocks), _questions(list(asked.values()), given))


def _questions(asked: "Sequence[otcpt.billing.Question]", given: Mapping[str, str]) -> str:
    """Return the questions as fields of the form of the bill, the assumed choice taken where there is no answer."""
    if not asked:
        return ""
    parts = []
    for question in asked:
        chosen = given.get(question.id, "")
        chosen = chosen if question.offers(chosen) else question.assumed.key
        name = escape(f"answer:{question.id}")
        if question.counted:
            choices = (
                f'<input type="number" min="1" max="99" form="bill-form" name="{name}" value="{escape(chosen)}" '
                f'aria-label="{escape(question.text)}">'
            )
        else:
            choices = "".join(
                f'<label><input type="radio" form="bill-form" name="{name}" value="{escape(choice.key)}"'
                f"{' checked' * (choice.key == chosen)}> "
                f"<span>{escape(choice.text)}{_needs(choice.shown_by)}</span></label>"
                for choice in question.choices
            )
        parts.append(f"<fieldset><legend>{escape(question.text)}</legend>{choices}</fieldset>")
    return f"<h3>Only the record can decide</h3>{''.join(parts)}"


def _needs(needs: str) -> str:
    return f" <small>The record must show: {escape(needs)}</small>" if needs else ""


def check(form: Form) -> Answer:
    """Check a file of claims, or the lines of one claim."""
    history = otcpt.History() if form.text("everything") else None
    if "claims" in form.files:
        return Answer(_checked_file(form, history))
    lines = [
        otcpt.ServiceLine(
            code,
            date_of_service=form.day(),
            modifiers=tuple(modifiers.replace(",", " ").replace(":", " ").split()),
            units=_number(billed, f"units of {code}") if billed else None,
            minutes=_number(minutes, f"minutes of {code}") if minutes else None,
        )
        for code, modifiers, billed, minutes in form.rows("code", "modifiers", "units", "minutes")
    ]
    if not lines:
        raise _none()
    return Answer(otcpt.check(otcpt.Claim(lines), policy=form.text("policy"), history=history).to_page())


def _checked_file(form: Form, history: "otcpt.History | None") -> Page:
    name, data = form.files["claims"]
    file = otcpt.read_claims(data, name=name, on_problem="keep", columns=_columns(form.text("columns")) or None)
    reports = otcpt.check_all(file.claims, policy=form.text("policy"), history=history)
    page = reports.to_page()
    problems = [problem.text(rows) for problem, rows in grouped(file.problems)]
    blocks: list[Block] = list(page.blocks)
    if problems:
        blocks.insert(0, Section("Rows that could not be read", [Items(problems)], detail="they were not checked"))
    if file.notes:
        blocks.append(Section("About the file", [Items(file.notes)]))
    return attrs.evolve(page, title=name, blocks=blocks)


def _columns(text: str) -> dict[str, str]:
    """Return which column is which, as written: ``Procedure = code, Visit Date = date_of_service``."""
    named = (part.partition("=") for part in text.split(",") if part.strip())
    return {header.strip(): field.strip() for header, _, field in named}


def pair(form: Form) -> Answer:
    """Look up the edit between two codes."""
    return Answer(otcpt.pair(form.text("one"), form.text("other"), on=form.day()).to_page())


def code(form: Form) -> Answer:
    """Look up a code, or search the labels for words."""
    text = form.text("code")
    if not text:
        raise otcpt.InvalidInput("no code is given; write a code or words of its label", "code", "")
    if otcpt.codes.is_code(text):
        return Answer(otcpt.code(text, on=form.day()).to_page())
    found = [history.get(form.day()) for history in otcpt.load_edition().codes.search(text)]
    rows = [(StyledText(one.code, Tone.STRONG), one.label) for one in found if one is not None]
    if not rows:
        raise otcpt.UnknownName(f"no code and no label has {text!r}; write a code such as 97530, or fewer words")
    return Answer(Page(f"Codes with {text}", [Table(rows, ("code", "label"))], detail=f"in force on {form.day()}"))


def fees(form: Form) -> Answer:
    """Show what one unit of each code is paid."""
    codes = form.text("codes").replace(",", " ").split() or None
    place = form.text("locality").partition(" ")[0] if form.text("locality")[:1].isdigit() else form.text("locality")
    return Answer(otcpt.pricing.rate_card(on=form.day(), locality=place or "national", codes=codes).to_page())


def denial(form: Form) -> Answer:
    """Look up a reason or remark code."""
    text = form.text("denial").partition(" ")[0]
    if not text:
        raise otcpt.InvalidInput("no code is given; write it as the remittance does, like CO-97 or N362", "denial", "")
    return Answer(otcpt.denial_code(text).to_page())


def remittance(form: Form) -> Answer:
    """Explain a remittance against its claims, with a checklist for each appeal that is open."""
    from otcpt.denials.pages import denial_page

    for field, what in (("answered", "remittance (835)"), ("claims", "file of the claims that were sent")):
        if field not in form.files:
            raise otcpt.InvalidInput(f"the {what} is missing; drop it or choose it", field, "")
    on = date.fromisoformat(form.day("the day to count from"))
    name, data = form.files["answered"]
    answered = otcpt.read_remittances(data, name=name, on_problem="keep")
    sent_name, sent = form.files["claims"]
    claims = otcpt.read_claims(sent, name=sent_name, on_problem="keep")
    report = otcpt.explain_denials(answered, claims, policy=form.text("policy"))
    remarks = [*map(str, (*answered.problems, *claims.problems)), *answered.notes, *claims.notes]
    page = denial_page(report, name=name, on=on, remarks=remarks)
    return Answer(page, checklists=tuple(filter(None, map(_checklist, report.worklist(on)))))


def _checklist(entry: "otcpt.denials.OpenLine") -> Page | None:
    """Describe what to send with an appeal; None where there is none."""
    line = entry.line
    way = next(
        (way for way in line.ways if way.route is otcpt.denials.Route.APPEAL and way.possible and way.documents), None
    )
    if way is None:
        return None
    until = "" if way.last_day is None else f"by {way.last_day}"
    reasons = " ".join(reason.adjustment.code for reason in line.reasons)
    about = Facts(
        (name, value)
        for name, value in (
            ("date of service", str(line.date_of_service or "")),
            ("denied", f"${line.denied:,.2f}"),
            ("reasons", " ".join((reasons, *line.remarks))),
            ("last day", str(way.last_day or "")),
        )
        if value
    )
    against = [contradiction.text for contradiction in line.contradictions if contradiction.sure]
    listed = sorted(
        map(otcpt.recording.element, way.documents), key=lambda one: list(otcpt.recording.TITLES).index(one.document)
    )
    documents = [
        Section(otcpt.recording.TITLES[document], [Items(f"☐ {one.text}" for one in together)])
        for document, together in groupby(listed, key=lambda one: one.document)
    ]
    asked = Section("Against the law of the day" if against else "What to ask for", [Items(against or [way.text])])
    title = f"Checklist for the appeal: claim {line.claim_id}, {line.code or 'the whole claim'}"
    return Page(title, [about, asked, *documents], detail=until)


TOOLS: dict[str, Callable[[Form], Answer]] = {
    "units": units,
    "bill": bill,
    "check": check,
    "pair": pair,
    "code": code,
    "fees": fees,
    "denial": denial,
    "remittance": remittance,
}


def answer(tool: str, fields: str, files: Mapping[str, tuple[str, bytes | memoryview]]) -> str:
    """Return the answer to a form as JSON: its HTML, and the document to save.

    Args:
        tool: Which of the questions.
        fields: The fields as JSON, each with a list of values.
        files: The files by field, each a name and its bytes.

    Returns:
        An object with ``html``, ``questions``, ``checklists`` and ``document``, or with ``problem`` in their place.
    """
    read = {field: (name, bytes(data)) for field, (name, data) in files.items()}
    try:
        found = TOOLS[tool](Form(json.loads(fields), read))
    except MissingExtra:
        problem = "Excel workbooks and Parquet are not read in the browser: save the sheet as CSV and drop that."
        return json.dumps({"problem": [problem]})
    except otcpt.InputErrors as error:
        return json.dumps({"problem": [problem.text(rows) for problem, rows in grouped(error.problems)]})
    except otcpt.OtcptError as error:
        return json.dumps({"problem": [str(error)]})
    except Exception:  # a fault of ours must not leave the page without an answer
        return json.dumps({"problem": ["This is a fault of otcpt, not of your input."], "trace": format_exc()})
    return json.dumps(
        {
            "html": to_html(found.page),
            "questions": found.questions,
            "checklists": [to_html(page) for page in found.checklists],
            "document": to_document(_whole(found), filters=tool == "check"),
        }
    )


def _whole(found: Answer) -> Page:
    """Return the answer as one page, its checklists under it."""
    below = [Section(page.title, page.blocks, detail=page.detail) for page in found.checklists]
    return attrs.evolve(found.page, blocks=[*found.page.blocks, *below])


def lists() -> str:
    """Return what the fields of the forms offer, as JSON: codes, localities and denial codes."""
    law = otcpt.load_edition()
    codes = [(one.code, one.label) for one in law.codes.in_force(law.manifest.through)]
    return json.dumps(
        {
            "codes": codes,
            "localities": [("national", "The national amount"), *((one.code, str(one)) for one in law.fees.localities)],
            "denials": [(one.code, one.meaning) for one in otcpt.denials.denial_codes()],
            "edition": law.id,
        }
    )
