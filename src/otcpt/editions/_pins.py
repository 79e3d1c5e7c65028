"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "47bf02f93a6c5760c33be621c615c36bc880c781ff737bd82d7f58271a80e4e8",
    "2026q4": "09ca7a2d3e9fd77aae081235f7d5c6f2149008b4ce3fd5e4c79ba26dc025eb69",
}
