-- One row per use of an offer from its begin: the quarter it began in and how many days it has lasted, the first and the last included.
-- The area is where the child lived by this very record; nobody who lives outside. No number of a child, no exact day.
INSERT INTO spell
WITH person AS (
    SELECT space, child, max({'as_of': as_of, 'first_day': first_day, 'year': birth_year, 'month': birth_month, 'sex': sex}) AS said FROM delivered_use GROUP BY ALL
)
SELECT u.offer, date_trunc('quarter', u.first_day)::DATE AS start, (u.last_day - u.first_day + 1)::INTEGER AS days, u.ended,
    CASE WHEN u.home = 'unbekannt' THEN '-' ELSE u.home END AS area, (year(u.first_day) - p.said.year)::SMALLINT AS age, p.said.sex AS sex
FROM delivered_use u JOIN person p USING (space, child)
WHERE u.home <> 'ausserhalb' AND year(u.first_day) - p.said.year BETWEEN 0 AND 26
ORDER BY ALL;
