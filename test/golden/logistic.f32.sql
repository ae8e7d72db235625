-- examples/logistic.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1


-- load: data --------------------------------------------------------------------------------------

-- rows of data/penguins.csv, numbered   (examples/logistic.tsql:5)
CREATE OR REPLACE TEMP TABLE "data/penguins.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/penguins.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- x_all[s, k] from data/penguins.csv   (examples/logistic.tsql:5)
CREATE OR REPLACE TABLE x_all AS
SELECT file_row AS s, unnest(range(0, 4)) AS k,
  unnest([
    TRY_CAST(beak_length AS FLOAT), TRY_CAST(beak_depth AS FLOAT), CAST(flipper AS FLOAT), CAST(mass AS FLOAT)
  ]) AS val
FROM "data/penguins.csv";

-- sex_all[s] from data/penguins.csv   (examples/logistic.tsql:6)
CREATE OR REPLACE TABLE sex_all AS
SELECT file_row AS s, sex AS val
FROM "data/penguins.csv";

-- must be empty: `{value}` in column {column}, line {line} of data/penguins.csv is not a number of 32 bits
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(2)) AS place,
    unnest(['beak_length', 'beak_depth']) AS "column",
    unnest([CAST(beak_length AS VARCHAR), CAST(beak_depth AS VARCHAR)]) AS value,
    unnest([beak_length IS NOT NULL AND TRY_CAST(beak_length AS FLOAT) IS NULL,
    beak_depth IS NOT NULL AND TRY_CAST(beak_depth AS FLOAT) IS NULL]) AS offends
  FROM "data/penguins.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: there is no value in column {column}, line {line} of data/penguins.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(4)) AS place,
    unnest(['beak_length', 'beak_depth', 'flipper', 'mass']) AS "column",
    unnest([CAST(beak_length AS VARCHAR), CAST(beak_depth AS VARCHAR), CAST(flipper AS VARCHAR), CAST(mass AS VARCHAR)]) AS value,
    unnest([coalesce(TRY_CAST(beak_length AS FLOAT) = 'nan'::DOUBLE, beak_length IS NULL),
    coalesce(TRY_CAST(beak_depth AS FLOAT) = 'nan'::DOUBLE, beak_depth IS NULL), flipper IS NULL, mass IS NULL]) AS offends
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
SELECT file_row + 2 AS line, 'sex' AS "column", CAST(sex AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/penguins.csv"
WHERE sex IS NULL
ORDER BY file_row
LIMIT 1;


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/logistic.tsql:20)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- w by run and step   (examples/logistic.tsql:9)
CREATE TABLE IF NOT EXISTS w (run BIGINT, step BIGINT, k BIGINT, val FLOAT);

-- b by run and step   (examples/logistic.tsql:10)
CREATE TABLE IF NOT EXISTS b (run BIGINT, step BIGINT, val FLOAT);

-- adam.m of w by run and step
CREATE TABLE IF NOT EXISTS w_adam_m (run BIGINT, step BIGINT, k BIGINT, val FLOAT);

-- adam.v of w by run and step
CREATE TABLE IF NOT EXISTS w_adam_v (run BIGINT, step BIGINT, k BIGINT, val FLOAT);

-- adam.m of b by run and step
CREATE TABLE IF NOT EXISTS b_adam_m (run BIGINT, step BIGINT, val FLOAT);

-- adam.v of b by run and step
CREATE TABLE IF NOT EXISTS b_adam_v (run BIGINT, step BIGINT, val FLOAT);

-- split s into train 0.8, test 0.2 seed 1   (examples/logistic.tsql:3)
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

-- split s into train 0.8, test 0.2 seed 1   (examples/logistic.tsql:3)
CREATE OR REPLACE TEMP TABLE split_s_train AS
SELECT s, split_s_draw.val < 0.8 AS val
FROM split_s_draw;

-- s: the s_all for which split_s_train   (examples/logistic.tsql:2)
CREATE OR REPLACE TABLE index_s AS
SELECT s
FROM split_s_train
WHERE val
ORDER BY s;

-- split s into train 0.8, test 0.2 seed 1   (examples/logistic.tsql:3)
CREATE OR REPLACE TEMP TABLE split_s_test AS
SELECT s, split_s_draw.val >= 0.8 AND split_s_draw.val < 1 AS val
FROM split_s_draw;

