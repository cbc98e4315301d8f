"""What else did the children of one offer use in the same year? A short block; all that is known stands under Mehrfachnutzung."""

from views.blocks import supply
from views.drawings import tables
from views.figures import pairs
from views.figures.pairs import Partner
from views.figures.reach import Reach
from views.figures.read import Figures
from views.shell import page
from views.words import overlap_sentences as said

FEW = Reach("ok", count_low=0, count_high=0)


def overlap(figures: Figures, offer: str, year: int) -> str:
    """What is known of the pairs of this offer, in neutral words; '' where no other offer has its ages."""
    found, name = pairs.partners(figures, offer, year), figures.group[offer]["name"]
    if not found:
        return ""
    known = [partner for partner in found if partner.known]
    caption = f"Von 100 Kindern in {name} nutzten {year} auch"
    drawn = tables.reach_table(caption, "Angebot", [_row(partner) for partner in known]) if known else ""
    why = said.reasons(name, bool(pairs.key_of(figures, offer, year)), found, "angebot")
    link = f"/ueberschneidungen?jahr={year}&amp;angebot={offer}"
    return page.block(
        figures,
        said.opening(name, found),
        f"Von 100 Kindern, die {name} {year} nutzten. Voll: nachgewiesen, schraffiert: möglich" if known else "",
        drawn,
        page.notes(said.how_much_is_known(found, "angebot"), *[f"{reason}: {names}." for reason, names in why]),
        f'<p class="note"><a href="{link}" target="_self">Mehrfachnutzung im Einzelnen</a></p>',
        supply.card(figures, "overlap_share", f"Jahr {year}", f"{len(known)} von {len(found)} bekannt", name),
    )


def _row(partner: Partner) -> tables.Row:
    few = FEW if partner.both.is_small else Reach("ok")
    return tables.Row(partner.name, partner.share if partner.share.shown else few, beside=said.mark(partner))
