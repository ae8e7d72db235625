-- examples/gru.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1
-- $seed: seed of the random numbers


-- load: data --------------------------------------------------------------------------------------

-- rows of data/seattle-weather.csv, numbered   (examples/gru.tsql:10)
CREATE OR REPLACE TEMP TABLE "data/seattle-weather.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/seattle-weather.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- high[day] from data/seattle-weather.csv   (examples/gru.tsql:10)
CREATE OR REPLACE TABLE high AS
SELECT file_row AS day, CAST(temp_max AS DOUBLE) AS val
FROM "data/seattle-weather.csv";

-- x[day, i] from data/seattle-weather.csv   (examples/gru.tsql:9)
CREATE OR REPLACE TABLE x AS
SELECT file_row AS day, unnest(range(0, 4)) AS i,
  unnest([
    CAST(temp_max AS DOUBLE), CAST(temp_min AS DOUBLE), CAST(precipitation AS DOUBLE), CAST(wind AS DOUBLE)
  ]) AS val
FROM "data/seattle-weather.csv";

-- must be empty: there is no value in column {column}, line {line} of data/seattle-weather.csv
SELECT file_row + 2 AS line, 'temp_max' AS "column", CAST(temp_max AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/seattle-weather.csv"
WHERE coalesce(CAST(temp_max AS DOUBLE) = 'nan'::DOUBLE, temp_max IS NULL)
ORDER BY file_row
LIMIT 1;

-- must be empty: data/seattle-weather.csv has {found} rows, but day has {room} keys for them
SELECT count(*) AS found, 1461 AS room
FROM "data/seattle-weather.csv"
HAVING count(*) <> 1461;

-- must be empty: there is no value in column {column}, line {line} of data/seattle-weather.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(4)) AS place,
    unnest(['temp_max', 'temp_min', 'precipitation', 'wind']) AS "column",
    unnest([CAST(temp_max AS VARCHAR), CAST(temp_min AS VARCHAR), CAST(precipitation AS VARCHAR),
    CAST(wind AS VARCHAR)]) AS value,
    unnest([coalesce(CAST(temp_max AS DOUBLE) = 'nan'::DOUBLE, temp_max IS NULL),
    coalesce(CAST(temp_min AS DOUBLE) = 'nan'::DOUBLE, temp_min IS NULL),
    coalesce(CAST(precipitation AS DOUBLE) = 'nan'::DOUBLE, precipitation IS NULL),
    coalesce(CAST(wind AS DOUBLE) = 'nan'::DOUBLE, wind IS NULL)]) AS offends
  FROM "data/seattle-weather.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/gru.tsql:26)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- w by run and step   (examples/gru.tsql:13)
