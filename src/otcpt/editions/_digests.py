"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "f9284324be2239545cc75cb25a0a835b9145b3ec8e547a98f437926817f40005",
    "2026q4": "dcfa1d8ed45130fda22d49a5a75e49e211eaebab5ba7b7b47acf894648163ffd",
}
