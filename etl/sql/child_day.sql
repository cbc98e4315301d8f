-- One row per child and reference date with a use running on it. The birthday counts from the month after the birth month;
-- on 31 December the age is year minus birth year; with an unknown month the birthday lies in the middle of the year.
INSERT INTO child_day
WITH person AS (
    SELECT space, child, max({'as_of': as_of, 'first_day': first_day, 'year': birth_year, 'month': birth_month, 'sex': sex}) AS said FROM episode GROUP BY ALL
), running AS (
    SELECT e.space, e.child, d.date, bit_or(1::UBIGINT << e.bit) AS mask,
        max({'known': home <> 'unbekannt', 'first_day': first_day, 'as_of': as_of, 'home': home, 'left_on': left_on}) AS latest
    FROM episode e JOIN reference_date d ON d.date BETWEEN e.first_day AND e.last_day GROUP BY ALL
), aged AS (
    SELECT r.*, p.said.sex AS sex, year(r.date) - p.said.year - CASE WHEN month(r.date) = 12 AND day(r.date) = 31 THEN 0 WHEN month(r.date) <= coalesce(p.said.month, 6) THEN 1 ELSE 0 END AS age
    FROM running r JOIN person p USING (space, child)
    WHERE r.latest.home <> 'ausserhalb' AND (r.latest.left_on IS NULL OR r.latest.left_on > r.date)
)
SELECT space, date, CASE WHEN latest.home = 'unbekannt' THEN '-' ELSE latest.home END AS area, age, sex, mask
FROM aged WHERE age BETWEEN 0 AND 26
ORDER BY ALL;
