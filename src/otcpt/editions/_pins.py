"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2026q4": "2ea8e0cb6edd8c94923ddf274d9969e78f9e950d2c307a8dc1d3affb6aadf956",
}
