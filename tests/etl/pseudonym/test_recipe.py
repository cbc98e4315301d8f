"""Are the keys of a child what the recipe says, and what must never change about them?"""

import json
import unicodedata
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.pseudonym.recipe import (
    Person,
    check_value,
    keys_of,
    messages_of,
    secret_of,
    sound,
    words,
    year_of,
)
from store.keys import KeyProblem

FILE = Path(__file__).parents[3] / "etl" / "pseudonym" / "vectors.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text("ascii"))
SECRET = secret_of(VECTORS["secret"])
ANNA = Person("Anna", "Müller", date(2016, 4, 23), "w", "03155011")


def person(one: dict[str, Any]) -> Person:
    born = one["born"] and date.fromisoformat(one["born"])
    return Person(one["given"], one["surname"], born, one["sex"], one["municipality"])


def by_hand(message: str | None) -> str | None:
    """HMAC as RFC 2104 writes it, of a secret that is shorter than a block."""
    if message is None:
        return None
    block = SECRET.ljust(64, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in block) + message.encode()).digest()
    return "v2:" + sha256(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()


@pytest.mark.parametrize("one", VECTORS["persons"], ids=lambda one: one["what"])
def test_a_person_of_the_vectors_has_the_messages_and_the_keys_that_stand_there(one):
    assert messages_of(person(one)) == one["messages"]
    assert list(keys_of(person(one), SECRET)) == one["keys"] == [by_hand(message) for message in one["messages"]]


def test_the_check_value_is_the_beginning_of_the_hmac_of_the_agreed_text():
    whole = by_hand("pruefwert v2")
    assert whole is not None
    assert check_value(SECRET) == VECTORS["check_value"] == whole[3:11]


@pytest.mark.parametrize(
    ("name", "code"),
    [  # Postel 1969, and examples as they are usually given
        ("Müller", "657"), ("Lüdenscheidt", "52682"), ("Breschnew", "17863"), ("Wikipedia", "3412"),
        ("Philipp", "351"), ("Filip", "351"), ("Meier", "67"), ("Mayr", "67"), ("Schmidt", "862"), ("Schmitt", "862"),
        ("Christian", "47826"), ("Kristian", "47826"), ("Xaver", "4837"), ("Max", "648"), ("Tschernig", "8764"), ("H", ""),
    ],
)  # fmt: skip
def test_names_that_sound_alike_have_one_code(name, code):
    assert [sound(word) for word in words(name)] == [code]


def test_turned_day_and_month_or_another_spelling_meet_in_the_third_key():
    messages = messages_of(replace(ANNA, born=date(2016, 11, 4)))
    other = messages_of(Person("Annah", "Mueler", date(2016, 4, 11), "w", None))
    assert (messages[2], other[2]) == (other[2], messages[2])
    assert messages[0] != other[0] and messages[1] != other[1]


MISSING = [
    (replace(ANNA, given="Анна"), [False, False, False, False]),
    (replace(ANNA, surname="…"), [False, False, False, True]),
    (replace(ANNA, born=None), [False, False, False, False]),
    (replace(ANNA, sex=None), [True, True, False, False]),
    (replace(ANNA, sex="o"), [True, True, False, False]),
    (replace(ANNA, municipality="Uslar"), [True, True, True, False]),
    (replace(ANNA, municipality="٠٣١٥٥٠١١"), [True, True, True, False]),
]


@pytest.mark.parametrize(("one", "made"), MISSING)
def test_a_key_of_which_a_part_is_missing_is_not_made(one, made):
    assert [key is not None for key in keys_of(one, SECRET)] == made


WRITTEN = "gemeinsamer-schluessel-2026:" + "ab" * 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "ab" * 32,
        WRITTEN[:-1],
        WRITTEN + "0",
        WRITTEN[:-1] + "g",
        WRITTEN[:-1] + "０",
        WRITTEN.upper(),
        WRITTEN * 2,
    ],
)
def test_what_is_no_secret_is_refused_and_never_repeated(text):
    with pytest.raises(KeyProblem, match="gemeinsame") as told:
        secret_of(text)
    assert "abab" not in str(told.value)


def test_a_secret_says_its_year_and_may_have_blanks_around_it():
    assert (secret_of(f"\ufeff {WRITTEN}\r\n"), year_of(WRITTEN)) == (bytes.fromhex("ab" * 32), 2026)


# ── What must hold for every name ────────────────────────────────────────────────────────────────

NAMES = st.text(
    st.one_of(st.sampled_from("aäAÄoöüßéłøİıñŞ -'’.\u00a0\u2003\u0308\u0301"), st.characters()), max_size=20
)
BLANKS = st.text(st.sampled_from(" \t\u00a0\u2003\u202f\u3000"), min_size=1, max_size=3)
LATIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüßéèçłøåñşğ"), min_size=1, max_size=8)


@given(NAMES, NAMES)
def test_decomposed_and_composed_names_have_one_key(first, second):
    forms = [
        Person(unicodedata.normalize(form, first), unicodedata.normalize(form, second), ANNA.born, "w", "03155011")
        for form in ("NFC", "NFD")
    ]
    assert messages_of(forms[0]) == messages_of(forms[1])


@given(st.lists(LATIN, min_size=1, max_size=4), st.randoms(use_true_random=False), st.sampled_from(" -/"))
def test_the_order_of_surname_parts_and_what_stands_between_them_do_not_matter(parts, chance, between):
    mixed = chance.sample(parts, len(parts))
    one, other = (replace(ANNA, surname=text) for text in (" ".join(parts), between.join(mixed)))
    assert messages_of(one) == messages_of(other)


@given(LATIN, LATIN)
def test_small_and_large_letters_are_one(first, second):
    one, other = Person(first, second, ANNA.born), Person(first.upper(), second.capitalize(), ANNA.born)
    assert messages_of(one) == messages_of(other)


@given(st.lists(LATIN, min_size=1, max_size=3), st.lists(BLANKS, min_size=4, max_size=4))
def test_blanks_of_any_kind_and_number_are_one(parts, blanks):
    spaced = blanks[-1] + "".join(part + blank for part, blank in zip(parts, blanks, strict=False))
    assert messages_of(replace(ANNA, surname=spaced)) == messages_of(replace(ANNA, surname=" ".join(parts)))


@given(NAMES)
def test_of_any_name_only_letters_are_left(name):
    assert all(word.isascii() and word.isalpha() and word.isupper() for word in words(name))
    assert all(sound(word).isdigit() or sound(word) == "" for word in words(name))


@given(NAMES, NAMES)
def test_no_message_could_be_that_of_another_key(first, second):
    made = [message for message in messages_of(Person(first, second, ANNA.born, "w", "03155011")) if message]
    assert [message.split("|")[:2] for message in made] == [["v2", message[3]] for message in made]
    assert len(set(made)) == len(made)
