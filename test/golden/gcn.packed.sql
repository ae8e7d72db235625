-- examples/gcn.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1
-- $seed: seed of the random numbers


-- load: data --------------------------------------------------------------------------------------

-- rows of data/meetings.csv, numbered   (examples/gcn.tsql:10)
CREATE OR REPLACE TEMP TABLE "data/meetings.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/meetings.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- rows of data/characters.csv, numbered   (examples/gcn.tsql:11)
CREATE OR REPLACE TEMP TABLE "data/characters.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/characters.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- src[e] from data/meetings.csv   (examples/gcn.tsql:10)
CREATE OR REPLACE TABLE src AS
SELECT file_row AS e, src AS val
FROM "data/meetings.csv";

-- dst[e] from data/meetings.csv   (examples/gcn.tsql:10)
CREATE OR REPLACE TABLE dst AS
SELECT file_row AS e, dst AS val
FROM "data/meetings.csv";

-- group[n] from data/characters.csv   (examples/gcn.tsql:11)
CREATE OR REPLACE TABLE "group" AS
SELECT name AS n, CAST("group" AS BIGINT) AS val
FROM "data/characters.csv";

-- role[n] from data/characters.csv   (examples/gcn.tsql:11)
CREATE OR REPLACE TABLE role AS
SELECT name AS n, role AS val
FROM "data/characters.csv";

-- the keys of n   (examples/gcn.tsql:5)
CREATE OR REPLACE TABLE index_n AS
SELECT n FROM "group"
UNION
SELECT n FROM role
ORDER BY n;

-- the keys of c   (examples/gcn.tsql:8)
CREATE OR REPLACE TABLE index_c AS
SELECT DISTINCT val AS c
FROM "group"
ORDER BY c;

