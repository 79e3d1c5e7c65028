"""Which services an assistant's modifier belongs on."""

from otcpt.codes import CodeMeaning

#: Device supply of remote monitoring has no practitioner's minutes, so no CO or CQ (a contractor's article of 2024 for
#: 98976 and 98977; vendors for the others).
DEVICE_SUPPLY = frozenset({"98976", "98977", "98978", "98984", "98985", "98986"})


def takes_assistant_modifier(meaning: CodeMeaning) -> bool:
    """Whether CO or CQ can belong on a line of this meaning (42 CFR 410.59(a)(4)).

    Untimed and group services included; evaluations too, so that a wrongly delegated one stays visible.
    """
    return meaning.designation != "not" and meaning.code not in DEVICE_SUPPLY
