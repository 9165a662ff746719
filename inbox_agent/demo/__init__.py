"""The whole story on embedded servers: a small season, a pretended owner, nothing leaves."""