CREATE TABLE IF NOT EXISTS w (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- cell.Wz by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_Wz (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- cell.Uz by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_Uz (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- cell.bz by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_bz (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- cell.Wn by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_Wn (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- cell.Wr by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_Wr (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- cell.Ur by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_Ur (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- cell.br by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_br (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- cell.Un by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_Un (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- cell.bn by run and step   (examples/gru.tsql:12)
CREATE TABLE IF NOT EXISTS cell_bn (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- b by run and step   (examples/gru.tsql:14)
CREATE TABLE IF NOT EXISTS b (run BIGINT, step BIGINT, val DOUBLE);

-- adam.m of cell.Wz by run and step
CREATE TABLE IF NOT EXISTS cell_Wz_adam_m (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- adam.v of cell.Wz by run and step
CREATE TABLE IF NOT EXISTS cell_Wz_adam_v (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- adam.m of cell.Uz by run and step
CREATE TABLE IF NOT EXISTS cell_Uz_adam_m (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- adam.v of cell.Uz by run and step
CREATE TABLE IF NOT EXISTS cell_Uz_adam_v (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- adam.m of cell.bz by run and step
CREATE TABLE IF NOT EXISTS cell_bz_adam_m (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.v of cell.bz by run and step
CREATE TABLE IF NOT EXISTS cell_bz_adam_v (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.m of cell.Wr by run and step
CREATE TABLE IF NOT EXISTS cell_Wr_adam_m (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- adam.v of cell.Wr by run and step
CREATE TABLE IF NOT EXISTS cell_Wr_adam_v (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- adam.m of cell.Ur by run and step
CREATE TABLE IF NOT EXISTS cell_Ur_adam_m (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- adam.v of cell.Ur by run and step
CREATE TABLE IF NOT EXISTS cell_Ur_adam_v (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- adam.m of cell.br by run and step
CREATE TABLE IF NOT EXISTS cell_br_adam_m (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.v of cell.br by run and step
CREATE TABLE IF NOT EXISTS cell_br_adam_v (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.m of cell.Wn by run and step
CREATE TABLE IF NOT EXISTS cell_Wn_adam_m (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- adam.v of cell.Wn by run and step
CREATE TABLE IF NOT EXISTS cell_Wn_adam_v (run BIGINT, step BIGINT, i BIGINT, j BIGINT, val DOUBLE);

-- adam.m of cell.Un by run and step
CREATE TABLE IF NOT EXISTS cell_Un_adam_m (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- adam.v of cell.Un by run and step
CREATE TABLE IF NOT EXISTS cell_Un_adam_v (run BIGINT, step BIGINT, j BIGINT, j_1 BIGINT, val DOUBLE);

-- adam.m of cell.bn by run and step
CREATE TABLE IF NOT EXISTS cell_bn_adam_m (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.v of cell.bn by run and step
CREATE TABLE IF NOT EXISTS cell_bn_adam_v (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.m of w by run and step
CREATE TABLE IF NOT EXISTS w_adam_m (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.v of w by run and step
CREATE TABLE IF NOT EXISTS w_adam_v (run BIGINT, step BIGINT, j BIGINT, val DOUBLE);

-- adam.m of b by run and step
CREATE TABLE IF NOT EXISTS b_adam_m (run BIGINT, step BIGINT, val DOUBLE);

-- adam.v of b by run and step
CREATE TABLE IF NOT EXISTS b_adam_v (run BIGINT, step BIGINT, val DOUBLE);

-- split s into train where s < 1089, test where s >= 1096   (examples/gru.tsql:7)
CREATE OR REPLACE TEMP TABLE split_s_train AS
SELECT s, s < 1089 AS val
FROM range(1454) AS s(s);

-- s: the s_all for which split_s_train   (examples/gru.tsql:5)
CREATE OR REPLACE TABLE index_s AS
SELECT s
FROM split_s_train
WHERE val
ORDER BY s;

-- split s into train where s < 1089, test where s >= 1096   (examples/gru.tsql:7)
CREATE OR REPLACE TEMP TABLE split_s_test AS
SELECT s, s >= 1096 AS val
FROM range(1454) AS s(s);

-- s_test: the s_all for which split_s_test   (examples/gru.tsql:5)
CREATE OR REPLACE TABLE index_s_test AS
SELECT s
FROM split_s_test
WHERE val
ORDER BY s;

-- z[day,i] = (x[day,i] - mean[day where day < 1096](x[day,i])) / std[day where day < 1096](x[day,i])   (examples/gru.tsql:16)
CREATE OR REPLACE TEMP TABLE z AS
WITH
  z_mean AS (
    SELECT i, AVG(x.val) AS val
    FROM x
    WHERE day < 1096
    GROUP BY i
  ),
  z_x AS MATERIALIZED (
    SELECT i, day, x.val
    FROM x
    WHERE day < 1096
  ),
  z_mean_2 AS (
    SELECT i, AVG(z_x.val) AS val
    FROM z_x
    GROUP BY i
  ),
  z_mean_3 AS (
    SELECT i, AVG((z_x.val - z_mean_2.val) * (z_x.val - z_mean_2.val)) AS val
    FROM z_x
    JOIN z_mean_2 USING (i)
    GROUP BY i
  )
SELECT
  day,
  i,
  (x.val - z_mean.val) / CASE WHEN z_mean_3.val >= 0 THEN sqrt(z_mean_3.val) WHEN z_mean_3.val < 0 THEN 'nan'::DOUBLE END AS val
FROM x
JOIN z_mean USING (i)
JOIN z_mean_3 USING (i);

-- h[0,s,j] = 0   (examples/gru.tsql:18)
CREATE OR REPLACE TEMP TABLE h_test_0 AS
SELECT s, j, CAST(0 AS DOUBLE) AS val
FROM index_s_test AS s
CROSS JOIN range(8) AS j(j);

-- param w[j] ~ normal(0, 0.1)   (examples/gru.tsql:13)
CREATE OR REPLACE TEMP TABLE w_now AS
WITH
  v1 AS (
    SELECT j, (40548382 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS j(j)
  ),
  v2 AS (
    SELECT
      j,
      v_1,
      (51046636 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT j, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + j) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT j, v_3, (v_2 + v_3 * (7921127 + v_3) // 8192 + j // 67108864) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      j,
      v_4,
      (v_3 + v_4 % 67108864 * (21667819 + v_4 % 67108864) // 8192) % 67108864 AS v_5,
      (v_3 + (1 + v_4) % 67108864 * (21667819 + (1 + v_4) % 67108864) // 8192) % 67108864 AS v_11
    FROM v4
  ),
  v6 AS (
    SELECT
      j,
      v_5,
      v_11,
      (v_4 % 67108864 + v_5 * (10624165 + v_5) // 8192) % 67108864 AS v_6,
      ((1 + v_4) % 67108864 + v_11 * (10624165 + v_11) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      j,
      v_6,
      v_12,
      (v_5 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      (v_11 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      j,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      j,
      (0.5e0 + (67108864 * v_8 + (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864)) / 4503599627370496e0 AS v_9,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_14 + (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864)) AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      j,
      v_15,
      -2 * CASE WHEN v_9 > 0 THEN ln(v_9) WHEN v_9 = 0 THEN '-inf'::DOUBLE WHEN v_9 < 0 THEN 'nan'::DOUBLE END AS v_10
    FROM v9
  )
SELECT
  j,
  0.1 * (CASE WHEN v_10 >= 0 THEN sqrt(v_10) WHEN v_10 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_15) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_15) END) AS val
FROM v10;

-- param cell.Wz[i,j] ~ glorot(|i|, |j|)   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_Wz_now AS
WITH
  v1 AS (
    SELECT i, j, (7793719 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(4) AS i(i)
    CROSS JOIN range(8) AS j(j)
  ),
  v2 AS (
    SELECT
      i,
      j,
      v_1,
      (4451419 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT i, j, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + i) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      i,
      j,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + i // 67108864) % 67108864 + j) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT i, j, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + j // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      i,
      j,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      i,
      j,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      i,
      j,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      i,
      j,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      i,
      j,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      i,
      j,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  i,
  j,
  0.408248290463863e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param cell.Uz[j,j'] ~ glorot(|j|, |j|)   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_Uz_now AS
WITH
  v1 AS (
    SELECT
      j,
      j_1,
      (11706421 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS j(j)
    CROSS JOIN range(8) AS j_1(j_1)
  ),
  v2 AS (
    SELECT
      j,
      j_1,
      v_1,
      (56102133 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT j, j_1, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + j) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      j,
      j_1,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + j // 67108864) % 67108864 + j_1) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT j, j_1, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + j_1 // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      j,
      j_1,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      j,
      j_1,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      j,
      j_1,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      j,
      j_1,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      j,
      j_1,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      j,
      j_1,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  j,
  j_1,
  0.3535533905932738e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param cell.bz[j] = 0   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_bz_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- param cell.Wn[i,j] ~ glorot(|i|, |j|)   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_Wn_now AS
WITH
  v1 AS (
    SELECT i, j, (30987756 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(4) AS i(i)
    CROSS JOIN range(8) AS j(j)
  ),
  v2 AS (
    SELECT
      i,
      j,
      v_1,
      (40608384 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT i, j, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + i) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      i,
      j,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + i // 67108864) % 67108864 + j) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT i, j, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + j // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      i,
      j,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      i,
      j,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      i,
      j,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      i,
      j,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      i,
      j,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      i,
      j,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  i,
  j,
  0.408248290463863e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param cell.Wr[i,j] ~ glorot(|i|, |j|)   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_Wr_now AS
WITH
  v1 AS (
    SELECT i, j, (7703042 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(4) AS i(i)
    CROSS JOIN range(8) AS j(j)
  ),
  v2 AS (
    SELECT
      i,
      j,
      v_1,
      (6836514 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT i, j, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + i) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      i,
      j,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + i // 67108864) % 67108864 + j) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT i, j, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + j // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      i,
      j,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      i,
      j,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      i,
      j,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      i,
      j,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      i,
      j,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      i,
      j,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  i,
  j,
  0.408248290463863e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param cell.Ur[j,j'] ~ glorot(|j|, |j|)   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_Ur_now AS
WITH
  v1 AS (
    SELECT
      j,
      j_1,
      (35794152 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS j(j)
    CROSS JOIN range(8) AS j_1(j_1)
  ),
  v2 AS (
    SELECT
      j,
      j_1,
      v_1,
      (42377022 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT j, j_1, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + j) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      j,
      j_1,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + j // 67108864) % 67108864 + j_1) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT j, j_1, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + j_1 // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      j,
      j_1,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      j,
      j_1,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      j,
      j_1,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      j,
      j_1,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      j,
      j_1,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      j,
      j_1,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  j,
  j_1,
  0.3535533905932738e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param cell.br[j] = 0   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_br_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- param cell.Un[j,j'] ~ glorot(|j|, |j|)   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_Un_now AS
WITH
  v1 AS (
    SELECT
      j,
      j_1,
      (25091448 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS j(j)
    CROSS JOIN range(8) AS j_1(j_1)
  ),
  v2 AS (
    SELECT
      j,
      j_1,
      v_1,
      (49909421 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT j, j_1, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + j) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      j,
      j_1,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + j // 67108864) % 67108864 + j_1) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT j, j_1, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + j_1 // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      j,
      j_1,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      j,
      j_1,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      j,
      j_1,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      j,
      j_1,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      j,
      j_1,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      j,
      j_1,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  j,
  j_1,
  0.3535533905932738e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param cell.bn[j] = 0   (examples/gru.tsql:12)
CREATE OR REPLACE TEMP TABLE cell_bn_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- param b = 0   (examples/gru.tsql:14)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT CAST(0 AS DOUBLE) AS val;

-- state m = 0   for cell.Wz
CREATE OR REPLACE TEMP TABLE cell_Wz_adam_m_now AS
SELECT i, j, CAST(0 AS DOUBLE) AS val
FROM range(4) AS i(i)
CROSS JOIN range(8) AS j(j);

-- state v = 0   for cell.Wz
CREATE OR REPLACE TEMP TABLE cell_Wz_adam_v_now AS
SELECT i, j, CAST(0 AS DOUBLE) AS val
FROM range(4) AS i(i)
CROSS JOIN range(8) AS j(j);

-- state m = 0   for cell.Uz
CREATE OR REPLACE TEMP TABLE cell_Uz_adam_m_now AS
SELECT j, j_1, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j)
CROSS JOIN range(8) AS j_1(j_1);

-- state v = 0   for cell.Uz
CREATE OR REPLACE TEMP TABLE cell_Uz_adam_v_now AS
SELECT j, j_1, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j)
CROSS JOIN range(8) AS j_1(j_1);

-- state m = 0   for cell.bz
CREATE OR REPLACE TEMP TABLE cell_bz_adam_m_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state v = 0   for cell.bz
CREATE OR REPLACE TEMP TABLE cell_bz_adam_v_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state m = 0   for cell.Wr
CREATE OR REPLACE TEMP TABLE cell_Wr_adam_m_now AS
SELECT i, j, CAST(0 AS DOUBLE) AS val
FROM range(4) AS i(i)
CROSS JOIN range(8) AS j(j);

-- state v = 0   for cell.Wr
CREATE OR REPLACE TEMP TABLE cell_Wr_adam_v_now AS
SELECT i, j, CAST(0 AS DOUBLE) AS val
FROM range(4) AS i(i)
CROSS JOIN range(8) AS j(j);

-- state m = 0   for cell.Ur
CREATE OR REPLACE TEMP TABLE cell_Ur_adam_m_now AS
SELECT j, j_1, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j)
CROSS JOIN range(8) AS j_1(j_1);

-- state v = 0   for cell.Ur
CREATE OR REPLACE TEMP TABLE cell_Ur_adam_v_now AS
SELECT j, j_1, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j)
CROSS JOIN range(8) AS j_1(j_1);

-- state m = 0   for cell.br
CREATE OR REPLACE TEMP TABLE cell_br_adam_m_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state v = 0   for cell.br
CREATE OR REPLACE TEMP TABLE cell_br_adam_v_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state m = 0   for cell.Wn
CREATE OR REPLACE TEMP TABLE cell_Wn_adam_m_now AS
SELECT i, j, CAST(0 AS DOUBLE) AS val
FROM range(4) AS i(i)
CROSS JOIN range(8) AS j(j);

-- state v = 0   for cell.Wn
CREATE OR REPLACE TEMP TABLE cell_Wn_adam_v_now AS
SELECT i, j, CAST(0 AS DOUBLE) AS val
FROM range(4) AS i(i)
CROSS JOIN range(8) AS j(j);

-- state m = 0   for cell.Un
CREATE OR REPLACE TEMP TABLE cell_Un_adam_m_now AS
SELECT j, j_1, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j)
CROSS JOIN range(8) AS j_1(j_1);

-- state v = 0   for cell.Un
CREATE OR REPLACE TEMP TABLE cell_Un_adam_v_now AS
SELECT j, j_1, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j)
CROSS JOIN range(8) AS j_1(j_1);

-- state m = 0   for cell.bn
CREATE OR REPLACE TEMP TABLE cell_bn_adam_m_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state v = 0   for cell.bn
CREATE OR REPLACE TEMP TABLE cell_bn_adam_v_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state m = 0   for w
CREATE OR REPLACE TEMP TABLE w_adam_m_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state v = 0   for w
CREATE OR REPLACE TEMP TABLE w_adam_v_now AS
SELECT j, CAST(0 AS DOUBLE) AS val
FROM range(8) AS j(j);

-- state m = 0   for b
CREATE OR REPLACE TEMP TABLE b_adam_m_now AS
SELECT CAST(0 AS DOUBLE) AS val;

-- state v = 0   for b
CREATE OR REPLACE TEMP TABLE b_adam_v_now AS
SELECT CAST(0 AS DOUBLE) AS val;


-- each epoch: before the first of its steps -------------------------------------------------------

-- batch s by 64: the order in which the steps of an epoch take the rows   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE s_batch_order AS
SELECT s, ROW_NUMBER() OVER (ORDER BY s_batch_draw.val, s) - 1 AS place
FROM (
  WITH
    v1 AS (
      SELECT
        s,
        (42500288 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1,
        (CAST($step AS BIGINT) - 1) // ((63 + (SELECT COUNT(*) FROM index_s)) // 64) AS v_2
      FROM index_s AS s
    ),
    v2 AS (
      SELECT
        s,
        v_1,
        v_2,
        ((22966938 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 + v_2) % 67108864 AS v_3
      FROM v1
    ),
    v3 AS (
      SELECT
        s,
        v_3,
        ((v_1 + v_3 * (24563549 + v_3) // 8192 + v_2 // 67108864) % 67108864 + s) % 67108864 AS v_4
      FROM v2
    ),
    v4 AS (
      SELECT s, v_4, (v_3 + v_4 * (7921127 + v_4) // 8192 + s // 67108864) % 67108864 % 67108864 AS v_5
      FROM v3
    ),
    v5 AS (
      SELECT s, v_5, (v_4 + v_5 * (21667819 + v_5) // 8192) % 67108864 AS v_6
      FROM v4
    ),
    v6 AS (
      SELECT s, v_6, (v_5 + v_6 * (10624165 + v_6) // 8192) % 67108864 AS v_7
      FROM v5
    ),
    v7 AS (
      SELECT s, v_7, (v_6 + v_7 * (20318929 + v_7) // 8192) % 67108864 AS v_8
      FROM v6
    ),
    v8 AS (
      SELECT s, v_8, (v_7 + v_8 * (4130739 + v_8) // 8192) % 67108864 AS v_9
      FROM v7
    ),
    t AS (
      SELECT
        s,
        (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (12042651 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS val
      FROM v8
    )
  SELECT s, val
  FROM t
  WHERE val IS NOT NULL
) AS s_batch_draw;

-- the number of steps in an epoch
SELECT ((SELECT COUNT(*) FROM index_s) + 63) // 64 AS val;


-- each step: $step = 1 … 4 times the number of steps in an epoch ----------------------------------

-- batch s by 64: the rows of this step   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE index_s_batch AS
SELECT s
FROM s_batch_order
WHERE place // 64 = (CAST($step AS BIGINT) - 1) % (((SELECT COUNT(*) FROM index_s) + 63) // 64)
ORDER BY s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum AS
SELECT j, s, day - s AS t, SUM(cell_Wz.val * z.val) AS val
FROM cell_Wz_now AS cell_Wz
CROSS JOIN index_s_batch AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[0,s,j] = 0   (examples/gru.tsql:18)
CREATE OR REPLACE TEMP TABLE h_batch_0 AS
SELECT s, j, CAST(0 AS DOUBLE) AS val
FROM index_s_batch AS s
CROSS JOIN range(8) AS j(j);

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_z_0 AS
WITH
  h_batch_sum_2_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_batch_0.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_batch_0 USING (j)
    GROUP BY j_1, s
  )
SELECT
  h_batch_sum_2_0.s,
  h_batch_sum_2_0.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum.val, 0) + h_batch_sum_2_0.val + cell_bz.val))) AS val
FROM h_batch_sum_2_0
JOIN cell_bz_now AS cell_bz USING (j)
LEFT JOIN h_batch_sum ON h_batch_sum.j = h_batch_sum_2_0.j AND h_batch_sum.s = h_batch_sum_2_0.s AND h_batch_sum.t = 0;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_4 AS
SELECT j, s, day - s AS t, SUM(cell_Wr.val * z.val) AS val
FROM cell_Wr_now AS cell_Wr
CROSS JOIN index_s_batch AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_r_0 AS
WITH
  h_batch_sum_5_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_batch_0.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_batch_0 USING (j)
    GROUP BY j_1, s
  )
SELECT
  h_batch_sum_5_0.s,
  h_batch_sum_5_0.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum_4.val, 0) + h_batch_sum_5_0.val + cell_br.val))) AS val
FROM h_batch_sum_5_0
JOIN cell_br_now AS cell_br USING (j)
LEFT JOIN h_batch_sum_4 ON h_batch_sum_4.j = h_batch_sum_5_0.j AND h_batch_sum_4.s = h_batch_sum_5_0.s AND h_batch_sum_4.t = 0;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_6_0 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_batch_0.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_batch_0 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_3 AS
SELECT j, s, day - s AS t, SUM(cell_Wn.val * z.val) AS val
FROM cell_Wn_now AS cell_Wn
CROSS JOIN index_s_batch AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_n_0 AS
SELECT
  h_batch_r_0.s,
  h_batch_r_0.j,
  tanh(coalesce(h_batch_sum_3.val, 0) + h_batch_r_0.val * h_batch_sum_6_0.val + cell_bn.val) AS val
FROM h_batch_r_0
JOIN h_batch_sum_6_0 USING (j, s)
JOIN cell_bn_now AS cell_bn USING (j)
LEFT JOIN h_batch_sum_3 ON h_batch_sum_3.j = h_batch_r_0.j AND h_batch_sum_3.s = h_batch_r_0.s AND h_batch_sum_3.t = 0;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_1 AS
SELECT s, j, (1 - h_batch_z_0.val) * h_batch_n_0.val + h_batch_z_0.val * h_batch_0.val AS val
FROM h_batch_z_0
JOIN h_batch_n_0 USING (s, j)
JOIN h_batch_0 USING (s, j);

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_z_1 AS
WITH
  h_batch_sum_2_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_batch_1.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_batch_1 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_bz.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum.val, 0) + coalesce(h_batch_sum_2_1.val, 0) + cell_bz.val))) AS val
FROM cell_bz_now AS cell_bz
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum ON h_batch_sum.j = cell_bz.j AND h_batch_sum.s = s.s AND h_batch_sum.t = 1
LEFT JOIN h_batch_sum_2_1 ON h_batch_sum_2_1.j = cell_bz.j AND h_batch_sum_2_1.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_r_1 AS
WITH
  h_batch_sum_5_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_batch_1.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_batch_1 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_br.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum_4.val, 0) + coalesce(h_batch_sum_5_1.val, 0) + cell_br.val))) AS val
FROM cell_br_now AS cell_br
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum_4 ON h_batch_sum_4.j = cell_br.j AND h_batch_sum_4.s = s.s AND h_batch_sum_4.t = 1
LEFT JOIN h_batch_sum_5_1 ON h_batch_sum_5_1.j = cell_br.j AND h_batch_sum_5_1.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_6_1 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_batch_1.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_batch_1 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_n_1 AS
SELECT
  h_batch_r_1.s,
  h_batch_r_1.j,
  tanh(coalesce(h_batch_sum_3.val, 0) + h_batch_r_1.val * coalesce(h_batch_sum_6_1.val, 0) + cell_bn.val) AS val
FROM h_batch_r_1
JOIN cell_bn_now AS cell_bn USING (j)
LEFT JOIN h_batch_sum_3 ON h_batch_sum_3.j = h_batch_r_1.j AND h_batch_sum_3.s = h_batch_r_1.s AND h_batch_sum_3.t = 1
LEFT JOIN h_batch_sum_6_1 ON h_batch_sum_6_1.j = h_batch_r_1.j AND h_batch_sum_6_1.s = h_batch_r_1.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_2 AS
SELECT s, j, (1 - h_batch_z_1.val) * h_batch_n_1.val + h_batch_z_1.val * h_batch_1.val AS val
FROM h_batch_z_1
JOIN h_batch_n_1 USING (s, j)
JOIN h_batch_1 USING (s, j);

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_z_2 AS
WITH
  h_batch_sum_2_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_batch_2.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_batch_2 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_bz.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum.val, 0) + coalesce(h_batch_sum_2_2.val, 0) + cell_bz.val))) AS val
FROM cell_bz_now AS cell_bz
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum ON h_batch_sum.j = cell_bz.j AND h_batch_sum.s = s.s AND h_batch_sum.t = 2
LEFT JOIN h_batch_sum_2_2 ON h_batch_sum_2_2.j = cell_bz.j AND h_batch_sum_2_2.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_r_2 AS
WITH
  h_batch_sum_5_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_batch_2.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_batch_2 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_br.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum_4.val, 0) + coalesce(h_batch_sum_5_2.val, 0) + cell_br.val))) AS val
FROM cell_br_now AS cell_br
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum_4 ON h_batch_sum_4.j = cell_br.j AND h_batch_sum_4.s = s.s AND h_batch_sum_4.t = 2
LEFT JOIN h_batch_sum_5_2 ON h_batch_sum_5_2.j = cell_br.j AND h_batch_sum_5_2.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_6_2 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_batch_2.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_batch_2 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_n_2 AS
SELECT
  h_batch_r_2.s,
  h_batch_r_2.j,
  tanh(coalesce(h_batch_sum_3.val, 0) + h_batch_r_2.val * coalesce(h_batch_sum_6_2.val, 0) + cell_bn.val) AS val
FROM h_batch_r_2
JOIN cell_bn_now AS cell_bn USING (j)
LEFT JOIN h_batch_sum_3 ON h_batch_sum_3.j = h_batch_r_2.j AND h_batch_sum_3.s = h_batch_r_2.s AND h_batch_sum_3.t = 2
LEFT JOIN h_batch_sum_6_2 ON h_batch_sum_6_2.j = h_batch_r_2.j AND h_batch_sum_6_2.s = h_batch_r_2.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_3 AS
SELECT s, j, (1 - h_batch_z_2.val) * h_batch_n_2.val + h_batch_z_2.val * h_batch_2.val AS val
FROM h_batch_z_2
JOIN h_batch_n_2 USING (s, j)
JOIN h_batch_2 USING (s, j);

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_z_3 AS
WITH
  h_batch_sum_2_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_batch_3.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_batch_3 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_bz.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum.val, 0) + coalesce(h_batch_sum_2_3.val, 0) + cell_bz.val))) AS val
FROM cell_bz_now AS cell_bz
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum ON h_batch_sum.j = cell_bz.j AND h_batch_sum.s = s.s AND h_batch_sum.t = 3
LEFT JOIN h_batch_sum_2_3 ON h_batch_sum_2_3.j = cell_bz.j AND h_batch_sum_2_3.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_r_3 AS
WITH
  h_batch_sum_5_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_batch_3.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_batch_3 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_br.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum_4.val, 0) + coalesce(h_batch_sum_5_3.val, 0) + cell_br.val))) AS val
FROM cell_br_now AS cell_br
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum_4 ON h_batch_sum_4.j = cell_br.j AND h_batch_sum_4.s = s.s AND h_batch_sum_4.t = 3
LEFT JOIN h_batch_sum_5_3 ON h_batch_sum_5_3.j = cell_br.j AND h_batch_sum_5_3.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_6_3 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_batch_3.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_batch_3 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_n_3 AS
SELECT
  h_batch_r_3.s,
  h_batch_r_3.j,
  tanh(coalesce(h_batch_sum_3.val, 0) + h_batch_r_3.val * coalesce(h_batch_sum_6_3.val, 0) + cell_bn.val) AS val
FROM h_batch_r_3
JOIN cell_bn_now AS cell_bn USING (j)
LEFT JOIN h_batch_sum_3 ON h_batch_sum_3.j = h_batch_r_3.j AND h_batch_sum_3.s = h_batch_r_3.s AND h_batch_sum_3.t = 3
LEFT JOIN h_batch_sum_6_3 ON h_batch_sum_6_3.j = h_batch_r_3.j AND h_batch_sum_6_3.s = h_batch_r_3.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_4 AS
SELECT s, j, (1 - h_batch_z_3.val) * h_batch_n_3.val + h_batch_z_3.val * h_batch_3.val AS val
FROM h_batch_z_3
JOIN h_batch_n_3 USING (s, j)
JOIN h_batch_3 USING (s, j);

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_z_4 AS
WITH
  h_batch_sum_2_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_batch_4.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_batch_4 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_bz.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum.val, 0) + coalesce(h_batch_sum_2_4.val, 0) + cell_bz.val))) AS val
FROM cell_bz_now AS cell_bz
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum ON h_batch_sum.j = cell_bz.j AND h_batch_sum.s = s.s AND h_batch_sum.t = 4
LEFT JOIN h_batch_sum_2_4 ON h_batch_sum_2_4.j = cell_bz.j AND h_batch_sum_2_4.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_r_4 AS
WITH
  h_batch_sum_5_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_batch_4.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_batch_4 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_br.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum_4.val, 0) + coalesce(h_batch_sum_5_4.val, 0) + cell_br.val))) AS val
FROM cell_br_now AS cell_br
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum_4 ON h_batch_sum_4.j = cell_br.j AND h_batch_sum_4.s = s.s AND h_batch_sum_4.t = 4
LEFT JOIN h_batch_sum_5_4 ON h_batch_sum_5_4.j = cell_br.j AND h_batch_sum_5_4.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_6_4 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_batch_4.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_batch_4 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_n_4 AS
SELECT
  h_batch_r_4.s,
  h_batch_r_4.j,
  tanh(coalesce(h_batch_sum_3.val, 0) + h_batch_r_4.val * coalesce(h_batch_sum_6_4.val, 0) + cell_bn.val) AS val
FROM h_batch_r_4
JOIN cell_bn_now AS cell_bn USING (j)
LEFT JOIN h_batch_sum_3 ON h_batch_sum_3.j = h_batch_r_4.j AND h_batch_sum_3.s = h_batch_r_4.s AND h_batch_sum_3.t = 4
LEFT JOIN h_batch_sum_6_4 ON h_batch_sum_6_4.j = h_batch_r_4.j AND h_batch_sum_6_4.s = h_batch_r_4.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_5 AS
SELECT s, j, (1 - h_batch_z_4.val) * h_batch_n_4.val + h_batch_z_4.val * h_batch_4.val AS val
FROM h_batch_z_4
JOIN h_batch_n_4 USING (s, j)
JOIN h_batch_4 USING (s, j);

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_z_5 AS
WITH
  h_batch_sum_2_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_batch_5.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_batch_5 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_bz.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum.val, 0) + coalesce(h_batch_sum_2_5.val, 0) + cell_bz.val))) AS val
FROM cell_bz_now AS cell_bz
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum ON h_batch_sum.j = cell_bz.j AND h_batch_sum.s = s.s AND h_batch_sum.t = 5
LEFT JOIN h_batch_sum_2_5 ON h_batch_sum_2_5.j = cell_bz.j AND h_batch_sum_2_5.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_r_5 AS
WITH
  h_batch_sum_5_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_batch_5.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_batch_5 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_br.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum_4.val, 0) + coalesce(h_batch_sum_5_5.val, 0) + cell_br.val))) AS val
FROM cell_br_now AS cell_br
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum_4 ON h_batch_sum_4.j = cell_br.j AND h_batch_sum_4.s = s.s AND h_batch_sum_4.t = 5
LEFT JOIN h_batch_sum_5_5 ON h_batch_sum_5_5.j = cell_br.j AND h_batch_sum_5_5.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_6_5 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_batch_5.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_batch_5 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_n_5 AS
SELECT
  h_batch_r_5.s,
  h_batch_r_5.j,
  tanh(coalesce(h_batch_sum_3.val, 0) + h_batch_r_5.val * coalesce(h_batch_sum_6_5.val, 0) + cell_bn.val) AS val
FROM h_batch_r_5
JOIN cell_bn_now AS cell_bn USING (j)
LEFT JOIN h_batch_sum_3 ON h_batch_sum_3.j = h_batch_r_5.j AND h_batch_sum_3.s = h_batch_r_5.s AND h_batch_sum_3.t = 5
LEFT JOIN h_batch_sum_6_5 ON h_batch_sum_6_5.j = h_batch_r_5.j AND h_batch_sum_6_5.s = h_batch_r_5.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_6 AS
SELECT s, j, (1 - h_batch_z_5.val) * h_batch_n_5.val + h_batch_z_5.val * h_batch_5.val AS val
FROM h_batch_z_5
JOIN h_batch_n_5 USING (s, j)
JOIN h_batch_5 USING (s, j);

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_z_6 AS
WITH
  h_batch_sum_2_6 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_batch_6.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_batch_6 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_bz.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum.val, 0) + coalesce(h_batch_sum_2_6.val, 0) + cell_bz.val))) AS val
