"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "83a34186dc99b045296987cd3763c761117af470f4cf6d11e7b8fb90214206c6",
    "2026q4": "8eec036891bdc21574d6515d196ec284b9e0be2c6ae1291f1e958f6ea5801b94",
}
