"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "d86047e4d5c31cd271147c7fb1be9165e15f566c99f20040917b5baf83b78f2c",
    "2026q4": "19aaf343705b46ea50c9926bfac9f4ab089d852b51f6af52ca347b8032b31914",
}
