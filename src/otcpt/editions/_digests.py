"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "687750b90ac5d36bd29eebc986bf0123c82e9a839744812151c6f43e884e2e6a",
    "2026q4": "54cde8e5bedceb032b503affa37124517c508a25827fc6c4f29c83e7245c43e4",
}