FROM cell_bz_now AS cell_bz
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum ON h_batch_sum.j = cell_bz.j AND h_batch_sum.s = s.s AND h_batch_sum.t = 6
LEFT JOIN h_batch_sum_2_6 ON h_batch_sum_2_6.j = cell_bz.j AND h_batch_sum_2_6.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_r_6 AS
WITH
  h_batch_sum_5_6 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_batch_6.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_batch_6 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s.s,
  cell_br.j,
  1e0 / (1e0 + exp(-(coalesce(h_batch_sum_4.val, 0) + coalesce(h_batch_sum_5_6.val, 0) + cell_br.val))) AS val
FROM cell_br_now AS cell_br
CROSS JOIN index_s_batch AS s
LEFT JOIN h_batch_sum_4 ON h_batch_sum_4.j = cell_br.j AND h_batch_sum_4.s = s.s AND h_batch_sum_4.t = 6
LEFT JOIN h_batch_sum_5_6 ON h_batch_sum_5_6.j = cell_br.j AND h_batch_sum_5_6.s = s.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_sum_6_6 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_batch_6.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_batch_6 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_n_6 AS
SELECT
  h_batch_r_6.s,
  h_batch_r_6.j,
  tanh(coalesce(h_batch_sum_3.val, 0) + h_batch_r_6.val * coalesce(h_batch_sum_6_6.val, 0) + cell_bn.val) AS val
FROM h_batch_r_6
JOIN cell_bn_now AS cell_bn USING (j)
LEFT JOIN h_batch_sum_3 ON h_batch_sum_3.j = h_batch_r_6.j AND h_batch_sum_3.s = h_batch_r_6.s AND h_batch_sum_3.t = 6
LEFT JOIN h_batch_sum_6_6 ON h_batch_sum_6_6.j = h_batch_r_6.j AND h_batch_sum_6_6.s = h_batch_r_6.s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_batch_7 AS
SELECT s, j, (1 - h_batch_z_6.val) * h_batch_n_6.val + h_batch_z_6.val * h_batch_6.val AS val
FROM h_batch_z_6
JOIN h_batch_n_6 USING (s, j)
JOIN h_batch_6 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_yhat_batch AS
WITH
  -- yhat[s] = high[s + |t| - 1] + 5 * (w[j] * h[end,s,j] + b)
  yhat_batch_sum AS (
    SELECT s, SUM(w.val * h_batch_7.val) AS val
    FROM w_now AS w
    JOIN h_batch_7 USING (j)
    GROUP BY s
  ),
  yhat_batch AS MATERIALIZED (
    SELECT day - 6 AS s, high.val + 5 * (coalesce(yhat_batch_sum.val, 0) + b.val) AS val
    FROM high
    SEMI JOIN index_s_batch ON high.day - 6 = index_s_batch.s
    CROSS JOIN b_now AS b
    LEFT JOIN yhat_batch_sum ON yhat_batch_sum.s = high.day - 6
  ),
  -- loss = mean[s](((yhat[s] - high[s + |t|]) / 5)^2)
  loss_batch_n AS (
    SELECT CAST(SUM(1) AS BIGINT) AS val
    FROM yhat_batch
    JOIN high ON high.day = yhat_batch.s + 7
    HAVING COUNT(*) > 0
  )
SELECT s, 0.08 * ((yhat_batch.val - high.val) / loss_batch_n.val) AS val
FROM yhat_batch
JOIN high ON high.day = yhat_batch.s + 7
CROSS JOIN loss_batch_n;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_yhat_batch_sum AS
SELECT s, 5 * d_yhat_batch.val AS val
FROM d_yhat_batch
JOIN high ON high.day = d_yhat_batch.s + 6;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_y_6 AS
SELECT s, j, d_yhat_batch_sum.val * w.val AS val
FROM d_yhat_batch_sum
CROSS JOIN w_now AS w;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_n_6 AS
SELECT s, j, d_h_batch_y_6.val * (1 - h_batch_z_6.val) AS val
FROM d_h_batch_y_6
JOIN h_batch_z_6 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_6_6 AS
SELECT j, s, d_h_batch_n_6.val * ((1 - h_batch_n_6.val * h_batch_n_6.val) * h_batch_r_6.val) AS val
FROM d_h_batch_n_6
JOIN h_batch_r_6 USING (s, j)
JOIN h_batch_n_6 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_2_6 AS
SELECT
  j,
  s,
  d_h_batch_y_6.val * (h_batch_6.val - h_batch_n_6.val) * (h_batch_z_6.val * (1 - h_batch_z_6.val)) AS val
FROM h_batch_z_6
JOIN d_h_batch_y_6 USING (s, j)
JOIN h_batch_n_6 USING (s, j)
JOIN h_batch_6 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_5_6 AS
SELECT j, s, d_h_batch_sum_6_6.val * (h_batch_sum_6_6.val * (1 - h_batch_r_6.val)) AS val
FROM h_batch_r_6
JOIN h_batch_sum_6_6 USING (j, s)
JOIN d_h_batch_sum_6_6 USING (j, s);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_6 AS
SELECT s, j, SUM(val) AS val
FROM (
  SELECT s, j, d_h_batch_y_6.val * h_batch_z_6.val AS val
  FROM d_h_batch_y_6
  JOIN h_batch_z_6 USING (s, j)
  UNION ALL
  SELECT s, cell_Un.j, SUM(d_h_batch_sum_6_6.val * cell_Un.val) AS val
  FROM d_h_batch_sum_6_6
  JOIN cell_Un_now AS cell_Un ON cell_Un.j_1 = d_h_batch_sum_6_6.j
  GROUP BY s, cell_Un.j
  UNION ALL
  SELECT s, cell_Uz.j, SUM(d_h_batch_sum_2_6.val * cell_Uz.val) AS val
  FROM d_h_batch_sum_2_6
  JOIN cell_Uz_now AS cell_Uz ON cell_Uz.j_1 = d_h_batch_sum_2_6.j
  GROUP BY s, cell_Uz.j
  UNION ALL
  SELECT s, cell_Ur.j, SUM(d_h_batch_sum_5_6.val * cell_Ur.val) AS val
  FROM d_h_batch_sum_5_6
  JOIN cell_Ur_now AS cell_Ur ON cell_Ur.j_1 = d_h_batch_sum_5_6.j
  GROUP BY s, cell_Ur.j
) AS terms
GROUP BY s, j;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_n_5 AS
SELECT s, j, d_h_batch_6.val * (1 - h_batch_z_5.val) AS val
FROM h_batch_z_5
JOIN d_h_batch_6 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_6_5 AS
SELECT j, s, d_h_batch_n_5.val * ((1 - h_batch_n_5.val * h_batch_n_5.val) * h_batch_r_5.val) AS val
FROM d_h_batch_n_5
JOIN h_batch_r_5 USING (s, j)
JOIN h_batch_n_5 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_2_5 AS
SELECT
  j,
  s,
  d_h_batch_6.val * (h_batch_5.val - h_batch_n_5.val) * (h_batch_z_5.val * (1 - h_batch_z_5.val)) AS val
FROM h_batch_z_5
JOIN h_batch_n_5 USING (s, j)
JOIN h_batch_5 USING (s, j)
JOIN d_h_batch_6 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_5_5 AS
SELECT j, s, d_h_batch_sum_6_5.val * (h_batch_sum_6_5.val * (1 - h_batch_r_5.val)) AS val
FROM h_batch_r_5
JOIN h_batch_sum_6_5 USING (j, s)
JOIN d_h_batch_sum_6_5 USING (j, s);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_5 AS
SELECT s, j, SUM(val) AS val
FROM (
  SELECT s, j, d_h_batch_6.val * h_batch_z_5.val AS val
  FROM h_batch_z_5
  JOIN d_h_batch_6 USING (s, j)
  UNION ALL
  SELECT s, cell_Un.j, SUM(d_h_batch_sum_6_5.val * cell_Un.val) AS val
  FROM d_h_batch_sum_6_5
  JOIN cell_Un_now AS cell_Un ON cell_Un.j_1 = d_h_batch_sum_6_5.j
  GROUP BY s, cell_Un.j
  UNION ALL
  SELECT s, cell_Uz.j, SUM(d_h_batch_sum_2_5.val * cell_Uz.val) AS val
  FROM d_h_batch_sum_2_5
  JOIN cell_Uz_now AS cell_Uz ON cell_Uz.j_1 = d_h_batch_sum_2_5.j
  GROUP BY s, cell_Uz.j
  UNION ALL
  SELECT s, cell_Ur.j, SUM(d_h_batch_sum_5_5.val * cell_Ur.val) AS val
  FROM d_h_batch_sum_5_5
  JOIN cell_Ur_now AS cell_Ur ON cell_Ur.j_1 = d_h_batch_sum_5_5.j
  GROUP BY s, cell_Ur.j
) AS terms
GROUP BY s, j;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_n_4 AS
SELECT s, j, d_h_batch_5.val * (1 - h_batch_z_4.val) AS val
FROM h_batch_z_4
JOIN d_h_batch_5 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_6_4 AS
SELECT j, s, d_h_batch_n_4.val * ((1 - h_batch_n_4.val * h_batch_n_4.val) * h_batch_r_4.val) AS val
FROM d_h_batch_n_4
JOIN h_batch_r_4 USING (s, j)
JOIN h_batch_n_4 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_2_4 AS
SELECT
  j,
  s,
  d_h_batch_5.val * (h_batch_4.val - h_batch_n_4.val) * (h_batch_z_4.val * (1 - h_batch_z_4.val)) AS val
