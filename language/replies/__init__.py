"""What is said to an open card: new values, other names, who is taken off."""
