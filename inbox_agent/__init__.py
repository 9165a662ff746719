"""mail → parse → classify → track → draft → approve → send, and every morning a digest."""

__version__ = "0.1.0"
