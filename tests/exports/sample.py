"""Which report do the tests of the formats write? Every part, paragraph style, chart kind and look, with long German names.

The figures are drawn by hand and mean nothing.
"""

from __future__ import annotations

from dataclasses import replace

from exports.report import Bullets, Facts, Heading, PageBreak, Paragraph, Part, Picture, Report, Slide
from views.finding import Cell, Chart, Column, Event, Passport, Row, Series, Table, table_of

DEMO = "DEMO – erfundene Zahlen. Keine Aussage über den Landkreis Northeim oder eine Gemeinde."
LONG_NAMES = (
    "Familienhebammen und FGKiKP (längerfristige aufsuchende Begleitung)",
    "Elterninformation nach der Geburt (Willkommensbesuch oder -brief)",
    "Familienzentren, Familientreffs, Familienservicebüros (gefördert)",
    "Kindertageseinrichtung (Krippe, Kindergarten)",
    "Beratung bei Partnerschaft, Trennung und Scheidung",
    "Intensive sozialpädagogische Einzelbetreuung",
    "Eingliederungshilfe bei (drohender) seelischer Behinderung",
    "Hort",
    "Beratung und Unterstützung bei Unterhalt und Vaterschaft",
    "Jugendsozialarbeit (Jugendberufshilfe, Jugendwerkstatt)",
    "Präventionsprojekte, erzieherischer Kinder- und Jugendschutz",
    "Mitwirkung im familiengerichtlichen Verfahren",
)
YEARS = tuple(str(year) for year in range(2008, 2026))
FACTS = Facts(
    office="Jugendamt Landkreis Northeim",
    district="Landkreis Northeim",
    edition="Ausgabe 2026",
    as_of="30.09.2026",
    next_figures="15.03.2027",
    selection="Landkreis, alle Altersgruppen, 2008 bis 2025",
    protection="Jede Zahl ist auf ein Vielfaches von 5 gerundet; Anteile ab 50 Kindern.",
    source="Fachverfahren des Jugendamts; Bevölkerung: Landesamt für Statistik Niedersachsen",
    breaks=("2017: Reform des Unterhaltsvorschusses", "2022: Bevölkerung auf Basis des Zensus 2022"),
    contact="die Datenpflege des Jugendamts",
)
PASSPORT = Passport(
    "",
    (
        ("Kennzahl", "Reichweite im Jahr"),
        ("gezählt", "Kinder unter 18 mit Wohnort im Landkreis am 31.12., die im Jahr mindestens ein Angebot nutzten"),
        ("bezogen auf", "alle Kinder unter 18 am 31.12., fortgeschriebene Bevölkerung"),
        ("Zeitraum", "2008 bis 2025"),
        ("Schutz", "auf 5 gerundet"),
        ("Das heißt nicht", "dass die übrigen Kinder ohne Unterstützung sind"),
        ("Quelle und Datenstand", "Fachverfahren des Jugendamts, 30.09.2026"),
    ),
)


def name_of(row: int) -> str:
    """The name of a row: the long ones in turn, made different by a letter."""
    return (
        f"{LONG_NAMES[row % len(LONG_NAMES)]}{' ' + chr(65 + row // len(LONG_NAMES)) if row >= len(LONG_NAMES) else ''}"
    )


def span(low: float, high: float) -> Cell:
    """So many of 100, one decimal each."""
    return Cell("of_100", round(low, 1) / 100, round(high, 1) / 100)


def columns_chart() -> Picture:
    """Eighteen years with a proved and a possible part and two breaks."""
    cells = tuple(span(30 + 0.9 * i, 34.5 + 0.9 * i + i % 3) for i in range(len(YEARS)))
    chart = Chart(
        kind="columns",
        unit="von 100 Kindern",
        categories=YEARS,
        series=(Series("von 100 Kindern", cells, "proved"),),
        events=(Event("2017", "UVG-Reform", breaks=True), Event("2022", "neue Zensusbasis", breaks=True)),
        alt="Säulen für 2008 bis 2025: von mindestens 30 auf mindestens 45 von 100 Kindern.",
    )
    title = "2025 nutzten von 100 Kindern mindestens 45 und höchstens 52 ein Angebot"
    return Picture(title, "Von 100 Kindern unter 18. Voll: gezählt. Schraffiert: möglich.", chart)


