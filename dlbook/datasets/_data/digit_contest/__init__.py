"""Results of a contest between methods that read digits; see README.md beside this file."""
