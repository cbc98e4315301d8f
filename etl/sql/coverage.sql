-- What was delivered of every year, and who says so? Lieferscheine, what a person confirmed, and, said by nobody (`unchecked`), the
-- period of a file by its mapping, or by its rows where not even the mapping knows one.
-- A year is whole when the periods cover it without a gap; an offer counted only on dates, when they cover those. It is complete
-- when what was said makes it whole. Where a person said that nothing is missing only until a day, what lies behind it
-- was not delivered. Over 2 % of its rows rejected: rows_lost, rounded up to five, because a row may be a child.
INSERT INTO coverage
WITH said AS (     -- of every delivery of a source: did a person confirm that nothing is missing, and until which day?
    SELECT d.*, k.whole, k.until FROM microdata.delivery d, LATERAL (
        SELECT count(*) FILTER (code = 'ungeprueft') > 0 AS whole, coalesce(min(until), DATE '9999-12-31') AS until
        FROM microdata.confirmed c WHERE c.number = d.number AND c.source IN ('', d.source) AND c.code IN ('ungeprueft', 'ende_leer')) k
), dated AS (
    SELECT source, as_of, period_from, period_to, arg_max(as_of_stated, number) AS as_of_stated, CASE WHEN arg_max(whole, number) THEN 'confirmed' ELSE 'unchecked' END AS who,
        arg_max(until, number) AS until
    FROM said GROUP BY source, as_of, period_from, period_to
), slips AS (      -- a person may know better than the Lieferschein of the same delivery
    SELECT s.quelle AS source, s.angebot AS offer, s.zeitraum_von AS period_from, s.zeitraum_bis AS period_to, s.vollstaendig AS full_period,
        coalesce(s.endgueltig, true) AS final, s.datenstand AS as_of, true AS as_of_stated, 'slip' AS who,
        (SELECT min(d.until) FROM dated d WHERE d.source = s.quelle AND d.as_of = s.datenstand AND d.period_from <= s.zeitraum_von AND d.period_to >= s.zeitraum_bis) AS until
    FROM microdata.lieferschein s WHERE s.replaced_in IS NULL
), by_file AS (
    SELECT c.source, c.offer, c.period_from, c.period_to, true AS full_period, true AS final, c.as_of, d.as_of_stated, coalesce(d.who, 'unchecked') AS who, d.until
    FROM (SELECT DISTINCT source, offer, period_from, period_to, as_of FROM microdata.covered) c
    LEFT JOIN dated d ON d.source = c.source AND d.as_of IS NOT DISTINCT FROM c.as_of AND d.period_from = c.period_from AND d.period_to = c.period_to
    WHERE NOT EXISTS (SELECT 1 FROM slips s WHERE s.source = c.source AND s.as_of = c.as_of)     -- a file whose period its Lieferschein says
), told AS (
    SELECT source, angebot AS offer, as_of, make_date(year(beginn), 1, 1) AS period_from, greatest(coalesce(period_to, as_of), beginn) AS period_to FROM microdata.nutzung WHERE replaced_in IS NULL
    UNION ALL SELECT source, angebot, as_of, coalesce(stichtag, make_date(jahr, 1, 1)), coalesce(stichtag, make_date(jahr, 12, 31)) FROM microdata.zaehlwerte WHERE replaced_in IS NULL
    UNION ALL SELECT source, angebot, as_of, make_date(jahr, 1, 1), make_date(jahr, 12, 31) FROM microdata.kontakte WHERE replaced_in IS NULL
), by_rows AS (
    SELECT DISTINCT t.source, t.offer, t.period_from, t.period_to, true AS full_period, true AS final, t.as_of, d.as_of_stated, coalesce(d.who, 'unchecked') AS who, d.until
    FROM told t LEFT JOIN dated d ON d.source = t.source AND d.as_of = t.as_of AND d.period_from IS NULL
    WHERE NOT EXISTS (SELECT 1 FROM slips s WHERE s.source = t.source AND s.offer = t.offer)
      AND NOT EXISTS (SELECT 1 FROM by_file f WHERE f.source = t.source AND f.offer = t.offer)
), yearly AS (
    SELECT *, unnest(range(year(period_from), year(period_to) + 1))::SMALLINT AS year
    FROM (FROM slips UNION ALL FROM by_file UNION ALL FROM by_rows)
), clipped AS (
    SELECT *, greatest(period_from, make_date(year, 1, 1)) AS f, least(period_to, make_date(year, 12, 31)) AS t FROM yearly
), lasting AS (    -- what a newer file of the whole stock, or of the same period, has replaced is said of rows that hold no more
    SELECT c.*, s.delivery FROM clipped c LEFT JOIN microdata.source s ON s.name = c.source
    WHERE NOT EXISTS (
        SELECT 1 FROM clipped n WHERE n.source = c.source AND n.offer = c.offer AND n.year = c.year AND n.as_of > c.as_of
        AND (s.delivery = 'bestand' OR (s.delivery = 'zeitraum' AND n.f <= c.f AND n.t >= c.t)))
), holding AS (    -- a Lieferschein goes before what nobody said of the same rows
    SELECT * EXCLUDE (delivery) FROM lasting c
    WHERE c.who = 'slip' OR NOT EXISTS (
        SELECT 1 FROM lasting l WHERE l.who = 'slip' AND l.source = c.source AND l.offer = c.offer AND l.year = c.year
        AND (l.as_of >= c.as_of OR c.as_of IS NULL OR c.delivery = 'aenderung'))
), leveled AS (    -- once what was said, and once all together; each up to the day that a person named
    SELECT * REPLACE (least(t, until) AS t), unnest(CASE WHEN who = 'unchecked' THEN ['all'] ELSE ['said', 'all'] END) AS level
    FROM holding WHERE f <= coalesce(until, f)
), ordered AS (
    SELECT *, max(t) OVER (PARTITION BY level, source, offer, year ORDER BY f, t ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM leveled WHERE full_period
), whole AS (
    SELECT level, source, offer, year, min(f) = make_date(year, 1, 1) AND max(t) = make_date(year, 12, 31) AND bool_and(coalesce(f <= reached + 1, true)) AS whole,
        max(t) AS until FROM ordered GROUP BY level, source, offer, year
), stocks AS (     -- offers that come as counts on a date: the year is known when all its dates are covered
    SELECT level, source, offer, year(date)::SMALLINT AS year, bool_and(covered) AS whole
    FROM (SELECT l.level, z.source, z.angebot AS offer, z.stichtag AS date, bool_or(coalesce(c.full_period AND z.stichtag BETWEEN c.f AND c.t, false)) AS covered
          FROM microdata.zaehlwerte z CROSS JOIN (VALUES ('said'), ('all')) l(level)
          LEFT JOIN leveled c ON c.level = l.level AND c.source = z.source AND c.offer = z.angebot
          WHERE z.replaced_in IS NULL AND z.stichtag IS NOT NULL GROUP BY ALL)
    GROUP BY ALL
), reaching AS (
    SELECT source, offer, year, coalesce(bool_or(whole) FILTER (level = 'said'), false) AS complete, bool_or(whole) AS whole_year, max(until) AS until
    FROM (FROM whole UNION ALL BY NAME FROM stocks) GROUP BY ALL
), facts AS (
    SELECT source, offer, year, bool_and(final) AS final, max(as_of) AS as_of, arg_max(as_of_stated, as_of) AS as_of_stated,
        bool_or(who = 'slip') AS by_slip, bool_or(who = 'unchecked') AS by_nobody
    FROM holding GROUP BY ALL
), newest AS (     -- of every delivery only what no later one of the same period, or of the whole stock, has replaced
    SELECT l.*, EXISTS (SELECT 1 FROM microdata.confirmed k WHERE k.number = l.number AND k.source IN ('', l.source) AND k.code IN ('zeilen_verloren', 'zu_viele_abgewiesen')) AS confirmed
    FROM microdata.loss l LEFT JOIN microdata.source s ON s.name = l.source
    QUALIFY rank() OVER (PARTITION BY l.source, l.role, CASE WHEN s.delivery <> 'bestand' THEN [l.period_from, l.period_to] END ORDER BY l.as_of DESC NULLS LAST, l.number DESC) = 1
), followed AS (  -- lists that tell who moved away
    SELECT DISTINCT source, angebot AS offer FROM microdata.nutzung
    WHERE replaced_in IS NULL AND source IN (SELECT source FROM microdata.nutzung WHERE wegzug IS NOT NULL)
), came AS (      -- a source that lists the children of one offer may send sums of another
    SELECT source, offer, CASE WHEN bool_or(how = 'eigener_schluessel') THEN 'eigener_schluessel' ELSE min(how) END AS how FROM (
        SELECT source, angebot AS offer, 'eigener_schluessel' AS how FROM microdata.nutzung WHERE replaced_in IS NULL
        UNION ALL SELECT source, angebot, 'zaehlwerte' FROM microdata.zaehlwerte WHERE replaced_in IS NULL
        UNION ALL SELECT source, angebot, 'kontakte' FROM microdata.kontakte WHERE replaced_in IS NULL)
    GROUP BY ALL
), lost AS (
    SELECT source, year, max(lost) AS rows_lost, bool_and(confirmed) AS loss_confirmed
    FROM (SELECT source, role, period_from, period_to, year, sum(accepted) AS accepted, sum(lost) AS lost, bool_and(confirmed) AS confirmed FROM newest GROUP BY ALL)
    WHERE lost > 0.02 * (accepted + lost) GROUP BY ALL
)
-- A link that nobody released is none: the source knows its children by a key of its own.
SELECT f.source, f.offer, f.year, coalesce(r.complete, false) AS complete, coalesce(r.whole_year, false) AS whole_year,
    CASE WHEN f.by_nobody AND NOT coalesce(r.complete, false) THEN 'unchecked' WHEN f.by_slip THEN 'slip' ELSE 'confirmed' END AS completeness,
    r.until, f.final, f.as_of, f.as_of_stated, (5 * ceil(l.rows_lost / 5.0))::BIGINT AS rows_lost, l.loss_confirmed,
    CASE WHEN m.how <> 'eigener_schluessel' THEN m.how
         ELSE coalesce(k.space, m.how, CASE src.counting WHEN 'verknuepft' THEN 'eigener_schluessel' ELSE src.counting END, '') END AS counting,
    NOT coalesce(src.without_leavers, false) AND (f.source, f.offer) NOT IN (FROM followed) AS leavers
FROM facts f
LEFT JOIN reaching r USING (source, offer, year)
LEFT JOIN lost l USING (source, year)
LEFT JOIN came m USING (source, offer)
LEFT JOIN microdata.source src ON src.name = f.source
LEFT JOIN shared_key k ON k.source = f.source
ORDER BY ALL;
