"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "83a34186dc99b045296987cd3763c761117af470f4cf6d11e7b8fb90214206c6",
    "2026q4": "ae35dd6ebae8da0e497ab98b584d12a2b2b6b1ed0e7d1044e688ffc5ddafda3d",
}
