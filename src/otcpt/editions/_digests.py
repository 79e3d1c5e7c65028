"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "0e9594ff582a2ef0867211c11b8eaab04346758ef08bd8ab5a30246b4838e143",
    "2026q4": "5fefb70bc88538484d0f3ad11a71daf0da131ba1cfd1ab66735b0412f78a77e3",
}
