"""What do families answer when they are asked which other offers their children use? The demo's Mitnutzungsfrage, one sample a year.

Offers that come as sums and know their families draw at most a hundred of them; open offers ask everybody on drawn opening days; the
Kita list is asked too, because there the answer is known. A row is a child, or its visit: no key, no name, no date. Some families do
not answer, and some answers conceal a use (columns: HANDBUCH „Lieferformat“; methods: Hartley 1962, Mecatti 2007).
"""

from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS
from etl.demo.counts import OFFERS
from etl.demo.files import write_table
from etl.demo.use import Use

ASKED_IN = (2023, 2024, 2025)
FAMILIES = 100  # drawn of a list at most
SILENT = 0.15  # of the families drawn
CONCEALED = 0.15  # of the further uses, each for itself
UNKNOWN_BEFORE = 0.05  # of those who answer, whether there was an offer before
DAYS = 8  # opening days drawn of an open offer in a year
OPEN_DAYS = 100  # of an open offer in a year
ALONE = (  # offers without a key whose families are known: a sample speaks of one of them, not of a whole office
    *(
        "erziehungsberatung",
        "elternkurse",
        "trennungsberatung",
        "umgangsberatung",
        "beistandschaft",
        "unterhaltsberatung",
    ),
    *("schulsozialarbeit", "jugendsozialarbeit", "anlaufstelle_fruehe_hilfen"),
)
LISTS = {offer: (offer,) for offer in ALONE} | {
    "kita_listen": ("kita", "hort")
}  # asked in → offers; the last: recall check
VISITED = ("cafe_kinderwagen", "familienzentrum_mobil", "familientreffs", "jugendarbeit", "praevention")
SAMPLE = ["jahr", "befragt_in", "grundgesamtheit", "gezogen", "geantwortet", "auswahl", "fragebogen", "stand"]
ANSWER = ["jahr", "befragt_in", "alter", "wohngemeinde", "familie", "besuche_im_jahr", "tag", "genutzt", "frueher"]


def write_further_use(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """mitnutzung_YEAR.csv and mitnutzung_stichprobe_YEAR.csv of the years of ASKED_IN."""
    for year in ASKED_IN:
        asked = _Year(use, rng, year)
        parts = [asked.families(name, offers) for name, offers in LISTS.items()]
        parts += [asked.visitors(offer) for offer in VISITED]
        told = [(sample, answers) for sample, answers in parts if sample["geantwortet"]]
        about = {"jahr": year, "fragebogen": "|".join(use.offers), "stand": f"31.01.{year + 1}"}
        samples = pl.DataFrame([sample | about for sample, _ in told]).select(SAMPLE)
        answers = pl.concat([answers.select(ANSWER[1:]) for _, answers in told])
        write_table(folder / f"mitnutzung_stichprobe_{year}.csv", samples)
        write_table(folder / f"mitnutzung_{year}.csv", answers.select(pl.lit(year).alias("jahr"), *ANSWER[1:]))


class _Year:
    """The samples of one year, among children under 18 who live in the district at its end."""

    def __init__(self, use: Use, rng: np.random.Generator, year: int):
        self.use, self.rng, self.y = use, rng, year - int(YEARS[0])
        age = year - use.world.birth_year
        self.here = use.resident[:, self.y] & (age >= 0) & (age < 18)
        self.used = {offer: use.used(offer) for offer in use.offers}

    def families(self, name: str, offers: tuple[str, ...]) -> tuple[dict[str, object], pl.DataFrame]:
        """A sample of the families on the list, with all of their children who are on it."""
        listed = np.flatnonzero(self.here & np.any([self.used[offer][:, self.y] for offer in offers], axis=0))
        family = self.use.world.family[listed]
        every = np.unique(family)
        drawn = self.rng.choice(every, min(FAMILIES, len(every)), replace=False)
        answer = self.rng.random(len(drawn)) >= SILENT
        number = dict(zip(drawn[answer].tolist(), (np.flatnonzero(answer) + 1).tolist(), strict=True))
        child = listed[np.isin(family, drawn[answer])]
        of_family = [number[one] for one in self.use.world.family[child].tolist()]
        empty = [None] * len(child)
        answers = self._answers(name, child, offers).with_columns(
            pl.Series("familie", of_family, pl.Int64),
            *(pl.Series(x, empty, pl.Int64) for x in ("besuche_im_jahr", "tag")),
        )
        sample = {"befragt_in": name, "auswahl": "zufall", "grundgesamtheit": len(every), "gezogen": len(drawn)}
        return sample | {"geantwortet": len(number)}, answers.sort("familie", "alter")

    def visitors(self, offer: str) -> tuple[dict[str, object], pl.DataFrame]:
        """Everybody on the drawn days, once for each of them; who keeps silent does so on all."""
        came = np.flatnonzero(self.here & self.used[offer][:, self.y])
        visits = self.rng.integers(OFFERS[offer].visits[0], OFFERS[offer].visits[1] + 1, len(came))
        days = np.argsort(self.rng.random((len(came), OPEN_DAYS)), axis=1)  # of each child in the order of its visits
        there = (days < DAYS) & (np.arange(OPEN_DAYS) < visits[:, None])
        answer = there & (self.rng.random(len(came)) >= SILENT)[:, None]
        who, which = np.nonzero(answer)
        answers = (
            self._answers(offer, came, (offer,))
            .with_columns(pl.Series("besuche_im_jahr", visits), familie=pl.lit(None, pl.Int64))[who]
            .with_columns(tag=pl.Series(days[who, which] + 1))
        )
        sample = {"befragt_in": offer, "auswahl": "besuchstag", "grundgesamtheit": int(visits.sum())}
        told = {"gezogen": int(there.sum()), "geantwortet": answers.height}
        return sample | told, answers.sort("tag", "alter")

    def _answers(self, name: str, child: np.ndarray, own: tuple[str, ...]) -> pl.DataFrame:
        """befragt_in, alter, wohngemeinde, genutzt, frueher of each child; own: offers that are not further use."""
        world, size = self.use.world, len(child)
        others = [offer for offer in self.use.offers if offer not in own]
        further = np.array([self._told(self.used[offer][child, self.y]) for offer in others])
        before = self._told(np.any([used[child, : self.y].any(axis=1) for used in self.used.values()], axis=0))
        earlier = np.where(self.rng.random(size) < UNKNOWN_BEFORE, "unbekannt", np.where(before, "ja", "nein"))
        return pl.DataFrame(
            {
                "befragt_in": [name] * size,
                "alter": YEARS[self.y] - world.birth_year[child],
                "wohngemeinde": np.array(world.municipalities)[world.home[child, self.y]],
                "genutzt": ["|".join(offer for offer, yes in zip(others, row) if yes) for row in further.T],
                "frueher": earlier,
            },
            {
                "befragt_in": pl.String,
                "alter": pl.Int64,
                "wohngemeinde": pl.String,
                "genutzt": pl.String,
                "frueher": pl.String,
            },
        )

    def _told(self, used: np.ndarray) -> np.ndarray:
        """What is said of what was used."""
        said: np.ndarray = used & (self.rng.random(len(used)) >= CONCEALED)
        return said
