"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "6bb3509493eab287c5b088ece408efa7ae5a98485eb068fd12d53e87fc94d0eb",
    "2026q4": "638731b2b685023bd5e373825290d144512389440b5cc9e340fab7b5729355c1",
}
