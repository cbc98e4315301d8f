"""Does the map show every area where it is, small enough for a page, and lead where it says?"""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from views.drawings import map
from views.figures import gaps

FILE = Path("data/profile/gebiete.geojson")


@pytest.fixture(scope="module")
def sheet() -> map.Outline:
    return map.outline(FILE)


def square(x: float, y: float, key: str) -> dict:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"properties": {"schluessel": key}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def corners(path: str) -> list[tuple[int, int]]:
    numbers = [(int(a), int(b)) for a, b in re.findall(r"(-?\d+) (-?\d+)", path)]
    points = numbers[:1]
    for step in numbers[1:]:
        points.append((points[-1][0] + step[0], points[-1][1] + step[1]))
    return points


def test_two_squares_lie_side_by_side_and_are_named_in_their_middles(tmp_path):
    file = tmp_path / "two.geojson"
    file.write_text(json.dumps({"features": [square(10, 0, "west"), square(11, 0, "east")]}), encoding="utf-8")
    drawn = map.outline(file)
    west, east = (drawn.shapes[key] for key in ("west", "east"))
    assert set(corners(west.path)) == {(0, 300), (300, 300), (300, 0), (0, 0)}
    assert set(corners(west.path)) & set(corners(east.path)) == {(300, 300), (300, 0)}
    assert abs(west.x - 150) < 12 and abs(west.y - 150) < 12 and abs(east.x - 450) < 12
    assert drawn.height == 300


def test_every_area_of_the_office_has_a_place_inside_its_own_border(sheet):
    assert len(sheet.shapes) == 12
    for shape in sheet.shapes.values():
        ring = corners(max(shape.path.split("z"), key=len))
        crossings = sum(
            (a[1] > shape.y) != (b[1] > shape.y) and shape.x < (b[0] - a[0]) * (shape.y - a[1]) / (b[1] - a[1]) + a[0]
            for a, b in pairwise([*ring, ring[0]])
        )
        assert crossings % 2 == 1


def test_the_whole_map_is_small(sheet, figures):
    marks = {
        key: map.Mark(name, link=gaps.link(2025, "alle", key)) for key, name in gaps.municipalities(figures).items()
    }
    assert len(map.draw(sheet, marks, "Karte")) < 60_000


def test_a_click_keeps_the_other_filters_and_only_inhabited_areas_can_be_chosen(sheet, figures):
    marks = {
        key: map.Mark(name, link=gaps.link(2025, "individuell", key))
        for key, name in gaps.municipalities(figures).items()
    }
    drawn = map.draw(sheet, marks, "Karte")
    links = set(re.findall(r'href="([^"]+)"', drawn))
    assert links == {f"?jahr=2025&amp;gruppe=individuell&amp;gebiet={key}" for key in marks}
    assert drawn.count('class="wild"') == 1 and "Solling" not in drawn


def test_the_map_is_heard_as_its_words_and_its_links_are_for_the_mouse_alone(sheet):
    drawn = map.draw(sheet, {"03155012": map.Mark("Uslar", link="?a")}, "Karte der Gemeinden")
    assert 'role="img" aria-label="Karte der Gemeinden"' in drawn and '<svg class="map" ' in drawn
    assert 'aria-hidden="true"' in drawn and drawn.count("<a ") == drawn.count('tabindex="-1"') > 0


def test_twice_the_children_twice_the_area():
    assert (map.radius(80, 100) / map.radius(40, 100)) ** 2 == pytest.approx(2)
    assert map.radius(5, 5) < map.radius(100, 100), "a few children stay a small circle"


def test_a_small_circle_has_its_number_beside_it(sheet):
    def of(children: float) -> str:
        return map.draw(sheet, {"03155012": map.Mark("Uslar", "firm", map.radius(children, 100), "7")}, "Karte")

    assert "number beside firm" in of(6) and "number firm" in of(90)


def test_names_and_words_cannot_break_out_of_the_drawing(sheet):
    drawn = map.draw(sheet, {"03155012": map.Mark('<b>"x', link='?a="><b>')}, 'Karte "1" <b>')
    assert "<b>" not in drawn


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Uslar", ["Uslar"]),
        ("Demo-Nörten-Hardenberg", ["Demo-Nörten-", "Hardenberg"]),
        ("Demo-Stadt Northeim", ["Demo-Stadt", "Northeim"]),
        ("Katlenburgundlindau", ["Katlenburgundlindau"]),
    ],
)
def test_a_long_name_stands_on_two_lines(sheet, name, lines):
    drawn = map.draw(sheet, {"03155012": map.Mark(name)}, "Karte")
    assert re.findall(r"<tspan[^>]*>([^<]+)", drawn) == lines


def test_an_office_without_outlines_has_no_map(tmp_path, monkeypatch):
    monkeypatch.setenv("REICHWEITE_PROFILE", str(tmp_path))
    assert map.of_office() is None
