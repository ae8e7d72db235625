-- examples/descent.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- rows of data/cars.csv, numbered   (examples/descent.tsql:7)
CREATE OR REPLACE TEMP TABLE "data/cars.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/cars.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- horsepower[s] from data/cars.csv   (examples/descent.tsql:7)
CREATE OR REPLACE TABLE horsepower AS
SELECT file_row AS s, CAST(horsepower AS DOUBLE) AS val
FROM "data/cars.csv";

-- mpg[s] from data/cars.csv   (examples/descent.tsql:7)
CREATE OR REPLACE TABLE mpg AS
SELECT file_row AS s, CAST(mpg AS DOUBLE) AS val
FROM "data/cars.csv";

-- must be empty: there is no value in column {column}, line {line} of data/cars.csv
SELECT file_row + 2 AS line, 'horsepower' AS "column", CAST(horsepower AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/cars.csv"
WHERE horsepower IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: data/cars.csv has {found} rows, but s has {room} keys for them
SELECT count(*) AS found, 392 AS room
FROM "data/cars.csv"
HAVING count(*) <> 392;

-- must be empty: there is no value in column {column}, line {line} of data/cars.csv
SELECT file_row + 2 AS line, 'mpg' AS "column", CAST(mpg AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/cars.csv"
WHERE coalesce(CAST(mpg AS DOUBLE) = 'nan'::DOUBLE, mpg IS NULL)
ORDER BY file_row
LIMIT 1;


-- final: what shows, checks and exports read ------------------------------------------------------

-- x[s] = (horsepower[s] - mean[s](horsepower[s])) / std[s](horsepower[s])   (examples/descent.tsql:9)
CREATE OR REPLACE TEMP TABLE x AS
WITH
  x_mean AS MATERIALIZED (
    SELECT AVG(horsepower.val) AS val
    FROM horsepower
    HAVING COUNT(*) > 0
  ),
  x_mean_3 AS (
    SELECT AVG((horsepower.val - x_mean.val) * (horsepower.val - x_mean.val)) AS val
    FROM horsepower
    CROSS JOIN x_mean
    HAVING COUNT(*) > 0
  )
SELECT
  s,
  (horsepower.val - x_mean.val) / CASE WHEN x_mean_3.val >= 0 THEN sqrt(x_mean_3.val) WHEN x_mean_3.val < 0 THEN 'nan'::DOUBLE END AS val
FROM horsepower
CROSS JOIN x_mean
CROSS JOIN x_mean_3;

-- b[0] = 0   (examples/descent.tsql:13)
CREATE OR REPLACE TEMP TABLE b AS
SELECT CAST(0 AS BIGINT) AS t, CAST(0 AS DOUBLE) AS val;

-- a[0] = 0   (examples/descent.tsql:12)
CREATE OR REPLACE TEMP TABLE a AS
SELECT CAST(0 AS BIGINT) AS t, CAST(0 AS DOUBLE) AS val;

-- err[t,s] = y[s] - (a[t] * x[s] + b[t])   (examples/descent.tsql:14)
-- for $t = 0 … 199:

  -- err[t,s] = y[s] - (a[t] * x[s] + b[t])   (examples/descent.tsql:14)
CREATE OR REPLACE TEMP TABLE err AS
SELECT CAST($t AS BIGINT) AS t, s, mpg.val - (a.val * x.val + b.val) AS val
FROM mpg
CROSS JOIN a
JOIN x USING (s)
CROSS JOIN b
WHERE a.t = $t AND b.t = $t;

  -- b[t+1] = b[t] - lr * grad(loss[t], b[t])   (examples/descent.tsql:13)
INSERT INTO b
WITH
  d_loss_d_b AS (
    SELECT CAST($t AS BIGINT) AS t, coalesce(SUM(-(err.val / 196)), 0) AS val
    FROM err
    WHERE err.t = $t
  )
SELECT CAST($t AS BIGINT) + 1 AS t, b.val - 0.4 * d_loss_d_b.val AS val
FROM b
CROSS JOIN d_loss_d_b
WHERE b.t = $t AND d_loss_d_b.t = $t;

  -- a[t+1] = a[t] - lr * grad(loss[t], a[t])   (examples/descent.tsql:12)
INSERT INTO a
WITH
  d_loss_d_a AS (
    SELECT CAST($t AS BIGINT) AS t, coalesce(SUM(-(err.val * x.val / 196)), 0) AS val
    FROM x
    JOIN err USING (s)
    WHERE err.t = $t
  )
SELECT CAST($t AS BIGINT) + 1 AS t, a.val - 0.4 * d_loss_d_a.val AS val
FROM a
CROSS JOIN d_loss_d_a
WHERE a.t = $t AND d_loss_d_a.t = $t;
-- end for $t

-- my = mean[s](y[s])   (examples/descent.tsql:21)
CREATE OR REPLACE TEMP TABLE my AS
SELECT AVG(mpg.val) AS val
FROM mpg
HAVING COUNT(*) > 0;

-- slope = sum[s]((x[s] - mx) * (y[s] - my)) / sum[s]((x[s] - mx)^2)   (examples/descent.tsql:22)
CREATE OR REPLACE TEMP TABLE slope AS
WITH
  -- mx = mean[s](x[s])
  mx AS MATERIALIZED (
    SELECT AVG(x.val) AS val
    FROM x
    HAVING COUNT(*) > 0
  ),
  -- slope = sum[s]((x[s] - mx) * (y[s] - my)) / sum[s]((x[s] - mx)^2)
  slope_sum AS (
    SELECT coalesce(SUM((x.val - mx.val) * (mpg.val - my.val)), 0) AS val
    FROM x
    JOIN mpg USING (s)
    CROSS JOIN mx
    CROSS JOIN my
  ),
  slope_sum_2 AS (
    SELECT coalesce(SUM((x.val - mx.val) * (x.val - mx.val)), 0) AS val
    FROM x
    CROSS JOIN mx
  )
SELECT slope_sum.val / slope_sum_2.val AS val
FROM slope_sum
CROSS JOIN slope_sum_2;

-- a[end]   (examples/descent.tsql:24)
CREATE OR REPLACE TEMP TABLE shown AS
SELECT a.val
FROM a
WHERE t = 200;

-- b[end]   (examples/descent.tsql:24)
CREATE OR REPLACE TEMP TABLE shown_2 AS
SELECT b.val
FROM b
WHERE t = 200;

-- abs(a[end] - slope) < 1e-9   (examples/descent.tsql:25)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT abs(a.val - slope.val) < 1e-9 AS val
FROM a
CROSS JOIN slope
WHERE t = 200;

-- abs(b[end] - my) < 1e-9   (examples/descent.tsql:26)
CREATE OR REPLACE TEMP TABLE condition_2 AS
SELECT abs(b.val - my.val) < 1e-9 AS val
FROM b
CROSS JOIN my
WHERE t = 200;

-- show a[end]
SELECT shown.val
FROM shown;

-- show b[end]
SELECT shown_2.val
FROM shown_2;

-- show slope
SELECT slope.val
FROM slope;

-- check abs(a[end] - slope) < 1e-9
SELECT condition.val
FROM condition;

-- check abs(b[end] - my) < 1e-9
SELECT condition_2.val
FROM condition_2;
