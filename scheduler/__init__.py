"""Time: what happens without a message. Finds what is due, delivers what waits."""
