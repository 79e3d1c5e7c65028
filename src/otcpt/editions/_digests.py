"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "61016c08e389e12e1c79bba15a7cbda1f9109a55beedcb33798cd6ef268975ea",
    "2026q4": "d0b4cf2e71396540121d43e70b125617b395cd10df4e6f16baea19ac07e2f085",
}
