"""Which columns may a delivery have? The canonical files of HANDBUCH „Lieferformat“, one role per kind of file.

A role's columns keep their German names from the file to `microdata`: the delivering office can read its own table.
Kinds: text | key (v1: + 64 hex) | offer | area | home (area, `ausserhalb`, `unbekannt`) | day_from, day_to (a month means
its first, its last day) | day | year | month | since (month or `geburt`) | whole | decimal | yesno | code.
"""

from dataclasses import dataclass

import polars as pl

TYPES = {
    "text": pl.String,
    "key": pl.String,
    "offer": pl.String,
    "area": pl.String,
    "home": pl.String,
    "code": pl.String,
    "since": pl.String,
    "day_from": pl.Date,
    "day_to": pl.Date,
    "day": pl.Date,
    "year": pl.Int16,
    "month": pl.Int8,
    "whole": pl.Int64,
    "decimal": pl.Float64,
    "yesno": pl.Boolean,
}


Rules = tuple[tuple[str, pl.Expr], ...]  # reason (code|column) and which rows it is true of


@dataclass(frozen=True)
class Field:
    """One column: `required` True = a row without it is rejected; `codes` = what the office may write -> what is stored.

    `says`: what the row says; the other columns say about what, and the same again with another value is a correction.
    """

    name: str
    kind: str
    required: bool = False
    codes: dict[str, str] | None = None
    says: bool = False


@dataclass(frozen=True)
class Role:
    """One kind of file. `of_use`: who used an offer, so a Lieferschein says how far; `personal`: its rows are single children.

    `stored` False: joined to other rows before anything is kept. `key`: SQL of what a row is about, where columns do not say it.
    """

    fields: tuple[Field, ...]
    rules: Rules = ()
    of_use: bool = False
    personal: bool = False
    stored: bool = True
    key: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """SQL expressions that say what a row is about, within its source."""
        return self.key or tuple(field.name for field in self.fields if not field.says)


def same(*words: str) -> dict[str, str]:
    return {word: word for word in words}


SEX = same("m", "w", "d", "o") | {"1": "m", "2": "w", "3": "d", "7": "o"}
SEX |= {"männlich": "m", "weiblich": "w", "divers": "d", "ohne angabe": "o"}
SEX_OR_ALL = SEX | same("alle") | {"insgesamt": "alle"}
UNITS = same("kinder", "familien", "faelle", "hilfen", "verfahren", "teilnehmende", "urkunden", "junge_menschen")

