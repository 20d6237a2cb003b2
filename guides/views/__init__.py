"""One function for each address, by what readers do; ``urls`` is their table of contents."""
