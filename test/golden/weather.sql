-- examples/weather.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- rows of data/seattle-weather.csv, numbered   (examples/weather.tsql:6)
CREATE OR REPLACE TEMP TABLE "data/seattle-weather.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/seattle-weather.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- rows of data/windvectors.csv, numbered   (examples/weather.tsql:7)
CREATE OR REPLACE TEMP TABLE "data/windvectors.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/windvectors.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- T[day] from data/seattle-weather.csv   (examples/weather.tsql:6)
CREATE OR REPLACE TABLE T AS
SELECT date AS day, CAST(temp_max AS DOUBLE) AS val
FROM "data/seattle-weather.csv";

-- dir[p] from data/windvectors.csv   (examples/weather.tsql:7)
CREATE OR REPLACE TABLE dir AS
SELECT file_row AS p, CAST(dir AS DOUBLE) AS val
FROM "data/windvectors.csv";

-- speed[p] from data/windvectors.csv   (examples/weather.tsql:7)
CREATE OR REPLACE TABLE speed AS
SELECT file_row AS p, CAST(speed AS DOUBLE) AS val
FROM "data/windvectors.csv";

-- the keys of day   (examples/weather.tsql:2)
CREATE OR REPLACE TABLE index_day AS
SELECT DISTINCT day
FROM T
ORDER BY day;

-- must be empty: there is no value in column {column}, line {line} of data/seattle-weather.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(2)) AS place,
    unnest(['date', 'temp_max']) AS "column",
    unnest([CAST(date AS VARCHAR), CAST(temp_max AS VARCHAR)]) AS value,
    unnest([date IS NULL, coalesce(CAST(temp_max AS DOUBLE) = 'nan'::DOUBLE, temp_max IS NULL)]) AS offends
  FROM "data/seattle-weather.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: T has two rows for day = {key_0}: lines {line} and {other} of data/seattle-weather.csv
