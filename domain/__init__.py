"""Rules: no clock, no I/O, no asyncio, no framework. Everything else may import it; it imports nobody."""
