-- One row per use of an offer from its begin: the quarter it began in and how many days it has lasted, the first and the last included.
-- The area is where the child lived by this very record; nobody who lives outside. No number of a child, no exact day.
INSERT INTO spell
SELECT u.offer, date_trunc('quarter', u.first_day)::DATE AS start, (u.last_day - u.first_day + 1)::INTEGER AS days, u.ended,
    area_of(u.home) AS area, (year(u.first_day) - p.said.year)::SMALLINT AS age, p.said.sex AS sex
FROM delivered_use u JOIN people('delivered_use') p USING (space, child)
WHERE u.home <> 'ausserhalb' AND young(year(u.first_day) - p.said.year)
ORDER BY ALL;
