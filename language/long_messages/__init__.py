"""Messages of several sentences: where each ends, what it does, and what it lends to the others."""
