-- Children known only as a sum, each with the least and the most children it can stand for. No stated range, no row.
-- A count that is not known (secret, not there yet) may be any number; families are added up, and are not there without it.
-- Visits are where the offer is, unless the file says where the children live; of its ages, unless it says theirs.
-- Ages are those on 31 December (of a stock: on its day) but for visits of the offer's ages, which are those at the visit, and sums whose
-- file says another day (alter_am): of these `older` says by how many years the children may be older by then.
INSERT INTO counted_year
WITH counts AS (
    SELECT coalesce(jahr, year(stichtag))::SMALLINT AS year,
        CASE WHEN merkmal = 'bestand' THEN coalesce(stichtag, make_date(jahr, 12, 31)) WHEN stichtag IS NOT NULL THEN stichtag END AS date,
        angebot AS offer, gemeinde AS area, ortsbezug = 'einrichtung' AS by_place, alter_von AS age_from, alter_bis AS age_to,
        CASE coalesce(geschlecht, 'alle') WHEN 'alle' THEN 'all' ELSE geschlecht END AS sex, einheit AS unit, anzahl AS count,
        einheit IN ('kinder', 'junge_menschen') AS children, doppelt_gezaehlt = 'nein' AS distinct_units,
        kinder_je_einheit_min AS per_low, kinder_je_einheit_max AS per_high,
        CASE WHEN stichtag IS NOT NULL OR alter_am IS NULL OR alter_am IN ('31.12.' || jahr, jahr || '-12-31') THEN 0
             WHEN lower(alter_am) = 'beginn' THEN greatest(o.age_to - alter_bis, 0) + 1 ELSE 1 END AS older
    FROM microdata.zaehlwerte LEFT JOIN offer o ON o.offer = angebot WHERE replaced_in IS NULL AND merkmal IN ('nutzende', 'bestand')
), visits AS (
    SELECT jahr AS year, angebot AS offer, coalesce(nullif(wohngemeinde, 'unbekannt'), gemeinde) AS area, coalesce(wohngemeinde, 'unbekannt') = 'unbekannt' AS by_place, alter_von, alter_bis, CASE WHEN count(besuche) = count(*) THEN sum(besuche)::BIGINT END AS count,
        CASE WHEN count(erstbesuche) = count(*) THEN sum(erstbesuche)::BIGINT END AS first_visits,
        min(besuche_je_kind_min) AS per_low, max(besuche_je_kind_max) AS per_high
    FROM microdata.kontakte WHERE replaced_in IS NULL AND wohngemeinde IS DISTINCT FROM 'ausserhalb' GROUP BY ALL
), ranged AS (
    SELECT year, date, offer, area, by_place, age_from, age_to, older, sex, unit, count,
        CASE WHEN count IS NULL THEN 0 WHEN per_low IS NOT NULL THEN CASE WHEN distinct_units THEN floor(count * per_low) ELSE least(count, 1) END WHEN distinct_units THEN count ELSE least(count, 1) END AS low,
        CASE WHEN per_high IS NOT NULL THEN ceil(count * per_high) ELSE count END AS high
    FROM counts WHERE children OR (per_low IS NOT NULL AND per_high IS NOT NULL)
    QUALIFY unit <> 'familien' OR count(count) OVER (PARTITION BY year, date, offer) = count(*) OVER (PARTITION BY year, date, offer)
    UNION ALL BY NAME
    SELECT v.year, NULL::DATE AS date, v.offer, v.area, v.by_place, coalesce(v.alter_von, o.age_from) AS age_from, coalesce(v.alter_bis, o.age_to) AS age_to,
        CASE WHEN v.alter_bis IS NULL THEN 1 ELSE 0 END AS older, 'all' AS sex, 'besuche' AS unit, v.count,
        coalesce(v.first_visits, floor(v.count / v.per_high), 0) AS low, coalesce(v.first_visits, ceil(v.count / v.per_low)) AS high
    FROM visits v JOIN offer o USING (offer) WHERE v.first_visits IS NOT NULL OR (v.per_low > 0 AND v.per_high > 0)
)
SELECT r.year, r.date, r.offer, r.area, r.by_place, r.age_from, r.age_to, r.older, r.sex, r.unit, r.count, r.low, r.high,
    CASE WHEN r.date IS NOT NULL THEN t.turnover END AS turnover
FROM ranged r LEFT JOIN turnover t USING (offer)
ORDER BY ALL;
