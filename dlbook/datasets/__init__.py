"""The data of the book, from bytes on a disk to tensors.

==================  ============================================================
`errors`            `DataError`: which file is wrong, and the command that mends it
`registry`          which data sets there are: origin, licence, files, sha256
`home`              the folder for fetched data (`DLBOOK_DATA_HOME`)
`files`             bytes of a file, handed out only when they are the right ones
`edition`           the digits that ship, or the complete set?
`mnist`             `load_mnist`: handwritten digits for training, validation and test
`fetch`             downloads a data set, on request and never else
`listing`           what ``python -m dlbook data`` says
==================  ============================================================

Only `fetch` touches the network, and only `mnist` needs torch.
"""
