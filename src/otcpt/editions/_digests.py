"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "5fc13e5662c4a916bdf8df5f4ba6d8c93ff6edef31613177f47e4b1a9b3b1bf0",
    "2026q4": "bdafad05670e5fcb763ea01ee1eb118f2931e5c3e581ecd05a7e0d040c01b8de",
}
