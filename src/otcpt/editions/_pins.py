"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2026q4": "134cd77d06642398e64d6c8ba180e50051f7ba220b9f5b84238f460c2ae1692e",
}