POPULATION = (
    Field("stichtag", "day", True),
    Field("gemeinde", "area", True),
    Field("alter_von", "whole", True),
    Field("alter_bis", "whole", True),
    Field("geschlecht", "code", False, SEX_OR_ALL),
    Field("anzahl", "whole", True, says=True),
    Field("basis", "text", True),
    Field("geschaetzt", "yesno", True, says=True),
    Field("quelle", "text", True),
    Field("abruf", "day", says=True),
)
KINDS_OF_DELIVERY = ("bestand", "zeitraum", "aenderung")
AGES = ("alter_verdreht|alter_bis", pl.col("alter_bis") < pl.col("alter_von"))
CHILD = ("kind_nr", "kind_schluessel_1", "kind_schluessel_2", "kind_schluessel_3", "kind_schluessel_4")
REFERENCE = f"coalesce({', '.join(CHILD)})"  # what a source calls a child, in SQL
ROLES: dict[str, Role] = {
    "lieferschein": Role(
        (
            Field("quelle", "text", True),
            Field("angebot", "offer", True),
            Field("zeitraum_von", "day_from", True),
            Field("zeitraum_bis", "day_to", True),
            Field("datenstand", "day", True, says=True),
            Field("lieferart", "code", True, same(*KINDS_OF_DELIVERY), says=True),
            Field("vollstaendig", "yesno", True, says=True),
            Field("endgueltig", "yesno", says=True),
            Field("zeilen", "whole", says=True),
            Field("kontakt_funktion", "text", says=True),
            Field("naechste_lieferung", "day", says=True),
            Field("rechtsgrundlage_vermerk", "text", says=True),
        )
    ),
    "nutzung": Role(
        (
            *(Field(f"kind_schluessel_{n}", "key") for n in (1, 2, 3, 4)),
            Field("kind_nr", "text"),
            Field("vorgang_nr", "text"),
            Field("angebot", "offer", True),
            Field("geburtsjahr", "year", True),
            Field("geburtsmonat", "month"),
            Field("geschlecht", "code", False, SEX),
            Field("wohngemeinde", "home", True),
            Field("wohngemeinde_stand", "code", False, same("beginn", "ende", "jahresende")),
            Field("ort_angebot", "area"),
            Field("beginn", "day_from", True),
            Field("ende", "day_to"),
            Field("zustaendigkeit", "code", False, same("eigen", "erstattung", "fremd")),
            Field("im_kreis_seit", "since"),
            Field("wegzug", "day_from"),
            Field("zugang", "text"),
        ),
        rules=(("ohne_kind|kind_nr", pl.all_horizontal([pl.col(c).is_null() for c in CHILD])),),
        of_use=True,
        personal=True,
        key=(REFERENCE, "angebot", "coalesce(vorgang_nr, beginn::VARCHAR)"),
    ),
    "kinder": Role(
        (
            Field("kind_nr", "text", True),
            Field("geburtsjahr", "year"),
            Field("geburtsmonat", "month"),
            Field("geschlecht", "code", False, SEX),
            Field("wohngemeinde", "home"),
            Field("im_kreis_seit", "since"),
            Field("wegzug", "day_from"),
        ),
        personal=True,
        stored=False,
    ),
    "zaehlwerte": Role(
        (
            Field("angebot", "offer", True),
            Field("jahr", "year"),
            Field("stichtag", "day"),
            Field("merkmal", "code", True, same("nutzende", "bestand", "begonnen", "beendet")),
            Field("gemeinde", "area", True),
            Field("ortsbezug", "code", True, same("wohnort", "einrichtung")),
            Field("alter_von", "whole", True),
            Field("alter_bis", "whole", True),
            Field("alter_am", "text", says=True),
            Field("geschlecht", "code", False, SEX_OR_ALL),
            Field("einheit", "code", True, UNITS),
            Field("anzahl", "whole", True, says=True),
            Field("doppelt_gezaehlt", "code", True, same("ja", "nein", "unbekannt"), says=True),
            Field("kinder_je_einheit_min", "decimal", says=True),
            Field("kinder_je_einheit_max", "decimal", says=True),
            Field("spanne_quelle", "text", says=True),
        ),
        rules=(("zeitbezug|jahr", pl.col("jahr").is_null() == pl.col("stichtag").is_null()), AGES),
        of_use=True,
    ),
    "kontakte": Role(
        (
            Field("angebot", "offer", True),
            Field("jahr", "year", True),
            Field("monat", "month"),
            Field("gemeinde", "area", True),
            Field("standort", "text"),
            Field("termine", "whole", says=True),
            Field("besuche", "whole", True, says=True),
            Field("erstbesuche", "whole", says=True),
            Field("besuche_je_kind_min", "decimal", says=True),
            Field("besuche_je_kind_max", "decimal", says=True),
            Field("spanne_quelle", "text", says=True),
        ),
        of_use=True,
    ),
    "bevoelkerung": Role(POPULATION, rules=(AGES,)),
    "geburten_zuzuege": Role(
        (
            Field("jahr", "year", True),
            Field("gemeinde", "area", True),
            Field("alter", "whole"),
            Field("geburten", "whole", says=True),
            Field("zuzuege", "whole", says=True),
            Field("fortzuege", "whole", says=True),
        )
    ),
    "vorausrechnung": Role(
        (
            *POPULATION,
            Field("variante", "text", True),
            Field("erstellt_am", "day", True, says=True),
        ),
        rules=(AGES,),
    ),
    "warteliste": Role(
        (
            Field("angebot", "offer", True),
            Field("stichtag", "day", True),
            Field("gebiet", "area", True),
            Field("wartende", "whole", True, says=True),
            Field("einheit", "code", True, same("kinder", "familien")),
            Field("wartezeit_median_tage", "whole", says=True),
            Field("wartezeit_art", "code", False, same("wartend", "begonnen")),
            Field("anfragen_jahr", "whole", says=True),
            Field("nicht_besetzt_jahr", "whole", says=True),
            Field(
                "grund",
                "code",
                False,
                same("kein_platz", "kein_personal", "kein_passendes_angebot", "absage_familie", "sonstiges"),
            ),
            Field("doppelt_gezaehlt", "code", False, same("ja", "nein", "unbekannt"), says=True),
        )
    ),
    "personal": Role(
        (
            Field("fachbereich", "text", True),
            Field("sachgebiet", "text", True),
            Field("stichtag", "day", True),
            Field("stellen_vzae", "decimal", True, says=True),
            Field("besetzt_vzae", "decimal", True, says=True),
            Field("personen_klasse", "code", True, same("unter5", "ab5"), says=True),
            Field("faelle", "whole", says=True),
            Field("faelle_einheit", "text"),
        )
    ),
    "plaetze": Role(
        (
            Field("angebot", "offer", True),
            Field("stichtag", "day", True),
            Field("gemeinde", "area", True),
            Field("alter_von", "whole", True),
            Field("alter_bis", "whole", True),
            Field("plaetze_genehmigt", "whole", True, says=True),
            Field("plaetze_angeboten", "whole", says=True),
            Field("plaetze_belegt", "whole", says=True),
            Field("traegerart", "code", False, same("oeffentlich", "frei")),
        ),
        rules=(AGES,),
    ),
    "ausgaben": Role(
        (
            Field("jahr", "year", True),
            Field("angebot", "offer"),
            Field("produkt", "text"),
            Field("aufwand", "decimal", True, says=True),
            Field("ertrag", "decimal", True, says=True),
            Field("davon_erstattung_anderer", "decimal", says=True),
            Field("stand", "code", True, same("plan", "vorlaeufig", "ergebnis")),
            Field("preisbasis", "code", False, same("nominal")),
        )
    ),
    "soziallage": Role(
        (
            Field("stichtag", "day", True),
            Field("gebiet", "area", True),
            Field("merkmal", "text", True),
            Field("anzahl", "whole", True, says=True),
            Field("bezug_anzahl", "whole", says=True),
            Field("quelle", "text"),
        )
    ),
    "ueberschneidung": Role(
        (
            Field("jahr", "year", True),
            Field("angebot_a", "offer", True),
            Field("angebot_b", "offer", True),
            Field("gebiet", "area", True),
            Field("kinder_beide_min", "whole", True, says=True),
            Field("kinder_beide_max", "whole", True, says=True),
            Field("quelle", "text", True, says=True),
        )
    ),
}

OF_USE = tuple(name for name, role in ROLES.items() if role.of_use)
STORED = tuple(name for name, role in ROLES.items() if role.stored)
CHILD_COLUMNS = tuple(  # may stand in the file of children instead of the use
    field.name for field in ROLES["kinder"].fields if field.name not in CHILD
)
