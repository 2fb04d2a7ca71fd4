"""How a text becomes pieces: words in all their forms, what the lexicon knows of them, set phrases."""
