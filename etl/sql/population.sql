-- Children per date, area, age interval and sex: of several values the one the profile prefers, then the latest retrieved.
-- A missing 31 December between two official ones of the same basis, at most five years apart, is interpolated and says so.
INSERT INTO population
WITH delivered AS (
    SELECT stichtag AS date, gemeinde AS area, alter_von::SMALLINT AS age_from, alter_bis::SMALLINT AS age_to,
        CASE coalesce(geschlecht, 'alle') WHEN 'alle' THEN 'all' ELSE geschlecht END AS sex, anzahl AS count, basis, quelle AS source, geschaetzt AS estimated, abruf
    FROM microdata.bevoelkerung WHERE replaced_in IS NULL AND anzahl IS NOT NULL
), preferred AS (
    SELECT d.*, (SELECT min(p.place) FROM preference p WHERE p.kind IN (d.source, d.basis, CASE WHEN d.estimated THEN 'geschaetzt' ELSE 'amtlich' END)) AS place
    FROM delivered d
    QUALIFY row_number() OVER (PARTITION BY date, area, age_from, age_to, sex ORDER BY place NULLS LAST, abruf DESC NULLS LAST, source, basis, count) = 1
), official AS (
    SELECT *, lead(date) OVER w AS next_date, lead(count) OVER w AS next_count
    FROM preferred WHERE NOT estimated AND month(date) = 12 AND day(date) = 31
    WINDOW w AS (PARTITION BY area, age_from, age_to, sex, basis ORDER BY date)
), between_two AS (
    SELECT *, unnest(range(year(date) + 1, year(next_date))) AS missing FROM official WHERE year(next_date) - year(date) BETWEEN 2 AND 5
), filled AS (
    SELECT make_date(missing::INTEGER, 12, 31) AS date, area, age_from, age_to, sex,
        round(count + (next_count - count) * (missing - year(date)) / (year(next_date) - year(date)))::BIGINT AS count, basis, 'interpoliert: ' || source AS source
    FROM between_two
)
SELECT date, area, age_from, age_to, sex, count, basis, source, estimated FROM preferred
UNION ALL
SELECT f.date, f.area, f.age_from, f.age_to, f.sex, f.count, f.basis, f.source, true FROM filled f
WHERE NOT EXISTS (SELECT 1 FROM preferred p WHERE p.date = f.date AND p.area = f.area AND p.age_from = f.age_from AND p.age_to = f.age_to AND p.sex = f.sex)
ORDER BY ALL;
