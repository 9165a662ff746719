"""Embedded servers, a small season and a pretended owner: the whole story without an account."""
