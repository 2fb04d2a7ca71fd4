"""What happened to people: told, completed by questions, confirmed, corrected, taken back."""
