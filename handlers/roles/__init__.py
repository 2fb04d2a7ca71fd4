"""Who may do what: coming in, inviting, handing over, ending roles, and who is not reached."""
