-- What each source has delivered for which offer and year.
SELECT c.source, coalesce(s.title, c.source) AS title, c.offer, c.year, c.complete, c.whole_year, c.completeness, c.until, c.final, c.as_of,
    c.as_of_stated, c.rows_lost, c.loss_confirmed, c.counting,
    coalesce(h.at_home, c.counting IN ('verknuepft', 'verknuepft_v1', 'eigener_schluessel')) AS at_home,
    n.next_delivery
FROM analysis.coverage c
LEFT JOIN microdata.source s ON s.name = c.source
LEFT JOIN (    -- of sums: does one tell of the children who live in a place below the district?
    SELECT y.offer, y.year, bool_or(NOT coalesce(y.by_place, false) AND a.parent IS NOT NULL) AS at_home
    FROM analysis.counted_year y LEFT JOIN analysis.area a USING (area) GROUP BY ALL) h USING (offer, year)
LEFT JOIN (SELECT quelle AS source, angebot AS offer, max(naechste_lieferung) AS next_delivery FROM microdata.lieferschein WHERE replaced_in IS NULL GROUP BY ALL) n USING (source, offer)
ORDER BY ALL