-- must be empty: there is no value in column {column}, line {line} of data/meetings.csv
SELECT file_row + 2 AS line, 'src' AS "column", CAST(src AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/meetings.csv"
WHERE src IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: data/meetings.csv has {found} rows, but e has {room} keys for them
SELECT count(*) AS found, 508 AS room
FROM "data/meetings.csv"
HAVING count(*) <> 508;

-- must be empty: `{value}` in column {column}, line {line} of data/meetings.csv is not a key of src: n has the keys that its data has
SELECT file_row + 2 AS line, 'src' AS "column", CAST(src AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/meetings.csv"
WHERE src IS NOT NULL AND src NOT IN (SELECT n FROM index_n)
ORDER BY file_row
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/meetings.csv
SELECT file_row + 2 AS line, 'dst' AS "column", CAST(dst AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/meetings.csv"
WHERE dst IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: `{value}` in column {column}, line {line} of data/meetings.csv is not a key of dst: n has the keys that its data has
SELECT file_row + 2 AS line, 'dst' AS "column", CAST(dst AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/meetings.csv"
WHERE dst IS NOT NULL AND dst NOT IN (SELECT n FROM index_n)
ORDER BY file_row
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/characters.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(2)) AS place,
    unnest(['name', 'group']) AS "column",
    unnest([CAST(name AS VARCHAR), CAST("group" AS VARCHAR)]) AS value,
    unnest([name IS NULL, "group" IS NULL]) AS offends
  FROM "data/characters.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: group has two rows for n = {key_0}: lines {line} and {other} of data/characters.csv
SELECT CAST(key_0 AS VARCHAR) AS key_0, min(number) + 2 AS line, max(number) + 2 AS other, count(*) OVER () AS total
FROM (SELECT name AS key_0, file_row AS number FROM "data/characters.csv") AS cells
WHERE key_0 IS NOT NULL
GROUP BY cells.key_0
HAVING count(*) > 1
ORDER BY min(number)
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/characters.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(2)) AS place,
    unnest(['name', 'role']) AS "column",
    unnest([CAST(name AS VARCHAR), CAST(role AS VARCHAR)]) AS value,
    unnest([name IS NULL, role IS NULL]) AS offends
  FROM "data/characters.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: role has two rows for n = {key_0}: lines {line} and {other} of data/characters.csv
SELECT CAST(key_0 AS VARCHAR) AS key_0, min(number) + 2 AS line, max(number) + 2 AS other, count(*) OVER () AS total
FROM (SELECT name AS key_0, file_row AS number FROM "data/characters.csv") AS cells
WHERE key_0 IS NOT NULL
GROUP BY cells.key_0
HAVING count(*) > 1
ORDER BY min(number)
LIMIT 1;


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/gcn.tsql:26)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- conv1.W by run and step   (examples/gcn.tsql:13)
CREATE TABLE IF NOT EXISTS conv1_W (run BIGINT, step BIGINT, n_1 VARCHAR, h BIGINT, val DOUBLE);

-- conv1.b by run and step   (examples/gcn.tsql:13)
CREATE TABLE IF NOT EXISTS conv1_b (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- conv2.W by run and step   (examples/gcn.tsql:14)
CREATE TABLE IF NOT EXISTS conv2_W (run BIGINT, step BIGINT, h BIGINT, c BIGINT, val DOUBLE);

-- conv2.b by run and step   (examples/gcn.tsql:14)
CREATE TABLE IF NOT EXISTS conv2_b (run BIGINT, step BIGINT, c BIGINT, val DOUBLE);

-- adam.m of conv1.W by run and step
CREATE TABLE IF NOT EXISTS conv1_W_adam_m (run BIGINT, step BIGINT, n_1 VARCHAR, h BIGINT, val DOUBLE);

-- adam.v of conv1.W by run and step
CREATE TABLE IF NOT EXISTS conv1_W_adam_v (run BIGINT, step BIGINT, n_1 VARCHAR, h BIGINT, val DOUBLE);

-- adam.m of conv1.b by run and step
CREATE TABLE IF NOT EXISTS conv1_b_adam_m (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- adam.v of conv1.b by run and step
CREATE TABLE IF NOT EXISTS conv1_b_adam_v (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- adam.m of conv2.W by run and step
CREATE TABLE IF NOT EXISTS conv2_W_adam_m (run BIGINT, step BIGINT, h BIGINT, c BIGINT, val DOUBLE);

-- adam.v of conv2.W by run and step
CREATE TABLE IF NOT EXISTS conv2_W_adam_v (run BIGINT, step BIGINT, h BIGINT, c BIGINT, val DOUBLE);

-- adam.m of conv2.b by run and step
CREATE TABLE IF NOT EXISTS conv2_b_adam_m (run BIGINT, step BIGINT, c BIGINT, val DOUBLE);

-- adam.v of conv2.b by run and step
CREATE TABLE IF NOT EXISTS conv2_b_adam_v (run BIGINT, step BIGINT, c BIGINT, val DOUBLE);

-- self[n,n'] = 1 where n == n'   (examples/gcn.tsql:16)
CREATE OR REPLACE TEMP TABLE self AS
SELECT n, n AS n_1, CAST(1 AS BIGINT) AS val
FROM index_n AS n_1;

-- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e])): degree[n] = 1 of conv1   (examples/gcn.tsql:17)
CREATE OR REPLACE TEMP TABLE hid_degree AS
SELECT n, CAST(SUM(val) AS BIGINT) AS val
FROM (
  SELECT n, CAST(1 AS BIGINT) AS val
  FROM index_n AS n
  UNION ALL
  SELECT dst.val AS n, CAST(SUM(1) AS BIGINT) AS val
  FROM dst
  GROUP BY dst.val
) AS terms
GROUP BY n;

-- param conv1.W[n',h] ~ glorot(|n'|, |h|)   (examples/gcn.tsql:13)
CREATE OR REPLACE TEMP TABLE conv1_W_now AS
WITH
  v1 AS (
    SELECT
      n,
      h,
      place,
      (15367106 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM index_n AS n_1
    CROSS JOIN range(8) AS h(h)
    JOIN (
      SELECT n, ROW_NUMBER() OVER (ORDER BY n) - 1 AS place
      FROM index_n
    ) AS index_n_place USING (n)
  ),
  v2 AS (
    SELECT
      n,
      h,
      v_1,
      place,
      (63588958 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT
      n,
      h,
      v_2,
      place,
      ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + place) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      n,
      h,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + place // 67108864) % 67108864 + h) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT n, h, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + h // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      n,
      h,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      n,
      h,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      n,
      h,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      n,
      h,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      n,
      h,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      n,
      h,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  n AS n_1,
  h,
  CASE WHEN 2 / (8 + (SELECT COUNT(*) FROM index_n)) >= 0 THEN sqrt(2 / (8 + (SELECT COUNT(*) FROM index_n))) WHEN 2 / (8 + (SELECT COUNT(*) FROM index_n)) < 0 THEN 'nan'::DOUBLE END * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param conv1.b[h] = 0   (examples/gcn.tsql:13)
CREATE OR REPLACE TEMP TABLE conv1_b_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(8) AS h(h);

-- param conv2.W[h,c] ~ glorot(|h|, |c|)   (examples/gcn.tsql:14)
CREATE OR REPLACE TEMP TABLE conv2_W_now AS
WITH
  v1 AS (
    SELECT
      h,
      c,
      place,
      (29743757 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS h(h)
    CROSS JOIN index_c AS c
    JOIN (
      SELECT c, ROW_NUMBER() OVER (ORDER BY c) - 1 AS place
      FROM index_c
    ) AS index_c_place USING (c)
  ),
  v2 AS (
    SELECT
      h,
      c,
      v_1,
      place,
      (31425590 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT h, c, v_2, place, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + h) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      h,
      c,
      v_3,
      place,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + h // 67108864) % 67108864 + place) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT h, c, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + place // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      h,
      c,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      h,
      c,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      h,
      c,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      h,
      c,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      h,
      c,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      h,
      c,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  h,
  c,
  CASE WHEN 2 / (8 + (SELECT COUNT(*) FROM index_c)) >= 0 THEN sqrt(2 / (8 + (SELECT COUNT(*) FROM index_c))) WHEN 2 / (8 + (SELECT COUNT(*) FROM index_c)) < 0 THEN 'nan'::DOUBLE END * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param conv2.b[c] = 0   (examples/gcn.tsql:14)
CREATE OR REPLACE TEMP TABLE conv2_b_now AS
SELECT c, CAST(0 AS DOUBLE) AS val
FROM index_c AS c;

-- state m = 0   for conv1.W
CREATE OR REPLACE TEMP TABLE conv1_W_adam_m_now AS
SELECT n AS n_1, h, CAST(0 AS DOUBLE) AS val
FROM index_n AS n_1
CROSS JOIN range(8) AS h(h);

-- state v = 0   for conv1.W
CREATE OR REPLACE TEMP TABLE conv1_W_adam_v_now AS
SELECT n AS n_1, h, CAST(0 AS DOUBLE) AS val
FROM index_n AS n_1
CROSS JOIN range(8) AS h(h);

-- state m = 0   for conv1.b
CREATE OR REPLACE TEMP TABLE conv1_b_adam_m_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(8) AS h(h);

-- state v = 0   for conv1.b
CREATE OR REPLACE TEMP TABLE conv1_b_adam_v_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(8) AS h(h);

-- state m = 0   for conv2.W
CREATE OR REPLACE TEMP TABLE conv2_W_adam_m_now AS
SELECT h, c, CAST(0 AS DOUBLE) AS val
FROM range(8) AS h(h)
CROSS JOIN index_c AS c;

-- state v = 0   for conv2.W
CREATE OR REPLACE TEMP TABLE conv2_W_adam_v_now AS
SELECT h, c, CAST(0 AS DOUBLE) AS val
FROM range(8) AS h(h)
CROSS JOIN index_c AS c;

-- state m = 0   for conv2.b
CREATE OR REPLACE TEMP TABLE conv2_b_adam_m_now AS
SELECT c, CAST(0 AS DOUBLE) AS val
FROM index_c AS c;

-- state v = 0   for conv2.b
CREATE OR REPLACE TEMP TABLE conv2_b_adam_v_now AS
SELECT c, CAST(0 AS DOUBLE) AS val
FROM index_c AS c;


-- begin: before the first step --------------------------------------------------------------------

-- conv1_W, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_W_packed AS
SELECT
  n_1,
  MAX(CASE WHEN h = 0 THEN conv1_W.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv1_W.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv1_W.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv1_W.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv1_W.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv1_W.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv1_W.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv1_W.val ELSE NULL END) AS val_7
FROM conv1_W_now AS conv1_W
GROUP BY n_1;

-- conv1_W is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv1_W_now;

-- conv1_W a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv1_W_now AS
SELECT
  n_1,
  unnest(range(0, 8)) AS h,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv1_W_packed AS conv1_W;

-- conv1_b, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_b_packed AS
SELECT
  MAX(CASE WHEN h = 0 THEN conv1_b.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv1_b.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv1_b.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv1_b.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv1_b.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv1_b.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv1_b.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv1_b.val ELSE NULL END) AS val_7
FROM conv1_b_now AS conv1_b;

-- conv1_b is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv1_b_now;

-- conv1_b a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv1_b_now AS
SELECT
  unnest(range(0, 8)) AS h,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv1_b_packed AS conv1_b;

-- conv2_W, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_W_packed AS
SELECT
  c,
  MAX(CASE WHEN h = 0 THEN conv2_W.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv2_W.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv2_W.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv2_W.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv2_W.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv2_W.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv2_W.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv2_W.val ELSE NULL END) AS val_7
FROM conv2_W_now AS conv2_W
GROUP BY c;

-- conv2_W is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv2_W_now;

-- conv2_W a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv2_W_now AS
SELECT
  unnest(range(0, 8)) AS h,
  c,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv2_W_packed AS conv2_W;

-- conv1_W_adam_m, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_W_adam_m_packed AS
SELECT
  n_1,
  MAX(CASE WHEN h = 0 THEN conv1_W_adam_m.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv1_W_adam_m.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv1_W_adam_m.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv1_W_adam_m.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv1_W_adam_m.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv1_W_adam_m.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv1_W_adam_m.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv1_W_adam_m.val ELSE NULL END) AS val_7
FROM conv1_W_adam_m_now AS conv1_W_adam_m
GROUP BY n_1;

-- conv1_W_adam_m is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv1_W_adam_m_now;

-- conv1_W_adam_m a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv1_W_adam_m_now AS
SELECT
  n_1,
  unnest(range(0, 8)) AS h,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv1_W_adam_m_packed AS conv1_W_adam_m;

-- conv1_W_adam_v, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_W_adam_v_packed AS
SELECT
  n_1,
  MAX(CASE WHEN h = 0 THEN conv1_W_adam_v.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv1_W_adam_v.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv1_W_adam_v.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv1_W_adam_v.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv1_W_adam_v.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv1_W_adam_v.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv1_W_adam_v.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv1_W_adam_v.val ELSE NULL END) AS val_7
FROM conv1_W_adam_v_now AS conv1_W_adam_v
GROUP BY n_1;

-- conv1_W_adam_v is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv1_W_adam_v_now;

-- conv1_W_adam_v a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv1_W_adam_v_now AS
SELECT
  n_1,
  unnest(range(0, 8)) AS h,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv1_W_adam_v_packed AS conv1_W_adam_v;

-- conv1_b_adam_m, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_b_adam_m_packed AS
SELECT
  MAX(CASE WHEN h = 0 THEN conv1_b_adam_m.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv1_b_adam_m.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv1_b_adam_m.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv1_b_adam_m.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv1_b_adam_m.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv1_b_adam_m.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv1_b_adam_m.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv1_b_adam_m.val ELSE NULL END) AS val_7
FROM conv1_b_adam_m_now AS conv1_b_adam_m;

-- conv1_b_adam_m is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv1_b_adam_m_now;

-- conv1_b_adam_m a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv1_b_adam_m_now AS
SELECT
  unnest(range(0, 8)) AS h,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv1_b_adam_m_packed AS conv1_b_adam_m;

-- conv1_b_adam_v, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_b_adam_v_packed AS
SELECT
  MAX(CASE WHEN h = 0 THEN conv1_b_adam_v.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv1_b_adam_v.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv1_b_adam_v.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv1_b_adam_v.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv1_b_adam_v.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv1_b_adam_v.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv1_b_adam_v.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv1_b_adam_v.val ELSE NULL END) AS val_7
FROM conv1_b_adam_v_now AS conv1_b_adam_v;

-- conv1_b_adam_v is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv1_b_adam_v_now;

-- conv1_b_adam_v a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv1_b_adam_v_now AS
SELECT
  unnest(range(0, 8)) AS h,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv1_b_adam_v_packed AS conv1_b_adam_v;

-- conv2_W_adam_m, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_W_adam_m_packed AS
SELECT
  c,
  MAX(CASE WHEN h = 0 THEN conv2_W_adam_m.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv2_W_adam_m.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv2_W_adam_m.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv2_W_adam_m.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv2_W_adam_m.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv2_W_adam_m.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv2_W_adam_m.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv2_W_adam_m.val ELSE NULL END) AS val_7
FROM conv2_W_adam_m_now AS conv2_W_adam_m
GROUP BY c;

-- conv2_W_adam_m is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv2_W_adam_m_now;

-- conv2_W_adam_m a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv2_W_adam_m_now AS
SELECT
  unnest(range(0, 8)) AS h,
  c,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv2_W_adam_m_packed AS conv2_W_adam_m;

-- conv2_W_adam_v, one row for all of h   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_W_adam_v_packed AS
SELECT
  c,
  MAX(CASE WHEN h = 0 THEN conv2_W_adam_v.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN h = 1 THEN conv2_W_adam_v.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN h = 2 THEN conv2_W_adam_v.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN h = 3 THEN conv2_W_adam_v.val ELSE NULL END) AS val_3,
  MAX(CASE WHEN h = 4 THEN conv2_W_adam_v.val ELSE NULL END) AS val_4,
  MAX(CASE WHEN h = 5 THEN conv2_W_adam_v.val ELSE NULL END) AS val_5,
  MAX(CASE WHEN h = 6 THEN conv2_W_adam_v.val ELSE NULL END) AS val_6,
  MAX(CASE WHEN h = 7 THEN conv2_W_adam_v.val ELSE NULL END) AS val_7
FROM conv2_W_adam_v_now AS conv2_W_adam_v
GROUP BY c;

-- conv2_W_adam_v is read from its rows from here on   (examples/gcn.tsql:26)
DROP TABLE IF EXISTS conv2_W_adam_v_now;

-- conv2_W_adam_v a cell a row   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP VIEW conv2_W_adam_v_now AS
SELECT
  unnest(range(0, 8)) AS h,
  c,
  unnest([val_0, val_1, val_2, val_3, val_4, val_5, val_6, val_7]) AS val
FROM conv2_W_adam_v_packed AS conv2_W_adam_v;

-- dst, src side by side   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE e_rows AS
SELECT e, dst.val AS dst, src.val AS src
FROM dst
JOIN src USING (e);


-- each step: $step = 1 … 40 -----------------------------------------------------------------------

-- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e])): y[n,j] = t[n,j] / degree[n] + b[j] of conv1   (examples/gcn.tsql:17)
CREATE OR REPLACE TEMP TABLE hid_y_packed AS
WITH
  -- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e])): t[n,j] = W[i,j] * x[n,i] of conv1
  hid_t_packed AS MATERIALIZED (
    SELECT
      n,
      SUM(conv1_W.val_0 * self.val) AS val_0,
      SUM(conv1_W.val_1 * self.val) AS val_1,
      SUM(conv1_W.val_2 * self.val) AS val_2,
      SUM(conv1_W.val_3 * self.val) AS val_3,
      SUM(conv1_W.val_4 * self.val) AS val_4,
      SUM(conv1_W.val_5 * self.val) AS val_5,
      SUM(conv1_W.val_6 * self.val) AS val_6,
      SUM(conv1_W.val_7 * self.val) AS val_7
    FROM conv1_W_packed AS conv1_W
    JOIN self USING (n_1)
    GROUP BY n
  )
