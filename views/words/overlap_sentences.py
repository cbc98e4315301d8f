"""How is it said that offers are used by the same children? Every case of texte.md § 7 no. 9; never an order as a cause."""

from collections.abc import Sequence

from store.german import capital, listed, number
from views.figures.deliveries import shortened
from views.figures.pairs import OpenPair, Partner
from views.figures.pathways import Before, Entries
from views.figures.reach import Reach
from views.finding import Sentence, Text
from views.words.cells import at_least, at_most, few
from views.words.sentences import about, ends, stands_out

NO_CAUSE = "Eine Reihenfolge ist keine Ursache."
MARKS = {"counted": "gezählt über einen gemeinsamen Schlüssel", "stated": "von Hand ausgezählt"}
REASONS = {
    "protected": "Zum Schutz einzelner Kinder nicht gezeigt",
    "no_data": "Keine Lieferung für dieses Jahr",
    "keys": "Nicht verknüpfbar: führen eigene Nummern",
    "unlinked": "Nicht verknüpfbar: melden nur Summen oder Besuche",
    "refused": "Auszählung von Hand widerspricht den Zählungen und wird nicht verwendet",
}
OF_DOMAINS = {
    "keys": "Nicht verknüpfbar: führen eigene Nummern",
    "unlinked": "Nicht verknüpfbar: enthalten Angebote ohne gemeinsamen Schlüssel",
}
OTHERS = {  # none of them, one of them, one other, several others
    "angebot": ("keines", "eines", "Angebot", "Angeboten"),
    "bereich": ("keiner", "einer", "Bereich", "Bereichen"),
}


def of_pair(name: str, partner: Partner) -> Text:
    """A pair that is known: its share, few children, or its count where no share is told."""
    other, both = partner.name, partner.both
    if both.is_small:
        return f"{name} und {other}: Weniger als {few(both.base)} Kinder nutzten beide"
    if partner.share.shown:
        return _told(partner.share, " Kindern in {name} nutzten im selben Jahr {other}", name=name, other=other)
    return f"{capital(children(both))} nutzten im selben Jahr {name} und {other}"


def _told(share: Reach, after: str, **values: str) -> Sentence:
    """A share at the beginning of a sentence."""
    return Sentence(f"{capital(_of_100(share))}{after}", {**values, **ends(share)})


def _of_100(share: Reach) -> str:
    """The template of a share."""
    low = at_least(share.least)
    if share.open_end:
        return "mindestens {low} von 100"
    if share.is_value:
        return "rund {share} von 100" if about(share) != "0" else "weniger als 1 von 100"
    if low == "0" or share.few_at_least:
        return "höchstens {high} von 100"
    return "zwischen {low} und {high} von 100" if low != at_most(share.most) else "rund {low} von 100"


def children(both: Reach) -> str:
    """A count as published: 'rund 35 Kinder', '200 bis 225 Kinder', 'höchstens 10 Kinder', 'weniger als zehn Kinder'."""
    if both.is_small:
        return f"weniger als {few(both.base)} Kinder"
    low, high = both.count.least, both.count.most
    if both.open_end:
        return "eine nicht bekannte Zahl von Kindern" if both.few_at_least else f"mindestens {number(low)} Kinder"
    if low == high:
        return f"rund {number(low)} Kinder"
    return f"höchstens {number(high)} Kinder" if both.few_at_least else f"{number(low)} bis {number(high)} Kinder"


def opening(name: str, partners: Sequence[Partner]) -> Text:
    """The finding of the page: the largest share that is known, else that none is."""
    known = next((partner for partner in partners if partner.known), None)
    if known:
        return of_pair(name, known)
    if any(partner.kind == "protected" for partner in partners):
        return f"Zu {name} wird keine Mehrfachnutzung gezeigt"
    return f"Welche Angebote dieselben Kinder nutzen wie {name}, ist nicht bekannt"


def how_much_is_known(partners: Sequence[Partner], level: str) -> str:
    """Of so many others, so many are known; '' without any."""
    if not partners:
        return ""
    none, one, single, several = OTHERS[level]
    known, bounded = sum(p.known for p in partners), sum(p.bounded for p in partners)
    others = f"Von einem anderen {single}" if len(partners) == 1 else f"Von {len(partners)} anderen {several}"
    told = f"{'ist' if known < 2 else 'sind'} {(none, one)[known] if known < 2 else known} bekannt"
    limits = f"bei {'einem' if bounded == 1 else bounded} weiteren begrenzen beide Zahlen, was möglich ist"
    return f"{others} {told}{f'; {limits}' if bounded else ''}."


