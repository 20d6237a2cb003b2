"""What is kept of public answers, and what never is."""

HOST = "127.0.0.1:8000"
