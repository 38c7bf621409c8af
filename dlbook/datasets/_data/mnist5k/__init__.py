"""5,000 handwritten digits; see README.md beside this file."""
