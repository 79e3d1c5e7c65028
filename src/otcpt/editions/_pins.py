"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2026q4": "5f7734a846edaba83fdef98f8699bfd88fbf6c716c3017f84faf9fe5c10c7f85",
}
