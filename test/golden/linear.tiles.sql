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

-- z_test by s, a list a row   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE z_test_rows AS
SELECT s, val
FROM (
  SELECT s, list(z_test.val ORDER BY k) AS val
  FROM z_test
  GROUP BY s
) AS by_0;

-- kg_test by s, a list a row   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE kg_test_rows AS
SELECT s, kg_test.val
FROM kg_test;

-- a block of rows   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE s_test_blocks_0 AS
WITH
  keys AS (
    SELECT s
    FROM index_s_test
  ),
  -- rows in the order of their keys
  places AS MATERIALIZED (
    SELECT s, ROW_NUMBER() OVER (ORDER BY s) - 1 AS place
    FROM keys
  ),
  gathered AS (
    SELECT
      CAST(0 AS BIGINT) AS block,
      len(z_test) AS rows,
      CAST(0 AS BIGINT) AS start,
      z_test,
      kg_test,
      keys
    FROM (
      SELECT list(z_test.val ORDER BY place) AS z_test
      FROM places
      JOIN z_test_rows AS z_test USING (s)
      WHERE 2 * place // (SELECT COUNT(*) FROM places) = 0
      HAVING COUNT(*) > 0
    ) AS z_test
    CROSS JOIN (
      SELECT list(kg_test.val ORDER BY place) AS kg_test
      FROM places
      JOIN kg_test_rows AS kg_test USING (s)
      WHERE 2 * place // (SELECT COUNT(*) FROM places) = 0
      HAVING COUNT(*) > 0
    ) AS kg_test
    CROSS JOIN (
      SELECT list(s ORDER BY place) AS keys
      FROM places
      WHERE 2 * place // (SELECT COUNT(*) FROM places) = 0
      HAVING COUNT(*) > 0
    ) AS keys
  )
SELECT block, rows, start, z_test, kg_test, keys
FROM gathered;

-- a block of rows   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE s_test_blocks_1 AS
WITH
  keys AS (
    SELECT s
    FROM index_s_test
  ),
  -- rows in the order of their keys
  places AS MATERIALIZED (
    SELECT s, ROW_NUMBER() OVER (ORDER BY s) - 1 AS place
    FROM keys
  ),
  gathered AS (
    SELECT
      CAST(1 AS BIGINT) AS block,
      len(z_test) AS rows,
      CAST(0 AS BIGINT) AS start,
      z_test,
      kg_test,
      keys
    FROM (
      SELECT list(z_test.val ORDER BY place) AS z_test
      FROM places
      JOIN z_test_rows AS z_test USING (s)
      WHERE 2 * place // (SELECT COUNT(*) FROM places) = 1
      HAVING COUNT(*) > 0
    ) AS z_test
    CROSS JOIN (
      SELECT list(kg_test.val ORDER BY place) AS kg_test
      FROM places
      JOIN kg_test_rows AS kg_test USING (s)
      WHERE 2 * place // (SELECT COUNT(*) FROM places) = 1
      HAVING COUNT(*) > 0
    ) AS kg_test
    CROSS JOIN (
      SELECT list(s ORDER BY place) AS keys
      FROM places
      WHERE 2 * place // (SELECT COUNT(*) FROM places) = 1
      HAVING COUNT(*) > 0
    ) AS keys
  )
SELECT block, rows, start, z_test, kg_test, keys
FROM gathered;

-- data that all blocks share   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE s_test_constants AS
SELECT r2_test_sum_2
FROM (
  SELECT r2_test_sum_2.val AS r2_test_sum_2
  FROM r2_test_sum_2
) AS r2_test_sum_2;


-- begin: before the first step --------------------------------------------------------------------

-- z by s, a list a row   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE z_rows AS
SELECT s, val
FROM (
  SELECT s, list(z.val ORDER BY k) AS val
  FROM z
  GROUP BY s
) AS by_0;

-- kg by s, a list a row   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE kg_rows AS
SELECT s, kg.val
FROM kg;

