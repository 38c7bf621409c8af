"""Data files that ship with the package, one folder each, with the script that made them."""
