"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "33f73eb3b59f9776916541885b527053a029918b35ae465ae2e487f288068c49",
    "2026q4": "155fa644c43bc0e56c1ebb5934207e014b0bbc8fe66658d556c0d182ac3b6090",
}
