"""The moving parts of deep learning, written by hand in plain Python and NumPy, so that they can be read.

None of it is fast, and none of it is meant for use: PyTorch does the same, and judges every module here in its tests.

====================  ==================================================================
`matrices`            products of lists of numbers, in plain Python
`autograd`            derivatives of single numbers, found by the chain rule
`dense`               a network of dense layers, with the backward pass written by hand
`probability`         from scores to probabilities, and from these to a loss
`optimizers`          the rules that turn gradients into steps
`finite_differences`  slopes measured without calculus
`gradient_check`      a gradient written by hand, against these slopes and against PyTorch
====================  ==================================================================
"""
