"""Use cases, channel-neutral: one message or button press -> one Reply."""
