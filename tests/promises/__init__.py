"""One file for each promise of the README."""
