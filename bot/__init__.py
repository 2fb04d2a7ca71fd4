"""The outside: process, settings, wiring and channels. Nobody imports it."""
