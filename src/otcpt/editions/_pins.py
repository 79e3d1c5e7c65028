"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "4f7e3c6a7a81d83434afa3ec0c234c4305c74ea9cb05b78994955972185916e1",
    "2026q4": "0e14763f87a159209f4c892b56783acf9a8735bdb310301fcc3fe8f88a4ac0fb",
}
