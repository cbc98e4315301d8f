"""The worked examples of the handbook: a mapping of each form of official tables reads what it says it reads."""

import pytest

from tests.etl.office import Desk, errors, reasons
from tests.test_documents import HANDBOOK, blocks

OFFICIAL = {
    "22543-01-02-4_2016.csv": """GENESIS-Tabelle: 22543-01-02-4
Kindertagesbetreuung - Stichtag -;;;;;;
;;;;Betreute Kinder;Betreute Kinder;Mittagsverpflegung
;;;;;Altersgruppe;
;;;;;unter 3 Jahre;
;;;;Anzahl;Anzahl;Anzahl
01.03.2016;03155;      Northeim, Landkreis;Tageseinrichtung;4305;724;2000
01.03.2016;03155;      Northeim, Landkreis;Tagespflege;300;183;-
01.03.2016;03155;      Northeim, Landkreis;Insgesamt;4500;900;2000
01.03.2016;03156;      Osterode am Harz, Landkreis;Tagespflege;100;80;.
__________
Stand: 10.10.2017 / 18:21:55
""",
    "12411-01-01-4_2024.csv": """statistics_code;time;1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;value;value_unit;value_variable_code
12411;2024-12-31;KREISE;Kreise;03155;Northeim, Landkreis;GES;Geschlecht;GESW;weiblich;63589;Anzahl;BEVSTD
12411;2024-12-31;KREISE;Kreise;03155;Northeim, Landkreis;GES;Geschlecht;;Insgesamt;125623;Anzahl;BEVSTD
12411;2024-12-31;KREISE;Kreise;03155;Northeim, Landkreis;GES;Geschlecht;;Insgesamt;1268;qkm;FLAECHE
""",
}


@pytest.mark.parametrize(("file", "rows"), [("22543-01-02-4_2016.csv", 2), ("12411-01-01-4_2024.csv", 2)])
def test_the_mappings_of_official_tables_read_what_they_say_and_nothing_else(tmp_path, file, rows):
    examples = {f"example_{number}": toml for number, toml in enumerate(blocks(HANDBOOK, "toml")[1:])}
    report = Desk(tmp_path, examples).check({file: OFFICIAL[file]})
    assert (errors(report), reasons(report)) == ([], [])
    assert sum(part.rows.height for part in report.parts) == rows
