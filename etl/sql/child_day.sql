-- One row per child and reference date with a use running on it. The birthday counts from the month after the birth month;
-- on 31 December the age is year minus birth year; with an unknown month the birthday lies in the middle of the year.
INSERT INTO child_day
WITH running AS (
    SELECT e.space, e.child, d.date, bit_or(1::UBIGINT << e.bit) AS mask,
        max(record_of(home, first_day, as_of, left_on)) AS latest
    FROM episode e JOIN reference_date d ON d.date BETWEEN e.first_day AND e.last_day GROUP BY ALL
), aged AS (
    SELECT r.*, p.said.sex AS sex, year(r.date) - p.said.year - CASE WHEN month(r.date) = 12 AND day(r.date) = 31 THEN 0 WHEN month(r.date) <= coalesce(p.said.month, 6) THEN 1 ELSE 0 END AS age
    FROM running r JOIN people('episode') p USING (space, child)
    WHERE lives_here(r.latest, r.date)
)
SELECT space, date, area_of(latest.home) AS area, age, sex, mask
FROM aged WHERE young(age)
ORDER BY ALL;
