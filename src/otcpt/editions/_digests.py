"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "77329232284abe71db2ed87aa3ac2c9105101b1f8ffe96cf9568f696e237cacc",
    "2026q4": "3f4fd4ad6bfdf5354e838d3a5ebaf40c93f39abf5b11606bf39567dae265f56e",
}