FROM h_batch_z_4
JOIN h_batch_n_4 USING (s, j)
JOIN h_batch_4 USING (s, j)
JOIN d_h_batch_5 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_5_4 AS
SELECT j, s, d_h_batch_sum_6_4.val * (h_batch_sum_6_4.val * (1 - h_batch_r_4.val)) AS val
FROM h_batch_r_4
JOIN h_batch_sum_6_4 USING (j, s)
JOIN d_h_batch_sum_6_4 USING (j, s);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_4 AS
SELECT s, j, SUM(val) AS val
FROM (
  SELECT s, j, d_h_batch_5.val * h_batch_z_4.val AS val
  FROM h_batch_z_4
  JOIN d_h_batch_5 USING (s, j)
  UNION ALL
  SELECT s, cell_Un.j, SUM(d_h_batch_sum_6_4.val * cell_Un.val) AS val
  FROM d_h_batch_sum_6_4
  JOIN cell_Un_now AS cell_Un ON cell_Un.j_1 = d_h_batch_sum_6_4.j
  GROUP BY s, cell_Un.j
  UNION ALL
  SELECT s, cell_Uz.j, SUM(d_h_batch_sum_2_4.val * cell_Uz.val) AS val
  FROM d_h_batch_sum_2_4
  JOIN cell_Uz_now AS cell_Uz ON cell_Uz.j_1 = d_h_batch_sum_2_4.j
  GROUP BY s, cell_Uz.j
  UNION ALL
  SELECT s, cell_Ur.j, SUM(d_h_batch_sum_5_4.val * cell_Ur.val) AS val
  FROM d_h_batch_sum_5_4
  JOIN cell_Ur_now AS cell_Ur ON cell_Ur.j_1 = d_h_batch_sum_5_4.j
  GROUP BY s, cell_Ur.j
) AS terms
GROUP BY s, j;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_n_3 AS
SELECT s, j, d_h_batch_4.val * (1 - h_batch_z_3.val) AS val
FROM h_batch_z_3
JOIN d_h_batch_4 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_6_3 AS
SELECT j, s, d_h_batch_n_3.val * ((1 - h_batch_n_3.val * h_batch_n_3.val) * h_batch_r_3.val) AS val
FROM d_h_batch_n_3
JOIN h_batch_r_3 USING (s, j)
JOIN h_batch_n_3 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_2_3 AS
SELECT
  j,
  s,
  d_h_batch_4.val * (h_batch_3.val - h_batch_n_3.val) * (h_batch_z_3.val * (1 - h_batch_z_3.val)) AS val
FROM h_batch_z_3
JOIN h_batch_n_3 USING (s, j)
JOIN h_batch_3 USING (s, j)
JOIN d_h_batch_4 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_5_3 AS
SELECT j, s, d_h_batch_sum_6_3.val * (h_batch_sum_6_3.val * (1 - h_batch_r_3.val)) AS val
FROM h_batch_r_3
JOIN h_batch_sum_6_3 USING (j, s)
JOIN d_h_batch_sum_6_3 USING (j, s);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_3 AS
SELECT s, j, SUM(val) AS val
FROM (
  SELECT s, j, d_h_batch_4.val * h_batch_z_3.val AS val
  FROM h_batch_z_3
  JOIN d_h_batch_4 USING (s, j)
  UNION ALL
  SELECT s, cell_Un.j, SUM(d_h_batch_sum_6_3.val * cell_Un.val) AS val
  FROM d_h_batch_sum_6_3
  JOIN cell_Un_now AS cell_Un ON cell_Un.j_1 = d_h_batch_sum_6_3.j
  GROUP BY s, cell_Un.j
  UNION ALL
  SELECT s, cell_Uz.j, SUM(d_h_batch_sum_2_3.val * cell_Uz.val) AS val
  FROM d_h_batch_sum_2_3
  JOIN cell_Uz_now AS cell_Uz ON cell_Uz.j_1 = d_h_batch_sum_2_3.j
  GROUP BY s, cell_Uz.j
  UNION ALL
  SELECT s, cell_Ur.j, SUM(d_h_batch_sum_5_3.val * cell_Ur.val) AS val
  FROM d_h_batch_sum_5_3
  JOIN cell_Ur_now AS cell_Ur ON cell_Ur.j_1 = d_h_batch_sum_5_3.j
  GROUP BY s, cell_Ur.j
) AS terms
GROUP BY s, j;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_n_2 AS
SELECT s, j, d_h_batch_3.val * (1 - h_batch_z_2.val) AS val
FROM h_batch_z_2
JOIN d_h_batch_3 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_6_2 AS
SELECT j, s, d_h_batch_n_2.val * ((1 - h_batch_n_2.val * h_batch_n_2.val) * h_batch_r_2.val) AS val
FROM d_h_batch_n_2
JOIN h_batch_r_2 USING (s, j)
JOIN h_batch_n_2 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_2_2 AS
SELECT
  j,
  s,
  d_h_batch_3.val * (h_batch_2.val - h_batch_n_2.val) * (h_batch_z_2.val * (1 - h_batch_z_2.val)) AS val
FROM h_batch_z_2
JOIN h_batch_n_2 USING (s, j)
JOIN h_batch_2 USING (s, j)
JOIN d_h_batch_3 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_5_2 AS
SELECT j, s, d_h_batch_sum_6_2.val * (h_batch_sum_6_2.val * (1 - h_batch_r_2.val)) AS val
FROM h_batch_r_2
JOIN h_batch_sum_6_2 USING (j, s)
JOIN d_h_batch_sum_6_2 USING (j, s);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_2 AS
SELECT s, j, SUM(val) AS val
FROM (
  SELECT s, j, d_h_batch_3.val * h_batch_z_2.val AS val
  FROM h_batch_z_2
  JOIN d_h_batch_3 USING (s, j)
  UNION ALL
  SELECT s, cell_Un.j, SUM(d_h_batch_sum_6_2.val * cell_Un.val) AS val
  FROM d_h_batch_sum_6_2
  JOIN cell_Un_now AS cell_Un ON cell_Un.j_1 = d_h_batch_sum_6_2.j
  GROUP BY s, cell_Un.j
  UNION ALL
  SELECT s, cell_Uz.j, SUM(d_h_batch_sum_2_2.val * cell_Uz.val) AS val
  FROM d_h_batch_sum_2_2
  JOIN cell_Uz_now AS cell_Uz ON cell_Uz.j_1 = d_h_batch_sum_2_2.j
  GROUP BY s, cell_Uz.j
  UNION ALL
  SELECT s, cell_Ur.j, SUM(d_h_batch_sum_5_2.val * cell_Ur.val) AS val
  FROM d_h_batch_sum_5_2
  JOIN cell_Ur_now AS cell_Ur ON cell_Ur.j_1 = d_h_batch_sum_5_2.j
  GROUP BY s, cell_Ur.j
) AS terms
GROUP BY s, j;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_n_1 AS
SELECT s, j, d_h_batch_2.val * (1 - h_batch_z_1.val) AS val
FROM h_batch_z_1
JOIN d_h_batch_2 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_6_1 AS
SELECT j, s, d_h_batch_n_1.val * ((1 - h_batch_n_1.val * h_batch_n_1.val) * h_batch_r_1.val) AS val
FROM d_h_batch_n_1
JOIN h_batch_r_1 USING (s, j)
JOIN h_batch_n_1 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_2_1 AS
SELECT
  j,
  s,
  d_h_batch_2.val * (h_batch_1.val - h_batch_n_1.val) * (h_batch_z_1.val * (1 - h_batch_z_1.val)) AS val
FROM h_batch_z_1
JOIN h_batch_n_1 USING (s, j)
JOIN h_batch_1 USING (s, j)
JOIN d_h_batch_2 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_5_1 AS
SELECT j, s, d_h_batch_sum_6_1.val * (h_batch_sum_6_1.val * (1 - h_batch_r_1.val)) AS val
FROM h_batch_r_1
JOIN h_batch_sum_6_1 USING (j, s)
JOIN d_h_batch_sum_6_1 USING (j, s);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_1 AS
SELECT s, j, SUM(val) AS val
FROM (
  SELECT s, j, d_h_batch_2.val * h_batch_z_1.val AS val
  FROM h_batch_z_1
  JOIN d_h_batch_2 USING (s, j)
  UNION ALL
  SELECT s, cell_Un.j, SUM(d_h_batch_sum_6_1.val * cell_Un.val) AS val
  FROM d_h_batch_sum_6_1
  JOIN cell_Un_now AS cell_Un ON cell_Un.j_1 = d_h_batch_sum_6_1.j
  GROUP BY s, cell_Un.j
  UNION ALL
  SELECT s, cell_Uz.j, SUM(d_h_batch_sum_2_1.val * cell_Uz.val) AS val
  FROM d_h_batch_sum_2_1
  JOIN cell_Uz_now AS cell_Uz ON cell_Uz.j_1 = d_h_batch_sum_2_1.j
  GROUP BY s, cell_Uz.j
  UNION ALL
  SELECT s, cell_Ur.j, SUM(d_h_batch_sum_5_1.val * cell_Ur.val) AS val
  FROM d_h_batch_sum_5_1
  JOIN cell_Ur_now AS cell_Ur ON cell_Ur.j_1 = d_h_batch_sum_5_1.j
  GROUP BY s, cell_Ur.j
) AS terms
GROUP BY s, j;

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_n_0 AS
SELECT s, j, d_h_batch_1.val * (1 - h_batch_z_0.val) AS val
FROM h_batch_z_0
JOIN d_h_batch_1 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_2_0 AS
SELECT
  j,
  s,
  d_h_batch_1.val * (h_batch_0.val - h_batch_n_0.val) * (h_batch_z_0.val * (1 - h_batch_z_0.val)) AS val
FROM h_batch_z_0
JOIN h_batch_n_0 USING (s, j)
JOIN h_batch_0 USING (s, j)
JOIN d_h_batch_1 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_6_0 AS
SELECT j, s, d_h_batch_n_0.val * ((1 - h_batch_n_0.val * h_batch_n_0.val) * h_batch_r_0.val) AS val
FROM d_h_batch_n_0
JOIN h_batch_r_0 USING (s, j)
JOIN h_batch_n_0 USING (s, j);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_h_batch_sum_5_0 AS
SELECT j, s, d_h_batch_sum_6_0.val * (h_batch_sum_6_0.val * (1 - h_batch_r_0.val)) AS val
FROM h_batch_r_0
JOIN h_batch_sum_6_0 USING (j, s)
JOIN d_h_batch_sum_6_0 USING (j, s);

-- gradient of loss by cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_Wz AS
WITH
  d_h_batch_sum AS (
    SELECT j, s, CAST(6 AS BIGINT) AS t, SUM(d_h_batch_sum_2_6.val) AS val
    FROM d_h_batch_sum_2_6
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(5 AS BIGINT) AS t, SUM(d_h_batch_sum_2_5.val) AS val
    FROM d_h_batch_sum_2_5
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(4 AS BIGINT) AS t, SUM(d_h_batch_sum_2_4.val) AS val
    FROM d_h_batch_sum_2_4
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(3 AS BIGINT) AS t, SUM(d_h_batch_sum_2_3.val) AS val
    FROM d_h_batch_sum_2_3
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(2 AS BIGINT) AS t, SUM(d_h_batch_sum_2_2.val) AS val
    FROM d_h_batch_sum_2_2
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(1 AS BIGINT) AS t, SUM(d_h_batch_sum_2_1.val) AS val
    FROM d_h_batch_sum_2_1
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(0 AS BIGINT) AS t, SUM(d_h_batch_sum_2_0.val) AS val
    FROM d_h_batch_sum_2_0
    GROUP BY j, s
  )
SELECT i, j, SUM(d_h_batch_sum.val * z.val) AS val
FROM d_h_batch_sum
JOIN z ON z.day = d_h_batch_sum.s + d_h_batch_sum.t
GROUP BY i, j;

-- gradient of loss by cell.Uz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_Uz AS
SELECT j, j_1, SUM(val) AS val
FROM (
  SELECT h_batch_6.j, d_h_batch_sum_2_6.j AS j_1, SUM(d_h_batch_sum_2_6.val * h_batch_6.val) AS val
  FROM d_h_batch_sum_2_6
  JOIN h_batch_6 USING (s)
  GROUP BY h_batch_6.j, d_h_batch_sum_2_6.j
  UNION ALL
  SELECT h_batch_5.j, d_h_batch_sum_2_5.j AS j_1, SUM(d_h_batch_sum_2_5.val * h_batch_5.val) AS val
  FROM d_h_batch_sum_2_5
  JOIN h_batch_5 USING (s)
  GROUP BY h_batch_5.j, d_h_batch_sum_2_5.j
  UNION ALL
  SELECT h_batch_4.j, d_h_batch_sum_2_4.j AS j_1, SUM(d_h_batch_sum_2_4.val * h_batch_4.val) AS val
  FROM d_h_batch_sum_2_4
  JOIN h_batch_4 USING (s)
  GROUP BY h_batch_4.j, d_h_batch_sum_2_4.j
  UNION ALL
  SELECT h_batch_3.j, d_h_batch_sum_2_3.j AS j_1, SUM(d_h_batch_sum_2_3.val * h_batch_3.val) AS val
  FROM d_h_batch_sum_2_3
  JOIN h_batch_3 USING (s)
  GROUP BY h_batch_3.j, d_h_batch_sum_2_3.j
  UNION ALL
  SELECT h_batch_2.j, d_h_batch_sum_2_2.j AS j_1, SUM(d_h_batch_sum_2_2.val * h_batch_2.val) AS val
  FROM d_h_batch_sum_2_2
  JOIN h_batch_2 USING (s)
  GROUP BY h_batch_2.j, d_h_batch_sum_2_2.j
  UNION ALL
  SELECT h_batch_1.j, d_h_batch_sum_2_1.j AS j_1, SUM(d_h_batch_sum_2_1.val * h_batch_1.val) AS val
  FROM d_h_batch_sum_2_1
  JOIN h_batch_1 USING (s)
  GROUP BY h_batch_1.j, d_h_batch_sum_2_1.j
  UNION ALL
  SELECT h_batch_0.j, d_h_batch_sum_2_0.j AS j_1, SUM(d_h_batch_sum_2_0.val * h_batch_0.val) AS val
  FROM d_h_batch_sum_2_0
  JOIN h_batch_0 USING (s)
  GROUP BY h_batch_0.j, d_h_batch_sum_2_0.j
) AS terms
GROUP BY j, j_1;

