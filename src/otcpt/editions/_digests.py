"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "bd1d2a8f93878c10b27ea493a16ec33ec4b221fee14078d5ab646a8efb2fb18a",
    "2026q4": "b2024e72382bcf42481b3a490bfe6f8b768c59efe39f02f1d2e148f874d71969",
}
