"""Directives and views for readers."""
