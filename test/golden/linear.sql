-- examples/linear.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1


-- load: data --------------------------------------------------------------------------------------

-- rows of data/penguins.csv, numbered   (examples/linear.tsql:5)
CREATE OR REPLACE TEMP TABLE "data/penguins.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/penguins.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- x_all[s, k] from data/penguins.csv   (examples/linear.tsql:5)
CREATE OR REPLACE TABLE x_all AS
SELECT file_row AS s, unnest(range(0, 3)) AS k,
  unnest([
    CAST(beak_length AS DOUBLE), CAST(beak_depth AS DOUBLE), CAST(flipper AS DOUBLE)
  ]) AS val
FROM "data/penguins.csv";

-- mass_all[s] from data/penguins.csv   (examples/linear.tsql:6)
CREATE OR REPLACE TABLE mass_all AS
SELECT file_row AS s, CAST(mass AS DOUBLE) AS val
FROM "data/penguins.csv";

-- must be empty: there is no value in column {column}, line {line} of data/penguins.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(3)) AS place,
    unnest(['beak_length', 'beak_depth', 'flipper']) AS "column",
    unnest([CAST(beak_length AS VARCHAR), CAST(beak_depth AS VARCHAR), CAST(flipper AS VARCHAR)]) AS value,
    unnest([coalesce(CAST(beak_length AS DOUBLE) = 'nan'::DOUBLE, beak_length IS NULL),
    coalesce(CAST(beak_depth AS DOUBLE) = 'nan'::DOUBLE, beak_depth IS NULL), flipper IS NULL]) AS offends
  FROM "data/penguins.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: data/penguins.csv has {found} rows, but s has {room} keys for them
SELECT count(*) AS found, 333 AS room
FROM "data/penguins.csv"
HAVING count(*) <> 333;

-- must be empty: there is no value in column {column}, line {line} of data/penguins.csv
SELECT file_row + 2 AS line, 'mass' AS "column", CAST(mass AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/penguins.csv"
WHERE mass IS NULL
ORDER BY file_row
LIMIT 1;


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/linear.tsql:20)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- w by run and step   (examples/linear.tsql:8)
CREATE TABLE IF NOT EXISTS w (run BIGINT, step BIGINT, k BIGINT, val DOUBLE);

-- b by run and step   (examples/linear.tsql:9)
CREATE TABLE IF NOT EXISTS b (run BIGINT, step BIGINT, val DOUBLE);

