-- Cases per year, offer, area, age and sex: running on 31 December, begun and ended in the year. What ends on 31 December has ended.
-- From single uses (a help for several children with one number and one begin is one case, that of its eldest child) or as counted by hand;
-- where a keyed source covers the year in full, sums of the same offer are left out: nothing is counted twice.
INSERT INTO case_year
WITH yearly AS (
    SELECT *, unnest(range(year(first_day), year(last_day) + 1))::SMALLINT AS year,
        record_of(home, first_day, as_of, left_on) AS record
    FROM delivered_use
), living AS (     -- as in child_year
    SELECT space, child, year, max(record) AS latest FROM yearly GROUP BY ALL
), resident AS (
    SELECT y.year, y.source, y.offer, coalesce('n' || y.case_number, 'c' || y.child) AS number, y.first_day,
        area_of(l.latest.home) AS area, (y.year - p.said.year)::SMALLINT AS age, p.said.sex AS sex,
        {'year': p.said.year, 'month': coalesce(p.said.month, 6), 'sex': p.said.sex, 'home': l.latest.home} AS eldest,
        y.last_day > make_date(y.year, 12, 31) OR (y.last_day = make_date(y.year, 12, 31) AND NOT y.ended) AS running,
        y.ended AND y.last_day <= make_date(y.year, 12, 31) AS ended
    FROM yearly y JOIN living l USING (space, child, year) JOIN people('delivered_use') p USING (space, child)
    WHERE lives_here(l.latest, make_date(y.year, 12, 31)) AND young(age)
), cases AS (
    SELECT year, offer, arg_min({'area': area, 'age': age, 'sex': sex}, eldest) AS said, year(first_day) = year AS begun,
        bool_or(running) AS running, bool_and(ended) AS ended
    FROM resident GROUP BY year, source, offer, number, first_day
), single AS (
    SELECT year, offer, said.area AS area, said.age AS age_from, said.age AS age_to, said.sex AS sex, 'faelle' AS unit,
        count(*) FILTER (running) AS running, count(*) FILTER (begun) AS begun, count(*) FILTER (ended) AS ended
    FROM cases GROUP BY ALL
), unknown AS (   -- of these not every number is known, so there is no sum of them
    SELECT DISTINCT coalesce(jahr, year(stichtag)) AS of_year, angebot, merkmal FROM microdata.zaehlwerte WHERE replaced_in IS NULL AND anzahl IS NULL
), counted AS (
    SELECT coalesce(jahr, year(stichtag))::SMALLINT AS year, angebot AS offer,
        CASE WHEN ortsbezug = 'einrichtung' AND gemeinde NOT IN (SELECT area FROM area WHERE parent IS NULL) THEN '-' ELSE gemeinde END AS area,
        alter_von::SMALLINT AS age_from, alter_bis::SMALLINT AS age_to, CASE coalesce(geschlecht, 'alle') WHEN 'alle' THEN 'all' ELSE geschlecht END AS sex, einheit AS unit,
        sum(anzahl) FILTER (merkmal = 'bestand')::BIGINT AS running, sum(anzahl) FILTER (merkmal = 'begonnen')::BIGINT AS begun, sum(anzahl) FILTER (merkmal = 'beendet')::BIGINT AS ended
    FROM microdata.zaehlwerte z ANTI JOIN unknown u ON u.of_year = coalesce(z.jahr, year(z.stichtag)) AND u.angebot = z.angebot AND u.merkmal = z.merkmal
    WHERE replaced_in IS NULL AND (merkmal IN ('begonnen', 'beendet') OR (merkmal = 'bestand' AND (stichtag IS NULL OR (month(stichtag) = 12 AND day(stichtag) = 31))))
    GROUP BY ALL
), by_key AS (
    SELECT DISTINCT offer, year FROM coverage WHERE complete AND counting IN ('verknuepft', 'verknuepft_v1', 'eigener_schluessel') AND offer IN (SELECT offer FROM delivered_use)
), by_hand AS (
    SELECT * FROM counted ANTI JOIN by_key USING (offer, year)
)
SELECT year, offer, area, age_from, age_to, sex, unit, running, begun, ended FROM (
    SELECT * FROM single ANTI JOIN by_hand USING (offer, year)
    UNION ALL BY NAME SELECT * FROM by_hand)
ORDER BY ALL;
