"""Products of lists of numbers: judged by PyTorch, on shapes and numbers that nobody chose."""

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given

from dlbook.scratch.matrices import dot, matmul, matvec, shape_of, transpose

SIZES = st.integers(1, 6)


def drawn(data, rows, columns):
    number = st.floats(-100, 100)
    return data.draw(
        st.lists(st.lists(number, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    )


def assert_same(ours, theirs):
    torch.testing.assert_close(torch.tensor(ours, dtype=torch.float64), theirs)


def as_tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


@given(st.data(), SIZES, SIZES, SIZES)
def test_every_product_is_the_one_that_torch_finds(data, rows, inner, columns):
    a, b = drawn(data, rows, inner), drawn(data, inner, columns)
    assert_same(matmul(a, b), as_tensor(a) @ as_tensor(b))
    assert_same(matvec(a, transpose(b)[0]), as_tensor(a) @ as_tensor(b)[:, 0])
    assert_same(dot(a[0], a[-1]), as_tensor(a)[0] @ as_tensor(a)[-1])


@given(st.data(), SIZES, SIZES)
def test_rows_become_columns_and_twice_is_back(data, rows, columns):
    matrix = drawn(data, rows, columns)
    assert shape_of(matrix) == (rows, columns)
    assert_same(transpose(matrix), as_tensor(matrix).T)
    assert transpose(transpose(matrix)) == matrix


def test_vectors_of_two_lengths_are_refused_with_both():
    with pytest.raises(ValueError, match="axis 0 of a is 2 and axis 0 of b is 3"):
        dot([1, 2], [1, 2, 3])


def test_a_vector_that_does_not_fit_the_rows_is_refused_with_the_axes():
    with pytest.raises(ValueError, match="axis 1 of the matrix is 2 and axis 0 of the vector is 3"):
        matvec([[1, 2]], [1, 2, 3])


def test_matrices_that_do_not_fit_are_refused_with_the_axes():
    with pytest.raises(ValueError, match="axis 1 of a is 2 and axis 0 of b is 1"):
        matmul([[1, 2]], [[1, 2, 3]])


@pytest.mark.parametrize(
    "fn", [transpose, shape_of, lambda m: matvec(m, [1, 2]), lambda m: matmul(m, [[1], [2]])]
)
def test_rows_of_two_lengths_are_refused_with_the_row(fn):
    with pytest.raises(ValueError, match="row 2 has the length 1 and row 0 has 2"):
        fn([[1, 2], [3, 4], [5]])


@pytest.mark.parametrize("nothing", [[], [[]]])
def test_a_matrix_without_numbers_is_refused(nothing):
    with pytest.raises(ValueError, match="the matrix is empty"):
        shape_of(nothing)
