-- What was delivered in full? Stated by Lieferscheine; where a source and offer have none, by the mapping (vollstaendig_seit, Stand).
-- A year is complete when the stated periods cover it without a gap; an offer counted only on dates, when they cover those.
INSERT INTO coverage
WITH stated AS (
    SELECT quelle AS source, angebot AS offer, zeitraum_von AS period_from, zeitraum_bis AS period_to, vollstaendig AS complete, coalesce(endgueltig, true) AS final, datenstand AS as_of
    FROM microdata.lieferschein WHERE replaced_in IS NULL
    UNION ALL
    SELECT c.source, c.offer, c.period_from, c.period_to, true, true, c.as_of FROM microdata.covered c
    WHERE NOT EXISTS (SELECT 1 FROM microdata.lieferschein l WHERE l.quelle = c.source AND l.angebot = c.offer AND l.replaced_in IS NULL)
), yearly AS (
    SELECT *, unnest(range(year(period_from), year(period_to) + 1))::SMALLINT AS year FROM stated
), clipped AS (
    SELECT source, offer, year, final, as_of, complete, greatest(period_from, make_date(year, 1, 1)) AS f, least(period_to, make_date(year, 12, 31)) AS t FROM yearly
), ordered AS (
    SELECT *, max(t) OVER (PARTITION BY source, offer, year ORDER BY f, t ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM clipped WHERE complete
), whole AS (
    SELECT source, offer, year, min(f) = make_date(year, 1, 1) AND max(t) = make_date(year, 12, 31) AND bool_and(coalesce(f <= reached + 1, true)) AS complete,
        max(t) AS until FROM ordered GROUP BY source, offer, year
), stocks AS (     -- offers that come as counts on a date: the year is known when all its dates are covered
    SELECT source, offer, year(date)::SMALLINT AS year, bool_and(covered) AS complete
    FROM (SELECT z.source, z.angebot AS offer, z.stichtag AS date, bool_or(coalesce(c.complete AND z.stichtag BETWEEN c.f AND c.t, false)) AS covered
          FROM microdata.zaehlwerte z LEFT JOIN clipped c ON c.source = z.source AND c.offer = z.angebot
          WHERE z.replaced_in IS NULL AND z.stichtag IS NOT NULL GROUP BY ALL)
    GROUP BY ALL
), facts AS (
    SELECT source, offer, year, bool_and(final) AS final, max(as_of) AS as_of FROM clipped GROUP BY ALL
)
SELECT f.source, f.offer, f.year, coalesce(w.complete, false) OR coalesce(s.complete, false) AS complete, w.until, f.final, f.as_of,
    coalesce(src.counting, '') AS counting
FROM facts f
LEFT JOIN whole w USING (source, offer, year)
LEFT JOIN stocks s USING (source, offer, year)
LEFT JOIN microdata.source src ON src.name = f.source
ORDER BY ALL;
