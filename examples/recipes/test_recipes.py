"""The recipes work: `nox -s recipes` installs what they need and runs this."""

import json

import attrs
import django
from cattrs_converter import converter
from django.conf import settings
from fastapi.testclient import TestClient
from fastapi_service import app
from pydantic import ValidationError
from pydantic_field import Submission
from sqlalchemy_store import database, load, store

import otcpt

CLAIM = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97130:GO x1 @15")
BODY = json.loads(json.dumps(CLAIM.to_record()))


def test_fastapi() -> None:
    """A claim has its report, a body that is none every fault, and the page of the interface its schema."""
    client = TestClient(app)

    assert client.post("/check", json=BODY).json() == otcpt.check(CLAIM, policy="medicare-part-b").to_record()
    answer = client.post("/check", json={"lines": [{"code": "97530", "unit": 2}]})
    assert answer.status_code == 422
    assert [fault["loc"] for fault in answer.json()["detail"]] == ["lines[0].unit", "lines[0].date_of_service"]
    assert "lines" in json.dumps(client.get("/openapi.json").json())


def test_pydantic() -> None:
    """Read, written and refused."""
    made = Submission.model_validate({"practice": "P", "claim": BODY})

    assert made.claim == CLAIM
    assert Submission.model_validate_json(made.model_dump_json()) == made
    try:
        Submission.model_validate({"practice": "P", "claim": {"lines": [{"code": "97530"}]}})
    except ValidationError as error:
        assert "lines[0].date_of_service" in str(error)
    else:
        raise AssertionError


def test_sqlalchemy() -> None:
    """The report that comes back is the one that went in."""
    engine = database()

    assert load(engine, store(engine, CLAIM, "medicare-part-b")) == otcpt.check(CLAIM, policy="medicare-part-b")


def test_django() -> None:
    """The field keeps a record and gives a claim."""
    settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
    django.setup()
    from django.db import connection, models
    from django_field import ClaimField

    class Kept(models.Model):
        """A claim in a table."""

        claim = ClaimField()

        class Meta:
            """Of no app."""

            app_label = "recipes"

    with connection.schema_editor() as editor:
        editor.create_model(Kept)
    Kept.objects.create(claim=CLAIM)
    assert Kept.objects.get().claim == CLAIM


def test_cattrs() -> None:
    """Within a value of the program's own."""

    @attrs.frozen
    class Sent:
        """A claim and where it went."""

        to: str
        claim: otcpt.Claim
        history: otcpt.History

    made = converter()
    sent = Sent("payer", CLAIM, otcpt.History(CLAIM))
    assert made.loads(made.dumps(sent), Sent) == sent