def mark(partner: Partner) -> str:
    """Where a known number comes from, and how many children it is."""
    said = children(partner.both) if partner.both.shown else ""
    return " · ".join(filter(None, (said, MARKS[partner.kind])))


def bounds_in_short(bounded: Sequence[Partner], what: str) -> str:
    """The line of the closed table: how many, and between what the upper bounds lie; what: 'Angebot' or 'Bereich'."""
    edges = [partner.share.most for partner in bounded]
    low, high = at_most(min(edges)), at_most(max(edges))
    many = f"{len(bounded)} {what}{'e' if len(bounded) > 1 else ''}"
    return f"{many}: höchstens {low if low == high else f'{low} bis {high}'} von 100 möglich"


def reasons(name: str, linkable: bool, partners: Sequence[Partner], level: str) -> list[tuple[str, str]]:
    """Why something is not known → whom it concerns; one line per reason, however many it concerns."""
    words = REASONS | OF_DOMAINS if level == "bereich" else REASONS
    kinds: dict[str, list[str]] = {}
    for partner in partners:
        if not partner.known:
            kinds.setdefault(partner.kind, []).append(partner.name)
    if not linkable and "unlinked" in kinds:
        others = kinds.pop("unlinked")
        why = "enthält Angebote ohne gemeinsamen Schlüssel" if level == "bereich" else "meldet nur Summen oder Besuche"
        own = [(f"Nicht verknüpfbar: {name} {why}", f"alle {len(others)} übrigen" if len(others) > 1 else others[0])]
        return own + _lines(words, kinds)
    return _lines(words, kinds)


def _lines(words: dict[str, str], kinds: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(words[kind], listed(shortened(sorted(kinds[kind])))) for kind in words if kind in kinds]


def over_the_domains(known: int, bounded: int, pairs: int) -> str:
    """How much is known of the pairs of Bereiche? The title of the matrix."""
    verb = "ist" if known < 2 else "sind"
    told = f"Von {pairs} Paaren der Bereiche {verb} {_of_pairs(known)} bekannt"
    return f"{told}, {_of_pairs(bounded)} rechnerisch begrenzt" if bounded else told


def _of_pairs(n: int) -> str:
    return {0: "keines", 1: "eines"}.get(n, number(n))


def without_link(names: Sequence[str]) -> str:
    """The Bereiche of which nothing can be told beside any other one, in one line; '' without any."""
    return f"Mit keinem anderen Bereich verknüpfbar: {listed(list(names))}." if names else ""


def stated(n: int) -> str:
    """The title of what was counted by hand."""
    return "Eine Überschneidung ist von Hand ausgezählt" if n == 1 else f"{n} Überschneidungen sind von Hand ausgezählt"


def way(pair: OpenPair) -> str:
    """What would tell: a key in common, or counting by hand."""
    if not pair.without_key:
        return "gemeinsamer Schlüssel, sonst Auszählung von Hand"
    return f"Auszählung von Hand; {listed(pair.without_key)} ohne Schlüssel"


def entry(found: Entries) -> Text:
    """With which offer did it begin most often? Said only where it is certainly above every other; else the question."""
    name = stands_out(found.shares)
    if not name:
        return "Mit welchem Angebot begann der erste Kontakt?"
    share = found.shares[name]
    return Sentence(f"Am häufigsten begann es mit {{name}}: {_of_100(share)}", {"name": name, **ends(share)})


def earlier(told: Before) -> Text:
    """What had the users of one offer used before?"""
    if told.anything is None:
        return f"{told.name}: Was Kinder davor nutzten, wird nicht gezeigt"
    return _told(told.anything, " Kindern in {name} nutzten in früheren Jahren ein anderes Angebot", name=told.name)


def only_users(used: Sequence[str], asked: Sequence[str]) -> str:
    """One combination of the offers asked for: 'A und B', 'nur A', 'A und B, nicht C', 'alle drei'."""
    left = [name for name in asked if name not in used]
    if not left:
        return f"{listed(used)} zusammen"
    return f"nur {used[0]}" if len(used) == 1 else f"{listed(used)}, nicht {listed(left)}"


def of_combination(names: Sequence[str], together: int, each: dict[str, int]) -> str:
    """The finding of one's own combination, exactly: never to be handed on."""
    users = [f"von {number(each[name])} {'Kind' if each[name] == 1 else 'Kindern'} in {name}" for name in names]
    used = "nutzte" if together == 1 else "nutzten"
    whom = "beide" if len(names) == 2 else "alle drei"
    return f"{number(together)} {'Kind' if together == 1 else 'Kinder'} {used} {whom}: {listed(users)}"
