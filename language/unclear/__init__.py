"""What to say of a text that was not understood: its holes marked, and the nearest questions."""
