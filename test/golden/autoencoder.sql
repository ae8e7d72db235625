-- examples/autoencoder.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1
-- $seed: seed of the random numbers
-- data/train-images-idx3-ubyte.gz: the array file:data/train-images-idx3-ubyte.gz, copied by the runtime
-- data/t10k-images-idx3-ubyte.gz: the array file:data/t10k-images-idx3-ubyte.gz, copied by the runtime


-- load: data --------------------------------------------------------------------------------------

-- img[s, row, col] from data/train-images-idx3-ubyte.gz   (examples/autoencoder.tsql:8)
CREATE OR REPLACE TABLE img AS
SELECT CAST(d0 AS BIGINT) AS s, CAST(d1 AS BIGINT) AS "row", CAST(d2 AS BIGINT) AS col, CAST(val AS DOUBLE) AS val
FROM "data/train-images-idx3-ubyte.gz";

-- img_test[s, row, col] from data/t10k-images-idx3-ubyte.gz   (examples/autoencoder.tsql:8)
CREATE OR REPLACE TABLE img_test AS
SELECT CAST(d0 AS BIGINT) + 1000 AS s, CAST(d1 AS BIGINT) AS "row", CAST(d2 AS BIGINT) AS col,
  CAST(val AS DOUBLE) AS val
FROM "data/t10k-images-idx3-ubyte.gz";

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


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/autoencoder.tsql:27)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- enc1.W by run and step   (examples/autoencoder.tsql:13)
CREATE TABLE IF NOT EXISTS enc1_W (run BIGINT, step BIGINT, u BIGINT, h BIGINT, val DOUBLE);

