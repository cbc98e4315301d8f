-- Every file as it was delivered, with who delivers and when the next one comes, as the Lieferscheine that hold say it.
WITH said AS (
    SELECT quelle AS source, arg_max(kontakt_funktion, datenstand) AS contact, max(naechste_lieferung) AS next_delivery
    FROM microdata.lieferschein WHERE replaced_in IS NULL GROUP BY quelle
)
SELECT d.number, d.loaded_at, d.source, coalesce(s.title, d.source) AS title, d.file, d.role, d.as_of, d.as_of_stated, d.rows_read, d.accepted,
    d.rejected, l.source IS NOT NULL AS slip, l.contact, l.next_delivery
FROM microdata.delivery d
LEFT JOIN microdata.source s ON s.name = d.source
LEFT JOIN said l ON l.source = d.source
WHERE d.role <> 'lieferschein'
ORDER BY d.number, d.source, d.file, d.role, d.rows_read
