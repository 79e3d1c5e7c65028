"""A claim as a field of a Pydantic model: read from plain data, written as plain data, described by otcpt's schema."""

from typing import Annotated

from pydantic import BaseModel, GetPydanticSchema
from pydantic_core import PydanticCustomError, core_schema

import otcpt


def read(value: object) -> otcpt.Claim:
    """Return a claim as it is, or from its record."""
    if isinstance(value, otcpt.Claim):
        return value
    try:
        return otcpt.Claim.from_record(value)  # type: ignore[arg-type]  # what is no mapping is refused
    except otcpt.InputErrors as error:
        raise PydanticCustomError("claim", "{faults}", {"faults": str(error)}) from None


Claim = Annotated[
    otcpt.Claim,
    GetPydanticSchema(
        lambda _kind, _handler: core_schema.no_info_plain_validator_function(
            read,
            json_schema_input_schema=core_schema.dict_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(otcpt.Claim.to_record),
        )
    ),
]


class Submission(BaseModel):
    """What a practice sends."""

    practice: str
    claim: Claim