SELECT
  n,
  SUM(val_0) AS val_0,
  SUM(val_1) AS val_1,
  SUM(val_2) AS val_2,
  SUM(val_3) AS val_3,
  SUM(val_4) AS val_4,
  SUM(val_5) AS val_5,
  SUM(val_6) AS val_6,
  SUM(val_7) AS val_7
FROM (
  SELECT
    n,
    coalesce(hid_t.val_0, 0) / hid_degree.val + conv1_b.val_0 AS val_0,
    coalesce(hid_t.val_1, 0) / hid_degree.val + conv1_b.val_1 AS val_1,
    coalesce(hid_t.val_2, 0) / hid_degree.val + conv1_b.val_2 AS val_2,
    coalesce(hid_t.val_3, 0) / hid_degree.val + conv1_b.val_3 AS val_3,
    coalesce(hid_t.val_4, 0) / hid_degree.val + conv1_b.val_4 AS val_4,
    coalesce(hid_t.val_5, 0) / hid_degree.val + conv1_b.val_5 AS val_5,
    coalesce(hid_t.val_6, 0) / hid_degree.val + conv1_b.val_6 AS val_6,
    coalesce(hid_t.val_7, 0) / hid_degree.val + conv1_b.val_7 AS val_7
  FROM hid_degree
  CROSS JOIN conv1_b_packed AS conv1_b
  LEFT JOIN hid_t_packed AS hid_t USING (n)
  UNION ALL
  SELECT
    dst AS n,
    SUM(val_0 / v_1) AS val_0,
    SUM(val_1 / v_1) AS val_1,
    SUM(val_2 / v_1) AS val_2,
    SUM(val_3 / v_1) AS val_3,
    SUM(val_4 / v_1) AS val_4,
    SUM(val_5 / v_1) AS val_5,
    SUM(val_6 / v_1) AS val_6,
    SUM(val_7 / v_1) AS val_7
  FROM (
    SELECT
      dst,
      val_0,
      val_1,
      val_2,
      val_3,
      val_4,
      val_5,
      val_6,
      val_7,
      CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM e_rows
    JOIN hid_t_packed AS hid_t ON hid_t.n = e_rows.src
    JOIN hid_degree ON hid_degree.n = e_rows.src
    JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = e_rows.dst
  ) AS v1
  GROUP BY dst
) AS terms
GROUP BY n;

-- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e]))   (examples/gcn.tsql:17)
CREATE OR REPLACE TEMP TABLE hid_packed AS
SELECT
  n,
  CASE WHEN hid_y.val_0 > 0 THEN hid_y.val_0 ELSE 0 END AS val_0,
  CASE WHEN hid_y.val_1 > 0 THEN hid_y.val_1 ELSE 0 END AS val_1,
  CASE WHEN hid_y.val_2 > 0 THEN hid_y.val_2 ELSE 0 END AS val_2,
  CASE WHEN hid_y.val_3 > 0 THEN hid_y.val_3 ELSE 0 END AS val_3,
  CASE WHEN hid_y.val_4 > 0 THEN hid_y.val_4 ELSE 0 END AS val_4,
  CASE WHEN hid_y.val_5 > 0 THEN hid_y.val_5 ELSE 0 END AS val_5,
  CASE WHEN hid_y.val_6 > 0 THEN hid_y.val_6 ELSE 0 END AS val_6,
  CASE WHEN hid_y.val_7 > 0 THEN hid_y.val_7 ELSE 0 END AS val_7
FROM hid_y_packed AS hid_y;

-- logit[n,c] = conv2(hid[n,h], src[e], dst[e]): y[n,j] = t[n,j] / degree[n] + b[j] of conv2   (examples/gcn.tsql:18)
CREATE OR REPLACE TEMP TABLE logit AS
WITH
  -- logit[n,c] = conv2(hid[n,h], src[e], dst[e]): t[n,j] = W[i,j] * x[n,i] of conv2
  logit_t AS MATERIALIZED (
    SELECT
      n,
      c,
      conv2_W.val_0 * hid.val_0 + conv2_W.val_1 * hid.val_1 + conv2_W.val_2 * hid.val_2 + conv2_W.val_3 * hid.val_3 + conv2_W.val_4 * hid.val_4 + conv2_W.val_5 * hid.val_5 + conv2_W.val_6 * hid.val_6 + conv2_W.val_7 * hid.val_7 AS val
    FROM conv2_W_packed AS conv2_W
    CROSS JOIN hid_packed AS hid
  )
