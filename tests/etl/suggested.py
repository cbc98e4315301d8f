"""What does the assistant suggest of a drawn file? Shared by its tests; every word in the files is invented."""

from pathlib import Path

from etl.assistant.suggest import suggest
from etl.assistant.suggestion import Filled, Suggestion
from etl.content import InMemory
from store.profile import Profile
from tests.etl.office import drawn

GENESIS_END = "__________\nStand: 01.01.2020 / 10:00:00\n"
CARE = f"""GENESIS-Tabelle: 22543-01-02-4
Probe: Betreute Kinder;;;;;;
;;;;Betreute Kinder;Betreute Kinder;Betreute Kinder
;;;;;Altersgruppe;Altersgruppe
;;;;;unter 3 Jahre;3 bis unter 6 Jahre
01.03.2016;DG;Deutschland;Tageseinrichtung;900;300;600
01.03.2016;DG;Deutschland;Tagespflege;90;60;30
01.03.2016;DG;Deutschland;Alle zusammen einmal;950;340;610
01.03.2016;03;  Niedersachsen;Tageseinrichtung;90;30;60
01.03.2016;03152;    Göttingen, Landkreis;Tageseinrichtung;20;8;12
01.03.2016;03155;    Northeim, Landkreis;Tageseinrichtung;16;6;10
01.03.2016;03155;    Northeim, Landkreis;Tagespflege;5;3;2
01.03.2016;03155;    Northeim, Landkreis;Alle zusammen einmal;19;8;11
{GENESIS_END}"""
RATES = f"""GENESIS-Tabelle: AI003-3
Probeatlas;;;;
;;;Betreuungsquote 0 bis 2 Jahre;Betreuungsquote 3 bis 5 Jahre
;;;Prozent;Prozent
2015;DG;Deutschland;32,1;94,1
2015;03;  Niedersachsen;28,1;93,1
2015;03152;    Göttingen, Landkreis;31,1;92,2
2015;03155;    Northeim, Landkreis;11,1;81,1
2016;DG;Deutschland;32,2;94,2
2016;03;  Niedersachsen;28,2;93,2
2016;03152;    Göttingen, Landkreis;31,2;92,3
2016;03155;    Northeim, Landkreis;12,2;82,2
{GENESIS_END}"""
DAYS_ABOVE = f"""GENESIS-Tabelle: 12411-01-01-5
Probe: Bevölkerung;;;;;
;;31.12.2015;31.12.2015;31.12.2014;31.12.2014
;;männlich;weiblich;männlich;weiblich
03152;Göttingen, Landkreis;700;710;690;700
03155;Northeim, Landkreis;640;660;638;659
03159;Osterode, Landkreis;340;350;330;345
{GENESIS_END}"""
FLAT = (
    "statistics_code;time_code;time;1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;3_variable_code;3_variable_label;3_variable_attribute_code;3_variable_attribute_label;value;value_unit;value_variable_code\n"
    + "".join(
        f"12411;STAG;2024-12-31;KREISE;Kreise;{key};{name};NAT;Nationalität;{nation};{people};GES;Geschlecht;{sex};{word};{n};Anzahl;BEVSTD\n"
        for key, name in (
            ("03152", "Göttingen, Landkreis"),
            ("03155", "Northeim, Landkreis"),
            ("03159", "Osterode, Landkreis"),
        )
        for nation, people in (("", "Insgesamt"), ("NATA", "Ausländer"))
        for n, (sex, word) in enumerate((("", "Insgesamt"), ("GESM", "männlich"), ("GESW", "weiblich")), 10)
    )
)


def seen(file: str, content: str | bytes, profile: Profile, **said) -> Suggestion:
    """The suggestion for a file of this name."""
    data = content if isinstance(content, bytes) else content.encode()
    return suggest(InMemory(file, data), profile, **said)


def of_column(found: Suggestion, name: str) -> Filled | None:
    return next((one for one in found.filled if one.name == name), None)


def said_of(found: Suggestion, name: str) -> dict | None:
    """How a canonical column is filled, as a mapping says it; None: not at all."""
    one = of_column(found, name)
    return one and one.value.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)


def cases(columns: dict[str, list[str]], times: int = 1) -> str:
    """A file of these columns; the rows come again so many times, with other numbers in KIND_NR."""
    height = len(next(iter(columns.values()))) * times
    more = {"KIND_NR": [f"K{n}" for n in range(height)], "BEGINN": ["01.02.2024"] * height}
    whole = {name: cells * times for name, cells in columns.items()}
    table = {**{name: cells for name, cells in more.items() if name not in columns}, **whole}
    lines = [" | ".join(table), *(" | ".join(cells[n] for cells in table.values()) for n in range(height))]
    return drawn("\n".join(lines))


def lay(profile: Profile, name: str, text: str) -> Path:
    """A mapping laid into the profile."""
    path = profile.sources_folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path
