"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "309d41dccea3a2863b6f14429178ec568d8e06b0571f480086231e377c0785f2",
    "2026q4": "dbfed29abba801b84bc1da137fba39745eba24459ab7be26fe92701ce32848b9",
}
