"""The `nimrank` program; `python -m nimrank` runs it."""
