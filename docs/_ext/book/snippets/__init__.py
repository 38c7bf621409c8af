"""Every block of every page is a test."""