SELECT n, c, SUM(val) AS val
FROM (
  SELECT n, c, coalesce(logit_t.val, 0) / hid_degree.val + conv2_b.val AS val
  FROM hid_degree
  CROSS JOIN conv2_b_now AS conv2_b
  LEFT JOIN logit_t USING (n, c)
  UNION ALL
  SELECT
    dst AS n,
    c,
    SUM(logit_t.val / CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END) AS val
  FROM e_rows
  JOIN logit_t ON logit_t.n = e_rows.src
  JOIN hid_degree ON hid_degree.n = e_rows.src
  JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = e_rows.dst
  GROUP BY dst, c
) AS terms
GROUP BY n, c;

-- gradient of loss by conv1.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE d_logit_y AS
WITH
  -- loss = mean[n where role[n] == "train"](xent[c](logit[n,c], group[n])): top = stop(max[k](z[k])) of xent
  loss_top AS MATERIALIZED (
    SELECT n, MAX(logit.val) AS val
    FROM logit
    GROUP BY n
  ),
  -- loss = mean[n where role[n] == "train"](xent[c](logit[n,c], group[n])): y = top + log(sum[k](exp(z[k] - top))) - z[target] of xent
  loss_sum AS MATERIALIZED (
    SELECT n, SUM(exp(logit.val - loss_top.val)) AS val
    FROM logit
    JOIN loss_top USING (n)
    GROUP BY n
  ),
  loss_y AS MATERIALIZED (
    SELECT
      loss_top.n,
      loss_top.val + CASE WHEN coalesce(loss_sum.val, 0) > 0 THEN ln(coalesce(loss_sum.val, 0)) WHEN coalesce(loss_sum.val, 0) = 0 THEN '-inf'::DOUBLE WHEN coalesce(loss_sum.val, 0) < 0 THEN 'nan'::DOUBLE END - logit.val AS val
    FROM loss_top
    JOIN "group" USING (n)
    JOIN logit ON logit.n = loss_top.n AND logit.c = "group".val
    LEFT JOIN loss_sum ON loss_sum.n = loss_top.n
  ),
  -- loss = mean[n where role[n] == "train"](xent[c](logit[n,c], group[n]))
  loss_n AS (
    SELECT CAST(SUM(1) AS BIGINT) AS val
    FROM loss_y
    JOIN role USING (n)
    WHERE role.val = 'train'
    HAVING COUNT(*) > 0
  ),
  -- gradient of loss by conv1.W
  d_loss_y AS MATERIALIZED (
    SELECT n, d_loss_y.val
    FROM (
      SELECT n, 1e0 / loss_n.val AS val
      FROM role
      CROSS JOIN loss_n
      WHERE role.val = 'train'
    ) AS d_loss_y
    SEMI JOIN loss_y USING (n)
  ),
  d_loss_sum AS (
    SELECT n, d_loss_y.val / coalesce(loss_sum.val, 0) AS val
    FROM d_loss_y
    LEFT JOIN loss_sum USING (n)
  ),
  d_logit AS (
    SELECT n, c, SUM(val) AS val
    FROM (
      SELECT n, "group".val AS c, -d_loss_y.val AS val
      FROM d_loss_y
      JOIN "group" USING (n)
      UNION ALL
      SELECT n, c, d_loss_sum.val * exp(logit.val - loss_top.val) AS val
      FROM d_loss_sum
      JOIN logit USING (n)
      JOIN loss_top USING (n)
    ) AS terms
    GROUP BY n, c
  )
SELECT n, c, d_logit.val
FROM d_logit;

-- gradient of loss by conv1.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE d_logit_t AS
SELECT n, c, SUM(val) AS val
FROM (
  SELECT n, c, d_logit_y.val / hid_degree.val AS val
  FROM d_logit_y
  JOIN hid_degree USING (n)
  UNION ALL
  SELECT
    src AS n,
    c,
    SUM(d_logit_y.val / CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END) AS val
  FROM e_rows
  JOIN hid_degree ON hid_degree.n = e_rows.src
  JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = e_rows.dst
  JOIN d_logit_y ON d_logit_y.n = e_rows.dst
  GROUP BY src, c
) AS terms
GROUP BY n, c;

-- gradient of loss by conv1.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE d_hid_y_packed AS
WITH
  d_hid_packed AS (
    SELECT
      n,
      SUM(d_logit_t.val * conv2_W.val_0) AS val_0,
      SUM(d_logit_t.val * conv2_W.val_1) AS val_1,
      SUM(d_logit_t.val * conv2_W.val_2) AS val_2,
      SUM(d_logit_t.val * conv2_W.val_3) AS val_3,
      SUM(d_logit_t.val * conv2_W.val_4) AS val_4,
      SUM(d_logit_t.val * conv2_W.val_5) AS val_5,
      SUM(d_logit_t.val * conv2_W.val_6) AS val_6,
      SUM(d_logit_t.val * conv2_W.val_7) AS val_7
    FROM d_logit_t
    JOIN conv2_W_packed AS conv2_W USING (c)
    GROUP BY n
  )
SELECT
  n,
  CASE WHEN hid_y.val_0 > 0 THEN d_hid.val_0 ELSE 0 END AS val_0,
  CASE WHEN hid_y.val_1 > 0 THEN d_hid.val_1 ELSE 0 END AS val_1,
  CASE WHEN hid_y.val_2 > 0 THEN d_hid.val_2 ELSE 0 END AS val_2,
  CASE WHEN hid_y.val_3 > 0 THEN d_hid.val_3 ELSE 0 END AS val_3,
  CASE WHEN hid_y.val_4 > 0 THEN d_hid.val_4 ELSE 0 END AS val_4,
  CASE WHEN hid_y.val_5 > 0 THEN d_hid.val_5 ELSE 0 END AS val_5,
  CASE WHEN hid_y.val_6 > 0 THEN d_hid.val_6 ELSE 0 END AS val_6,
  CASE WHEN hid_y.val_7 > 0 THEN d_hid.val_7 ELSE 0 END AS val_7
FROM d_hid_packed AS d_hid
JOIN hid_y_packed AS hid_y USING (n);

-- gradient of loss by conv1.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE d_conv1_W_packed AS
WITH
  d_hid_t_packed AS (
    SELECT
      n,
      SUM(val_0) AS val_0,
      SUM(val_1) AS val_1,
      SUM(val_2) AS val_2,
      SUM(val_3) AS val_3,
      SUM(val_4) AS val_4,
      SUM(val_5) AS val_5,
      SUM(val_6) AS val_6,
      SUM(val_7) AS val_7
    FROM (
      SELECT
        n,
        d_hid_y.val_0 / hid_degree.val AS val_0,
        d_hid_y.val_1 / hid_degree.val AS val_1,
        d_hid_y.val_2 / hid_degree.val AS val_2,
        d_hid_y.val_3 / hid_degree.val AS val_3,
        d_hid_y.val_4 / hid_degree.val AS val_4,
        d_hid_y.val_5 / hid_degree.val AS val_5,
        d_hid_y.val_6 / hid_degree.val AS val_6,
        d_hid_y.val_7 / hid_degree.val AS val_7
      FROM d_hid_y_packed AS d_hid_y
      JOIN hid_degree USING (n)
      UNION ALL
      SELECT
        src AS n,
        SUM(val_0 / v_1) AS val_0,
        SUM(val_1 / v_1) AS val_1,
        SUM(val_2 / v_1) AS val_2,
        SUM(val_3 / v_1) AS val_3,
        SUM(val_4 / v_1) AS val_4,
        SUM(val_5 / v_1) AS val_5,
        SUM(val_6 / v_1) AS val_6,
        SUM(val_7 / v_1) AS val_7
      FROM (
        SELECT
          src,
          val_0,
          val_1,
          val_2,
          val_3,
          val_4,
          val_5,
          val_6,
          val_7,
          CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END AS v_1
        FROM e_rows
        JOIN hid_degree ON hid_degree.n = e_rows.src
        JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = e_rows.dst
        JOIN d_hid_y_packed AS d_hid_y ON d_hid_y.n = e_rows.dst
      ) AS v1
      GROUP BY src
    ) AS terms
    GROUP BY n
  )
