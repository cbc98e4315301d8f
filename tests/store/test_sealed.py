"""Is a sealed file read as it was written, in any order, and refused when anything of it was changed?"""

import io
import os
import tracemalloc
from pathlib import Path

import pytest

from store.sealed import CHUNK, HEAD, TAG, Damaged, Sealer, opened, opened_text, sealed_text

KEY, LABEL = bytes(range(32)), "delivery/0"
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17)


def sealed(path: Path, content: bytes, *, piece: int = 100_000) -> Path:
    with Sealer(path, KEY, LABEL) as sealer:
        for at in range(0, len(content), piece):
            sealer.write(content[at : at + piece])
    return path


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_in_pieces_is_read_whole_in_lines_and_from_any_place(tmp_path, size):
    content = os.urandom(size)
    with opened(sealed(tmp_path / "0", content), KEY, LABEL) as file:
        assert file.read() == content
        for place in (0, size // 3, size - 1, CHUNK - 5, size + 9):
            file.seek(max(0, place))
            assert file.read(40) == content[max(0, place) :][:40]
        assert file.seek(-min(3, size), io.SEEK_END) == max(0, size - 3) and file.read() == content[-3:]


def cut(content: bytes) -> bytes:
    return content[:-5]


def cut_at_a_chunk(content: bytes) -> bytes:
    return content[: HEAD + 2 * (CHUNK + TAG)]


def lengthened(content: bytes) -> bytes:
    return content + content[-(CHUNK + TAG) :]


def one_bit(content: bytes) -> bytes:
    return content[: HEAD + 40] + bytes([content[HEAD + 40] ^ 1]) + content[HEAD + 41 :]


def two_chunks_exchanged(content: bytes) -> bytes:
    first, second = (content[HEAD + n * (CHUNK + TAG) : HEAD + (n + 1) * (CHUNK + TAG)] for n in (0, 1))
    return content[:HEAD] + second + first + content[HEAD + 2 * (CHUNK + TAG) :]


def no_such_file(content: bytes) -> bytes:
    return b"Kind;Geburtsjahr\n" * 9


@pytest.mark.parametrize(
    "damage", [cut, cut_at_a_chunk, lengthened, one_bit, two_chunks_exchanged, no_such_file, lambda content: b""]
)
def test_a_file_that_was_changed_in_any_way_is_refused_in_german(tmp_path, damage):
    path = sealed(tmp_path / "0", os.urandom(3 * CHUNK + 17))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Damaged, match="noch einmal ablegen"), opened(path, KEY, LABEL) as file:
        file.read()


@pytest.mark.parametrize(("key", "label"), [(bytes(32), LABEL), (KEY, "other/0"), (KEY, "delivery/1")])
def test_another_key_or_the_place_of_another_file_opens_nothing(tmp_path, key, label):
    with pytest.raises(Damaged):
        opened(sealed(tmp_path / "0", b"content"), key, label)


def test_nothing_of_the_content_can_be_read_in_the_file_and_two_files_of_one_content_differ(tmp_path):
    content = b"planted-value-of-a-row;" * 9000
    one, two = (sealed(tmp_path / name, content).read_bytes() for name in "12")
    assert b"planted" not in one and one[HEAD:] != two[HEAD:]


def test_a_large_file_is_written_and_read_in_constant_memory(tmp_path):
    tracemalloc.start()
    with Sealer(tmp_path / "0", KEY, LABEL) as sealer:
        for _ in range(320):
            sealer.write(bytes(100_000))
    with opened(tmp_path / "0", KEY, LABEL) as file:
        while file.read(100_000):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * CHUNK, f"{peak} of {32_000_000} bytes were held at once"


def test_a_stream_that_breaks_off_leaves_no_file(tmp_path):
    with pytest.raises(OSError, match="gone"), Sealer(tmp_path / "0", KEY, LABEL) as sealer:
        sealer.write(bytes(CHUNK * 2))
        raise OSError("gone")
    assert list(tmp_path.iterdir()) == []


def test_a_small_text_is_replaced_whole(tmp_path):
    for text in ("eins", "zwei: ü"):
        sealed_text(tmp_path / "report", KEY, LABEL, text)
        assert opened_text(tmp_path / "report", KEY, LABEL) == text
    assert [file.name for file in tmp_path.iterdir()] == ["report"]