-- gradient of loss by cell.bz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_bz AS
SELECT j, SUM(val) AS val
FROM (
  SELECT j, SUM(d_h_batch_sum_2_6.val) AS val
  FROM d_h_batch_sum_2_6
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_2_5.val) AS val
  FROM d_h_batch_sum_2_5
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_2_4.val) AS val
  FROM d_h_batch_sum_2_4
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_2_3.val) AS val
  FROM d_h_batch_sum_2_3
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_2_2.val) AS val
  FROM d_h_batch_sum_2_2
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_2_1.val) AS val
  FROM d_h_batch_sum_2_1
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_2_0.val) AS val
  FROM d_h_batch_sum_2_0
  GROUP BY j
) AS terms
GROUP BY j;

-- gradient of loss by cell.Wr   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_Wr AS
WITH
  -- gradient of loss by cell.Wz
  d_h_batch_sum_4 AS (
    SELECT j, s, CAST(6 AS BIGINT) AS t, SUM(d_h_batch_sum_5_6.val) AS val
    FROM d_h_batch_sum_5_6
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(5 AS BIGINT) AS t, SUM(d_h_batch_sum_5_5.val) AS val
    FROM d_h_batch_sum_5_5
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(4 AS BIGINT) AS t, SUM(d_h_batch_sum_5_4.val) AS val
    FROM d_h_batch_sum_5_4
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(3 AS BIGINT) AS t, SUM(d_h_batch_sum_5_3.val) AS val
    FROM d_h_batch_sum_5_3
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(2 AS BIGINT) AS t, SUM(d_h_batch_sum_5_2.val) AS val
    FROM d_h_batch_sum_5_2
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(1 AS BIGINT) AS t, SUM(d_h_batch_sum_5_1.val) AS val
    FROM d_h_batch_sum_5_1
    GROUP BY j, s
    UNION ALL
    SELECT j, s, CAST(0 AS BIGINT) AS t, SUM(d_h_batch_sum_5_0.val) AS val
    FROM d_h_batch_sum_5_0
    GROUP BY j, s
  )
SELECT i, j, SUM(d_h_batch_sum_4.val * z.val) AS val
FROM d_h_batch_sum_4
JOIN z ON z.day = d_h_batch_sum_4.s + d_h_batch_sum_4.t
GROUP BY i, j;

-- gradient of loss by cell.Ur   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_Ur AS
SELECT j, j_1, SUM(val) AS val
FROM (
  SELECT h_batch_6.j, d_h_batch_sum_5_6.j AS j_1, SUM(d_h_batch_sum_5_6.val * h_batch_6.val) AS val
  FROM d_h_batch_sum_5_6
  JOIN h_batch_6 USING (s)
  GROUP BY h_batch_6.j, d_h_batch_sum_5_6.j
  UNION ALL
  SELECT h_batch_5.j, d_h_batch_sum_5_5.j AS j_1, SUM(d_h_batch_sum_5_5.val * h_batch_5.val) AS val
  FROM d_h_batch_sum_5_5
  JOIN h_batch_5 USING (s)
  GROUP BY h_batch_5.j, d_h_batch_sum_5_5.j
  UNION ALL
  SELECT h_batch_4.j, d_h_batch_sum_5_4.j AS j_1, SUM(d_h_batch_sum_5_4.val * h_batch_4.val) AS val
  FROM d_h_batch_sum_5_4
  JOIN h_batch_4 USING (s)
  GROUP BY h_batch_4.j, d_h_batch_sum_5_4.j
  UNION ALL
  SELECT h_batch_3.j, d_h_batch_sum_5_3.j AS j_1, SUM(d_h_batch_sum_5_3.val * h_batch_3.val) AS val
  FROM d_h_batch_sum_5_3
  JOIN h_batch_3 USING (s)
  GROUP BY h_batch_3.j, d_h_batch_sum_5_3.j
  UNION ALL
  SELECT h_batch_2.j, d_h_batch_sum_5_2.j AS j_1, SUM(d_h_batch_sum_5_2.val * h_batch_2.val) AS val
  FROM d_h_batch_sum_5_2
  JOIN h_batch_2 USING (s)
  GROUP BY h_batch_2.j, d_h_batch_sum_5_2.j
  UNION ALL
  SELECT h_batch_1.j, d_h_batch_sum_5_1.j AS j_1, SUM(d_h_batch_sum_5_1.val * h_batch_1.val) AS val
  FROM d_h_batch_sum_5_1
  JOIN h_batch_1 USING (s)
  GROUP BY h_batch_1.j, d_h_batch_sum_5_1.j
  UNION ALL
  SELECT h_batch_0.j, d_h_batch_sum_5_0.j AS j_1, SUM(d_h_batch_sum_5_0.val * h_batch_0.val) AS val
  FROM d_h_batch_sum_5_0
  JOIN h_batch_0 USING (s)
  GROUP BY h_batch_0.j, d_h_batch_sum_5_0.j
) AS terms
GROUP BY j, j_1;

-- gradient of loss by cell.br   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_br AS
SELECT j, SUM(val) AS val
FROM (
  SELECT j, SUM(d_h_batch_sum_5_6.val) AS val
  FROM d_h_batch_sum_5_6
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_5_5.val) AS val
  FROM d_h_batch_sum_5_5
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_5_4.val) AS val
  FROM d_h_batch_sum_5_4
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_5_3.val) AS val
  FROM d_h_batch_sum_5_3
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_5_2.val) AS val
  FROM d_h_batch_sum_5_2
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_5_1.val) AS val
  FROM d_h_batch_sum_5_1
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_sum_5_0.val) AS val
  FROM d_h_batch_sum_5_0
  GROUP BY j
) AS terms
GROUP BY j;

-- gradient of loss by cell.Wn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_Wn AS
WITH
  -- gradient of loss by cell.Wz
  d_h_batch_sum_3 AS (
    SELECT
      j,
      s,
      CAST(6 AS BIGINT) AS t,
      SUM(d_h_batch_n_6.val * (1 - h_batch_n_6.val * h_batch_n_6.val)) AS val
    FROM d_h_batch_n_6
    JOIN h_batch_n_6 USING (s, j)
    GROUP BY j, s
    UNION ALL
    SELECT
      j,
      s,
      CAST(5 AS BIGINT) AS t,
      SUM(d_h_batch_n_5.val * (1 - h_batch_n_5.val * h_batch_n_5.val)) AS val
    FROM d_h_batch_n_5
    JOIN h_batch_n_5 USING (s, j)
    GROUP BY j, s
    UNION ALL
    SELECT
      j,
      s,
      CAST(4 AS BIGINT) AS t,
      SUM(d_h_batch_n_4.val * (1 - h_batch_n_4.val * h_batch_n_4.val)) AS val
    FROM d_h_batch_n_4
    JOIN h_batch_n_4 USING (s, j)
    GROUP BY j, s
    UNION ALL
    SELECT
      j,
      s,
      CAST(3 AS BIGINT) AS t,
      SUM(d_h_batch_n_3.val * (1 - h_batch_n_3.val * h_batch_n_3.val)) AS val
    FROM d_h_batch_n_3
    JOIN h_batch_n_3 USING (s, j)
    GROUP BY j, s
    UNION ALL
    SELECT
      j,
      s,
      CAST(2 AS BIGINT) AS t,
      SUM(d_h_batch_n_2.val * (1 - h_batch_n_2.val * h_batch_n_2.val)) AS val
    FROM d_h_batch_n_2
    JOIN h_batch_n_2 USING (s, j)
    GROUP BY j, s
    UNION ALL
    SELECT
      j,
      s,
      CAST(1 AS BIGINT) AS t,
      SUM(d_h_batch_n_1.val * (1 - h_batch_n_1.val * h_batch_n_1.val)) AS val
    FROM d_h_batch_n_1
    JOIN h_batch_n_1 USING (s, j)
    GROUP BY j, s
    UNION ALL
    SELECT
      j,
      s,
      CAST(0 AS BIGINT) AS t,
      SUM(d_h_batch_n_0.val * (1 - h_batch_n_0.val * h_batch_n_0.val)) AS val
    FROM d_h_batch_n_0
    JOIN h_batch_n_0 USING (s, j)
    GROUP BY j, s
  )
SELECT i, j, SUM(d_h_batch_sum_3.val * z.val) AS val
FROM d_h_batch_sum_3
JOIN z ON z.day = d_h_batch_sum_3.s + d_h_batch_sum_3.t
GROUP BY i, j;

-- gradient of loss by cell.Un   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_Un AS
SELECT j, j_1, SUM(val) AS val
FROM (
  SELECT h_batch_6.j, d_h_batch_sum_6_6.j AS j_1, SUM(d_h_batch_sum_6_6.val * h_batch_6.val) AS val
  FROM d_h_batch_sum_6_6
  JOIN h_batch_6 USING (s)
  GROUP BY h_batch_6.j, d_h_batch_sum_6_6.j
  UNION ALL
  SELECT h_batch_5.j, d_h_batch_sum_6_5.j AS j_1, SUM(d_h_batch_sum_6_5.val * h_batch_5.val) AS val
  FROM d_h_batch_sum_6_5
  JOIN h_batch_5 USING (s)
  GROUP BY h_batch_5.j, d_h_batch_sum_6_5.j
  UNION ALL
  SELECT h_batch_4.j, d_h_batch_sum_6_4.j AS j_1, SUM(d_h_batch_sum_6_4.val * h_batch_4.val) AS val
  FROM d_h_batch_sum_6_4
  JOIN h_batch_4 USING (s)
  GROUP BY h_batch_4.j, d_h_batch_sum_6_4.j
  UNION ALL
  SELECT h_batch_3.j, d_h_batch_sum_6_3.j AS j_1, SUM(d_h_batch_sum_6_3.val * h_batch_3.val) AS val
  FROM d_h_batch_sum_6_3
  JOIN h_batch_3 USING (s)
  GROUP BY h_batch_3.j, d_h_batch_sum_6_3.j
  UNION ALL
  SELECT h_batch_2.j, d_h_batch_sum_6_2.j AS j_1, SUM(d_h_batch_sum_6_2.val * h_batch_2.val) AS val
  FROM d_h_batch_sum_6_2
  JOIN h_batch_2 USING (s)
  GROUP BY h_batch_2.j, d_h_batch_sum_6_2.j
  UNION ALL
  SELECT h_batch_1.j, d_h_batch_sum_6_1.j AS j_1, SUM(d_h_batch_sum_6_1.val * h_batch_1.val) AS val
  FROM d_h_batch_sum_6_1
  JOIN h_batch_1 USING (s)
  GROUP BY h_batch_1.j, d_h_batch_sum_6_1.j
  UNION ALL
  SELECT h_batch_0.j, d_h_batch_sum_6_0.j AS j_1, SUM(d_h_batch_sum_6_0.val * h_batch_0.val) AS val
  FROM d_h_batch_sum_6_0
  JOIN h_batch_0 USING (s)
  GROUP BY h_batch_0.j, d_h_batch_sum_6_0.j
) AS terms
GROUP BY j, j_1;

-- gradient of loss by cell.bn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_cell_bn AS
SELECT j, SUM(val) AS val
FROM (
  SELECT j, SUM(d_h_batch_n_6.val * (1 - h_batch_n_6.val * h_batch_n_6.val)) AS val
  FROM d_h_batch_n_6
  JOIN h_batch_n_6 USING (s, j)
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_n_5.val * (1 - h_batch_n_5.val * h_batch_n_5.val)) AS val
  FROM d_h_batch_n_5
  JOIN h_batch_n_5 USING (s, j)
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_n_4.val * (1 - h_batch_n_4.val * h_batch_n_4.val)) AS val
  FROM d_h_batch_n_4
  JOIN h_batch_n_4 USING (s, j)
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_n_3.val * (1 - h_batch_n_3.val * h_batch_n_3.val)) AS val
  FROM d_h_batch_n_3
  JOIN h_batch_n_3 USING (s, j)
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_n_2.val * (1 - h_batch_n_2.val * h_batch_n_2.val)) AS val
  FROM d_h_batch_n_2
  JOIN h_batch_n_2 USING (s, j)
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_n_1.val * (1 - h_batch_n_1.val * h_batch_n_1.val)) AS val
  FROM d_h_batch_n_1
  JOIN h_batch_n_1 USING (s, j)
  GROUP BY j
  UNION ALL
  SELECT j, SUM(d_h_batch_n_0.val * (1 - h_batch_n_0.val * h_batch_n_0.val)) AS val
  FROM d_h_batch_n_0
  JOIN h_batch_n_0 USING (s, j)
  GROUP BY j
) AS terms
GROUP BY j;

-- gradient of loss by w   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_w AS
SELECT j, SUM(d_yhat_batch_sum.val * h_batch_7.val) AS val
FROM d_yhat_batch_sum
JOIN h_batch_7 USING (s)
GROUP BY j;

-- gradient of loss by b   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE d_b AS
SELECT coalesce(SUM(5 * d_yhat_batch.val), 0) AS val
FROM d_yhat_batch
JOIN high ON high.day = d_yhat_batch.s + 6;

-- adam.m := b1 * m + (1 - b1) * g   for cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wz_adam_m_now AS
SELECT i, j, 0.9 * cell_Wz_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_Wz.val, 0) AS val
FROM cell_Wz_adam_m_now AS cell_Wz_adam_m
LEFT JOIN d_cell_Wz USING (i, j);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wz_adam_v_now AS
SELECT
  i,
  j,
  0.999 * cell_Wz_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_Wz.val, 0) * coalesce(d_cell_Wz.val, 0)) AS val
FROM cell_Wz_adam_v_now AS cell_Wz_adam_v
LEFT JOIN d_cell_Wz USING (i, j);

-- cell.Wz := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.Wz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wz_now AS
SELECT
  i,
  j,
  cell_Wz - 0.01 * (cell_Wz_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    i,
    j,
    cell_Wz.val AS cell_Wz,
    cell_Wz_adam_m.val AS cell_Wz_adam_m,
    cell_Wz_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_Wz_now AS cell_Wz
  JOIN cell_Wz_adam_m_now AS cell_Wz_adam_m USING (i, j)
  JOIN cell_Wz_adam_v_now AS cell_Wz_adam_v USING (i, j)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.Uz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Uz_adam_m_now AS
SELECT j, j_1, 0.9 * cell_Uz_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_Uz.val, 0) AS val
FROM cell_Uz_adam_m_now AS cell_Uz_adam_m
LEFT JOIN d_cell_Uz USING (j, j_1);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.Uz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Uz_adam_v_now AS
SELECT
  j,
  j_1,
  0.999 * cell_Uz_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_Uz.val, 0) * coalesce(d_cell_Uz.val, 0)) AS val
FROM cell_Uz_adam_v_now AS cell_Uz_adam_v
LEFT JOIN d_cell_Uz USING (j, j_1);

