-- One row per valid use of an offer or intervention by a child, and the days it truly covers; `episode` has those with a bit.
-- An open case runs to its source's last complete day, never beyond; one that a later full delivery no longer names ends at its own Stand.
CREATE OR REPLACE TEMP TABLE delivered_use AS
WITH stands AS (
    SELECT source, angebot, max(last_day) AS last_day
    FROM (SELECT source, angebot, coalesce(period_to, as_of) AS last_day FROM microdata.nutzung WHERE replaced_in IS NULL
          UNION ALL SELECT source, offer, period_to FROM microdata.covered
          UNION ALL SELECT quelle, angebot, zeitraum_bis FROM microdata.lieferschein WHERE replaced_in IS NULL AND vollstaendig)
    GROUP BY ALL
), renumberings AS (  -- from these Stände on its children have other numbers
    SELECT DISTINCT quelle AS source, angebot, datenstand AS as_of FROM microdata.lieferschein WHERE replaced_in IS NULL AND neuer_schluessel
), renumbered AS (  -- what was open before ends at its own Stand
    SELECT source, angebot, max(as_of) AS as_of FROM renumberings GROUP BY ALL
), said_again AS (  -- cases told under new numbers: since then an older row of the same begin, birth and sex is the same case
    SELECT n.source, n.angebot, n.beginn, n.geburtsjahr, n.geburtsmonat, n.geschlecht, max(r.as_of) AS since
    FROM microdata.nutzung n JOIN renumberings r ON r.source = n.source AND r.angebot = n.angebot AND n.as_of >= r.as_of
    WHERE n.replaced_in IS NULL GROUP BY ALL
), dated AS (
    SELECT n.*, coalesce(s.delivery, 'aenderung') AS delivery, t.last_day AS newest_day,
        CASE WHEN coalesce(s.delivery, 'aenderung') = 'aenderung' AND r.as_of IS NULL THEN t.last_day ELSE coalesce(n.period_to, n.as_of) END AS last_day,
        coalesce(n.kind_nr, n.kind_schluessel_1, n.kind_schluessel_2, n.kind_schluessel_3, n.kind_schluessel_4) AS reference
    FROM microdata.nutzung n
    LEFT JOIN microdata.source s ON s.name = n.source
    JOIN stands t ON t.source = n.source AND t.angebot = n.angebot
    LEFT JOIN renumbered r ON r.source = n.source AND r.angebot = n.angebot AND r.as_of > n.as_of
    LEFT JOIN said_again a ON a.source = n.source AND a.angebot = n.angebot AND a.beginn = n.beginn AND a.geburtsjahr = n.geburtsjahr
        AND a.geburtsmonat IS NOT DISTINCT FROM n.geburtsmonat AND a.geschlecht IS NOT DISTINCT FROM n.geschlecht
    WHERE n.replaced_in IS NULL AND (a.since IS NULL OR n.as_of >= a.since)
)
SELECT c.space, c.child, d.source, d.angebot AS offer, o.bit, d.vorgang_nr AS case_number,
    d.geburtsjahr AS birth_year, d.geburtsmonat AS birth_month, coalesce(d.geschlecht, 'o') AS sex, d.im_kreis_seit AS since, d.wegzug AS left_on,
    d.wohngemeinde AS home, d.beginn AS first_day, least(coalesce(d.ende, d.last_day), d.last_day) AS last_day, d.ende IS NULL AS open,
    coalesce(d.ende <= d.last_day, false) OR d.last_day < d.newest_day AS ended, d.as_of
FROM dated d
JOIN child c ON c.source = d.source AND c.reference = d.reference
JOIN offer o ON o.offer = d.angebot
WHERE d.beginn <= least(coalesce(d.ende, d.last_day), d.last_day);

CREATE OR REPLACE TEMP TABLE episode AS SELECT * EXCLUDE (case_number, ended) FROM delivered_use WHERE bit IS NOT NULL;
