"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "33f73eb3b59f9776916541885b527053a029918b35ae465ae2e487f288068c49",
    "2026q4": "80eb3dba7220aaf6adf7baa0b1b53a2977663beda4c9f8ba2e90e15eb41007cd",
}
