"""Who a message is about, and what it says of each: attributes, mentors, ticks in a table."""
