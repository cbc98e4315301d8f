"""The small office of the official indicators: helps of one source with a key, advice as sums, 1,000 people under 21."""

import polars as pl

from measures.engine.protect import Rule
from tests.measures.office import analysis

OFFERS = """
    offer              | name | short_name | kind        | domain       | unit     | counts | sensitive | age_from | age_to | bit | since | role
    hze_31             | SPFH | SPFH       | individuell | hze_ambulant | Hilfen   | true   | false     | 0        | 17     | 0   | | hilfe_zur_erziehung
    hze_34             | Heim | Heim       | individuell | hze_stat     | Hilfen   | true   | true      | 0        | 17     | 1   | | hilfe_zur_erziehung
    hilfe_volljaehrige | § 41 | § 41       | individuell | eingliederung| Hilfen   | true   | false     | 18       | 26     | 2   | | junge_volljaehrige
    erziehungsberatung | § 28 | § 28       | individuell | beratung     | Fälle    | true   | true      | 0        | 20     |     | | erziehungsberatung
    beistandschaft     | Bei  | Bei        | individuell | unterhalt    | Fälle    | true   | true      | 0        | 17     |     | | beistandschaft
    unterhaltsvorschuss| UVG  | UVG        | finanziell  | unterhalt    | Kinder   | true   | true      | 0        | 17     |     | | unterhaltsvorschuss
    familienhebammen   | Heb  | Heb        | selektiv    | fruehe_hilfen| Familien | true   | true      | 0        | 2      | 3   | | fruehe_hilfen
    anlaufstelle       | Anl  | Anl        | selektiv    | fruehe_hilfen| Familien | true   | false     | 0        | 2      |     | | fruehe_hilfen
    hze_35             | ISE  | ISE        | individuell | hze_ambulant | Hilfen   | true   | true      | 14       | 17     | 4   | 2030 | hilfe_zur_erziehung
    schutzauftrag_8a   | 8a   | § 8a       | eingriff    |              | Verfahren| false  | true      | 0        | 17     |     | | gefaehrdungseinschaetzung
    inobhutnahme       | 42   | § 42       | eingriff    |              | Verfahren| false  | true      | 0        | 17     |     | | inobhutnahme
"""
PEOPLE = """
    date       | area | age_from | age_to | sex | count
    2024-12-31 | D    | 0        | 2      | all | 100
    2024-12-31 | D    | 3        | 5      | all | 100
    2024-12-31 | D    | 6        | 17     | all | 600
    2024-12-31 | D    | 18       | 20     | all | 200
"""
COVERAGE = """
    source | offer              | year | complete | until      | counting
    hze    | hze_31             | 2024 | true     | 2024-12-31 | eigener_schluessel
    hze    | hze_34             | 2024 | true     | 2024-12-31 | eigener_schluessel
    hze    | hilfe_volljaehrige | 2024 | true     | 2024-12-31 | eigener_schluessel
    hze    | hze_35             | 2024 | true     | 2024-12-31 | eigener_schluessel
    adv    | erziehungsberatung | 2024 | true     | 2024-12-31 | zaehlwerte
"""
CASES = """
    year | offer              | area | age_from | age_to | sex | unit    | running | begun | ended
    2024 | hze_31             | A    | 7        | 7      | m   | faelle  | 4       | 2     | 1
    2024 | hze_31             | -    | 8        | 8      | w   | faelle  | 2       | 1     | 3
    2024 | hze_34             | B    | 17       | 17     | o   | faelle  | 5       | 0     | 0
    2024 | hilfe_volljaehrige | A    | 20       | 20     | w   | faelle  | 3       | 3     | 2
    2024 | hilfe_volljaehrige | A    | 21       | 21     | w   | faelle  | 9       | 9     | 9
    2024 | erziehungsberatung | D    | 0        | 20     | all | faelle  | 30      | 50    | 40
    2024 | erziehungsberatung | D    | 0        | 2      | all | faelle  | 3       | 5     | 4
    2024 | erziehungsberatung | D    | 3        | 20     | all | faelle  | 27      | 45    | 36
    2024 | erziehungsberatung | A    | 0        | 20     | all | faelle  | 10      | 20    | 15
"""
GROUPS = """
    offer_group | name | level | offers                        | mask | below_district | position | role
    alle        | Alle | kopf  | [hze_31, hze_34]              | 3    | true           | 1        | alle
    hze_31      | SPFH | angebot | [hze_31]                    | 1    | true           | 2        |
    hze_ohne_28 | HzE  | auswertung | [hze_31, hze_34]         | 3    | true           | 3        | hze_ohne_beratung
"""
OFFICE = {"offer": OFFERS, "offer_group": GROUPS, "population": PEOPLE, "coverage": COVERAGE, "case_year": CASES}
RULE = Rule(b"k" * 32, "D")


def office(**tables):
    return analysis(**(OFFICE | tables))


def row(found: pl.DataFrame, **where) -> dict:
    found = found.filter(*[pl.col(name) == value for name, value in ({"age_band": "all"} | where).items()])
    assert len(found) == 1, len(found)
    return found.row(0, named=True)


def less(drawn: str, *words: str) -> str:
    """The drawing without the lines that hold one of the words."""
    return "\n".join(line for line in drawn.splitlines() if not any(word in line for word in words))
