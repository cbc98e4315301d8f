-- One row per child and calendar year with use: who was reached, by which offers, and by which the year before and ever before.
-- Before is before, wherever the child lived then; it came to live here when its records so far say so.
-- Who lives here, where and how old: resident.sql.
INSERT INTO child_year
WITH used AS (
    SELECT space, child, unnest(range(year(first_day), year(last_day) + 1))::SMALLINT AS year, 1::UBIGINT << bit AS used_bit,
        CASE WHEN since = 'geburt' THEN birth_year ELSE substr(since, 1, 4)::SMALLINT END AS since,
        record_of(home, first_day, as_of, left_on) AS record
    FROM episode
), yearly AS (
    SELECT space, child, year, bit_or(used_bit) AS mask, max(since) AS since, max(record) AS latest FROM used GROUP BY ALL
), followed AS (
    SELECT * REPLACE (max(since) OVER so_far AS since), coalesce(bit_or(mask) OVER earlier, 0)::UBIGINT AS prev,
        coalesce(max(mask) OVER last_year, 0)::UBIGINT AS before
    FROM yearly
    WINDOW so_far AS (PARTITION BY space, child ORDER BY year),
        earlier AS (PARTITION BY space, child ORDER BY year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        last_year AS (PARTITION BY space, child ORDER BY year RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)
)
SELECT space, year, area_of(f.latest.home) AS area, year - p.said.year AS age, p.said.sex AS sex, mask, prev, before, since
FROM followed f JOIN people('episode') p USING (space, child)
WHERE lives_here(f.latest, make_date(year, 12, 31)) AND young(age)
ORDER BY ALL;