-- a block of rows   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE blocks_0 AS
WITH
  packed AS (
    WITH
      keys AS (
        SELECT s
        FROM index_s
      ),
      -- rows in the order of their keys
      places AS MATERIALIZED (
        SELECT s, ROW_NUMBER() OVER (ORDER BY s) - 1 AS place
        FROM keys
      ),
      gathered AS (
        SELECT CAST(0 AS BIGINT) AS block, len(z) AS rows, CAST(0 AS BIGINT) AS start, z, kg
        FROM (
          SELECT list(z.val ORDER BY place) AS z
          FROM places
          JOIN z_rows AS z USING (s)
          WHERE 2 * place // (SELECT COUNT(*) FROM places) = 0
          HAVING COUNT(*) > 0
        ) AS z
        CROSS JOIN (
          SELECT list(kg.val ORDER BY place) AS kg
          FROM places
          JOIN kg_rows AS kg USING (s)
          WHERE 2 * place // (SELECT COUNT(*) FROM places) = 0
          HAVING COUNT(*) > 0
        ) AS kg
      )
    SELECT block, rows, start, z, kg
    FROM gathered
  ),
  z_flat_row AS (
    SELECT block, rows, start, z, kg, flatten(z) AS z_flat
    FROM packed
  ),
  z_by_k_s_row AS (
    SELECT
      block,
      rows,
      start,
      z,
      kg,
      z_flat,
      list_transform(range(0, 3), lambda k: list_transform(range(0, rows), lambda s: z_flat[3 * s + k + 1])) AS z_by_k_s
    FROM z_flat_row
  )
SELECT block, rows, start, z, kg, z_flat, z_by_k_s
FROM z_by_k_s_row;

-- a block of rows   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE blocks_1 AS
WITH
  packed AS (
    WITH
      keys AS (
        SELECT s
        FROM index_s
      ),
      -- rows in the order of their keys
      places AS MATERIALIZED (
        SELECT s, ROW_NUMBER() OVER (ORDER BY s) - 1 AS place
        FROM keys
      ),
      gathered AS (
        SELECT CAST(1 AS BIGINT) AS block, len(z) AS rows, CAST(0 AS BIGINT) AS start, z, kg
        FROM (
          SELECT list(z.val ORDER BY place) AS z
          FROM places
          JOIN z_rows AS z USING (s)
          WHERE 2 * place // (SELECT COUNT(*) FROM places) = 1
          HAVING COUNT(*) > 0
        ) AS z
        CROSS JOIN (
          SELECT list(kg.val ORDER BY place) AS kg
          FROM places
          JOIN kg_rows AS kg USING (s)
          WHERE 2 * place // (SELECT COUNT(*) FROM places) = 1
          HAVING COUNT(*) > 0
        ) AS kg
      )
    SELECT block, rows, start, z, kg
    FROM gathered
  ),
  z_flat_row AS (
    SELECT block, rows, start, z, kg, flatten(z) AS z_flat
    FROM packed
  ),
  z_by_k_s_row AS (
    SELECT
      block,
      rows,
      start,
      z,
      kg,
      z_flat,
      list_transform(range(0, 3), lambda k: list_transform(range(0, rows), lambda s: z_flat[3 * s + k + 1])) AS z_by_k_s
    FROM z_flat_row
  )
SELECT block, rows, start, z, kg, z_flat, z_by_k_s
FROM z_by_k_s_row;

-- the model as one row of lists, and what its values may become as two that are not live   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP TABLE model AS
SELECT CAST($step AS BIGINT) - 1 AS step, TRUE AS live, w, b
FROM (
  SELECT list(w.val ORDER BY k) AS w
  FROM w_now AS w
) AS w
CROSS JOIN (
  SELECT b.val AS b
  FROM b_now AS b
) AS b
UNION ALL
SELECT
  CAST(-1 AS BIGINT) AS step,
  FALSE AS live,
  list_transform(range(0, 1), lambda n1: '-inf'::DOUBLE) AS w,
  '-inf'::DOUBLE AS b
UNION ALL
SELECT
  CAST(9007199254740991 AS BIGINT) AS step,
  FALSE AS live,
  list_transform(range(0, 1), lambda n1: 'nan'::DOUBLE) AS w,
  'nan'::DOUBLE AS b;

-- w is read from the model from here on   (examples/linear.tsql:20)
DROP TABLE IF EXISTS w_now;

-- w as it is in the model   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP VIEW w_now AS
SELECT k, val
FROM (
  SELECT unnest(range(0, 3)) AS k, unnest(w) AS val
  FROM model
  WHERE live
) AS at_0;

-- b is read from the model from here on   (examples/linear.tsql:20)
DROP TABLE IF EXISTS b_now;

-- b as it is in the model   (examples/linear.tsql:20)
CREATE OR REPLACE TEMP VIEW b_now AS
SELECT b AS val
FROM model
WHERE live;


