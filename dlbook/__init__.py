"""An open introduction to deep learning whose every claim is a test.

The chapters import this package, and the tests test it.
This docstring is its map: a room may use the rooms above it, and knows none below
(`tests/house/test_data_flow.py` reads this table and checks it).

==============  ==========================================================
`device`        where tensors live, and where chance comes from
`dataset`       inputs and targets that belong together
`losses`        does the loss compare what it should?
`sanity`        check that model, data and loss fit together
`batches`       splits, and batches of tensors that stay in memory
`datasets`      data that ship with the package, or are fetched on request
`features`      hand-crafted features: recentering and HOG
`scratch`       the moving parts by hand, in plain Python and NumPy
`models`        networks of `torch.nn`, their weights from a generator
`metrics`       how good is it?
`calibration`   is it as often right as it says?
`history`       what training measured, one value per epoch
`schedules`     how the learning rate moves
`loop`          one pass of training, and evaluation
`saving`        weights to a file and back
`checkpoint`    all that training needs to go on where it stopped
`progress`      how far one training came, and whether it can go on
`training`      `fit`: the loop repeated, measured, and stopped in time
`contest`       the same examples and equally many trials for all
`terminal`      run Python in a process of its own
`parallel`      the same training in several processes
`figures`       numbers in, Axes out; the only room with matplotlib
`check`         did my answer to the exercise come out right?
`site`          what a page hands to its build: claims, verdicts and records
`doctor`        check that this machine is ready for the book
==============  ==========================================================

Importing the package itself brings neither torch nor matplotlib;
take what you need from its room, as in ``from dlbook.training import fit``.
"""

__version__ = "0.1.0"
