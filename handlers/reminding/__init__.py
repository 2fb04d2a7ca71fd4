"""What reminders are answered with, why one came or did not, and planning them anew."""
