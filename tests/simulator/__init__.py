"""A second invented district, written apart from the demo (etl/demo) and from tests/measures/worlds.py.

The demo is one world that looks like the real district; worlds.py draws a dozen children. Here a district of some thousand
children lives as the methods do not assume it: children of a family come together, stay for years and come back, move with and
without notice; places truly differ, years have shocks, sources share no key.

    world.py      what a world is made of; WORLDS: the ones with a name
    people.py     families through the years: where every child lives
    uses.py       who used what from when to when
    drawn.py      both, from a seed
    office.py     the profile of the invented office
    files.py      what its sources deliver; sums.py: those without a key; registers.py: population, moves, pairs
    load.py       through the real load to published figures
    truth.py      what is true, counted from the persons alone
"""
