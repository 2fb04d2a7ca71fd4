"""Words, sheets and pictures: domain values -> str or bytes. Pure."""
