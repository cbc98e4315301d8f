"""The profile of the invented office of a world: areas, offers, groups, how its sources count, what it decided."""

from pathlib import Path

from store.profile import Profile, read_profile
from tests.simulator.world import BANDS, DISTRICT, GROUPS, OFFERS, PLACES, REPORT, World

RELEASE = '[freigabe]\ndatum = 2026-01-05\nfunktion = "Datenschutz"\nvermerk = "erfunden"\n'
KITA_TURNOVER = 1.7  # children over the year per child on 1 March, at most
SETTINGS = f"""
[amt]
name = "Jugendamt Simulation"
kurz = "Simulation"
landkreis = "Landkreis Simulation"
schluessel = "{DISTRICT}"
[schutz]
basis = 5
min_erwartet = 10
bleibt_erwartet = 8
min_bevoelkerung = 50
jahre_zurueck = 3
beschlossen_am = 2026-01-05
vermerk = "erfunden"
[stichtage]
tage = ["03-01", "12-31"]
[umschlag]
kita = {{ hoechstens = {KITA_TURNOVER}, quelle = "erfunden" }}
"""
UNIT = {"verknuepft": "Kinder", "eigener_schluessel": "Kinder", "zaehlwerte": "Kinder", "kontakte": "Besuche"}
ROLES = {"verknuepft": "nutzung", "eigener_schluessel": "nutzung", "zaehlwerte": "zaehlwerte", "kontakte": "kontakte"}


def write_profile(folder: Path, world: World, columns: dict[str, list[str]]) -> Profile:
    """The profile in `folder`; columns: of the file of each source, all under their canonical names."""
    (folder / "quellen").mkdir(parents=True)
    tables = {
        "gebiete.csv": "schluessel;name;ebene;oberhalb;bewohnt\n" + _areas(),
        "angebote.csv": "id;name;kurzname;fachbereich;alter_von;alter_bis;bereich;art;zaehlweise;einheit;zaehlt;sensibel;bit;nie_verknuepfen;verbleib\n" + _offers(world),
        "angebotsgruppen.csv": "id;name;ebene;regel;gebietsebenen\n" + _groups(),
        "altersgruppen.csv": "id;name;alter_von;alter_bis\n" + "".join(f"{b};{b};{a};{z}\n" for b, (a, z) in BANDS.items()),
        "ereignisse.csv": "datum;art;kurz;text\n",
        "amt.toml": SETTINGS,
    }  # fmt: skip
    for name, text in tables.items():
        (folder / name).write_text(text, "utf-8")
    for source, counting in [*world.counting.items(), *[(REPORT, "zaehlwerte")] * bool(world.reported)]:
        mapping = _mapping(source, counting, columns[source])
        (folder / "quellen" / f"{source}.toml").write_text(mapping, "utf-8")
    return read_profile(folder)


def _areas() -> str:
    towns = "".join(f"{place};Ort {number};gemeinde;{DISTRICT};ja\n" for number, place in enumerate(PLACES, 1))
    return f"{DISTRICT};Landkreis Simulation;kreis;;ja\n{towns}"


def _offers(world: World) -> str:
    rows = []
    for bit, (name, offer) in enumerate(OFFERS.items()):
        counting, stay = world.ways[name], world.stay if offer.stay is None else offer.stay
        about = (name, name, name, offer.domain, offer.first, offer.last, offer.domain, "universell", counting)
        told = f"{stay:g}".replace(".", ",") if world.stay_told else ""
        rows.append(";".join(map(str, (*about, UNIT[counting], "ja", "nein", bit, "", told))) + "\n")
    barred = "eingriff;Eingriff;Eingriff;hilfen;0;17;;eingriff;zaehlwerte;Verfahren;nein;ja;;§ 68 SGB VIII;\n"
    return "".join(rows) + barred


def _groups() -> str:
    return "".join(f"{group};{group};{level};{rule};kreis,gemeinde\n" for group, (level, rule) in GROUPS.items())


def _mapping(source: str, counting: str, columns: list[str]) -> str:
    named = "\n".join(f'{column} = "{column}"' for column in columns)
    return f"""
[quelle]
name = "{source}"
titel = "{source}"
lieferart = "bestand"
zaehlweise = "{counting}"
{RELEASE if counting == "verknuepft" else ""}
[[datei]]
rolle = "{ROLES[counting]}"
muster = ["{source}.csv"]
[datei.spalten]
{named}
"""