SELECT CAST(key_0 AS VARCHAR) AS key_0, min(number) + 2 AS line, max(number) + 2 AS other, count(*) OVER () AS total
FROM (SELECT date AS key_0, file_row AS number FROM "data/seattle-weather.csv") AS cells
WHERE key_0 IS NOT NULL
GROUP BY cells.key_0
HAVING count(*) > 1
ORDER BY min(number)
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/windvectors.csv
SELECT file_row + 2 AS line, 'dir' AS "column", CAST(dir AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/windvectors.csv"
WHERE dir IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: data/windvectors.csv has {found} rows, but p has {room} keys for them
SELECT count(*) AS found, 4800 AS room
FROM "data/windvectors.csv"
HAVING count(*) <> 4800;

-- must be empty: there is no value in column {column}, line {line} of data/windvectors.csv
SELECT file_row + 2 AS line, 'speed' AS "column", CAST(speed AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/windvectors.csv"
WHERE coalesce(CAST(speed AS DOUBLE) = 'nan'::DOUBLE, speed IS NULL)
ORDER BY file_row
LIMIT 1;


-- final: what shows, checks and exports read ------------------------------------------------------

-- @unit("hPa") e[day] = es(T[day])   (examples/weather.tsql:12)
CREATE OR REPLACE TEMP TABLE e AS
SELECT day, 6.1094 * exp(17.625 * (T.val / (243.04 + T.val))) AS val
FROM T;

-- @unit("hPa/K") slope[day] = grad(e[day], T[day])   (examples/weather.tsql:15)
CREATE OR REPLACE TEMP TABLE slope AS
SELECT day, SUM(val) AS val
FROM (
  SELECT day, 17.625 * (e.val * ((1 - T.val / (243.04 + T.val)) / (243.04 + T.val))) AS val
  FROM T
  JOIN e USING (day)
  UNION ALL
  SELECT day, CAST(0 AS DOUBLE) AS val
  FROM T
) AS terms
GROUP BY day;

-- closed[day] = e[day] * 17.625 * 243.04 / (T[day] + 243.04)^2   (examples/weather.tsql:18)
CREATE OR REPLACE TEMP TABLE closed AS
SELECT day, 4283.58 * (e.val / ((243.04 + T.val) * (243.04 + T.val))) AS val
FROM e
JOIN T USING (day);

-- curve[day] = grad(slope[day], T[day])   (examples/weather.tsql:16)
CREATE OR REPLACE TEMP TABLE curve AS
WITH
  d_slope_d_d_e_d_T AS (
    SELECT day, CAST(1 AS DOUBLE) AS val
    FROM slope
  )
SELECT day, SUM(val) AS val
FROM (
  SELECT
    day,
    0.000038211541432835595e0 * (closed.val * (coalesce(d_slope_d_d_e_d_T.val, 0) * (1682.4714843749998e0 - 1790.1496593749998e0 * (T.val / (243.04 + T.val)) - (-107.678175 + 1897.8278343749998e0 * (1 - T.val / (243.04 + T.val))) * T.val / (243.04 + T.val)))) AS val
  FROM T
  JOIN closed USING (day)
  LEFT JOIN d_slope_d_d_e_d_T USING (day)
  UNION ALL
  SELECT day, CAST(0 AS DOUBLE) AS val
  FROM T
) AS terms
GROUP BY day;

-- percent[day] = 100 * slope[day] / e[day]   (examples/weather.tsql:17)
CREATE OR REPLACE TEMP TABLE percent AS
SELECT day, 100 * (slope.val / e.val) AS val
FROM slope
JOIN e USING (day);

-- mean[day](percent[day])   (examples/weather.tsql:26)
CREATE OR REPLACE TEMP TABLE shown AS
SELECT AVG(percent.val) AS val
FROM percent
HAVING COUNT(*) > 0;

-- max[day](curve[day])   (examples/weather.tsql:26)
CREATE OR REPLACE TEMP TABLE shown_2 AS
SELECT MAX(curve.val) AS val
FROM curve
HAVING COUNT(*) > 0;

-- max[day](abs(slope[day] - closed[day])) < 1e-12   (examples/weather.tsql:28)
CREATE OR REPLACE TEMP TABLE condition AS
WITH
  condition_max AS (
    SELECT MAX(abs(slope.val - closed.val)) AS val
    FROM slope
    JOIN closed USING (day)
    HAVING COUNT(*) > 0
  )
SELECT condition_max.val < 1e-12 AS val
FROM condition_max;

-- max[p](abs(dwdu[p] - u[p] / wind[p])) < 1e-12   (examples/weather.tsql:29)
CREATE OR REPLACE TEMP TABLE condition_2 AS
WITH
  -- u[p] = -speed[p] * sin(dir[p] * 0.017453292519943295)
  u AS MATERIALIZED (
    SELECT
      p,
      -(speed.val * CASE WHEN abs(0.017453292519943295e0 * dir.val) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE sin(0.017453292519943295e0 * dir.val) END) AS val
    FROM speed
    JOIN dir USING (p)
  ),
  -- v[p] = -speed[p] * cos(dir[p] * 0.017453292519943295)
  v AS (
    SELECT
      p,
      -(speed.val * CASE WHEN abs(0.017453292519943295e0 * dir.val) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(0.017453292519943295e0 * dir.val) END) AS val
    FROM speed
    JOIN dir USING (p)
  ),
  -- wind[p] = sqrt(u[p]^2 + v[p]^2)
  wind AS MATERIALIZED (
    SELECT p, CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END AS val
    FROM (
      SELECT p, u.val * u.val + v.val * v.val AS v_1
      FROM u
      JOIN v USING (p)
    ) AS v1
  ),
  -- dwdu[p] = grad(wind[p], u[p])
  dwdu AS (
    SELECT p, u.val / wind.val AS val
    FROM u
    JOIN wind USING (p)
  ),
  -- max[p](abs(dwdu[p] - u[p] / wind[p])) < 1e-12
  condition_max_2 AS (
    SELECT MAX(abs(dwdu.val - u.val / wind.val)) AS val
    FROM dwdu
    JOIN u USING (p)
    JOIN wind USING (p)
    HAVING COUNT(*) > 0
  )
SELECT condition_max_2.val < 1e-12 AS val
FROM condition_max_2;

-- show mean[day](percent[day])
SELECT shown.val
FROM shown;

-- show max[day](curve[day])
SELECT shown_2.val
FROM shown_2;

-- check max[day](abs(slope[day] - closed[day])) < 1e-12
SELECT condition.val
FROM condition;

-- check max[p](abs(dwdu[p] - u[p] / wind[p])) < 1e-12
SELECT condition_2.val
FROM condition_2;

-- export to data/sensitivity.csv
SELECT day, T.val AS T, e.val AS e, slope.val AS slope, curve.val AS curve, percent.val AS percent
FROM T
FULL JOIN e USING (day)
FULL JOIN slope USING (day)
FULL JOIN curve USING (day)
FULL JOIN percent USING (day)
ORDER BY day;
