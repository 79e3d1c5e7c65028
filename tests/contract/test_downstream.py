"""A project that imports otcpt, as it would be written: typed, so that the checkers of this house check it too."""

import polars as pl

import otcpt


class Billing:
    """A service that keeps one checker and answers in plain data."""

    def __init__(self, policy: str) -> None:
        self.checker = otcpt.Checker(policy=policy)

    def answer(self, body: dict[str, object]) -> dict[str, object]:
        """Return the report of a claim, or what is wrong with it."""
        try:
            claim = otcpt.Claim.from_record(body)
        except otcpt.InputErrors as error:
            return {"problems": [(problem.column, problem.message) for problem in error.problems]}
        report: otcpt.Report = self.checker.check(claim)
        worst = [finding for finding in report.findings if finding.severity is otcpt.Severity.ERROR]
        return {"errors": len(worst), "report": report.to_record()}


def codes_at_fault(frame: pl.DataFrame) -> list[str]:
    """Return the rules that found something in a frame of lines."""
    found = otcpt.batch.check_frame(frame, policy="medicare-part-b")
    return sorted(found["rule_id"].unique().to_list())


def test_a_service() -> None:
    """Answers and refusals are plain data."""
    service = Billing("medicare-part-b")
    line = {"code": "97130", "date_of_service": "2026-03-02", "modifiers": ["GO"], "units": 1, "minutes": 15}

    assert service.answer({"lines": [line]})["errors"] == 1
    assert service.answer({"lines": [{**line, "units": "1"}]})["problems"]


def test_a_notebook() -> None:
    """Frames keep their kind."""
    frame = pl.DataFrame({"code": ["97110"], "date_of_service": ["2026-03-02"], "modifiers": [""], "units": [1]})

    assert codes_at_fault(frame) == ["MOD001"]


def test_a_checker_refuses_a_name_that_is_not_there() -> None:
    """The comments are needed: without the errors mypy would call them unused."""
    assert not hasattr(otcpt, "Severty")
    if len(otcpt.__all__) == 0:
        otcpt.Severty  # type: ignore[attr-defined]  # noqa: B018
        otcpt.batch.check_fram  # type: ignore[attr-defined]  # noqa: B018
        otcpt.check(1)  # type: ignore[call-arg, arg-type]
