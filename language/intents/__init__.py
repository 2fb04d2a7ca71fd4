"""What the writer wants: ordered rules over what was found in a message."""
