"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "5251a16d509bfa13b841f239f5839ea75ee90f7699c480c8225f296cc5e50e06",
    "2026q4": "475bbca863da25150e6be27813de77e69678d70c3b786a4897db633440a9fc08",
}
