"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "adbb78000c6e074036d2191d1a18cac66a0083f8cc4db3fad59f24fa0949d70e",
    "2026q4": "e837032627caf64a57fe24c12e69d8855494d5908a453a6010415b39ba1e0d7e",
}
