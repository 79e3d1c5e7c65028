"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "50cf978cfbcecf740e7c0340d0c408359624302decca55caec64f8740fd5ecad",
    "2026q4": "a10f89eef9c2ba134c8569811cafa8f6fc87c71e4395452a69d9dd84db5bd588",
}
