"""One door to all formats: a mistake in the mapping is named, not guessed around."""

import pytest

from etl.readers import Unreadable, read


@pytest.mark.parametrize(
    ("format", "layout", "said"),
    [
        ("csv", {}, "Format „csv“ ist nicht bekannt"),
        ("genesis", {"blatt": "A"}, "„blatt“ nicht. Erwartet wird höchstens: nur"),
        ("ffcsv", {"blatt": "x"}, "„blatt“ nicht. Erwartet wird höchstens: nur"),
    ],
)
def test_an_unknown_format_or_option_is_refused_with_what_is_possible(file, format, layout, said):
    with pytest.raises(Unreadable, match=said):
        read(file("nr;ort\n1;a\n"), format, **layout)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "fehlt.csv"):
        with pytest.raises(Unreadable, match="nicht da"):
            read(path, "text")
