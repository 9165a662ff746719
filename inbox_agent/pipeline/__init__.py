"""The order of the steps: receive, answer, propose, dispatch. Written here and nowhere else.

Each step decides with the core and does with the ports. A step takes ``now``; it never looks at
a clock. What one step leaves for the next lies in the store, so a crash between any two
of them changes nothing but the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inbox_agent.pipeline.agent import Agent, Counts, Policy
    from inbox_agent.pipeline.steps import one_pass

__all__ = ["Agent", "Counts", "Policy", "one_pass"]


def __getattr__(name: str) -> Any:
    """Each name is loaded when it is asked for: a look at the table needs no pass."""
    if name not in __all__:
        raise AttributeError(name)
    from inbox_agent.pipeline import agent
    from inbox_agent.pipeline.steps import one_pass

    return one_pass if name == "one_pass" else getattr(agent, name)
