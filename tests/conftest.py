"""Fixtures that many tests share."""

pytest_plugins = ["tests.servers.plugin"]
