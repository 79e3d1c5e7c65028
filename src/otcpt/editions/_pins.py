"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "ad9c02dd141b46a33b6cec04076cbf5948b5c9fa90c2a1a11a6dd64d6d51d9d7",
    "2026q4": "5f7734a846edaba83fdef98f8699bfd88fbf6c716c3017f84faf9fe5c10c7f85",
}
