"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "70e0adbd2d563558c17d515d4f2f3dba5638786e531c9135f18313b02c714c7d",
    "2026q4": "4bc374878b6789a986237498ef06d9fbd67f0ed6c42c9ba29043d4b29f3ab5ea",
}
