"""Lists from elsewhere, of members or units: read, shown, stored and taken back as one, or only compared."""
