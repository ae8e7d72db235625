-- examples/paths.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- rows of data/flights-airport.csv, numbered   (examples/paths.tsql:5)
CREATE OR REPLACE TEMP TABLE "data/flights-airport.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/flights-airport.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- rows of data/airports.csv, numbered   (examples/paths.tsql:6)
CREATE OR REPLACE TEMP TABLE "data/airports.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/airports.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- src[e] from data/flights-airport.csv   (examples/paths.tsql:5)
CREATE OR REPLACE TABLE src AS
SELECT file_row AS e, origin AS val
FROM "data/flights-airport.csv";

-- dst[e] from data/flights-airport.csv   (examples/paths.tsql:5)
CREATE OR REPLACE TABLE dst AS
SELECT file_row AS e, destination AS val
FROM "data/flights-airport.csv";

-- flights[e] from data/flights-airport.csv   (examples/paths.tsql:5)
CREATE OR REPLACE TABLE flights AS
SELECT file_row AS e, CAST(count AS DOUBLE) AS val
FROM "data/flights-airport.csv";

-- lat[a] from data/airports.csv   (examples/paths.tsql:6)
CREATE OR REPLACE TABLE lat AS
SELECT iata AS a, CAST(latitude AS DOUBLE) AS val
FROM "data/airports.csv";

-- lon[a] from data/airports.csv   (examples/paths.tsql:6)
CREATE OR REPLACE TABLE lon AS
SELECT iata AS a, CAST(longitude AS DOUBLE) AS val
FROM "data/airports.csv";

-- the keys of a   (examples/paths.tsql:3)
CREATE OR REPLACE TABLE index_a AS
SELECT a FROM lat
UNION
SELECT a FROM lon
ORDER BY a;

