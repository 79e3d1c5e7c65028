"""Claims in a program that uses cattrs: otcpt's records, with otcpt's errors."""

from cattrs.preconf.json import JsonConverter, make_converter

import otcpt


def converter() -> JsonConverter:
    """Return a converter that reads and writes claims, visits, histories and policies as otcpt does."""
    made = make_converter()
    for kind in (otcpt.Claim, otcpt.Visit, otcpt.History, otcpt.Policy):
        made.register_unstructure_hook(kind, kind.to_record)
        made.register_structure_hook(kind, lambda record, _kind, read=kind.from_record: read(record))
    return made
