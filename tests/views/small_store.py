"""A published store with plausible invented figures, written directly: every state, ten years, eleven municipalities.

`make_small_store(folder)` writes version 1 and points `released` to it. Nothing here is counted from children; it serves
to look at pages and to test them before and without any load.
"""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from store.profile import Profile, read_profile
from store.tables import PUBLISHED
from store.versions import finish, version
from tests.offices.written import LOADED
from tests.views import small_gaps, small_overlaps, small_supply, small_trends
from tests.views.small_figures import RATES, YEARS, annual, point


def make_small_store(folder: Path, *, demo: bool = True, profile: Profile | None = None) -> Path:
    """The store folder, ready to be opened; `demo=False` for pages that must not carry the word."""
    profile = profile or read_profile(Path("data/profile"))
    new = version(folder, 1)
    new.folder.mkdir(parents=True, exist_ok=True)
    offers = _offers(profile)
    groups = _groups(profile, offers)
    rows = {
        "figure": [*annual(offers, groups), *point(), *small_gaps.gaps(), *small_gaps.trends(), *_of_others("figures")],
        "definition": [*_definitions(), *small_gaps.definitions(), *_of_others("definitions")],
        "decision": _of_others("decisions"),
        "benchmark": small_trends.benchmarks(),
        "source_status": _status(offers),
        "delivered": _delivered(),
        "finding": _findings(),
        "event": _events(profile),
        "meta": _meta(profile, demo),
        "area": _areas(profile, demo),
        "offer": [{k: v for k, v in o.items() if not k.startswith("_")} for o in offers],
        "offer_group": groups,
        "age_band": [
            dict(age_band=r["id"], name=r["name"], age_from=int(r["alter_von"]), age_to=int(r["alter_bis"]))
            for r in profile.age_bands.iter_rows(named=True)
        ],
    }
    with duckdb.connect(new.published) as con:
        for table in PUBLISHED:
            con.execute(table.ddl())
            frame = pl.DataFrame(
                [{name: row.get(name) for name in table.names} for row in rows.get(table.name, [])],
                schema=table.names,
                schema_overrides={"end": pl.Date},
                infer_schema_length=None,
                orient="row",
            )
            con.register("incoming", frame.to_arrow())
            con.execute(f"INSERT INTO {table.name} SELECT * FROM incoming")
            con.unregister("incoming")
    finish(folder, new, LOADED)
    return folder


def _of_others(what: str) -> list[dict]:
    """The rows that the other small files bring; not each has rows of each kind."""
    others = (small_trends, small_supply, small_overlaps)
    return [row for other in others if hasattr(other, what) for row in getattr(other, what)()]


def _offers(profile: Profile) -> list[dict]:
    switched = profile.office.switches.on
    return [
        dict(
            offer=r["id"],
            name=r["name"],
            short_name=r["kurzname"],
            department=r["fachbereich"],
            domain=r["bereich"],
            kind=r["art"],
            unit=r["einheit"],
            sensitive=r["sensibel"] == "ja",
            age_from=int(r["alter_von"]),
            counts=r["art"] != "eingriff" and (r["zaehlt"] == "ja" or r["id"] in switched),
            age_to=int(r["alter_bis"]),
            bit=int(r["bit"]) if r["bit"] else None,
            since=int(r["seit"]) if r["seit"] else None,
            until=None,
            _counting="eigener_schluessel" if r["zaehlweise"] == "verknuepft" else r["zaehlweise"],
        )
        for r in profile.offers.iter_rows(named=True)
    ]


def _chosen(rule: str, group: str, offer: dict) -> bool:
    """Does the rule of a group take this offer? As in angebotsgruppen.csv, with its one two-part rule by name."""
    kind, _, value = rule.partition(":")
    if group == "hze_ohne_28":
        return offer["domain"] == "hze_ambulant" or offer["offer"] in ("hze_33", "hze_34")
    if kind == "ohne":
        return offer["offer"] not in value.split(",")
    column = {"art": "kind", "bereich": "domain", "fachbereich": "department"}.get(kind)
    return kind == "alle" or offer[column] == value


def _groups(profile: Profile, offers: list[dict]) -> list[dict]:
    counting = [o for o in offers if o["counts"] and o["offer"] in RATES]
    named = []
    for r in profile.groups.iter_rows(named=True):
        members = [o["offer"] for o in counting if _chosen(r["regel"], r["id"], o)]
        named.append((r["id"], r["name"], r["ebene"], members, "gemeinde" in r["gebietsebenen"]))
    single = [(o["offer"], o["short_name"], "angebot", [o["offer"]], not o["sensitive"]) for o in counting]
    return [
        dict(offer_group=i, name=n, level=e, offers=sorted(of), mask=0, below_district=b, position=p)
        for p, (i, n, e, of, b) in enumerate([*named, *single])
    ]


