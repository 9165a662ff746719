"""``setup``: from nothing to the first digest, by questions that can all be answered later."""

from inbox_agent.setting_up.conversation import set_up

__all__ = ["set_up"]