-- must be empty: there is no value in column {column}, line {line} of data/flights-airport.csv
SELECT file_row + 2 AS line, 'origin' AS "column", CAST(origin AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights-airport.csv"
WHERE origin IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: data/flights-airport.csv has {found} rows, but e has {room} keys for them
SELECT count(*) AS found, 5366 AS room
FROM "data/flights-airport.csv"
HAVING count(*) <> 5366;

-- must be empty: `{value}` in column {column}, line {line} of data/flights-airport.csv is not a key of src: a has the keys that its data has
SELECT file_row + 2 AS line, 'origin' AS "column", CAST(origin AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights-airport.csv"
WHERE origin IS NOT NULL AND origin NOT IN (SELECT a FROM index_a)
ORDER BY file_row
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/flights-airport.csv
SELECT file_row + 2 AS line, 'destination' AS "column", CAST(destination AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights-airport.csv"
WHERE destination IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: `{value}` in column {column}, line {line} of data/flights-airport.csv is not a key of dst: a has the keys that its data has
SELECT file_row + 2 AS line, 'destination' AS "column", CAST(destination AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights-airport.csv"
WHERE destination IS NOT NULL AND destination NOT IN (SELECT a FROM index_a)
ORDER BY file_row
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/flights-airport.csv
SELECT file_row + 2 AS line, 'count' AS "column", CAST(count AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights-airport.csv"
WHERE count IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/airports.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(2)) AS place,
    unnest(['iata', 'latitude']) AS "column",
    unnest([CAST(iata AS VARCHAR), CAST(latitude AS VARCHAR)]) AS value,
    unnest([iata IS NULL, coalesce(CAST(latitude AS DOUBLE) = 'nan'::DOUBLE, latitude IS NULL)]) AS offends
  FROM "data/airports.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: lat has two rows for a = {key_0}: lines {line} and {other} of data/airports.csv
SELECT CAST(key_0 AS VARCHAR) AS key_0, min(number) + 2 AS line, max(number) + 2 AS other, count(*) OVER () AS total
FROM (SELECT iata AS key_0, file_row AS number FROM "data/airports.csv") AS cells
WHERE key_0 IS NOT NULL
GROUP BY cells.key_0
HAVING count(*) > 1
ORDER BY min(number)
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/airports.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(2)) AS place,
    unnest(['iata', 'longitude']) AS "column",
    unnest([CAST(iata AS VARCHAR), CAST(longitude AS VARCHAR)]) AS value,
    unnest([iata IS NULL, coalesce(CAST(longitude AS DOUBLE) = 'nan'::DOUBLE, longitude IS NULL)]) AS offends
  FROM "data/airports.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: lon has two rows for a = {key_0}: lines {line} and {other} of data/airports.csv
SELECT CAST(key_0 AS VARCHAR) AS key_0, min(number) + 2 AS line, max(number) + 2 AS other, count(*) OVER () AS total
FROM (SELECT iata AS key_0, file_row AS number FROM "data/airports.csv") AS cells
WHERE key_0 IS NOT NULL
GROUP BY cells.key_0
HAVING count(*) > 1
ORDER BY min(number)
LIMIT 1;


-- final: what shows, checks and exports read ------------------------------------------------------

-- km[e] = 2 * 6371 * asin(sqrt(half[e])) where flights[e] >= 1000   (examples/paths.tsql:11)
CREATE OR REPLACE TEMP TABLE km AS
WITH
  -- half[e] = sin(rad(lat[dst[e]] - lat[src[e]]) / 2)^2 + cos(rad(lat[src[e]])) * cos(rad(lat[dst[e]])) * sin(rad(lon[dst[e]] - lon[src[e]]) / 2)^2
  half AS (
    SELECT
      e,
      v_1 * v_1 + CASE WHEN abs(0.017453292519943295e0 * lat_1) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(0.017453292519943295e0 * lat_1) END * CASE WHEN abs(0.017453292519943295e0 * lat) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(0.017453292519943295e0 * lat) END * (v_2 * v_2) AS val
    FROM (
      SELECT
        e,
        lat_1.val AS lat_1,
        lat.val AS lat,
        CASE WHEN abs(0.008726646259971648e0 * (lat.val - lat_1.val)) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE sin(0.008726646259971648e0 * (lat.val - lat_1.val)) END AS v_1,
        CASE WHEN abs(0.008726646259971648e0 * (lon.val - lon_1.val)) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE sin(0.008726646259971648e0 * (lon.val - lon_1.val)) END AS v_2
      FROM dst
      JOIN lat ON lat.a = dst.val
      JOIN src USING (e)
      JOIN lat AS lat_1 ON lat_1.a = src.val
      JOIN lon ON lon.a = dst.val
      JOIN lon AS lon_1 ON lon_1.a = src.val
    ) AS v1
  )
SELECT
  e,
  12742 * CASE WHEN abs(v_1) <= 1 THEN asin(v_1) WHEN abs(v_1) > 1 THEN 'nan'::DOUBLE END AS val
FROM (
  SELECT
    e,
    CASE WHEN half.val >= 0 THEN sqrt(half.val) WHEN half.val < 0 THEN 'nan'::DOUBLE END AS v_1
  FROM half
  JOIN flights USING (e)
  WHERE flights.val >= 1000
) AS v1;

-- d[0,a] min= 0 where a == "SEA"   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_0 AS
SELECT a, MIN(0e0) AS val
FROM index_a AS a
WHERE a = 'SEA'
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 0   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_1_each AS
SELECT e, d_0.val + km.val AS val
FROM src
JOIN d_0 ON d_0.a = src.val
JOIN km USING (e);

-- d[0,a] min= 0 where a == "SEA" at r = 0   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_1 AS
SELECT a, MIN(val) AS val
FROM (
  SELECT a, d_0.val
  FROM d_0
  UNION ALL
  SELECT dst.val AS a, MIN(d_1_each.val) AS val
  FROM dst
  JOIN d_1_each USING (e)
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 1   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_2_each AS
SELECT e, d_1.val + km.val AS val
FROM src
JOIN d_1 ON d_1.a = src.val
JOIN km USING (e);

-- d[0,a] min= 0 where a == "SEA" at r = 1   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_2 AS
SELECT a, MIN(val) AS val
FROM (
  SELECT a, d_1.val
  FROM d_1
  UNION ALL
  SELECT dst.val AS a, MIN(d_2_each.val) AS val
  FROM dst
  JOIN d_2_each USING (e)
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 2   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_3_each AS
SELECT e, d_2.val + km.val AS val
FROM src
JOIN d_2 ON d_2.a = src.val
JOIN km USING (e);

-- d[0,a] min= 0 where a == "SEA" at r = 2   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_3 AS
SELECT a, MIN(val) AS val
FROM (
  SELECT a, d_2.val
  FROM d_2
  UNION ALL
  SELECT dst.val AS a, MIN(d_3_each.val) AS val
  FROM dst
  JOIN d_3_each USING (e)
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 3   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_4_each AS
SELECT e, d_3.val + km.val AS val
FROM src
JOIN d_3 ON d_3.a = src.val
JOIN km USING (e);

-- d[0,a] min= 0 where a == "SEA" at r = 3   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_4 AS
SELECT a, MIN(val) AS val
FROM (
  SELECT a, d_3.val
  FROM d_3
  UNION ALL
  SELECT dst.val AS a, MIN(d_4_each.val) AS val
  FROM dst
  JOIN d_4_each USING (e)
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 4   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_5_each AS
SELECT e, d_4.val + km.val AS val
FROM src
JOIN d_4 ON d_4.a = src.val
JOIN km USING (e);

-- d[0,a] min= 0 where a == "SEA" at r = 4   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_5 AS
SELECT a, MIN(val) AS val
FROM (
  SELECT a, d_4.val
  FROM d_4
  UNION ALL
  SELECT dst.val AS a, MIN(d_5_each.val) AS val
  FROM dst
  JOIN d_5_each USING (e)
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 5   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_6_each AS
SELECT e, d_5.val + km.val AS val
FROM src
JOIN d_5 ON d_5.a = src.val
JOIN km USING (e);

-- d[0,a] min= 0 where a == "SEA" at r = 5   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_6 AS
SELECT a, MIN(val) AS val
FROM (
  SELECT a, d_5.val
  FROM d_5
  UNION ALL
  SELECT dst.val AS a, MIN(d_6_each.val) AS val
  FROM dst
  JOIN d_6_each USING (e)
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA"   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d AS
SELECT CAST(0 AS BIGINT) AS r, a, d_0.val
FROM d_0
UNION ALL
SELECT CAST(1 AS BIGINT) AS r, a, d_1.val
FROM d_1
UNION ALL
SELECT CAST(2 AS BIGINT) AS r, a, d_2.val
FROM d_2
UNION ALL
SELECT CAST(3 AS BIGINT) AS r, a, d_3.val
FROM d_3
UNION ALL
SELECT CAST(4 AS BIGINT) AS r, a, d_4.val
FROM d_4
UNION ALL
SELECT CAST(5 AS BIGINT) AS r, a, d_5.val
FROM d_5
UNION ALL
SELECT CAST(6 AS BIGINT) AS r, a, d_6.val
FROM d_6;

-- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 1   (examples/paths.tsql:19)
CREATE OR REPLACE TEMP TABLE near_2 AS
WITH
  -- near[0,a] = a == "SEA"
  near_0 AS MATERIALIZED (
    SELECT a, a = 'SEA' AS val
    FROM index_a AS a
  ),
  -- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 0
  near_any_0 AS (
    SELECT dst.val AS a, BOOL_OR(near_0.val AND flights.val >= 1000) AS val
    FROM src
    JOIN near_0 ON near_0.a = src.val
    JOIN flights USING (e)
    JOIN dst USING (e)
    GROUP BY dst.val
  ),
  near_1 AS MATERIALIZED (
    SELECT a, near_0.val OR coalesce(near_any_0.val, FALSE) AS val
    FROM near_0
    LEFT JOIN near_any_0 USING (a)
  ),
  -- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 1
  near_any_1 AS (
    SELECT dst.val AS a, BOOL_OR(near_1.val AND flights.val >= 1000) AS val
    FROM src
    JOIN near_1 ON near_1.a = src.val
    JOIN flights USING (e)
    JOIN dst USING (e)
    GROUP BY dst.val
  )
SELECT a, near_1.val OR coalesce(near_any_1.val, FALSE) AS val
FROM near_1
LEFT JOIN near_any_1 USING (a);

-- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 2   (examples/paths.tsql:20)
CREATE OR REPLACE TEMP TABLE near_any_2 AS
SELECT dst.val AS a, BOOL_OR(near_2.val AND flights.val >= 1000) AS val
FROM src
JOIN near_2 ON near_2.a = src.val
JOIN flights USING (e)
JOIN dst USING (e)
GROUP BY dst.val;

-- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 5   (examples/paths.tsql:19)
CREATE OR REPLACE TEMP TABLE near_6 AS
WITH
  -- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 2
  near_3 AS MATERIALIZED (
    SELECT a, near_2.val OR coalesce(near_any_2.val, FALSE) AS val
    FROM near_2
    LEFT JOIN near_any_2 USING (a)
  ),
  -- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 3
  near_any_3 AS (
    SELECT dst.val AS a, BOOL_OR(near_3.val AND flights.val >= 1000) AS val
    FROM src
    JOIN near_3 ON near_3.a = src.val
    JOIN flights USING (e)
    JOIN dst USING (e)
    GROUP BY dst.val
  ),
  near_4 AS MATERIALIZED (
    SELECT a, near_3.val OR coalesce(near_any_3.val, FALSE) AS val
    FROM near_3
    LEFT JOIN near_any_3 USING (a)
  ),
  -- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 4
  near_any_4 AS (
    SELECT dst.val AS a, BOOL_OR(near_4.val AND flights.val >= 1000) AS val
    FROM src
    JOIN near_4 ON near_4.a = src.val
    JOIN flights USING (e)
    JOIN dst USING (e)
    GROUP BY dst.val
  ),
  near_5 AS MATERIALIZED (
    SELECT a, near_4.val OR coalesce(near_any_4.val, FALSE) AS val
    FROM near_4
    LEFT JOIN near_any_4 USING (a)
  ),
  -- near[r+1,a] = near[r,a] or any[e where dst[e] == a](near[r,src[e]] and flights[e] >= 1000) at r = 5
  near_any_5 AS (
    SELECT dst.val AS a, BOOL_OR(near_5.val AND flights.val >= 1000) AS val
    FROM src
    JOIN near_5 ON near_5.a = src.val
    JOIN flights USING (e)
    JOIN dst USING (e)
    GROUP BY dst.val
  )
SELECT a, near_5.val OR coalesce(near_any_5.val, FALSE) AS val
FROM near_5
LEFT JOIN near_any_5 USING (a);

-- total = d[end,"SJU"]   (examples/paths.tsql:24)
CREATE OR REPLACE TEMP TABLE total AS
SELECT d_6.val
FROM d_6
WHERE a = 'SJU';

-- d[0,a] min= 0 where a == "SEA" at r = 5   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_6_ties AS
SELECT a, CAST(SUM(val) AS BIGINT) AS val
FROM (
  SELECT a, CAST(1 AS BIGINT) AS val
  FROM d_5
  JOIN d_6 USING (a)
  WHERE d_5.val = d_6.val
  UNION ALL
  SELECT dst.val AS a, CAST(SUM(1) AS BIGINT) AS val
  FROM dst
  JOIN d_6_each USING (e)
  JOIN d_6 ON d_6.a = dst.val
  WHERE d_6_each.val = d_6.val
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 4   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_5_ties AS
SELECT a, CAST(SUM(val) AS BIGINT) AS val
FROM (
  SELECT a, CAST(1 AS BIGINT) AS val
  FROM d_4
  JOIN d_5 USING (a)
  WHERE d_4.val = d_5.val
  UNION ALL
  SELECT dst.val AS a, CAST(SUM(1) AS BIGINT) AS val
  FROM dst
  JOIN d_5_each USING (e)
  JOIN d_5 ON d_5.a = dst.val
  WHERE d_5_each.val = d_5.val
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 3   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_4_ties AS
SELECT a, CAST(SUM(val) AS BIGINT) AS val
FROM (
  SELECT a, CAST(1 AS BIGINT) AS val
  FROM d_3
  JOIN d_4 USING (a)
  WHERE d_3.val = d_4.val
  UNION ALL
  SELECT dst.val AS a, CAST(SUM(1) AS BIGINT) AS val
  FROM dst
  JOIN d_4_each USING (e)
  JOIN d_4 ON d_4.a = dst.val
  WHERE d_4_each.val = d_4.val
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 2   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_3_ties AS
SELECT a, CAST(SUM(val) AS BIGINT) AS val
FROM (
  SELECT a, CAST(1 AS BIGINT) AS val
  FROM d_2
  JOIN d_3 USING (a)
  WHERE d_2.val = d_3.val
  UNION ALL
  SELECT dst.val AS a, CAST(SUM(1) AS BIGINT) AS val
  FROM dst
  JOIN d_3_each USING (e)
  JOIN d_3 ON d_3.a = dst.val
  WHERE d_3_each.val = d_3.val
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 1   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_2_ties AS
SELECT a, CAST(SUM(val) AS BIGINT) AS val
FROM (
  SELECT a, CAST(1 AS BIGINT) AS val
  FROM d_1
  JOIN d_2 USING (a)
  WHERE d_1.val = d_2.val
  UNION ALL
  SELECT dst.val AS a, CAST(SUM(1) AS BIGINT) AS val
  FROM dst
  JOIN d_2_each USING (e)
  JOIN d_2 ON d_2.a = dst.val
  WHERE d_2_each.val = d_2.val
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- d[0,a] min= 0 where a == "SEA" at r = 0   (examples/paths.tsql:14)
CREATE OR REPLACE TEMP TABLE d_1_ties AS
SELECT a, CAST(SUM(val) AS BIGINT) AS val
FROM (
  SELECT a, CAST(1 AS BIGINT) AS val
  FROM d_0
  JOIN d_1 USING (a)
  WHERE d_0.val = d_1.val
  UNION ALL
  SELECT dst.val AS a, CAST(SUM(1) AS BIGINT) AS val
  FROM dst
  JOIN d_1_each USING (e)
  JOIN d_1 ON d_1.a = dst.val
  WHERE d_1_each.val = d_1.val
  GROUP BY dst.val
) AS terms
GROUP BY a;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_6 AS
SELECT a.a, CAST(1 AS DOUBLE) AS val
FROM d_6
CROSS JOIN index_a AS a
WHERE d_6.a = 'SJU' AND a.a = 'SJU';

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_6_each AS
SELECT e, d_d_6.val / d_6_ties.val AS val
FROM dst
JOIN d_6_each USING (e)
JOIN d_6 ON d_6.a = dst.val
JOIN d_6_ties ON d_6_ties.a = dst.val
JOIN d_d_6 ON d_d_6.a = dst.val
WHERE d_6_each.val = d_6.val;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_5 AS
SELECT a, SUM(val) AS val
FROM (
  SELECT a, d_d_6.val / d_6_ties.val AS val
  FROM d_d_6
  JOIN d_5 USING (a)
  JOIN d_6 USING (a)
  JOIN d_6_ties USING (a)
  WHERE d_5.val = d_6.val
  UNION ALL
  SELECT src.val AS a, SUM(d_d_6_each.val) AS val
  FROM d_d_6_each
  JOIN src USING (e)
  GROUP BY src.val
) AS terms
GROUP BY a;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_5_each AS
SELECT e, d_d_5.val / d_5_ties.val AS val
FROM dst
JOIN d_5_each USING (e)
JOIN d_5 ON d_5.a = dst.val
JOIN d_5_ties ON d_5_ties.a = dst.val
JOIN d_d_5 ON d_d_5.a = dst.val
WHERE d_5_each.val = d_5.val;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_4 AS
SELECT a, SUM(val) AS val
FROM (
  SELECT a, d_d_5.val / d_5_ties.val AS val
  FROM d_d_5
  JOIN d_4 USING (a)
  JOIN d_5 USING (a)
  JOIN d_5_ties USING (a)
  WHERE d_4.val = d_5.val
  UNION ALL
  SELECT src.val AS a, SUM(d_d_5_each.val) AS val
  FROM d_d_5_each
  JOIN src USING (e)
  GROUP BY src.val
) AS terms
GROUP BY a;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_4_each AS
SELECT e, d_d_4.val / d_4_ties.val AS val
FROM dst
JOIN d_4_each USING (e)
JOIN d_4 ON d_4.a = dst.val
JOIN d_4_ties ON d_4_ties.a = dst.val
JOIN d_d_4 ON d_d_4.a = dst.val
WHERE d_4_each.val = d_4.val;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_3 AS
SELECT a, SUM(val) AS val
FROM (
  SELECT a, d_d_4.val / d_4_ties.val AS val
  FROM d_d_4
  JOIN d_3 USING (a)
  JOIN d_4 USING (a)
  JOIN d_4_ties USING (a)
  WHERE d_3.val = d_4.val
  UNION ALL
  SELECT src.val AS a, SUM(d_d_4_each.val) AS val
  FROM d_d_4_each
  JOIN src USING (e)
  GROUP BY src.val
) AS terms
GROUP BY a;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_3_each AS
SELECT e, d_d_3.val / d_3_ties.val AS val
FROM dst
JOIN d_3_each USING (e)
JOIN d_3 ON d_3.a = dst.val
JOIN d_3_ties ON d_3_ties.a = dst.val
JOIN d_d_3 ON d_d_3.a = dst.val
WHERE d_3_each.val = d_3.val;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_2 AS
SELECT a, SUM(val) AS val
FROM (
  SELECT a, d_d_3.val / d_3_ties.val AS val
  FROM d_d_3
  JOIN d_2 USING (a)
  JOIN d_3 USING (a)
  JOIN d_3_ties USING (a)
  WHERE d_2.val = d_3.val
  UNION ALL
  SELECT src.val AS a, SUM(d_d_3_each.val) AS val
  FROM d_d_3_each
  JOIN src USING (e)
  GROUP BY src.val
) AS terms
GROUP BY a;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE d_d_2_each AS
SELECT e, d_d_2.val / d_2_ties.val AS val
FROM dst
JOIN d_2_each USING (e)
JOIN d_2 ON d_2.a = dst.val
JOIN d_2_ties ON d_2_ties.a = dst.val
JOIN d_d_2 ON d_d_2.a = dst.val
WHERE d_2_each.val = d_2.val;

-- uses[e] = grad(total, km[e])   (examples/paths.tsql:25)
CREATE OR REPLACE TEMP TABLE uses_1 AS
SELECT e, SUM(val) AS val
FROM (
  SELECT e, d_d_6_each.val
  FROM d_d_6_each
  JOIN src USING (e)
  JOIN d_5 ON d_5.a = src.val
  UNION ALL
  SELECT e, d_d_5_each.val
  FROM d_d_5_each
  JOIN src USING (e)
  JOIN d_4 ON d_4.a = src.val
  UNION ALL
  SELECT e, d_d_4_each.val
  FROM d_d_4_each
  JOIN src USING (e)
  JOIN d_3 ON d_3.a = src.val
  UNION ALL
  SELECT e, d_d_3_each.val
  FROM d_d_3_each
  JOIN src USING (e)
  JOIN d_2 ON d_2.a = src.val
  UNION ALL
  SELECT e, d_d_2_each.val
  FROM d_d_2_each
  JOIN src USING (e)
  JOIN d_1 ON d_1.a = src.val
) AS terms
GROUP BY e;

-- leg[src[e],dst[e]] max= km[e] where uses[e] > 0   (examples/paths.tsql:26)
CREATE OR REPLACE TEMP TABLE leg AS
WITH
  -- uses[e] = grad(total, km[e])
  d_d_1 AS (
    SELECT a, SUM(val) AS val
    FROM (
      SELECT a, d_d_2.val / d_2_ties.val AS val
      FROM d_d_2
      JOIN d_1 USING (a)
      JOIN d_2 USING (a)
      JOIN d_2_ties USING (a)
      WHERE d_1.val = d_2.val
      UNION ALL
      SELECT src.val AS a, SUM(d_d_2_each.val) AS val
      FROM d_d_2_each
      JOIN src USING (e)
      GROUP BY src.val
    ) AS terms
    GROUP BY a
  ),
  uses_2 AS (
    SELECT e, SUM(d_d_1.val / d_1_ties.val) AS val
    FROM src
    JOIN d_0 ON d_0.a = src.val
    JOIN dst USING (e)
    JOIN d_1_each USING (e)
    JOIN d_1 ON d_1.a = dst.val
    JOIN d_1_ties ON d_1_ties.a = dst.val
    JOIN d_d_1 ON d_d_1.a = dst.val
    WHERE d_1_each.val = d_1.val
    GROUP BY e
  ),
  uses AS (
    SELECT e, SUM(val) AS val
    FROM (
      SELECT e, uses_1.val
      FROM uses_1
      UNION ALL
      SELECT e, uses_2.val
      FROM uses_2
    ) AS terms
    GROUP BY e
  )
SELECT src.val AS a, dst.val AS a_2, MAX(km.val) AS val
FROM src
JOIN dst USING (e)
JOIN km USING (e)
JOIN uses USING (e)
WHERE uses.val > 0
GROUP BY src.val, dst.val;

-- sum[a]([near[end,a]])   (examples/paths.tsql:28)
CREATE OR REPLACE TEMP TABLE shown AS
SELECT coalesce(SUM(CAST(near_6.val AS DOUBLE)), 0) AS val
FROM near_6;

-- abs(total - sum[a,a'](leg[a,a'])) < 1e-6   (examples/paths.tsql:30)
CREATE OR REPLACE TEMP TABLE condition AS
WITH
  condition_sum AS (
    SELECT coalesce(SUM(leg.val), 0) AS val
    FROM leg
  )
SELECT abs(total.val - condition_sum.val) < 0.000001 AS val
FROM total
CROSS JOIN condition_sum;

-- all[a](((end, a) in d) == near[end,a])   (examples/paths.tsql:31)
CREATE OR REPLACE TEMP TABLE condition_2 AS
SELECT coalesce(BOOL_AND((d_6.val IS NOT NULL) = near_6.val), TRUE) AS val
FROM near_6
LEFT JOIN d_6 USING (a);

-- show total
SELECT total.val
FROM total;

-- show leg[a,a']
SELECT a, a_2, leg.val
FROM leg
ORDER BY a, a_2;

-- show sum[a]([near[end,a]])
SELECT shown.val
FROM shown;

-- check abs(total - sum[a,a'](leg[a,a'])) < 1e-6
SELECT condition.val
FROM condition;

-- check all[a](((end, a) in d) == near[end,a])
SELECT condition_2.val
FROM condition_2;

-- export to data/distances.csv
SELECT r, a, d.val
FROM d
ORDER BY r, a;
