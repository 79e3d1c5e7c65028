"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "1d8af8fc14d4e7d742c0adf046182d749e6b5c66ccbdf9971f327ba1773cd9e1",
    "2026q4": "7fb47934e4029c3241dfece8d014b12b4c596309df220c6b2ca103123f0eea39",
}
