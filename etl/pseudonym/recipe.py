"""What are the keys of a child (v2)? Four HMAC-SHA256 over names and birth date, as recipe.toml says; page/recipe.js does the same.

No key is made of a part that is missing. From a key nobody follows back to a name who does not hold the secret; who holds
it can try names. So a secret is of one year and lies outside planning.
"""

import hmac
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from store.keys import KeyProblem

RECIPE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("recipe.toml").read_text("utf-8"))
BREAKS = frozenset("".join(RECIPE["breaks"].values()))
LETTERS: dict[str, str] = RECIPE["letters"]
DROPPED = frozenset(RECIPE["dropped"]["particles"] + RECIPE["dropped"]["titles"])
WHITE = " \t\r\n\ufeff"  # what an editor may leave around a secret
SECRET = re.compile(RECIPE["secret"]["form"])
Keys = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Person:
    """What of a child goes into its keys. `sex`: m, w, d, else missing; `municipality`: official key of eight digits."""

    given: str
    surname: str
    born: date | None = None
    sex: str | None = None
    municipality: str | None = None


def secret_of(text: str) -> bytes:
    """The 32 bytes of a secret as it is written (`gemeinsamer-schluessel-2026:` and 64 signs), blanks around it. Raises KeyProblem."""
    return bytes.fromhex(_written(text)[2])


def year_of(text: str) -> int:
    """The year for which a secret was made. Raises KeyProblem."""
    return int(_written(text)[1])


def _written(text: str) -> re.Match[str]:
    plain = text.strip(WHITE)
    found = SECRET.fullmatch(plain)
    if not found:
        said = "wrong" if plain else "empty"
        raise KeyProblem(RECIPE["secret"][said].format(length=len(plain)))
    return found


def check_value(secret: bytes) -> str:
    """Eight signs that two offices may compare aloud: the same value, the same secret."""
    return hmac.digest(secret, RECIPE["check_message"].encode(), "sha256").hex()[: RECIPE["check_length"]]


def keys_of(person: Person, secret: bytes) -> Keys:
    """`v2:` and 64 signs each, from the most exact to the weakest; None: a part of the key is missing."""
    first, second, third, fourth = (message and _key(message, secret) for message in messages_of(person))
    return first, second, third, fourth


def messages_of(person: Person) -> list[str | None]:
    """What is hashed for each key; None: a part is missing."""
    parts = parts_of(person)
    wanted = [[parts[name] for name in names] for names in RECIPE["keys"]]
    return [
        "|".join([RECIPE["version"], str(number), *found]) if all(found) else None
        for number, found in enumerate(wanted, 1)
    ]


def parts_of(person: Person) -> dict[str, str]:
    """Every part that a key may have; "" = missing."""
    given, surnames = next(iter(words(person.given)), ""), sorted(set(words(person.surname)))
    longest = max(surnames, key=len, default="")  # of two that are as long, the first in the alphabet
    born, sex, municipality = person.born, person.sex or "", person.municipality or ""
    day_and_month = sorted([born.day, born.month]) if born else []
    return {
        "given": given,
        "given_start": given[: RECIPE["start_letters"]],
        "given_sound": sound(given),
        "surnames": " ".join(surnames),
        "surname_sounds": " ".join(sorted({sound(one) for one in surnames} - {""})),
        "longest_sound": sound(longest),
        "born": born.isoformat() if born else "",
        "born_sorted": f"{born.year:04}-{day_and_month[0]:02}-{day_and_month[1]:02}" if born else "",
        "sex": sex if sex in RECIPE["sexes"] else "",
        "municipality": municipality if re.fullmatch(r"[0-9]{8}", municipality) else "",
    }


def words(name: str) -> list[str]:
    """The words of a name in letters A–Z, without particles and titles where another word is left."""
    spelt = "".join(_spelt(sign) for sign in unicodedata.normalize("NFC", name)).split()
    return [word for word in spelt if word not in DROPPED] or spelt


def bare_words(name: str) -> list[str]:
    """The words of a name as they are written, in whatever letters."""
    return "".join(" " if sign in BREAKS else sign for sign in unicodedata.normalize("NFC", name)).split(" ")


def sound(word: str) -> str:
    """Kölner Phonetik of a word of A–Z; "" where no letter sounds (H)."""
    codes = "".join(
        _code(letter, word[place - 1] if place else "^", word[place + 1 : place + 2])
        for place, letter in enumerate(word)
    )
    single = re.sub(r"(.)\1+", r"\1", codes)
    return single[:1] + single[1:].replace("0", "")


def _code(letter: str, before: str, after: str) -> str:
    """The first rule that fits. `before` is ^ at the beginning, `after` "" at the end."""
    for letters, left, right, code in RECIPE["sounds"]["rules"]:
        if letter in letters and (not left or before in left) and (not right or (after and after in right)):
            return str(code)
    raise ValueError("no letter of A–Z")


def _spelt(sign: str) -> str:
    if sign in BREAKS:
        return " "
    bare = unicodedata.normalize("NFD", sign)
    return LETTERS.get(sign) or "".join(letter for letter in bare if letter.isascii() and letter.isalpha()).upper()


def _key(message: str, secret: bytes) -> str:
    return f"{RECIPE['version']}:{hmac.digest(secret, message.encode(), 'sha256').hex()}"
