"""Rows: SQL in, domain values out. Imports the domain only."""
