"""The management side of the app: see its commands."""
