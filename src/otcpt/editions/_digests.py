"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "5069eb493d5b66f29a09567fda9ab39869dea680ef67e8254043b366433f538d",
    "2026q4": "7a51dad31057ebe057e8499c5f1bd270b95cf9bcc22bc47d5d7f71ae8c8cf7f2",
}