-- each step: $step = 1 … 200 ----------------------------------------------------------------------

-- one step: minimize loss using sgd   (examples/linear.tsql:20)
INSERT INTO model
WITH
  now AS (
    SELECT step, w, b
    FROM model
    WHERE live
  ),
  shared AS MATERIALIZED (
    SELECT step, (SELECT COUNT(*) FROM index_s) AS total, w, b
    FROM now
  ),
  rows_and_model AS (
    SELECT block, z, kg, z_by_k_s, total, b, w
    FROM blocks_0
    CROSS JOIN shared
    UNION ALL
    SELECT block, z, kg, z_by_k_s, total, b, w
    FROM blocks_1
    CROSS JOIN shared
  ),
  -- yhat[s] = w[k] * z[s,k] + b; gradient of loss by w
  d_yhat_row AS (
    SELECT
      block,
      z_by_k_s,
      list_transform(list_zip(z, kg), lambda at_s: 2 * ((list_inner_product(at_s[1], w) + b - at_s[2]) / total)) AS d_yhat
    FROM rows_and_model
  ),
  -- gradient of loss by w; gradient of loss by b
  d_b_part_row AS (
    SELECT
      block,
      list_transform(z_by_k_s, lambda z_by_k_s_k: list_inner_product(z_by_k_s_k, d_yhat)) AS d_w_part,
      list_sum(d_yhat) AS d_b_part
    FROM d_yhat_row
  ),
  -- what each block adds
  sums AS (
    SELECT
      COUNT(*) AS blocks,
      arg_min(d_w_part, block) AS d_w_0,
      arg_max(d_w_part, block) AS d_w_1,
      arg_min(d_b_part, block) AS d_b_0,
      arg_max(d_b_part, block) AS d_b_1
    FROM d_b_part_row
  ),
  sums_and_model AS (
    SELECT step, w, b, blocks, d_w_0, d_w_1, d_b_0, d_b_1
    FROM sums
    CROSS JOIN shared
  ),
  -- gradient of loss by w; w := p - lr * g   for w; gradient of loss by b; b := p - lr * g   for b
  b_next_row AS (
    SELECT
      step,
      list_transform(list_zip(w, CASE WHEN blocks = 1 THEN d_w_0 ELSE list_transform(list_zip(d_w_0, d_w_1), lambda ab1: ab1[1] + ab1[2]) END), lambda at_k: at_k[1] - 0.1 * at_k[2]) AS w_next,
      b - 0.1 * CASE WHEN blocks = 1 THEN d_b_0 ELSE d_b_0 + d_b_1 END AS b_next
    FROM sums_and_model
  )
SELECT b_next_row.step + 1 AS step, TRUE AS live, w_next AS w, b_next AS b
FROM b_next_row;

-- the model is its last row   (examples/linear.tsql:20)
DELETE FROM model
WHERE live AND step < (SELECT MAX(step) FROM model WHERE live);


-- report: every 50 steps --------------------------------------------------------------------------

