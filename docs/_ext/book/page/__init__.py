"""A page as text: which files are pages, in which order, and what may stand in one."""