-- s_test: the s_all for which split_s_test   (examples/logistic.tsql:2)
CREATE OR REPLACE TABLE index_s_test AS
SELECT s
FROM split_s_test
WHERE val
ORDER BY s;

-- x[s, k]: x_all where s is in s   (examples/logistic.tsql:5)
CREATE OR REPLACE TABLE x AS
SELECT s, k, val
FROM x_all
WHERE s IN (SELECT s FROM index_s);

-- sex[s]: sex_all where s is in s   (examples/logistic.tsql:6)
CREATE OR REPLACE TABLE sex AS
SELECT s, val
FROM sex_all
WHERE s IN (SELECT s FROM index_s);

-- x_test[s, k]: x_all where s is in s_test   (examples/logistic.tsql:5)
CREATE OR REPLACE TABLE x_test AS
SELECT s, k, val
FROM x_all
WHERE s IN (SELECT s FROM index_s_test);

-- sex_test[s]: sex_all where s is in s_test   (examples/logistic.tsql:6)
CREATE OR REPLACE TABLE sex_test AS
SELECT s, val
FROM sex_all
WHERE s IN (SELECT s FROM index_s_test);

-- mu[k] = mean[s on train](x[s,k])   (examples/logistic.tsql:12)
CREATE OR REPLACE TEMP TABLE mu AS
SELECT k, CAST(AVG(CAST(x.val AS DOUBLE)) AS FLOAT) AS val
FROM x
GROUP BY k;

-- sd[k] = sqrt(mean[s on train]((x[s,k] - mu[k])^2))   (examples/logistic.tsql:13)
CREATE OR REPLACE TEMP TABLE sd AS
WITH
  sd_mean AS (
    SELECT k, CAST(AVG(v_1 * v_1) AS FLOAT) AS val
    FROM (
      SELECT k, CAST(x.val AS DOUBLE) - CAST(mu.val AS DOUBLE) AS v_1
      FROM x
      JOIN mu USING (k)
    ) AS v1
    GROUP BY k
  )
SELECT
  k,
  CAST(CASE WHEN CAST(sd_mean.val AS DOUBLE) >= 0 THEN sqrt(CAST(sd_mean.val AS DOUBLE)) WHEN CAST(sd_mean.val AS DOUBLE) < 0 THEN 'nan'::DOUBLE END AS FLOAT) AS val
FROM sd_mean;

-- H[k,k'] = grad(grad(loss, w[k]), w[k'])   (examples/logistic.tsql:24)
CREATE OR REPLACE TEMP TABLE d_d_loss_d_w_2_d_d_loss_d_logit AS
SELECT
  k,
  s,
  CAST((CAST(x.val AS DOUBLE) - CAST(mu.val AS DOUBLE)) / CAST(sd.val AS DOUBLE) AS FLOAT) AS val
FROM x
JOIN mu USING (k)
JOIN sd USING (k);

-- male[s] = [sex[s] == "MALE"]   (examples/logistic.tsql:16)
CREATE OR REPLACE TEMP TABLE male AS
SELECT s, CAST(CAST(sex.val = 'MALE' AS DOUBLE) AS FLOAT) AS val
FROM sex;

-- male[s] = [sex[s] == "MALE"]   (examples/logistic.tsql:16)
CREATE OR REPLACE TEMP TABLE male_test AS
SELECT s, CAST(CAST(sex_test.val = 'MALE' AS DOUBLE) AS FLOAT) AS val
FROM sex_test;

-- param w[k] = 0   (examples/logistic.tsql:9)
CREATE OR REPLACE TEMP TABLE w_now AS
SELECT k, CAST(0 AS FLOAT) AS val
FROM range(4) AS k(k);

-- param b = 0   (examples/logistic.tsql:10)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT CAST(0 AS FLOAT) AS val;

-- state m = 0   for w
CREATE OR REPLACE TEMP TABLE w_adam_m_now AS
SELECT k, CAST(0 AS FLOAT) AS val
FROM range(4) AS k(k);

-- state v = 0   for w
CREATE OR REPLACE TEMP TABLE w_adam_v_now AS
SELECT k, CAST(0 AS FLOAT) AS val
FROM range(4) AS k(k);

-- state m = 0   for b
CREATE OR REPLACE TEMP TABLE b_adam_m_now AS
SELECT CAST(0 AS FLOAT) AS val;

