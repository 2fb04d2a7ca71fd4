"""Use cases, channel-neutral: one message or button press -> one Reply.

`routes` has the tables, `router` chooses by them; `reporting`, `asking`, `importing`, `reminding` and
`roles` are packages by subject, and what is a subject by itself is a module beside them.
"""
