-- What the steward should know about the rows that hold now: code (etl/findings.toml), source, the offer and the day it is about, rows.
WITH newest AS (
    SELECT source, angebot, max(as_of) AS as_of FROM microdata.nutzung WHERE replaced_in IS NULL GROUP BY ALL
), valid AS (
    SELECT n.*, w.as_of AS newest FROM microdata.nutzung n JOIN newest w USING (source, angebot) WHERE n.replaced_in IS NULL
), whole AS (
    SELECT date, sum(count) FILTER (p.area = d.district)::BIGINT AS district, sum(count) FILTER (p.area <> d.district)::BIGINT AS parts
    FROM analysis.population p, (SELECT area AS district FROM analysis.area WHERE level = 'kreis') d, (SELECT area FROM analysis.area WHERE level IN ('kreis', 'gemeinde')) a
    WHERE a.area = p.area AND p.sex = 'all' AND (p.age_from, p.age_to) IN (SELECT (age_from, age_to) FROM analysis.age_band WHERE age_band <> 'all')
    GROUP BY ALL
)
SELECT 'offen_verschwunden' AS code, source, NULL AS offer, NULL::DATE AS date, count(*)::BIGINT AS rows
FROM valid WHERE ende IS NULL AND as_of < newest GROUP BY source
UNION ALL SELECT 'wohnort_ausserhalb', source, NULL, NULL, count(*)::BIGINT FROM valid WHERE wohngemeinde = 'ausserhalb' GROUP BY source
UNION ALL SELECT 'wohnort_unbekannt', source, NULL, NULL, count(*)::BIGINT FROM valid WHERE wohngemeinde = 'unbekannt' GROUP BY source
UNION ALL SELECT 'ohne_spanne', source, angebot, NULL, NULL
FROM microdata.kontakte WHERE replaced_in IS NULL AND erstbesuche IS NULL AND (besuche_je_kind_min IS NULL OR besuche_je_kind_max IS NULL) GROUP BY source, angebot
UNION ALL SELECT 'summe_bevoelkerung', 'bevoelkerung', NULL, date, NULL
FROM whole WHERE district IS NOT NULL AND parts IS NOT NULL AND district <> parts
ORDER BY ALL
