-- One row per child and calendar year with use: who was reached, by which offers, and by which ever before.
-- Area = that of the latest record of the year; a known municipality goes before an unknown one. Residence outside is not reach.
INSERT INTO child_year
WITH person AS (     -- one birth and sex per child: the latest record says it
    SELECT space, child, max({'as_of': as_of, 'first_day': first_day, 'year': birth_year, 'month': birth_month, 'sex': sex}) AS said,
        max(CASE WHEN since = 'geburt' THEN birth_year ELSE substr(since, 1, 4)::SMALLINT END) AS since
    FROM episode GROUP BY ALL
), used AS (
    SELECT space, child, unnest(range(year(first_day), year(last_day) + 1))::SMALLINT AS year, 1::UBIGINT << bit AS used_bit,
        {'known': home <> 'unbekannt', 'first_day': first_day, 'as_of': as_of, 'home': home, 'left_on': left_on} AS record
    FROM episode
), yearly AS (
    SELECT space, child, year, bit_or(used_bit) AS mask, max(record) AS latest FROM used GROUP BY ALL
), resident AS (
    SELECT y.space, y.child, y.year, CASE WHEN y.latest.home = 'unbekannt' THEN '-' ELSE y.latest.home END AS area,
        y.year - p.said.year AS age, p.said.sex AS sex, y.mask, p.since
    FROM yearly y JOIN person p USING (space, child)
    WHERE y.latest.home <> 'ausserhalb' AND (y.latest.left_on IS NULL OR y.latest.left_on > make_date(y.year, 12, 31))
)
SELECT space, year, area, age, sex, mask,
    coalesce(bit_or(mask) OVER (PARTITION BY space, child ORDER BY year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::UBIGINT AS prev, since
FROM resident
WHERE age BETWEEN 0 AND 26
ORDER BY ALL;
