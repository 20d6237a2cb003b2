"""Commands: each parses, calls a room, prints."""
