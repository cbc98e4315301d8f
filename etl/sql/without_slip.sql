-- Sources of which nobody said what is complete, for an offer and year at least that they delivered to its end: title, years.
SELECT coalesce(s.title, c.source) AS title, list_sort(list_distinct(list(c.year))) AS years
FROM analysis.coverage c LEFT JOIN microdata.source s ON s.name = c.source
WHERE c.completeness = 'unchecked' AND c.whole_year
GROUP BY ALL ORDER BY ALL
