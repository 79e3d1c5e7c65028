"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "309d41dccea3a2863b6f14429178ec568d8e06b0571f480086231e377c0785f2",
    "2026q4": "4db3b65a872b72386afa7144d1bfb384f9066a1b8bbcd7d25044fec3f60a5956",
}
