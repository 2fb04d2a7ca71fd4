"""What is said in set words, each with a reader of its own: roles, locks, transfers, suppositions."""
