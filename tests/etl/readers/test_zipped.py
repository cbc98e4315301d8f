"""A ZIP is unpacked only when nothing in it can flood the disk or leave the folder."""

import stat
import zipfile

import pytest

from etl.readers import Unreadable
from etl.readers.zipped import MOST_MEMBERS, safe_zip_members, unpack


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


def test_a_delivery_is_unpacked_with_its_folders(packed, tmp_path):
    written = unpack(packed({"a.csv": b"nr;ort", "jahr/": b"", "jahr/b.csv": b"1;x"}), tmp_path / "ziel")
    assert {str(path.relative_to(tmp_path / "ziel")): path.read_bytes() for path in written} == {
        "a.csv": b"nr;ort",
        "jahr/b.csv": b"1;x",
    }


def test_a_zip_inside_is_handed_on_as_it_is(packed, tmp_path):
    inner = packed({"tief.csv": b"x"}).read_bytes()
    assert dict(safe_zip_members(packed({"innen.zip": inner}))) == {"innen.zip": inner}


@pytest.mark.parametrize("name", ["../raus.csv", "/raus.csv", "a/../../raus.csv", "..\\raus.csv", "C:raus.csv"])
def test_a_path_out_of_the_folder_is_refused_and_nothing_is_written(packed, tmp_path, name):
    with pytest.raises(Unreadable, match="Verweis nach außen"):
        unpack(packed({"gut.csv": b"1", name: b"2"}), tmp_path / "ziel")
    assert not (tmp_path / "ziel").exists()


def test_a_link_is_refused(packed):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(Unreadable, match="Verweis nach außen"):
        list(safe_zip_members(packed({link: b"/etc/hostname"})))


def test_bombs_are_refused_by_number_size_and_packing(packed, monkeypatch):
    with pytest.raises(Unreadable, match="mehr als 1000 Dateien"):
        list(safe_zip_members(packed({f"{number}.csv": b"" for number in range(MOST_MEMBERS + 1)})))
    with pytest.raises(Unreadable, match="ZIP-Bombe"):
        list(safe_zip_members(packed({"a.csv": b"0" * 3_000_000})))
    monkeypatch.setattr("etl.readers.zipped.MOST_BYTES", 1024**2)
    with pytest.raises(Unreadable, match="größer als 1 MB"):
        list(safe_zip_members(packed({"a.csv": b"ab" * 400_000, "b.csv": b"ab" * 400_000})))


def test_names_that_differ_only_in_case_are_refused(packed):
    with pytest.raises(Unreadable, match="Namen doppelt"):
        list(safe_zip_members(packed({"a.csv": b"1", "A.csv": b"2"})))


def test_broken_and_locked_archives_are_refused(packed):
    path = packed({"a.csv": b"nr;ort;" * 100})
    whole = path.read_bytes()
    for broken in (b"", b"kein ZIP", whole[:-20], whole[:40] + b"\xff" * 8 + whole[48:]):
        path.write_bytes(broken)
        with pytest.raises(Unreadable, match="beschädigt"):
            list(safe_zip_members(path))
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(locked)
    with pytest.raises(Unreadable, match="Kennwort"):
        list(safe_zip_members(path))
