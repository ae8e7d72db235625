-- examples/convnet.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1
-- $seed: seed of the random numbers
-- data/more-images-idx3-ubyte.gz: the array file:data/more-images-idx3-ubyte.gz, copied by the runtime
-- data/more-labels-idx1-ubyte.gz: the array file:data/more-labels-idx1-ubyte.gz, copied by the runtime
-- data/t10k-images-idx3-ubyte.gz: the array file:data/t10k-images-idx3-ubyte.gz, copied by the runtime
-- data/t10k-labels-idx1-ubyte.gz: the array file:data/t10k-labels-idx1-ubyte.gz, copied by the runtime


-- load: data --------------------------------------------------------------------------------------

-- img[s, row, col] from data/more-images-idx3-ubyte.gz   (examples/convnet.tsql:9)
CREATE OR REPLACE TABLE img AS
SELECT CAST(d0 AS BIGINT) AS s, CAST(d1 AS BIGINT) AS "row", CAST(d2 AS BIGINT) AS col, CAST(val AS DOUBLE) AS val
FROM "data/more-images-idx3-ubyte.gz";

-- digit[s] from data/more-labels-idx1-ubyte.gz   (examples/convnet.tsql:10)
CREATE OR REPLACE TABLE digit AS
SELECT CAST(d0 AS BIGINT) AS s, CAST(val AS BIGINT) AS val
FROM "data/more-labels-idx1-ubyte.gz";

-- img_test[s, row, col] from data/t10k-images-idx3-ubyte.gz   (examples/convnet.tsql:9)
CREATE OR REPLACE TABLE img_test AS
SELECT CAST(d0 AS BIGINT) + 2000 AS s, CAST(d1 AS BIGINT) AS "row", CAST(d2 AS BIGINT) AS col,
  CAST(val AS DOUBLE) AS val
FROM "data/t10k-images-idx3-ubyte.gz";

-- digit_test[s] from data/t10k-labels-idx1-ubyte.gz   (examples/convnet.tsql:10)
CREATE OR REPLACE TABLE digit_test AS
SELECT CAST(d0 AS BIGINT) + 2000 AS s, CAST(val AS BIGINT) AS val
FROM "data/t10k-labels-idx1-ubyte.gz";

