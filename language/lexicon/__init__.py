"""The words, as TOML files that a Vietnamese reader can correct without reading code."""
