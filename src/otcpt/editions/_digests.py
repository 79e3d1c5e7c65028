"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "1d8af8fc14d4e7d742c0adf046182d749e6b5c66ccbdf9971f327ba1773cd9e1",
    "2026q4": "e79aea0cbfdbda0c6e8b36fd55a4321a303147c9a53c237117653eee79ac9017",
}