-- must be empty: element [{position}] of data/more-images-idx3-ubyte.gz is not a number
SELECT CAST(d0 AS VARCHAR) || ', ' || CAST(d1 AS VARCHAR) || ', ' || CAST(d2 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/more-images-idx3-ubyte.gz"
WHERE val IS NULL
ORDER BY d0, d1, d2
LIMIT 1;

-- must be empty: data/more-images-idx3-ubyte.gz has {found} positions along s, but s has {room} keys for them
SELECT coalesce(max(d0) + 1, 0) AS found, 2000 AS room
FROM "data/more-images-idx3-ubyte.gz"
HAVING coalesce(max(d0) + 1, 0) <> 2000;

-- must be empty: data/more-images-idx3-ubyte.gz has {found} positions along row, but row has {room} keys for them
SELECT coalesce(max(d1) + 1, 0) AS found, 28 AS room
FROM "data/more-images-idx3-ubyte.gz"
HAVING coalesce(max(d1) + 1, 0) <> 28;

-- must be empty: data/more-images-idx3-ubyte.gz has {found} positions along col, but col has {room} keys for them
SELECT coalesce(max(d2) + 1, 0) AS found, 28 AS room
FROM "data/more-images-idx3-ubyte.gz"
HAVING coalesce(max(d2) + 1, 0) <> 28;

-- must be empty: element [{position}] of data/more-labels-idx1-ubyte.gz is not a number
SELECT CAST(d0 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/more-labels-idx1-ubyte.gz"
WHERE val IS NULL
ORDER BY d0
LIMIT 1;

-- must be empty: data/more-labels-idx1-ubyte.gz has {found} positions along s, but s has {room} keys for them
SELECT coalesce(max(d0) + 1, 0) AS found, 2000 AS room
FROM "data/more-labels-idx1-ubyte.gz"
HAVING coalesce(max(d0) + 1, 0) <> 2000;

-- must be empty: element [{position}] of data/more-labels-idx1-ubyte.gz, {value}, is not a key of digit: c is 0 to 9
SELECT CAST(d0 AS VARCHAR) AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/more-labels-idx1-ubyte.gz"
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

-- what reports say, by run and step   (examples/convnet.tsql:26)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- K by run and step   (examples/convnet.tsql:12)
CREATE TABLE IF NOT EXISTS K (run BIGINT, step BIGINT, f BIGINT, m BIGINT, n BIGINT, val DOUBLE);

-- k by run and step   (examples/convnet.tsql:13)
CREATE TABLE IF NOT EXISTS k_2 (run BIGINT, step BIGINT, f BIGINT, val DOUBLE);

-- V by run and step   (examples/convnet.tsql:14)
CREATE TABLE IF NOT EXISTS V (run BIGINT, step BIGINT, f BIGINT, p BIGINT, q BIGINT, c BIGINT, val DOUBLE);

-- b by run and step   (examples/convnet.tsql:15)
CREATE TABLE IF NOT EXISTS b (run BIGINT, step BIGINT, c BIGINT, val DOUBLE);

-- adam.m of K by run and step
CREATE TABLE IF NOT EXISTS K_adam_m (run BIGINT, step BIGINT, f BIGINT, m BIGINT, n BIGINT, val DOUBLE);

-- adam.v of K by run and step
CREATE TABLE IF NOT EXISTS K_adam_v (run BIGINT, step BIGINT, f BIGINT, m BIGINT, n BIGINT, val DOUBLE);

-- adam.m of k by run and step
CREATE TABLE IF NOT EXISTS k_2_adam_m (run BIGINT, step BIGINT, f BIGINT, val DOUBLE);

-- adam.v of k by run and step
CREATE TABLE IF NOT EXISTS k_2_adam_v (run BIGINT, step BIGINT, f BIGINT, val DOUBLE);

-- adam.m of V by run and step
CREATE TABLE IF NOT EXISTS V_adam_m (run BIGINT, step BIGINT, f BIGINT, p BIGINT, q BIGINT, c BIGINT, val DOUBLE);

-- adam.v of V by run and step
CREATE TABLE IF NOT EXISTS V_adam_v (run BIGINT, step BIGINT, f BIGINT, p BIGINT, q BIGINT, c BIGINT, val DOUBLE);

-- adam.m of b by run and step
CREATE TABLE IF NOT EXISTS b_adam_m (run BIGINT, step BIGINT, c BIGINT, val DOUBLE);

-- adam.v of b by run and step
CREATE TABLE IF NOT EXISTS b_adam_v (run BIGINT, step BIGINT, c BIGINT, val DOUBLE);

-- pix[s,y,x] = (mean[i,j](img[s, 2*y + i, 2*x + j]) / 255 - 0.13) / 0.25   (examples/convnet.tsql:17)
CREATE OR REPLACE TEMP TABLE pix AS
WITH
  pix_mean AS (
    SELECT s, "row" // 2 AS y, col // 2 AS x, AVG(img.val) AS val
    FROM img
    GROUP BY s, y, x
  )
SELECT s, y, x, (pix_mean.val / 255 - 0.13) / 0.25 AS val
FROM pix_mean;

-- pix[s,y,x] = (mean[i,j](img[s, 2*y + i, 2*x + j]) / 255 - 0.13) / 0.25   (examples/convnet.tsql:17)
CREATE OR REPLACE TEMP TABLE pix_test AS
WITH
  pix_test_mean AS (
    SELECT s, "row" // 2 AS y, col // 2 AS x, AVG(img_test.val) AS val
    FROM img_test
    GROUP BY s, y, x
  )
SELECT s, y, x, (pix_test_mean.val / 255 - 0.13) / 0.25 AS val
FROM pix_test_mean;

-- param K[f,m,n] ~ he(|m| * |n|)   (examples/convnet.tsql:12)
CREATE OR REPLACE TEMP TABLE K_now AS
WITH
  v1 AS (
    SELECT
      f,
      m,
      n,
      (47439449 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS f(f)
    CROSS JOIN range(5) AS m(m)
    CROSS JOIN range(5) AS n(n)
  ),
  v2 AS (
    SELECT
      f,
      m,
      n,
      v_1,
      (11126727 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT f, m, n, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + f) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      f,
      m,
      n,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + f // 67108864) % 67108864 + m) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      f,
      m,
      n,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + m // 67108864) % 67108864 + n) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT f, m, n, v_5, (v_4 + v_5 * (10624165 + v_5) // 8192 + n // 67108864) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT
      f,
      m,
      n,
      v_6,
      (v_5 + v_6 % 67108864 * (20318929 + v_6 % 67108864) // 8192) % 67108864 AS v_7,
      (v_5 + (1 + v_6) % 67108864 * (20318929 + (1 + v_6) % 67108864) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      f,
      m,
      n,
      v_7,
      v_13,
      (v_6 % 67108864 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      ((1 + v_6) % 67108864 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      f,
      m,
      n,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      f,
      m,
      n,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      f,
      m,
      n,
      (0.5e0 + (67108864 * v_10 + (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864)) / 4503599627370496e0 AS v_11,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_16 + (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864)) AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      f,
      m,
      n,
      v_17,
      -2 * CASE WHEN v_11 > 0 THEN ln(v_11) WHEN v_11 = 0 THEN '-inf'::DOUBLE WHEN v_11 < 0 THEN 'nan'::DOUBLE END AS v_12
    FROM v11
  )
SELECT
  f,
  m,
  n,
  0.282842712474619e0 * (CASE WHEN v_12 >= 0 THEN sqrt(v_12) WHEN v_12 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_17) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_17) END) AS val
FROM v12;

-- param k[f] = 0   (examples/convnet.tsql:13)
CREATE OR REPLACE TEMP TABLE k_2_now AS
SELECT f, CAST(0 AS DOUBLE) AS val
FROM range(8) AS f(f);

-- param V[f,p,q,c] ~ glorot(|f| * |p| * |q|, |c|)   (examples/convnet.tsql:14)
CREATE OR REPLACE TEMP TABLE V_now AS
WITH
  v1 AS (
    SELECT
      f,
      p,
      q,
      c,
      (22835047 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS f(f)
    CROSS JOIN range(5) AS p(p)
    CROSS JOIN range(5) AS q(q)
    CROSS JOIN range(10) AS c(c)
  ),
  v2 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_1,
      (50575686 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT f, p, q, c, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + f) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + f // 67108864) % 67108864 + p) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + p // 67108864) % 67108864 + q) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_5,
      ((v_4 + v_5 * (10624165 + v_5) // 8192 + q // 67108864) % 67108864 + c) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT f, p, q, c, v_6, (v_5 + v_6 * (20318929 + v_6) // 8192 + c // 67108864) % 67108864 AS v_7
    FROM v6
  ),
  v8 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_7,
      (v_6 + v_7 % 67108864 * (4130739 + v_7 % 67108864) // 8192) % 67108864 AS v_8,
      (v_6 + (1 + v_7) % 67108864 * (4130739 + (1 + v_7) % 67108864) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_8,
      v_14,
      (v_7 % 67108864 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      ((1 + v_7) % 67108864 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_10,
      v_16,
      (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864 AS v_11,
      (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864 AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      f,
      p,
      q,
      c,
      (0.5e0 + (67108864 * v_11 + (v_10 + v_11 * (19051011 + v_11) // 8192) % 67108864)) / 4503599627370496e0 AS v_12,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_17 + (v_16 + v_17 * (19051011 + v_17) // 8192) % 67108864)) AS v_18
    FROM v11
  ),
  v13 AS (
    SELECT
      f,
      p,
      q,
      c,
      v_18,
      -2 * CASE WHEN v_12 > 0 THEN ln(v_12) WHEN v_12 = 0 THEN '-inf'::DOUBLE WHEN v_12 < 0 THEN 'nan'::DOUBLE END AS v_13
    FROM v12
  )
SELECT
  f,
  p,
  q,
  c,
  0.09759000729485333e0 * (CASE WHEN v_13 >= 0 THEN sqrt(v_13) WHEN v_13 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_18) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_18) END) AS val
FROM v13;

-- param b[c] = 0   (examples/convnet.tsql:15)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT c, CAST(0 AS DOUBLE) AS val
FROM range(10) AS c(c);

-- state m = 0   for K
CREATE OR REPLACE TEMP TABLE K_adam_m_now AS
SELECT f, m, n, CAST(0 AS DOUBLE) AS val
FROM range(8) AS f(f)
CROSS JOIN range(5) AS m(m)
CROSS JOIN range(5) AS n(n);

-- state v = 0   for K
CREATE OR REPLACE TEMP TABLE K_adam_v_now AS
SELECT f, m, n, CAST(0 AS DOUBLE) AS val
FROM range(8) AS f(f)
CROSS JOIN range(5) AS m(m)
CROSS JOIN range(5) AS n(n);

-- state m = 0   for k
CREATE OR REPLACE TEMP TABLE k_2_adam_m_now AS
SELECT f, CAST(0 AS DOUBLE) AS val
FROM range(8) AS f(f);

-- state v = 0   for k
CREATE OR REPLACE TEMP TABLE k_2_adam_v_now AS
SELECT f, CAST(0 AS DOUBLE) AS val
FROM range(8) AS f(f);

-- state m = 0   for V
CREATE OR REPLACE TEMP TABLE V_adam_m_now AS
SELECT f, p, q, c, CAST(0 AS DOUBLE) AS val
FROM range(8) AS f(f)
CROSS JOIN range(5) AS p(p)
CROSS JOIN range(5) AS q(q)
CROSS JOIN range(10) AS c(c);

-- state v = 0   for V
CREATE OR REPLACE TEMP TABLE V_adam_v_now AS
SELECT f, p, q, c, CAST(0 AS DOUBLE) AS val
FROM range(8) AS f(f)
CROSS JOIN range(5) AS p(p)
CROSS JOIN range(5) AS q(q)
CROSS JOIN range(10) AS c(c);

-- state m = 0   for b
CREATE OR REPLACE TEMP TABLE b_adam_m_now AS
SELECT c, CAST(0 AS DOUBLE) AS val
FROM range(10) AS c(c);

-- state v = 0   for b
CREATE OR REPLACE TEMP TABLE b_adam_v_now AS
SELECT c, CAST(0 AS DOUBLE) AS val
FROM range(10) AS c(c);


-- each epoch: before the first of its 40 steps ----------------------------------------------------

-- batch s by 50: the order in which the steps of an epoch take the rows   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE s_batch_order AS
SELECT s, ROW_NUMBER() OVER (ORDER BY s_batch_draw.val, s) - 1 AS place
FROM (
  WITH
    v1 AS (
      SELECT s, (42500288 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
      FROM range(2000) AS s(s)
    ),
    v2 AS (
      SELECT
        s,
        v_1,
        ((22966938 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 + (CAST($step AS BIGINT) - 1) // 40) % 67108864 AS v_2
      FROM v1
    ),
    v3 AS (
      SELECT
        s,
        v_2,
        ((v_1 + v_2 * (24563549 + v_2) // 8192 + (CAST($step AS BIGINT) - 1) // 40 // 67108864) % 67108864 + s) % 67108864 AS v_3
      FROM v2
    ),
    v4 AS (
      SELECT s, v_3, (v_2 + v_3 * (7921127 + v_3) // 8192 + s // 67108864) % 67108864 % 67108864 AS v_4
      FROM v3
    ),
    v5 AS (
      SELECT s, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192) % 67108864 AS v_5
      FROM v4
    ),
    v6 AS (
      SELECT s, v_5, (v_4 + v_5 * (10624165 + v_5) // 8192) % 67108864 AS v_6
      FROM v5
    ),
    v7 AS (
      SELECT s, v_6, (v_5 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7
      FROM v6
    ),
    v8 AS (
      SELECT s, v_7, (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8
      FROM v7
    )
  SELECT
    s,
    (0.5e0 + (67108864 * v_8 + (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864)) / 4503599627370496e0 AS val
  FROM v8
) AS s_batch_draw;


-- each step: $step = 1 … 240 ----------------------------------------------------------------------

-- batch s by 50: the rows of this step   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE index_s_batch AS
SELECT s
FROM s_batch_order
WHERE place // 50 = (CAST($step AS BIGINT) - 1) % 40
ORDER BY s;

-- pix[s,y,x] = (mean[i,j](img[s, 2*y + i, 2*x + j]) / 255 - 0.13) / 0.25   (examples/convnet.tsql:17)
CREATE OR REPLACE TEMP TABLE pix_batch AS
SELECT s, y, x, pix.val
FROM pix
SEMI JOIN index_s_batch USING (s);

-- conv[s,f,u,v] = relu(K[f,m,n] * pix[s, u + m, v + n] + k[f])   (examples/convnet.tsql:18)
CREATE OR REPLACE TEMP TABLE conv_batch_sum AS
SELECT f, s, y - m AS u, x - n AS v, SUM(K.val * pix_batch.val) AS val
FROM K_now AS K
CROSS JOIN pix_batch
WHERE y - m BETWEEN 0 AND 9 AND x - n BETWEEN 0 AND 9
GROUP BY f, s, u, v;

-- conv[s,f,u,v] = relu(K[f,m,n] * pix[s, u + m, v + n] + k[f])   (examples/convnet.tsql:18)
CREATE OR REPLACE TEMP TABLE conv_batch AS
SELECT
  s,
  f,
  u,
  v,
  CASE WHEN conv_batch_sum.val + k_2.val > 0 THEN conv_batch_sum.val + k_2.val ELSE 0 END AS val
FROM conv_batch_sum
JOIN k_2_now AS k_2 USING (f);

-- pool[s,f,p,q] = max[dy,dx](conv[s, f, 2*p + dy, 2*q + dx])   (examples/convnet.tsql:19)
CREATE OR REPLACE TEMP TABLE pool_batch AS
SELECT s, f, u // 2 AS p, v // 2 AS q, MAX(conv_batch.val) AS val
FROM conv_batch
GROUP BY s, f, p, q;

-- logit[s,c] = V[f,p,q,c] * dropout(pool[s,f,p,q], rate = 0.2) + b[c]: keep ~ bernoulli(1 - rate) of dropout   (examples/convnet.tsql:20)
CREATE OR REPLACE TEMP TABLE logit_batch_training_keep AS
WITH
  logit_batch_training_draw AS (
    WITH
      v1 AS (
        SELECT
          s,
          f,
          p,
          q,
          (56297120 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
        FROM index_s_batch AS s
        CROSS JOIN range(8) AS f(f)
        CROSS JOIN range(5) AS p(p)
        CROSS JOIN range(5) AS q(q)
      ),
      v2 AS (
        SELECT
          s,
          f,
          p,
          q,
          v_1,
          ((276462 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 + CAST($step AS BIGINT)) % 67108864 AS v_2
        FROM v1
      ),
      v3 AS (
        SELECT
          s,
          f,
          p,
          q,
          v_2,
          ((v_1 + v_2 * (24563549 + v_2) // 8192 + CAST($step AS BIGINT) // 67108864) % 67108864 + s) % 67108864 AS v_3
        FROM v2
      ),
      v4 AS (
        SELECT
          s,
          f,
          p,
          q,
          v_3,
          ((v_2 + v_3 * (7921127 + v_3) // 8192 + s // 67108864) % 67108864 + f) % 67108864 AS v_4
        FROM v3
      ),
      v5 AS (
        SELECT
          s,
          f,
          p,
          q,
          v_4,
          ((v_3 + v_4 * (21667819 + v_4) // 8192 + f // 67108864) % 67108864 + p) % 67108864 AS v_5
        FROM v4
      ),
      v6 AS (
        SELECT
          s,
          f,
          p,
          q,
          v_5,
          ((v_4 + v_5 * (10624165 + v_5) // 8192 + p // 67108864) % 67108864 + q) % 67108864 AS v_6
        FROM v5
      ),
      v7 AS (
        SELECT
          s,
          f,
          p,
          q,
          v_6,
          (v_5 + v_6 * (20318929 + v_6) // 8192 + q // 67108864) % 67108864 % 67108864 AS v_7
        FROM v6
      ),
      v8 AS (
        SELECT s, f, p, q, v_7, (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8
        FROM v7
      ),
      v9 AS (
        SELECT s, f, p, q, v_8, (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9
        FROM v8
      ),
      v10 AS (
        SELECT s, f, p, q, v_9, (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10
        FROM v9
      ),
      v11 AS (
        SELECT s, f, p, q, v_10, (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864 AS v_11
        FROM v10
      )
    SELECT
      s,
      f,
      p,
      q,
      (0.5e0 + (67108864 * v_11 + (v_10 + v_11 * (19051011 + v_11) // 8192) % 67108864)) / 4503599627370496e0 AS val
    FROM v11
  )
SELECT s, f, p, q, CAST(logit_batch_training_draw.val < 0.8e0 AS DOUBLE) AS val
FROM logit_batch_training_draw;

-- logit[s,c] = V[f,p,q,c] * dropout(pool[s,f,p,q], rate = 0.2) + b[c]: y = if training then x * keep / (1 - rate) else x of dropout   (examples/convnet.tsql:20)
CREATE OR REPLACE TEMP TABLE logit_batch_training_y AS
SELECT s, f, p, q, pool_batch.val * logit_batch_training_keep.val / 0.8 AS val
FROM pool_batch
JOIN logit_batch_training_keep USING (s, f, p, q);

-- gradient of loss by K   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE d_logit_batch_training AS
WITH
  -- logit[s,c] = V[f,p,q,c] * dropout(pool[s,f,p,q], rate = 0.2) + b[c]
  logit_batch_training_sum AS (
    SELECT c, s, SUM(V.val * logit_batch_training_y.val) AS val
    FROM V_now AS V
    JOIN logit_batch_training_y USING (f, p, q)
    GROUP BY c, s
  ),
  logit_batch_training AS MATERIALIZED (
    SELECT s, c, logit_batch_training_sum.val + b.val AS val
    FROM logit_batch_training_sum
    JOIN b_now AS b USING (c)
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s])): top = stop(max[k](z[k])) of xent
  loss_batch_training_top AS MATERIALIZED (
    SELECT s, MAX(logit_batch_training.val) AS val
    FROM logit_batch_training
    GROUP BY s
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s])): y = top + log(sum[k](exp(z[k] - top))) - z[target] of xent
  loss_batch_training_sum AS (
    SELECT s, SUM(exp(logit_batch_training.val - loss_batch_training_top.val)) AS val
    FROM logit_batch_training
    JOIN loss_batch_training_top USING (s)
    GROUP BY s
  ),
  -- batch s by 50: digit
  digit_batch AS (
    SELECT s, digit.val
    FROM digit
    SEMI JOIN index_s_batch USING (s)
  )
SELECT
  s,
  c,
  (exp(logit_batch_training.val - loss_batch_training_top.val) / loss_batch_training_sum.val - CAST(c = digit_batch.val AS DOUBLE)) / (SELECT COUNT(*) FROM index_s_batch) AS val
FROM logit_batch_training
JOIN loss_batch_training_top USING (s)
JOIN digit_batch USING (s)
JOIN loss_batch_training_sum USING (s);

-- gradient of loss by K   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE d_conv_batch_sum AS
WITH
  -- pool[s,f,p,q] = max[dy,dx](conv[s, f, 2*p + dy, 2*q + dx])
  pool_batch_ties AS (
    SELECT conv_batch.s, conv_batch.f, u // 2 AS p, v // 2 AS q, CAST(SUM(1) AS BIGINT) AS val
    FROM conv_batch
    JOIN pool_batch ON pool_batch.s = conv_batch.s AND pool_batch.f = conv_batch.f AND pool_batch.p = conv_batch.u // 2 AND pool_batch.q = conv_batch.v // 2
    WHERE conv_batch.val = pool_batch.val
    GROUP BY conv_batch.s, conv_batch.f, u // 2, v // 2
  ),
  -- gradient of loss by K
  d_logit_batch_training_y AS (
    SELECT s, f, p, q, SUM(d_logit_batch_training.val * V.val) AS val
    FROM V_now AS V
    JOIN d_logit_batch_training USING (c)
    GROUP BY s, f, p, q
  ),
  d_pool_batch AS (
    SELECT s, f, p, q, 1.25 * (d_logit_batch_training_y.val * logit_batch_training_keep.val) AS val
    FROM d_logit_batch_training_y
    JOIN logit_batch_training_keep USING (s, f, p, q)
  ),
  d_conv_batch AS (
    SELECT
      s,
      f,
      2 * p + (conv_batch.u - 2 * p) AS u,
      2 * q + (conv_batch.v - 2 * q) AS v,
      SUM(d_pool_batch.val / pool_batch_ties.val) AS val
    FROM d_pool_batch
    JOIN conv_batch USING (s, f)
    JOIN pool_batch USING (s, f, p, q)
    JOIN pool_batch_ties USING (s, f, p, q)
    WHERE conv_batch.u - 2 * p BETWEEN 0 AND 1 AND conv_batch.v - 2 * q BETWEEN 0 AND 1 AND conv_batch.val = pool_batch.val
    GROUP BY s, f, 2 * p + (conv_batch.u - 2 * p), 2 * q + (conv_batch.v - 2 * q)
  )
SELECT
  f,
  s,
  u,
  v,
  CASE WHEN conv_batch_sum.val + k_2.val > 0 THEN d_conv_batch.val ELSE 0 END AS val
FROM d_conv_batch
JOIN conv_batch_sum USING (f, s, u, v)
JOIN k_2_now AS k_2 USING (f);

-- gradient of loss by K   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE d_K AS
SELECT f, y - u AS m, x - v AS n, SUM(d_conv_batch_sum.val * pix_batch.val) AS val
FROM d_conv_batch_sum
JOIN pix_batch USING (s)
WHERE y - u BETWEEN 0 AND 4 AND x - v BETWEEN 0 AND 4
GROUP BY f, m, n;

-- gradient of loss by k   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE d_k_2 AS
SELECT f, SUM(d_conv_batch_sum.val) AS val
FROM d_conv_batch_sum
GROUP BY f;

-- gradient of loss by V   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE d_V AS
SELECT f, p, q, c, SUM(d_logit_batch_training.val * logit_batch_training_y.val) AS val
FROM logit_batch_training_y
JOIN d_logit_batch_training USING (s)
GROUP BY f, p, q, c;

-- gradient of loss by b   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE d_b AS
SELECT c, SUM(d_logit_batch_training.val) AS val
FROM d_logit_batch_training
GROUP BY c;

-- adam.m := b1 * m + (1 - b1) * g   for K   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE K_adam_m_now AS
SELECT f, m, n, 0.9 * K_adam_m.val + 0.09999999999999998e0 * coalesce(d_K.val, 0) AS val
FROM K_adam_m_now AS K_adam_m
LEFT JOIN d_K USING (f, m, n);

-- adam.v := b2 * v + (1 - b2) * g^2   for K   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE K_adam_v_now AS
SELECT
  f,
  m,
  n,
  0.999 * K_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_K.val, 0) * coalesce(d_K.val, 0)) AS val
FROM K_adam_v_now AS K_adam_v
LEFT JOIN d_K USING (f, m, n);

-- K := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for K   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE K_now AS
SELECT
  f,
  m,
  n,
  K - 0.01 * (K_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    f,
    m,
    n,
    K.val AS K,
    K_adam_m.val AS K_adam_m,
    K_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM K_now AS K
  JOIN K_adam_m_now AS K_adam_m USING (f, m, n)
  JOIN K_adam_v_now AS K_adam_v USING (f, m, n)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for k   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE k_2_adam_m_now AS
SELECT f, 0.9 * k_2_adam_m.val + 0.09999999999999998e0 * coalesce(d_k_2.val, 0) AS val
FROM k_2_adam_m_now AS k_2_adam_m
LEFT JOIN d_k_2 USING (f);

-- adam.v := b2 * v + (1 - b2) * g^2   for k   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE k_2_adam_v_now AS
SELECT
  f,
  0.999 * k_2_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_k_2.val, 0) * coalesce(d_k_2.val, 0)) AS val
FROM k_2_adam_v_now AS k_2_adam_v
LEFT JOIN d_k_2 USING (f);

-- k := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for k   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE k_2_now AS
SELECT
  f,
  k_2 - 0.01 * (k_2_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    f,
    k_2.val AS k_2,
    k_2_adam_m.val AS k_2_adam_m,
    k_2_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM k_2_now AS k_2
  JOIN k_2_adam_m_now AS k_2_adam_m USING (f)
  JOIN k_2_adam_v_now AS k_2_adam_v USING (f)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for V   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE V_adam_m_now AS
SELECT f, p, q, c, 0.9 * V_adam_m.val + 0.09999999999999998e0 * d_V.val AS val
FROM V_adam_m_now AS V_adam_m
JOIN d_V USING (f, p, q, c);

-- adam.v := b2 * v + (1 - b2) * g^2   for V   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE V_adam_v_now AS
SELECT f, p, q, c, 0.999 * V_adam_v.val + 0.0010000000000000009e0 * (d_V.val * d_V.val) AS val
FROM V_adam_v_now AS V_adam_v
JOIN d_V USING (f, p, q, c);

-- V := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for V   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE V_now AS
SELECT
  f,
  p,
  q,
  c,
  V - 0.01 * (V_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    f,
    p,
    q,
    c,
    V.val AS V,
    V_adam_m.val AS V_adam_m,
    V_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM V_now AS V
  JOIN V_adam_m_now AS V_adam_m USING (f, p, q, c)
  JOIN V_adam_v_now AS V_adam_v USING (f, p, q, c)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for b   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE b_adam_m_now AS
SELECT c, 0.9 * b_adam_m.val + 0.09999999999999998e0 * d_b.val AS val
FROM b_adam_m_now AS b_adam_m
JOIN d_b USING (c);

-- adam.v := b2 * v + (1 - b2) * g^2   for b   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE b_adam_v_now AS
SELECT c, 0.999 * b_adam_v.val + 0.0010000000000000009e0 * (d_b.val * d_b.val) AS val
FROM b_adam_v_now AS b_adam_v
JOIN d_b USING (c);

-- b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for b   (examples/convnet.tsql:26)
CREATE OR REPLACE TEMP TABLE b_now AS
SELECT
  c,
  b - 0.01 * (b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    c,
    b.val AS b,
    b_adam_m.val AS b_adam_m,
    b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM b_now AS b
  JOIN b_adam_m_now AS b_adam_m USING (c)
  JOIN b_adam_v_now AS b_adam_v USING (c)
) AS v1;


-- report: after each epoch ------------------------------------------------------------------------

-- conv[s,f,u,v] = relu(K[f,m,n] * pix[s, u + m, v + n] + k[f])   (examples/convnet.tsql:18)
CREATE OR REPLACE TEMP TABLE conv_test_sum AS
SELECT f, s, y - m AS u, x - n AS v, SUM(K.val * pix_test.val) AS val
FROM K_now AS K
CROSS JOIN pix_test
WHERE y - m BETWEEN 0 AND 9 AND x - n BETWEEN 0 AND 9
GROUP BY f, s, u, v;

-- report loss on test, acc on test   (examples/convnet.tsql:26)
INSERT INTO metrics
WITH
  -- conv[s,f,u,v] = relu(K[f,m,n] * pix[s, u + m, v + n] + k[f])
  conv_test AS (
    SELECT
      s,
      f,
      u,
      v,
      CASE WHEN conv_test_sum.val + k_2.val > 0 THEN conv_test_sum.val + k_2.val ELSE 0 END AS val
    FROM conv_test_sum
    JOIN k_2_now AS k_2 USING (f)
  ),
  -- pool[s,f,p,q] = max[dy,dx](conv[s, f, 2*p + dy, 2*q + dx])
  pool_test AS (
    SELECT s, f, u // 2 AS p, v // 2 AS q, MAX(conv_test.val) AS val
    FROM conv_test
    GROUP BY s, f, p, q
  ),
  -- logit[s,c] = V[f,p,q,c] * dropout(pool[s,f,p,q], rate = 0.2) + b[c]
  logit_test_sum AS (
    SELECT c, s, SUM(V.val * pool_test.val) AS val
    FROM V_now AS V
    JOIN pool_test USING (f, p, q)
    GROUP BY c, s
  ),
  logit_test AS MATERIALIZED (
    SELECT s, c, logit_test_sum.val + b.val AS val
    FROM logit_test_sum
    JOIN b_now AS b USING (c)
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s])): top = stop(max[k](z[k])) of xent
  loss_test_top AS MATERIALIZED (
    SELECT s, MAX(logit_test.val) AS val
    FROM logit_test
    GROUP BY s
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s])): y = top + log(sum[k](exp(z[k] - top))) - z[target] of xent
  loss_test_sum AS (
    SELECT s, SUM(exp(logit_test.val - loss_test_top.val)) AS val
    FROM logit_test
    JOIN loss_test_top USING (s)
    GROUP BY s
  ),
  -- loss = mean[s](xent[c](logit[s,c], digit[s]))
  loss_test AS (
    SELECT
      AVG(loss_test_top.val + CASE WHEN loss_test_sum.val > 0 THEN ln(loss_test_sum.val) WHEN loss_test_sum.val = 0 THEN '-inf'::DOUBLE WHEN loss_test_sum.val < 0 THEN 'nan'::DOUBLE END - logit_test.val) AS val
    FROM loss_test_top
    JOIN loss_test_sum USING (s)
    JOIN digit_test USING (s)
    JOIN logit_test ON logit_test.s = loss_test_top.s AND logit_test.c = digit_test.val
    HAVING COUNT(*) > 0
  ),
  -- guess[s] = argmax[c](logit[s,c])
  guess_test AS (
    SELECT s, FIRST(c ORDER BY logit_test.val DESC, c) AS val
    FROM logit_test
    GROUP BY s
  ),
  -- acc = accuracy[s](guess[s], digit[s])
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

-- keep K   (examples/convnet.tsql:12)
INSERT INTO K
SELECT $run AS run, $step AS step, f, m, n, K.val
FROM K_now AS K;

-- keep k   (examples/convnet.tsql:13)
INSERT INTO k_2
SELECT $run AS run, $step AS step, f, k_2.val
FROM k_2_now AS k_2;

-- keep V   (examples/convnet.tsql:14)
INSERT INTO V
SELECT $run AS run, $step AS step, f, p, q, c, V.val
FROM V_now AS V;

-- keep b   (examples/convnet.tsql:15)
INSERT INTO b
SELECT $run AS run, $step AS step, c, b.val
FROM b_now AS b;

-- keep adam.m of K
INSERT INTO K_adam_m
SELECT $run AS run, $step AS step, f, m, n, K_adam_m.val
FROM K_adam_m_now AS K_adam_m;

-- keep adam.v of K
INSERT INTO K_adam_v
SELECT $run AS run, $step AS step, f, m, n, K_adam_v.val
FROM K_adam_v_now AS K_adam_v;

-- keep adam.m of k
INSERT INTO k_2_adam_m
SELECT $run AS run, $step AS step, f, k_2_adam_m.val
FROM k_2_adam_m_now AS k_2_adam_m;

-- keep adam.v of k
INSERT INTO k_2_adam_v
SELECT $run AS run, $step AS step, f, k_2_adam_v.val
FROM k_2_adam_v_now AS k_2_adam_v;

-- keep adam.m of V
INSERT INTO V_adam_m
SELECT $run AS run, $step AS step, f, p, q, c, V_adam_m.val
FROM V_adam_m_now AS V_adam_m;

-- keep adam.v of V
INSERT INTO V_adam_v
SELECT $run AS run, $step AS step, f, p, q, c, V_adam_v.val
FROM V_adam_v_now AS V_adam_v;

-- keep adam.m of b
INSERT INTO b_adam_m
SELECT $run AS run, $step AS step, c, b_adam_m.val
FROM b_adam_m_now AS b_adam_m;

-- keep adam.v of b
INSERT INTO b_adam_v
SELECT $run AS run, $step AS step, c, b_adam_v.val
FROM b_adam_v_now AS b_adam_v;


-- final: what shows, checks and exports read ------------------------------------------------------

-- acc = accuracy[s](guess[s], digit[s])   (examples/convnet.tsql:24)
CREATE OR REPLACE TEMP TABLE acc_test AS
WITH
  -- conv[s,f,u,v] = relu(K[f,m,n] * pix[s, u + m, v + n] + k[f])
  conv_test_sum AS (
    SELECT f, s, y - m AS u, x - n AS v, SUM(K.val * pix_test.val) AS val
    FROM K_now AS K
    CROSS JOIN pix_test
    WHERE y - m BETWEEN 0 AND 9 AND x - n BETWEEN 0 AND 9
    GROUP BY f, s, u, v
  ),
  conv_test AS (
    SELECT
      s,
      f,
      u,
      v,
      CASE WHEN conv_test_sum.val + k_2.val > 0 THEN conv_test_sum.val + k_2.val ELSE 0 END AS val
    FROM conv_test_sum
    JOIN k_2_now AS k_2 USING (f)
  ),
  -- pool[s,f,p,q] = max[dy,dx](conv[s, f, 2*p + dy, 2*q + dx])
  pool_test AS (
    SELECT s, f, u // 2 AS p, v // 2 AS q, MAX(conv_test.val) AS val
    FROM conv_test
    GROUP BY s, f, p, q
  ),
  -- logit[s,c] = V[f,p,q,c] * dropout(pool[s,f,p,q], rate = 0.2) + b[c]
  logit_test_sum AS (
    SELECT c, s, SUM(V.val * pool_test.val) AS val
    FROM V_now AS V
    JOIN pool_test USING (f, p, q)
    GROUP BY c, s
  ),
  logit_test AS (
    SELECT s, c, logit_test_sum.val + b.val AS val
    FROM logit_test_sum
    JOIN b_now AS b USING (c)
  ),
  -- guess[s] = argmax[c](logit[s,c])
  guess_test AS (
    SELECT s, FIRST(c ORDER BY logit_test.val DESC, c) AS val
    FROM logit_test
    GROUP BY s
  )
SELECT AVG(CAST(guess_test.val = digit_test.val AS DOUBLE)) AS val
FROM guess_test
JOIN digit_test USING (s)
HAVING COUNT(*) > 0;

-- acc >= 0.93   (examples/convnet.tsql:30)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT acc_test.val >= 0.93 AS val
FROM acc_test;

-- show acc on test
SELECT acc_test.val
FROM acc_test;

-- check acc >= 0.93 on test
SELECT condition.val
FROM condition;

-- export to data/kernels.parquet
SELECT f, m, n, K.val
FROM K_now AS K
ORDER BY f, m, n;
