"""Figures that one page alone draws: a module for each page, called as the page is, without ceremony.

What a second page draws too moves up into a module of `dlbook.figures`, and gets checks, a longer docstring and tests.
"""
