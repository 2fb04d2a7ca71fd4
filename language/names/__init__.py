"""People's names, where they begin and end, and who is named without being told of."""
