"""Building editions from data/: serves the repository only, and is not in the wheel."""
