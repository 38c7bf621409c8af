"""An open introduction to deep learning whose every claim is a test.

This package is what the chapters import and what the tests test.
Data flow through it one way, from the top of this map to the bottom:

==================  ============================================================
`device`            where tensors live, and where chance comes from
`dataset`           `Dataset` and `Splits`: inputs and targets that belong together
`datasets`          data that ship with the package or are fetched on request
`batches`           splits, and batches of tensors that stay in memory
`models`            networks, built of `torch.nn`, with weights from a generator
`metrics`           how good is it: accuracy, confusion matrix
`history`           what training measured, one value per epoch
`training`          `fit`, and the loop inside it
`saving`            weights to a file and back (safetensors)
`figures`           numbers in, Axes out; the only room with matplotlib
`check`             did my answer to the exercise come out right
`claims`            what a page says, checked and bound to its prose
==================  ============================================================

Import from the rooms: ``from dlbook.training import fit``.
Importing the package itself costs nothing and brings neither torch nor matplotlib.
"""

__version__ = "0.1.0"
