"""Structured logs: one line a decision, to stderr; never a body, an address book or a secret."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import structlog


def start_logging(*, json: bool, account: str) -> Callable[[str], None]:
    """Set up logging for the process; returns the function that steps tell their decisions to."""
    renderer = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logger = structlog.get_logger().bind(account=account)

    def tell(line: str) -> None:
        logger.info(line)

    return tell
