"""Days, lunar days, births and periods as they are written and said."""
