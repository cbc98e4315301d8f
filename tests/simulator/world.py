"""What is a world made of? Its offers, sources and numbers; and the worlds that have a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

BANDS = {"all": (0, 17), "u3": (0, 2), "3-5": (3, 5), "6-9": (6, 9), "10-14": (10, 14), "15-17": (15, 17)}
DISTRICT = "98001"
PLACES = tuple(f"{DISTRICT}{number:03}" for number in range(1, 12))
LIVING = (0.24, 0.16, 0.12, 0.10, 0.09, 0.08, 0.06, 0.05, 0.04, 0.03, 0.03)  # share of the families in each place
KEYED = ("verknuepft", "eigener_schluessel")
REPORT = "meldung"  # the source of World.reported


@dataclass(frozen=True)
class Offer:
    """For children from `first` until the end of `last`; `a_year`: chance to begin in a full year of those not in it; `stay`: of its
    own, not that of the world."""

    first: int
    last: int
    a_year: float
    source: str
    domain: str
    stay: float | None = None


OFFERS: Mapping[str, Offer] = MappingProxyType(
    {
        "familienhilfe": Offer(0, 17, 0.035, "hilfen", "hilfen"),
        "jugendhilfe": Offer(6, 17, 0.05, "hilfen", "hilfen"),
        "tagespflege": Offer(0, 3, 0.10, "pflege", "betreuung"),
        "begleitung": Offer(0, 3, 0.12, "hebammen", "fruehe"),
        "beratung": Offer(0, 17, 0.06, "beratung", "beratung"),
        "kita": Offer(1, 6, 0.55, "kita", "betreuung", 0.9),
        "kurse": Offer(3, 9, 0.10, "kurse", "offen"),
        "treff": Offer(0, 5, 0.15, "treff", "offen"),
    }
)
GROUPS = {  # id → level, rule
    "alle": ("kopf", "alle"),
    "ohne_kita": ("kopf", "ohne:kita"),
    "verknuepft": ("kopf", "liste:familienhilfe,jugendhilfe,tagespflege,begleitung"),
    "hilfen": ("bereich", "bereich:hilfen"),
    "betreuung": ("bereich", "bereich:betreuung"),
    "offen": ("bereich", "bereich:offen"),
    "ohne_schluessel": ("auswertung", "liste:kurse,beratung"),
}
MEMBERS = {
    "alle": tuple(OFFERS),
    "ohne_kita": tuple(offer for offer in OFFERS if offer != "kita"),
    "verknuepft": ("familienhilfe", "jugendhilfe", "tagespflege", "begleitung"),
    "hilfen": ("familienhilfe", "jugendhilfe"),
    "betreuung": ("tagespflege", "kita"),
    "offen": ("kurse", "treff"),
    "ohne_schluessel": ("kurse", "beratung"),
} | {offer: (offer,) for offer in OFFERS}
COUNTING: Mapping[str, str] = MappingProxyType(  # source → how it counts
    {
        "hilfen": "verknuepft",
        "pflege": "verknuepft",
        "hebammen": "verknuepft",
        "beratung": "eigener_schluessel",
        "kita": "zaehlwerte",
        "kurse": "zaehlwerte",
        "treff": "kontakte",
    }
)


@dataclass(frozen=True)
class World:
    """children: under 18, about; years: of the record; before: years lived before it began, so that nobody is new by birth of the world.

    together: chance that a child begins exactly when its siblings do · frailty: true spread between families (CV of a gamma) ·
    spread: the same between places, each offer apart · shock: of each offer from year to year · stay: chance to be in it still
    after the end of a year; stay_told: the office knows it (angebote.csv, verbleib) · back: how much likelier than others those begin who were there before.
    move_away, move_within: share of families a year; as many arrive as leave, some of them who once left · noticed: chance
    that sources learn of a leaver · arrivals: do they know since when a child lives here · follows: do they know the new
    address within the district. growth: of beginning, a year, each offer · planted: (place, offer) → factor.
    first_visits: does the open offer count them · stated: pairs counted by hand · reported: offers that come as a stock of 1 March
    as well, from a source of its own · no_people: (place, year) without a population ·
    total_people: is that of the district delivered, or only that of its places.
    """

    children: int = 5000
    years: tuple[int, ...] = tuple(range(2016, 2026))
    before: int = 18
    ahead: int = 3
    together: float = 0.0
    frailty: float = 0.0
    spread: float = 0.0
    shock: float = 0.0
    stay: float = 0.4
    stay_told: bool = True
    back: float = 1.0
    move_away: float = 0.0
    move_within: float = 0.0
    noticed: float = 1.0
    arrivals: bool = True
    follows: bool = True
    growth: Mapping[str, float] = field(default_factory=dict)
    planted: Mapping[tuple[str, str], float] = field(default_factory=dict)
    counting: Mapping[str, str] = field(default_factory=lambda: COUNTING)
    first_visits: bool = True
    stated: tuple[tuple[str, str], ...] = ()
    reported: tuple[str, ...] = ()
    total_people: bool = True
    no_people: frozenset[tuple[str, int]] = frozenset()

    @property
    def ways(self) -> dict[str, str]:
        """Offer → how its source counts."""
        return {name: self.counting[offer.source] for name, offer in OFFERS.items()}


ALL_PAIRS = (("beratung", "familienhilfe"), ("beratung", "jugendhilfe"), ("beratung", "kita"), ("kurse", "kita"))
UNLINKED = {**COUNTING, "pflege": "eigener_schluessel", "hebammen": "eigener_schluessel"}
SUMS = {source: "kontakte" if source == "treff" else "zaehlwerte" for source in COUNTING}
PLANTED = {(PLACES[1], "beratung"): 0.65, (PLACES[2], "familienhilfe"): 0.65}
PLAIN = World()
REAL = World(together=0.6, frailty=0.5, spread=0.05, shock=0.04, stay=0.7, back=2.0, move_away=0.04, move_within=0.02, noticed=0.7)  # fmt: skip
WORLDS: Mapping[str, World] = MappingProxyType(
    {
        "plain": PLAIN,
        "pairs": replace(PLAIN, together=1.0),
        "families": replace(PLAIN, together=0.8, frailty=0.8),
        "leaving": replace(PLAIN, stay=0.0),
        "staying": replace(PLAIN, stay=0.7, back=2.0),
        "staying_untold": replace(PLAIN, stay=0.7, stay_told=False),
        "long_staying": replace(PLAIN, stay=0.9),
        "places": replace(PLAIN, spread=0.05),
        "shocks": replace(PLAIN, shock=0.08),
        "noticed": replace(PLAIN, move_away=0.06, move_within=0.03),
        "unnoticed": replace(PLAIN, move_away=0.06, noticed=0.0, arrivals=False),
        "old_address": replace(PLAIN, move_within=0.04, stay=0.7, follows=False),
        "unlinked": replace(PLAIN, counting=UNLINKED, stay=0.7, together=0.6),
        "sums": replace(PLAIN, counting=SUMS, first_visits=False, move_away=0.04),
        "stated": replace(PLAIN, stated=ALL_PAIRS, together=0.6, frailty=0.5),
        "no_people": replace(PLAIN, no_people=frozenset((PLACES[3], year) for year in PLAIN.years)),
        "no_people_one_year": replace(PLAIN, no_people=frozenset({(PLACES[3], 2022)})),
        "growing": replace(PLAIN, stay=0.7, growth={"beratung": 0.04, "familienhilfe": 0.04, "tagespflege": 0.04}),
        "planted": replace(PLAIN, children=15_000, together=1.0, planted=PLANTED),
        "planted_places": replace(PLAIN, children=15_000, together=1.0, spread=0.05, planted=PLANTED),
        "real": REAL,
        "large": replace(REAL, children=15_000),
    }
)