-- enc1.b by run and step   (examples/autoencoder.tsql:13)
CREATE TABLE IF NOT EXISTS enc1_b (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- enc2.W by run and step   (examples/autoencoder.tsql:14)
CREATE TABLE IF NOT EXISTS enc2_W (run BIGINT, step BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- enc2.b by run and step   (examples/autoencoder.tsql:14)
CREATE TABLE IF NOT EXISTS enc2_b (run BIGINT, step BIGINT, k BIGINT, val DOUBLE);

-- dec1.W by run and step   (examples/autoencoder.tsql:15)
CREATE TABLE IF NOT EXISTS dec1_W (run BIGINT, step BIGINT, k BIGINT, h BIGINT, val DOUBLE);

-- dec1.b by run and step   (examples/autoencoder.tsql:15)
CREATE TABLE IF NOT EXISTS dec1_b (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- dec2.W by run and step   (examples/autoencoder.tsql:16)
CREATE TABLE IF NOT EXISTS dec2_W (run BIGINT, step BIGINT, h BIGINT, u BIGINT, val DOUBLE);

-- dec2.b by run and step   (examples/autoencoder.tsql:16)
CREATE TABLE IF NOT EXISTS dec2_b (run BIGINT, step BIGINT, u BIGINT, val DOUBLE);

-- adam.m of enc1.W by run and step
CREATE TABLE IF NOT EXISTS enc1_W_adam_m (run BIGINT, step BIGINT, u BIGINT, h BIGINT, val DOUBLE);

-- adam.v of enc1.W by run and step
CREATE TABLE IF NOT EXISTS enc1_W_adam_v (run BIGINT, step BIGINT, u BIGINT, h BIGINT, val DOUBLE);

-- adam.m of enc1.b by run and step
CREATE TABLE IF NOT EXISTS enc1_b_adam_m (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- adam.v of enc1.b by run and step
CREATE TABLE IF NOT EXISTS enc1_b_adam_v (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- adam.m of enc2.W by run and step
CREATE TABLE IF NOT EXISTS enc2_W_adam_m (run BIGINT, step BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.v of enc2.W by run and step
CREATE TABLE IF NOT EXISTS enc2_W_adam_v (run BIGINT, step BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.m of enc2.b by run and step
CREATE TABLE IF NOT EXISTS enc2_b_adam_m (run BIGINT, step BIGINT, k BIGINT, val DOUBLE);

-- adam.v of enc2.b by run and step
CREATE TABLE IF NOT EXISTS enc2_b_adam_v (run BIGINT, step BIGINT, k BIGINT, val DOUBLE);

-- adam.m of dec1.W by run and step
CREATE TABLE IF NOT EXISTS dec1_W_adam_m (run BIGINT, step BIGINT, k BIGINT, h BIGINT, val DOUBLE);

-- adam.v of dec1.W by run and step
CREATE TABLE IF NOT EXISTS dec1_W_adam_v (run BIGINT, step BIGINT, k BIGINT, h BIGINT, val DOUBLE);

-- adam.m of dec1.b by run and step
CREATE TABLE IF NOT EXISTS dec1_b_adam_m (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- adam.v of dec1.b by run and step
CREATE TABLE IF NOT EXISTS dec1_b_adam_v (run BIGINT, step BIGINT, h BIGINT, val DOUBLE);

-- adam.m of dec2.W by run and step
CREATE TABLE IF NOT EXISTS dec2_W_adam_m (run BIGINT, step BIGINT, h BIGINT, u BIGINT, val DOUBLE);

-- adam.v of dec2.W by run and step
CREATE TABLE IF NOT EXISTS dec2_W_adam_v (run BIGINT, step BIGINT, h BIGINT, u BIGINT, val DOUBLE);

-- adam.m of dec2.b by run and step
CREATE TABLE IF NOT EXISTS dec2_b_adam_m (run BIGINT, step BIGINT, u BIGINT, val DOUBLE);

-- adam.v of dec2.b by run and step
CREATE TABLE IF NOT EXISTS dec2_b_adam_v (run BIGINT, step BIGINT, u BIGINT, val DOUBLE);

-- pix[s, 14*r + q] = mean[i,j](img[s, 2*r + i, 2*q + j]) / 255   (examples/autoencoder.tsql:11)
CREATE OR REPLACE TEMP TABLE pix_rows AS
WITH
  pix_mean AS (
    SELECT s, "row" // 2 AS r, col // 2 AS q, AVG(img.val) AS val
    FROM img
    GROUP BY s, r, q
  )
SELECT s, 14 * pix_mean.r + q AS r, pix_mean.val / 255 AS val
FROM pix_mean;

-- x[s,u] = pix[s,u]   (examples/autoencoder.tsql:18)
CREATE OR REPLACE TEMP TABLE x_test AS
WITH
  -- pix[s, 14*r + q] = mean[i,j](img[s, 2*r + i, 2*q + j]) / 255
  pix_test_mean AS (
    SELECT s, "row" // 2 AS r, col // 2 AS q, AVG(img_test.val) AS val
    FROM img_test
    GROUP BY s, r, q
  ),
  pix_test AS (
    SELECT s, 14 * pix_test_mean.r + q AS r, pix_test_mean.val / 255 AS val
    FROM pix_test_mean
  )
SELECT s, r AS u, pix_test.val
FROM pix_test;

-- left = mean[s,u]((sigmoid(logit[s,u]) - x[s,u])^2) / mean[s,u]((x[s,u] - mean[s](x[s,u]))^2)   (examples/autoencoder.tsql:25)
CREATE OR REPLACE TEMP TABLE left_test_mean_3 AS
WITH
  left_test_mean_2 AS (
    SELECT u, AVG(x_test.val) AS val
    FROM x_test
    GROUP BY u
  )
SELECT AVG((x_test.val - left_test_mean_2.val) * (x_test.val - left_test_mean_2.val)) AS val
FROM x_test
JOIN left_test_mean_2 USING (u)
HAVING COUNT(*) > 0;

-- param enc1.W[u,h] ~ glorot(|u|, |h|)   (examples/autoencoder.tsql:13)
CREATE OR REPLACE TEMP TABLE enc1_W_now AS
WITH
  v1 AS (
    SELECT u, h, (21867021 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(196) AS u(u)
    CROSS JOIN range(32) AS h(h)
  ),
  v2 AS (
    SELECT
      u,
      h,
      v_1,
      (18312172 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT u, h, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + u) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      u,
      h,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + u // 67108864) % 67108864 + h) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT u, h, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + h // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      u,
      h,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      u,
      h,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      u,
      h,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      u,
      h,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      u,
      h,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      u,
      h,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  u,
  h,
  0.0936585811581694e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param enc1.b[h] = 0   (examples/autoencoder.tsql:13)
CREATE OR REPLACE TEMP TABLE enc1_b_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h);

-- param enc2.W[h,k] ~ glorot(|h|, |k|)   (examples/autoencoder.tsql:14)
CREATE OR REPLACE TEMP TABLE enc2_W_now AS
WITH
  v1 AS (
    SELECT h, k, (58891734 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(32) AS h(h)
    CROSS JOIN range(8) AS k(k)
  ),
  v2 AS (
    SELECT
      h,
      k,
      v_1,
      (30269919 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT h, k, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + h) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      h,
      k,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + h // 67108864) % 67108864 + k) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT h, k, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + k // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      h,
      k,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      h,
      k,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      h,
      k,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      h,
      k,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      h,
      k,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      h,
      k,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  h,
  k,
  0.22360679774997896e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param enc2.b[k] = 0   (examples/autoencoder.tsql:14)
CREATE OR REPLACE TEMP TABLE enc2_b_now AS
SELECT k, CAST(0 AS DOUBLE) AS val
FROM range(8) AS k(k);

-- param dec1.W[k,h] ~ glorot(|k|, |h|)   (examples/autoencoder.tsql:15)
CREATE OR REPLACE TEMP TABLE dec1_W_now AS
WITH
  v1 AS (
    SELECT k, h, (32284185 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(8) AS k(k)
    CROSS JOIN range(32) AS h(h)
  ),
  v2 AS (
    SELECT
      k,
      h,
      v_1,
      (33665921 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT k, h, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + k) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      k,
      h,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + k // 67108864) % 67108864 + h) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT k, h, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + h // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      k,
      h,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      k,
      h,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      k,
      h,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      k,
      h,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      k,
      h,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      k,
      h,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  k,
  h,
  0.22360679774997896e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param dec1.b[h] = 0   (examples/autoencoder.tsql:15)
CREATE OR REPLACE TEMP TABLE dec1_b_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h);

-- param dec2.W[h,u] ~ glorot(|h|, |u|)   (examples/autoencoder.tsql:16)
CREATE OR REPLACE TEMP TABLE dec2_W_now AS
WITH
  v1 AS (
    SELECT h, u, (13115989 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(32) AS h(h)
    CROSS JOIN range(196) AS u(u)
  ),
  v2 AS (
    SELECT
      h,
      u,
      v_1,
      (32590464 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT h, u, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + h) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      h,
      u,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + h // 67108864) % 67108864 + u) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT h, u, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + u // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      h,
      u,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      h,
      u,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      h,
      u,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      h,
      u,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      h,
      u,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      h,
      u,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  h,
  u,
  0.0936585811581694e0 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param dec2.b[u] = 0   (examples/autoencoder.tsql:16)
CREATE OR REPLACE TEMP TABLE dec2_b_now AS
SELECT u, CAST(0 AS DOUBLE) AS val
FROM range(196) AS u(u);

-- state m = 0   for enc1.W
CREATE OR REPLACE TEMP TABLE enc1_W_adam_m_now AS
SELECT u, h, CAST(0 AS DOUBLE) AS val
FROM range(196) AS u(u)
CROSS JOIN range(32) AS h(h);

-- state v = 0   for enc1.W
CREATE OR REPLACE TEMP TABLE enc1_W_adam_v_now AS
SELECT u, h, CAST(0 AS DOUBLE) AS val
FROM range(196) AS u(u)
CROSS JOIN range(32) AS h(h);

-- state m = 0   for enc1.b
CREATE OR REPLACE TEMP TABLE enc1_b_adam_m_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h);

-- state v = 0   for enc1.b
CREATE OR REPLACE TEMP TABLE enc1_b_adam_v_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h);

-- state m = 0   for enc2.W
CREATE OR REPLACE TEMP TABLE enc2_W_adam_m_now AS
SELECT h, k, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state v = 0   for enc2.W
CREATE OR REPLACE TEMP TABLE enc2_W_adam_v_now AS
SELECT h, k, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state m = 0   for enc2.b
CREATE OR REPLACE TEMP TABLE enc2_b_adam_m_now AS
SELECT k, CAST(0 AS DOUBLE) AS val
FROM range(8) AS k(k);

-- state v = 0   for enc2.b
CREATE OR REPLACE TEMP TABLE enc2_b_adam_v_now AS
SELECT k, CAST(0 AS DOUBLE) AS val
FROM range(8) AS k(k);

-- state m = 0   for dec1.W
CREATE OR REPLACE TEMP TABLE dec1_W_adam_m_now AS
SELECT k, h, CAST(0 AS DOUBLE) AS val
FROM range(8) AS k(k)
CROSS JOIN range(32) AS h(h);

-- state v = 0   for dec1.W
CREATE OR REPLACE TEMP TABLE dec1_W_adam_v_now AS
SELECT k, h, CAST(0 AS DOUBLE) AS val
FROM range(8) AS k(k)
CROSS JOIN range(32) AS h(h);

-- state m = 0   for dec1.b
CREATE OR REPLACE TEMP TABLE dec1_b_adam_m_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h);

-- state v = 0   for dec1.b
CREATE OR REPLACE TEMP TABLE dec1_b_adam_v_now AS
SELECT h, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h);

-- state m = 0   for dec2.W
CREATE OR REPLACE TEMP TABLE dec2_W_adam_m_now AS
SELECT h, u, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h)
CROSS JOIN range(196) AS u(u);

-- state v = 0   for dec2.W
CREATE OR REPLACE TEMP TABLE dec2_W_adam_v_now AS
SELECT h, u, CAST(0 AS DOUBLE) AS val
FROM range(32) AS h(h)
CROSS JOIN range(196) AS u(u);

-- state m = 0   for dec2.b
CREATE OR REPLACE TEMP TABLE dec2_b_adam_m_now AS
SELECT u, CAST(0 AS DOUBLE) AS val
FROM range(196) AS u(u);

-- state v = 0   for dec2.b
CREATE OR REPLACE TEMP TABLE dec2_b_adam_v_now AS
SELECT u, CAST(0 AS DOUBLE) AS val
FROM range(196) AS u(u);


-- each epoch: before the first of its 20 steps ----------------------------------------------------

-- batch s by 50: the order in which the steps of an epoch take the rows   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE s_batch_order AS
SELECT s, ROW_NUMBER() OVER (ORDER BY s_batch_draw.val, s) - 1 AS place
FROM (
  WITH
    v1 AS (
      SELECT s, (42500288 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
      FROM range(1000) AS s(s)
    ),
    v2 AS (
      SELECT
        s,
        v_1,
        ((22966938 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 + (CAST($step AS BIGINT) - 1) // 20) % 67108864 AS v_2
      FROM v1
    ),
    v3 AS (
      SELECT
        s,
        v_2,
        ((v_1 + v_2 * (24563549 + v_2) // 8192 + (CAST($step AS BIGINT) - 1) // 20 // 67108864) % 67108864 + s) % 67108864 AS v_3
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

-- batch s by 50: the rows of this step   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE index_s_batch AS
SELECT s
FROM s_batch_order
WHERE place // 50 = (CAST($step AS BIGINT) - 1) % 20
ORDER BY s;

-- x[s,u] = pix[s,u]   (examples/autoencoder.tsql:18)
CREATE OR REPLACE TEMP TABLE x_batch AS
WITH
  -- pix[s, 14*r + q] = mean[i,j](img[s, 2*r + i, 2*q + j]) / 255
  pix_batch AS (
    SELECT s, r, pix_rows.val
    FROM pix_rows
    SEMI JOIN index_s_batch USING (s)
  )
SELECT s, r AS u, pix_batch.val
FROM pix_batch;

-- seen[s,u] = if training then x[s,u] + noise[s,u] else x[s,u]   (examples/autoencoder.tsql:20)
CREATE OR REPLACE TEMP TABLE seen_batch_training AS
WITH
  -- noise[s,u] ~ normal(0, 0.2)
  noise_batch_draw AS (
    WITH
      v1 AS (
        SELECT s, u, (29911470 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
        FROM index_s_batch AS s
        CROSS JOIN range(196) AS u(u)
      ),
      v2 AS (
        SELECT
          s,
          u,
          v_1,
          ((21311358 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 + CAST($step AS BIGINT)) % 67108864 AS v_2
        FROM v1
      ),
      v3 AS (
        SELECT
          s,
          u,
          v_2,
          ((v_1 + v_2 * (24563549 + v_2) // 8192 + CAST($step AS BIGINT) // 67108864) % 67108864 + s) % 67108864 AS v_3
        FROM v2
      ),
      v4 AS (
        SELECT
          s,
          u,
          v_3,
          ((v_2 + v_3 * (7921127 + v_3) // 8192 + s // 67108864) % 67108864 + u) % 67108864 AS v_4
        FROM v3
      ),
      v5 AS (
        SELECT s, u, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + u // 67108864) % 67108864 AS v_5
        FROM v4
      ),
      v6 AS (
        SELECT
          s,
          u,
          v_5,
          (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
          (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
        FROM v5
      ),
      v7 AS (
        SELECT
          s,
          u,
          v_6,
          v_12,
          (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
          ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
        FROM v6
      ),
      v8 AS (
        SELECT
          s,
          u,
          v_7,
          v_13,
          (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
          (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
        FROM v7
      ),
      v9 AS (
        SELECT
          s,
          u,
          v_8,
          v_14,
          (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
          (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
        FROM v8
      ),
      v10 AS (
        SELECT
          s,
          u,
          (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
          1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
        FROM v9
      ),
      v11 AS (
        SELECT
          s,
          u,
          v_16,
          -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
        FROM v10
      )
    SELECT
      s,
      u,
      CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END AS val
    FROM v11
  ),
  noise_batch AS (
    SELECT s, u, 0.2 * noise_batch_draw.val AS val
    FROM noise_batch_draw
  )
SELECT s, u, x_batch.val + noise_batch.val AS val
FROM x_batch
JOIN noise_batch USING (s, u);

-- code[s,k] = enc2(relu(enc1(seen[s,u]))): y[j] = W[i,j] * x[i] + b[j] of enc1   (examples/autoencoder.tsql:21)
CREATE OR REPLACE TEMP TABLE code_batch_training_y_2 AS
WITH
  code_batch_training_sum AS (
    SELECT h, s, SUM(enc1_W.val * seen_batch_training.val) AS val
    FROM enc1_W_now AS enc1_W
    JOIN seen_batch_training USING (u)
    GROUP BY h, s
  )
SELECT s, h, code_batch_training_sum.val + enc1_b.val AS val
FROM code_batch_training_sum
JOIN enc1_b_now AS enc1_b USING (h);

-- code[s,k] = enc2(relu(enc1(seen[s,u])))   (examples/autoencoder.tsql:21)
CREATE OR REPLACE TEMP TABLE code_batch_training_x AS
SELECT
  s,
  h,
  CASE WHEN code_batch_training_y_2.val > 0 THEN code_batch_training_y_2.val ELSE 0 END AS val
FROM code_batch_training_y_2;

-- code[s,k] = enc2(relu(enc1(seen[s,u]))): y[j] = W[i,j] * x[i] + b[j] of enc2   (examples/autoencoder.tsql:21)
CREATE OR REPLACE TEMP TABLE code_batch_training AS
WITH
  code_batch_training_sum_2 AS (
    SELECT k, s, SUM(enc2_W.val * code_batch_training_x.val) AS val
    FROM enc2_W_now AS enc2_W
    JOIN code_batch_training_x USING (h)
    GROUP BY k, s
  )
SELECT s, k, code_batch_training_sum_2.val + enc2_b.val AS val
FROM code_batch_training_sum_2
JOIN enc2_b_now AS enc2_b USING (k);

-- logit[s,u] = dec2(relu(dec1(code[s,k]))): y[j] = W[i,j] * x[i] + b[j] of dec1   (examples/autoencoder.tsql:22)
CREATE OR REPLACE TEMP TABLE logit_batch_training_y_2 AS
WITH
  logit_batch_training_sum AS (
    SELECT h, s, SUM(dec1_W.val * code_batch_training.val) AS val
    FROM dec1_W_now AS dec1_W
    JOIN code_batch_training USING (k)
    GROUP BY h, s
  )
SELECT s, h, logit_batch_training_sum.val + dec1_b.val AS val
FROM logit_batch_training_sum
JOIN dec1_b_now AS dec1_b USING (h);

-- logit[s,u] = dec2(relu(dec1(code[s,k])))   (examples/autoencoder.tsql:22)
CREATE OR REPLACE TEMP TABLE logit_batch_training_x AS
SELECT
  s,
  h,
  CASE WHEN logit_batch_training_y_2.val > 0 THEN logit_batch_training_y_2.val ELSE 0 END AS val
FROM logit_batch_training_y_2;

-- gradient of loss by enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_logit_batch_training_y AS
WITH
  -- logit[s,u] = dec2(relu(dec1(code[s,k]))): y[j] = W[i,j] * x[i] + b[j] of dec2
  logit_batch_training_sum_2 AS (
    SELECT u, s, SUM(dec2_W.val * logit_batch_training_x.val) AS val
    FROM dec2_W_now AS dec2_W
    JOIN logit_batch_training_x USING (h)
    GROUP BY u, s
  ),
  logit_batch_training AS (
    SELECT s, u, logit_batch_training_sum_2.val + dec2_b.val AS val
    FROM logit_batch_training_sum_2
    JOIN dec2_b_now AS dec2_b USING (u)
  )
SELECT
  s,
  u,
  (1e0 / (1e0 + exp(-logit_batch_training.val)) - x_batch.val) / (196e0 * (SELECT COUNT(*) FROM index_s_batch)) AS val
FROM logit_batch_training
JOIN x_batch USING (s, u);

-- gradient of loss by enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_logit_batch_training_y_2 AS
WITH
  d_logit_batch_training_x AS (
    SELECT s, h, SUM(d_logit_batch_training_y.val * dec2_W.val) AS val
    FROM dec2_W_now AS dec2_W
    JOIN d_logit_batch_training_y USING (u)
    GROUP BY s, h
  )
SELECT
  s,
  h,
  CASE WHEN logit_batch_training_y_2.val > 0 THEN d_logit_batch_training_x.val ELSE 0 END AS val
FROM d_logit_batch_training_x
JOIN logit_batch_training_y_2 USING (s, h);

-- gradient of loss by enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_code_batch_training AS
SELECT s, k, SUM(d_logit_batch_training_y_2.val * dec1_W.val) AS val
FROM dec1_W_now AS dec1_W
JOIN d_logit_batch_training_y_2 USING (h)
GROUP BY s, k;

-- gradient of loss by enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_code_batch_training_y_2 AS
WITH
  d_code_batch_training_x AS (
    SELECT s, h, SUM(d_code_batch_training.val * enc2_W.val) AS val
    FROM enc2_W_now AS enc2_W
    JOIN d_code_batch_training USING (k)
    GROUP BY s, h
  )
SELECT
  s,
  h,
  CASE WHEN code_batch_training_y_2.val > 0 THEN d_code_batch_training_x.val ELSE 0 END AS val
FROM d_code_batch_training_x
JOIN code_batch_training_y_2 USING (s, h);

-- gradient of loss by enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_enc1_W AS
SELECT u, h, SUM(d_code_batch_training_y_2.val * seen_batch_training.val) AS val
FROM seen_batch_training
JOIN d_code_batch_training_y_2 USING (s)
GROUP BY u, h;

-- gradient of loss by enc1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_enc1_b AS
SELECT h, SUM(d_code_batch_training_y_2.val) AS val
FROM d_code_batch_training_y_2
GROUP BY h;

-- gradient of loss by enc2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_enc2_W AS
SELECT h, k, SUM(d_code_batch_training.val * code_batch_training_x.val) AS val
FROM code_batch_training_x
JOIN d_code_batch_training USING (s)
GROUP BY h, k;

-- gradient of loss by enc2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_enc2_b AS
SELECT k, SUM(d_code_batch_training.val) AS val
FROM d_code_batch_training
GROUP BY k;

-- gradient of loss by dec1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_dec1_W AS
SELECT k, h, SUM(d_logit_batch_training_y_2.val * code_batch_training.val) AS val
FROM code_batch_training
JOIN d_logit_batch_training_y_2 USING (s)
GROUP BY k, h;

-- gradient of loss by dec1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_dec1_b AS
SELECT h, SUM(d_logit_batch_training_y_2.val) AS val
FROM d_logit_batch_training_y_2
GROUP BY h;

-- gradient of loss by dec2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_dec2_W AS
SELECT h, u, SUM(d_logit_batch_training_y.val * logit_batch_training_x.val) AS val
FROM logit_batch_training_x
JOIN d_logit_batch_training_y USING (s)
GROUP BY h, u;

-- gradient of loss by dec2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE d_dec2_b AS
SELECT u, SUM(d_logit_batch_training_y.val) AS val
FROM d_logit_batch_training_y
GROUP BY u;

-- adam.m := b1 * m + (1 - b1) * g   for enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc1_W_adam_m_now AS
SELECT u, h, 0.9 * enc1_W_adam_m.val + 0.09999999999999998e0 * d_enc1_W.val AS val
FROM enc1_W_adam_m_now AS enc1_W_adam_m
JOIN d_enc1_W USING (u, h);

-- adam.v := b2 * v + (1 - b2) * g^2   for enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc1_W_adam_v_now AS
SELECT
  u,
  h,
  0.999 * enc1_W_adam_v.val + 0.0010000000000000009e0 * (d_enc1_W.val * d_enc1_W.val) AS val
FROM enc1_W_adam_v_now AS enc1_W_adam_v
JOIN d_enc1_W USING (u, h);

-- enc1.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for enc1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc1_W_now AS
SELECT
  u,
  h,
  enc1_W - 0.01 * (enc1_W_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    u,
    h,
    enc1_W.val AS enc1_W,
    enc1_W_adam_m.val AS enc1_W_adam_m,
    enc1_W_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM enc1_W_now AS enc1_W
  JOIN enc1_W_adam_m_now AS enc1_W_adam_m USING (u, h)
  JOIN enc1_W_adam_v_now AS enc1_W_adam_v USING (u, h)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for enc1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc1_b_adam_m_now AS
SELECT h, 0.9 * enc1_b_adam_m.val + 0.09999999999999998e0 * d_enc1_b.val AS val
FROM enc1_b_adam_m_now AS enc1_b_adam_m
JOIN d_enc1_b USING (h);

-- adam.v := b2 * v + (1 - b2) * g^2   for enc1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc1_b_adam_v_now AS
SELECT h, 0.999 * enc1_b_adam_v.val + 0.0010000000000000009e0 * (d_enc1_b.val * d_enc1_b.val) AS val
FROM enc1_b_adam_v_now AS enc1_b_adam_v
JOIN d_enc1_b USING (h);

-- enc1.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for enc1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc1_b_now AS
SELECT
  h,
  enc1_b - 0.01 * (enc1_b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    h,
    enc1_b.val AS enc1_b,
    enc1_b_adam_m.val AS enc1_b_adam_m,
    enc1_b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM enc1_b_now AS enc1_b
  JOIN enc1_b_adam_m_now AS enc1_b_adam_m USING (h)
  JOIN enc1_b_adam_v_now AS enc1_b_adam_v USING (h)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for enc2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc2_W_adam_m_now AS
SELECT h, k, 0.9 * enc2_W_adam_m.val + 0.09999999999999998e0 * d_enc2_W.val AS val
FROM enc2_W_adam_m_now AS enc2_W_adam_m
JOIN d_enc2_W USING (h, k);

-- adam.v := b2 * v + (1 - b2) * g^2   for enc2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc2_W_adam_v_now AS
SELECT
  h,
  k,
  0.999 * enc2_W_adam_v.val + 0.0010000000000000009e0 * (d_enc2_W.val * d_enc2_W.val) AS val
FROM enc2_W_adam_v_now AS enc2_W_adam_v
JOIN d_enc2_W USING (h, k);

-- enc2.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for enc2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc2_W_now AS
SELECT
  h,
  k,
  enc2_W - 0.01 * (enc2_W_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    h,
    k,
    enc2_W.val AS enc2_W,
    enc2_W_adam_m.val AS enc2_W_adam_m,
    enc2_W_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM enc2_W_now AS enc2_W
  JOIN enc2_W_adam_m_now AS enc2_W_adam_m USING (h, k)
  JOIN enc2_W_adam_v_now AS enc2_W_adam_v USING (h, k)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for enc2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc2_b_adam_m_now AS
SELECT k, 0.9 * enc2_b_adam_m.val + 0.09999999999999998e0 * d_enc2_b.val AS val
FROM enc2_b_adam_m_now AS enc2_b_adam_m
JOIN d_enc2_b USING (k);

-- adam.v := b2 * v + (1 - b2) * g^2   for enc2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc2_b_adam_v_now AS
SELECT k, 0.999 * enc2_b_adam_v.val + 0.0010000000000000009e0 * (d_enc2_b.val * d_enc2_b.val) AS val
FROM enc2_b_adam_v_now AS enc2_b_adam_v
JOIN d_enc2_b USING (k);

-- enc2.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for enc2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE enc2_b_now AS
SELECT
  k,
  enc2_b - 0.01 * (enc2_b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    k,
    enc2_b.val AS enc2_b,
    enc2_b_adam_m.val AS enc2_b_adam_m,
    enc2_b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM enc2_b_now AS enc2_b
  JOIN enc2_b_adam_m_now AS enc2_b_adam_m USING (k)
  JOIN enc2_b_adam_v_now AS enc2_b_adam_v USING (k)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for dec1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec1_W_adam_m_now AS
SELECT k, h, 0.9 * dec1_W_adam_m.val + 0.09999999999999998e0 * d_dec1_W.val AS val
FROM dec1_W_adam_m_now AS dec1_W_adam_m
JOIN d_dec1_W USING (k, h);

-- adam.v := b2 * v + (1 - b2) * g^2   for dec1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec1_W_adam_v_now AS
SELECT
  k,
  h,
  0.999 * dec1_W_adam_v.val + 0.0010000000000000009e0 * (d_dec1_W.val * d_dec1_W.val) AS val
FROM dec1_W_adam_v_now AS dec1_W_adam_v
JOIN d_dec1_W USING (k, h);

-- dec1.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for dec1.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec1_W_now AS
SELECT
  k,
  h,
  dec1_W - 0.01 * (dec1_W_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    k,
    h,
    dec1_W.val AS dec1_W,
    dec1_W_adam_m.val AS dec1_W_adam_m,
    dec1_W_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM dec1_W_now AS dec1_W
  JOIN dec1_W_adam_m_now AS dec1_W_adam_m USING (k, h)
  JOIN dec1_W_adam_v_now AS dec1_W_adam_v USING (k, h)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for dec1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec1_b_adam_m_now AS
SELECT h, 0.9 * dec1_b_adam_m.val + 0.09999999999999998e0 * d_dec1_b.val AS val
FROM dec1_b_adam_m_now AS dec1_b_adam_m
JOIN d_dec1_b USING (h);

-- adam.v := b2 * v + (1 - b2) * g^2   for dec1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec1_b_adam_v_now AS
SELECT h, 0.999 * dec1_b_adam_v.val + 0.0010000000000000009e0 * (d_dec1_b.val * d_dec1_b.val) AS val
FROM dec1_b_adam_v_now AS dec1_b_adam_v
JOIN d_dec1_b USING (h);

-- dec1.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for dec1.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec1_b_now AS
SELECT
  h,
  dec1_b - 0.01 * (dec1_b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    h,
    dec1_b.val AS dec1_b,
    dec1_b_adam_m.val AS dec1_b_adam_m,
    dec1_b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM dec1_b_now AS dec1_b
  JOIN dec1_b_adam_m_now AS dec1_b_adam_m USING (h)
  JOIN dec1_b_adam_v_now AS dec1_b_adam_v USING (h)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for dec2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec2_W_adam_m_now AS
SELECT h, u, 0.9 * dec2_W_adam_m.val + 0.09999999999999998e0 * d_dec2_W.val AS val
FROM dec2_W_adam_m_now AS dec2_W_adam_m
JOIN d_dec2_W USING (h, u);

-- adam.v := b2 * v + (1 - b2) * g^2   for dec2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec2_W_adam_v_now AS
SELECT
  h,
  u,
  0.999 * dec2_W_adam_v.val + 0.0010000000000000009e0 * (d_dec2_W.val * d_dec2_W.val) AS val
FROM dec2_W_adam_v_now AS dec2_W_adam_v
JOIN d_dec2_W USING (h, u);

-- dec2.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for dec2.W   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec2_W_now AS
SELECT
  h,
  u,
  dec2_W - 0.01 * (dec2_W_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    h,
    u,
    dec2_W.val AS dec2_W,
    dec2_W_adam_m.val AS dec2_W_adam_m,
    dec2_W_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM dec2_W_now AS dec2_W
  JOIN dec2_W_adam_m_now AS dec2_W_adam_m USING (h, u)
  JOIN dec2_W_adam_v_now AS dec2_W_adam_v USING (h, u)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for dec2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec2_b_adam_m_now AS
SELECT u, 0.9 * dec2_b_adam_m.val + 0.09999999999999998e0 * d_dec2_b.val AS val
FROM dec2_b_adam_m_now AS dec2_b_adam_m
JOIN d_dec2_b USING (u);

-- adam.v := b2 * v + (1 - b2) * g^2   for dec2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec2_b_adam_v_now AS
SELECT u, 0.999 * dec2_b_adam_v.val + 0.0010000000000000009e0 * (d_dec2_b.val * d_dec2_b.val) AS val
FROM dec2_b_adam_v_now AS dec2_b_adam_v
JOIN d_dec2_b USING (u);

-- dec2.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for dec2.b   (examples/autoencoder.tsql:27)
CREATE OR REPLACE TEMP TABLE dec2_b_now AS
SELECT
  u,
  dec2_b - 0.01 * (dec2_b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    u,
    dec2_b.val AS dec2_b,
    dec2_b_adam_m.val AS dec2_b_adam_m,
    dec2_b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM dec2_b_now AS dec2_b
  JOIN dec2_b_adam_m_now AS dec2_b_adam_m USING (u)
  JOIN dec2_b_adam_v_now AS dec2_b_adam_v USING (u)
) AS v1;


-- report: every 2 epochs --------------------------------------------------------------------------

-- code[s,k] = enc2(relu(enc1(seen[s,u])))   (examples/autoencoder.tsql:21)
CREATE OR REPLACE TEMP TABLE code_test_x AS
WITH
  -- code[s,k] = enc2(relu(enc1(seen[s,u]))): y[j] = W[i,j] * x[i] + b[j] of enc1
  code_test_sum AS (
    SELECT h, s, SUM(enc1_W.val * x_test.val) AS val
    FROM enc1_W_now AS enc1_W
    JOIN x_test USING (u)
    GROUP BY h, s
  )
SELECT
  s,
  h,
  CASE WHEN code_test_sum.val + enc1_b.val > 0 THEN code_test_sum.val + enc1_b.val ELSE 0 END AS val
FROM code_test_sum
JOIN enc1_b_now AS enc1_b USING (h);

-- report loss on test, left on test   (examples/autoencoder.tsql:27)
INSERT INTO metrics
WITH
  -- code[s,k] = enc2(relu(enc1(seen[s,u]))): y[j] = W[i,j] * x[i] + b[j] of enc2
  code_test_sum_2 AS (
    SELECT k, s, SUM(enc2_W.val * code_test_x.val) AS val
    FROM enc2_W_now AS enc2_W
    JOIN code_test_x USING (h)
    GROUP BY k, s
  ),
  code_test AS (
    SELECT s, k, code_test_sum_2.val + enc2_b.val AS val
    FROM code_test_sum_2
    JOIN enc2_b_now AS enc2_b USING (k)
  ),
  -- logit[s,u] = dec2(relu(dec1(code[s,k]))): y[j] = W[i,j] * x[i] + b[j] of dec1
  logit_test_sum AS (
    SELECT h, s, SUM(dec1_W.val * code_test.val) AS val
    FROM dec1_W_now AS dec1_W
    JOIN code_test USING (k)
    GROUP BY h, s
  ),
  -- logit[s,u] = dec2(relu(dec1(code[s,k])))
  logit_test_x AS (
    SELECT
      s,
      h,
      CASE WHEN logit_test_sum.val + dec1_b.val > 0 THEN logit_test_sum.val + dec1_b.val ELSE 0 END AS val
    FROM logit_test_sum
    JOIN dec1_b_now AS dec1_b USING (h)
  ),
  -- logit[s,u] = dec2(relu(dec1(code[s,k]))): y[j] = W[i,j] * x[i] + b[j] of dec2
  logit_test_sum_2 AS (
    SELECT u, s, SUM(dec2_W.val * logit_test_x.val) AS val
    FROM dec2_W_now AS dec2_W
    JOIN logit_test_x USING (h)
    GROUP BY u, s
  ),
  logit_test AS MATERIALIZED (
    SELECT s, u, logit_test_sum_2.val + dec2_b.val AS val
    FROM logit_test_sum_2
    JOIN dec2_b_now AS dec2_b USING (u)
  ),
  -- loss = mean[s,u](bce(logit[s,u], x[s,u]))
  loss_test AS (
    SELECT
      AVG(greatest(logit_test.val, 0e0) + 2e0 * atanh(1e0 / (1e0 + 2e0 * exp(abs(logit_test.val)))) - x_test.val * logit_test.val) AS val
    FROM logit_test
    JOIN x_test USING (s, u)
    HAVING COUNT(*) > 0
  ),
  -- left = mean[s,u]((sigmoid(logit[s,u]) - x[s,u])^2) / mean[s,u]((x[s,u] - mean[s](x[s,u]))^2)
  left_test_mean AS (
    SELECT
      AVG((1e0 / (1e0 + exp(-logit_test.val)) - x_test.val) * (1e0 / (1e0 + exp(-logit_test.val)) - x_test.val)) AS val
    FROM logit_test
    JOIN x_test USING (s, u)
    HAVING COUNT(*) > 0
  ),
  left_test AS (
    SELECT left_test_mean.val / left_test_mean_3.val AS val
    FROM left_test_mean
    CROSS JOIN left_test_mean_3
  )
SELECT $run AS run, $step AS step, 'test' AS split, 'loss' AS name, loss_test.val
FROM loss_test
UNION ALL
SELECT $run AS run, $step AS step, 'test' AS split, 'left' AS name, left_test.val
FROM left_test;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep enc1.W   (examples/autoencoder.tsql:13)
INSERT INTO enc1_W
SELECT $run AS run, $step AS step, u, h, enc1_W.val
FROM enc1_W_now AS enc1_W;

-- keep enc1.b   (examples/autoencoder.tsql:13)
INSERT INTO enc1_b
SELECT $run AS run, $step AS step, h, enc1_b.val
FROM enc1_b_now AS enc1_b;

-- keep enc2.W   (examples/autoencoder.tsql:14)
INSERT INTO enc2_W
SELECT $run AS run, $step AS step, h, k, enc2_W.val
FROM enc2_W_now AS enc2_W;

-- keep enc2.b   (examples/autoencoder.tsql:14)
INSERT INTO enc2_b
SELECT $run AS run, $step AS step, k, enc2_b.val
FROM enc2_b_now AS enc2_b;

-- keep dec1.W   (examples/autoencoder.tsql:15)
INSERT INTO dec1_W
SELECT $run AS run, $step AS step, k, h, dec1_W.val
FROM dec1_W_now AS dec1_W;

-- keep dec1.b   (examples/autoencoder.tsql:15)
INSERT INTO dec1_b
SELECT $run AS run, $step AS step, h, dec1_b.val
FROM dec1_b_now AS dec1_b;

-- keep dec2.W   (examples/autoencoder.tsql:16)
INSERT INTO dec2_W
SELECT $run AS run, $step AS step, h, u, dec2_W.val
FROM dec2_W_now AS dec2_W;

-- keep dec2.b   (examples/autoencoder.tsql:16)
INSERT INTO dec2_b
SELECT $run AS run, $step AS step, u, dec2_b.val
FROM dec2_b_now AS dec2_b;

-- keep adam.m of enc1.W
INSERT INTO enc1_W_adam_m
SELECT $run AS run, $step AS step, u, h, enc1_W_adam_m.val
FROM enc1_W_adam_m_now AS enc1_W_adam_m;

-- keep adam.v of enc1.W
INSERT INTO enc1_W_adam_v
SELECT $run AS run, $step AS step, u, h, enc1_W_adam_v.val
FROM enc1_W_adam_v_now AS enc1_W_adam_v;

-- keep adam.m of enc1.b
INSERT INTO enc1_b_adam_m
SELECT $run AS run, $step AS step, h, enc1_b_adam_m.val
FROM enc1_b_adam_m_now AS enc1_b_adam_m;

-- keep adam.v of enc1.b
INSERT INTO enc1_b_adam_v
SELECT $run AS run, $step AS step, h, enc1_b_adam_v.val
FROM enc1_b_adam_v_now AS enc1_b_adam_v;

-- keep adam.m of enc2.W
INSERT INTO enc2_W_adam_m
SELECT $run AS run, $step AS step, h, k, enc2_W_adam_m.val
FROM enc2_W_adam_m_now AS enc2_W_adam_m;

-- keep adam.v of enc2.W
INSERT INTO enc2_W_adam_v
SELECT $run AS run, $step AS step, h, k, enc2_W_adam_v.val
FROM enc2_W_adam_v_now AS enc2_W_adam_v;

-- keep adam.m of enc2.b
INSERT INTO enc2_b_adam_m
SELECT $run AS run, $step AS step, k, enc2_b_adam_m.val
FROM enc2_b_adam_m_now AS enc2_b_adam_m;

-- keep adam.v of enc2.b
INSERT INTO enc2_b_adam_v
SELECT $run AS run, $step AS step, k, enc2_b_adam_v.val
FROM enc2_b_adam_v_now AS enc2_b_adam_v;

-- keep adam.m of dec1.W
INSERT INTO dec1_W_adam_m
SELECT $run AS run, $step AS step, k, h, dec1_W_adam_m.val
FROM dec1_W_adam_m_now AS dec1_W_adam_m;

-- keep adam.v of dec1.W
INSERT INTO dec1_W_adam_v
SELECT $run AS run, $step AS step, k, h, dec1_W_adam_v.val
FROM dec1_W_adam_v_now AS dec1_W_adam_v;

-- keep adam.m of dec1.b
INSERT INTO dec1_b_adam_m
SELECT $run AS run, $step AS step, h, dec1_b_adam_m.val
FROM dec1_b_adam_m_now AS dec1_b_adam_m;

-- keep adam.v of dec1.b
INSERT INTO dec1_b_adam_v
SELECT $run AS run, $step AS step, h, dec1_b_adam_v.val
FROM dec1_b_adam_v_now AS dec1_b_adam_v;

-- keep adam.m of dec2.W
INSERT INTO dec2_W_adam_m
SELECT $run AS run, $step AS step, h, u, dec2_W_adam_m.val
FROM dec2_W_adam_m_now AS dec2_W_adam_m;

-- keep adam.v of dec2.W
INSERT INTO dec2_W_adam_v
SELECT $run AS run, $step AS step, h, u, dec2_W_adam_v.val
FROM dec2_W_adam_v_now AS dec2_W_adam_v;

-- keep adam.m of dec2.b
INSERT INTO dec2_b_adam_m
SELECT $run AS run, $step AS step, u, dec2_b_adam_m.val
FROM dec2_b_adam_m_now AS dec2_b_adam_m;

-- keep adam.v of dec2.b
INSERT INTO dec2_b_adam_v
SELECT $run AS run, $step AS step, u, dec2_b_adam_v.val
FROM dec2_b_adam_v_now AS dec2_b_adam_v;


-- final: what shows, checks and exports read ------------------------------------------------------

-- code[s,k] = enc2(relu(enc1(seen[s,u]))): y[j] = W[i,j] * x[i] + b[j] of enc2   (examples/autoencoder.tsql:21)
CREATE OR REPLACE TEMP TABLE code_test AS
WITH
  -- code[s,k] = enc2(relu(enc1(seen[s,u]))): y[j] = W[i,j] * x[i] + b[j] of enc1
  code_test_sum AS (
    SELECT h, s, SUM(enc1_W.val * x_test.val) AS val
    FROM enc1_W_now AS enc1_W
    JOIN x_test USING (u)
    GROUP BY h, s
  ),
  -- code[s,k] = enc2(relu(enc1(seen[s,u])))
  code_test_x AS (
    SELECT
      s,
      h,
      CASE WHEN code_test_sum.val + enc1_b.val > 0 THEN code_test_sum.val + enc1_b.val ELSE 0 END AS val
    FROM code_test_sum
    JOIN enc1_b_now AS enc1_b USING (h)
  ),
  -- code[s,k] = enc2(relu(enc1(seen[s,u]))): y[j] = W[i,j] * x[i] + b[j] of enc2
  code_test_sum_2 AS (
    SELECT k, s, SUM(enc2_W.val * code_test_x.val) AS val
    FROM enc2_W_now AS enc2_W
    JOIN code_test_x USING (h)
    GROUP BY k, s
  )
SELECT s, k, code_test_sum_2.val + enc2_b.val AS val
FROM code_test_sum_2
JOIN enc2_b_now AS enc2_b USING (k);

-- left = mean[s,u]((sigmoid(logit[s,u]) - x[s,u])^2) / mean[s,u]((x[s,u] - mean[s](x[s,u]))^2)   (examples/autoencoder.tsql:25)
CREATE OR REPLACE TEMP TABLE left_test AS
WITH
  -- logit[s,u] = dec2(relu(dec1(code[s,k]))): y[j] = W[i,j] * x[i] + b[j] of dec1
  logit_test_sum AS (
    SELECT h, s, SUM(dec1_W.val * code_test.val) AS val
    FROM dec1_W_now AS dec1_W
    JOIN code_test USING (k)
    GROUP BY h, s
  ),
  -- logit[s,u] = dec2(relu(dec1(code[s,k])))
  logit_test_x AS (
    SELECT
      s,
      h,
      CASE WHEN logit_test_sum.val + dec1_b.val > 0 THEN logit_test_sum.val + dec1_b.val ELSE 0 END AS val
    FROM logit_test_sum
    JOIN dec1_b_now AS dec1_b USING (h)
  ),
  -- logit[s,u] = dec2(relu(dec1(code[s,k]))): y[j] = W[i,j] * x[i] + b[j] of dec2
  logit_test_sum_2 AS (
    SELECT u, s, SUM(dec2_W.val * logit_test_x.val) AS val
    FROM dec2_W_now AS dec2_W
    JOIN logit_test_x USING (h)
    GROUP BY u, s
  ),
  logit_test AS (
    SELECT s, u, logit_test_sum_2.val + dec2_b.val AS val
    FROM logit_test_sum_2
    JOIN dec2_b_now AS dec2_b USING (u)
  ),
  -- left = mean[s,u]((sigmoid(logit[s,u]) - x[s,u])^2) / mean[s,u]((x[s,u] - mean[s](x[s,u]))^2)
  left_test_mean AS (
    SELECT
      AVG((1e0 / (1e0 + exp(-logit_test.val)) - x_test.val) * (1e0 / (1e0 + exp(-logit_test.val)) - x_test.val)) AS val
    FROM logit_test
    JOIN x_test USING (s, u)
    HAVING COUNT(*) > 0
  )
SELECT left_test_mean.val / left_test_mean_3.val AS val
FROM left_test_mean
CROSS JOIN left_test_mean_3;

-- left < 0.55   (examples/autoencoder.tsql:31)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT left_test.val < 0.55 AS val
FROM left_test;

-- show left on test
SELECT left_test.val
FROM left_test;

-- check left < 0.55 on test
SELECT condition.val
FROM condition;

-- export to data/codes.parquet
SELECT s, k, code_test.val
FROM code_test
ORDER BY s, k;
