"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "ef24a787b1bb9878de7fbbdbc249df9f00106b76a298e6e1bb1a944a658185fb",
    "2026q4": "9471ee8fec989079a2de6cbaf82cf8e3593da322c9c567421bbc07952b39a99a",
}
