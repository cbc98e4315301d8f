-- What planners deliver besides children, as it was delivered: of several deliveries of one fact the latest holds.
-- A row whose number is not known (a sign of official statistics stands there) tells nothing: the one before it holds.
-- Waiting lists and places are the exception: each provider may deliver its own, under a name of its own; those are added up.
INSERT INTO stated_overlap
SELECT jahr, least(angebot_a, angebot_b), greatest(angebot_a, angebot_b), gebiet,
    least(kinder_beide_min, kinder_beide_max), greatest(kinder_beide_min, kinder_beide_max), quelle
FROM microdata.ueberschneidung WHERE replaced_in IS NULL AND angebot_a <> angebot_b AND kinder_beide_min IS NOT NULL AND kinder_beide_max IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY jahr, least(angebot_a, angebot_b), greatest(angebot_a, angebot_b), gebiet ORDER BY as_of DESC NULLS LAST, source, line) = 1
ORDER BY ALL;

INSERT INTO birth_move
SELECT jahr, gemeinde, alter, geburten, zuzuege, fortzuege
FROM microdata.geburten_zuzuege WHERE replaced_in IS NULL
QUALIFY row_number() OVER (PARTITION BY jahr, gemeinde, alter ORDER BY as_of DESC NULLS LAST, source, line) = 1
ORDER BY ALL;

INSERT INTO projection
SELECT stichtag, gemeinde, alter_von, alter_bis, CASE coalesce(geschlecht, 'alle') WHEN 'alle' THEN 'all' ELSE geschlecht END AS sex,
    anzahl, variante, erstellt_am, quelle
FROM microdata.vorausrechnung WHERE replaced_in IS NULL AND anzahl IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY stichtag, gemeinde, alter_von, alter_bis, sex, variante ORDER BY erstellt_am DESC, as_of DESC NULLS LAST, source, line) = 1
ORDER BY ALL;

-- A list may stand in several rows, one for each reason: what it says of those waiting and of requests is then repeated and counts
-- once (the largest); what was left unfilled belongs to its reason. Nobody can tell the median of several lists.
INSERT INTO waiting
WITH valid AS (
    SELECT *, CASE WHEN wartezeit_median_tage IS NOT NULL THEN coalesce(wartezeit_art, 'wartend') END AS days_of
    FROM microdata.warteliste WHERE replaced_in IS NULL
), refused AS (
    SELECT angebot, stichtag, gebiet, einheit, source, grund, max(nicht_besetzt_jahr) AS unfilled FROM valid GROUP BY ALL
), reasons AS (
    SELECT angebot, stichtag, gebiet, einheit, arg_max(grund, (unfilled, grund)) AS reason
    FROM (SELECT angebot, stichtag, gebiet, einheit, grund, coalesce(sum(unfilled), 0) AS unfilled FROM refused WHERE grund IS NOT NULL GROUP BY ALL)
    GROUP BY ALL
), list AS (
    SELECT angebot, stichtag, gebiet, einheit, source, max(wartende) AS waiting, max(anfragen_jahr) AS requests, max(days_of) AS days_of,
        coalesce(max(wartezeit_median_tage) FILTER (days_of = 'wartend'), max(wartezeit_median_tage)) AS median_days,
        coalesce(bool_or(doppelt_gezaehlt = 'ja'), false) AS twice, coalesce(bool_and(coalesce(doppelt_gezaehlt, '') = 'nein'), false) AS once
    FROM valid GROUP BY ALL
), unfilled AS (
    SELECT angebot, stichtag, gebiet, einheit, source, sum(unfilled) AS unfilled FROM refused GROUP BY ALL
)
SELECT angebot AS offer, stichtag AS date, gebiet AS area, sum(waiting)::BIGINT AS waiting, einheit AS unit,
    CASE WHEN count(*) = 1 THEN max(median_days) END AS median_days, CASE WHEN count(*) = 1 THEN max(days_of) END AS days_of,
    CASE WHEN count(requests) = count(*) THEN sum(requests) END::BIGINT AS requests,
    CASE WHEN count(unfilled) = count(*) THEN sum(unfilled) END::BIGINT AS unfilled, any_value(reason) AS reason,
    CASE WHEN bool_or(twice) THEN 'ja' WHEN bool_and(once) AND count(*) = 1 THEN 'nein' ELSE 'unbekannt' END AS counted_twice
FROM list JOIN unfilled USING (angebot, stichtag, gebiet, einheit, source) LEFT JOIN reasons USING (angebot, stichtag, gebiet, einheit)
GROUP BY ALL HAVING count(waiting) = count(*) ORDER BY ALL;

-- A row that sums up its Fachbereich beside its Sachgebiete is left out: the sum is made here.
INSERT INTO staff
WITH valid AS (
    SELECT *, regexp_matches(lower(sachgebiet), '(^|\s)(gesamt|insgesamt|summe|zusammen)$') AS is_sum
    FROM microdata.personal WHERE replaced_in IS NULL AND stellen_vzae IS NOT NULL AND besetzt_vzae IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY fachbereich, sachgebiet, stichtag ORDER BY as_of DESC NULLS LAST, source, line) = 1
)
SELECT fachbereich, sachgebiet, stichtag, stellen_vzae, besetzt_vzae, personen_klasse = 'unter5', faelle, coalesce(faelle_einheit, '')
FROM valid QUALIFY NOT is_sum OR bool_and(is_sum) OVER (PARTITION BY fachbereich, stichtag)
ORDER BY ALL;

INSERT INTO place
SELECT angebot, stichtag, gemeinde, alter_von, alter_bis, sum(plaetze_genehmigt)::BIGINT,
    CASE WHEN count(plaetze_angeboten) = count(*) THEN sum(plaetze_angeboten) END::BIGINT,
    CASE WHEN count(plaetze_belegt) = count(*) THEN sum(plaetze_belegt) END::BIGINT, coalesce(traegerart, '') AS provider
FROM microdata.plaetze WHERE replaced_in IS NULL
GROUP BY angebot, stichtag, gemeinde, alter_von, alter_bis, provider HAVING count(plaetze_genehmigt) = count(*) ORDER BY ALL;

INSERT INTO expenditure
SELECT jahr, coalesce(angebot, '') AS offer, coalesce(produkt, '') AS product, aufwand, ertrag, davon_erstattung_anderer, stand
FROM microdata.ausgaben WHERE replaced_in IS NULL AND aufwand IS NOT NULL AND ertrag IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY jahr, offer, product, stand ORDER BY as_of DESC NULLS LAST, source, line) = 1
ORDER BY ALL;

INSERT INTO social
SELECT stichtag, gebiet, merkmal, anzahl, bezug_anzahl, coalesce(quelle, '')
FROM microdata.soziallage WHERE replaced_in IS NULL AND anzahl IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY stichtag, gebiet, merkmal ORDER BY as_of DESC NULLS LAST, source, line) = 1
ORDER BY ALL;