SELECT
  n_1,
  SUM(d_hid_t.val_0 * self.val) AS val_0,
  SUM(d_hid_t.val_1 * self.val) AS val_1,
  SUM(d_hid_t.val_2 * self.val) AS val_2,
  SUM(d_hid_t.val_3 * self.val) AS val_3,
  SUM(d_hid_t.val_4 * self.val) AS val_4,
  SUM(d_hid_t.val_5 * self.val) AS val_5,
  SUM(d_hid_t.val_6 * self.val) AS val_6,
  SUM(d_hid_t.val_7 * self.val) AS val_7
FROM d_hid_t_packed AS d_hid_t
JOIN self USING (n)
GROUP BY n_1;

-- gradient of loss by conv1.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE d_conv1_b_packed AS
SELECT
  coalesce(SUM(d_hid_y.val_0), 0) AS val_0,
  coalesce(SUM(d_hid_y.val_1), 0) AS val_1,
  coalesce(SUM(d_hid_y.val_2), 0) AS val_2,
  coalesce(SUM(d_hid_y.val_3), 0) AS val_3,
  coalesce(SUM(d_hid_y.val_4), 0) AS val_4,
  coalesce(SUM(d_hid_y.val_5), 0) AS val_5,
  coalesce(SUM(d_hid_y.val_6), 0) AS val_6,
  coalesce(SUM(d_hid_y.val_7), 0) AS val_7
FROM d_hid_y_packed AS d_hid_y;

-- gradient of loss by conv2.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE d_conv2_W_packed AS
SELECT
  c,
  SUM(d_logit_t.val * hid.val_0) AS val_0,
  SUM(d_logit_t.val * hid.val_1) AS val_1,
  SUM(d_logit_t.val * hid.val_2) AS val_2,
  SUM(d_logit_t.val * hid.val_3) AS val_3,
  SUM(d_logit_t.val * hid.val_4) AS val_4,
  SUM(d_logit_t.val * hid.val_5) AS val_5,
  SUM(d_logit_t.val * hid.val_6) AS val_6,
  SUM(d_logit_t.val * hid.val_7) AS val_7
FROM d_logit_t
JOIN hid_packed AS hid USING (n)
GROUP BY c;

-- gradient of loss by conv2.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE d_conv2_b AS
SELECT c, SUM(d_logit_y.val) AS val
FROM d_logit_y
GROUP BY c;

-- adam.m := b1 * m + (1 - b1) * g   for conv1.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_W_adam_m_packed AS
SELECT
  n_1,
  0.9 * conv1_W_adam_m.val_0 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_0, 0) AS val_0,
  0.9 * conv1_W_adam_m.val_1 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_1, 0) AS val_1,
  0.9 * conv1_W_adam_m.val_2 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_2, 0) AS val_2,
  0.9 * conv1_W_adam_m.val_3 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_3, 0) AS val_3,
  0.9 * conv1_W_adam_m.val_4 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_4, 0) AS val_4,
  0.9 * conv1_W_adam_m.val_5 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_5, 0) AS val_5,
  0.9 * conv1_W_adam_m.val_6 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_6, 0) AS val_6,
  0.9 * conv1_W_adam_m.val_7 + 0.09999999999999998e0 * coalesce(d_conv1_W.val_7, 0) AS val_7
FROM conv1_W_adam_m_packed AS conv1_W_adam_m
LEFT JOIN d_conv1_W_packed AS d_conv1_W USING (n_1);

-- adam.v := b2 * v + (1 - b2) * g^2   for conv1.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_W_adam_v_packed AS
SELECT
  n_1,
  0.999 * conv1_W_adam_v.val_0 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_0, 0) * coalesce(d_conv1_W.val_0, 0)) AS val_0,
  0.999 * conv1_W_adam_v.val_1 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_1, 0) * coalesce(d_conv1_W.val_1, 0)) AS val_1,
  0.999 * conv1_W_adam_v.val_2 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_2, 0) * coalesce(d_conv1_W.val_2, 0)) AS val_2,
  0.999 * conv1_W_adam_v.val_3 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_3, 0) * coalesce(d_conv1_W.val_3, 0)) AS val_3,
  0.999 * conv1_W_adam_v.val_4 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_4, 0) * coalesce(d_conv1_W.val_4, 0)) AS val_4,
  0.999 * conv1_W_adam_v.val_5 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_5, 0) * coalesce(d_conv1_W.val_5, 0)) AS val_5,
  0.999 * conv1_W_adam_v.val_6 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_6, 0) * coalesce(d_conv1_W.val_6, 0)) AS val_6,
  0.999 * conv1_W_adam_v.val_7 + 0.0010000000000000009e0 * (coalesce(d_conv1_W.val_7, 0) * coalesce(d_conv1_W.val_7, 0)) AS val_7
FROM conv1_W_adam_v_packed AS conv1_W_adam_v
LEFT JOIN d_conv1_W_packed AS d_conv1_W USING (n_1);

-- conv1.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for conv1.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_W_packed AS
SELECT
  n_1,
  val_0 - 0.05 * (val_0_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val_0,
  val_1 - 0.05 * (val_1_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_2 >= 0 THEN sqrt(v_2) WHEN v_2 < 0 THEN 'nan'::DOUBLE END)) AS val_1,
  val_2 - 0.05 * (val_2_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_3 >= 0 THEN sqrt(v_3) WHEN v_3 < 0 THEN 'nan'::DOUBLE END)) AS val_2,
  val_3 - 0.05 * (val_3_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_4 >= 0 THEN sqrt(v_4) WHEN v_4 < 0 THEN 'nan'::DOUBLE END)) AS val_3,
  val_4 - 0.05 * (val_4_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_5 >= 0 THEN sqrt(v_5) WHEN v_5 < 0 THEN 'nan'::DOUBLE END)) AS val_4,
  val_5 - 0.05 * (val_5_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_6 >= 0 THEN sqrt(v_6) WHEN v_6 < 0 THEN 'nan'::DOUBLE END)) AS val_5,
  val_6 - 0.05 * (val_6_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_7 >= 0 THEN sqrt(v_7) WHEN v_7 < 0 THEN 'nan'::DOUBLE END)) AS val_6,
  val_7 - 0.05 * (val_7_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_8 >= 0 THEN sqrt(v_8) WHEN v_8 < 0 THEN 'nan'::DOUBLE END)) AS val_7
FROM (
  SELECT
    n_1,
    conv1_W.val_0,
    conv1_W_adam_m.val_0 AS val_0_1,
    conv1_W.val_1,
    conv1_W_adam_m.val_1 AS val_1_1,
    conv1_W.val_2,
    conv1_W_adam_m.val_2 AS val_2_1,
    conv1_W.val_3,
    conv1_W_adam_m.val_3 AS val_3_1,
    conv1_W.val_4,
    conv1_W_adam_m.val_4 AS val_4_1,
    conv1_W.val_5,
    conv1_W_adam_m.val_5 AS val_5_1,
    conv1_W.val_6,
    conv1_W_adam_m.val_6 AS val_6_1,
    conv1_W.val_7,
    conv1_W_adam_m.val_7 AS val_7_1,
    conv1_W_adam_v.val_0 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1,
    conv1_W_adam_v.val_1 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_2,
    conv1_W_adam_v.val_2 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_3,
    conv1_W_adam_v.val_3 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_4,
    conv1_W_adam_v.val_4 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_5,
    conv1_W_adam_v.val_5 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_6,
    conv1_W_adam_v.val_6 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_7,
    conv1_W_adam_v.val_7 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_8
  FROM conv1_W_packed AS conv1_W
  JOIN conv1_W_adam_m_packed AS conv1_W_adam_m USING (n_1)
  JOIN conv1_W_adam_v_packed AS conv1_W_adam_v USING (n_1)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for conv1.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_b_adam_m_packed AS
SELECT
  0.9 * conv1_b_adam_m.val_0 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_0, 0) AS val_0,
  0.9 * conv1_b_adam_m.val_1 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_1, 0) AS val_1,
  0.9 * conv1_b_adam_m.val_2 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_2, 0) AS val_2,
  0.9 * conv1_b_adam_m.val_3 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_3, 0) AS val_3,
  0.9 * conv1_b_adam_m.val_4 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_4, 0) AS val_4,
  0.9 * conv1_b_adam_m.val_5 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_5, 0) AS val_5,
  0.9 * conv1_b_adam_m.val_6 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_6, 0) AS val_6,
  0.9 * conv1_b_adam_m.val_7 + 0.09999999999999998e0 * coalesce(d_conv1_b.val_7, 0) AS val_7
