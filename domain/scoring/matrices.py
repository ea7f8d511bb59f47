"""Symmetric positive definite systems of a few unknowns: their inverse, by Cholesky's decomposition."""

import math
from collections.abc import Sequence
from operator import mul

Matrix = list[list[float]]


def invert(matrix: Sequence[Sequence[float]]) -> Matrix:
    """The inverse of a symmetric positive definite matrix."""
    columns = _invert_lower(_decompose(matrix))
    size = range(len(columns))
    result = [[0.0] * len(columns) for _ in size]
    for i in size:
        for j in range(i + 1):
            result[i][j] = result[j][i] = sum(map(mul, columns[i], columns[j][i - j :]))
    return result


def is_positive(matrix: Sequence[Sequence[float]]) -> bool:
    """Whether a symmetric matrix is positive definite, so that it has an inverse here."""
    try:
        _decompose(matrix)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def multiply(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    """A matrix times a vector."""
    return [sum(map(mul, row, vector)) for row in matrix]


def _decompose(matrix: Sequence[Sequence[float]]) -> Matrix:
    """The lower triangular L with L L' = matrix."""
    lower: Matrix = []
    for i, given in enumerate(matrix):
        row = [0.0] * len(matrix)
        for j, above in enumerate(lower):
            row[j] = (given[j] - sum(map(mul, row[:j], above))) / above[j]
        row[i] = math.sqrt(given[i] - sum(map(mul, row[:i], row)))
        lower.append(row)
    return lower


def _invert_lower(lower: Matrix) -> Matrix:
    """The columns of the inverse, each from the diagonal on."""
    columns: Matrix = []
    for i, row in enumerate(lower):
        for j, column in enumerate(columns):
            column.append(-sum(map(mul, row[j:i], column)) / row[i])
        columns.append([1 / row[i]])
    return columns
