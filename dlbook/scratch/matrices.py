"""Products of vectors and matrices in plain Python (explained in `math/vectors-and-matrices`).

A vector is a list of numbers; a matrix is a list of rows, all of one length.
"""

from collections.abc import Sequence

Vector = Sequence[float]
Matrix = Sequence[Vector]


def dot(a: Vector, b: Vector) -> float:
    """Return the dot product: multiply what stands at the same place, and add up.

    Raises
    ------
    ValueError
        If the vectors differ in length.
    """
    _require_equal("axis 0 of a", len(a), "axis 0 of b", len(b))
    return sum(x * y for x, y in zip(a, b, strict=True))


def matvec(matrix: Matrix, vector: Vector) -> list[float]:
    """Return a matrix times a vector: one dot product for each row.

    Raises
    ------
    ValueError
        If the rows have not the length of the vector, or differ in length.
    """
    _require_equal("axis 1 of the matrix", shape_of(matrix)[1], "axis 0 of the vector", len(vector))
    return [dot(row, vector) for row in matrix]


def matmul(a: Matrix, b: Matrix) -> list[list[float]]:
    """Return the matrix product: each row of `a` meets each column of `b` in a dot product.

    Raises
    ------
    ValueError
        If the rows of `a` are not as long as the columns of `b`, or the rows of one matrix differ in length.
    """
    _require_equal("axis 1 of a", shape_of(a)[1], "axis 0 of b", shape_of(b)[0])
    columns = transpose(b)
    return [[dot(row, column) for column in columns] for row in a]


def transpose(matrix: Matrix) -> list[list[float]]:
    """Return the matrix with rows and columns exchanged.

    Raises
    ------
    ValueError
        If the rows differ in length.
    """
    shape_of(matrix)  # refuses what is no matrix
    return [list(column) for column in zip(*matrix, strict=True)]


def shape_of(matrix: Matrix) -> tuple[int, int]:
    """Return the number of rows and of columns.

    Raises
    ------
    ValueError
        If there is no row or no column, or the rows differ in length.
    """
    lengths = [len(row) for row in matrix]
    if not lengths or not lengths[0]:
        raise ValueError("the matrix is empty; it needs at least one row with at least one number")
    for number, length in enumerate(lengths):
        if length != lengths[0]:
            raise ValueError(
                f"row {number} has the length {length} and row 0 has {lengths[0]}; all rows of a matrix are equally long"
            )
    return len(lengths), lengths[0]


def _require_equal(axis: str, length: int, other_axis: str, other_length: int) -> None:
    """Raise ValueError unless two axes have one length, whose entries are to be multiplied with each other."""
    if length != other_length:
        raise ValueError(f"{axis} is {length} and {other_axis} is {other_length}; they must be equal")