-- state v = 0   for b
CREATE OR REPLACE TEMP TABLE b_adam_v_now AS
SELECT CAST(0 AS FLOAT) AS val;


-- each step: $step = 1 … 300 ----------------------------------------------------------------------

-- slope[k] = grad(loss, w[k])   (examples/logistic.tsql:23)
CREATE OR REPLACE TEMP TABLE d_loss_d_logit AS
WITH
  -- logit[s] = w[k] * ((x[s,k] - mu[k]) / sd[k]) + b
  logit_sum AS (
    SELECT
      s,
      CAST(SUM(CAST(d_d_loss_d_w_2_d_d_loss_d_logit.val AS DOUBLE) * CAST(w.val AS DOUBLE)) AS FLOAT) AS val
    FROM w_now AS w
    JOIN d_d_loss_d_w_2_d_d_loss_d_logit USING (k)
    GROUP BY s
  ),
  logit AS (
    SELECT s, CAST(CAST(logit_sum.val AS DOUBLE) + CAST(b.val AS DOUBLE) AS FLOAT) AS val
    FROM logit_sum
    CROSS JOIN b_now AS b
  )
SELECT
  s,
  CAST((1e0 / (1e0 + exp(-CAST(logit.val AS DOUBLE))) - CAST(male.val AS DOUBLE)) / (SELECT COUNT(*) FROM index_s) AS FLOAT) AS val
FROM logit
JOIN male USING (s);

-- slope[k] = grad(loss, w[k])   (examples/logistic.tsql:23)
CREATE OR REPLACE TEMP TABLE slope AS
SELECT k, CAST(SUM(val) AS FLOAT) AS val
FROM (
  SELECT k, 0.002 * CAST(w.val AS DOUBLE) AS val
  FROM w_now AS w
  UNION ALL
  SELECT
    k,
    SUM(CAST(d_d_loss_d_w_2_d_d_loss_d_logit.val AS DOUBLE) * CAST(d_loss_d_logit.val AS DOUBLE)) AS val
  FROM d_loss_d_logit
  JOIN d_d_loss_d_w_2_d_d_loss_d_logit USING (s)
  GROUP BY k
) AS terms
GROUP BY k;

-- gradient of loss by b   (examples/logistic.tsql:20)
CREATE OR REPLACE TEMP TABLE d_b AS
SELECT CAST(coalesce(SUM(CAST(d_loss_d_logit.val AS DOUBLE)), 0) AS FLOAT) AS val
FROM d_loss_d_logit;

-- adam.m := b1 * m + (1 - b1) * g   for w   (examples/logistic.tsql:20)
CREATE OR REPLACE TEMP TABLE w_adam_m_now AS
SELECT
  k,
  CAST(0.9 * CAST(w_adam_m.val AS DOUBLE) + 0.09999999999999998e0 * CAST(slope.val AS DOUBLE) AS FLOAT) AS val
FROM w_adam_m_now AS w_adam_m
JOIN slope USING (k);

-- adam.v := b2 * v + (1 - b2) * g^2   for w   (examples/logistic.tsql:20)
CREATE OR REPLACE TEMP TABLE w_adam_v_now AS
SELECT
  k,
  CAST(0.999 * CAST(w_adam_v.val AS DOUBLE) + 0.0010000000000000009e0 * (CAST(slope.val AS DOUBLE) * CAST(slope.val AS DOUBLE)) AS FLOAT) AS val
FROM w_adam_v_now AS w_adam_v
JOIN slope USING (k);

