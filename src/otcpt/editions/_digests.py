"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "bd1d2a8f93878c10b27ea493a16ec33ec4b221fee14078d5ab646a8efb2fb18a",
    "2026q4": "f345ddf440bfae00d27e2c46dfec1acecdb08ebefb0dd43e962a33e02c1cc8a7",
}
