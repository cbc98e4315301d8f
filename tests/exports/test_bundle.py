"""Is everything in the one ZIP that a room without the program needs, and does its page lead there?"""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from PIL import Image

from exports import bundle
from exports.report import pictures_of
from tests.exports.sample import DEMO, sample_report
from views.figures.read import Figures


@pytest.fixture(scope="module")
def reports():
    return [sample_report(5), sample_report(5, kind="folien")]


@pytest.fixture(scope="module")
def made(small_published, reports, tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "b.zip"
    bundle.write(Figures(small_published), reports, path)
    return zipfile.ZipFile(path)


def test_the_page_leads_to_every_file_and_to_nothing_else(made):
    page = made.read("index.html").decode("utf-8")
    links = {unquote(link) for link in re.findall(r'href="([^"]+)"', page)}
    assert links == set(made.namelist()) - {"index.html"}
    assert '<html lang="de">' in page and "http" not in page.lower().replace("<!doctype html>", "")


def test_documents_charts_and_tables_are_there(made, reports):
    names = made.namelist()
    kinds = {name.split("/")[0] + "." + name.rsplit(".", 1)[1] for name in names}
    assert kinds >= {
        "dokumente.pdf",
        "dokumente.docx",
        "dokumente.pptx",
        "dokumente.xlsx",
        "diagramme.svg",
        "diagramme.png",
        "tabellen.csv",
        "tabellen.txt",
    }
    drawn = [name for name in names if name.endswith(".svg")]
    assert len(drawn) == len({chart for report in reports for chart in pictures_of(report)})
    for name in drawn:
        assert DEMO in made.read(name).decode("utf-8") or "DEMO" in made.read(name).decode("utf-8")
        assert Image.open(io.BytesIO(made.read(name.replace(".svg", ".png")))).width > 900


def test_every_file_says_demo_in_its_name_and_the_page_says_it_in_words(made):
    plain = {"index.html", "tabellen/metadaten.csv", "tabellen/LIESMICH.txt"}
    assert [name for name in made.namelist() if name not in plain and "/DEMO_" not in name] == []
    assert all(DEMO in made.read(name).decode("utf-8") for name in plain)


def test_names_are_safe_on_every_file_share_and_times_are_the_stand(made):
    for entry in made.infolist():
        assert re.fullmatch(r"[A-Za-z0-9_./-]+", entry.filename) and len(entry.filename) < 100
        assert entry.date_time == (2026, 9, 30, 0, 0, 0)


def test_the_same_reports_give_the_same_bytes(made, small_published, reports, tmp_path):
    bundle.write(Figures(small_published), reports, tmp_path / "again.zip")
    again = zipfile.ZipFile(tmp_path / "again.zip")
    differ = [name for name in made.namelist() if made.read(name) != again.read(name)]
    assert differ == [] and again.namelist() == made.namelist()