-- w := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for w   (examples/logistic.tsql:20)
CREATE OR REPLACE TEMP TABLE w_now AS
SELECT
  k,
  CAST(CAST(w AS DOUBLE) - 0.05 * (CAST(w_adam_m AS DOUBLE) / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS FLOAT) AS val
FROM (
  SELECT
    k,
    w.val AS w,
    w_adam_m.val AS w_adam_m,
    CAST(w_adam_v.val AS DOUBLE) / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM w_now AS w
  JOIN w_adam_m_now AS w_adam_m USING (k)
  JOIN w_adam_v_now AS w_adam_v USING (k)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for b   (examples/logistic.tsql:20)
CREATE OR REPLACE TEMP TABLE b_adam_m_now AS
SELECT
  CAST(0.9 * CAST(b_adam_m.val AS DOUBLE) + 0.09999999999999998e0 * CAST(d_b.val AS DOUBLE) AS FLOAT) AS val
FROM b_adam_m_now AS b_adam_m
CROSS JOIN d_b;

-- adam.v := b2 * v + (1 - b2) * g^2   for b   (examples/logistic.tsql:20)
CREATE OR REPLACE TEMP TABLE b_adam_v_now AS
SELECT
  CAST(0.999 * CAST(b_adam_v.val AS DOUBLE) + 0.0010000000000000009e0 * (CAST(d_b.val AS DOUBLE) * CAST(d_b.val AS DOUBLE)) AS FLOAT) AS val
FROM b_adam_v_now AS b_adam_v
CROSS JOIN d_b;

-- b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for b   (examples/logistic.tsql:20)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT
  CAST(CAST(b AS DOUBLE) - 0.05 * (CAST(b_adam_m AS DOUBLE) / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS FLOAT) AS val
FROM (
  SELECT
    b.val AS b,
    b_adam_m.val AS b_adam_m,
    CAST(b_adam_v.val AS DOUBLE) / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM b_now AS b
  CROSS JOIN b_adam_m_now AS b_adam_m
  CROSS JOIN b_adam_v_now AS b_adam_v
) AS v1;


-- report: every 100 steps -------------------------------------------------------------------------

-- report loss on test, acc on test   (examples/logistic.tsql:20)
INSERT INTO metrics
WITH
  -- loss = mean[s](bce(logit[s], male[s])) + l2 * (w[k] * w[k])
  loss_sum AS (
    SELECT CAST(coalesce(SUM(CAST(w.val AS DOUBLE) * CAST(w.val AS DOUBLE)), 0) AS FLOAT) AS val
    FROM w_now AS w
  ),
  -- logit[s] = w[k] * ((x[s,k] - mu[k]) / sd[k]) + b
  logit_test_sum AS (
    SELECT
      s,
      CAST(SUM(CAST(w.val AS DOUBLE) * ((CAST(x_test.val AS DOUBLE) - CAST(mu.val AS DOUBLE)) / CAST(sd.val AS DOUBLE))) AS FLOAT) AS val
    FROM w_now AS w
    JOIN x_test USING (k)
    JOIN mu USING (k)
    JOIN sd USING (k)
    GROUP BY s
  ),
  logit_test AS MATERIALIZED (
    SELECT s, CAST(CAST(logit_test_sum.val AS DOUBLE) + CAST(b.val AS DOUBLE) AS FLOAT) AS val
    FROM logit_test_sum
    CROSS JOIN b_now AS b
  ),
  -- loss = mean[s](bce(logit[s], male[s])) + l2 * (w[k] * w[k])
  loss_test_mean AS (
    SELECT
      CAST(AVG(greatest(CAST(logit_test.val AS DOUBLE), 0e0) + 2e0 * atanh(1e0 / (1e0 + 2e0 * exp(abs(CAST(logit_test.val AS DOUBLE))))) - CAST(male_test.val AS DOUBLE) * CAST(logit_test.val AS DOUBLE)) AS FLOAT) AS val
    FROM logit_test
    JOIN male_test USING (s)
    HAVING COUNT(*) > 0
  ),
  loss_test AS (
    SELECT
      CAST(CAST(loss_test_mean.val AS DOUBLE) + 0.001 * CAST(loss_sum.val AS DOUBLE) AS FLOAT) AS val
    FROM loss_test_mean
    CROSS JOIN loss_sum
  ),
  -- p[s] = sigmoid(logit[s])
  p_test AS (
    SELECT s, CAST(1e0 / (1e0 + exp(-CAST(logit_test.val AS DOUBLE))) AS FLOAT) AS val
    FROM logit_test
  ),
  -- acc = mean[s]([(p[s] > 0.5) == (sex[s] == "MALE")])
  acc_test AS (
    SELECT CAST(AVG(CAST((p_test.val > 0.5) = (sex_test.val = 'MALE') AS DOUBLE)) AS FLOAT) AS val
    FROM p_test
    JOIN sex_test USING (s)
    HAVING COUNT(*) > 0
  )
SELECT
  $run AS run,
  $step AS step,
  'test' AS split,
  'loss' AS name,
  CAST(loss_test.val AS DOUBLE) AS val
FROM loss_test
UNION ALL
SELECT
  $run AS run,
  $step AS step,
  'test' AS split,
  'acc' AS name,
  CAST(acc_test.val AS DOUBLE) AS val
FROM acc_test;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep w   (examples/logistic.tsql:9)
INSERT INTO w
SELECT $run AS run, $step AS step, k, w.val
FROM w_now AS w;

-- keep b   (examples/logistic.tsql:10)
INSERT INTO b
SELECT $run AS run, $step AS step, b.val
FROM b_now AS b;

-- keep adam.m of w
INSERT INTO w_adam_m
SELECT $run AS run, $step AS step, k, w_adam_m.val
FROM w_adam_m_now AS w_adam_m;

-- keep adam.v of w
INSERT INTO w_adam_v
SELECT $run AS run, $step AS step, k, w_adam_v.val
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

-- logit[s] = w[k] * ((x[s,k] - mu[k]) / sd[k]) + b   (examples/logistic.tsql:14)
CREATE OR REPLACE TEMP TABLE logit AS
WITH
  logit_sum AS (
    SELECT
      s,
      CAST(SUM(CAST(d_d_loss_d_w_2_d_d_loss_d_logit.val AS DOUBLE) * CAST(w.val AS DOUBLE)) AS FLOAT) AS val
    FROM w_now AS w
    JOIN d_d_loss_d_w_2_d_d_loss_d_logit USING (k)
    GROUP BY s
  )
SELECT s, CAST(CAST(logit_sum.val AS DOUBLE) + CAST(b.val AS DOUBLE) AS FLOAT) AS val
FROM logit_sum
CROSS JOIN b_now AS b;

-- slope[k] = grad(loss, w[k])   (examples/logistic.tsql:23)
CREATE OR REPLACE TEMP TABLE slope AS
WITH
  d_loss_d_logit AS (
    SELECT
      s,
      CAST((1e0 / (1e0 + exp(-CAST(logit.val AS DOUBLE))) - CAST(male.val AS DOUBLE)) / (SELECT COUNT(*) FROM index_s) AS FLOAT) AS val
    FROM logit
    JOIN male USING (s)
  )
SELECT k, CAST(SUM(val) AS FLOAT) AS val
FROM (
  SELECT k, 0.002 * CAST(w.val AS DOUBLE) AS val
  FROM w_now AS w
  UNION ALL
  SELECT
    k,
    SUM(CAST(d_d_loss_d_w_2_d_d_loss_d_logit.val AS DOUBLE) * CAST(d_loss_d_logit.val AS DOUBLE)) AS val
  FROM d_loss_d_logit
  JOIN d_d_loss_d_w_2_d_d_loss_d_logit USING (s)
  GROUP BY k
) AS terms
GROUP BY k;

-- H[k,k'] = grad(grad(loss, w[k]), w[k'])   (examples/logistic.tsql:24)
CREATE OR REPLACE TEMP TABLE H AS
WITH
  d_d_loss_d_w_2_d_logit_sum AS (
    SELECT
      k,
      s,
      CAST(CAST(d_d_loss_d_w_2_d_d_loss_d_logit.val AS DOUBLE) * (1e0 / (1e0 + exp(-CAST(logit.val AS DOUBLE))) * (1 - 1e0 / (1e0 + exp(-CAST(logit.val AS DOUBLE))))) / (SELECT COUNT(*) FROM index_s) AS FLOAT) AS val
    FROM d_d_loss_d_w_2_d_d_loss_d_logit
    JOIN logit USING (s)
  )
SELECT k, k_1, CAST(SUM(val) AS FLOAT) AS val
FROM (
  SELECT k, k AS k_1, CAST(0.002 AS DOUBLE) AS val
  FROM range(4) AS k(k)
  UNION ALL
  SELECT
    d_d_loss_d_w_2_d_logit_sum.k,
    d_d_loss_d_w_2_d_d_loss_d_logit.k AS k_1,
    SUM(CAST(d_d_loss_d_w_2_d_d_loss_d_logit.val AS DOUBLE) * CAST(d_d_loss_d_w_2_d_logit_sum.val AS DOUBLE)) AS val
  FROM d_d_loss_d_w_2_d_logit_sum
  JOIN d_d_loss_d_w_2_d_d_loss_d_logit USING (s)
  GROUP BY d_d_loss_d_w_2_d_logit_sum.k, d_d_loss_d_w_2_d_d_loss_d_logit.k
) AS terms
GROUP BY k, k_1;

-- flat = slope[k] * H[k,k'] * slope[k']   (examples/logistic.tsql:25)
CREATE OR REPLACE TEMP TABLE flat AS
SELECT
  CAST(coalesce(SUM(CAST(slope.val AS DOUBLE) * CAST(H.val AS DOUBLE) * CAST(slope_1.val AS DOUBLE)), 0) AS FLOAT) AS val
FROM slope
JOIN H USING (k)
JOIN slope AS slope_1 ON slope_1.k = H.k_1;

-- acc = mean[s]([(p[s] > 0.5) == (sex[s] == "MALE")])   (examples/logistic.tsql:18)
CREATE OR REPLACE TEMP TABLE acc_test AS
WITH
  -- logit[s] = w[k] * ((x[s,k] - mu[k]) / sd[k]) + b
  logit_test_sum AS (
    SELECT
      s,
      CAST(SUM(CAST(w.val AS DOUBLE) * ((CAST(x_test.val AS DOUBLE) - CAST(mu.val AS DOUBLE)) / CAST(sd.val AS DOUBLE))) AS FLOAT) AS val
    FROM w_now AS w
    JOIN x_test USING (k)
    JOIN mu USING (k)
    JOIN sd USING (k)
    GROUP BY s
  ),
  logit_test AS (
    SELECT s, CAST(CAST(logit_test_sum.val AS DOUBLE) + CAST(b.val AS DOUBLE) AS FLOAT) AS val
    FROM logit_test_sum
    CROSS JOIN b_now AS b
  ),
  -- p[s] = sigmoid(logit[s])
  p_test AS (
    SELECT s, CAST(1e0 / (1e0 + exp(-CAST(logit_test.val AS DOUBLE))) AS FLOAT) AS val
    FROM logit_test
  )
SELECT CAST(AVG(CAST((p_test.val > 0.5) = (sex_test.val = 'MALE') AS DOUBLE)) AS FLOAT) AS val
FROM p_test
JOIN sex_test USING (s)
HAVING COUNT(*) > 0;

-- norm[k](slope[k])   (examples/logistic.tsql:28)
CREATE OR REPLACE TEMP TABLE shown AS
WITH
  shown_sum AS (
    SELECT CAST(coalesce(SUM(CAST(slope.val AS DOUBLE) * CAST(slope.val AS DOUBLE)), 0) AS FLOAT) AS val
    FROM slope
  )
SELECT
  CAST(CASE WHEN CAST(shown_sum.val AS DOUBLE) >= 0 THEN sqrt(CAST(shown_sum.val AS DOUBLE)) WHEN CAST(shown_sum.val AS DOUBLE) < 0 THEN 'nan'::DOUBLE END AS FLOAT) AS val
FROM shown_sum;

-- acc > 0.7   (examples/logistic.tsql:30)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT acc_test.val > CAST(0.7e0 AS FLOAT) AS val
FROM acc_test;

-- all[k,k'](abs(H[k,k'] - H[k',k]) < 1e-12)   (examples/logistic.tsql:31)
CREATE OR REPLACE TEMP TABLE condition_2 AS
SELECT coalesce(BOOL_AND(abs(CAST(H.val AS DOUBLE) - CAST(H_1.val AS DOUBLE)) < 1e-12), TRUE) AS val
FROM H
JOIN H AS H_1 ON H_1.k = H.k_1 AND H_1.k_1 = H.k;

-- show acc on test
SELECT acc_test.val
FROM acc_test;

-- show norm[k](slope[k])
SELECT shown.val
FROM shown;

-- show flat
SELECT flat.val
FROM flat;

-- show H[k,k']
SELECT k, k_1, H.val
FROM H
ORDER BY k, k_1;

-- check acc > 0.7 on test
SELECT condition.val
FROM condition;

-- check all[k,k'](abs(H[k,k'] - H[k',k]) < 1e-12)
SELECT condition_2.val
FROM condition_2;

-- export to data/hessian.parquet
SELECT k, k_1, H.val
FROM H
ORDER BY k, k_1;
