-- examples/mlp.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1
-- $seed: seed of the random numbers
-- data/train-images-idx3-ubyte.gz: the array file:data/train-images-idx3-ubyte.gz, copied by the runtime
-- data/train-labels-idx1-ubyte.gz: the array file:data/train-labels-idx1-ubyte.gz, copied by the runtime
-- data/t10k-images-idx3-ubyte.gz: the array file:data/t10k-images-idx3-ubyte.gz, copied by the runtime
-- data/t10k-labels-idx1-ubyte.gz: the array file:data/t10k-labels-idx1-ubyte.gz, copied by the runtime


-- load: data --------------------------------------------------------------------------------------

-- img[s, row, col] from data/train-images-idx3-ubyte.gz   (examples/mlp.tsql:11)
CREATE OR REPLACE TABLE img AS
SELECT CAST(d0 AS BIGINT) AS s, CAST(d1 AS BIGINT) AS "row", CAST(d2 AS BIGINT) AS col, CAST(val AS DOUBLE) AS val
FROM "data/train-images-idx3-ubyte.gz";

-- digit[s] from data/train-labels-idx1-ubyte.gz   (examples/mlp.tsql:12)
CREATE OR REPLACE TABLE digit AS
SELECT CAST(d0 AS BIGINT) AS s, CAST(val AS BIGINT) AS val
FROM "data/train-labels-idx1-ubyte.gz";

-- width[n]   (examples/mlp.tsql:13)
CREATE OR REPLACE TABLE width (n BIGINT, val BIGINT);

-- values of width[n]   (examples/mlp.tsql:13)
INSERT INTO width VALUES
  (0, 196), (1, 32), (2, 10);

-- img_test[s, row, col] from data/t10k-images-idx3-ubyte.gz   (examples/mlp.tsql:11)
CREATE OR REPLACE TABLE img_test AS
SELECT CAST(d0 AS BIGINT) + 1000 AS s, CAST(d1 AS BIGINT) AS "row", CAST(d2 AS BIGINT) AS col,
  CAST(val AS DOUBLE) AS val
FROM "data/t10k-images-idx3-ubyte.gz";

-- digit_test[s] from data/t10k-labels-idx1-ubyte.gz   (examples/mlp.tsql:12)
CREATE OR REPLACE TABLE digit_test AS
SELECT CAST(d0 AS BIGINT) + 1000 AS s, CAST(val AS BIGINT) AS val
FROM "data/t10k-labels-idx1-ubyte.gz";

