"""Understanding: Vietnamese text -> domain values and problems, side by side. Pure: no I/O, no clock."""
