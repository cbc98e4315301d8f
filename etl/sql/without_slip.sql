-- Sources that delivered use of an offer of which nobody said what is complete: neither a Lieferschein nor the mapping.
SELECT DISTINCT coalesce(s.title, d.source) AS title
FROM (SELECT source, angebot FROM microdata.nutzung WHERE replaced_in IS NULL
      UNION SELECT source, angebot FROM microdata.zaehlwerte WHERE replaced_in IS NULL
      UNION SELECT source, angebot FROM microdata.kontakte WHERE replaced_in IS NULL) d
ANTI JOIN analysis.coverage c ON c.source = d.source AND c.offer = d.angebot
LEFT JOIN microdata.source s ON s.name = d.source
ORDER BY ALL