-- cell.Uz := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.Uz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Uz_now AS
SELECT
  j,
  j_1,
  cell_Uz - 0.01 * (cell_Uz_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    j,
    j_1,
    cell_Uz.val AS cell_Uz,
    cell_Uz_adam_m.val AS cell_Uz_adam_m,
    cell_Uz_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_Uz_now AS cell_Uz
  JOIN cell_Uz_adam_m_now AS cell_Uz_adam_m USING (j, j_1)
  JOIN cell_Uz_adam_v_now AS cell_Uz_adam_v USING (j, j_1)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.bz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_bz_adam_m_now AS
SELECT j, 0.9 * cell_bz_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_bz.val, 0) AS val
FROM cell_bz_adam_m_now AS cell_bz_adam_m
LEFT JOIN d_cell_bz USING (j);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.bz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_bz_adam_v_now AS
SELECT
  j,
  0.999 * cell_bz_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_bz.val, 0) * coalesce(d_cell_bz.val, 0)) AS val
FROM cell_bz_adam_v_now AS cell_bz_adam_v
LEFT JOIN d_cell_bz USING (j);

-- cell.bz := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.bz   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_bz_now AS
SELECT
  j,
  cell_bz - 0.01 * (cell_bz_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    j,
    cell_bz.val AS cell_bz,
    cell_bz_adam_m.val AS cell_bz_adam_m,
    cell_bz_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_bz_now AS cell_bz
  JOIN cell_bz_adam_m_now AS cell_bz_adam_m USING (j)
  JOIN cell_bz_adam_v_now AS cell_bz_adam_v USING (j)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.Wr   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wr_adam_m_now AS
SELECT i, j, 0.9 * cell_Wr_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_Wr.val, 0) AS val
FROM cell_Wr_adam_m_now AS cell_Wr_adam_m
LEFT JOIN d_cell_Wr USING (i, j);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.Wr   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wr_adam_v_now AS
SELECT
  i,
  j,
  0.999 * cell_Wr_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_Wr.val, 0) * coalesce(d_cell_Wr.val, 0)) AS val
FROM cell_Wr_adam_v_now AS cell_Wr_adam_v
LEFT JOIN d_cell_Wr USING (i, j);

-- cell.Wr := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.Wr   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wr_now AS
SELECT
  i,
  j,
  cell_Wr - 0.01 * (cell_Wr_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    i,
    j,
    cell_Wr.val AS cell_Wr,
    cell_Wr_adam_m.val AS cell_Wr_adam_m,
    cell_Wr_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_Wr_now AS cell_Wr
  JOIN cell_Wr_adam_m_now AS cell_Wr_adam_m USING (i, j)
  JOIN cell_Wr_adam_v_now AS cell_Wr_adam_v USING (i, j)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.Ur   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Ur_adam_m_now AS
SELECT j, j_1, 0.9 * cell_Ur_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_Ur.val, 0) AS val
FROM cell_Ur_adam_m_now AS cell_Ur_adam_m
LEFT JOIN d_cell_Ur USING (j, j_1);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.Ur   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Ur_adam_v_now AS
SELECT
  j,
  j_1,
  0.999 * cell_Ur_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_Ur.val, 0) * coalesce(d_cell_Ur.val, 0)) AS val
FROM cell_Ur_adam_v_now AS cell_Ur_adam_v
LEFT JOIN d_cell_Ur USING (j, j_1);

-- cell.Ur := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.Ur   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Ur_now AS
SELECT
  j,
  j_1,
  cell_Ur - 0.01 * (cell_Ur_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    j,
    j_1,
    cell_Ur.val AS cell_Ur,
    cell_Ur_adam_m.val AS cell_Ur_adam_m,
    cell_Ur_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_Ur_now AS cell_Ur
  JOIN cell_Ur_adam_m_now AS cell_Ur_adam_m USING (j, j_1)
  JOIN cell_Ur_adam_v_now AS cell_Ur_adam_v USING (j, j_1)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.br   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_br_adam_m_now AS
SELECT j, 0.9 * cell_br_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_br.val, 0) AS val
FROM cell_br_adam_m_now AS cell_br_adam_m
LEFT JOIN d_cell_br USING (j);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.br   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_br_adam_v_now AS
SELECT
  j,
  0.999 * cell_br_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_br.val, 0) * coalesce(d_cell_br.val, 0)) AS val
FROM cell_br_adam_v_now AS cell_br_adam_v
LEFT JOIN d_cell_br USING (j);

-- cell.br := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.br   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_br_now AS
SELECT
  j,
  cell_br - 0.01 * (cell_br_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    j,
    cell_br.val AS cell_br,
    cell_br_adam_m.val AS cell_br_adam_m,
    cell_br_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_br_now AS cell_br
  JOIN cell_br_adam_m_now AS cell_br_adam_m USING (j)
  JOIN cell_br_adam_v_now AS cell_br_adam_v USING (j)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.Wn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wn_adam_m_now AS
SELECT i, j, 0.9 * cell_Wn_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_Wn.val, 0) AS val
FROM cell_Wn_adam_m_now AS cell_Wn_adam_m
LEFT JOIN d_cell_Wn USING (i, j);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.Wn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wn_adam_v_now AS
SELECT
  i,
  j,
  0.999 * cell_Wn_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_Wn.val, 0) * coalesce(d_cell_Wn.val, 0)) AS val
FROM cell_Wn_adam_v_now AS cell_Wn_adam_v
LEFT JOIN d_cell_Wn USING (i, j);

-- cell.Wn := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.Wn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Wn_now AS
SELECT
  i,
  j,
  cell_Wn - 0.01 * (cell_Wn_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    i,
    j,
    cell_Wn.val AS cell_Wn,
    cell_Wn_adam_m.val AS cell_Wn_adam_m,
    cell_Wn_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_Wn_now AS cell_Wn
  JOIN cell_Wn_adam_m_now AS cell_Wn_adam_m USING (i, j)
  JOIN cell_Wn_adam_v_now AS cell_Wn_adam_v USING (i, j)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.Un   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Un_adam_m_now AS
SELECT j, j_1, 0.9 * cell_Un_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_Un.val, 0) AS val
FROM cell_Un_adam_m_now AS cell_Un_adam_m
LEFT JOIN d_cell_Un USING (j, j_1);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.Un   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Un_adam_v_now AS
SELECT
  j,
  j_1,
  0.999 * cell_Un_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_Un.val, 0) * coalesce(d_cell_Un.val, 0)) AS val
FROM cell_Un_adam_v_now AS cell_Un_adam_v
LEFT JOIN d_cell_Un USING (j, j_1);

-- cell.Un := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.Un   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_Un_now AS
SELECT
  j,
  j_1,
  cell_Un - 0.01 * (cell_Un_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    j,
    j_1,
    cell_Un.val AS cell_Un,
    cell_Un_adam_m.val AS cell_Un_adam_m,
    cell_Un_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_Un_now AS cell_Un
  JOIN cell_Un_adam_m_now AS cell_Un_adam_m USING (j, j_1)
  JOIN cell_Un_adam_v_now AS cell_Un_adam_v USING (j, j_1)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for cell.bn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_bn_adam_m_now AS
SELECT j, 0.9 * cell_bn_adam_m.val + 0.09999999999999998e0 * coalesce(d_cell_bn.val, 0) AS val
FROM cell_bn_adam_m_now AS cell_bn_adam_m
LEFT JOIN d_cell_bn USING (j);

-- adam.v := b2 * v + (1 - b2) * g^2   for cell.bn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_bn_adam_v_now AS
SELECT
  j,
  0.999 * cell_bn_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_cell_bn.val, 0) * coalesce(d_cell_bn.val, 0)) AS val
FROM cell_bn_adam_v_now AS cell_bn_adam_v
LEFT JOIN d_cell_bn USING (j);

-- cell.bn := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for cell.bn   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE cell_bn_now AS
SELECT
  j,
  cell_bn - 0.01 * (cell_bn_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    j,
    cell_bn.val AS cell_bn,
    cell_bn_adam_m.val AS cell_bn_adam_m,
    cell_bn_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM cell_bn_now AS cell_bn
  JOIN cell_bn_adam_m_now AS cell_bn_adam_m USING (j)
  JOIN cell_bn_adam_v_now AS cell_bn_adam_v USING (j)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for w   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE w_adam_m_now AS
SELECT j, 0.9 * w_adam_m.val + 0.09999999999999998e0 * coalesce(d_w.val, 0) AS val
FROM w_adam_m_now AS w_adam_m
LEFT JOIN d_w USING (j);

-- adam.v := b2 * v + (1 - b2) * g^2   for w   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE w_adam_v_now AS
SELECT
  j,
  0.999 * w_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_w.val, 0) * coalesce(d_w.val, 0)) AS val
FROM w_adam_v_now AS w_adam_v
LEFT JOIN d_w USING (j);

-- w := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for w   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE w_now AS
SELECT
  j,
  w - 0.01 * (w_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    j,
    w.val AS w,
    w_adam_m.val AS w_adam_m,
    w_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM w_now AS w
  JOIN w_adam_m_now AS w_adam_m USING (j)
  JOIN w_adam_v_now AS w_adam_v USING (j)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for b   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE b_adam_m_now AS
SELECT 0.9 * b_adam_m.val + 0.09999999999999998e0 * d_b.val AS val
FROM b_adam_m_now AS b_adam_m
CROSS JOIN d_b;

-- adam.v := b2 * v + (1 - b2) * g^2   for b   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE b_adam_v_now AS
SELECT 0.999 * b_adam_v.val + 0.0010000000000000009e0 * (d_b.val * d_b.val) AS val
FROM b_adam_v_now AS b_adam_v
CROSS JOIN d_b;

-- b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for b   (examples/gru.tsql:26)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT
  b - 0.01 * (b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    b.val AS b,
    b_adam_m.val AS b_adam_m,
    b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM b_now AS b
  CROSS JOIN b_adam_m_now AS b_adam_m
  CROSS JOIN b_adam_v_now AS b_adam_v
) AS v1;


-- report: after each epoch ------------------------------------------------------------------------

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum AS
SELECT j, s, day - s AS t, SUM(cell_Wz.val * z.val) AS val
FROM cell_Wz_now AS cell_Wz
CROSS JOIN index_s_test AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_3 AS
SELECT j, s, day - s AS t, SUM(cell_Wn.val * z.val) AS val
FROM cell_Wn_now AS cell_Wn
CROSS JOIN index_s_test AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_4 AS
SELECT j, s, day - s AS t, SUM(cell_Wr.val * z.val) AS val
FROM cell_Wr_now AS cell_Wr
CROSS JOIN index_s_test AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_1 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_0.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_0 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_0.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_0 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_0.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_0 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + h_test_sum_5_0 + cell_br))) * h_test_sum_6_0 + cell_bn) + v_1 * h_test_0 AS val
FROM (
  SELECT
    h_test_0.s,
    h_test_0.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_0.val AS h_test_sum_5_0,
    cell_br.val AS cell_br,
    h_test_sum_6_0.val AS h_test_sum_6_0,
    cell_bn.val AS cell_bn,
    h_test_0.val AS h_test_0,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + h_test_sum_2_0.val + cell_bz.val))) AS v_1
  FROM h_test_0
  JOIN h_test_sum_2_0 USING (j, s)
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN h_test_sum_6_0 USING (j, s)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN h_test_sum_5_0 USING (j, s)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_0.j AND h_test_sum.s = h_test_0.s AND h_test_sum.t = 0
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_0.j AND h_test_sum_3.s = h_test_0.s AND h_test_sum_3.t = 0
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_0.j AND h_test_sum_4.s = h_test_0.s AND h_test_sum_4.t = 0
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_2 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_1.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_1 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_1.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_1 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_1.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_1 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_1, 0) + cell_br))) * coalesce(h_test_sum_6_1, 0) + cell_bn) + v_1 * h_test_1 AS val
FROM (
  SELECT
    h_test_1.s,
    h_test_1.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_1.val AS h_test_sum_5_1,
    cell_br.val AS cell_br,
    h_test_sum_6_1.val AS h_test_sum_6_1,
    cell_bn.val AS cell_bn,
    h_test_1.val AS h_test_1,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_1.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_1
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_1.j AND h_test_sum.s = h_test_1.s AND h_test_sum.t = 1
  LEFT JOIN h_test_sum_2_1 ON h_test_sum_2_1.j = h_test_1.j AND h_test_sum_2_1.s = h_test_1.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_1.j AND h_test_sum_3.s = h_test_1.s AND h_test_sum_3.t = 1
  LEFT JOIN h_test_sum_6_1 ON h_test_sum_6_1.j = h_test_1.j AND h_test_sum_6_1.s = h_test_1.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_1.j AND h_test_sum_4.s = h_test_1.s AND h_test_sum_4.t = 1
  LEFT JOIN h_test_sum_5_1 ON h_test_sum_5_1.j = h_test_1.j AND h_test_sum_5_1.s = h_test_1.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_3 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_2.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_2 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_2.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_2 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_2.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_2 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_2, 0) + cell_br))) * coalesce(h_test_sum_6_2, 0) + cell_bn) + v_1 * h_test_2 AS val
FROM (
  SELECT
    h_test_2.s,
    h_test_2.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_2.val AS h_test_sum_5_2,
    cell_br.val AS cell_br,
    h_test_sum_6_2.val AS h_test_sum_6_2,
    cell_bn.val AS cell_bn,
    h_test_2.val AS h_test_2,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_2.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_2
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_2.j AND h_test_sum.s = h_test_2.s AND h_test_sum.t = 2
  LEFT JOIN h_test_sum_2_2 ON h_test_sum_2_2.j = h_test_2.j AND h_test_sum_2_2.s = h_test_2.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_2.j AND h_test_sum_3.s = h_test_2.s AND h_test_sum_3.t = 2
  LEFT JOIN h_test_sum_6_2 ON h_test_sum_6_2.j = h_test_2.j AND h_test_sum_6_2.s = h_test_2.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_2.j AND h_test_sum_4.s = h_test_2.s AND h_test_sum_4.t = 2
  LEFT JOIN h_test_sum_5_2 ON h_test_sum_5_2.j = h_test_2.j AND h_test_sum_5_2.s = h_test_2.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_4 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_3.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_3 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_3.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_3 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_3.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_3 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_3, 0) + cell_br))) * coalesce(h_test_sum_6_3, 0) + cell_bn) + v_1 * h_test_3 AS val
