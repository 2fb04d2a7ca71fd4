"""Units merged, split and renamed: the dialogue, the change itself, and what is decided for a day to come."""
