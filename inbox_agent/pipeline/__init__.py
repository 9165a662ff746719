"""The order of the steps: receive, answer, propose, dispatch. Written here and nowhere else.

Each step decides with the core and does with the ports. A step takes ``now``; it never looks at
a clock. What one step leaves for the next lies in the store, so a crash between any two
of them changes nothing but the time.
"""

from inbox_agent.pipeline.agent import Agent, Counts, Policy
from inbox_agent.pipeline.one_pass import one_pass

__all__ = ["Agent", "Counts", "Policy", "one_pass"]
