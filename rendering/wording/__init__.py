"""Every sentence a user reads, in Vietnamese, one function per message."""
