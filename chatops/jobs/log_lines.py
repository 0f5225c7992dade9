"""How the service's log lines are written: to stderr, as text."""

import logging
import sys

import structlog


def log_to_stderr(level: str) -> None:
    """Write log lines to stderr, tracebacks without the values of variables (some are secrets)."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=number, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    lines = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    # Each probe, tick and checkpoint would be a line, that of a checkpoint with the address.
    for name in ("alembic", "apscheduler", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            lines,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
