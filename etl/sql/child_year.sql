-- One row per child and calendar year with use: who was reached, by which offers, and by which the year before and ever before.
-- Who lives here, where and how old: resident.sql.
INSERT INTO child_year
WITH arrival AS (
    SELECT space, child, max(CASE WHEN since = 'geburt' THEN birth_year ELSE substr(since, 1, 4)::SMALLINT END) AS since FROM episode GROUP BY ALL
), used AS (
    SELECT space, child, unnest(range(year(first_day), year(last_day) + 1))::SMALLINT AS year, 1::UBIGINT << bit AS used_bit,
        record_of(home, first_day, as_of, left_on) AS record
    FROM episode
), yearly AS (
    SELECT space, child, year, bit_or(used_bit) AS mask, max(record) AS latest FROM used GROUP BY ALL
), resident AS (
    SELECT y.space, y.child, y.year, area_of(y.latest.home) AS area,
        y.year - p.said.year AS age, p.said.sex AS sex, y.mask, a.since
    FROM yearly y JOIN people('episode') p USING (space, child) JOIN arrival a USING (space, child)
    WHERE lives_here(y.latest, make_date(y.year, 12, 31))
)
SELECT space, year, area, age, sex, mask,
    coalesce(bit_or(mask) OVER (PARTITION BY space, child ORDER BY year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::UBIGINT AS prev,
    coalesce(max(mask) OVER (PARTITION BY space, child ORDER BY year RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING), 0)::UBIGINT AS before, since
FROM resident
WHERE young(age)
ORDER BY ALL;
