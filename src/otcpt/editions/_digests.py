"""Digests of the bundled editions, oldest first. A published one never changes; a correction is a new edition."""

PINS = {
    "2024q3": "70e0adbd2d563558c17d515d4f2f3dba5638786e531c9135f18313b02c714c7d",
    "2026q4": "51a564cf6b0bf80b98622ae31de9cb2afeab1dfaf2975018f1f3d432b56a9e97",
}
