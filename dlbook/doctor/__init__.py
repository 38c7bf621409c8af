"""Check whether this machine is ready for the book: ``python -m dlbook doctor`` (explained in `start/setup`).

==========  =====================================================================
`remedies`  name the command that mends a machine
`copies`    tell which copy of the package is imported
`checks`    examine Python, packages, devices and data, and report
==========  =====================================================================
"""
