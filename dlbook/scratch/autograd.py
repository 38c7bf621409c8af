"""Derivatives of single numbers, by the chain rule (Linnainmaa, 1976; explained in `math/derivatives`)."""

import math
from graphlib import TopologicalSorter
from numbers import Real
from typing import SupportsFloat


class Value:
    """A number that remembers what it was computed from, and with which slopes.

    Raises
    ------
    TypeError, ValueError
        If it is not one real number; if it is not finite.
    """

    def __init__(self, data: SupportsFloat, edges: list[tuple["Value", float]] | tuple[()] = ()) -> None:
        if isinstance(data, bool) or not isinstance(data, Real):
            raise TypeError(f"a Value holds one real number, not {data!r}")
        if not math.isfinite(data):
            raise ValueError(f"a Value is finite, not {data}; look where it came from")
        self.data, self.grad = float(data), 0.0
        self.edges = tuple(edges)  # pairs: a parent, and the slope

    def __repr__(self) -> str:
        return f"Value({self.data:g}, grad={self.grad:g})"

    def __add__(self, other: "Value | float") -> "Value":
        other = as_value(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other: "Value | float") -> "Value":
        other = as_value(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, exponent: "Value | float") -> "Value":
        if isinstance(exponent, Value):  # the base must be above 0
            return (exponent * self.log()).exp()
        if self.data == 0 < exponent < 1:
            slope = math.inf  # at 0 a root is upright
        else:
            slope = exponent * self.data ** (exponent - 1) if exponent else 0.0
        return Value(self.data**exponent, [(self, slope)])

    def exp(self) -> "Value":
        """Return e to the power of this value."""
        return Value(math.exp(self.data), [(self, math.exp(self.data))])

    def log(self) -> "Value":
        """Return the natural logarithm; only numbers above 0 have one."""
        return Value(math.log(self.data), [(self, 1 / self.data)])

    def tanh(self) -> "Value":
        """Return the hyperbolic tangent, a number between -1 and 1."""
        return Value(math.tanh(self.data), [(self, 1 - math.tanh(self.data) ** 2)])

    def relu(self) -> "Value":
        """Return this value, or 0 if it is negative."""
        return Value(max(self.data, 0.0), [(self, float(self.data > 0))])

    def __truediv__(self, other: "Value | float") -> "Value":
        other = as_value(other)
        return Value(self.data / other.data, [(self, 1 / other.data), (other, -self.data / other.data**2)])

    # The rest is made of these.
    __radd__, __rmul__ = __add__, __mul__
    __rpow__ = lambda self, base: as_value(base) ** self
    __neg__ = lambda self: self * -1
    __sub__ = lambda self, other: self + -as_value(other)
    __rsub__ = lambda self, other: as_value(other) - self
    __rtruediv__ = lambda self, other: as_value(other) / self

    def backward(self) -> None:
        """Add to each value's `grad` how steeply this one grows with it."""
        arrived = dict.fromkeys(in_order(self), 0.0) | {self: 1.0}
        for value in reversed(arrived):  # from the result back to the inputs
            value.grad += arrived[value]
            for parent, slope in value.edges:
                arrived[parent] += slope * arrived[value]  # the chain rule


def as_value(number: "Value | float") -> Value:
    """Return the number as a `Value`."""
    return number if isinstance(number, Value) else Value(number)


def in_order(result: Value) -> list[Value]:
    """Return all that the result was computed from, parents first; a CycleError says if one came from itself."""
    parents: dict[Value, list[Value]] = {}
    found = [result]
    for value in found:  # grows on the way
        if value not in parents:
            parents[value] = [parent for parent, _ in value.edges]
            found += parents[value]
    return list(TopologicalSorter(parents).static_order())
