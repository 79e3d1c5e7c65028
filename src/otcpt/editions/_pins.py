"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "4f7e3c6a7a81d83434afa3ec0c234c4305c74ea9cb05b78994955972185916e1",
    "2026q4": "7d27d8001d6b6d6441fda037c41b1e9a0dd3d3f5646d7cae1d666e3cef66c69f",
}