def bars_chart(rows: int = 11) -> Picture:
    """One bar per name, some hatched, one protected."""
    low = [5 + (i * 7) % 60 for i in range(rows)]
    cells = (Cell("of_100", state="protected") if i == 3 else span(low[i], low[i] + i % 4 * 3) for i in range(rows))
    chart = Chart(
        kind="bars",
        unit="von 100 Kindern",
        categories=tuple(name_of(i) for i in range(rows)),
        series=(Series("von 100 Kindern", tuple(cells), "proved"),),
        alt="Balken je Angebot, von 5 bis 64 von 100 Kindern; ein Angebot ist geschützt.",
    )
    title = "Am dichtesten ist das Netz bei den Drei- bis Fünfjährigen"
    return Picture(title, "Von 100 Kindern, 2025. Nicht addieren: Ein Kind kann mehrere Angebote nutzen.", chart)


def gaps_chart() -> Picture:
    """Bars on both sides of a zero line, a series for each verdict."""
    cells = [Cell("apart", value, value, chance=(value - 20, value + 20)) for value in (120, 80, 30, -5, -40, -90)]
    firm, unsure = ((*cells[:2], *(None,) * 4), (None, None, *cells[2:]))
    chart = Chart(
        kind="apart",
        unit="Kinder",
        categories=("Demo-Uslar", "Demo-Dassel", "Demo-Kalefeld", "Demo-Moringen", "Demo-Einbeck", "Demo-Northeim"),
        series=(Series("belastbar", firm, "firm"), Series("unsicher", unsure, "unsure")),
        alt="Balken nach rechts und links: von 120 Kindern weniger bis 90 Kinder mehr.",
    )
    title = "In zwei Gemeinden nutzten weniger Kinder Angebote, als zu erwarten"
    return Picture(title, "Kinder mehr oder weniger als bei kreisweit üblicher Nutzung, 2025", chart)


def lines_chart() -> Picture:
    """A municipality, the district, a projection and a gap in the record."""
    place = tuple(None if i == 5 else span(*(22 + 0.8 * i + i % 2,) * 2) for i in range(15)) + (None,) * 3
    ahead = (None,) * 14 + tuple(span(34 + i, 34 + i) for i in range(4))
    district = tuple(span(*(25 + 0.9 * i,) * 2) for i in range(15)) + (None,) * 3
    chart = Chart(
        kind="lines",
        unit="von 100 Kindern",
        categories=YEARS,
        series=(
            Series("Landkreis", district, "context"),
            Series("Demo-Katlenburg-Lindau", place, "accent"),
            Series("Vorausschau", ahead, "dashed"),
        ),
        events=(Event("2022", "neue Zensusbasis", breaks=True),),
        alt="Linien für eine Gemeinde und den Landkreis, 2008 bis 2025.",
    )
    sub = "Von 100 Kindern unter 18; die Achse beginnt bei 0. Gestrichelt: Vorausschau."
    return Picture("Der Abstand zum Kreis bleibt gleich", sub, chart)


def curve_chart() -> Picture:
    """A curve over the ages whose upper end leaves the lower one."""
    cells = tuple(span(low := min(77.0, 8 + 9.0 * i), low + min(16.0, 0.9 * i)) for i in range(18))
    chart = Chart(
        kind="curve",
        unit="von 100 Kindern",
        categories=tuple(str(age) for age in range(18)),
        series=(Series("Jahrgang 2007", cells),),
        alt="Kurve nach Alter von 8 auf mindestens 77 und höchstens 92 von 100 Kindern.",
    )
    title = "Bis zum 18. Geburtstag kommen zwischen 77 und 92 von 100 Kindern in Kontakt"
    return Picture(title, "Von 100 Kindern, bis zum jeweiligen Alter.", chart)


def long_table(rows: int) -> Table:
    """One row per offer, as many as asked for."""
    columns = (
        Column("Angebot"),
        Column("Fachbereich"),
        Column("von 100 Kindern", figure=True),
        Column("Kinder", figure=True),
        Column("Entwicklung seit 2016"),
    )
    body = (
        (
            name_of(i),
            "Fachbereich 51.2",
            Cell("of_100", (i + 5) / 100, (i + 9) / 100) if i % 5 else Cell("of_100", state="protected"),
            Cell("about", 1235, 1235, base=5),
            "kein klarer Trend",
        )
        for i in range(rows)
    )
    return Table("Nutzung je Angebot im Jahr 2025", columns, tuple(map(Row, body)))


