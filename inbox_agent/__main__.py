"""``python -m inbox_agent`` is the command ``inbox-agent``."""

import sys

from inbox_agent.cli import main

sys.exit(main())
