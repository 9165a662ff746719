"""Servers for the tests: real ones in a temporary folder, and scripted ones that misbehave.

All listen on free loopback ports and end with the test or session that asked for them.
"""
