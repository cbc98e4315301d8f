"""Do property tests draw the same examples wherever the repository lies and whatever else was imported?"""

from hypothesis.internal.conjecture import providers


def test_no_constant_of_our_own_code_is_among_the_examples():
    import store.tables  # noqa: F401  one more module of ours

    assert len(providers.HypothesisProvider(None)._local_constants) == 0
