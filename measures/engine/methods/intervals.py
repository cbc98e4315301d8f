"""How far could chance alone have moved a share? 95 % intervals, vectorised."""

import numpy as np

Z = 1.959963984540054


def wilson(users: np.ndarray, people: np.ndarray, *, extra_variance: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Between which shares does it lie? Score interval (Wilson 1927); NaN in, NaN out.

    `extra_variance` (in children²) widens it for a rounded count: all p with (users/n − p)² ≤ z² (p(1 − p)/n + extra/n²).
    With 0 it equals statsmodels' proportion_confint(method="wilson"), which has no such term; a test compares them.
    """
    users, people = np.asarray(users, dtype=float), np.asarray(people, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, unit = users / people, Z * Z / people
        squared, half = 1 + unit, share + unit / 2
        rest = share * share - Z * Z * extra_variance / people**2
        root = np.sqrt(np.maximum(half * half - squared * rest, 0))
        return np.maximum((half - root) / squared, 0), np.minimum((half + root) / squared, 1)
