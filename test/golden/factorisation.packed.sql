-- examples/factorisation.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1
-- $seed: seed of the random numbers


-- load: data --------------------------------------------------------------------------------------

-- rows of data/flights.parquet, numbered   (examples/factorisation.tsql:8)
CREATE OR REPLACE TEMP TABLE "data/flights.parquet" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_parquet('data/flights.parquet', hive_partitioning = false);

-- delay_all[r] from data/flights.parquet   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE delay_all AS
SELECT file_row AS r, CAST(delay AS DOUBLE) AS val
FROM "data/flights.parquet";

-- origin_all[r] from data/flights.parquet   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE origin_all AS
SELECT file_row AS r, origin AS val
FROM "data/flights.parquet";

-- destination_all[r] from data/flights.parquet   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE destination_all AS
SELECT file_row AS r, destination AS val
FROM "data/flights.parquet";

-- the keys of u   (examples/factorisation.tsql:4)
CREATE OR REPLACE TABLE index_u AS
SELECT DISTINCT val AS u
FROM origin_all
ORDER BY u;

-- the keys of v   (examples/factorisation.tsql:4)
CREATE OR REPLACE TABLE index_v AS
SELECT DISTINCT val AS v
FROM destination_all
ORDER BY v;

-- must be empty: there is no value in column {column}, row {row} of data/flights.parquet
SELECT file_row + 1 AS row, 'delay' AS "column", CAST(delay AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights.parquet"
WHERE delay IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: data/flights.parquet has {found} rows, but r has {room} keys for them
SELECT count(*) AS found, 3000000 AS room
FROM "data/flights.parquet"
HAVING count(*) <> 3000000;

-- must be empty: there is no value in column {column}, row {row} of data/flights.parquet
SELECT file_row + 1 AS row, 'origin' AS "column", CAST(origin AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights.parquet"
WHERE origin IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: there is no value in column {column}, row {row} of data/flights.parquet
SELECT file_row + 1 AS row, 'destination' AS "column", CAST(destination AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/flights.parquet"
WHERE destination IS NULL
ORDER BY file_row
LIMIT 1;


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/factorisation.tsql:21)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- bu by run and step   (examples/factorisation.tsql:12)
CREATE TABLE IF NOT EXISTS bu (run BIGINT, step BIGINT, u VARCHAR, val DOUBLE);

-- bv by run and step   (examples/factorisation.tsql:13)
CREATE TABLE IF NOT EXISTS bv (run BIGINT, step BIGINT, v VARCHAR, val DOUBLE);

-- U by run and step   (examples/factorisation.tsql:10)
CREATE TABLE IF NOT EXISTS U (run BIGINT, step BIGINT, u VARCHAR, k BIGINT, val DOUBLE);

-- V by run and step   (examples/factorisation.tsql:11)
CREATE TABLE IF NOT EXISTS V (run BIGINT, step BIGINT, v VARCHAR, k BIGINT, val DOUBLE);

-- adam.m of U by run and step
CREATE TABLE IF NOT EXISTS U_adam_m (run BIGINT, step BIGINT, u VARCHAR, k BIGINT, val DOUBLE);

-- adam.v of U by run and step
CREATE TABLE IF NOT EXISTS U_adam_v (run BIGINT, step BIGINT, u VARCHAR, k BIGINT, val DOUBLE);

-- adam.m of V by run and step
CREATE TABLE IF NOT EXISTS V_adam_m (run BIGINT, step BIGINT, v VARCHAR, k BIGINT, val DOUBLE);

-- adam.v of V by run and step
CREATE TABLE IF NOT EXISTS V_adam_v (run BIGINT, step BIGINT, v VARCHAR, k BIGINT, val DOUBLE);

-- adam.m of bu by run and step
CREATE TABLE IF NOT EXISTS bu_adam_m (run BIGINT, step BIGINT, u VARCHAR, val DOUBLE);

-- adam.v of bu by run and step
CREATE TABLE IF NOT EXISTS bu_adam_v (run BIGINT, step BIGINT, u VARCHAR, val DOUBLE);

-- adam.m of bv by run and step
CREATE TABLE IF NOT EXISTS bv_adam_m (run BIGINT, step BIGINT, v VARCHAR, val DOUBLE);

-- adam.v of bv by run and step
CREATE TABLE IF NOT EXISTS bv_adam_v (run BIGINT, step BIGINT, v VARCHAR, val DOUBLE);

-- split r into train 0.9, test 0.1 seed 3   (examples/factorisation.tsql:6)
CREATE OR REPLACE TEMP TABLE split_r_draw AS
WITH
  v1 AS (
    SELECT
      r,
      (16024816 + (65398151 + r) % 67108864 * (7921127 + (65398151 + r) % 67108864) // 8192 + r // 67108864) % 67108864 % 67108864 AS v_1
    FROM range(3000000) AS r(r)
  ),
  v2 AS (
    SELECT r, v_1, ((65398151 + r) % 67108864 + v_1 * (21667819 + v_1) // 8192) % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT r, v_2, (v_1 + v_2 * (10624165 + v_2) // 8192) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT r, v_3, (v_2 + v_3 * (20318929 + v_3) // 8192) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT r, v_4, (v_3 + v_4 * (4130739 + v_4) // 8192) % 67108864 AS v_5
    FROM v4
  )
SELECT
  r,
  (0.5e0 + (67108864 * v_5 + (v_4 + v_5 * (12042651 + v_5) // 8192) % 67108864)) / 4503599627370496e0 AS val
FROM v5;

-- split r into train 0.9, test 0.1 seed 3   (examples/factorisation.tsql:6)
CREATE OR REPLACE TEMP TABLE split_r_train AS
SELECT r, split_r_draw.val < 0.9 AS val
FROM split_r_draw;

-- r: the r_all for which split_r_train   (examples/factorisation.tsql:3)
CREATE OR REPLACE TABLE index_r AS
SELECT r
FROM split_r_train
WHERE val
ORDER BY r;

-- split r into train 0.9, test 0.1 seed 3   (examples/factorisation.tsql:6)
CREATE OR REPLACE TEMP TABLE split_r_test AS
SELECT r, split_r_draw.val >= 0.9 AND split_r_draw.val < 1 AS val
FROM split_r_draw;

-- r_test: the r_all for which split_r_test   (examples/factorisation.tsql:3)
CREATE OR REPLACE TABLE index_r_test AS
SELECT r
FROM split_r_test
WHERE val
ORDER BY r;

-- delay[r]: delay_all where r is in r   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE delay AS
SELECT r, val
FROM delay_all
WHERE r IN (SELECT r FROM index_r);

-- origin[r]: origin_all where r is in r   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE origin AS
SELECT r, val
FROM origin_all
WHERE r IN (SELECT r FROM index_r);

-- destination[r]: destination_all where r is in r   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE destination AS
SELECT r, val
FROM destination_all
WHERE r IN (SELECT r FROM index_r);

-- origin_test[r]: origin_all where r is in r_test   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE origin_test AS
SELECT r, val
FROM origin_all
WHERE r IN (SELECT r FROM index_r_test);

-- destination_test[r]: destination_all where r is in r_test   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE destination_test AS
SELECT r, val
FROM destination_all
WHERE r IN (SELECT r FROM index_r_test);

-- delay_test[r]: delay_all where r is in r_test   (examples/factorisation.tsql:8)
CREATE OR REPLACE TABLE delay_test AS
SELECT r, val
FROM delay_all
WHERE r IN (SELECT r FROM index_r_test);

-- mu = mean[r on train](delay[r])   (examples/factorisation.tsql:14)
CREATE OR REPLACE TEMP TABLE mu AS
SELECT AVG(delay.val) AS val
FROM delay
HAVING COUNT(*) > 0;

-- param bu[u] = 0   (examples/factorisation.tsql:12)
CREATE OR REPLACE TEMP TABLE bu_now AS
SELECT u, CAST(0 AS DOUBLE) AS val
FROM index_u AS u;

-- param bv[v] = 0   (examples/factorisation.tsql:13)
CREATE OR REPLACE TEMP TABLE bv_now AS
SELECT v, CAST(0 AS DOUBLE) AS val
FROM index_v AS v;

-- param U[u,k] ~ normal(0, 0.1)   (examples/factorisation.tsql:10)
CREATE OR REPLACE TEMP TABLE U_now AS
WITH
  v1 AS (
    SELECT
      u,
      k,
      place,
      (15338240 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM index_u AS u
    CROSS JOIN range(4) AS k(k)
    JOIN (
      SELECT u, ROW_NUMBER() OVER (ORDER BY u) - 1 AS place
      FROM index_u
    ) AS index_u_place USING (u)
  ),
  v2 AS (
    SELECT
      u,
      k,
      v_1,
      place,
      (63982725 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT
      u,
      k,
      v_2,
      place,
      ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + place) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      u,
      k,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + place // 67108864) % 67108864 + k) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT u, k, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + k // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      u,
      k,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      u,
      k,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      u,
      k,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      u,
      k,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      u,
      k,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      u,
      k,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  u,
  k,
  0.1 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param V[v,k] ~ normal(0, 0.1)   (examples/factorisation.tsql:11)
CREATE OR REPLACE TEMP TABLE V_now AS
WITH
  v1 AS (
    SELECT
      v,
      k,
      place,
      (22835047 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM index_v AS v
    CROSS JOIN range(4) AS k(k)
    JOIN (
      SELECT v, ROW_NUMBER() OVER (ORDER BY v) - 1 AS place
      FROM index_v
    ) AS index_v_place USING (v)
  ),
  v2 AS (
    SELECT
      v,
      k,
      v_1,
      place,
      (50575686 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT
      v,
      k,
      v_2,
      place,
      ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + place) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      v,
      k,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + place // 67108864) % 67108864 + k) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT v, k, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + k // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      v,
      k,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      v,
      k,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      v,
      k,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      v,
      k,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      v,
      k,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      v,
      k,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  v,
  k,
  0.1 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- state m = 0   for U
CREATE OR REPLACE TEMP TABLE U_adam_m_now AS
SELECT u, k, CAST(0 AS DOUBLE) AS val
FROM index_u AS u
CROSS JOIN range(4) AS k(k);

-- state v = 0   for U
CREATE OR REPLACE TEMP TABLE U_adam_v_now AS
SELECT u, k, CAST(0 AS DOUBLE) AS val
FROM index_u AS u
CROSS JOIN range(4) AS k(k);

-- state m = 0   for V
CREATE OR REPLACE TEMP TABLE V_adam_m_now AS
SELECT v, k, CAST(0 AS DOUBLE) AS val
FROM index_v AS v
CROSS JOIN range(4) AS k(k);

-- state v = 0   for V
CREATE OR REPLACE TEMP TABLE V_adam_v_now AS
SELECT v, k, CAST(0 AS DOUBLE) AS val
FROM index_v AS v
CROSS JOIN range(4) AS k(k);

-- state m = 0   for bu
CREATE OR REPLACE TEMP TABLE bu_adam_m_now AS
SELECT u, CAST(0 AS DOUBLE) AS val
FROM index_u AS u;

-- state v = 0   for bu
CREATE OR REPLACE TEMP TABLE bu_adam_v_now AS
SELECT u, CAST(0 AS DOUBLE) AS val
FROM index_u AS u;

-- state m = 0   for bv
CREATE OR REPLACE TEMP TABLE bv_adam_m_now AS
SELECT v, CAST(0 AS DOUBLE) AS val
FROM index_v AS v;

-- state v = 0   for bv
CREATE OR REPLACE TEMP TABLE bv_adam_v_now AS
SELECT v, CAST(0 AS DOUBLE) AS val
FROM index_v AS v;


-- each epoch: before the first of its steps -------------------------------------------------------

-- batch r by 20000: the order in which the steps of an epoch take the rows   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE r_batch_order AS
SELECT r, ROW_NUMBER() OVER (ORDER BY r_batch_draw.val, r) - 1 AS place
FROM (
  WITH
    v1 AS (
      SELECT
        r,
        (39250111 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1,
        (CAST($step AS BIGINT) - 1) // ((19999 + (SELECT COUNT(*) FROM index_r)) // 20000) AS v_2
      FROM index_r AS r
    ),
    v2 AS (
      SELECT
        r,
        v_1,
        v_2,
        ((51799150 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 + v_2) % 67108864 AS v_3
      FROM v1
    ),
    v3 AS (
      SELECT
        r,
        v_3,
        ((v_1 + v_3 * (24563549 + v_3) // 8192 + v_2 // 67108864) % 67108864 + r) % 67108864 AS v_4
      FROM v2
    ),
    v4 AS (
      SELECT r, v_4, (v_3 + v_4 * (7921127 + v_4) // 8192 + r // 67108864) % 67108864 % 67108864 AS v_5
      FROM v3
    ),
    v5 AS (
      SELECT r, v_5, (v_4 + v_5 * (21667819 + v_5) // 8192) % 67108864 AS v_6
      FROM v4
    ),
    v6 AS (
      SELECT r, v_6, (v_5 + v_6 * (10624165 + v_6) // 8192) % 67108864 AS v_7
      FROM v5
    ),
    v7 AS (
      SELECT r, v_7, (v_6 + v_7 * (20318929 + v_7) // 8192) % 67108864 AS v_8
      FROM v6
    ),
    v8 AS (
      SELECT r, v_8, (v_7 + v_8 * (4130739 + v_8) // 8192) % 67108864 AS v_9
      FROM v7
    ),
    t AS (
      SELECT
        r,
        (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (12042651 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS val
      FROM v8
    )
  SELECT r, val
  FROM t
  WHERE val IS NOT NULL
) AS r_batch_draw;

-- the number of steps in an epoch
SELECT ((SELECT COUNT(*) FROM index_r) + 19999) // 20000 AS val;


-- begin: before the first step --------------------------------------------------------------------

-- U, one row for all of k   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE U_packed AS
SELECT
  u,
  MAX(CASE WHEN k = 0 THEN U.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN k = 1 THEN U.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN k = 2 THEN U.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN k = 3 THEN U.val ELSE NULL END) AS val_3
FROM U_now AS U
GROUP BY u;

-- U is read from its rows from here on   (examples/factorisation.tsql:21)
DROP TABLE IF EXISTS U_now;

-- U a cell a row   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP VIEW U_now AS
SELECT u, unnest(range(0, 4)) AS k, unnest([val_0, val_1, val_2, val_3]) AS val
FROM U_packed AS U;

-- V, one row for all of k   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE V_packed AS
SELECT
  v,
  MAX(CASE WHEN k = 0 THEN V.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN k = 1 THEN V.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN k = 2 THEN V.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN k = 3 THEN V.val ELSE NULL END) AS val_3
FROM V_now AS V
GROUP BY v;

-- V is read from its rows from here on   (examples/factorisation.tsql:21)
DROP TABLE IF EXISTS V_now;

-- V a cell a row   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP VIEW V_now AS
SELECT v, unnest(range(0, 4)) AS k, unnest([val_0, val_1, val_2, val_3]) AS val
FROM V_packed AS V;

-- U_adam_m, one row for all of k   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE U_adam_m_packed AS
SELECT
  u,
  MAX(CASE WHEN k = 0 THEN U_adam_m.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN k = 1 THEN U_adam_m.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN k = 2 THEN U_adam_m.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN k = 3 THEN U_adam_m.val ELSE NULL END) AS val_3
FROM U_adam_m_now AS U_adam_m
GROUP BY u;

-- U_adam_m is read from its rows from here on   (examples/factorisation.tsql:21)
DROP TABLE IF EXISTS U_adam_m_now;

-- U_adam_m a cell a row   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP VIEW U_adam_m_now AS
SELECT u, unnest(range(0, 4)) AS k, unnest([val_0, val_1, val_2, val_3]) AS val
FROM U_adam_m_packed AS U_adam_m;

-- U_adam_v, one row for all of k   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE U_adam_v_packed AS
SELECT
  u,
  MAX(CASE WHEN k = 0 THEN U_adam_v.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN k = 1 THEN U_adam_v.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN k = 2 THEN U_adam_v.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN k = 3 THEN U_adam_v.val ELSE NULL END) AS val_3
FROM U_adam_v_now AS U_adam_v
GROUP BY u;

-- U_adam_v is read from its rows from here on   (examples/factorisation.tsql:21)
DROP TABLE IF EXISTS U_adam_v_now;

-- U_adam_v a cell a row   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP VIEW U_adam_v_now AS
SELECT u, unnest(range(0, 4)) AS k, unnest([val_0, val_1, val_2, val_3]) AS val
FROM U_adam_v_packed AS U_adam_v;

-- V_adam_m, one row for all of k   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE V_adam_m_packed AS
SELECT
  v,
  MAX(CASE WHEN k = 0 THEN V_adam_m.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN k = 1 THEN V_adam_m.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN k = 2 THEN V_adam_m.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN k = 3 THEN V_adam_m.val ELSE NULL END) AS val_3
FROM V_adam_m_now AS V_adam_m
GROUP BY v;

-- V_adam_m is read from its rows from here on   (examples/factorisation.tsql:21)
DROP TABLE IF EXISTS V_adam_m_now;

-- V_adam_m a cell a row   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP VIEW V_adam_m_now AS
SELECT v, unnest(range(0, 4)) AS k, unnest([val_0, val_1, val_2, val_3]) AS val
FROM V_adam_m_packed AS V_adam_m;

-- V_adam_v, one row for all of k   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE V_adam_v_packed AS
SELECT
  v,
  MAX(CASE WHEN k = 0 THEN V_adam_v.val ELSE NULL END) AS val_0,
  MAX(CASE WHEN k = 1 THEN V_adam_v.val ELSE NULL END) AS val_1,
  MAX(CASE WHEN k = 2 THEN V_adam_v.val ELSE NULL END) AS val_2,
  MAX(CASE WHEN k = 3 THEN V_adam_v.val ELSE NULL END) AS val_3
FROM V_adam_v_now AS V_adam_v
GROUP BY v;

-- V_adam_v is read from its rows from here on   (examples/factorisation.tsql:21)
DROP TABLE IF EXISTS V_adam_v_now;

-- V_adam_v a cell a row   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP VIEW V_adam_v_now AS
SELECT v, unnest(range(0, 4)) AS k, unnest([val_0, val_1, val_2, val_3]) AS val
FROM V_adam_v_packed AS V_adam_v;


-- each step: $step = 1 … 50 -----------------------------------------------------------------------

-- batch r by 20000: the rows of this step   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE index_r_batch AS
SELECT r
FROM r_batch_order
WHERE place // 20000 = (CAST($step AS BIGINT) - 1) % (((SELECT COUNT(*) FROM index_r) + 19999) // 20000)
ORDER BY r;

-- batch r by 20000: origin   (examples/factorisation.tsql:8)
CREATE OR REPLACE TEMP TABLE origin_batch AS
SELECT r, origin.val
FROM origin
SEMI JOIN index_r_batch USING (r);

-- batch r by 20000: destination   (examples/factorisation.tsql:8)
CREATE OR REPLACE TEMP TABLE destination_batch AS
SELECT r, destination.val
FROM destination
SEMI JOIN index_r_batch USING (r);

-- gradient of loss by U   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE d_pred_batch AS
WITH
  -- pred[r] = mu + bu[origin[r]] + bv[destination[r]] + U[origin[r],k] * V[destination[r],k]
  pred_batch_sum AS (
    SELECT r, U.val_0 * V.val_0 + U.val_1 * V.val_1 + U.val_2 * V.val_2 + U.val_3 * V.val_3 AS val
    FROM origin_batch
    JOIN U_packed AS U ON U.u = origin_batch.val
    JOIN destination_batch USING (r)
    JOIN V_packed AS V ON V.v = destination_batch.val
  ),
  pred_batch AS (
    SELECT r, mu.val + bu.val + bv.val + pred_batch_sum.val AS val
    FROM origin_batch
    JOIN bu_now AS bu ON bu.u = origin_batch.val
    JOIN destination_batch USING (r)
    JOIN bv_now AS bv ON bv.v = destination_batch.val
    JOIN pred_batch_sum USING (r)
    CROSS JOIN mu
  ),
  -- batch r by 20000: delay
  delay_batch AS (
    SELECT r, delay.val
    FROM delay
    SEMI JOIN index_r_batch USING (r)
  )
SELECT r, 2 * ((pred_batch.val - delay_batch.val) / (SELECT COUNT(*) FROM index_r_batch)) AS val
FROM pred_batch
JOIN delay_batch USING (r);

-- gradient of loss by U   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE d_U_packed AS
SELECT
  origin_batch.val AS u,
  SUM(d_pred_batch.val * V.val_0) AS val_0,
  SUM(d_pred_batch.val * V.val_1) AS val_1,
  SUM(d_pred_batch.val * V.val_2) AS val_2,
  SUM(d_pred_batch.val * V.val_3) AS val_3
FROM origin_batch
JOIN destination_batch USING (r)
JOIN V_packed AS V ON V.v = destination_batch.val
JOIN d_pred_batch USING (r)
GROUP BY origin_batch.val;

-- gradient of loss by V   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE d_V_packed AS
SELECT
  destination_batch.val AS v,
  SUM(d_pred_batch.val * U.val_0) AS val_0,
  SUM(d_pred_batch.val * U.val_1) AS val_1,
  SUM(d_pred_batch.val * U.val_2) AS val_2,
  SUM(d_pred_batch.val * U.val_3) AS val_3
FROM origin_batch
JOIN U_packed AS U ON U.u = origin_batch.val
JOIN destination_batch USING (r)
JOIN d_pred_batch USING (r)
GROUP BY destination_batch.val;

-- gradient of loss by bu   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE d_bu AS
SELECT origin_batch.val AS u, SUM(d_pred_batch.val) AS val
FROM d_pred_batch
JOIN origin_batch USING (r)
GROUP BY origin_batch.val;

-- gradient of loss by bv   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE d_bv AS
SELECT destination_batch.val AS v, SUM(d_pred_batch.val) AS val
FROM d_pred_batch
JOIN destination_batch USING (r)
GROUP BY destination_batch.val;

-- adam.m := b1 * m + (1 - b1) * g   for U   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE U_adam_m_packed AS
SELECT
  u,
  0.9 * U_adam_m.val_0 + 0.09999999999999998e0 * coalesce(d_U.val_0, 0) AS val_0,
  0.9 * U_adam_m.val_1 + 0.09999999999999998e0 * coalesce(d_U.val_1, 0) AS val_1,
  0.9 * U_adam_m.val_2 + 0.09999999999999998e0 * coalesce(d_U.val_2, 0) AS val_2,
  0.9 * U_adam_m.val_3 + 0.09999999999999998e0 * coalesce(d_U.val_3, 0) AS val_3
FROM U_adam_m_packed AS U_adam_m
LEFT JOIN d_U_packed AS d_U USING (u);

-- adam.v := b2 * v + (1 - b2) * g^2   for U   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE U_adam_v_packed AS
SELECT
  u,
  0.999 * U_adam_v.val_0 + 0.0010000000000000009e0 * (coalesce(d_U.val_0, 0) * coalesce(d_U.val_0, 0)) AS val_0,
  0.999 * U_adam_v.val_1 + 0.0010000000000000009e0 * (coalesce(d_U.val_1, 0) * coalesce(d_U.val_1, 0)) AS val_1,
  0.999 * U_adam_v.val_2 + 0.0010000000000000009e0 * (coalesce(d_U.val_2, 0) * coalesce(d_U.val_2, 0)) AS val_2,
  0.999 * U_adam_v.val_3 + 0.0010000000000000009e0 * (coalesce(d_U.val_3, 0) * coalesce(d_U.val_3, 0)) AS val_3
FROM U_adam_v_packed AS U_adam_v
LEFT JOIN d_U_packed AS d_U USING (u);

-- U := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for U   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE U_packed AS
SELECT
  u,
  val_0 - 0.2 * (val_0_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val_0,
  val_1 - 0.2 * (val_1_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_2 >= 0 THEN sqrt(v_2) WHEN v_2 < 0 THEN 'nan'::DOUBLE END)) AS val_1,
  val_2 - 0.2 * (val_2_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_3 >= 0 THEN sqrt(v_3) WHEN v_3 < 0 THEN 'nan'::DOUBLE END)) AS val_2,
  val_3 - 0.2 * (val_3_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_4 >= 0 THEN sqrt(v_4) WHEN v_4 < 0 THEN 'nan'::DOUBLE END)) AS val_3
FROM (
  SELECT
    u,
    U.val_0,
    U_adam_m.val_0 AS val_0_1,
    U.val_1,
    U_adam_m.val_1 AS val_1_1,
    U.val_2,
    U_adam_m.val_2 AS val_2_1,
    U.val_3,
    U_adam_m.val_3 AS val_3_1,
    U_adam_v.val_0 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1,
    U_adam_v.val_1 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_2,
    U_adam_v.val_2 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_3,
    U_adam_v.val_3 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_4
  FROM U_packed AS U
  JOIN U_adam_m_packed AS U_adam_m USING (u)
  JOIN U_adam_v_packed AS U_adam_v USING (u)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for V   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE V_adam_m_packed AS
SELECT
  v,
  0.9 * V_adam_m.val_0 + 0.09999999999999998e0 * coalesce(d_V.val_0, 0) AS val_0,
  0.9 * V_adam_m.val_1 + 0.09999999999999998e0 * coalesce(d_V.val_1, 0) AS val_1,
  0.9 * V_adam_m.val_2 + 0.09999999999999998e0 * coalesce(d_V.val_2, 0) AS val_2,
  0.9 * V_adam_m.val_3 + 0.09999999999999998e0 * coalesce(d_V.val_3, 0) AS val_3
FROM V_adam_m_packed AS V_adam_m
LEFT JOIN d_V_packed AS d_V USING (v);

-- adam.v := b2 * v + (1 - b2) * g^2   for V   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE V_adam_v_packed AS
SELECT
  v,
  0.999 * V_adam_v.val_0 + 0.0010000000000000009e0 * (coalesce(d_V.val_0, 0) * coalesce(d_V.val_0, 0)) AS val_0,
  0.999 * V_adam_v.val_1 + 0.0010000000000000009e0 * (coalesce(d_V.val_1, 0) * coalesce(d_V.val_1, 0)) AS val_1,
  0.999 * V_adam_v.val_2 + 0.0010000000000000009e0 * (coalesce(d_V.val_2, 0) * coalesce(d_V.val_2, 0)) AS val_2,
  0.999 * V_adam_v.val_3 + 0.0010000000000000009e0 * (coalesce(d_V.val_3, 0) * coalesce(d_V.val_3, 0)) AS val_3
FROM V_adam_v_packed AS V_adam_v
LEFT JOIN d_V_packed AS d_V USING (v);

-- V := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for V   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE V_packed AS
SELECT
  v,
  val_0 - 0.2 * (val_0_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val_0,
  val_1 - 0.2 * (val_1_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_2 >= 0 THEN sqrt(v_2) WHEN v_2 < 0 THEN 'nan'::DOUBLE END)) AS val_1,
  val_2 - 0.2 * (val_2_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_3 >= 0 THEN sqrt(v_3) WHEN v_3 < 0 THEN 'nan'::DOUBLE END)) AS val_2,
  val_3 - 0.2 * (val_3_1 / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_4 >= 0 THEN sqrt(v_4) WHEN v_4 < 0 THEN 'nan'::DOUBLE END)) AS val_3
FROM (
  SELECT
    v,
    V.val_0,
    V_adam_m.val_0 AS val_0_1,
    V.val_1,
    V_adam_m.val_1 AS val_1_1,
    V.val_2,
    V_adam_m.val_2 AS val_2_1,
    V.val_3,
    V_adam_m.val_3 AS val_3_1,
    V_adam_v.val_0 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1,
    V_adam_v.val_1 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_2,
    V_adam_v.val_2 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_3,
    V_adam_v.val_3 / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_4
  FROM V_packed AS V
  JOIN V_adam_m_packed AS V_adam_m USING (v)
  JOIN V_adam_v_packed AS V_adam_v USING (v)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for bu   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE bu_adam_m_now AS
SELECT u, 0.9 * bu_adam_m.val + 0.09999999999999998e0 * coalesce(d_bu.val, 0) AS val
FROM bu_adam_m_now AS bu_adam_m
LEFT JOIN d_bu USING (u);

-- adam.v := b2 * v + (1 - b2) * g^2   for bu   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE bu_adam_v_now AS
SELECT
  u,
  0.999 * bu_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_bu.val, 0) * coalesce(d_bu.val, 0)) AS val
FROM bu_adam_v_now AS bu_adam_v
LEFT JOIN d_bu USING (u);

-- bu := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for bu   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE bu_now AS
SELECT
  u,
  bu - 0.2 * (bu_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    u,
    bu.val AS bu,
    bu_adam_m.val AS bu_adam_m,
    bu_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM bu_now AS bu
  JOIN bu_adam_m_now AS bu_adam_m USING (u)
  JOIN bu_adam_v_now AS bu_adam_v USING (u)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for bv   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE bv_adam_m_now AS
SELECT v, 0.9 * bv_adam_m.val + 0.09999999999999998e0 * coalesce(d_bv.val, 0) AS val
FROM bv_adam_m_now AS bv_adam_m
LEFT JOIN d_bv USING (v);

-- adam.v := b2 * v + (1 - b2) * g^2   for bv   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE bv_adam_v_now AS
SELECT
  v,
  0.999 * bv_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_bv.val, 0) * coalesce(d_bv.val, 0)) AS val
FROM bv_adam_v_now AS bv_adam_v
LEFT JOIN d_bv USING (v);

-- bv := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for bv   (examples/factorisation.tsql:21)
CREATE OR REPLACE TEMP TABLE bv_now AS
SELECT
  v,
  bv - 0.2 * (bv_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    v,
    bv.val AS bv,
    bv_adam_m.val AS bv_adam_m,
    bv_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM bv_now AS bv
  JOIN bv_adam_m_now AS bv_adam_m USING (v)
  JOIN bv_adam_v_now AS bv_adam_v USING (v)
) AS v1;


-- report: every 25 steps --------------------------------------------------------------------------

-- report rmse on test   (examples/factorisation.tsql:21)
INSERT INTO metrics
WITH
  -- pred[r] = mu + bu[origin[r]] + bv[destination[r]] + U[origin[r],k] * V[destination[r],k]
  pred_test_sum AS (
    SELECT r, SUM(U.val * V.val) AS val
    FROM origin_test
    JOIN U_now AS U ON U.u = origin_test.val
    JOIN destination_test USING (r)
    JOIN V_now AS V ON V.k = U.k AND V.v = destination_test.val
    GROUP BY r
  ),
  pred_test AS (
    SELECT r, mu.val + bu.val + bv.val + pred_test_sum.val AS val
    FROM origin_test
    JOIN bu_now AS bu ON bu.u = origin_test.val
    JOIN destination_test USING (r)
    JOIN bv_now AS bv ON bv.v = destination_test.val
    JOIN pred_test_sum USING (r)
    CROSS JOIN mu
  ),
  -- loss = mean[r]((pred[r] - delay[r])^2)
  loss_test AS (
    SELECT AVG((pred_test.val - delay_test.val) * (pred_test.val - delay_test.val)) AS val
    FROM pred_test
    JOIN delay_test USING (r)
    HAVING COUNT(*) > 0
  ),
  -- rmse = sqrt(loss)
  rmse_test AS (
    SELECT
      CASE WHEN loss_test.val >= 0 THEN sqrt(loss_test.val) WHEN loss_test.val < 0 THEN 'nan'::DOUBLE END AS val
    FROM loss_test
  )
SELECT $run AS run, $step AS step, 'test' AS split, 'rmse' AS name, rmse_test.val
FROM rmse_test;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep bu   (examples/factorisation.tsql:12)
INSERT INTO bu
SELECT $run AS run, $step AS step, u, bu.val
FROM bu_now AS bu;

-- keep bv   (examples/factorisation.tsql:13)
INSERT INTO bv
SELECT $run AS run, $step AS step, v, bv.val
FROM bv_now AS bv;

-- keep U   (examples/factorisation.tsql:10)
INSERT INTO U
SELECT $run AS run, $step AS step, u, k, U.val
FROM U_now AS U;

-- keep V   (examples/factorisation.tsql:11)
INSERT INTO V
SELECT $run AS run, $step AS step, v, k, V.val
FROM V_now AS V;

-- keep adam.m of U
INSERT INTO U_adam_m
SELECT $run AS run, $step AS step, u, k, U_adam_m.val
FROM U_adam_m_now AS U_adam_m;

-- keep adam.v of U
INSERT INTO U_adam_v
SELECT $run AS run, $step AS step, u, k, U_adam_v.val
FROM U_adam_v_now AS U_adam_v;

-- keep adam.m of V
INSERT INTO V_adam_m
SELECT $run AS run, $step AS step, v, k, V_adam_m.val
FROM V_adam_m_now AS V_adam_m;

-- keep adam.v of V
INSERT INTO V_adam_v
SELECT $run AS run, $step AS step, v, k, V_adam_v.val
FROM V_adam_v_now AS V_adam_v;

-- keep adam.m of bu
INSERT INTO bu_adam_m
SELECT $run AS run, $step AS step, u, bu_adam_m.val
FROM bu_adam_m_now AS bu_adam_m;

-- keep adam.v of bu
INSERT INTO bu_adam_v
SELECT $run AS run, $step AS step, u, bu_adam_v.val
FROM bu_adam_v_now AS bu_adam_v;

-- keep adam.m of bv
INSERT INTO bv_adam_m
SELECT $run AS run, $step AS step, v, bv_adam_m.val
FROM bv_adam_m_now AS bv_adam_m;

-- keep adam.v of bv
INSERT INTO bv_adam_v
SELECT $run AS run, $step AS step, v, bv_adam_v.val
FROM bv_adam_v_now AS bv_adam_v;


-- final: what shows, checks and exports read ------------------------------------------------------

-- late[u,v] = mu + bu[u] + bv[v] + U[u,k] * V[v,k]   (examples/factorisation.tsql:23)
CREATE OR REPLACE TEMP TABLE late AS
WITH
  late_sum AS (
    SELECT u, v, SUM(U.val * V.val) AS val
    FROM U_now AS U
    JOIN V_now AS V USING (k)
    GROUP BY u, v
  )
SELECT u, v, mu.val + bu.val + bv.val + late_sum.val AS val
FROM bu_now AS bu
JOIN late_sum USING (u)
JOIN bv_now AS bv USING (v)
CROSS JOIN mu;

-- rmse = sqrt(loss)   (examples/factorisation.tsql:18)
CREATE OR REPLACE TEMP TABLE rmse_test AS
WITH
  -- pred[r] = mu + bu[origin[r]] + bv[destination[r]] + U[origin[r],k] * V[destination[r],k]
  pred_test_sum AS (
    SELECT r, SUM(U.val * V.val) AS val
    FROM origin_test
    JOIN U_now AS U ON U.u = origin_test.val
    JOIN destination_test USING (r)
    JOIN V_now AS V ON V.k = U.k AND V.v = destination_test.val
    GROUP BY r
  ),
  pred_test AS (
    SELECT r, mu.val + bu.val + bv.val + pred_test_sum.val AS val
    FROM origin_test
    JOIN bu_now AS bu ON bu.u = origin_test.val
    JOIN destination_test USING (r)
    JOIN bv_now AS bv ON bv.v = destination_test.val
    JOIN pred_test_sum USING (r)
    CROSS JOIN mu
  ),
  -- loss = mean[r]((pred[r] - delay[r])^2)
  loss_test AS (
    SELECT AVG((pred_test.val - delay_test.val) * (pred_test.val - delay_test.val)) AS val
    FROM pred_test
    JOIN delay_test USING (r)
    HAVING COUNT(*) > 0
  )
SELECT
  CASE WHEN loss_test.val >= 0 THEN sqrt(loss_test.val) WHEN loss_test.val < 0 THEN 'nan'::DOUBLE END AS val
FROM loss_test;

-- flat = sqrt(mean[r]((mu - delay[r])^2))   (examples/factorisation.tsql:19)
CREATE OR REPLACE TEMP TABLE flat_test AS
WITH
  flat_test_mean AS (
    SELECT AVG((mu.val - delay_test.val) * (mu.val - delay_test.val)) AS val
    FROM delay_test
    CROSS JOIN mu
    HAVING COUNT(*) > 0
  )
SELECT
  CASE WHEN flat_test_mean.val >= 0 THEN sqrt(flat_test_mean.val) WHEN flat_test_mean.val < 0 THEN 'nan'::DOUBLE END AS val
FROM flat_test_mean;

-- rmse < flat   (examples/factorisation.tsql:27)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT rmse_test.val < flat_test.val AS val
FROM rmse_test
CROSS JOIN flat_test;

-- show rmse on test
SELECT rmse_test.val
FROM rmse_test;

-- show flat on test
SELECT flat_test.val
FROM flat_test;

-- check rmse < flat on test
SELECT condition.val
FROM condition;

-- export to data/late.parquet
SELECT u, v, bu.val AS bu, bv.val AS bv, late.val AS late
FROM bu_now AS bu
CROSS JOIN bv_now AS bv
FULL JOIN late USING (u, v)
ORDER BY u, v;
