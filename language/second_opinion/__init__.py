"""What a message probably wants, as learned from the annotated messages; it is set against the rules."""
