"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "df5cacfe36b2124f215ae24cf5c4c47a2f920b0ce77d550f7e1041e8afbf1283",
    "2026q4": "100e487af708dab9230a7d93e4d5fd247b95c7baf91a8202d262d56c7f2e16ca",
}
