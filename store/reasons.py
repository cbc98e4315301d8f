"""Why is there no number, or only a bound? The codes of the column `reason`; what a reader sees of it stands in the note.

One code a figure, the first that holds in this order; `reason_offers` names the offers, or groups of them, it speaks of.
"""

REASONS = {
    "more_than_people": "more were counted than live there",
    "few_people": "rates only from the smallest population of the protection rule on (meta, min_population)",
    "year_unfinished": "the year is not delivered to its end",
    "not_delivered": "the offers did not deliver, or not in full; beside a number: it is a lower bound",
    "rows_lost": "more than 2 % of the rows could not be read; beside a number: it is a lower bound (rows_lost)",
    "other_ages": "delivered, but for other ages",
    "other_units": "counted in units that cannot be added",
    "by_place": "the offers count where the service is, not where the child lives: told of the district only, or a lower bound",
    "unconfirmed": "nobody says that the offers delivered in full; beside a number: it is a lower bound",
    "age_not_offered": "the offer is not for this age, or did not exist in this year",
    "sums_only": "the offers report sums, in which no first contact can be seen",
    "not_linkable": "no one key tells of these offers",
    "no_common_key": "each has a key of its own",
    "refused": "a count by hand contradicts what was delivered and is not used",
    "no_people": "the population, or the births, it would be compared with are not known",
    "range_only": "known as a range only",
    "part_hidden": "a figure it is made of is not shown, or too small",
    "no_figure": "there is no figure of the year it needs",
    "too_few_contacts": "too few first contacts",
    "too_few": "too few of them for a value",
    "small_unit": "a unit of under five persons would be seen",
    "few_years": "too few years that can be compared",
    "small_years": "too few children in some of the years",
    "too_far_ahead": "the years to come could lie too far apart",
    "series_break": "the series breaks between the two years",
    "within_rounding": "the change is smaller than the protective rounding",
    "still_running": "too many are still running",
    "no_posts": "no posts in the plan",
    "taken_back": "the edition rests on a load that was taken back",
    "deleted": "the rows of the edition are deleted",
    "new_store": "this load begins anew, without the rows of the edition",
    "other_kind": "the edition told it in another way: as a number, a range, or not at all",
}