-- must be empty: element [{position}] of data/train-images-idx3-ubyte.gz is not a number
SELECT CAST(d0 AS VARCHAR) || ', ' || CAST(d1 AS VARCHAR) || ', ' || CAST(d2 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/train-images-idx3-ubyte.gz"
WHERE val IS NULL
ORDER BY d0, d1, d2
LIMIT 1;

-- must be empty: data/train-images-idx3-ubyte.gz has {found} positions along s, but s has {room} keys for them
SELECT coalesce(max(d0) + 1, 0) AS found, 1000 AS room
FROM "data/train-images-idx3-ubyte.gz"
HAVING coalesce(max(d0) + 1, 0) <> 1000;

-- must be empty: data/train-images-idx3-ubyte.gz has {found} positions along row, but row has {room} keys for them
SELECT coalesce(max(d1) + 1, 0) AS found, 28 AS room
FROM "data/train-images-idx3-ubyte.gz"
HAVING coalesce(max(d1) + 1, 0) <> 28;

-- must be empty: data/train-images-idx3-ubyte.gz has {found} positions along col, but col has {room} keys for them
SELECT coalesce(max(d2) + 1, 0) AS found, 28 AS room
FROM "data/train-images-idx3-ubyte.gz"
HAVING coalesce(max(d2) + 1, 0) <> 28;

-- must be empty: element [{position}] of data/train-labels-idx1-ubyte.gz is not a number
SELECT CAST(d0 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/train-labels-idx1-ubyte.gz"
WHERE val IS NULL
ORDER BY d0
LIMIT 1;

-- must be empty: data/train-labels-idx1-ubyte.gz has {found} positions along s, but s has {room} keys for them
SELECT coalesce(max(d0) + 1, 0) AS found, 1000 AS room
FROM "data/train-labels-idx1-ubyte.gz"
HAVING coalesce(max(d0) + 1, 0) <> 1000;

-- must be empty: element [{position}] of data/train-labels-idx1-ubyte.gz, {value}, is not a key of digit: c is 0 to 9
SELECT CAST(d0 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/train-labels-idx1-ubyte.gz"
WHERE CAST(val AS BIGINT) NOT BETWEEN 0 AND 9
ORDER BY d0
LIMIT 1;

-- must be empty: element [{position}] of data/t10k-images-idx3-ubyte.gz is not a number
SELECT CAST(d0 AS VARCHAR) || ', ' || CAST(d1 AS VARCHAR) || ', ' || CAST(d2 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/t10k-images-idx3-ubyte.gz"
WHERE val IS NULL
ORDER BY d0, d1, d2
LIMIT 1;

-- must be empty: data/t10k-images-idx3-ubyte.gz has {found} positions along s, but s has {room} keys for them
SELECT coalesce(max(d0) + 1, 0) AS found, 500 AS room
FROM "data/t10k-images-idx3-ubyte.gz"
HAVING coalesce(max(d0) + 1, 0) <> 500;

-- must be empty: data/t10k-images-idx3-ubyte.gz has {found} positions along row, but row has {room} keys for them
SELECT coalesce(max(d1) + 1, 0) AS found, 28 AS room
FROM "data/t10k-images-idx3-ubyte.gz"
HAVING coalesce(max(d1) + 1, 0) <> 28;

-- must be empty: data/t10k-images-idx3-ubyte.gz has {found} positions along col, but col has {room} keys for them
SELECT coalesce(max(d2) + 1, 0) AS found, 28 AS room
FROM "data/t10k-images-idx3-ubyte.gz"
HAVING coalesce(max(d2) + 1, 0) <> 28;

-- must be empty: element [{position}] of data/t10k-labels-idx1-ubyte.gz is not a number
SELECT CAST(d0 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/t10k-labels-idx1-ubyte.gz"
WHERE val IS NULL
ORDER BY d0
LIMIT 1;

-- must be empty: data/t10k-labels-idx1-ubyte.gz has {found} positions along s, but s has {room} keys for them
SELECT coalesce(max(d0) + 1, 0) AS found, 500 AS room
FROM "data/t10k-labels-idx1-ubyte.gz"
HAVING coalesce(max(d0) + 1, 0) <> 500;

-- must be empty: element [{position}] of data/t10k-labels-idx1-ubyte.gz, {value}, is not a key of digit_test: c is 0 to 9
SELECT CAST(d0 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/t10k-labels-idx1-ubyte.gz"
WHERE CAST(val AS BIGINT) NOT BETWEEN 0 AND 9
ORDER BY d0
LIMIT 1;


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/mlp.tsql:29)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- W by run and step   (examples/mlp.tsql:15)
CREATE TABLE IF NOT EXISTS W (run BIGINT, step BIGINT, l BIGINT, u BIGINT, u_1 BIGINT, val DOUBLE);

-- b by run and step   (examples/mlp.tsql:16)
CREATE TABLE IF NOT EXISTS b (run BIGINT, step BIGINT, l BIGINT, u_1 BIGINT, val DOUBLE);

-- a[0, s, 14*r + q] = pix[s,r,q]   (examples/mlp.tsql:20)
CREATE OR REPLACE TEMP TABLE a_0 AS
WITH
  -- pix[s,r,q] = mean[i,j](img[s, 2*r + i, 2*q + j]) / 255
  pix_mean AS (
    SELECT s, "row" // 2 AS r, col // 2 AS q, AVG(img.val) AS val
    FROM img
    GROUP BY s, r, q
  ),
  pix AS (
    SELECT s, r, q, pix_mean.val / 255 AS val
    FROM pix_mean
  )
SELECT s, 14 * r + q AS u_1, pix.val
FROM pix;

-- a[0, s, 14*r + q] = pix[s,r,q]   (examples/mlp.tsql:20)
CREATE OR REPLACE TEMP TABLE a_test_0 AS
WITH
  -- pix[s,r,q] = mean[i,j](img[s, 2*r + i, 2*q + j]) / 255
  pix_test_mean AS (
    SELECT s, "row" // 2 AS r, col // 2 AS q, AVG(img_test.val) AS val
    FROM img_test
    GROUP BY s, r, q
  ),
  pix_test AS (
    SELECT s, r, q, pix_test_mean.val / 255 AS val
    FROM pix_test_mean
  )
SELECT s, 14 * r + q AS u_1, pix_test.val
FROM pix_test;

-- param W[l,u,u'] ~ normal(0, 1 / sqrt(width[l])) where u < width[l] and u' < width[l+1]   (examples/mlp.tsql:15)
CREATE OR REPLACE TEMP TABLE W_now AS
WITH
  v1 AS (
    SELECT
      width.n,
      u,
      u_1,
      width.val AS width,
      (39462283 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM width
    JOIN width AS width_1 ON width_1.n = width.n + 1
    CROSS JOIN range(196) AS u(u)
    CROSS JOIN range(196) AS u_1(u_1)
    WHERE width.n BETWEEN 0 AND 1 AND u < width.val AND u_1 < width_1.val
  ),
  v2 AS (
    SELECT
      n,
      u,
      u_1,
      v_1,
      width,
      (49762213 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT
      n,
      u,
      u_1,
      v_2,
      width,
      ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + n) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      n,
      u,
      u_1,
      v_3,
      width,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + n // 67108864) % 67108864 + u) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      n,
      u,
      u_1,
      v_4,
      width,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + u // 67108864) % 67108864 + u_1) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      n,
      u,
      u_1,
      v_5,
      width,
      (v_4 + v_5 * (10624165 + v_5) // 8192 + u_1 // 67108864) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT
      n,
      u,
      u_1,
      v_6,
      width,
      (v_5 + v_6 % 67108864 * (20318929 + v_6 % 67108864) // 8192) % 67108864 AS v_7,
      (v_5 + (1 + v_6) % 67108864 * (20318929 + (1 + v_6) % 67108864) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      n,
      u,
      u_1,
      v_7,
      v_13,
      width,
      (v_6 % 67108864 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      ((1 + v_6) % 67108864 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      n,
      u,
      u_1,
      v_8,
      v_14,
      width,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      n,
      u,
      u_1,
      v_9,
      v_15,
      width,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      n,
      u,
      u_1,
      width,
      (0.5e0 + (67108864 * v_10 + (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864)) / 4503599627370496e0 AS v_11,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_16 + (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864)) AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      n,
      u,
      u_1,
      v_17,
      width,
      -2 * CASE WHEN v_11 > 0 THEN ln(v_11) WHEN v_11 = 0 THEN '-inf'::DOUBLE WHEN v_11 < 0 THEN 'nan'::DOUBLE END AS v_12
    FROM v11
  )
SELECT
  n AS l,
  u,
  u_1,
  CASE WHEN v_12 >= 0 THEN sqrt(v_12) WHEN v_12 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_17) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_17) END / CASE WHEN width >= 0 THEN sqrt(width) WHEN width < 0 THEN 'nan'::DOUBLE END AS val
FROM v12;

-- param b[l,u'] = 0 where u' < width[l+1]   (examples/mlp.tsql:16)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT n - 1 AS l, u_1, CAST(0 AS DOUBLE) AS val
FROM width
CROSS JOIN range(196) AS u_1(u_1)
WHERE n BETWEEN 1 AND 2 AND u_1 < width.val;

-- data in 2 blocks of s   (examples/mlp.tsql:33)
CREATE OR REPLACE TEMP TABLE blocks_2 AS
SELECT block, least(500, 1000 - 500 * block) AS rows, 0 + 500 * block AS start, a_0, digit
FROM range(2) AS blocks(block)
JOIN (
  SELECT s // 500 AS block, list(val ORDER BY s) AS a_0
  FROM (
    SELECT s // 500 AS block, s, list(a_0.val ORDER BY u_1) AS val
    FROM a_0
    GROUP BY block, s
  ) AS by_1
  GROUP BY s // 500
) AS a_0 USING (block)
JOIN (
  SELECT s // 500 AS block, list(digit.val ORDER BY s) AS digit
  FROM digit
  GROUP BY block
) AS digit USING (block);

-- a block in a table of its own, for a thread of its own   (examples/mlp.tsql:33)
CREATE OR REPLACE TEMP TABLE s_blocks_0 AS
SELECT block, rows, start, a_0, digit
FROM blocks_2
WHERE block = 0;

-- a block in a table of its own, for a thread of its own   (examples/mlp.tsql:33)
CREATE OR REPLACE TEMP TABLE s_blocks_1 AS
SELECT block, rows, start, a_0, digit
FROM blocks_2
WHERE block = 1;

-- blocks are in tables of their own   (examples/mlp.tsql:33)
DROP TABLE IF EXISTS blocks_2;

-- data in 2 blocks of s_test   (examples/mlp.tsql:34)
CREATE OR REPLACE TEMP TABLE blocks_3 AS
SELECT
  block,
  least(250, 500 - 250 * block) AS rows,
  1000 + 250 * block AS start,
  a_test_0,
  digit_test
FROM range(2) AS blocks(block)
JOIN (
  SELECT (s - 1000) // 250 AS block, list(val ORDER BY s) AS a_test_0
  FROM (
    SELECT (s - 1000) // 250 AS block, s, list(a_test_0.val ORDER BY u_1) AS val
    FROM a_test_0
    GROUP BY block, s
  ) AS by_1
  GROUP BY (s - 1000) // 250
) AS a_test_0 USING (block)
JOIN (
  SELECT (s - 1000) // 250 AS block, list(digit_test.val ORDER BY s) AS digit_test
  FROM digit_test
  GROUP BY block
) AS digit_test USING (block);

-- a block in a table of its own, for a thread of its own   (examples/mlp.tsql:34)
CREATE OR REPLACE TEMP TABLE s_test_blocks_0 AS
SELECT block, rows, start, a_test_0, digit_test
FROM blocks_3
WHERE block = 0;

-- a block in a table of its own, for a thread of its own   (examples/mlp.tsql:34)
CREATE OR REPLACE TEMP TABLE s_test_blocks_1 AS
SELECT block, rows, start, a_test_0, digit_test
FROM blocks_3
WHERE block = 1;

-- blocks are in tables of their own   (examples/mlp.tsql:34)
DROP TABLE IF EXISTS blocks_3;


-- begin: before the first step --------------------------------------------------------------------

-- data in 2 blocks of s   (examples/mlp.tsql:29)
CREATE OR REPLACE TEMP TABLE blocks AS
WITH
  packed AS (
    SELECT block, least(500, 1000 - 500 * block) AS rows, 0 + 500 * block AS start, a_0, digit
    FROM range(2) AS blocks(block)
    JOIN (
      SELECT s // 500 AS block, list(val ORDER BY s) AS a_0
      FROM (
        SELECT s // 500 AS block, s, list(a_0.val ORDER BY u_1) AS val
        FROM a_0
        GROUP BY block, s
      ) AS by_1
      GROUP BY s // 500
    ) AS a_0 USING (block)
    JOIN (
      SELECT s // 500 AS block, list(digit.val ORDER BY s) AS digit
      FROM digit
      GROUP BY block
    ) AS digit USING (block)
  ),
  a_0_flat_row AS (
    SELECT block, rows, start, a_0, digit, flatten(a_0) AS a_0_flat
    FROM packed
  ),
  a_0_by_u_s_row AS (
    SELECT
      block,
      rows,
      start,
      a_0,
      digit,
      a_0_flat,
      list_transform(range(0, 196), lambda u: list_transform(range(0, rows), lambda s: a_0_flat[196 * s + u + 1])) AS a_0_by_u_s
    FROM a_0_flat_row
  )
SELECT block, rows, start, a_0, digit, a_0_flat, a_0_by_u_s
FROM a_0_by_u_s_row;

-- a block in a table of its own, for a thread of its own   (examples/mlp.tsql:29)
CREATE OR REPLACE TEMP TABLE blocks_0 AS
SELECT block, rows, start, a_0, digit, a_0_flat, a_0_by_u_s
FROM blocks
WHERE block = 0;

-- a block in a table of its own, for a thread of its own   (examples/mlp.tsql:29)
CREATE OR REPLACE TEMP TABLE blocks_1 AS
SELECT block, rows, start, a_0, digit, a_0_flat, a_0_by_u_s
FROM blocks
WHERE block = 1;

-- blocks are in tables of their own   (examples/mlp.tsql:29)
DROP TABLE IF EXISTS blocks;

-- the model as one row of lists, and what its values may become as two that are not live   (examples/mlp.tsql:29)
CREATE OR REPLACE TEMP TABLE model AS
SELECT CAST($step AS BIGINT) - 1 AS step, TRUE AS live, W_0, W_1, b_0, b_1
FROM (
  SELECT list(val ORDER BY u_1) AS W_0
  FROM (
    SELECT u_1, list(W.val ORDER BY u) AS val
    FROM W_now AS W
    WHERE l = 0 AND u >= 0 AND u < 196 AND u_1 >= 0 AND u_1 < 32
    GROUP BY u_1
  ) AS by_1
) AS W_0
CROSS JOIN (
  SELECT list(val ORDER BY u) AS W_1
  FROM (
    SELECT u, list(W.val ORDER BY u_1) AS val
    FROM W_now AS W
    WHERE l = 1 AND u >= 0 AND u < 32 AND u_1 >= 0 AND u_1 < 10
    GROUP BY u
  ) AS by_1
) AS W_1
CROSS JOIN (
  SELECT list(b.val ORDER BY u_1) AS b_0
  FROM b_now AS b
  WHERE l = 0 AND u_1 >= 0 AND u_1 < 32
) AS b_0
CROSS JOIN (
  SELECT list(b.val ORDER BY u_1) AS b_1
  FROM b_now AS b
  WHERE l = 1 AND u_1 >= 0 AND u_1 < 10
) AS b_1
UNION ALL
SELECT
  CAST(-1 AS BIGINT) AS step,
  FALSE AS live,
  list_transform(range(0, 1), lambda n2: list_transform(range(0, 1), lambda n1: '-inf'::DOUBLE)) AS W_0,
  list_transform(range(0, 1), lambda n2: list_transform(range(0, 1), lambda n1: '-inf'::DOUBLE)) AS W_1,
  list_transform(range(0, 1), lambda n1: '-inf'::DOUBLE) AS b_0,
  list_transform(range(0, 1), lambda n1: '-inf'::DOUBLE) AS b_1
UNION ALL
SELECT
  CAST(9007199254740991 AS BIGINT) AS step,
  FALSE AS live,
  list_transform(range(0, 1), lambda n2: list_transform(range(0, 1), lambda n1: 'nan'::DOUBLE)) AS W_0,
  list_transform(range(0, 1), lambda n2: list_transform(range(0, 1), lambda n1: 'nan'::DOUBLE)) AS W_1,
  list_transform(range(0, 1), lambda n1: 'nan'::DOUBLE) AS b_0,
  list_transform(range(0, 1), lambda n1: 'nan'::DOUBLE) AS b_1;

-- W is read from the model from here on   (examples/mlp.tsql:29)
DROP TABLE IF EXISTS W_now;

-- W as it is in the model   (examples/mlp.tsql:29)
CREATE OR REPLACE TEMP VIEW W_now AS
SELECT CAST(0 AS BIGINT) AS l, u, u_1, val
FROM (
  SELECT u_1, unnest(range(0, 196)) AS u, unnest(val) AS val
  FROM (
    SELECT unnest(range(0, 32)) AS u_1, unnest(W_0) AS val
    FROM model
    WHERE live
  ) AS at_0
) AS at_1
UNION ALL
SELECT CAST(1 AS BIGINT) AS l, u, u_1, val
FROM (
  SELECT u, unnest(range(0, 10)) AS u_1, unnest(val) AS val
  FROM (
    SELECT unnest(range(0, 32)) AS u, unnest(W_1) AS val
    FROM model
    WHERE live
  ) AS at_0
) AS at_1;

-- b is read from the model from here on   (examples/mlp.tsql:29)
DROP TABLE IF EXISTS b_now;

-- b as it is in the model   (examples/mlp.tsql:29)
CREATE OR REPLACE TEMP VIEW b_now AS
SELECT CAST(0 AS BIGINT) AS l, u_1, val
FROM (
  SELECT unnest(range(0, 32)) AS u_1, unnest(b_0) AS val
  FROM model
  WHERE live
) AS at_0
UNION ALL
SELECT CAST(1 AS BIGINT) AS l, u_1, val
FROM (
  SELECT unnest(range(0, 10)) AS u_1, unnest(b_1) AS val
  FROM model
  WHERE live
) AS at_0;


-- each step: $step = 1 … 60 -----------------------------------------------------------------------

-- one step: minimize loss using sgd   (examples/mlp.tsql:29)
INSERT INTO model
WITH
  now AS (
    SELECT step, W_0, W_1, b_0, b_1
    FROM model
    WHERE live
  ),
  shared AS (
    SELECT step, W_0, W_1, b_0, b_1
    FROM now
  ),
  -- W: all cells in one list
  W_1_flat_row AS (
    SELECT step, W_0, W_1, b_0, b_1, flatten(W_1) AS W_1_flat
    FROM shared
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 1
  W_1_by_u_u_row AS MATERIALIZED (
    SELECT
      step,
      W_0,
      W_1,
      b_0,
      b_1,
      list_transform(range(0, 10), lambda u: list_transform(range(0, 32), lambda u_2: W_1_flat[10 * u_2 + u + 1])) AS W_1_by_u_u
    FROM W_1_flat_row
  ),
  rows_and_model AS (
    SELECT block, a_0, digit, rows, a_0_by_u_s, b_0, W_0, b_1, W_1_by_u_u, W_1
    FROM blocks_0
    CROSS JOIN W_1_by_u_u_row
    UNION ALL
    SELECT block, a_0, digit, rows, a_0_by_u_s, b_0, W_0, b_1, W_1_by_u_u, W_1
    FROM blocks_1
    CROSS JOIN W_1_by_u_u_row
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 0; a[l+1,s,u'] = tanh(z[l,s,u']) at l = 0
  a_1_row AS (
    SELECT
      block,
      digit,
      rows,
      a_0_by_u_s,
      b_1,
      W_1_by_u_u,
      W_1,
      list_transform(list_zip(W_0, b_0), lambda at_u: list_transform(a_0, lambda a_0_s: tanh(list_inner_product(at_u[1], a_0_s) + at_u[2]))) AS a_1
    FROM rows_and_model
  ),
  -- a_1: all cells in one list
  a_1_flat_row AS (
    SELECT block, digit, rows, a_0_by_u_s, b_1, W_1_by_u_u, W_1, a_1, flatten(a_1) AS a_1_flat
    FROM a_1_row
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 1; logit[s,c] = z[end,s,c]
  logit_row AS (
    SELECT
      block,
      digit,
      rows,
      a_0_by_u_s,
      W_1,
      a_1,
      list_transform(list_transform(range(0, rows), lambda s: list_transform(range(0, 32), lambda u: a_1_flat[rows * u + s + 1])), lambda a_1_by_s_u_s: list_transform(list_zip(W_1_by_u_u, b_1), lambda at_u: list_inner_product(at_u[1], a_1_by_s_u_s) + at_u[2])) AS logit
    FROM a_1_flat_row
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s])); logit: all cells in one list
  logit_flat_row AS (
    SELECT
      block,
      digit,
      rows,
      a_0_by_u_s,
      W_1,
      a_1,
      logit,
      list_transform(logit, lambda logit_s: list_max(logit_s)) AS loss_top,
      flatten(logit) AS logit_flat
    FROM logit_row
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss_sum_row AS (
    SELECT
      block,
      digit,
      rows,
      a_0_by_u_s,
      W_1,
      a_1,
      loss_top,
      logit_flat,
      list_transform(list_zip(logit, loss_top), lambda at_s: list_sum(list_transform(at_s[1], lambda logit_c: exp(logit_c - at_s[2])))) AS loss_sum
    FROM logit_flat_row
  ),
  -- gradient of loss by W
  d_z_1_row AS (
    SELECT
      block,
      rows,
      a_0_by_u_s,
      W_1,
      a_1,
      list_transform(range(0, 10), lambda c: list_transform(list_zip(loss_top, digit, loss_sum), lambda at_s, s: 0.001 * (exp(logit_flat[10 * s + c - 9] - at_s[1]) / at_s[3] - CAST(c = at_s[2] AS DOUBLE)))) AS d_z_1
    FROM loss_sum_row
  ),
  -- d_z_1: all cells in one list; gradient of loss by W; gradient of loss by b
  d_b_1_part_row AS (
    SELECT
      block,
      rows,
      a_0_by_u_s,
      W_1,
      a_1,
      flatten(d_z_1) AS d_z_1_flat,
      list_transform(a_1, lambda a_1_u: list_transform(d_z_1, lambda d_z_1_u: list_inner_product(d_z_1_u, a_1_u))) AS d_W_1_part,
      list_transform(d_z_1, lambda d_z_1_u: list_sum(d_z_1_u)) AS d_b_1_part
    FROM d_z_1_row
  ),
  -- gradient of loss by W
  d_z_1_by_s_u_row AS (
    SELECT
      block,
      a_0_by_u_s,
      W_1,
      a_1,
      d_W_1_part,
      d_b_1_part,
      list_transform(range(0, rows), lambda s: list_transform(range(0, 10), lambda u: d_z_1_flat[rows * u + s + 1])) AS d_z_1_by_s_u
    FROM d_b_1_part_row
  ),
  -- gradient of loss by W
  d_z_0_row AS (
    SELECT
      block,
      a_0_by_u_s,
      d_W_1_part,
      d_b_1_part,
      list_transform(list_zip(W_1, a_1), lambda at_u: list_transform(list_zip(d_z_1_by_s_u, at_u[2]), lambda at_s: list_inner_product(at_s[1], at_u[1]) * (1 - at_s[2] * at_s[2]))) AS d_z_0
    FROM d_z_1_by_s_u_row
  ),
  -- gradient of loss by W; gradient of loss by b
  d_b_0_part_row AS MATERIALIZED (
    SELECT
      block,
      d_W_1_part,
      d_b_1_part,
      list_transform(d_z_0, lambda d_z_0_u: list_transform(a_0_by_u_s, lambda a_0_by_u_s_u: list_inner_product(d_z_0_u, a_0_by_u_s_u))) AS d_W_0_part,
      list_transform(d_z_0, lambda d_z_0_u: list_sum(d_z_0_u)) AS d_b_0_part
    FROM d_z_0_row
  ),
  -- what each block adds
  sums AS (
    SELECT
      one.d_W_0_part AS d_W_0_0,
      other.d_W_0_part AS d_W_0_1,
      one.d_W_1_part AS d_W_1_0,
      other.d_W_1_part AS d_W_1_1,
      one.d_b_0_part AS d_b_0_0,
      other.d_b_0_part AS d_b_0_1,
      one.d_b_1_part AS d_b_1_0,
      other.d_b_1_part AS d_b_1_1
    FROM d_b_0_part_row AS one
    JOIN d_b_0_part_row AS other ON one.block = 0 AND other.block = 1
  ),
  sums_and_model AS (
    SELECT
      step,
      W_0,
      W_1,
      b_0,
      b_1,
      d_W_0_0,
      d_W_0_1,
      d_W_1_0,
      d_W_1_1,
      d_b_0_0,
      d_b_0_1,
      d_b_1_0,
      d_b_1_1
    FROM sums
    CROSS JOIN W_1_by_u_u_row
  ),
  -- gradient of loss by W; W := p - lr * g   for W; gradient of loss by b; b := p - lr * g   for b
  b_1_next_row AS (
    SELECT
      step,
      list_transform(list_zip(W_0, d_W_0_0, d_W_0_1), lambda at_u: list_transform(list_zip(at_u[1], at_u[2], at_u[3]), lambda at_u_2: at_u_2[1] - 0.5 * (at_u_2[2] + at_u_2[3]))) AS W_0_next,
      list_transform(list_zip(W_1, d_W_1_0, d_W_1_1), lambda at_u: list_transform(list_zip(at_u[1], at_u[2], at_u[3]), lambda at_u_2: at_u_2[1] - 0.5 * (at_u_2[2] + at_u_2[3]))) AS W_1_next,
      list_transform(list_zip(b_0, d_b_0_0, d_b_0_1), lambda at_u: at_u[1] - 0.5 * (at_u[2] + at_u[3])) AS b_0_next,
      list_transform(list_zip(b_1, d_b_1_0, d_b_1_1), lambda at_u: at_u[1] - 0.5 * (at_u[2] + at_u[3])) AS b_1_next
    FROM sums_and_model
  )
SELECT
  b_1_next_row.step + 1 AS step,
  TRUE AS live,
  W_0_next AS W_0,
  W_1_next AS W_1,
  b_0_next AS b_0,
  b_1_next AS b_1
FROM b_1_next_row;

-- the model is its last row   (examples/mlp.tsql:29)
DELETE FROM model
WHERE live AND step < (SELECT MAX(step) FROM model WHERE live);


-- report: every 10 steps --------------------------------------------------------------------------

-- loss = mean[s](xent[c](logit[s,c], digit[s]))   (examples/mlp.tsql:25)
CREATE OR REPLACE TEMP TABLE loss_lists AS
WITH
  now AS (
    SELECT W_0, b_0, W_1, b_1
    FROM (
      SELECT list(val ORDER BY u_1) AS W_0
      FROM (
        SELECT u_1, list(W.val ORDER BY u) AS val
        FROM W_now AS W
        WHERE l = 0 AND u >= 0 AND u < 196 AND u_1 >= 0 AND u_1 < 32
        GROUP BY u_1
      ) AS by_1
    ) AS W_0
    CROSS JOIN (
      SELECT list(b.val ORDER BY u_1) AS b_0
      FROM b_now AS b
      WHERE l = 0 AND u_1 >= 0 AND u_1 < 32
    ) AS b_0
    CROSS JOIN (
      SELECT list(val ORDER BY u_1) AS W_1
      FROM (
        SELECT u_1, list(W.val ORDER BY u) AS val
        FROM W_now AS W
        WHERE l = 1 AND u >= 0 AND u < 32 AND u_1 >= 0 AND u_1 < 10
        GROUP BY u_1
      ) AS by_1
    ) AS W_1
    CROSS JOIN (
      SELECT list(b.val ORDER BY u_1) AS b_1
      FROM b_now AS b
      WHERE l = 1 AND u_1 >= 0 AND u_1 < 10
    ) AS b_1
  ),
  shared AS MATERIALIZED (
    SELECT W_0, b_0, W_1, b_1
    FROM now
  ),
  rows_and_model AS (
    SELECT block, a_0, digit, b_1, W_1, b_0, W_0
    FROM s_blocks_0
    CROSS JOIN shared
    UNION ALL
    SELECT block, a_0, digit, b_1, W_1, b_0, W_0
    FROM s_blocks_1
    CROSS JOIN shared
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 0; a[l+1,s,u'] = tanh(z[l,s,u']) at l = 0; z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 1; logit[s,c] = z[end,s,c]
  logit_row AS (
    SELECT
      block,
      digit,
      list_transform(list_transform(a_0, lambda a_0_s: list_transform(list_zip(W_0, b_0), lambda at_u: tanh(list_inner_product(at_u[1], a_0_s) + at_u[2]))), lambda a_1_s: list_transform(list_zip(W_1, b_1), lambda at_u: list_inner_product(at_u[1], a_1_s) + at_u[2])) AS logit
    FROM rows_and_model
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s])); logit: all cells in one list
  logit_flat_row AS (
    SELECT
      block,
      digit,
      logit,
      list_transform(logit, lambda logit_s: list_max(logit_s)) AS loss_top,
      flatten(logit) AS logit_flat
    FROM logit_row
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss_part_row AS MATERIALIZED (
    SELECT
      block,
      list_sum(list_transform(list_zip(loss_top, logit, digit), lambda at_s, s: (at_s[1] + CASE WHEN list_sum(list_transform(at_s[2], lambda logit_c: exp(logit_c - at_s[1]))) > 0 THEN ln(list_sum(list_transform(at_s[2], lambda logit_c: exp(logit_c - at_s[1])))) WHEN list_sum(list_transform(at_s[2], lambda logit_c: exp(logit_c - at_s[1]))) = 0 THEN '-inf'::DOUBLE WHEN list_sum(list_transform(at_s[2], lambda logit_c: exp(logit_c - at_s[1]))) < 0 THEN 'nan'::DOUBLE END - logit_flat[10 * s + at_s[3] - 9]) / 1000)) AS loss_part
    FROM logit_flat_row
  ),
  -- what each block adds
  sums AS (
    SELECT one.loss_part AS loss_0, other.loss_part AS loss_1
    FROM loss_part_row AS one
    JOIN loss_part_row AS other ON one.block = 0 AND other.block = 1
  ),
  sums_and_model AS (
    SELECT loss_0, loss_1
    FROM sums
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss_row AS (
    SELECT loss_0 + loss_1 AS loss
    FROM sums_and_model
  )
SELECT loss
FROM loss_row;

-- report loss on train, acc on train   (examples/mlp.tsql:33)
INSERT INTO metrics
WITH
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss AS (
    SELECT loss AS val
    FROM loss_lists
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 0
  z_sum_0 AS (
    SELECT W.u_1, s, SUM(W.val * a_0.val) AS val
    FROM W_now AS W
    JOIN a_0 ON a_0.u_1 = W.u
    WHERE l = 0
    GROUP BY W.u_1, s
  ),
  z_0 AS (
    SELECT s, u_1, z_sum_0.val + b.val AS val
    FROM z_sum_0
    JOIN b_now AS b USING (u_1)
    WHERE l = 0
  ),
  -- a[l+1,s,u'] = tanh(z[l,s,u']) at l = 0
  a_1 AS (
    SELECT s, u_1, tanh(z_0.val) AS val
    FROM z_0
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 1
  z_sum_1 AS (
    SELECT W.u_1, s, SUM(W.val * a_1.val) AS val
    FROM W_now AS W
    JOIN a_1 ON a_1.u_1 = W.u
    WHERE l = 1
    GROUP BY W.u_1, s
  ),
  z_1 AS (
    SELECT s, u_1, z_sum_1.val + b.val AS val
    FROM z_sum_1
    JOIN b_now AS b USING (u_1)
    WHERE l = 1
  ),
  -- logit[s,c] = z[end,s,c]
  logit AS (
    SELECT s, u_1 AS c, z_1.val
    FROM z_1
  ),
  -- guess[s] = argmax[c](logit[s,c])
  guess AS (
    SELECT s, FIRST(c ORDER BY logit.val DESC, c) AS val
    FROM logit
    GROUP BY s
  ),
  -- acc = mean[s]([guess[s] == digit[s]])
  acc AS (
    SELECT AVG(CAST(guess.val = digit.val AS DOUBLE)) AS val
    FROM guess
    JOIN digit USING (s)
    HAVING COUNT(*) > 0
  )
SELECT $run AS run, $step AS step, 'train' AS split, 'loss' AS name, loss.val
FROM loss
UNION ALL
SELECT $run AS run, $step AS step, 'train' AS split, 'acc' AS name, acc.val
FROM acc;


-- report: every 10 steps --------------------------------------------------------------------------

-- loss = mean[s](xent[c](logit[s,c], digit[s]))   (examples/mlp.tsql:25)
CREATE OR REPLACE TEMP TABLE loss_test_lists AS
WITH
  now AS (
    SELECT W_0, b_0, W_1, b_1
    FROM (
      SELECT list(val ORDER BY u_1) AS W_0
      FROM (
        SELECT u_1, list(W.val ORDER BY u) AS val
        FROM W_now AS W
        WHERE l = 0 AND u >= 0 AND u < 196 AND u_1 >= 0 AND u_1 < 32
        GROUP BY u_1
      ) AS by_1
    ) AS W_0
    CROSS JOIN (
      SELECT list(b.val ORDER BY u_1) AS b_0
      FROM b_now AS b
      WHERE l = 0 AND u_1 >= 0 AND u_1 < 32
    ) AS b_0
    CROSS JOIN (
      SELECT list(val ORDER BY u_1) AS W_1
      FROM (
        SELECT u_1, list(W.val ORDER BY u) AS val
        FROM W_now AS W
        WHERE l = 1 AND u >= 0 AND u < 32 AND u_1 >= 0 AND u_1 < 10
        GROUP BY u_1
      ) AS by_1
    ) AS W_1
    CROSS JOIN (
      SELECT list(b.val ORDER BY u_1) AS b_1
      FROM b_now AS b
      WHERE l = 1 AND u_1 >= 0 AND u_1 < 10
    ) AS b_1
  ),
  shared AS MATERIALIZED (
    SELECT W_0, b_0, W_1, b_1
    FROM now
  ),
  rows_and_model AS (
    SELECT block, a_test_0, digit_test, b_1, W_1, b_0, W_0
    FROM s_test_blocks_0
    CROSS JOIN shared
    UNION ALL
    SELECT block, a_test_0, digit_test, b_1, W_1, b_0, W_0
    FROM s_test_blocks_1
    CROSS JOIN shared
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 0; a[l+1,s,u'] = tanh(z[l,s,u']) at l = 0; z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 1; logit[s,c] = z[end,s,c]
  logit_test_row AS (
    SELECT
      block,
      digit_test,
      list_transform(list_transform(a_test_0, lambda a_test_0_s: list_transform(list_zip(W_0, b_0), lambda at_u: tanh(list_inner_product(at_u[1], a_test_0_s) + at_u[2]))), lambda a_test_1_s: list_transform(list_zip(W_1, b_1), lambda at_u: list_inner_product(at_u[1], a_test_1_s) + at_u[2])) AS logit_test
    FROM rows_and_model
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s])); logit_test: all cells in one list
  logit_test_flat_row AS (
    SELECT
      block,
      digit_test,
      logit_test,
      list_transform(logit_test, lambda logit_test_s: list_max(logit_test_s)) AS loss_test_top,
      flatten(logit_test) AS logit_test_flat
    FROM logit_test_row
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss_test_part_row AS MATERIALIZED (
    SELECT
      block,
      list_sum(list_transform(list_zip(loss_test_top, logit_test, digit_test), lambda at_s, s: (at_s[1] + CASE WHEN list_sum(list_transform(at_s[2], lambda logit_test_c: exp(logit_test_c - at_s[1]))) > 0 THEN ln(list_sum(list_transform(at_s[2], lambda logit_test_c: exp(logit_test_c - at_s[1])))) WHEN list_sum(list_transform(at_s[2], lambda logit_test_c: exp(logit_test_c - at_s[1]))) = 0 THEN '-inf'::DOUBLE WHEN list_sum(list_transform(at_s[2], lambda logit_test_c: exp(logit_test_c - at_s[1]))) < 0 THEN 'nan'::DOUBLE END - logit_test_flat[10 * s + at_s[3] - 9]) / 500)) AS loss_test_part
    FROM logit_test_flat_row
  ),
  -- what each block adds
  sums AS (
    SELECT one.loss_test_part AS loss_test_0, other.loss_test_part AS loss_test_1
    FROM loss_test_part_row AS one
    JOIN loss_test_part_row AS other ON one.block = 0 AND other.block = 1
  ),
  sums_and_model AS (
    SELECT loss_test_0, loss_test_1
    FROM sums
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss_test_row AS (
    SELECT loss_test_0 + loss_test_1 AS loss_test
    FROM sums_and_model
  )
SELECT loss_test
FROM loss_test_row;

-- report loss on test, acc on test   (examples/mlp.tsql:34)
INSERT INTO metrics
WITH
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss_test AS (
    SELECT loss_test AS val
    FROM loss_test_lists
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 0
  z_test_sum_0 AS (
    SELECT W.u_1, s, SUM(W.val * a_test_0.val) AS val
    FROM W_now AS W
    JOIN a_test_0 ON a_test_0.u_1 = W.u
    WHERE l = 0
    GROUP BY W.u_1, s
  ),
  z_test_0 AS (
    SELECT s, u_1, z_test_sum_0.val + b.val AS val
    FROM z_test_sum_0
    JOIN b_now AS b USING (u_1)
    WHERE l = 0
  ),
  -- a[l+1,s,u'] = tanh(z[l,s,u']) at l = 0
  a_test_1 AS (
    SELECT s, u_1, tanh(z_test_0.val) AS val
    FROM z_test_0
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 1
  z_test_sum_1 AS (
    SELECT W.u_1, s, SUM(W.val * a_test_1.val) AS val
    FROM W_now AS W
    JOIN a_test_1 ON a_test_1.u_1 = W.u
    WHERE l = 1
    GROUP BY W.u_1, s
  ),
  z_test_1 AS (
    SELECT s, u_1, z_test_sum_1.val + b.val AS val
    FROM z_test_sum_1
    JOIN b_now AS b USING (u_1)
    WHERE l = 1
  ),
  -- logit[s,c] = z[end,s,c]
  logit_test AS (
    SELECT s, u_1 AS c, z_test_1.val
    FROM z_test_1
  ),
  -- guess[s] = argmax[c](logit[s,c])
  guess_test AS (
    SELECT s, FIRST(c ORDER BY logit_test.val DESC, c) AS val
    FROM logit_test
    GROUP BY s
  ),
  -- acc = mean[s]([guess[s] == digit[s]])
  acc_test AS (
    SELECT AVG(CAST(guess_test.val = digit_test.val AS DOUBLE)) AS val
    FROM guess_test
    JOIN digit_test USING (s)
    HAVING COUNT(*) > 0
  )
SELECT $run AS run, $step AS step, 'test' AS split, 'loss' AS name, loss_test.val
FROM loss_test
UNION ALL
SELECT $run AS run, $step AS step, 'test' AS split, 'acc' AS name, acc_test.val
FROM acc_test;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep W   (examples/mlp.tsql:15)
INSERT INTO W
SELECT $run AS run, $step AS step, l, u, u_1, W.val
FROM W_now AS W;

-- keep b   (examples/mlp.tsql:16)
INSERT INTO b
SELECT $run AS run, $step AS step, l, u_1, b.val
FROM b_now AS b;


-- final: what shows, checks and exports read ------------------------------------------------------

-- guess[s] = argmax[c](logit[s,c])   (examples/mlp.tsql:26)
CREATE OR REPLACE TEMP TABLE guess_test AS
WITH
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 0
  z_test_sum_0 AS (
    SELECT W.u_1, s, SUM(W.val * a_test_0.val) AS val
    FROM W_now AS W
    JOIN a_test_0 ON a_test_0.u_1 = W.u
    WHERE l = 0
    GROUP BY W.u_1, s
  ),
  z_test_0 AS (
    SELECT s, u_1, z_test_sum_0.val + b.val AS val
    FROM z_test_sum_0
    JOIN b_now AS b USING (u_1)
    WHERE l = 0
  ),
  -- a[l+1,s,u'] = tanh(z[l,s,u']) at l = 0
  a_test_1 AS (
    SELECT s, u_1, tanh(z_test_0.val) AS val
    FROM z_test_0
  ),
  -- z[l,s,u'] = W[l,u,u'] * a[l,s,u] + b[l,u'] at l = 1
  z_test_sum_1 AS (
    SELECT W.u_1, s, SUM(W.val * a_test_1.val) AS val
    FROM W_now AS W
    JOIN a_test_1 ON a_test_1.u_1 = W.u
    WHERE l = 1
    GROUP BY W.u_1, s
  ),
  z_test_1 AS (
    SELECT s, u_1, z_test_sum_1.val + b.val AS val
    FROM z_test_sum_1
    JOIN b_now AS b USING (u_1)
    WHERE l = 1
  ),
  -- logit[s,c] = z[end,s,c]
  logit_test AS (
    SELECT s, u_1 AS c, z_test_1.val
    FROM z_test_1
  )
SELECT s, FIRST(c ORDER BY logit_test.val DESC, c) AS val
FROM logit_test
GROUP BY s;

-- acc = mean[s]([guess[s] == digit[s]])   (examples/mlp.tsql:27)
CREATE OR REPLACE TEMP TABLE acc_test AS
SELECT AVG(CAST(guess_test.val = digit_test.val AS DOUBLE)) AS val
FROM guess_test
JOIN digit_test USING (s)
HAVING COUNT(*) > 0;

-- acc >= 0.83   (examples/mlp.tsql:39)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT acc_test.val >= 0.83 AS val
FROM acc_test;

-- show acc on test
SELECT acc_test.val
FROM acc_test;

-- check acc >= 0.83 on test
SELECT condition.val
FROM condition;

-- export to data/guesses.csv
SELECT s, guess_test.val
FROM guess_test
ORDER BY s;
