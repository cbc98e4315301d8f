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


@dataclass(frozen=True)
class Field:
    """One column: `required` True = a row without it is rejected; `codes` = what the office may write -> what is stored."""

    name: str
    kind: str
    required: bool = False
    codes: dict[str, str] | None = None


def same(*words: str) -> dict[str, str]:
    return {word: word for word in words}


SEX = {
    "m": "m",
    "w": "w",
    "d": "d",
    "o": "o",
    "1": "m",
    "2": "w",
    "3": "d",
    "7": "o",
    "männlich": "m",
    "weiblich": "w",
    "divers": "d",
    "ohne angabe": "o",
}
SEX_OR_ALL = SEX | same("alle") | {"insgesamt": "alle"}
UNITS = same("kinder", "familien", "faelle", "hilfen", "verfahren", "teilnehmende", "urkunden", "junge_menschen")

POPULATION = (
    Field("stichtag", "day", True),
    Field("gemeinde", "area", True),
    Field("alter_von", "whole", True),
    Field("alter_bis", "whole", True),
    Field("geschlecht", "code", False, SEX_OR_ALL),
    Field("anzahl", "whole", True),
    Field("basis", "text", True),
    Field("geschaetzt", "yesno", True),
    Field("quelle", "text", True),
    Field("abruf", "day"),
)
ROLES: dict[str, tuple[Field, ...]] = {
    "lieferschein": (
        Field("quelle", "text", True),
        Field("angebot", "offer", True),
        Field("zeitraum_von", "day_from", True),
        Field("zeitraum_bis", "day_to", True),
        Field("datenstand", "day", True),
        Field("lieferart", "code", True, same("bestand", "zeitraum", "aenderung")),
        Field("vollstaendig", "yesno", True),
        Field("endgueltig", "yesno"),
        Field("zeilen", "whole"),
        Field("kontakt_funktion", "text"),
        Field("naechste_lieferung", "day"),
        Field("rechtsgrundlage_vermerk", "text"),
    ),
    "nutzung": (
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
    "kinder": (
        Field("kind_nr", "text", True),
        Field("geburtsjahr", "year"),
        Field("geburtsmonat", "month"),
        Field("geschlecht", "code", False, SEX),
        Field("wohngemeinde", "home"),
        Field("im_kreis_seit", "since"),
        Field("wegzug", "day_from"),
    ),
    "zaehlwerte": (
        Field("angebot", "offer", True),
        Field("jahr", "year"),
        Field("stichtag", "day"),
        Field("merkmal", "code", True, same("nutzende", "bestand", "begonnen", "beendet")),
        Field("gemeinde", "area", True),
        Field("ortsbezug", "code", True, same("wohnort", "einrichtung")),
        Field("alter_von", "whole", True),
        Field("alter_bis", "whole", True),
        Field("alter_am", "text"),
        Field("geschlecht", "code", False, SEX_OR_ALL),
        Field("einheit", "code", True, UNITS),
        Field("anzahl", "whole", True),
        Field("doppelt_gezaehlt", "code", True, same("ja", "nein", "unbekannt")),
        Field("kinder_je_einheit_min", "decimal"),
        Field("kinder_je_einheit_max", "decimal"),
        Field("spanne_quelle", "text"),
    ),
    "kontakte": (
        Field("angebot", "offer", True),
        Field("jahr", "year", True),
        Field("monat", "month"),
        Field("gemeinde", "area", True),
        Field("standort", "text"),
        Field("termine", "whole"),
        Field("besuche", "whole", True),
        Field("erstbesuche", "whole"),
        Field("besuche_je_kind_min", "decimal"),
        Field("besuche_je_kind_max", "decimal"),
        Field("spanne_quelle", "text"),
    ),
    "bevoelkerung": POPULATION,
    "geburten_zuzuege": (
        Field("jahr", "year", True),
        Field("gemeinde", "area", True),
        Field("alter", "whole"),
        Field("geburten", "whole"),
        Field("zuzuege", "whole"),
        Field("fortzuege", "whole"),
    ),
    "vorausrechnung": (
        *POPULATION,
        Field("variante", "text", True),
        Field("erstellt_am", "day", True),
    ),
    "warteliste": (
        Field("angebot", "offer", True),
        Field("stichtag", "day", True),
        Field("gebiet", "area", True),
        Field("wartende", "whole", True),
        Field("einheit", "code", True, same("kinder", "familien")),
        Field("wartezeit_median_tage", "whole"),
        Field("wartezeit_art", "code", False, same("wartend", "begonnen")),
        Field("anfragen_jahr", "whole"),
        Field("nicht_besetzt_jahr", "whole"),
        Field(
            "grund",
            "code",
            False,
            same("kein_platz", "kein_personal", "kein_passendes_angebot", "absage_familie", "sonstiges"),
        ),
        Field("doppelt_gezaehlt", "code", False, same("ja", "nein", "unbekannt")),
    ),
    "personal": (
        Field("fachbereich", "text", True),
        Field("sachgebiet", "text", True),
        Field("stichtag", "day", True),
        Field("stellen_vzae", "decimal", True),
        Field("besetzt_vzae", "decimal", True),
        Field("personen_klasse", "code", True, same("unter5", "ab5")),
        Field("faelle", "whole"),
        Field("faelle_einheit", "text"),
    ),
    "plaetze": (
        Field("angebot", "offer", True),
        Field("stichtag", "day", True),
        Field("gemeinde", "area", True),
        Field("alter_von", "whole", True),
        Field("alter_bis", "whole", True),
        Field("plaetze_genehmigt", "whole", True),
        Field("plaetze_angeboten", "whole"),
        Field("plaetze_belegt", "whole"),
        Field("traegerart", "code", False, same("oeffentlich", "frei")),
    ),
    "ausgaben": (
        Field("jahr", "year", True),
        Field("angebot", "offer"),
        Field("produkt", "text"),
        Field("aufwand", "decimal", True),
        Field("ertrag", "decimal", True),
        Field("davon_erstattung_anderer", "decimal"),
        Field("stand", "code", True, same("plan", "vorlaeufig", "ergebnis")),
        Field("preisbasis", "code", False, same("nominal")),
    ),
    "soziallage": (
        Field("stichtag", "day", True),
        Field("gebiet", "area", True),
        Field("merkmal", "text", True),
        Field("anzahl", "whole", True),
        Field("bezug_anzahl", "whole"),
        Field("quelle", "text"),
    ),
    "ueberschneidung": (
        Field("jahr", "year", True),
        Field("angebot_a", "offer", True),
        Field("angebot_b", "offer", True),
        Field("gebiet", "area", True),
        Field("kinder_beide_min", "whole", True),
        Field("kinder_beide_max", "whole", True),
        Field("quelle", "text", True),
    ),
}

# Refused wherever they stand (HANDBUCH „Wird abgewiesen“): words of a column name, without case, accents and separators.
IDENTIFYING = (
    "name", "vorname", "nachname", "familienname", "geburtsname", "strasse", "hausnummer", "anschrift", "adresse",
    "telefon", "handy", "mobil", "email", "mail", "aktenzeichen", "steuernummer", "steuerid", "versichertennummer",
    "krankenkassennummer", "geburtsdatum", "gebdatum", "gebdat", "bemerkung", "notiz", "freitext", "kommentar",
    "fachkraft", "sachbearbeiter", "sachbearbeiterin", "sachbearbeitung", "bearbeiter", "iban", "rufname", "hausnr",
    "wohnanschrift", "telefonnummer", "tel", "rufnummer", "handynummer", "mobilnummer", "emailadresse", "az",
    "geburtstag",
)  # fmt: skip

BOOKKEEPING = {
    "source": "VARCHAR",
    "file": "VARCHAR",
    "line": "BIGINT",
    "as_of": "DATE",
    "period_from": "DATE",
    "period_to": "DATE",
    "delivered_in": "INTEGER",
    "replaced_in": "INTEGER",
}
SQL_TYPES = {
    pl.String: "VARCHAR",
    pl.Date: "DATE",
    pl.Int16: "SMALLINT",
    pl.Int8: "TINYINT",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
}


def table_ddl(role: str) -> str:
    """The table of a role in `microdata`: its columns as delivered, then where each row came from and whether it still holds."""
    columns = {field.name: SQL_TYPES[TYPES[field.kind]] for field in ROLES[role]} | BOOKKEEPING
    return f"CREATE TABLE IF NOT EXISTS {role} (" + ", ".join(f"{name} {kind}" for name, kind in columns.items()) + ")"
