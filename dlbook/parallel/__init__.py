"""Train one model in several processes that torchrun starts (explained in `beyond/one-machine`).

=============  ==================================================================
`launcher`     read torchrun's rank and world size
`distributed`  share the examples, and average the gradients
`program`      a program for torchrun: train the network of the first chapter
=============  ==================================================================
"""
