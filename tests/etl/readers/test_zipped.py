"""A ZIP is unpacked only when nothing in it can flood the disk or leave the folder."""

import stat
import zipfile

import pytest

from etl.content import OnDisk
from etl.readers import Unreadable
from etl.readers.zipped import MOST_MEMBERS, members


@pytest.fixture
def packed(tmp_path):
    """Writes a ZIP of name -> content."""

    def write(members: dict[str | zipfile.ZipInfo, bytes]):
        path = tmp_path / "lieferung.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path

    return write


def inside(path) -> dict[str, bytes]:
    """Path inside a ZIP → what it holds."""
    return {part.member: part.open().read() for part in members(OnDisk(path))}


def test_a_member_is_a_content_like_any_other_opened_as_often_as_one_likes(packed):
    (one, other) = members(OnDisk(packed({"a.csv": b"nr;ort", "jahr/": b"", "jahr/b.csv": b"1;x"})))
    assert (one.name, other.name, other.member) == ("a.csv", "b.csv", "jahr/b.csv")
    assert [other.open().read() for _ in range(2)] == [b"1;x", b"1;x"]


def test_a_zip_inside_is_handed_on_as_it_is(packed):
    inner = packed({"tief.csv": b"x"}).read_bytes()
    assert inside(packed({"innen.zip": inner})) == {"innen.zip": inner}


@pytest.mark.parametrize("flag", [0, 0x800], ids=["not said to be UTF-8", "said"])
def test_a_name_with_umlauts_is_one_name_whoever_packed_it(packed, flag):
    path = packed({"jahr/ko\u0308ln.csv": b"1"})  # two characters, as macOS writes it
    whole = bytearray(path.read_bytes())
    for place in (6, whole.index(b"PK\1\2") + 8):
        whole[place : place + 2] = flag.to_bytes(2, "little")
    path.write_bytes(whole)
    assert [part.member for part in members(OnDisk(path))] == ["jahr/köln.csv"]


@pytest.mark.parametrize("name", ["../raus.csv", "/raus.csv", "a/../../raus.csv", "..\\raus.csv", "C:raus.csv"])
def test_a_path_out_of_the_folder_is_refused(packed, name):
    with pytest.raises(Unreadable, match="Verweis nach außen"):
        members(OnDisk(packed({"gut.csv": b"1", name: b"2"})))


def test_a_link_is_refused(packed):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(Unreadable, match="Verweis nach außen"):
        inside(packed({link: b"/etc/hostname"}))


def test_bombs_are_refused_by_number_size_and_packing(packed, monkeypatch):
    with pytest.raises(Unreadable, match="mehr als 1000 Dateien"):
        inside(packed({f"{number}.csv": b"" for number in range(MOST_MEMBERS + 1)}))
    with pytest.raises(Unreadable, match="ZIP-Bombe"):
        inside(packed({"a.csv": b"0" * 3_000_000}))
    monkeypatch.setattr("etl.readers.zipped.MOST_BYTES", 1024**2)
    with pytest.raises(Unreadable, match="größer als 1 MB"):
        inside(packed({"a.csv": b"ab" * 400_000, "b.csv": b"ab" * 400_000}))


def test_names_that_differ_only_in_case_are_refused(packed):
    with pytest.raises(Unreadable, match="Namen doppelt"):
        inside(packed({"a.csv": b"1", "A.csv": b"2"}))


def test_broken_and_locked_archives_are_refused(packed):
    path = packed({"a.csv": b"nr;ort;" * 100})
    whole = path.read_bytes()
    for broken in (b"", b"kein ZIP", whole[:-20], whole[:40] + b"\xff" * 8 + whole[48:]):
        path.write_bytes(broken)
        with pytest.raises(Unreadable, match="beschädigt"):
            inside(path)
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(locked)
    with pytest.raises(Unreadable, match="Kennwort"):
        inside(path)
