"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "77329232284abe71db2ed87aa3ac2c9105101b1f8ffe96cf9568f696e237cacc",
    "2026q4": "3412d503a9ada6b9678cab5aea534e8241772682ebf1cc5148ffb3ae4f740df3",
}
