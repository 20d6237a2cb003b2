"""What templates load: see its modules."""
