"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "8f80819081d9544a5b2d8662b0b3816eb22c0d8651c36b7c31f41a4231dfb5b9",
    "2026q4": "532e949a1262584b2d7b6a397a3bc223591677cd0f82686176f8a717264476dc",
}
