"""Whatever a payer answers to whatever was sent, the answer is explained, and it can be written down."""

import json
from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import Claim, Remittance, RemittanceLine, ServiceLine
from otcpt.denials import LineOutcome, by_reason, explain_denials, net, patient_balances, score, trend
from otcpt.denials.pages import denial_page
from otcpt.page import to_document, to_text
from otcpt.testing import strategies

POLICIES = st.sampled_from(["medicare-part-b", "medicare-part-b-facility", "ama-midpoint"])


def matched(remittance: Remittance, claims: list[Claim]) -> list[Claim]:
    """Return claims with the numbers of the answers, some of their lines those that were answered."""
    made = []
    for number, claim in enumerate(claims):
        answered = remittance.claims[number].lines if number < len(remittance.claims) else ()
        lines = [_billed(line) for line in answered if line.date_of_service is not None]
        made.append(Claim([*lines, *claim.lines], claim_id=f"C{number}"))
    return made


def _billed(line: RemittanceLine) -> ServiceLine:
    assert line.date_of_service is not None
    return ServiceLine(
        line.code,
        date_of_service=line.date_of_service,
        modifiers=line.modifiers,
        units=line.units,
        charge=abs(line.charge),
        line_id=line.line_id,
    )


@given(strategies.remittances(), st.lists(strategies.claims(max_size=2), max_size=4), POLICIES, st.booleans())
def test_every_answer_is_explained(remittance: Remittance, claims: list[Claim], policy: str, priced: bool) -> None:
    """Nothing raises, every line is there, every way has a text, and what is done first is possible."""
    report = explain_denials(
        [remittance], matched(remittance, claims), policy=policy, locality="national" if priced else None
    )

    assert len(report.lines) == sum(max(1, len(claim.lines)) for claim in remittance.claims)
    for line in report.lines:
        assert all(way.text for way in line.ways)
        assert len({way.route for way in line.ways}) == len(line.ways)
        assert line.next_step is None or line.next_step.possible
        assert line.outcome is not LineOutcome.REVERSED or line.settled
        assert not (line.settled and line.needs_answer)
    json.loads(report.to_json())
    page = denial_page(report, on=date(2026, 5, 1), scored=True)
    assert to_text(page) and to_document(page)
    score(report), trend(report.lines), by_reason(report.lines), patient_balances(report.lines)
    net(report.lines, lambda line: line.code)


@given(strategies.remittances(), st.lists(strategies.claims(max_size=2), max_size=3))
def test_the_order_of_claims_does_not_matter(remittance: Remittance, claims: list[Claim]) -> None:
    """Numbers are different, so each answer finds its claim wherever it is."""
    given_claims = matched(remittance, claims)
    one = explain_denials([remittance], given_claims, policy="medicare-part-b").to_records()
    other = explain_denials([remittance], given_claims[::-1], policy="medicare-part-b").to_records()

    assert one == other


@given(strategies.remittances())
def test_a_reversal_takes_every_dollar_back(remittance: Remittance) -> None:
    """An answer and its reversal leave nothing paid, and nothing to do."""
    from otcpt.denials import total

    first = attrs.evolve(
        remittance, claims=[attrs.evolve(one, status="1") for one in remittance.claims], paid_on=date(2026, 4, 1)
    )
    turned = [
        attrs.evolve(
            one,
            status="22",
            charge=-one.charge,
            paid=-one.paid,
            adjustments=[attrs.evolve(each, amount=-each.amount) for each in one.adjustments],
            lines=[
                attrs.evolve(
                    line,
                    charge=-line.charge,
                    paid=-line.paid,
                    adjustments=[attrs.evolve(each, amount=-each.amount) for each in line.adjustments],
                )
                for line in one.lines
            ],
        )
        for one in remittance.claims
    ]
    second = attrs.evolve(remittance, claims=turned, paid_on=date(2026, 5, 1))
    whole = total([*first.claims, *second.claims])
    report = explain_denials([first, second], [], policy="medicare-part-b")

    assert set(attrs.astuple(whole)) == {0}
    assert report.worklist(date(2026, 6, 1)) == ()
