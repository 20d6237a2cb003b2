"""The app: what editors write, how it is published, what readers get."""
