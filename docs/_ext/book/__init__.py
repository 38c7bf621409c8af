"""What makes a site of the pages, and proves it: Sphinx extensions, the tests of snippets, lints, and commands.

A folder uses only folders that stand above it here, and ``dlbook`` knows none of them:

`page`      a page as text: which files are pages, in which order, and what may stand in one
`look`      HTML that opens anywhere, for everybody: formulas, one stylesheet, no foreign address, alternative texts
`run`       cells run once, and what they gave is kept: kernels, keys, the store, and what cells hand on
`snippets`  every block of every page is a test
`lint`      what `nox -s lint` says about pages
`reader`    directives and views for readers
`claims`    what a page says about an experiment, held against what was measured
`new_page`  a chapter from the template

``python docs/_ext`` lists the commands.
"""
