"""I/O: thin, without opinions. What is decided, the core decides."""
