"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "8f80819081d9544a5b2d8662b0b3816eb22c0d8651c36b7c31f41a4231dfb5b9",
    "2026q4": "4dc0c55c4433082180a9575879ec075cbca490120f9786263cb5780f7bac971a",
}