def wide_table() -> Table:
    """Fourteen columns, as many as a table over the years has."""
    names = ("Katlenburg-Lindau", "Bad Gandersheim", "Nörten-Hardenberg", "Landkreis")
    body = ((name, *(f"{30 + i + j}–{34 + i + j}" for j in range(13))) for i, name in enumerate(names))
    return table_of("Reichweite im Jahr nach Gemeinden", ("Gemeinde", *YEARS[-13:]), body)


def parts(rows: int) -> tuple[Part, ...]:
    """Every kind of part, every paragraph style, every chart kind."""
    text = (
        "Von 100 Kindern nutzten 2025 mindestens 45 und höchstens 52 ein Angebot oder eine Leistung des Jugendamts. "
        "Das sind 8.820 bis 10.190 von 19.600 Kindern. Die Kinder- und Jugendhilfestatistik zählt anders: Sie zählt "
        "Hilfen, nicht Kinder, und nennt deshalb höhere Zahlen."
    )
    return (
        Heading(1, "Auftrag, Anlass, Beschlusslage", "1"),
        Paragraph("Rechtsgrundlage, Auftrag und bisherige Beschlüsse ergänzt das Jugendamt.", "empty"),
        Heading(1, "Das Wichtigste auf einer Seite", "2"),
        Paragraph("2025 nutzten von 100 Kindern mindestens 45 und höchstens 52 ein Angebot.", "lead"),
        Paragraph(text),
        Bullets(("Seit 2016: drei gestiegen, zwei gesunken.", "Kein Beleg für Ursachen. " + text, "Kurz.")),
        Paragraph("Nach den Daten des Jugendamts nutzen 77 bis 92 von 100 Kindern mindestens ein Angebot.", "quote"),
        Paragraph("Weniger Nutzung kann Angebote anderer Träger oder im Nachbarort bedeuten.", "note"),
        columns_chart(),
        PASSPORT,
        Heading(1, "Reichweite", "5"),
        Heading(2, "Alter und Gemeinden", "5.4"),
        bars_chart(rows),
        long_table(rows),
        PASSPORT,
        Heading(3, "Die Gemeinden im Vergleich mit dem Landkreis: mehr oder weniger Kinder, als zu erwarten wären"),
        gaps_chart(),
        wide_table(),
        PageBreak(),
        Heading(1, "Entwicklung der Angebote und Hilfen", "6"),
        Paragraph(text),
        lines_chart(),
        curve_chart(),
        PASSPORT,
    )


def sample_report(rows: int = 11, demo: bool = True, kind: str = "strategiepapier") -> Report:
    """A whole report with as many offers as asked for; demo: the sentence that must stand everywhere."""
    facts = replace(FACTS, demo=DEMO if demo else "")
    slides = (
        Slide("2025 nutzten 45 bis 52 von 100 Kindern ein Angebot", columns_chart(), "Landkreis", "Definition: …"),
        Slide("Am dichtesten ist das Netz bei den Drei- bis Fünfjährigen", bars_chart(rows), "2025", "Quelle: …"),
        Slide("Der Abstand zum Kreis bleibt gleich", lines_chart(), "2008 bis 2025", "Vergleichbar seit 2022."),
        Slide("Die Angebote im Einzelnen", long_table(rows), "2025", "Auf 5 gerundet."),
        Slide("Was offen ist", Bullets(("Wartende", "Nicht besetzte Anfragen", "Stellen")), "", "Amt ergänzt."),
    )
    read = kind != "folien"
    return Report(
        kind=kind,
        title="Wen die Kinder- und Jugendhilfe im Landkreis Northeim unterstützt",
        subtitle="Strategiepapier der Jugendhilfeplanung" if kind == "strategiepapier" else "Für das Treffen 2026",
        audience="intern",
        facts=facts,
        content=parts(rows) if read else (),
        slides=() if read else slides,
        file_name=f"{'DEMO_' if demo else ''}{kind}_2026",
    )
