"""What did an edition say, and what would today's program have said of its rows? The table a comparison is made of.

step: `ausgabe` = as frozen; `festlegung` = the edition's rows and population, counted by today's definitions; `bevoelkerung` =
the same with today's population. why: at `ausgabe` why it cannot be divided (why_code: of store/reasons.py), at `festlegung`
which offers came or went; in German.
All figures are protected ones.
"""

import polars as pl

from store.tables import FIGURE

EARLIER = FIGURE.schema | dict.fromkeys(("step", "why", "why_code"), pl.String())
