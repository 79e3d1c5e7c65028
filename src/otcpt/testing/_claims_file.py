"""Claims written as the 837P file that a practice would send."""

from collections.abc import Iterable, Iterator

from otcpt.claims import Claim

_ISA = (
    "ISA*00*          *00*          *ZZ*PROVIDER       *ZZ*PAYER          *260309*0800*^*00501*000000001*0*T*:~\n"
    "GS*HC*PROVIDER*PAYER*20260309*0800*1*X*005010X222A1~\n"
)


def write_claims(claims: Iterable[Claim]) -> str:
    """Return an 837P file of the claims, for tests of what reads one; every name in it is made up.

    Keys of patients and providers take the place of their numbers, so that a file read back has other keys. An 837 has
    no minutes beside units, and none of what a claim knows of its treatment. Each claim names a certifying physician.

    Args:
        claims: The claims, each of one patient and provider, with charges.

    Returns:
        The text of the file, a segment a line.

    Example:
        >>> import otcpt
        >>> from otcpt.testing import clinic_month
        >>> text = write_claims(clinic_month(2))
        >>> [len(claim) for claim in otcpt.read_claims(text.encode()).claims]
        [1, 2]
    """
    body = ["ST*837*0001*005010X222A1", "BHT*0019*00*1*20260309*0800*CH"]
    for number, claim in enumerate(claims):
        body.extend(_claim(claim, 2 * number + 1))
    body.append(f"SE*{len(body) + 1}*0001")
    return "".join([_ISA, *(f"{segment}~\n" for segment in body), "GE*1*1~\nIEA*1*000000001~\n"])


def _claim(claim: Claim, number: int) -> Iterator[str]:
    first = claim.lines[0]
    charge = sum(line.charge for line in claim.lines if line.charge is not None)
    yield f"HL*{number}**20*1"
    yield f"NM1*85*2*PRACTICE*****XX*{first.billing_provider_key or ''}"
    yield f"HL*{number + 1}*{number}*22*0"
    yield f"SBR*P*18*******{first.payer or ''}"
    yield f"NM1*IL*1*PATIENT*EXAMPLE****MI*{first.patient_key or ''}"
    yield f"CLM*{claim.claim_id or ''}*{charge}***{first.place_of_service or '11'}:B:{claim.frequency}*Y*A*Y*Y"
    if claim.replaces is not None:
        yield f"REF*F8*{claim.replaces}"
    yield f"NM1*DN*1*PHYSICIAN*EXAMPLE****XX*{first.certifying_provider_key or 'CERTIFIER'}"
    if first.rendering_provider_key is not None:
        yield f"NM1*82*1*THERAPIST*EXAMPLE****XX*{first.rendering_provider_key}"
    for at, line in enumerate(claim.lines, 1):
        yield f"LX*{at}"
        yield f"SV1*{':'.join(('HC', line.code, *line.modifiers))}*{line.charge}*UN*{line.units}***1"
        yield f"DTP*472*D8*{line.date_of_service:%Y%m%d}"
        if line.line_id is not None:
            yield f"REF*6R*{line.line_id}"