FROM conv1_b_adam_m_packed AS conv1_b_adam_m
LEFT JOIN d_conv1_b_packed AS d_conv1_b ON TRUE;

-- adam.v := b2 * v + (1 - b2) * g^2   for conv1.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_b_adam_v_packed AS
SELECT
  0.999 * conv1_b_adam_v.val_0 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_0, 0) * coalesce(d_conv1_b.val_0, 0)) AS val_0,
  0.999 * conv1_b_adam_v.val_1 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_1, 0) * coalesce(d_conv1_b.val_1, 0)) AS val_1,
  0.999 * conv1_b_adam_v.val_2 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_2, 0) * coalesce(d_conv1_b.val_2, 0)) AS val_2,
  0.999 * conv1_b_adam_v.val_3 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_3, 0) * coalesce(d_conv1_b.val_3, 0)) AS val_3,
  0.999 * conv1_b_adam_v.val_4 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_4, 0) * coalesce(d_conv1_b.val_4, 0)) AS val_4,
  0.999 * conv1_b_adam_v.val_5 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_5, 0) * coalesce(d_conv1_b.val_5, 0)) AS val_5,
  0.999 * conv1_b_adam_v.val_6 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_6, 0) * coalesce(d_conv1_b.val_6, 0)) AS val_6,
  0.999 * conv1_b_adam_v.val_7 + 0.0010000000000000009e0 * (coalesce(d_conv1_b.val_7, 0) * coalesce(d_conv1_b.val_7, 0)) AS val_7
FROM conv1_b_adam_v_packed AS conv1_b_adam_v
LEFT JOIN d_conv1_b_packed AS d_conv1_b ON TRUE;

-- conv1.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for conv1.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv1_b_packed AS
SELECT
  val_0 - 0.05 * (val_0_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val_0,
  val_1 - 0.05 * (val_1_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_2 >= 0 THEN sqrt(v_2) WHEN v_2 < 0 THEN 'nan'::DOUBLE END)) AS val_1,
  val_2 - 0.05 * (val_2_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_3 >= 0 THEN sqrt(v_3) WHEN v_3 < 0 THEN 'nan'::DOUBLE END)) AS val_2,
  val_3 - 0.05 * (val_3_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_4 >= 0 THEN sqrt(v_4) WHEN v_4 < 0 THEN 'nan'::DOUBLE END)) AS val_3,
  val_4 - 0.05 * (val_4_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_5 >= 0 THEN sqrt(v_5) WHEN v_5 < 0 THEN 'nan'::DOUBLE END)) AS val_4,
  val_5 - 0.05 * (val_5_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_6 >= 0 THEN sqrt(v_6) WHEN v_6 < 0 THEN 'nan'::DOUBLE END)) AS val_5,
  val_6 - 0.05 * (val_6_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_7 >= 0 THEN sqrt(v_7) WHEN v_7 < 0 THEN 'nan'::DOUBLE END)) AS val_6,
  val_7 - 0.05 * (val_7_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_8 >= 0 THEN sqrt(v_8) WHEN v_8 < 0 THEN 'nan'::DOUBLE END)) AS val_7
FROM (
  SELECT
    conv1_b.val_0,
    conv1_b_adam_m.val_0 AS val_0_1,
    conv1_b.val_1,
    conv1_b_adam_m.val_1 AS val_1_1,
    conv1_b.val_2,
    conv1_b_adam_m.val_2 AS val_2_1,
    conv1_b.val_3,
    conv1_b_adam_m.val_3 AS val_3_1,
    conv1_b.val_4,
    conv1_b_adam_m.val_4 AS val_4_1,
    conv1_b.val_5,
    conv1_b_adam_m.val_5 AS val_5_1,
    conv1_b.val_6,
    conv1_b_adam_m.val_6 AS val_6_1,
    conv1_b.val_7,
    conv1_b_adam_m.val_7 AS val_7_1,
    conv1_b_adam_v.val_0 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1,
    conv1_b_adam_v.val_1 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_2,
    conv1_b_adam_v.val_2 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_3,
    conv1_b_adam_v.val_3 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_4,
    conv1_b_adam_v.val_4 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_5,
    conv1_b_adam_v.val_5 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_6,
    conv1_b_adam_v.val_6 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_7,
    conv1_b_adam_v.val_7 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_8
  FROM conv1_b_packed AS conv1_b
  CROSS JOIN conv1_b_adam_m_packed AS conv1_b_adam_m
  CROSS JOIN conv1_b_adam_v_packed AS conv1_b_adam_v
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for conv2.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_W_adam_m_packed AS
SELECT
  c,
  0.9 * conv2_W_adam_m.val_0 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_0, 0) AS val_0,
  0.9 * conv2_W_adam_m.val_1 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_1, 0) AS val_1,
  0.9 * conv2_W_adam_m.val_2 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_2, 0) AS val_2,
  0.9 * conv2_W_adam_m.val_3 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_3, 0) AS val_3,
  0.9 * conv2_W_adam_m.val_4 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_4, 0) AS val_4,
  0.9 * conv2_W_adam_m.val_5 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_5, 0) AS val_5,
  0.9 * conv2_W_adam_m.val_6 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_6, 0) AS val_6,
  0.9 * conv2_W_adam_m.val_7 + 0.09999999999999998e0 * coalesce(d_conv2_W.val_7, 0) AS val_7
FROM conv2_W_adam_m_packed AS conv2_W_adam_m
LEFT JOIN d_conv2_W_packed AS d_conv2_W USING (c);

-- adam.v := b2 * v + (1 - b2) * g^2   for conv2.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_W_adam_v_packed AS
SELECT
  c,
  0.999 * conv2_W_adam_v.val_0 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_0, 0) * coalesce(d_conv2_W.val_0, 0)) AS val_0,
  0.999 * conv2_W_adam_v.val_1 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_1, 0) * coalesce(d_conv2_W.val_1, 0)) AS val_1,
  0.999 * conv2_W_adam_v.val_2 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_2, 0) * coalesce(d_conv2_W.val_2, 0)) AS val_2,
  0.999 * conv2_W_adam_v.val_3 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_3, 0) * coalesce(d_conv2_W.val_3, 0)) AS val_3,
  0.999 * conv2_W_adam_v.val_4 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_4, 0) * coalesce(d_conv2_W.val_4, 0)) AS val_4,
  0.999 * conv2_W_adam_v.val_5 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_5, 0) * coalesce(d_conv2_W.val_5, 0)) AS val_5,
  0.999 * conv2_W_adam_v.val_6 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_6, 0) * coalesce(d_conv2_W.val_6, 0)) AS val_6,
  0.999 * conv2_W_adam_v.val_7 + 0.0010000000000000009e0 * (coalesce(d_conv2_W.val_7, 0) * coalesce(d_conv2_W.val_7, 0)) AS val_7
FROM conv2_W_adam_v_packed AS conv2_W_adam_v
LEFT JOIN d_conv2_W_packed AS d_conv2_W USING (c);

