"""What can happen to a delivery on its way? One row per mutation: what it does to the file, and what must come of it.

`neutral`: kept rows are equal to those of the file as it was. `damaging`: the delivery is refused, or every damaged row
is rejected with a reason. `balanced`: nobody can say which rows are hit (random bytes in a key that may be any text);
then at least every row must be somewhere, and no cell in any message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.etl.office import USE, slip, zipped

NAME = "nutzung_hze_2024-12-31.csv"
PLANTED = "Zwetschgenbaum"
COLUMNS = [*USE, "vorgang_nr"]
TYPED = ("angebot", "geburtsjahr", "geburtsmonat", "geschlecht", "wohngemeinde", "beginn", "ende")  # a stranger is seen
Rows = list[list[str]]


def delivery(chance: Random) -> Rows:
    """Twenty right rows; every child has the planted word in its number."""
    return [
        [
            f"{PLANTED}{n}",
            chance.choice(["hze_31", "hze_30", "hze_29"]),
            str(chance.randrange(2008, 2016)),
            str(chance.randrange(1, 13)),
            chance.choice("mw"),
            chance.choice(["03155011", "03155013", "Dassel, Stadt"]),
            f"{chance.randrange(1, 29):02}.{chance.randrange(1, 13):02}.2024",
            chance.choice(["", "31.12.2024"]),
            f"Fall-{n}-Köln",
        ]
        for n in range(20)
    ]


def text(rows: Rows, columns: list[str] = COLUMNS, *, end: str = "\n", sign: str = ";", quote: str = "") -> str:
    return "".join(sign.join(f"{quote}{cell}{quote}" for cell in row) + end for row in [columns, *rows])


@dataclass(frozen=True)
class Mutated:
    """The files as delivered; `damaged`: how many rows are hit, 0 = none, None = nobody can say."""

    files: dict[str, bytes]
    damaged: int | None = 0


def as_file(content: str | bytes, damaged: int | None = 0) -> Mutated:
    return Mutated({NAME: content if isinstance(content, bytes) else content.encode()}, damaged)


# ── Neutral ──────────────────────────────────────────────────────────────────────────────────────
def column_order(rows: Rows, chance: Random) -> Mutated:
    order = chance.sample(range(len(COLUMNS)), len(COLUMNS))
    return as_file(text([[row[n] for n in order] for row in rows], [COLUMNS[n] for n in order]))


def encoding(rows: Rows, chance: Random) -> Mutated:
    return as_file(text(rows).encode(chance.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16"])))


def line_ends(rows: Rows, chance: Random) -> Mutated:
    return as_file(text(rows, end=chance.choice(["\r\n", "\n", "\r"])).rstrip("\r\n" if chance.random() < 0.5 else ""))


def quoting(rows: Rows, chance: Random) -> Mutated:
    return as_file(text(rows, quote='"', sign=chance.choice([";", "\t", "|"])))


def header_case(rows: Rows, chance: Random) -> Mutated:
    return as_file(text(rows, [chance.choice([str.upper, str.title, str.lower])(name) for name in COLUMNS]))


def blanks(rows: Rows, chance: Random) -> Mutated:
    return as_file(
        text([[" " * chance.randrange(3) + cell + " " * chance.randrange(3) for cell in row] for row in rows]) + "\n\n"
    )


def row_order(rows: Rows, chance: Random) -> Mutated:
    return as_file(text(chance.sample(rows, len(rows))))


def packed(rows: Rows, chance: Random) -> Mutated:
    return Mutated({"lieferung.zip": zipped({f"2024/{NAME}": text(rows)})})


def twice(rows: Rows, chance: Random) -> Mutated:
    return as_file(text(rows + chance.sample(rows, 5)))


def iso_dates(rows: Rows, chance: Random) -> Mutated:
    return as_file(text([[*row[:6], "-".join(reversed(row[6].split("."))), *row[7:]] for row in rows]))


# ── Damaging ─────────────────────────────────────────────────────────────────────────────────────
def hit(rows: Rows, chance: Random, change: Callable[[list[str]], list[str]], most: int = 6) -> Mutated:
    """Some rows changed, the others as they were."""
    hits = set(chance.sample(range(len(rows)), chance.randrange(1, most + 1)))
    return as_file(text([change(row) if n in hits else row for n, row in enumerate(rows)]), len(hits))


def at(row: list[str], column: str, cell: str) -> list[str]:
    return [cell if name == column else old for name, old in zip(COLUMNS, row, strict=True)]


WRONG_CODES = ("angebot hze_99", f"geschlecht {PLANTED}", f"wohngemeinde {PLANTED}", "wohngemeinde 03155777",
               "geburtsmonat 13", "geburtsjahr 17.04.2012")  # fmt: skip
WRONG_DATES = ("beginn 31.02.2024", "beginn 01.01.2025", "beginn 45000", "ende 01.01.2001", "beginn 01.02.1999",
               f"ende {PLANTED}", "geburtsjahr 1890")  # fmt: skip


def wrong_code(rows: Rows, chance: Random) -> Mutated:
    wrong = chance.choice(WRONG_CODES).split()
    return hit(rows, chance, lambda row: at(row, *wrong))


def wrong_date(rows: Rows, chance: Random) -> Mutated:
    return hit(rows, chance, lambda row: at(row, *chance.choice(WRONG_DATES).split()))


def emptied(rows: Rows, chance: Random) -> Mutated:
    return hit(rows, chance, lambda row: at(row, chance.choice(["kind_nr", "angebot", "geburtsjahr", "beginn"]), ""))


def formula(rows: Rows, chance: Random) -> Mutated:
    wrong = ["=1+1", "=HYPERLINK(1)", "+SUM(A1)", "@x", "-2+3|cmd!A0", "=" + PLANTED]
    return hit(
        rows, chance, lambda row: at(row, chance.choice([*TYPED, "kind_nr", "vorgang_nr"]), chance.choice(wrong))
    )


def huge_cell(rows: Rows, chance: Random) -> Mutated:
    return hit(
        rows, chance, lambda row: at(row, chance.choice(COLUMNS), PLANTED * chance.choice([20, 900, 20_000])), most=3
    )


def cut_row(rows: Rows, chance: Random) -> Mutated:
    return hit(rows, chance, lambda row: row[: chance.randrange(1, len(row) - 2)])


def longer_row(rows: Rows, chance: Random) -> Mutated:
    return hit(rows, chance, lambda row: [*row, PLANTED, "x"])


def shifted_left(rows: Rows, chance: Random) -> Mutated:
    return hit(rows, chance, lambda row: [*row[1:], ""])


def shifted_right(rows: Rows, chance: Random) -> Mutated:
    return hit(rows, chance, lambda row: ["", *row[:-1]])


def stray_quote(rows: Rows, chance: Random) -> Mutated:
    return hit(rows, chance, lambda row: at(row, chance.choice(COLUMNS), f'x"{PLANTED}'))


def control_bytes(rows: Rows, chance: Random) -> Mutated:
    return hit(
        rows,
        chance,
        lambda row: [cell + chr(chance.choice([1, 7, 8, 27, 127])) if n == 0 else cell for n, cell in enumerate(row)],
    )


def random_cell(rows: Rows, chance: Random) -> Mutated:
    strange = "".join(chance.choice("§µÿ¿×÷žœ°") for _ in range(4))
    return hit(rows, chance, lambda row: at(row, chance.choice(TYPED), strange))


def row_of_rubbish(rows: Rows, chance: Random) -> Mutated:
    rubbish = ["".join(chance.choice("abcxyz/%&") for _ in range(6)) for _ in COLUMNS]
    return hit(rows, chance, lambda row: rubbish)


def contradiction(rows: Rows, chance: Random) -> Mutated:
    """A use that ends before it begins, or begins before the child."""
    return hit(
        rows,
        chance,
        lambda row: chance.choice([at(row, "ende", "01.01.2020"), at(at(row, "beginn", "01.02.2005"), "ende", "")]),
    )


# ── Damage to the whole file: refused ────────────────────────────────────────────────────────────
def no_header(rows: Rows, chance: Random) -> Mutated:
    return as_file(text(rows[1:], rows[0]), len(rows))


def column_lost(rows: Rows, chance: Random) -> Mutated:
    lost = COLUMNS.index(chance.choice(["kind_nr", "angebot", "geburtsjahr", "wohngemeinde", "beginn"]))
    kept = [[cell for n, cell in enumerate(row) if n != lost] for row in rows]
    return as_file(text(kept, [name for n, name in enumerate(COLUMNS) if n != lost]), len(rows))


def column_twice(rows: Rows, chance: Random) -> Mutated:
    return as_file(text([[*row, row[0]] for row in rows], [*COLUMNS, COLUMNS[0]]), len(rows))


def strange_column(rows: Rows, chance: Random) -> Mutated:
    return as_file(
        text([[*row, PLANTED] for row in rows], [*COLUMNS, chance.choice(["Name", "Farbe", "Geburtsdatum", "Notiz"])]),
        len(rows),
    )


def columns_swapped(rows: Rows, chance: Random) -> Mutated:
    header = list(COLUMNS)
    one, other = chance.choice([(1, 2), (1, 6), (2, 6), (4, 5), (5, 6), (2, 5)])
    header[one], header[other] = header[other], header[one]
    return as_file(text(rows, header), len(rows))


def nothing(rows: Rows, chance: Random) -> Mutated:
    noise = bytes(chance.randrange(256) for _ in range(2000))
    wrong = [b"", b"\n\n\n", b"\xef\xbb\xbf", b"\x00" * 500, noise, b"PK\x03\x04" + b"x" * 100]
    return as_file(chance.choice(wrong), len(rows))


def cut_under_its_lieferschein(rows: Rows, chance: Random) -> Mutated:
    """The Lieferschein says how many rows each offer has; one or more whole rows are missing at the end."""
    content = "".join(text(rows).splitlines(keepends=True)[: chance.randrange(2, len(rows))])
    offers = sorted({row[1] for row in rows})
    stated = "\n".join(f"{offer} | {sum(row[1] == offer for row in rows)}" for offer in offers)
    slips = slip("angebot | zeilen\n" + stated)
    return Mutated({NAME: content.encode(), "lieferschein.csv": slips.encode()}, len(rows))


def bomb(rows: Rows, chance: Random) -> Mutated:
    inner = zipped({NAME: b"0" * chance.choice([2_000_000, 20_000_000])})
    wrong = [
        inner,
        zipped({"a.zip": inner}),
        zipped({f"{n}.csv": b"" for n in range(1001)}),
        zipped({"../" + NAME: text(rows)}),
        inner[: len(inner) // 2],
        inner[:-30],
    ]
    return Mutated({"lieferung.zip": chance.choice(wrong)}, len(rows))


def mixed_encodings(rows: Rows, chance: Random) -> Mutated:
    half = text(rows).encode() * 3
    return as_file(half + "Größe;".encode("cp1252") + half, len(rows))


# ── Nobody can say which rows ────────────────────────────────────────────────────────────────────
def random_bytes(rows: Rows, chance: Random) -> Mutated:
    content = bytearray(text(rows).encode())
    for _ in range(chance.randrange(1, 40)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return as_file(bytes(content), None)


def cut_file(rows: Rows, chance: Random) -> Mutated:
    content = text(rows).encode()
    return as_file(content[: chance.randrange(len(content))], None)


def bytes_inserted(rows: Rows, chance: Random) -> Mutated:
    content = text(rows).encode()
    place = chance.randrange(len(content))
    noise = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 60)))
    return as_file(content[:place] + noise + content[place:], None)


def piece_repeated(rows: Rows, chance: Random) -> Mutated:
    content = text(rows).encode()
    first, last = sorted(chance.sample(range(len(content)), 2))
    return as_file(content[:last] + content[first:], None)


def a_bit(rows: Rows, chance: Random) -> Mutated:
    content = bytearray(text(rows).encode("utf-16"))
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return as_file(bytes(content), None)


NEUTRAL = (column_order, encoding, line_ends, quoting, header_case, blanks, row_order, packed, twice, iso_dates)
REJECTED = (wrong_code, wrong_date, emptied, formula, huge_cell, cut_row, longer_row, shifted_left, shifted_right, stray_quote,
            control_bytes, random_cell, row_of_rubbish, contradiction)  # fmt: skip
REFUSED = (no_header, column_lost, column_twice, strange_column, columns_swapped, nothing, bomb, mixed_encodings,
           cut_under_its_lieferschein)  # fmt: skip
UNKNOWN = (random_bytes, cut_file, bytes_inserted, piece_repeated, a_bit)
OUTCOMES = {"neutral": NEUTRAL, "rejected": REJECTED, "refused": REFUSED, "balanced": UNKNOWN}
EXPECTED = [(mutation, outcome) for outcome, group in OUTCOMES.items() for mutation in group]
