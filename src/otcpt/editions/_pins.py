"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "47bf02f93a6c5760c33be621c615c36bc880c781ff737bd82d7f58271a80e4e8",
    "2026q4": "917fc90ad34f6d2c1b372e62223c94b7954f0c5eb82c7bbc10662fb9cadaec4a",
}
