"""Do the files hold what their Lieferschein says? Rows by offer, and files that are missing."""

import polars as pl

from etl.delivery import Part
from etl.finding import Finding, error
from store.german import number


def slip_mismatch(parts: list[Part], slips: pl.DataFrame) -> list[Finding]:
    """Files of one source cut off in transit: fewer or more rows of an offer than its Lieferschein says.

    A rejected row may belong to any offer, so it fills up what an offer lacks.
    """
    stated = dict(
        slips.drop_nulls("zeilen").group_by("angebot").agg(pl.col("zeilen").sum()).sort("angebot").iter_rows()
    )
    rows = pl.concat([part.rows.select("angebot") for part in parts])
    found = dict(rows.group_by("angebot").len().iter_rows())
    rejected = sum(part.rejected.height for part in parts)
    missing = sum(max(0, said - found.get(offer, 0)) for offer, said in stated.items())
    wrong = [
        offer for offer, said in stated.items() if found.get(offer, 0) > said or said > found.get(offer, 0) + rejected
    ]
    if missing > rejected:
        wrong = wrong or [offer for offer, said in stated.items() if found.get(offer, 0) < said]
    return [
        error(
            parts[0],
            "zeilenzahl",
            f"Der Lieferschein nennt für „{offer}“ {number(stated[offer])} Zeilen, gefunden sind {number(found.get(offer, 0))} "
            f"(und {number(rejected)} nicht lesbare). Vermutlich fehlt ein Teil, oder er ist doppelt. Bitte neu ausgeben.",
        )
        for offer in wrong
    ]


def slips_alone(slips: pl.DataFrame, delivered: set[str], *, beside_files: bool) -> list[Finding]:
    """A Lieferschein without its file: the file got lost, or the Lieferschein comes later than the file."""
    alone = sorted(set(slips["quelle"]) - delivered)
    level, what = (
        ("fehler", "Bitte die Datei beilegen.") if beside_files else ("hinweis", "Er gilt für früher Geliefertes.")
    )
    return [
        Finding(
            level,
            "ohne_datei",
            name,
            f"Der Lieferschein nennt die Quelle „{name}“; in der Lieferung ist keine Datei von ihr. {what}",
        )
        for name in alone
        if not beside_files or slips.filter((pl.col("quelle") == name) & (pl.col("zeilen").fill_null(1) > 0)).height
    ]
