"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "df5cacfe36b2124f215ae24cf5c4c47a2f920b0ce77d550f7e1041e8afbf1283",
    "2026q4": "40746b9710625346fe858290e478afe5bc1841426f59b9cf42ce292fd01cf305",
}
