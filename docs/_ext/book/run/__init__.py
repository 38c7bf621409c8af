"""Cells run once, and what they gave is kept: kernels, keys, the store, and what cells hand on."""
