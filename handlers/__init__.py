"""Use cases, channel-neutral: one message or button press -> one Reply.

`routes` has the tables, `router` chooses by them. Each package is a subject; what is a subject by itself is
a module beside them.
"""
