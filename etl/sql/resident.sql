-- Who counts as a child of the district, how old, and of which area? The one place; all that counts children from uses asks here.
-- The latest record of the time spoken of says where a child lives; a known municipality goes before an unknown one.
CREATE OR REPLACE TEMP MACRO record_of(home, first_day, as_of, left_on) AS
    {'known': home <> 'unbekannt', 'first_day': first_day, 'as_of': as_of, 'home': home, 'left_on': left_on};
-- Residence outside is not reach, and who has left by that day is gone.
CREATE OR REPLACE TEMP MACRO lives_here(latest, day) AS latest.home <> 'ausserhalb' AND (latest.left_on IS NULL OR latest.left_on > day);
CREATE OR REPLACE TEMP MACRO area_of(home) AS CASE WHEN home = 'unbekannt' THEN '-' ELSE home END;
CREATE OR REPLACE TEMP MACRO young(age) AS age BETWEEN 0 AND 26;
-- One birth and sex per child: its latest record says it.
CREATE OR REPLACE TEMP MACRO people(uses) AS TABLE
    SELECT space, child, max({'as_of': as_of, 'first_day': first_day, 'year': birth_year, 'month': birth_month, 'sex': sex}) AS said
    FROM query_table(uses) GROUP BY ALL;
