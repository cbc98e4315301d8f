"""Exact answers are kept for a version and die with it; a problem is not kept."""

import json

import pytest

from measures.engine import exact as door
from store.published import StoreProblem
from views.figures import exact
from views.figures.read import Figures


@pytest.fixture
def heard(monkeypatch) -> list[dict]:
    """The questions that reach the door."""
    questions: list[dict] = []

    def answer(question: dict) -> dict:
        questions.append(question)
        return (
            {"sources": [{"offers": ["a", "b"], "source": "Liste"}]}
            if question["ask"] == "sources"
            else dict(problem="Nein.", case="empty")
        )

    monkeypatch.setattr(door, "answer", answer)
    return questions


def test_the_same_question_is_asked_once_a_version(figures, heard):
    one, other = Figures(figures.published), Figures(figures.published)
    assert exact.sources(one, 2024) == exact.sources(one, 2024) == {("a", "b"): "Liste"}
    assert heard == [{"version": one.number, "ask": "sources", "year": 2024}] == json.loads(json.dumps(heard))
    exact.sources(other, 2024)
    assert len(heard) == 2


def test_a_problem_is_told_and_asked_again_the_next_time(figures, heard):
    told = Figures(figures.published)
    assert exact.why_not(told) == exact.why_not(told) == "Nein." and len(heard) == 2
    with pytest.raises(StoreProblem, match="Nein"):
        exact.keys(told)


def test_without_an_analysis_store_only_published_figures_are_told(figures, small_store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(small_store))
    assert exact.why_not(Figures(figures.published)) == door.ABSENT