FROM (
  SELECT
    h_test_3.s,
    h_test_3.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_3.val AS h_test_sum_5_3,
    cell_br.val AS cell_br,
    h_test_sum_6_3.val AS h_test_sum_6_3,
    cell_bn.val AS cell_bn,
    h_test_3.val AS h_test_3,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_3.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_3
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_3.j AND h_test_sum.s = h_test_3.s AND h_test_sum.t = 3
  LEFT JOIN h_test_sum_2_3 ON h_test_sum_2_3.j = h_test_3.j AND h_test_sum_2_3.s = h_test_3.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_3.j AND h_test_sum_3.s = h_test_3.s AND h_test_sum_3.t = 3
  LEFT JOIN h_test_sum_6_3 ON h_test_sum_6_3.j = h_test_3.j AND h_test_sum_6_3.s = h_test_3.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_3.j AND h_test_sum_4.s = h_test_3.s AND h_test_sum_4.t = 3
  LEFT JOIN h_test_sum_5_3 ON h_test_sum_5_3.j = h_test_3.j AND h_test_sum_5_3.s = h_test_3.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_5 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_4.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_4 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_4.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_4 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_4.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_4 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_4, 0) + cell_br))) * coalesce(h_test_sum_6_4, 0) + cell_bn) + v_1 * h_test_4 AS val
FROM (
  SELECT
    h_test_4.s,
    h_test_4.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_4.val AS h_test_sum_5_4,
    cell_br.val AS cell_br,
    h_test_sum_6_4.val AS h_test_sum_6_4,
    cell_bn.val AS cell_bn,
    h_test_4.val AS h_test_4,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_4.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_4
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_4.j AND h_test_sum.s = h_test_4.s AND h_test_sum.t = 4
  LEFT JOIN h_test_sum_2_4 ON h_test_sum_2_4.j = h_test_4.j AND h_test_sum_2_4.s = h_test_4.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_4.j AND h_test_sum_3.s = h_test_4.s AND h_test_sum_3.t = 4
  LEFT JOIN h_test_sum_6_4 ON h_test_sum_6_4.j = h_test_4.j AND h_test_sum_6_4.s = h_test_4.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_4.j AND h_test_sum_4.s = h_test_4.s AND h_test_sum_4.t = 4
  LEFT JOIN h_test_sum_5_4 ON h_test_sum_5_4.j = h_test_4.j AND h_test_sum_5_4.s = h_test_4.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_6 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_5.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_5 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_5.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_5 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_5.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_5 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_5, 0) + cell_br))) * coalesce(h_test_sum_6_5, 0) + cell_bn) + v_1 * h_test_5 AS val
FROM (
  SELECT
    h_test_5.s,
    h_test_5.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_5.val AS h_test_sum_5_5,
    cell_br.val AS cell_br,
    h_test_sum_6_5.val AS h_test_sum_6_5,
    cell_bn.val AS cell_bn,
    h_test_5.val AS h_test_5,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_5.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_5
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_5.j AND h_test_sum.s = h_test_5.s AND h_test_sum.t = 5
  LEFT JOIN h_test_sum_2_5 ON h_test_sum_2_5.j = h_test_5.j AND h_test_sum_2_5.s = h_test_5.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_5.j AND h_test_sum_3.s = h_test_5.s AND h_test_sum_3.t = 5
  LEFT JOIN h_test_sum_6_5 ON h_test_sum_6_5.j = h_test_5.j AND h_test_sum_6_5.s = h_test_5.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_5.j AND h_test_sum_4.s = h_test_5.s AND h_test_sum_4.t = 5
  LEFT JOIN h_test_sum_5_5 ON h_test_sum_5_5.j = h_test_5.j AND h_test_sum_5_5.s = h_test_5.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_2_6 AS
SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_6.val) AS val
FROM cell_Uz_now AS cell_Uz
JOIN h_test_6 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_5_6 AS
SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_6.val) AS val
FROM cell_Ur_now AS cell_Ur
JOIN h_test_6 USING (j)
GROUP BY j_1, s;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_6_6 AS
SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_6.val) AS val
FROM cell_Un_now AS cell_Un
JOIN h_test_6 USING (j)
GROUP BY j_1, s;

-- report rmse on test   (examples/gru.tsql:26)
INSERT INTO metrics
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell
  h_test_7 AS (
    SELECT
      s,
      j,
      (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_6, 0) + cell_br))) * coalesce(h_test_sum_6_6, 0) + cell_bn) + v_1 * h_test_6 AS val
    FROM (
      SELECT
        h_test_6.s,
        h_test_6.j,
        h_test_sum_3.val AS h_test_sum_3,
        h_test_sum_4.val AS h_test_sum_4,
        h_test_sum_5_6.val AS h_test_sum_5_6,
        cell_br.val AS cell_br,
        h_test_sum_6_6.val AS h_test_sum_6_6,
        cell_bn.val AS cell_bn,
        h_test_6.val AS h_test_6,
        1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_6.val, 0) + cell_bz.val))) AS v_1
      FROM h_test_6
      JOIN cell_bz_now AS cell_bz USING (j)
      JOIN cell_bn_now AS cell_bn USING (j)
      JOIN cell_br_now AS cell_br USING (j)
      LEFT JOIN h_test_sum ON h_test_sum.j = h_test_6.j AND h_test_sum.s = h_test_6.s AND h_test_sum.t = 6
      LEFT JOIN h_test_sum_2_6 ON h_test_sum_2_6.j = h_test_6.j AND h_test_sum_2_6.s = h_test_6.s
      LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_6.j AND h_test_sum_3.s = h_test_6.s AND h_test_sum_3.t = 6
      LEFT JOIN h_test_sum_6_6 ON h_test_sum_6_6.j = h_test_6.j AND h_test_sum_6_6.s = h_test_6.s
      LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_6.j AND h_test_sum_4.s = h_test_6.s AND h_test_sum_4.t = 6
      LEFT JOIN h_test_sum_5_6 ON h_test_sum_5_6.j = h_test_6.j AND h_test_sum_5_6.s = h_test_6.s
    ) AS v1
  ),
  -- yhat[s] = high[s + |t| - 1] + 5 * (w[j] * h[end,s,j] + b)
  yhat_test_sum AS (
    SELECT s, SUM(w.val * h_test_7.val) AS val
    FROM w_now AS w
    JOIN h_test_7 USING (j)
    GROUP BY s
  ),
  yhat_test AS (
    SELECT day - 6 AS s, high.val + 5 * (coalesce(yhat_test_sum.val, 0) + b.val) AS val
    FROM high
    SEMI JOIN index_s_test ON high.day - 6 = index_s_test.s
    CROSS JOIN b_now AS b
    LEFT JOIN yhat_test_sum ON yhat_test_sum.s = high.day - 6
  ),
  -- rmse = sqrt(mean[s]((yhat[s] - high[s + |t|])^2))
  rmse_test_mean AS (
    SELECT AVG((yhat_test.val - high.val) * (yhat_test.val - high.val)) AS val
    FROM yhat_test
    JOIN high ON high.day = yhat_test.s + 7
    HAVING COUNT(*) > 0
  ),
  rmse_test AS (
    SELECT
      CASE WHEN rmse_test_mean.val >= 0 THEN sqrt(rmse_test_mean.val) WHEN rmse_test_mean.val < 0 THEN 'nan'::DOUBLE END AS val
    FROM rmse_test_mean
  )
SELECT $run AS run, $step AS step, 'test' AS split, 'rmse' AS name, rmse_test.val
FROM rmse_test;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep w   (examples/gru.tsql:13)
INSERT INTO w
SELECT $run AS run, $step AS step, j, w.val
FROM w_now AS w;

-- keep cell.Wz   (examples/gru.tsql:12)
INSERT INTO cell_Wz
SELECT $run AS run, $step AS step, i, j, cell_Wz.val
FROM cell_Wz_now AS cell_Wz;

-- keep cell.Uz   (examples/gru.tsql:12)
INSERT INTO cell_Uz
SELECT $run AS run, $step AS step, j, j_1, cell_Uz.val
FROM cell_Uz_now AS cell_Uz;

-- keep cell.bz   (examples/gru.tsql:12)
INSERT INTO cell_bz
SELECT $run AS run, $step AS step, j, cell_bz.val
FROM cell_bz_now AS cell_bz;

-- keep cell.Wn   (examples/gru.tsql:12)
INSERT INTO cell_Wn
SELECT $run AS run, $step AS step, i, j, cell_Wn.val
FROM cell_Wn_now AS cell_Wn;

-- keep cell.Wr   (examples/gru.tsql:12)
INSERT INTO cell_Wr
SELECT $run AS run, $step AS step, i, j, cell_Wr.val
FROM cell_Wr_now AS cell_Wr;

-- keep cell.Ur   (examples/gru.tsql:12)
INSERT INTO cell_Ur
SELECT $run AS run, $step AS step, j, j_1, cell_Ur.val
FROM cell_Ur_now AS cell_Ur;

-- keep cell.br   (examples/gru.tsql:12)
INSERT INTO cell_br
SELECT $run AS run, $step AS step, j, cell_br.val
FROM cell_br_now AS cell_br;

-- keep cell.Un   (examples/gru.tsql:12)
INSERT INTO cell_Un
SELECT $run AS run, $step AS step, j, j_1, cell_Un.val
FROM cell_Un_now AS cell_Un;

-- keep cell.bn   (examples/gru.tsql:12)
INSERT INTO cell_bn
SELECT $run AS run, $step AS step, j, cell_bn.val
FROM cell_bn_now AS cell_bn;

-- keep b   (examples/gru.tsql:14)
INSERT INTO b
SELECT $run AS run, $step AS step, b.val
FROM b_now AS b;

-- keep adam.m of cell.Wz
INSERT INTO cell_Wz_adam_m
SELECT $run AS run, $step AS step, i, j, cell_Wz_adam_m.val
FROM cell_Wz_adam_m_now AS cell_Wz_adam_m;

-- keep adam.v of cell.Wz
INSERT INTO cell_Wz_adam_v
SELECT $run AS run, $step AS step, i, j, cell_Wz_adam_v.val
FROM cell_Wz_adam_v_now AS cell_Wz_adam_v;

-- keep adam.m of cell.Uz
INSERT INTO cell_Uz_adam_m
SELECT $run AS run, $step AS step, j, j_1, cell_Uz_adam_m.val
FROM cell_Uz_adam_m_now AS cell_Uz_adam_m;

-- keep adam.v of cell.Uz
INSERT INTO cell_Uz_adam_v
SELECT $run AS run, $step AS step, j, j_1, cell_Uz_adam_v.val
FROM cell_Uz_adam_v_now AS cell_Uz_adam_v;

-- keep adam.m of cell.bz
INSERT INTO cell_bz_adam_m
SELECT $run AS run, $step AS step, j, cell_bz_adam_m.val
FROM cell_bz_adam_m_now AS cell_bz_adam_m;

-- keep adam.v of cell.bz
INSERT INTO cell_bz_adam_v
SELECT $run AS run, $step AS step, j, cell_bz_adam_v.val
FROM cell_bz_adam_v_now AS cell_bz_adam_v;

-- keep adam.m of cell.Wr
INSERT INTO cell_Wr_adam_m
SELECT $run AS run, $step AS step, i, j, cell_Wr_adam_m.val
FROM cell_Wr_adam_m_now AS cell_Wr_adam_m;

-- keep adam.v of cell.Wr
INSERT INTO cell_Wr_adam_v
SELECT $run AS run, $step AS step, i, j, cell_Wr_adam_v.val
FROM cell_Wr_adam_v_now AS cell_Wr_adam_v;

-- keep adam.m of cell.Ur
INSERT INTO cell_Ur_adam_m
SELECT $run AS run, $step AS step, j, j_1, cell_Ur_adam_m.val
FROM cell_Ur_adam_m_now AS cell_Ur_adam_m;

-- keep adam.v of cell.Ur
INSERT INTO cell_Ur_adam_v
SELECT $run AS run, $step AS step, j, j_1, cell_Ur_adam_v.val
FROM cell_Ur_adam_v_now AS cell_Ur_adam_v;

-- keep adam.m of cell.br
INSERT INTO cell_br_adam_m
SELECT $run AS run, $step AS step, j, cell_br_adam_m.val
FROM cell_br_adam_m_now AS cell_br_adam_m;

-- keep adam.v of cell.br
INSERT INTO cell_br_adam_v
SELECT $run AS run, $step AS step, j, cell_br_adam_v.val
FROM cell_br_adam_v_now AS cell_br_adam_v;

-- keep adam.m of cell.Wn
INSERT INTO cell_Wn_adam_m
SELECT $run AS run, $step AS step, i, j, cell_Wn_adam_m.val
FROM cell_Wn_adam_m_now AS cell_Wn_adam_m;

-- keep adam.v of cell.Wn
INSERT INTO cell_Wn_adam_v
SELECT $run AS run, $step AS step, i, j, cell_Wn_adam_v.val
FROM cell_Wn_adam_v_now AS cell_Wn_adam_v;

-- keep adam.m of cell.Un
INSERT INTO cell_Un_adam_m
SELECT $run AS run, $step AS step, j, j_1, cell_Un_adam_m.val
FROM cell_Un_adam_m_now AS cell_Un_adam_m;

-- keep adam.v of cell.Un
INSERT INTO cell_Un_adam_v
SELECT $run AS run, $step AS step, j, j_1, cell_Un_adam_v.val
FROM cell_Un_adam_v_now AS cell_Un_adam_v;

-- keep adam.m of cell.bn
INSERT INTO cell_bn_adam_m
SELECT $run AS run, $step AS step, j, cell_bn_adam_m.val
FROM cell_bn_adam_m_now AS cell_bn_adam_m;

-- keep adam.v of cell.bn
INSERT INTO cell_bn_adam_v
SELECT $run AS run, $step AS step, j, cell_bn_adam_v.val
FROM cell_bn_adam_v_now AS cell_bn_adam_v;

-- keep adam.m of w
INSERT INTO w_adam_m
SELECT $run AS run, $step AS step, j, w_adam_m.val
FROM w_adam_m_now AS w_adam_m;

-- keep adam.v of w
INSERT INTO w_adam_v
SELECT $run AS run, $step AS step, j, w_adam_v.val
FROM w_adam_v_now AS w_adam_v;

-- keep adam.m of b
INSERT INTO b_adam_m
SELECT $run AS run, $step AS step, b_adam_m.val
FROM b_adam_m_now AS b_adam_m;

-- keep adam.v of b
INSERT INTO b_adam_v
SELECT $run AS run, $step AS step, b_adam_v.val
FROM b_adam_v_now AS b_adam_v;


