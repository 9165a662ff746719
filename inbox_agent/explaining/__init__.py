"""What single messages are and why, without a mailbox: the work of the command ``explain``."""