-- conv2.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for conv2.W   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_W_packed AS
SELECT
  c,
  val_0 - 0.05 * (val_0_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val_0,
  val_1 - 0.05 * (val_1_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_2 >= 0 THEN sqrt(v_2) WHEN v_2 < 0 THEN 'nan'::DOUBLE END)) AS val_1,
  val_2 - 0.05 * (val_2_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_3 >= 0 THEN sqrt(v_3) WHEN v_3 < 0 THEN 'nan'::DOUBLE END)) AS val_2,
  val_3 - 0.05 * (val_3_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_4 >= 0 THEN sqrt(v_4) WHEN v_4 < 0 THEN 'nan'::DOUBLE END)) AS val_3,
  val_4 - 0.05 * (val_4_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_5 >= 0 THEN sqrt(v_5) WHEN v_5 < 0 THEN 'nan'::DOUBLE END)) AS val_4,
  val_5 - 0.05 * (val_5_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_6 >= 0 THEN sqrt(v_6) WHEN v_6 < 0 THEN 'nan'::DOUBLE END)) AS val_5,
  val_6 - 0.05 * (val_6_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_7 >= 0 THEN sqrt(v_7) WHEN v_7 < 0 THEN 'nan'::DOUBLE END)) AS val_6,
  val_7 - 0.05 * (val_7_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_8 >= 0 THEN sqrt(v_8) WHEN v_8 < 0 THEN 'nan'::DOUBLE END)) AS val_7
FROM (
  SELECT
    c,
    conv2_W.val_0,
    conv2_W_adam_m.val_0 AS val_0_1,
    conv2_W.val_1,
    conv2_W_adam_m.val_1 AS val_1_1,
    conv2_W.val_2,
    conv2_W_adam_m.val_2 AS val_2_1,
    conv2_W.val_3,
    conv2_W_adam_m.val_3 AS val_3_1,
    conv2_W.val_4,
    conv2_W_adam_m.val_4 AS val_4_1,
    conv2_W.val_5,
    conv2_W_adam_m.val_5 AS val_5_1,
    conv2_W.val_6,
    conv2_W_adam_m.val_6 AS val_6_1,
    conv2_W.val_7,
    conv2_W_adam_m.val_7 AS val_7_1,
    conv2_W_adam_v.val_0 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1,
    conv2_W_adam_v.val_1 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_2,
    conv2_W_adam_v.val_2 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_3,
    conv2_W_adam_v.val_3 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_4,
    conv2_W_adam_v.val_4 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_5,
    conv2_W_adam_v.val_5 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_6,
    conv2_W_adam_v.val_6 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_7,
    conv2_W_adam_v.val_7 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_8
  FROM conv2_W_packed AS conv2_W
  JOIN conv2_W_adam_m_packed AS conv2_W_adam_m USING (c)
  JOIN conv2_W_adam_v_packed AS conv2_W_adam_v USING (c)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for conv2.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_b_adam_m_now AS
SELECT c, 0.9 * conv2_b_adam_m.val + 0.09999999999999998e0 * coalesce(d_conv2_b.val, 0) AS val
FROM conv2_b_adam_m_now AS conv2_b_adam_m
LEFT JOIN d_conv2_b USING (c);

-- adam.v := b2 * v + (1 - b2) * g^2   for conv2.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_b_adam_v_now AS
SELECT
  c,
  0.999 * conv2_b_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_conv2_b.val, 0) * coalesce(d_conv2_b.val, 0)) AS val
FROM conv2_b_adam_v_now AS conv2_b_adam_v
LEFT JOIN d_conv2_b USING (c);

-- conv2.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for conv2.b   (examples/gcn.tsql:26)
CREATE OR REPLACE TEMP TABLE conv2_b_now AS
SELECT
  c,
  conv2_b - 0.05 * (conv2_b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    c,
    conv2_b.val AS conv2_b,
    conv2_b_adam_m.val AS conv2_b_adam_m,
    conv2_b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM conv2_b_now AS conv2_b
  JOIN conv2_b_adam_m_now AS conv2_b_adam_m USING (c)
  JOIN conv2_b_adam_v_now AS conv2_b_adam_v USING (c)
) AS v1;


-- report: every 10 steps --------------------------------------------------------------------------

-- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e])): t[n,j] = W[i,j] * x[n,i] of conv1   (examples/gcn.tsql:17)
CREATE OR REPLACE TEMP TABLE hid_t AS
SELECT n, h, SUM(conv1_W.val * self.val) AS val
FROM conv1_W_now AS conv1_W
JOIN self USING (n_1)
GROUP BY n, h;

-- logit[n,c] = conv2(hid[n,h], src[e], dst[e]): y[n,j] = t[n,j] / degree[n] + b[j] of conv2   (examples/gcn.tsql:18)
CREATE OR REPLACE TEMP TABLE logit AS
WITH
  -- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e])): y[n,j] = t[n,j] / degree[n] + b[j] of conv1
  hid_y AS (
    SELECT n, h, SUM(val) AS val
    FROM (
      SELECT n, h, coalesce(hid_t.val, 0) / hid_degree.val + conv1_b.val AS val
      FROM hid_degree
      CROSS JOIN conv1_b_now AS conv1_b
      LEFT JOIN hid_t USING (n, h)
      UNION ALL
      SELECT
        dst.val AS n,
        h,
        SUM(hid_t.val / CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END) AS val
      FROM dst
      JOIN src USING (e)
      JOIN hid_t ON hid_t.n = src.val
      JOIN hid_degree ON hid_degree.n = src.val
      JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = dst.val
      GROUP BY dst.val, h
    ) AS terms
    GROUP BY n, h
  ),
  -- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e]))
  hid AS (
    SELECT n, h, CASE WHEN hid_y.val > 0 THEN hid_y.val ELSE 0 END AS val
    FROM hid_y
  ),
  -- logit[n,c] = conv2(hid[n,h], src[e], dst[e]): t[n,j] = W[i,j] * x[n,i] of conv2
  logit_t AS MATERIALIZED (
    SELECT n, c, SUM(conv2_W.val * hid.val) AS val
    FROM conv2_W_now AS conv2_W
    JOIN hid USING (h)
    GROUP BY n, c
  )
SELECT n, c, SUM(val) AS val
FROM (
  SELECT n, c, coalesce(logit_t.val, 0) / hid_degree.val + conv2_b.val AS val
  FROM hid_degree
  CROSS JOIN conv2_b_now AS conv2_b
  LEFT JOIN logit_t USING (n, c)
  UNION ALL
  SELECT
    dst.val AS n,
    c,
    SUM(logit_t.val / CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END) AS val
  FROM dst
  JOIN src USING (e)
  JOIN logit_t ON logit_t.n = src.val
  JOIN hid_degree ON hid_degree.n = src.val
  JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = dst.val
  GROUP BY dst.val, c
) AS terms
GROUP BY n, c;

-- report loss on train, known on train, acc on train   (examples/gcn.tsql:26)
INSERT INTO metrics
WITH
  -- guess[n] = argmax[c](logit[n,c])
  guess AS MATERIALIZED (
    SELECT n, FIRST(c ORDER BY logit.val DESC, c) AS val
    FROM logit
    GROUP BY n
  ),
  -- loss = mean[n where role[n] == "train"](xent[c](logit[n,c], group[n])): top = stop(max[k](z[k])) of xent
  loss_top AS MATERIALIZED (
    SELECT n, MAX(logit.val) AS val
    FROM logit
    GROUP BY n
  ),
  -- loss = mean[n where role[n] == "train"](xent[c](logit[n,c], group[n])): y = top + log(sum[k](exp(z[k] - top))) - z[target] of xent
  loss_sum AS (
    SELECT n, SUM(exp(logit.val - loss_top.val)) AS val
    FROM logit
    JOIN loss_top USING (n)
    GROUP BY n
  ),
  loss_y AS (
    SELECT
      loss_top.n,
      loss_top.val + CASE WHEN coalesce(loss_sum.val, 0) > 0 THEN ln(coalesce(loss_sum.val, 0)) WHEN coalesce(loss_sum.val, 0) = 0 THEN '-inf'::DOUBLE WHEN coalesce(loss_sum.val, 0) < 0 THEN 'nan'::DOUBLE END - logit.val AS val
    FROM loss_top
    JOIN "group" USING (n)
    JOIN logit ON logit.n = loss_top.n AND logit.c = "group".val
    LEFT JOIN loss_sum ON loss_sum.n = loss_top.n
  ),
  -- loss = mean[n where role[n] == "train"](xent[c](logit[n,c], group[n]))
  loss AS (
    SELECT AVG(loss_y.val) AS val
    FROM loss_y
    JOIN role USING (n)
    WHERE role.val = 'train'
    HAVING COUNT(*) > 0
  ),
  -- known = mean[n where role[n] == "train"]([guess[n] == group[n]])
  known AS (
    SELECT AVG(CAST(guess.val = "group".val AS DOUBLE)) AS val
    FROM guess
    JOIN "group" USING (n)
    JOIN role USING (n)
    WHERE role.val = 'train'
    HAVING COUNT(*) > 0
  ),
  -- acc = mean[n where role[n] == "test"]([guess[n] == group[n]])
  acc AS (
    SELECT AVG(CAST(guess.val = "group".val AS DOUBLE)) AS val
    FROM guess
    JOIN "group" USING (n)
    JOIN role USING (n)
    WHERE role.val = 'test'
    HAVING COUNT(*) > 0
  )
