-- Figures of elsewhere: what was delivered goes before what the profile says of the same (etl/benchmarks.py); internal stays internal.
CREATE OR REPLACE TEMP TABLE delivered_benchmark AS
WITH valid AS (
    SELECT kennzahl AS indicator, coalesce(gruppe, '') AS offer_group, merkmal AS label, coalesce(a.name, gebiet) AS place, jahr AS year,
        alter_von::SMALLINT AS age_from, alter_bis::SMALLINT AS age_to, wert AS value, einheit AS unit, quelle AS source,
        coalesce(intern, false) AS internal, v.as_of, v.source AS deliverer, v.line
    FROM microdata.vergleichswerte v LEFT JOIN area a ON a.area = v.gebiet WHERE v.replaced_in IS NULL
)
SELECT * EXCLUDE (as_of, deliverer, line) FROM valid
QUALIFY row_number() OVER (PARTITION BY indicator, offer_group, label, place, year, age_from, age_to, unit ORDER BY as_of DESC NULLS LAST, deliverer, line) = 1;

UPDATE delivered_benchmark d SET internal = true FROM benchmark b
WHERE b.internal AND (b.indicator, b.offer_group, b.label, b.place, b.year, b.age_from, b.age_to, b.unit)
    IS NOT DISTINCT FROM (d.indicator, d.offer_group, d.label, d.place, d.year, d.age_from, d.age_to, d.unit);

DELETE FROM benchmark b USING delivered_benchmark d
WHERE (b.indicator, b.offer_group, b.label, b.place, b.year, b.age_from, b.age_to, b.unit)
    IS NOT DISTINCT FROM (d.indicator, d.offer_group, d.label, d.place, d.year, d.age_from, d.age_to, d.unit);

INSERT INTO benchmark BY NAME SELECT * FROM delivered_benchmark ORDER BY ALL;
DROP TABLE delivered_benchmark;
