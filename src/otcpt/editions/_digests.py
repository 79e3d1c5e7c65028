"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "5fc13e5662c4a916bdf8df5f4ba6d8c93ff6edef31613177f47e4b1a9b3b1bf0",
    "2026q4": "1e83465fa11c5f928edc3e7c950cc72325f0c9518181d96f7af09d8730f6b37e",
}