def _definitions() -> list[dict]:
    common = dict(
        version="1",
        unit="Anteil der Kinder",
        polarity="keine",
        source="Methodenhandbuch § 2",
        reviewed_on="2026-11-01",
        scope="Wohnort im Landkreis",
        sql="SELECT year, count(*) FROM child_year GROUP BY year",
    )
    return [
        dict(
            measure="annual_reach",
            label="Reichweite im Jahr",
            question="Wer war in diesem Jahr dabei?",
            ages="0 bis 17 Jahre am 31.12.",
            numerator="Kinder unter 18 mit Wohnort im Landkreis am 31.12., die im Jahr mindestens ein Angebot genutzt haben",
            denominator="alle Kinder unter 18 am 31.12.",
            caveats="Weggezogene Kinder ohne Abmeldung zählen mit.",
            **common,
        ),
        dict(
            measure="point_reach",
            label="Reichweite am Stichtag",
            question="Wer ist heute dabei?",
            ages="vollendete Jahre am Stichtag",
            numerator="Kinder mit laufender Nutzung am Stichtag, jedes einmal",
            denominator="Bevölkerung des genannten Tages",
            caveats="Kita zählt am Ort der Einrichtung.",
            **common,
        ),
    ]


def _status(offers: list[dict]) -> list[dict]:
    rows = []
    for o in offers:
        if o["offer"] not in RATES and o["kind"] != "eingriff":
            continue
        for year in YEARS:
            if (o["since"] or 0) > year or (o["offer"] == "hort" and year in (2020, 2021)):
                continue
            late = o["offer"] == "jugendsozialarbeit" and year == YEARS[-1]
            rows.append(
                dict(
                    source="fach_" + (o["domain"] or "schutz"),
                    title="Fachverfahren " + (o["domain"] or "Schutz").replace("_", " ").title(),
                    offer=o["offer"],
                    year=year,
                    complete=not late,
                    until=date(year, 6, 30) if late else date(year, 12, 31),
                    final=not (o["offer"] == "egh_35a" and year == YEARS[-1]),
                    as_of=date(year + 1, 3, 31),
                    counting=o["_counting"],
                    next_delivery=date(2027, 3, 31),
                )
            )
    return rows


def _delivered() -> list[dict]:
    """Two loads of one source and one of another; one is due long ago, of one nobody named a day."""
    usual = dict(role="nutzung", as_of=date(2026, 3, 31), accepted=200, rejected=15)
    help_, care = dict(source="fach_hze_ambulant", title="Hilfen"), dict(source="fach_unterhalt", title="Unterhalt")
    due = dict(slip=True, contact="Statistik WJH", next_delivery=date(2026, 6, 30))
    return [
        usual
        | help_
        | due
        | dict(number=1, loaded_at="2025-04-02T08:00:00", file="hze_2024.csv", as_of=date(2025, 3, 31), rows_read=905),
        usual | help_ | due | dict(number=2, loaded_at="2026-04-02T08:00:00", file="hze_2025.csv", rows_read=1040),
        usual | care | dict(number=2, loaded_at="2026-04-02T08:00:00", file="uvg_2025.xlsx", rows_read=215, slip=False),
    ]


def _findings() -> list[dict]:
    return [
        dict(
            level="hinweis",
            code="abgewiesen:gemeinde_unbekannt",
            source="fach_unterhalt",
            rows=15,
            text="Die Wohngemeinde steht nicht im Gebietsverzeichnis.",
        ),
        dict(
            level="hinweis",
            code="abgewiesen:ende_vor_beginn",
            source="fach_hze_ambulant",
            rows=10,
            text="Das Ende liegt vor dem Beginn.",
        ),
        dict(
            level="hinweis",
            code="doppelt",
            source="fach_hze_ambulant",
            rows=25,
            text="Gleiche Zeilen wurden zusammengelegt.",
        ),
        dict(
            level="hinweis",
            code="spruenge",
            source="fach_beratung",
            rows=None,
            text="Gegenüber der letzten Lieferung um mehr als ein Drittel geändert.",
        ),
    ]


def _events(profile: Profile) -> list[dict]:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    return [
        dict(
            date=day(r["datum"]),
            end=day(r["bis"]),
            kind=r["art"],
            offer_group=r.get("gruppe") or "",
            short=r["kurz"],
            text=r["text"],
        )
        for r in profile.events.iter_rows(named=True)
    ]


def _meta(profile: Profile, demo: bool) -> list[dict]:
    office = profile.office.identity
    facts = dict(
        office=office.name,
        office_short=office.short,
        district_name=office.district_name,
        contact=office.contact,
        demo="ja" if demo else "nein",
        as_of="2026-09-30",
        next_delivery="2027-03-31",
        edition="Ausgabe 2026",
        population_source="Landesamt für Statistik Niedersachsen, Fortschreibung auf Basis des Zensus 2022 (31.12.2025)",
        protection_decided_on="2026-11-01",
        protection_note="Vorschlag, vom Amt noch zu beschließen",
        base="5",
        claim_threshold="95",
        format="1",  # the small files say items and notes; store/format_1.py gives them their columns
    )
    return [dict(key=k, value=v) for k, v in facts.items()]


def _areas(profile: Profile, demo: bool) -> list[dict]:
    mark = profile.office.invented.prefix if demo else ""
    frame = profile.areas
    return [
        dict(
            area=r["schluessel"],
            name=mark + r["name"] if r["ebene"] == "gemeinde" else r["name"],
            level=r["ebene"],
            parent=r["oberhalb"] or None,
            inhabited=r["bewohnt"] == "ja",
        )
        for r in frame.iter_rows(named=True)
        if not r["aufgegangen_in"]
    ]
