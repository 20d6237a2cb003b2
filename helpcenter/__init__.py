"""The project: settings, addresses and server entry, wiring only."""
