"""The step of a delivery whose file no source knows: a suggestion with what a person has said so far, or the kept mapping.

It runs in a process of its own (etl/work.py). The suggestion lies sealed beside the delivery; with a kept mapping the delivery
is checked again by itself.
"""

from dataclasses import replace
from datetime import datetime

from etl.assistant.answers import Answers, answered
from etl.assistant.candidates import Desk
from etl.assistant.keep import keep
from etl.assistant.names import KNOWN
from etl.assistant.offered import offered
from etl.assistant.preview import preview
from etl.assistant.suggest import desk_of
from etl.assistant.suggestion import Suggestion
from etl.content import Content
from etl.delivery import Refused, unknown_files
from etl.readers import Unreadable
from etl.sources import read_sources
from store import spool, suggested
from store.profile import Profile
from store.spool import Delivery, S


def map_file(found: Delivery, key: bytes, profile: Profile, now: datetime) -> None:
    """Raises Refused, Damaged, ProfileProblem; a file that belongs to a source meanwhile is checked again."""
    said = Answers(**suggested.said_of(found, key))
    unknown = unknown_files(spool.contents(found, key), read_sources(profile), found.source or None)
    content = next((one for one in unknown if one.name == said.file), None)
    try:
        done = content is None or _suggest(found, key, profile, content, said)
    except Unreadable as fault:
        raise Refused(str(fault)) from fault
    if done:
        spool.move(found, S.RECEIVED, now, answered="")
    else:
        spool.move(found, S.SUGGESTED, now)


def _suggest(found: Delivery, key: bytes, profile: Profile, content: Content, said: Answers) -> bool:
    """Was the mapping kept? Else the suggestion lies beside the delivery, with why."""
    desk = desk_of(content, profile)
    suggestion, faults = _answered(desk, said)
    head = said.source(suggestion, KNOWN["counting"].get(suggestion.role, ""))
    if said.keep and not faults:
        try:
            keep(profile, suggestion, said, head)
        except Refused as why:
            faults = why.texts
        else:
            return True
    rows = preview(content, suggestion, profile)
    told = offered(desk, suggestion, said, head, rows, read_sources(profile), faults)
    suggested.keep(found, key, told)
    return False


def _answered(desk: Desk, said: Answers) -> tuple[Suggestion, tuple[str, ...]]:
    """The suggestion, and why a part of the answers cannot be used."""
    try:
        return answered(desk, said), ()
    except Refused as why:
        return answered(desk, replace(said, codes={})), why.texts
