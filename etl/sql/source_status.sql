-- What each source has delivered for which offer and year.
SELECT c.source, coalesce(s.title, c.source) AS title, c.offer, c.year, c.complete, c.whole_year, c.completeness, c.until, c.final, c.as_of,
    c.as_of_stated, c.rows_lost, c.loss_confirmed, c.counting,
    c.counting IN ('verknuepft', 'eigener_schluessel') OR EXISTS (
        SELECT 1 FROM analysis.counted_year y JOIN analysis.area a USING (area)
        WHERE y.offer = c.offer AND y.year = c.year AND NOT coalesce(y.by_place, false) AND a.parent IS NOT NULL) AS at_home,
    n.next_delivery
FROM analysis.coverage c
LEFT JOIN microdata.source s ON s.name = c.source
LEFT JOIN (SELECT quelle AS source, angebot AS offer, max(naechste_lieferung) AS next_delivery FROM microdata.lieferschein WHERE replaced_in IS NULL GROUP BY ALL) n USING (source, offer)
ORDER BY ALL
