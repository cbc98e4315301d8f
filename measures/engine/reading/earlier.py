"""What did an edition say, and what would today's program have said of its rows? The table a comparison is made of.

stage: `ausgabe` = as frozen; `festlegung` = the edition's rows and population, counted by today's definitions; `bevoelkerung` =
the same with today's population. reason: at `ausgabe` why it cannot be divided, at `festlegung` which offers came or went.
All figures are protected ones.
"""

import polars as pl

from store.tables import FIGURE

EARLIER = {**FIGURE.schema, "edition": pl.String, "stage": pl.String, "reason": pl.String}
