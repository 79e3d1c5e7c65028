"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "df5cacfe36b2124f215ae24cf5c4c47a2f920b0ce77d550f7e1041e8afbf1283",
    "2026q4": "301b68598ef432df57c6e925d396b3c6b5ffbfdd585ba239df6d9cbbbe78495e",
}
