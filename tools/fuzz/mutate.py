"""Damage: bytes and pieces changed, cut out, doubled, swapped, put in, in files as they are or inside archives."""

import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random

_WORDS = """
~ * : , ; | ' " '' "" { } [ ] [[ ]] {} [] = # - 0 1 -1 1.5 9999 1e9 1e999 99999999999999999999 0x1F NaN Infinity
null true false none ISA* IEA* GE*1*1~ SV1* SV2* CLM* LX*1~ CLP* SVC* CAS*CO*45*1~ HI*BH:17:D8:20260301~
97530 97140 G0283 00100 GO GO59 59 CO KX x2 @30 +A15 2026-03-02 3/9/26 2026-02-30 9999-12-31 0001-01-01 20260302
9:00 0:30 24:00 12:60 Medicare MB total Total page code units CPT1 Units2 "resourceType" "item" "lines" "code"
"modifiers" schema_version =HYPERLINK(1) +1 @SUM \N{GRINNING FACE} \N{ARABIC-INDIC DIGIT THREE}
\N{LINE SEPARATOR}
"""
#: What readers look for, and what they do not expect.
PIECES = (
    *(word.encode() for word in _WORDS.split(" ") for word in word.split("\n") if word),
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"\t",
        b" ",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\x1a",
        b"\xa0",
        b"\xc2\x85",
        b"\x1b[31m",
    ),
    *(b"[" * 3000, b"9" * 5000, b"a" * 40_000, b"\n" * 20, b'"' * 3),
)
_BETWEEN = re.compile(rb"([~*:,;|\n\r\t\"{}\[\] =]+)")

Mutation = Callable[[bytes, Random], bytes]


def damaged(data: bytes, rng: Random, others: Sequence[bytes] = ()) -> bytes:
    """Return the bytes with one to five damages.

    Args:
        data: The bytes.
        rng: Where the choices come from.
        others: Other inputs of the kind, of which pieces may be taken.

    Returns:
        The damaged bytes.
    """
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
        data = rng.choice(_DAMAGES)(data, rng) if rng.random() < 0.95 or not others else _crossed(data, rng, others)
        if len(data) > 1 << 19:
            break
    return data


def damaged_archive(data: bytes, rng: Random, others: Sequence[bytes] = ()) -> bytes:
    """Return an archive of which a member is damaged, or the archive itself."""
    if rng.random() < 0.2:
        return damaged(data, rng, others)
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        infos = old.infolist()
        chosen = rng.choice(infos).filename if rng.random() < 0.4 else _sheet(infos, rng)
        for info in infos:
            text = old.read(info)
            if info.filename == chosen:
                if rng.random() < 0.03:
                    continue
                text = damaged(text, rng)
            new.writestr(info.filename, text)
    return made.getvalue()


def _sheet(infos: Sequence[zipfile.ZipInfo], rng: Random) -> str:
    sheets = [info.filename for info in infos if "sheet" in info.filename.lower() or "strings" in info.filename.lower()]
    return rng.choice(sheets or [info.filename for info in infos])


def _put_in(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(PIECES) + data[at:]


def _put_over(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(PIECES) + data[at + rng.randint(1, 12) :]


def _flip(data: bytes, rng: Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _any_bytes(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 4)) + data[at + rng.randint(0, 4) :]


def _cut(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + data[at + rng.choice((1, 2, 7, 40, 400, len(data))) :]


def _doubled(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    piece = data[at : at + rng.randint(1, 200)]
    return data[:at] + piece * rng.choice((2, 2, 2, 2, 2, 2, 2, 3, 30)) + data[at + len(piece) :]


def _tokens(data: bytes, rng: Random) -> bytes:
    """Change, swap or drop what is between separators."""
    parts = _BETWEEN.split(data)
    words = range(0, len(parts), 2)
    one, other = rng.choice(words), rng.choice(words)
    match rng.randrange(4):
        case 0:
            parts[one], parts[other] = parts[other], parts[one]
        case 1:
            parts[one] = b""
        case 2:
            parts[one] = rng.choice(PIECES)
        case _:
            parts[one] = parts[other]
    return b"".join(parts)


def _lines(data: bytes, rng: Random) -> bytes:
    """Drop, double or swap lines or segments."""
    mark = b"~" if data.count(b"~") > data.count(b"\n") else b"\n"
    lines = data.split(mark)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(3):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case _:
            lines[one], lines[other] = lines[other], lines[one]
    return mark.join(lines)


def _crossed(data: bytes, rng: Random, others: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]


_DAMAGES: tuple[Mutation, ...] = (
    _put_in,
    _put_over,
    _flip,
    _any_bytes,
    _cut,
    _doubled,
    _tokens,
    _tokens,
    _tokens,
    _lines,
)
