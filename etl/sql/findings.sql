-- What the steward should know about the rows that hold now: level, code, source, German text without any value of a row, rows.
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
SELECT 'hinweis', 'offen_verschwunden', source, 'Vorgänge, die in einer älteren Lieferung offen waren und in der neuesten fehlen (bei „aenderung“ gelten sie als weiter offen, sonst als beendet zum Stand ihrer Lieferung)', count(*)::BIGINT
FROM valid WHERE ende IS NULL AND as_of < newest GROUP BY source
UNION ALL SELECT 'hinweis', 'wohnort_ausserhalb', source, 'Vorgänge von Kindern mit Wohnort außerhalb: zählen nicht zur Reichweite', count(*)::BIGINT
FROM valid WHERE wohngemeinde = 'ausserhalb' GROUP BY source
UNION ALL SELECT 'hinweis', 'wohnort_unbekannt', source, 'Vorgänge ohne bekannte Wohngemeinde: zählen im Landkreis, in keiner Gemeinde', count(*)::BIGINT
FROM valid WHERE wohngemeinde = 'unbekannt' GROUP BY source
UNION ALL SELECT 'hinweis', 'ohne_spanne', source, 'Besuche ohne Angabe, wie oft ein Kind kommt: Das Angebot ' || angebot || ' zählt nicht in die Reichweite', NULL::BIGINT
FROM microdata.kontakte WHERE replaced_in IS NULL AND erstbesuche IS NULL AND (besuche_je_kind_min IS NULL OR besuche_je_kind_max IS NULL) GROUP BY source, angebot
UNION ALL SELECT 'hinweis', 'summe_bevoelkerung', 'bevoelkerung', 'Bevölkerung am ' || strftime(date, '%d.%m.%Y') || ': Die Summe der Gemeinden weicht vom Landkreis ab', NULL::BIGINT
FROM whole WHERE district IS NOT NULL AND parts IS NOT NULL AND district <> parts
ORDER BY ALL