SELECT $run AS run, $step AS step, 'train' AS split, 'loss' AS name, loss.val
FROM loss
UNION ALL
SELECT $run AS run, $step AS step, 'train' AS split, 'known' AS name, known.val
FROM known
UNION ALL
SELECT $run AS run, $step AS step, 'train' AS split, 'acc' AS name, acc.val
FROM acc;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep conv1.W   (examples/gcn.tsql:13)
INSERT INTO conv1_W
SELECT $run AS run, $step AS step, n_1, h, conv1_W.val
FROM conv1_W_now AS conv1_W;

-- keep conv1.b   (examples/gcn.tsql:13)
INSERT INTO conv1_b
SELECT $run AS run, $step AS step, h, conv1_b.val
FROM conv1_b_now AS conv1_b;

-- keep conv2.W   (examples/gcn.tsql:14)
INSERT INTO conv2_W
SELECT $run AS run, $step AS step, h, c, conv2_W.val
FROM conv2_W_now AS conv2_W;

-- keep conv2.b   (examples/gcn.tsql:14)
INSERT INTO conv2_b
SELECT $run AS run, $step AS step, c, conv2_b.val
FROM conv2_b_now AS conv2_b;

-- keep adam.m of conv1.W
INSERT INTO conv1_W_adam_m
SELECT $run AS run, $step AS step, n_1, h, conv1_W_adam_m.val
FROM conv1_W_adam_m_now AS conv1_W_adam_m;

-- keep adam.v of conv1.W
INSERT INTO conv1_W_adam_v
SELECT $run AS run, $step AS step, n_1, h, conv1_W_adam_v.val
FROM conv1_W_adam_v_now AS conv1_W_adam_v;

-- keep adam.m of conv1.b
INSERT INTO conv1_b_adam_m
SELECT $run AS run, $step AS step, h, conv1_b_adam_m.val
FROM conv1_b_adam_m_now AS conv1_b_adam_m;

-- keep adam.v of conv1.b
INSERT INTO conv1_b_adam_v
SELECT $run AS run, $step AS step, h, conv1_b_adam_v.val
FROM conv1_b_adam_v_now AS conv1_b_adam_v;

-- keep adam.m of conv2.W
INSERT INTO conv2_W_adam_m
SELECT $run AS run, $step AS step, h, c, conv2_W_adam_m.val
FROM conv2_W_adam_m_now AS conv2_W_adam_m;

-- keep adam.v of conv2.W
INSERT INTO conv2_W_adam_v
SELECT $run AS run, $step AS step, h, c, conv2_W_adam_v.val
FROM conv2_W_adam_v_now AS conv2_W_adam_v;

-- keep adam.m of conv2.b
INSERT INTO conv2_b_adam_m
SELECT $run AS run, $step AS step, c, conv2_b_adam_m.val
FROM conv2_b_adam_m_now AS conv2_b_adam_m;

-- keep adam.v of conv2.b
INSERT INTO conv2_b_adam_v
SELECT $run AS run, $step AS step, c, conv2_b_adam_v.val
FROM conv2_b_adam_v_now AS conv2_b_adam_v;


-- final: what shows, checks and exports read ------------------------------------------------------

-- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e])): t[n,j] = W[i,j] * x[n,i] of conv1   (examples/gcn.tsql:17)
CREATE OR REPLACE TEMP TABLE hid_t AS
SELECT n, h, SUM(conv1_W.val * self.val) AS val
FROM conv1_W_now AS conv1_W
JOIN self USING (n_1)
GROUP BY n, h;

-- guess[n] = argmax[c](logit[n,c])   (examples/gcn.tsql:19)
CREATE OR REPLACE TEMP TABLE guess AS
WITH
  -- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e])): y[n,j] = t[n,j] / degree[n] + b[j] of conv1
  hid_y AS (
    SELECT n, h, SUM(val) AS val
    FROM (
      SELECT n, h, coalesce(hid_t.val, 0) / hid_degree.val + conv1_b.val AS val
      FROM hid_degree
      CROSS JOIN conv1_b_now AS conv1_b
      LEFT JOIN hid_t USING (n, h)
      UNION ALL
      SELECT
        dst.val AS n,
        h,
        SUM(hid_t.val / CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END) AS val
      FROM dst
      JOIN src USING (e)
      JOIN hid_t ON hid_t.n = src.val
      JOIN hid_degree ON hid_degree.n = src.val
      JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = dst.val
      GROUP BY dst.val, h
    ) AS terms
    GROUP BY n, h
  ),
  -- hid[n,h] = relu(conv1(self[n,n'], src[e], dst[e]))
  hid AS (
    SELECT n, h, CASE WHEN hid_y.val > 0 THEN hid_y.val ELSE 0 END AS val
    FROM hid_y
  ),
  -- logit[n,c] = conv2(hid[n,h], src[e], dst[e]): t[n,j] = W[i,j] * x[n,i] of conv2
  logit_t AS MATERIALIZED (
    SELECT n, c, SUM(conv2_W.val * hid.val) AS val
    FROM conv2_W_now AS conv2_W
    JOIN hid USING (h)
    GROUP BY n, c
  ),
  -- logit[n,c] = conv2(hid[n,h], src[e], dst[e]): y[n,j] = t[n,j] / degree[n] + b[j] of conv2
  logit AS (
    SELECT n, c, SUM(val) AS val
    FROM (
      SELECT n, c, coalesce(logit_t.val, 0) / hid_degree.val + conv2_b.val AS val
      FROM hid_degree
      CROSS JOIN conv2_b_now AS conv2_b
      LEFT JOIN logit_t USING (n, c)
      UNION ALL
      SELECT
        dst.val AS n,
        c,
        SUM(logit_t.val / CASE WHEN hid_degree.val * hid_degree_1.val >= 0 THEN sqrt(hid_degree.val * hid_degree_1.val) WHEN hid_degree.val * hid_degree_1.val < 0 THEN 'nan'::DOUBLE END) AS val
      FROM dst
      JOIN src USING (e)
      JOIN logit_t ON logit_t.n = src.val
      JOIN hid_degree ON hid_degree.n = src.val
      JOIN hid_degree AS hid_degree_1 ON hid_degree_1.n = dst.val
      GROUP BY dst.val, c
    ) AS terms
    GROUP BY n, c
  )
SELECT n, FIRST(c ORDER BY logit.val DESC, c) AS val
FROM logit
GROUP BY n;

-- acc = mean[n where role[n] == "test"]([guess[n] == group[n]])   (examples/gcn.tsql:24)
CREATE OR REPLACE TEMP TABLE acc AS
SELECT AVG(CAST(guess.val = "group".val AS DOUBLE)) AS val
FROM guess
JOIN "group" USING (n)
JOIN role USING (n)
WHERE role.val = 'test'
HAVING COUNT(*) > 0;

-- acc > 0.85   (examples/gcn.tsql:30)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT acc.val > 0.85 AS val
FROM acc;

-- show acc
SELECT acc.val
FROM acc;

-- check acc > 0.85
SELECT condition.val
FROM condition;

-- export to data/groups.csv
SELECT n, guess.val
FROM guess
ORDER BY n;