-- report loss on test, r2 on test   (examples/linear.tsql:20)
INSERT INTO metrics
WITH
  -- loss = mean[s]((yhat[s] - kg[s])^2); r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
  results_lists AS MATERIALIZED (
    WITH
      now AS (
        SELECT w, b
        FROM (
          SELECT list(w.val ORDER BY k) AS w
          FROM w_now AS w
        ) AS w
        CROSS JOIN (
          SELECT b.val AS b
          FROM b_now AS b
        ) AS b
      ),
      shared AS MATERIALIZED (
        SELECT (SELECT COUNT(*) FROM index_s_test) AS total, w, b, r2_test_sum_2
        FROM now
        CROSS JOIN s_test_constants
      ),
      rows_and_model AS (
        SELECT block, z_test, kg_test, b, w, total
        FROM s_test_blocks_0
        CROSS JOIN shared
        UNION ALL
        SELECT block, z_test, kg_test, b, w, total
        FROM s_test_blocks_1
        CROSS JOIN shared
      ),
      -- yhat[s] = w[k] * z[s,k] + b; loss = mean[s]((yhat[s] - kg[s])^2)
      loss_test_factor_by_s_row AS (
        SELECT
          block,
          total,
          list_transform(list_zip(z_test, kg_test), lambda at_s: list_inner_product(at_s[1], w) + b - at_s[2]) AS loss_test_factor_by_s
        FROM rows_and_model
      ),
      -- loss = mean[s]((yhat[s] - kg[s])^2); r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
      r2_test_sum_part_row AS (
        SELECT
          block,
          1 / (1e0 * total) * list_inner_product(loss_test_factor_by_s, loss_test_factor_by_s) AS loss_test_part,
          list_inner_product(loss_test_factor_by_s, loss_test_factor_by_s) AS r2_test_sum_part
        FROM loss_test_factor_by_s_row
      ),
      -- what each block adds
      sums AS (
        SELECT
          COUNT(*) AS blocks,
          arg_min(loss_test_part, block) AS loss_test_0,
          arg_max(loss_test_part, block) AS loss_test_1,
          arg_min(r2_test_sum_part, block) AS r2_test_sum_0,
          arg_max(r2_test_sum_part, block) AS r2_test_sum_1
        FROM r2_test_sum_part_row
      ),
      sums_and_model AS (
        SELECT r2_test_sum_2, blocks, loss_test_0, loss_test_1, r2_test_sum_0, r2_test_sum_1
        FROM sums
        CROSS JOIN shared
      ),
      -- loss = mean[s]((yhat[s] - kg[s])^2); r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
      r2_test_row AS (
        SELECT
          CASE WHEN blocks = 1 THEN loss_test_0 ELSE loss_test_0 + loss_test_1 END AS loss_test,
          1 - CASE WHEN blocks = 1 THEN r2_test_sum_0 ELSE r2_test_sum_0 + r2_test_sum_1 END / r2_test_sum_2 AS r2_test
        FROM sums_and_model
      )
    SELECT loss_test, r2_test
    FROM r2_test_row
  ),
  -- loss = mean[s]((yhat[s] - kg[s])^2)
  loss_test AS (
    SELECT loss_test AS val
    FROM results_lists
  ),
  -- r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
  r2_test AS (
    SELECT r2_test AS val
    FROM results_lists
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
  condition_lists AS (
    WITH
      now AS (
        SELECT w, b
        FROM (
          SELECT list(w.val ORDER BY k) AS w
          FROM w_now AS w
        ) AS w
        CROSS JOIN (
          SELECT b.val AS b
          FROM b_now AS b
        ) AS b
      ),
      shared AS MATERIALIZED (
        SELECT w, b, r2_test_sum_2
        FROM now
        CROSS JOIN s_test_constants
      ),
      rows_and_model AS (
        SELECT block, z_test, kg_test, b, w
        FROM s_test_blocks_0
        CROSS JOIN shared
        UNION ALL
        SELECT block, z_test, kg_test, b, w
        FROM s_test_blocks_1
        CROSS JOIN shared
      ),
      -- yhat[s] = w[k] * z[s,k] + b; r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
      r2_test_sum_factor_by_s_row AS (
        SELECT
          block,
          list_transform(list_zip(z_test, kg_test), lambda at_s: list_inner_product(at_s[1], w) + b - at_s[2]) AS r2_test_sum_factor_by_s
        FROM rows_and_model
      ),
      -- r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2)
      r2_test_sum_part_row AS (
        SELECT
          block,
          list_inner_product(r2_test_sum_factor_by_s, r2_test_sum_factor_by_s) AS r2_test_sum_part
        FROM r2_test_sum_factor_by_s_row
      ),
      -- what each block adds
      sums AS (
        SELECT
          COUNT(*) AS blocks,
          arg_min(r2_test_sum_part, block) AS r2_test_sum_0,
          arg_max(r2_test_sum_part, block) AS r2_test_sum_1
        FROM r2_test_sum_part_row
      ),
      sums_and_model AS (
        SELECT r2_test_sum_2, blocks, r2_test_sum_0, r2_test_sum_1
        FROM sums
        CROSS JOIN shared
      ),
      -- r2 = 1 - sum[s]((yhat[s] - kg[s])^2) / sum[s]((kg[s] - mean[s](kg[s]))^2); r2 > 0.6
      condition_row AS (
        SELECT
          1 - CASE WHEN blocks = 1 THEN r2_test_sum_0 ELSE r2_test_sum_0 + r2_test_sum_1 END / r2_test_sum_2 > 0.6 AS condition
        FROM sums_and_model
      )
    SELECT condition
    FROM condition_row
  )
SELECT condition AS val
FROM condition_lists;

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