-- final: what shows, checks and exports read ------------------------------------------------------

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum AS
SELECT j, s, day - s AS t, SUM(cell_Wz.val * z.val) AS val
FROM cell_Wz_now AS cell_Wz
CROSS JOIN index_s_test AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_3 AS
SELECT j, s, day - s AS t, SUM(cell_Wn.val * z.val) AS val
FROM cell_Wn_now AS cell_Wn
CROSS JOIN index_s_test AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]): r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_4 AS
SELECT j, s, day - s AS t, SUM(cell_Wr.val * z.val) AS val
FROM cell_Wr_now AS cell_Wr
CROSS JOIN index_s_test AS s
JOIN z USING (i)
WHERE day - s BETWEEN 0 AND 6
GROUP BY j, s, t;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_1 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_0.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_0 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_0.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_0 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 0: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_0 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_0.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_0 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + h_test_sum_5_0 + cell_br))) * h_test_sum_6_0 + cell_bn) + v_1 * h_test_0 AS val
FROM (
  SELECT
    h_test_0.s,
    h_test_0.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_0.val AS h_test_sum_5_0,
    cell_br.val AS cell_br,
    h_test_sum_6_0.val AS h_test_sum_6_0,
    cell_bn.val AS cell_bn,
    h_test_0.val AS h_test_0,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + h_test_sum_2_0.val + cell_bz.val))) AS v_1
  FROM h_test_0
  JOIN h_test_sum_2_0 USING (j, s)
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN h_test_sum_6_0 USING (j, s)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN h_test_sum_5_0 USING (j, s)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_0.j AND h_test_sum.s = h_test_0.s AND h_test_sum.t = 0
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_0.j AND h_test_sum_3.s = h_test_0.s AND h_test_sum_3.t = 0
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_0.j AND h_test_sum_4.s = h_test_0.s AND h_test_sum_4.t = 0
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_2 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_1.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_1 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_1.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_1 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 1: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_1 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_1.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_1 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_1, 0) + cell_br))) * coalesce(h_test_sum_6_1, 0) + cell_bn) + v_1 * h_test_1 AS val
FROM (
  SELECT
    h_test_1.s,
    h_test_1.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_1.val AS h_test_sum_5_1,
    cell_br.val AS cell_br,
    h_test_sum_6_1.val AS h_test_sum_6_1,
    cell_bn.val AS cell_bn,
    h_test_1.val AS h_test_1,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_1.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_1
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_1.j AND h_test_sum.s = h_test_1.s AND h_test_sum.t = 1
  LEFT JOIN h_test_sum_2_1 ON h_test_sum_2_1.j = h_test_1.j AND h_test_sum_2_1.s = h_test_1.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_1.j AND h_test_sum_3.s = h_test_1.s AND h_test_sum_3.t = 1
  LEFT JOIN h_test_sum_6_1 ON h_test_sum_6_1.j = h_test_1.j AND h_test_sum_6_1.s = h_test_1.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_1.j AND h_test_sum_4.s = h_test_1.s AND h_test_sum_4.t = 1
  LEFT JOIN h_test_sum_5_1 ON h_test_sum_5_1.j = h_test_1.j AND h_test_sum_5_1.s = h_test_1.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_3 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_2.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_2 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_2.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_2 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 2: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_2 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_2.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_2 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_2, 0) + cell_br))) * coalesce(h_test_sum_6_2, 0) + cell_bn) + v_1 * h_test_2 AS val
FROM (
  SELECT
    h_test_2.s,
    h_test_2.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_2.val AS h_test_sum_5_2,
    cell_br.val AS cell_br,
    h_test_sum_6_2.val AS h_test_sum_6_2,
    cell_bn.val AS cell_bn,
    h_test_2.val AS h_test_2,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_2.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_2
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_2.j AND h_test_sum.s = h_test_2.s AND h_test_sum.t = 2
  LEFT JOIN h_test_sum_2_2 ON h_test_sum_2_2.j = h_test_2.j AND h_test_sum_2_2.s = h_test_2.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_2.j AND h_test_sum_3.s = h_test_2.s AND h_test_sum_3.t = 2
  LEFT JOIN h_test_sum_6_2 ON h_test_sum_6_2.j = h_test_2.j AND h_test_sum_6_2.s = h_test_2.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_2.j AND h_test_sum_4.s = h_test_2.s AND h_test_sum_4.t = 2
  LEFT JOIN h_test_sum_5_2 ON h_test_sum_5_2.j = h_test_2.j AND h_test_sum_5_2.s = h_test_2.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_4 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_3.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_3 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_3.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_3 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 3: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_3 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_3.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_3 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_3, 0) + cell_br))) * coalesce(h_test_sum_6_3, 0) + cell_bn) + v_1 * h_test_3 AS val
FROM (
  SELECT
    h_test_3.s,
    h_test_3.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_3.val AS h_test_sum_5_3,
    cell_br.val AS cell_br,
    h_test_sum_6_3.val AS h_test_sum_6_3,
    cell_bn.val AS cell_bn,
    h_test_3.val AS h_test_3,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_3.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_3
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_3.j AND h_test_sum.s = h_test_3.s AND h_test_sum.t = 3
  LEFT JOIN h_test_sum_2_3 ON h_test_sum_2_3.j = h_test_3.j AND h_test_sum_2_3.s = h_test_3.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_3.j AND h_test_sum_3.s = h_test_3.s AND h_test_sum_3.t = 3
  LEFT JOIN h_test_sum_6_3 ON h_test_sum_6_3.j = h_test_3.j AND h_test_sum_6_3.s = h_test_3.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_3.j AND h_test_sum_4.s = h_test_3.s AND h_test_sum_4.t = 3
  LEFT JOIN h_test_sum_5_3 ON h_test_sum_5_3.j = h_test_3.j AND h_test_sum_5_3.s = h_test_3.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_5 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_4.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_4 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_4.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_4 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 4: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_4 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_4.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_4 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_4, 0) + cell_br))) * coalesce(h_test_sum_6_4, 0) + cell_bn) + v_1 * h_test_4 AS val
FROM (
  SELECT
    h_test_4.s,
    h_test_4.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_4.val AS h_test_sum_5_4,
    cell_br.val AS cell_br,
    h_test_sum_6_4.val AS h_test_sum_6_4,
    cell_bn.val AS cell_bn,
    h_test_4.val AS h_test_4,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_4.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_4
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_4.j AND h_test_sum.s = h_test_4.s AND h_test_sum.t = 4
  LEFT JOIN h_test_sum_2_4 ON h_test_sum_2_4.j = h_test_4.j AND h_test_sum_2_4.s = h_test_4.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_4.j AND h_test_sum_3.s = h_test_4.s AND h_test_sum_3.t = 4
  LEFT JOIN h_test_sum_6_4 ON h_test_sum_6_4.j = h_test_4.j AND h_test_sum_6_4.s = h_test_4.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_4.j AND h_test_sum_4.s = h_test_4.s AND h_test_sum_4.t = 4
  LEFT JOIN h_test_sum_5_4 ON h_test_sum_5_4.j = h_test_4.j AND h_test_sum_5_4.s = h_test_4.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_6 AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell
  h_test_sum_2_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_5.val) AS val
    FROM cell_Uz_now AS cell_Uz
    JOIN h_test_5 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_5.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_5 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 5: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_5 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_5.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_5 USING (j)
    GROUP BY j_1, s
  )
SELECT
  s,
  j,
  (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_5, 0) + cell_br))) * coalesce(h_test_sum_6_5, 0) + cell_bn) + v_1 * h_test_5 AS val
FROM (
  SELECT
    h_test_5.s,
    h_test_5.j,
    h_test_sum_3.val AS h_test_sum_3,
    h_test_sum_4.val AS h_test_sum_4,
    h_test_sum_5_5.val AS h_test_sum_5_5,
    cell_br.val AS cell_br,
    h_test_sum_6_5.val AS h_test_sum_6_5,
    cell_bn.val AS cell_bn,
    h_test_5.val AS h_test_5,
    1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_5.val, 0) + cell_bz.val))) AS v_1
  FROM h_test_5
  JOIN cell_bz_now AS cell_bz USING (j)
  JOIN cell_bn_now AS cell_bn USING (j)
  JOIN cell_br_now AS cell_br USING (j)
  LEFT JOIN h_test_sum ON h_test_sum.j = h_test_5.j AND h_test_sum.s = h_test_5.s AND h_test_sum.t = 5
  LEFT JOIN h_test_sum_2_5 ON h_test_sum_2_5.j = h_test_5.j AND h_test_sum_2_5.s = h_test_5.s
  LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_5.j AND h_test_sum_3.s = h_test_5.s AND h_test_sum_3.t = 5
  LEFT JOIN h_test_sum_6_5 ON h_test_sum_6_5.j = h_test_5.j AND h_test_sum_6_5.s = h_test_5.s
  LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_5.j AND h_test_sum_4.s = h_test_5.s AND h_test_sum_4.t = 5
  LEFT JOIN h_test_sum_5_5 ON h_test_sum_5_5.j = h_test_5.j AND h_test_sum_5_5.s = h_test_5.s
) AS v1;

-- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: z[j] = sigmoid(Wz[i,j] * x[i] + Uz[j',j] * h[j'] + bz[j]) of cell   (examples/gru.tsql:19)
CREATE OR REPLACE TEMP TABLE h_test_sum_2_6 AS
SELECT j_1 AS j, s, SUM(cell_Uz.val * h_test_6.val) AS val
FROM cell_Uz_now AS cell_Uz
JOIN h_test_6 USING (j)
GROUP BY j_1, s;

-- yhat[s] = high[s + |t| - 1] + 5 * (w[j] * h[end,s,j] + b)   (examples/gru.tsql:20)
CREATE OR REPLACE TEMP TABLE yhat_test AS
WITH
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: r[j] = sigmoid(Wr[i,j] * x[i] + Ur[j',j] * h[j'] + br[j]) of cell
  h_test_sum_5_6 AS (
    SELECT j_1 AS j, s, SUM(cell_Ur.val * h_test_6.val) AS val
    FROM cell_Ur_now AS cell_Ur
    JOIN h_test_6 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: n[j] = tanh(Wn[i,j] * x[i] + r[j] * (Un[j',j] * h[j']) + bn[j]) of cell
  h_test_sum_6_6 AS (
    SELECT j_1 AS j, s, SUM(cell_Un.val * h_test_6.val) AS val
    FROM cell_Un_now AS cell_Un
    JOIN h_test_6 USING (j)
    GROUP BY j_1, s
  ),
  -- h[t+1,s,j] = cell(z[s + t, i], h[t,s,j]) at t = 6: y[j] = (1 - z[j]) * n[j] + z[j] * h[j] of cell
  h_test_7 AS (
    SELECT
      s,
      j,
      (1 - v_1) * tanh(coalesce(h_test_sum_3, 0) + 1e0 / (1e0 + exp(-(coalesce(h_test_sum_4, 0) + coalesce(h_test_sum_5_6, 0) + cell_br))) * coalesce(h_test_sum_6_6, 0) + cell_bn) + v_1 * h_test_6 AS val
    FROM (
      SELECT
        h_test_6.s,
        h_test_6.j,
        h_test_sum_3.val AS h_test_sum_3,
        h_test_sum_4.val AS h_test_sum_4,
        h_test_sum_5_6.val AS h_test_sum_5_6,
        cell_br.val AS cell_br,
        h_test_sum_6_6.val AS h_test_sum_6_6,
        cell_bn.val AS cell_bn,
        h_test_6.val AS h_test_6,
        1e0 / (1e0 + exp(-(coalesce(h_test_sum.val, 0) + coalesce(h_test_sum_2_6.val, 0) + cell_bz.val))) AS v_1
      FROM h_test_6
      JOIN cell_bz_now AS cell_bz USING (j)
      JOIN cell_bn_now AS cell_bn USING (j)
      JOIN cell_br_now AS cell_br USING (j)
      LEFT JOIN h_test_sum ON h_test_sum.j = h_test_6.j AND h_test_sum.s = h_test_6.s AND h_test_sum.t = 6
      LEFT JOIN h_test_sum_2_6 ON h_test_sum_2_6.j = h_test_6.j AND h_test_sum_2_6.s = h_test_6.s
      LEFT JOIN h_test_sum_3 ON h_test_sum_3.j = h_test_6.j AND h_test_sum_3.s = h_test_6.s AND h_test_sum_3.t = 6
      LEFT JOIN h_test_sum_6_6 ON h_test_sum_6_6.j = h_test_6.j AND h_test_sum_6_6.s = h_test_6.s
      LEFT JOIN h_test_sum_4 ON h_test_sum_4.j = h_test_6.j AND h_test_sum_4.s = h_test_6.s AND h_test_sum_4.t = 6
      LEFT JOIN h_test_sum_5_6 ON h_test_sum_5_6.j = h_test_6.j AND h_test_sum_5_6.s = h_test_6.s
    ) AS v1
  ),
  -- yhat[s] = high[s + |t| - 1] + 5 * (w[j] * h[end,s,j] + b)
  yhat_test_sum AS (
    SELECT s, SUM(w.val * h_test_7.val) AS val
    FROM w_now AS w
    JOIN h_test_7 USING (j)
    GROUP BY s
  )
SELECT day - 6 AS s, high.val + 5 * (coalesce(yhat_test_sum.val, 0) + b.val) AS val
FROM high
SEMI JOIN index_s_test ON high.day - 6 = index_s_test.s
CROSS JOIN b_now AS b
LEFT JOIN yhat_test_sum ON yhat_test_sum.s = high.day - 6;

-- rmse = sqrt(mean[s]((yhat[s] - high[s + |t|])^2))   (examples/gru.tsql:22)
CREATE OR REPLACE TEMP TABLE rmse_test AS
WITH
  rmse_test_mean AS (
    SELECT AVG((yhat_test.val - high.val) * (yhat_test.val - high.val)) AS val
    FROM yhat_test
    JOIN high ON high.day = yhat_test.s + 7
    HAVING COUNT(*) > 0
  )
SELECT
  CASE WHEN rmse_test_mean.val >= 0 THEN sqrt(rmse_test_mean.val) WHEN rmse_test_mean.val < 0 THEN 'nan'::DOUBLE END AS val
FROM rmse_test_mean;

-- same = sqrt(mean[s]((high[s + |t| - 1] - high[s + |t|])^2))   (examples/gru.tsql:23)
CREATE OR REPLACE TEMP TABLE same_test AS
WITH
  same_test_mean AS (
    SELECT AVG((high.val - high_1.val) * (high.val - high_1.val)) AS val
    FROM high
    SEMI JOIN index_s_test ON high.day - 6 = index_s_test.s
    JOIN high AS high_1 ON high_1.day = high.day + 1
    HAVING COUNT(*) > 0
  )
SELECT
  CASE WHEN same_test_mean.val >= 0 THEN sqrt(same_test_mean.val) WHEN same_test_mean.val < 0 THEN 'nan'::DOUBLE END AS val
FROM same_test_mean;

-- rmse < 0.96 * same   (examples/gru.tsql:30)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT rmse_test.val < 0.96 * same_test.val AS val
FROM rmse_test
CROSS JOIN same_test;

-- show rmse on test
SELECT rmse_test.val
FROM rmse_test;

-- show same on test
SELECT same_test.val
FROM same_test;

-- check rmse < 0.96 * same on test
SELECT condition.val
FROM condition;

-- export to data/tomorrow.csv
SELECT s, yhat_test.val
FROM yhat_test
ORDER BY s;
