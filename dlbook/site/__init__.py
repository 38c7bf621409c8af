"""What a page hands to its build: claims, verdicts and records.

===========  ====================================================================
`records`    hand numbers, distributions and models from a cell to its page
`verdict`    decide a claim by a 95 % confidence interval
`claims`     measure a claim over several seeds, and hand it to the build
===========  ====================================================================
"""
