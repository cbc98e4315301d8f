"""python -m exports, called as other programs call it."""

from datetime import date
from pathlib import Path

import pytest

from exports.__main__ import main
from measures.engine.attack import handover
from measures.engine.attack.audit import Disclosed
from store import ledger

TODAY = date(2026, 11, 22)


@pytest.fixture
def call(own_small_store, capsys):
    """Of the test's own store: what is handed out is entered there."""

    def called(*arguments: str, store=own_small_store):
        code = main([*arguments, "--store", str(store)], TODAY)
        out = capsys.readouterr()
        return code, out.out, out.err

    return called


def test_a_word_document_is_written_where_it_was_asked_for(call, tmp_path):
    path = tmp_path / "paper.docx"
    code, out, err = call("word", "--document", "briefing", "--area", "03155012", "--out", str(path))
    assert code == 0 and path.read_bytes().startswith(b"PK")
    assert out == f"Geschrieben: {path}\n"
    assert "Dezernentenbriefing wird geschrieben" in err


def test_every_document_is_entered_with_its_readers(call, own_small_store, tmp_path):
    about = ("--document", "briefing", "--out", str(tmp_path))
    for audience in ("intern", "oeffentlich"):
        assert call("word", *about, "--audience", audience)[0] == 0
    lines = ledger.lines(own_small_store)
    assert [(line.form, line.audience, line.version, line.edition) for line in lines] == [
        ("word", "intern", 1, ""),
        ("word", "oeffentlich", 1, ""),
    ]
    assert lines[0].cells > lines[1].cells > 0 and lines[0].made_on == TODAY


def test_a_document_that_may_not_be_handed_out_is_refused_in_german_and_not_written(
    call, own_small_store, tmp_path, monkeypatch
):
    """What is refused, by the attack on real figures: tests/attacks/test_handed_out.py."""
    path = tmp_path / "paper.docx"
    monkeypatch.setattr(handover, "sources", lambda *_: {8: "another version"})
    monkeypatch.setattr(handover, "_compared", refusing)
    code, out, err = call("word", "--document", "briefing", "--out", str(path))
    assert (code, out) == (1, "") and "Nicht ausgegeben: Wer schon alles hat" in err
    assert not path.exists() and ledger.lines(own_small_store) == []


def refusing(*asked: object) -> None:
    raise Disclosed("Nicht ausgegeben: Wer schon alles hat")


def test_without_a_name_the_file_says_demo(call, tmp_path, monkeypatch):
    profile = str(Path("data/profile").resolve())
    monkeypatch.setenv("REICHWEITE_PROFILE", "")
    monkeypatch.chdir(tmp_path)
    code, out, err = call("word", "--document", "briefing", "--profile", profile)
    assert (code, out) == (0, "Geschrieben: DEMO-Briefing-Landkreis-Northeim-2025.docx\n"), err
    assert (tmp_path / "DEMO-Briefing-Landkreis-Northeim-2025.docx").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["odt"], "Der Aufruf ist unvollständig oder enthält Unbekanntes. Erwartet: python -m exports FORMAT"),
        (["word", "--area", "03155012", "--department", "X"], "Der Aufruf ist unvollständig"),
        (["csv", "--out", "x.csv"], "--out x.csv: csv schreibt eine Datei, die auf .zip endet."),
        (["word", "--out", "gibt/es/nicht.docx"], "Den Ordner gibt es nicht."),
        (["word", "--document", "folien"], "Der Foliensatz wird mit powerpoint geschrieben"),
        (["powerpoint", "--document", "briefing"], "Der Foliensatz wird mit powerpoint geschrieben"),
        (["word", "--area", "03155012"], "Das Strategiepapier gibt es für den Landkreis"),
        (["word", "--document", "briefing", "--area", "09"], "Das Gebiet „09“ gibt es nicht. Möglich: 03155, "),
        (
            ["word", "--document", "briefing", "--department", "Bauhof"],
            "Den Fachbereich „Bauhof“ gibt es nicht. Möglich: ",
        ),
        (["word", "--year", "1990"], "Für 1990 liegen keine Zahlen vor. Möglich: 2016 bis 2025."),
    ],
)
def test_a_wrong_call_is_told_in_german_and_ends_with_2(call, arguments, told):
    code, out, err = call(*arguments)
    assert (code, out) == (2, "") and told in err


def test_a_folder_gets_the_file_under_its_usual_name(call, tmp_path):
    code, out, err = call("word", "--document", "briefing", "--out", str(tmp_path))
    assert (code, out) == (0, f"Geschrieben: {tmp_path / 'DEMO-Briefing-Landkreis-Northeim-2025.docx'}\n"), err


def test_an_empty_store_and_a_faulty_chapter_end_with_1(call, tmp_path):
    code, _, err = call("word", store=tmp_path)
    assert code == 1 and "Noch keine Ausgabe vorhanden" in err
    code, _, err = call("word", "--chapters", "2,99")
    assert code == 1 and "Das Kapitel „99“ gibt es nicht" in err


def test_a_fault_of_ours_is_one_sentence_and_goes_to_the_log(call, own_small_store, monkeypatch, tmp_path):
    monkeypatch.setattr("exports.documents.written", lambda *_: 1 / 0)
    code, out, err = call("word", "--out", str(tmp_path / "x.docx"))
    assert code == 3 and "Traceback" not in out + err
    assert "ZeroDivisionError" in (own_small_store / "fehler.log").read_text("utf-8")


def test_powerpoint_means_the_slides_and_pdf_the_paper(call, tmp_path):
    assert call("powerpoint", "--out", str(tmp_path))[1].endswith("DEMO-Folien-2025.pptx\n")
    assert call("pdf", "--chapters", "2", "--out", str(tmp_path))[1].endswith("DEMO-Strategiepapier-2025.pdf\n")


def test_help_is_given_in_german(call):
    code, out, _ = call("--help")
    assert code == 0 and "Ein Dokument aus den veröffentlichten Zahlen schreiben." in out