-- split s into train 0.8, test 0.2 seed 1   (examples/linear.tsql:3)
CREATE OR REPLACE TEMP TABLE split_s_draw AS
WITH
  v1 AS (
    SELECT
      s,
      (41204533 + (40295428 + s) % 67108864 * (7921127 + (40295428 + s) % 67108864) // 8192 + s // 67108864) % 67108864 % 67108864 AS v_1
    FROM range(333) AS s(s)
  ),
  v2 AS (
    SELECT s, v_1, ((40295428 + s) % 67108864 + v_1 * (21667819 + v_1) // 8192) % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT s, v_2, (v_1 + v_2 * (10624165 + v_2) // 8192) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT s, v_3, (v_2 + v_3 * (20318929 + v_3) // 8192) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT s, v_4, (v_3 + v_4 * (4130739 + v_4) // 8192) % 67108864 AS v_5
    FROM v4
  )
SELECT
  s,
  (0.5e0 + (67108864 * v_5 + (v_4 + v_5 * (12042651 + v_5) // 8192) % 67108864)) / 4503599627370496e0 AS val
FROM v5;

-- split s into train 0.8, test 0.2 seed 1   (examples/linear.tsql:3)
CREATE OR REPLACE TEMP TABLE split_s_train AS
SELECT s, split_s_draw.val < 0.8 AS val
FROM split_s_draw;

-- s: the s_all for which split_s_train   (examples/linear.tsql:2)
CREATE OR REPLACE TABLE index_s AS
SELECT s
FROM split_s_train
WHERE val
ORDER BY s;

-- split s into train 0.8, test 0.2 seed 1   (examples/linear.tsql:3)
CREATE OR REPLACE TEMP TABLE split_s_test AS
SELECT s, split_s_draw.val >= 0.8 AND split_s_draw.val < 1 AS val
FROM split_s_draw;

-- s_test: the s_all for which split_s_test   (examples/linear.tsql:2)
CREATE OR REPLACE TABLE index_s_test AS
SELECT s
FROM split_s_test
WHERE val
ORDER BY s;

-- x[s, k]: x_all where s is in s   (examples/linear.tsql:5)
CREATE OR REPLACE TABLE x AS
SELECT s, k, val
FROM x_all
WHERE s IN (SELECT s FROM index_s);

-- mass[s]: mass_all where s is in s   (examples/linear.tsql:6)
CREATE OR REPLACE TABLE mass AS
SELECT s, val
FROM mass_all
WHERE s IN (SELECT s FROM index_s);

-- x_test[s, k]: x_all where s is in s_test   (examples/linear.tsql:5)
CREATE OR REPLACE TABLE x_test AS
SELECT s, k, val
FROM x_all
WHERE s IN (SELECT s FROM index_s_test);

-- mass_test[s]: mass_all where s is in s_test   (examples/linear.tsql:6)
CREATE OR REPLACE TABLE mass_test AS
SELECT s, val
FROM mass_all
WHERE s IN (SELECT s FROM index_s_test);

-- mu[k] = mean[s on train](x[s,k])   (examples/linear.tsql:11)
CREATE OR REPLACE TEMP TABLE mu AS
SELECT k, AVG(x.val) AS val
FROM x
GROUP BY k;

-- sd[k] = sqrt(mean[s on train]((x[s,k] - mu[k])^2))   (examples/linear.tsql:12)
CREATE OR REPLACE TEMP TABLE sd AS
WITH
  sd_mean AS (
    SELECT k, AVG((x.val - mu.val) * (x.val - mu.val)) AS val
    FROM x
    JOIN mu USING (k)
    GROUP BY k
  )
SELECT
  k,
  CASE WHEN sd_mean.val >= 0 THEN sqrt(sd_mean.val) WHEN sd_mean.val < 0 THEN 'nan'::DOUBLE END AS val
FROM sd_mean;

-- z[s,k] = (x[s,k] - mu[k]) / sd[k]   (examples/linear.tsql:13)
CREATE OR REPLACE TEMP TABLE z AS
SELECT s, k, (x.val - mu.val) / sd.val AS val
FROM x
JOIN mu USING (k)
JOIN sd USING (k);

-- kg[s] = mass[s] / 1000   (examples/linear.tsql:15)
CREATE OR REPLACE TEMP TABLE kg AS
SELECT s, mass.val / 1000 AS val
FROM mass;

-- z[s,k] = (x[s,k] - mu[k]) / sd[k]   (examples/linear.tsql:13)
CREATE OR REPLACE TEMP TABLE z_test AS
SELECT s, k, (x_test.val - mu.val) / sd.val AS val
FROM x_test
JOIN mu USING (k)
JOIN sd USING (k);

-- kg[s] = mass[s] / 1000   (examples/linear.tsql:15)
CREATE OR REPLACE TEMP TABLE kg_test AS
SELECT s, mass_test.val / 1000 AS val
FROM mass_test;

-- r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)   (examples/linear.tsql:18)
CREATE OR REPLACE TEMP TABLE r2_test_sum_2 AS
WITH
  r2_test_mean AS (
    SELECT AVG(kg_test.val) AS val
    FROM kg_test
    HAVING COUNT(*) > 0
  )
SELECT coalesce(SUM((kg_test.val - r2_test_mean.val) * (kg_test.val - r2_test_mean.val)), 0) AS val
FROM kg_test
CROSS JOIN r2_test_mean;

-- param w[k] = 0   (examples/linear.tsql:8)
CREATE OR REPLACE TEMP TABLE w_now AS
SELECT k, CAST(0 AS DOUBLE) AS val
FROM range(3) AS k(k);

-- param b = 0   (examples/linear.tsql:9)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT CAST(0 AS DOUBLE) AS val;


-- each step: $step = 1 … 200 ----------------------------------------------------------------------

-- gradient of loss by w   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE d_yhat AS
WITH
  -- yhat[s] = w[k] * z[s,k] + b
  yhat_sum AS (
    SELECT s, SUM(w.val * z.val) AS val
    FROM w_now AS w
    JOIN z USING (k)
    GROUP BY s
  ),
  yhat AS (
    SELECT s, yhat_sum.val + b.val AS val
    FROM yhat_sum
    CROSS JOIN b_now AS b
  )
SELECT s, 2 * ((yhat.val - kg.val) / (SELECT COUNT(*) FROM index_s)) AS val
FROM yhat
JOIN kg USING (s);

-- w := p - lr * g   for w   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE w_now AS
WITH
  -- gradient of loss by w
  d_w AS (
    SELECT k, SUM(d_yhat.val * z.val) AS val
    FROM z
    JOIN d_yhat USING (s)
    GROUP BY k
  )
SELECT k, w.val - 0.1 * d_w.val AS val
FROM w_now AS w
JOIN d_w USING (k);

-- b := p - lr * g   for b   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE b_now AS
WITH
  -- gradient of loss by b
  d_b AS (
    SELECT coalesce(SUM(d_yhat.val), 0) AS val
    FROM d_yhat
  )
SELECT b.val - 0.1 * d_b.val AS val
FROM b_now AS b
CROSS JOIN d_b;


-- report: every 50 steps --------------------------------------------------------------------------

-- report loss on test, r2 on test   (examples/linear.tsql:20)
INSERT INTO metrics
WITH
  -- yhat[s] = w[k] * z[s,k] + b
  yhat_test_sum AS (
    SELECT s, SUM(w.val * z_test.val) AS val
    FROM w_now AS w
    JOIN z_test USING (k)
    GROUP BY s
  ),
  yhat_test AS MATERIALIZED (
    SELECT s, yhat_test_sum.val + b.val AS val
    FROM yhat_test_sum
    CROSS JOIN b_now AS b
  ),
  -- loss = mean[s]((yhat[s] - kg[s])^2)
  loss_test AS (
    SELECT AVG((yhat_test.val - kg_test.val) * (yhat_test.val - kg_test.val)) AS val
    FROM yhat_test
    JOIN kg_test USING (s)
    HAVING COUNT(*) > 0
  ),
  -- r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
  r2_test_sum AS (
    SELECT coalesce(SUM((yhat_test.val - kg_test.val) * (yhat_test.val - kg_test.val)), 0) AS val
    FROM yhat_test
    JOIN kg_test USING (s)
  ),
  r2_test AS (
    SELECT 1 - r2_test_sum.val / r2_test_sum_2.val AS val
    FROM r2_test_sum
    CROSS JOIN r2_test_sum_2
  )
SELECT $run AS run, $step AS step, 'test' AS split, 'loss' AS name, loss_test.val
FROM loss_test
UNION ALL
SELECT $run AS run, $step AS step, 'test' AS split, 'r2' AS name, r2_test.val
FROM r2_test;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep w   (examples/linear.tsql:8)
INSERT INTO w
SELECT $run AS run, $step AS step, k, w.val
FROM w_now AS w;

-- keep b   (examples/linear.tsql:9)
INSERT INTO b
SELECT $run AS run, $step AS step, b.val
FROM b_now AS b;


-- final: what shows, checks and exports read ------------------------------------------------------

-- r2 > 0.6   (examples/linear.tsql:23)
CREATE OR REPLACE TEMP TABLE condition AS
WITH
  -- yhat[s] = w[k] * z[s,k] + b
  yhat_test_sum AS (
    SELECT s, SUM(w.val * z_test.val) AS val
    FROM w_now AS w
    JOIN z_test USING (k)
    GROUP BY s
  ),
  yhat_test AS (
    SELECT s, yhat_test_sum.val + b.val AS val
    FROM yhat_test_sum
    CROSS JOIN b_now AS b
  ),
  -- r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
  r2_test_sum AS (
    SELECT coalesce(SUM((yhat_test.val - kg_test.val) * (yhat_test.val - kg_test.val)), 0) AS val
    FROM yhat_test
    JOIN kg_test USING (s)
  ),
  r2_test AS (
    SELECT 1 - r2_test_sum.val / r2_test_sum_2.val AS val
    FROM r2_test_sum
    CROSS JOIN r2_test_sum_2
  )
SELECT r2_test.val > 0.6 AS val
FROM r2_test;

-- show w[k]
SELECT k, w.val
FROM w_now AS w
ORDER BY k;

-- show b
SELECT b.val
FROM b_now AS b;

-- check r2 > 0.6 on test
SELECT condition.val
FROM condition;
