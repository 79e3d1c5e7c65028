"""A service that checks claims: FastAPI takes the body, otcpt says what is wrong with it and where."""

from typing import Annotated, Any

from fastapi import Body, FastAPI, HTTPException

import otcpt

app = FastAPI()
checker = otcpt.Checker(policy="medicare-part-b")


def faults(error: otcpt.InputErrors) -> list[dict[str, str | None]]:
    """Return every fault with its path, as FastAPI's own validation does."""
    return [{"loc": problem.column, "msg": problem.message} for problem in error.problems]


@app.post("/check")
def check(body: Annotated[dict[str, Any], Body(json_schema_extra=otcpt.claim_schema())]) -> dict[str, object]:
    """Return the report of a claim; 422 with every fault where the body is none."""
    try:
        claim = otcpt.Claim.from_record(body)
    except otcpt.InputErrors as error:
        raise HTTPException(422, faults(error)) from None
    return checker.check(claim).to_record()
