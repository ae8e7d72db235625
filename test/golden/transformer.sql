-- examples/transformer.tsql as SQL for duckdb
-- $run: number of the run
-- $step: number of the step, from 1
-- $seed: seed of the random numbers


-- load: data --------------------------------------------------------------------------------------

-- rows of data/text.csv, numbered   (examples/transformer.tsql:9)
CREATE OR REPLACE TEMP TABLE "data/text.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/text.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- text[n] from data/text.csv   (examples/transformer.tsql:9)
CREATE OR REPLACE TABLE text AS
SELECT file_row AS n, ch AS val
FROM "data/text.csv";

-- the keys of v   (examples/transformer.tsql:4)
CREATE OR REPLACE TABLE index_v AS
SELECT DISTINCT val AS v
FROM text
ORDER BY v;

-- must be empty: there is no value in column {column}, line {line} of data/text.csv
SELECT file_row + 2 AS line, 'ch' AS "column", CAST(ch AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/text.csv"
WHERE ch IS NULL
ORDER BY file_row
LIMIT 1;

-- must be empty: data/text.csv has {found} rows, but n has {room} keys for them
SELECT count(*) AS found, 4424 AS room
FROM "data/text.csv"
HAVING count(*) <> 4424;


-- setup: once before training ---------------------------------------------------------------------

-- what reports say, by run and step   (examples/transformer.tsql:32)
CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE);

-- E by run and step   (examples/transformer.tsql:20)
CREATE TABLE IF NOT EXISTS E (run BIGINT, step BIGINT, v VARCHAR, d BIGINT, val DOUBLE);

-- last.gain by run and step   (examples/transformer.tsql:23)
CREATE TABLE IF NOT EXISTS last_gain (run BIGINT, step BIGINT, d BIGINT, val DOUBLE);

-- P by run and step   (examples/transformer.tsql:21)
CREATE TABLE IF NOT EXISTS P (run BIGINT, step BIGINT, p BIGINT, d BIGINT, val DOUBLE);

-- block.att.Wq by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_att_Wq (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- block.before.gain by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_before_gain (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- block.before.bias by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_before_bias (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- block.att.Wk by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_att_Wk (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- block.att.Wv by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_att_Wv (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- block.att.Wo by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_att_Wo (run BIGINT, step BIGINT, l BIGINT, h BIGINT, k BIGINT, d BIGINT, val DOUBLE);

-- block.ff.down.W by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_ff_down_W (run BIGINT, step BIGINT, l BIGINT, f BIGINT, d BIGINT, val DOUBLE);

-- block.ff.up.W by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_ff_up_W (run BIGINT, step BIGINT, l BIGINT, d BIGINT, f BIGINT, val DOUBLE);

-- block.behind.gain by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_behind_gain (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- block.behind.bias by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_behind_bias (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- block.ff.up.b by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_ff_up_b (run BIGINT, step BIGINT, l BIGINT, f BIGINT, val DOUBLE);

-- block.ff.down.b by run and step   (examples/transformer.tsql:22)
CREATE TABLE IF NOT EXISTS block_ff_down_b (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- last.bias by run and step   (examples/transformer.tsql:23)
CREATE TABLE IF NOT EXISTS last_bias (run BIGINT, step BIGINT, d BIGINT, val DOUBLE);

-- adam.m of E by run and step
CREATE TABLE IF NOT EXISTS E_adam_m (run BIGINT, step BIGINT, v VARCHAR, d BIGINT, val DOUBLE);

-- adam.v of E by run and step
CREATE TABLE IF NOT EXISTS E_adam_v (run BIGINT, step BIGINT, v VARCHAR, d BIGINT, val DOUBLE);

-- adam.m of P by run and step
CREATE TABLE IF NOT EXISTS P_adam_m (run BIGINT, step BIGINT, p BIGINT, d BIGINT, val DOUBLE);

-- adam.v of P by run and step
CREATE TABLE IF NOT EXISTS P_adam_v (run BIGINT, step BIGINT, p BIGINT, d BIGINT, val DOUBLE);

-- adam.m of block.before.gain by run and step
CREATE TABLE IF NOT EXISTS block_before_gain_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.v of block.before.gain by run and step
CREATE TABLE IF NOT EXISTS block_before_gain_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.m of block.before.bias by run and step
CREATE TABLE IF NOT EXISTS block_before_bias_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.v of block.before.bias by run and step
CREATE TABLE IF NOT EXISTS block_before_bias_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.m of block.att.Wq by run and step
CREATE TABLE IF NOT EXISTS block_att_Wq_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.v of block.att.Wq by run and step
CREATE TABLE IF NOT EXISTS block_att_Wq_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.m of block.att.Wk by run and step
CREATE TABLE IF NOT EXISTS block_att_Wk_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.v of block.att.Wk by run and step
CREATE TABLE IF NOT EXISTS block_att_Wk_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.m of block.att.Wv by run and step
CREATE TABLE IF NOT EXISTS block_att_Wv_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.v of block.att.Wv by run and step
CREATE TABLE IF NOT EXISTS block_att_Wv_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, h BIGINT, k BIGINT, val DOUBLE);

-- adam.m of block.att.Wo by run and step
CREATE TABLE IF NOT EXISTS block_att_Wo_adam_m (run BIGINT, step BIGINT, l BIGINT, h BIGINT, k BIGINT, d BIGINT, val DOUBLE);

-- adam.v of block.att.Wo by run and step
CREATE TABLE IF NOT EXISTS block_att_Wo_adam_v (run BIGINT, step BIGINT, l BIGINT, h BIGINT, k BIGINT, d BIGINT, val DOUBLE);

-- adam.m of block.behind.gain by run and step
CREATE TABLE IF NOT EXISTS block_behind_gain_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.v of block.behind.gain by run and step
CREATE TABLE IF NOT EXISTS block_behind_gain_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.m of block.behind.bias by run and step
CREATE TABLE IF NOT EXISTS block_behind_bias_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.v of block.behind.bias by run and step
CREATE TABLE IF NOT EXISTS block_behind_bias_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.m of block.ff.up.W by run and step
CREATE TABLE IF NOT EXISTS block_ff_up_W_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, f BIGINT, val DOUBLE);

-- adam.v of block.ff.up.W by run and step
CREATE TABLE IF NOT EXISTS block_ff_up_W_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, f BIGINT, val DOUBLE);

-- adam.m of block.ff.up.b by run and step
CREATE TABLE IF NOT EXISTS block_ff_up_b_adam_m (run BIGINT, step BIGINT, l BIGINT, f BIGINT, val DOUBLE);

-- adam.v of block.ff.up.b by run and step
CREATE TABLE IF NOT EXISTS block_ff_up_b_adam_v (run BIGINT, step BIGINT, l BIGINT, f BIGINT, val DOUBLE);

-- adam.m of block.ff.down.W by run and step
CREATE TABLE IF NOT EXISTS block_ff_down_W_adam_m (run BIGINT, step BIGINT, l BIGINT, f BIGINT, d BIGINT, val DOUBLE);

-- adam.v of block.ff.down.W by run and step
CREATE TABLE IF NOT EXISTS block_ff_down_W_adam_v (run BIGINT, step BIGINT, l BIGINT, f BIGINT, d BIGINT, val DOUBLE);

-- adam.m of block.ff.down.b by run and step
CREATE TABLE IF NOT EXISTS block_ff_down_b_adam_m (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.v of block.ff.down.b by run and step
CREATE TABLE IF NOT EXISTS block_ff_down_b_adam_v (run BIGINT, step BIGINT, l BIGINT, d BIGINT, val DOUBLE);

-- adam.m of last.gain by run and step
CREATE TABLE IF NOT EXISTS last_gain_adam_m (run BIGINT, step BIGINT, d BIGINT, val DOUBLE);

-- adam.v of last.gain by run and step
CREATE TABLE IF NOT EXISTS last_gain_adam_v (run BIGINT, step BIGINT, d BIGINT, val DOUBLE);

-- adam.m of last.bias by run and step
CREATE TABLE IF NOT EXISTS last_bias_adam_m (run BIGINT, step BIGINT, d BIGINT, val DOUBLE);

-- adam.v of last.bias by run and step
CREATE TABLE IF NOT EXISTS last_bias_adam_v (run BIGINT, step BIGINT, d BIGINT, val DOUBLE);

-- param E[v,d] ~ normal(0, 0.1)   (examples/transformer.tsql:20)
CREATE OR REPLACE TEMP TABLE E_now AS
WITH
  v1 AS (
    SELECT
      v,
      d,
      place,
      (58260647 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM index_v AS v
    CROSS JOIN range(16) AS d(d)
    JOIN (
      SELECT v, ROW_NUMBER() OVER (ORDER BY v) - 1 AS place
      FROM index_v
    ) AS index_v_place USING (v)
  ),
  v2 AS (
    SELECT
      v,
      d,
      v_1,
      place,
      (46631798 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT
      v,
      d,
      v_2,
      place,
      ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + place) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      v,
      d,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + place // 67108864) % 67108864 + d) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT v, d, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + d // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      v,
      d,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      v,
      d,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      v,
      d,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      v,
      d,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      v,
      d,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      v,
      d,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  v,
  d,
  0.1 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param last.gain[d] = 1   (examples/transformer.tsql:23)
CREATE OR REPLACE TEMP TABLE last_gain_now AS
SELECT d, CAST(1 AS DOUBLE) AS val
FROM range(16) AS d(d);

-- param P[p,d] ~ normal(0, 0.1)   (examples/transformer.tsql:21)
CREATE OR REPLACE TEMP TABLE P_now AS
WITH
  v1 AS (
    SELECT p, d, (48843476 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(16) AS p(p)
    CROSS JOIN range(16) AS d(d)
  ),
  v2 AS (
    SELECT
      p,
      d,
      v_1,
      (32773838 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT p, d, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + p) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      p,
      d,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + p // 67108864) % 67108864 + d) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT p, d, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192 + d // 67108864) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      p,
      d,
      v_5,
      (v_4 + v_5 % 67108864 * (10624165 + v_5 % 67108864) // 8192) % 67108864 AS v_6,
      (v_4 + (1 + v_5) % 67108864 * (10624165 + (1 + v_5) % 67108864) // 8192) % 67108864 AS v_12
    FROM v5
  ),
  v7 AS (
    SELECT
      p,
      d,
      v_6,
      v_12,
      (v_5 % 67108864 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7,
      ((1 + v_5) % 67108864 + v_12 * (20318929 + v_12) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      p,
      d,
      v_7,
      v_13,
      (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      (v_12 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      p,
      d,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      p,
      d,
      (0.5e0 + (67108864 * v_9 + (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864)) / 4503599627370496e0 AS v_10,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_15 + (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864)) AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      p,
      d,
      v_16,
      -2 * CASE WHEN v_10 > 0 THEN ln(v_10) WHEN v_10 = 0 THEN '-inf'::DOUBLE WHEN v_10 < 0 THEN 'nan'::DOUBLE END AS v_11
    FROM v10
  )
SELECT
  p,
  d,
  0.1 * (CASE WHEN v_11 >= 0 THEN sqrt(v_11) WHEN v_11 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_16) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_16) END) AS val
FROM v11;

-- param block.att.Wq[l,d,h,k] ~ glorot(|d|, |k|)   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_att_Wq_now AS
WITH
  v1 AS (
    SELECT
      l,
      d,
      h,
      k,
      (13168146 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(2) AS l(l)
    CROSS JOIN range(16) AS d(d)
    CROSS JOIN range(2) AS h(h)
    CROSS JOIN range(8) AS k(k)
  ),
  v2 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_1,
      (5062286 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT l, d, h, k, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + l) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + l // 67108864) % 67108864 + d) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + d // 67108864) % 67108864 + h) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_5,
      ((v_4 + v_5 * (10624165 + v_5) // 8192 + h // 67108864) % 67108864 + k) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT l, d, h, k, v_6, (v_5 + v_6 * (20318929 + v_6) // 8192 + k // 67108864) % 67108864 AS v_7
    FROM v6
  ),
  v8 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_7,
      (v_6 + v_7 % 67108864 * (4130739 + v_7 % 67108864) // 8192) % 67108864 AS v_8,
      (v_6 + (1 + v_7) % 67108864 * (4130739 + (1 + v_7) % 67108864) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_8,
      v_14,
      (v_7 % 67108864 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      ((1 + v_7) % 67108864 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_10,
      v_16,
      (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864 AS v_11,
      (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864 AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      l,
      d,
      h,
      k,
      (0.5e0 + (67108864 * v_11 + (v_10 + v_11 * (19051011 + v_11) // 8192) % 67108864)) / 4503599627370496e0 AS v_12,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_17 + (v_16 + v_17 * (19051011 + v_17) // 8192) % 67108864)) AS v_18
    FROM v11
  ),
  v13 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_18,
      -2 * CASE WHEN v_12 > 0 THEN ln(v_12) WHEN v_12 = 0 THEN '-inf'::DOUBLE WHEN v_12 < 0 THEN 'nan'::DOUBLE END AS v_13
    FROM v12
  )
SELECT
  l,
  d,
  h,
  k,
  0.28867513459481287e0 * (CASE WHEN v_13 >= 0 THEN sqrt(v_13) WHEN v_13 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_18) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_18) END) AS val
FROM v13;

-- param block.before.gain[l,d] = 1   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_before_gain_now AS
SELECT l, d, CAST(1 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- param block.before.bias[l,d] = 0   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_before_bias_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- param block.att.Wk[l,d,h,k] ~ glorot(|d|, |k|)   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_att_Wk_now AS
WITH
  v1 AS (
    SELECT
      l,
      d,
      h,
      k,
      (57500722 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(2) AS l(l)
    CROSS JOIN range(16) AS d(d)
    CROSS JOIN range(2) AS h(h)
    CROSS JOIN range(8) AS k(k)
  ),
  v2 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_1,
      (5696666 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT l, d, h, k, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + l) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + l // 67108864) % 67108864 + d) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + d // 67108864) % 67108864 + h) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_5,
      ((v_4 + v_5 * (10624165 + v_5) // 8192 + h // 67108864) % 67108864 + k) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT l, d, h, k, v_6, (v_5 + v_6 * (20318929 + v_6) // 8192 + k // 67108864) % 67108864 AS v_7
    FROM v6
  ),
  v8 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_7,
      (v_6 + v_7 % 67108864 * (4130739 + v_7 % 67108864) // 8192) % 67108864 AS v_8,
      (v_6 + (1 + v_7) % 67108864 * (4130739 + (1 + v_7) % 67108864) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_8,
      v_14,
      (v_7 % 67108864 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      ((1 + v_7) % 67108864 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_10,
      v_16,
      (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864 AS v_11,
      (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864 AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      l,
      d,
      h,
      k,
      (0.5e0 + (67108864 * v_11 + (v_10 + v_11 * (19051011 + v_11) // 8192) % 67108864)) / 4503599627370496e0 AS v_12,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_17 + (v_16 + v_17 * (19051011 + v_17) // 8192) % 67108864)) AS v_18
    FROM v11
  ),
  v13 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_18,
      -2 * CASE WHEN v_12 > 0 THEN ln(v_12) WHEN v_12 = 0 THEN '-inf'::DOUBLE WHEN v_12 < 0 THEN 'nan'::DOUBLE END AS v_13
    FROM v12
  )
SELECT
  l,
  d,
  h,
  k,
  0.28867513459481287e0 * (CASE WHEN v_13 >= 0 THEN sqrt(v_13) WHEN v_13 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_18) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_18) END) AS val
FROM v13;

-- param block.att.Wv[l,d,h,k] ~ glorot(|d|, |k|)   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_att_Wv_now AS
WITH
  v1 AS (
    SELECT
      l,
      d,
      h,
      k,
      (18349763 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(2) AS l(l)
    CROSS JOIN range(16) AS d(d)
    CROSS JOIN range(2) AS h(h)
    CROSS JOIN range(8) AS k(k)
  ),
  v2 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_1,
      (13920217 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT l, d, h, k, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + l) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + l // 67108864) % 67108864 + d) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + d // 67108864) % 67108864 + h) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_5,
      ((v_4 + v_5 * (10624165 + v_5) // 8192 + h // 67108864) % 67108864 + k) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT l, d, h, k, v_6, (v_5 + v_6 * (20318929 + v_6) // 8192 + k // 67108864) % 67108864 AS v_7
    FROM v6
  ),
  v8 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_7,
      (v_6 + v_7 % 67108864 * (4130739 + v_7 % 67108864) // 8192) % 67108864 AS v_8,
      (v_6 + (1 + v_7) % 67108864 * (4130739 + (1 + v_7) % 67108864) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_8,
      v_14,
      (v_7 % 67108864 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      ((1 + v_7) % 67108864 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_10,
      v_16,
      (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864 AS v_11,
      (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864 AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      l,
      d,
      h,
      k,
      (0.5e0 + (67108864 * v_11 + (v_10 + v_11 * (19051011 + v_11) // 8192) % 67108864)) / 4503599627370496e0 AS v_12,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_17 + (v_16 + v_17 * (19051011 + v_17) // 8192) % 67108864)) AS v_18
    FROM v11
  ),
  v13 AS (
    SELECT
      l,
      d,
      h,
      k,
      v_18,
      -2 * CASE WHEN v_12 > 0 THEN ln(v_12) WHEN v_12 = 0 THEN '-inf'::DOUBLE WHEN v_12 < 0 THEN 'nan'::DOUBLE END AS v_13
    FROM v12
  )
SELECT
  l,
  d,
  h,
  k,
  0.28867513459481287e0 * (CASE WHEN v_13 >= 0 THEN sqrt(v_13) WHEN v_13 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_18) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_18) END) AS val
FROM v13;

-- param block.att.Wo[l,h,k,d] ~ glorot(|h| * |k|, |d|)   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_att_Wo_now AS
WITH
  v1 AS (
    SELECT
      l,
      h,
      k,
      d,
      (24075517 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(2) AS l(l)
    CROSS JOIN range(2) AS h(h)
    CROSS JOIN range(8) AS k(k)
    CROSS JOIN range(16) AS d(d)
  ),
  v2 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_1,
      (26568307 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT l, h, k, d, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + l) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + l // 67108864) % 67108864 + h) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + h // 67108864) % 67108864 + k) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_5,
      ((v_4 + v_5 * (10624165 + v_5) // 8192 + k // 67108864) % 67108864 + d) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT l, h, k, d, v_6, (v_5 + v_6 * (20318929 + v_6) // 8192 + d // 67108864) % 67108864 AS v_7
    FROM v6
  ),
  v8 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_7,
      (v_6 + v_7 % 67108864 * (4130739 + v_7 % 67108864) // 8192) % 67108864 AS v_8,
      (v_6 + (1 + v_7) % 67108864 * (4130739 + (1 + v_7) % 67108864) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_8,
      v_14,
      (v_7 % 67108864 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      ((1 + v_7) % 67108864 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_10,
      v_16,
      (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864 AS v_11,
      (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864 AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      l,
      h,
      k,
      d,
      (0.5e0 + (67108864 * v_11 + (v_10 + v_11 * (19051011 + v_11) // 8192) % 67108864)) / 4503599627370496e0 AS v_12,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_17 + (v_16 + v_17 * (19051011 + v_17) // 8192) % 67108864)) AS v_18
    FROM v11
  ),
  v13 AS (
    SELECT
      l,
      h,
      k,
      d,
      v_18,
      -2 * CASE WHEN v_12 > 0 THEN ln(v_12) WHEN v_12 = 0 THEN '-inf'::DOUBLE WHEN v_12 < 0 THEN 'nan'::DOUBLE END AS v_13
    FROM v12
  )
SELECT
  l,
  h,
  k,
  d,
  0.25 * (CASE WHEN v_13 >= 0 THEN sqrt(v_13) WHEN v_13 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_18) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_18) END) AS val
FROM v13;

-- param block.ff.down.W[l,f,d] ~ glorot(|f|, |d|)   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_ff_down_W_now AS
WITH
  v1 AS (
    SELECT
      l,
      f,
      d,
      (54140312 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(2) AS l(l)
    CROSS JOIN range(32) AS f(f)
    CROSS JOIN range(16) AS d(d)
  ),
  v2 AS (
    SELECT
      l,
      f,
      d,
      v_1,
      (42458948 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT l, f, d, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + l) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      l,
      f,
      d,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + l // 67108864) % 67108864 + f) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      l,
      f,
      d,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + f // 67108864) % 67108864 + d) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT l, f, d, v_5, (v_4 + v_5 * (10624165 + v_5) // 8192 + d // 67108864) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT
      l,
      f,
      d,
      v_6,
      (v_5 + v_6 % 67108864 * (20318929 + v_6 % 67108864) // 8192) % 67108864 AS v_7,
      (v_5 + (1 + v_6) % 67108864 * (20318929 + (1 + v_6) % 67108864) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      l,
      f,
      d,
      v_7,
      v_13,
      (v_6 % 67108864 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      ((1 + v_6) % 67108864 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      l,
      f,
      d,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      l,
      f,
      d,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      l,
      f,
      d,
      (0.5e0 + (67108864 * v_10 + (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864)) / 4503599627370496e0 AS v_11,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_16 + (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864)) AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      l,
      f,
      d,
      v_17,
      -2 * CASE WHEN v_11 > 0 THEN ln(v_11) WHEN v_11 = 0 THEN '-inf'::DOUBLE WHEN v_11 < 0 THEN 'nan'::DOUBLE END AS v_12
    FROM v11
  )
SELECT
  l,
  f,
  d,
  0.2041241452319315e0 * (CASE WHEN v_12 >= 0 THEN sqrt(v_12) WHEN v_12 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_17) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_17) END) AS val
FROM v12;

-- param block.ff.up.W[l,d,f] ~ glorot(|d|, |f|)   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_ff_up_W_now AS
WITH
  v1 AS (
    SELECT
      l,
      d,
      f,
      (63834866 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
    FROM range(2) AS l(l)
    CROSS JOIN range(16) AS d(d)
    CROSS JOIN range(32) AS f(f)
  ),
  v2 AS (
    SELECT
      l,
      d,
      f,
      v_1,
      (29516917 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 % 67108864 AS v_2
    FROM v1
  ),
  v3 AS (
    SELECT l, d, f, v_2, ((v_1 + v_2 * (24563549 + v_2) // 8192) % 67108864 + l) % 67108864 AS v_3
    FROM v2
  ),
  v4 AS (
    SELECT
      l,
      d,
      f,
      v_3,
      ((v_2 + v_3 * (7921127 + v_3) // 8192 + l // 67108864) % 67108864 + d) % 67108864 AS v_4
    FROM v3
  ),
  v5 AS (
    SELECT
      l,
      d,
      f,
      v_4,
      ((v_3 + v_4 * (21667819 + v_4) // 8192 + d // 67108864) % 67108864 + f) % 67108864 AS v_5
    FROM v4
  ),
  v6 AS (
    SELECT l, d, f, v_5, (v_4 + v_5 * (10624165 + v_5) // 8192 + f // 67108864) % 67108864 AS v_6
    FROM v5
  ),
  v7 AS (
    SELECT
      l,
      d,
      f,
      v_6,
      (v_5 + v_6 % 67108864 * (20318929 + v_6 % 67108864) // 8192) % 67108864 AS v_7,
      (v_5 + (1 + v_6) % 67108864 * (20318929 + (1 + v_6) % 67108864) // 8192) % 67108864 AS v_13
    FROM v6
  ),
  v8 AS (
    SELECT
      l,
      d,
      f,
      v_7,
      v_13,
      (v_6 % 67108864 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8,
      ((1 + v_6) % 67108864 + v_13 * (4130739 + v_13) // 8192) % 67108864 AS v_14
    FROM v7
  ),
  v9 AS (
    SELECT
      l,
      d,
      f,
      v_8,
      v_14,
      (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864 AS v_9,
      (v_13 + v_14 * (12042651 + v_14) // 8192) % 67108864 AS v_15
    FROM v8
  ),
  v10 AS (
    SELECT
      l,
      d,
      f,
      v_9,
      v_15,
      (v_8 + v_9 * (26703675 + v_9) // 8192) % 67108864 AS v_10,
      (v_14 + v_15 * (26703675 + v_15) // 8192) % 67108864 AS v_16
    FROM v9
  ),
  v11 AS (
    SELECT
      l,
      d,
      f,
      (0.5e0 + (67108864 * v_10 + (v_9 + v_10 * (12923987 + v_10) // 8192) % 67108864)) / 4503599627370496e0 AS v_11,
      1.3951473992034527e-15 * (0.5e0 + (67108864 * v_16 + (v_15 + v_16 * (12923987 + v_16) // 8192) % 67108864)) AS v_17
    FROM v10
  ),
  v12 AS (
    SELECT
      l,
      d,
      f,
      v_17,
      -2 * CASE WHEN v_11 > 0 THEN ln(v_11) WHEN v_11 = 0 THEN '-inf'::DOUBLE WHEN v_11 < 0 THEN 'nan'::DOUBLE END AS v_12
    FROM v11
  )
SELECT
  l,
  d,
  f,
  0.2041241452319315e0 * (CASE WHEN v_12 >= 0 THEN sqrt(v_12) WHEN v_12 < 0 THEN 'nan'::DOUBLE END * CASE WHEN abs(v_17) = 'inf'::DOUBLE THEN 'nan'::DOUBLE ELSE cos(v_17) END) AS val
FROM v12;

-- param block.behind.gain[l,d] = 1   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_behind_gain_now AS
SELECT l, d, CAST(1 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- param block.behind.bias[l,d] = 0   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_behind_bias_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- param block.ff.up.b[l,f] = 0   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_ff_up_b_now AS
SELECT l, f, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(32) AS f(f);

-- param block.ff.down.b[l,d] = 0   (examples/transformer.tsql:22)
CREATE OR REPLACE TEMP TABLE block_ff_down_b_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- param last.bias[d] = 0   (examples/transformer.tsql:23)
CREATE OR REPLACE TEMP TABLE last_bias_now AS
SELECT d, CAST(0 AS DOUBLE) AS val
FROM range(16) AS d(d);

-- state m = 0   for E
CREATE OR REPLACE TEMP TABLE E_adam_m_now AS
SELECT v, d, CAST(0 AS DOUBLE) AS val
FROM index_v AS v
CROSS JOIN range(16) AS d(d);

-- state v = 0   for E
CREATE OR REPLACE TEMP TABLE E_adam_v_now AS
SELECT v, d, CAST(0 AS DOUBLE) AS val
FROM index_v AS v
CROSS JOIN range(16) AS d(d);

-- state m = 0   for P
CREATE OR REPLACE TEMP TABLE P_adam_m_now AS
SELECT p, d, CAST(0 AS DOUBLE) AS val
FROM range(16) AS p(p)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for P
CREATE OR REPLACE TEMP TABLE P_adam_v_now AS
SELECT p, d, CAST(0 AS DOUBLE) AS val
FROM range(16) AS p(p)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for block.before.gain
CREATE OR REPLACE TEMP TABLE block_before_gain_adam_m_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for block.before.gain
CREATE OR REPLACE TEMP TABLE block_before_gain_adam_v_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for block.before.bias
CREATE OR REPLACE TEMP TABLE block_before_bias_adam_m_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for block.before.bias
CREATE OR REPLACE TEMP TABLE block_before_bias_adam_v_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for block.att.Wq
CREATE OR REPLACE TEMP TABLE block_att_Wq_adam_m_now AS
SELECT l, d, h, k, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state v = 0   for block.att.Wq
CREATE OR REPLACE TEMP TABLE block_att_Wq_adam_v_now AS
SELECT l, d, h, k, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state m = 0   for block.att.Wk
CREATE OR REPLACE TEMP TABLE block_att_Wk_adam_m_now AS
SELECT l, d, h, k, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state v = 0   for block.att.Wk
CREATE OR REPLACE TEMP TABLE block_att_Wk_adam_v_now AS
SELECT l, d, h, k, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state m = 0   for block.att.Wv
CREATE OR REPLACE TEMP TABLE block_att_Wv_adam_m_now AS
SELECT l, d, h, k, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state v = 0   for block.att.Wv
CREATE OR REPLACE TEMP TABLE block_att_Wv_adam_v_now AS
SELECT l, d, h, k, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k);

-- state m = 0   for block.att.Wo
CREATE OR REPLACE TEMP TABLE block_att_Wo_adam_m_now AS
SELECT l, h, k, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for block.att.Wo
CREATE OR REPLACE TEMP TABLE block_att_Wo_adam_v_now AS
SELECT l, h, k, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(8) AS k(k)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for block.behind.gain
CREATE OR REPLACE TEMP TABLE block_behind_gain_adam_m_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for block.behind.gain
CREATE OR REPLACE TEMP TABLE block_behind_gain_adam_v_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for block.behind.bias
CREATE OR REPLACE TEMP TABLE block_behind_bias_adam_m_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for block.behind.bias
CREATE OR REPLACE TEMP TABLE block_behind_bias_adam_v_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for block.ff.up.W
CREATE OR REPLACE TEMP TABLE block_ff_up_W_adam_m_now AS
SELECT l, d, f, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(32) AS f(f);

-- state v = 0   for block.ff.up.W
CREATE OR REPLACE TEMP TABLE block_ff_up_W_adam_v_now AS
SELECT l, d, f, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d)
CROSS JOIN range(32) AS f(f);

-- state m = 0   for block.ff.up.b
CREATE OR REPLACE TEMP TABLE block_ff_up_b_adam_m_now AS
SELECT l, f, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(32) AS f(f);

-- state v = 0   for block.ff.up.b
CREATE OR REPLACE TEMP TABLE block_ff_up_b_adam_v_now AS
SELECT l, f, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(32) AS f(f);

-- state m = 0   for block.ff.down.W
CREATE OR REPLACE TEMP TABLE block_ff_down_W_adam_m_now AS
SELECT l, f, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(32) AS f(f)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for block.ff.down.W
CREATE OR REPLACE TEMP TABLE block_ff_down_W_adam_v_now AS
SELECT l, f, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(32) AS f(f)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for block.ff.down.b
CREATE OR REPLACE TEMP TABLE block_ff_down_b_adam_m_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state v = 0   for block.ff.down.b
CREATE OR REPLACE TEMP TABLE block_ff_down_b_adam_v_now AS
SELECT l, d, CAST(0 AS DOUBLE) AS val
FROM range(2) AS l(l)
CROSS JOIN range(16) AS d(d);

-- state m = 0   for last.gain
CREATE OR REPLACE TEMP TABLE last_gain_adam_m_now AS
SELECT d, CAST(0 AS DOUBLE) AS val
FROM range(16) AS d(d);

-- state v = 0   for last.gain
CREATE OR REPLACE TEMP TABLE last_gain_adam_v_now AS
SELECT d, CAST(0 AS DOUBLE) AS val
FROM range(16) AS d(d);

-- state m = 0   for last.bias
CREATE OR REPLACE TEMP TABLE last_bias_adam_m_now AS
SELECT d, CAST(0 AS DOUBLE) AS val
FROM range(16) AS d(d);

-- state v = 0   for last.bias
CREATE OR REPLACE TEMP TABLE last_bias_adam_v_now AS
SELECT d, CAST(0 AS DOUBLE) AS val
FROM range(16) AS d(d);


-- each epoch: before the first of its 18 steps ----------------------------------------------------

-- batch w by 32: the order in which the steps of an epoch take the rows   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE w_batch_order AS
SELECT w, ROW_NUMBER() OVER (ORDER BY w_batch_draw.val, w) - 1 AS place
FROM (
  WITH
    v1 AS (
      SELECT w, (65935701 + (CAST($seed AS BIGINT) % 67108864 + 67108864) % 67108864) % 67108864 AS v_1
      FROM range(551) AS w(w)
    ),
    v2 AS (
      SELECT
        w,
        v_1,
        ((26607135 + v_1 * (13898701 + v_1) // 8192 + ((CAST($seed AS BIGINT) // 67108864 - CASE WHEN CAST($seed AS BIGINT) % 67108864 <> 0 AND (CAST($seed AS BIGINT) % 67108864 < 0) <> (67108864 < 0) THEN 1 ELSE 0 END) % 67108864 + 67108864) % 67108864) % 67108864 + (CAST($step AS BIGINT) - 1) // 18) % 67108864 AS v_2
      FROM v1
    ),
    v3 AS (
      SELECT
        w,
        v_2,
        ((v_1 + v_2 * (24563549 + v_2) // 8192 + (CAST($step AS BIGINT) - 1) // 18 // 67108864) % 67108864 + w) % 67108864 AS v_3
      FROM v2
    ),
    v4 AS (
      SELECT w, v_3, (v_2 + v_3 * (7921127 + v_3) // 8192 + w // 67108864) % 67108864 % 67108864 AS v_4
      FROM v3
    ),
    v5 AS (
      SELECT w, v_4, (v_3 + v_4 * (21667819 + v_4) // 8192) % 67108864 AS v_5
      FROM v4
    ),
    v6 AS (
      SELECT w, v_5, (v_4 + v_5 * (10624165 + v_5) // 8192) % 67108864 AS v_6
      FROM v5
    ),
    v7 AS (
      SELECT w, v_6, (v_5 + v_6 * (20318929 + v_6) // 8192) % 67108864 AS v_7
      FROM v6
    ),
    v8 AS (
      SELECT w, v_7, (v_6 + v_7 * (4130739 + v_7) // 8192) % 67108864 AS v_8
      FROM v7
    )
  SELECT
    w,
    (0.5e0 + (67108864 * v_8 + (v_7 + v_8 * (12042651 + v_8) // 8192) % 67108864)) / 4503599627370496e0 AS val
  FROM v8
) AS w_batch_draw;


-- each step: $step = 1 … 80 -----------------------------------------------------------------------

-- batch w by 32: the rows of this step   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE index_w_batch AS
SELECT w
FROM w_batch_order
WHERE place // 32 = (CAST($step AS BIGINT) - 1) % 18
ORDER BY w;

-- x[0,w,p,d] = E[text[8*w + p], d] + P[p,d]   (examples/transformer.tsql:25)
CREATE OR REPLACE TEMP TABLE x_batch_0 AS
SELECT w, p, P.d, E.val + P.val AS val
FROM P_now AS P
CROSS JOIN index_w_batch AS w
JOIN text ON text.n = 8 * w.w + P.p
JOIN E_now AS E ON E.d = P.d AND E.v = text.val;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: centre = mean[d](x[d]) of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_centre_0 AS
SELECT w, p, AVG(x_batch_0.val) AS val
FROM x_batch_0
GROUP BY w, p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_spread_0 AS
WITH
  x_batch_mean_0 AS (
    SELECT
      w,
      p,
      AVG((x_batch_0.val - x_batch_centre_0.val) * (x_batch_0.val - x_batch_centre_0.val)) AS val
    FROM x_batch_0
    JOIN x_batch_centre_0 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  CASE WHEN 0.00001 + x_batch_mean_0.val >= 0 THEN sqrt(0.00001 + x_batch_mean_0.val) WHEN 0.00001 + x_batch_mean_0.val < 0 THEN 'nan'::DOUBLE END AS val
FROM x_batch_mean_0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_x_0 AS
SELECT
  w,
  p,
  d,
  block_before_gain.val * (x_batch_0.val - x_batch_centre_0.val) / x_batch_spread_0.val + block_before_bias.val AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_batch_0 USING (d)
JOIN x_batch_centre_0 USING (w, p)
JOIN x_batch_spread_0 USING (w, p)
JOIN block_before_bias_now AS block_before_bias USING (d)
WHERE block_before_gain.l = 0 AND block_before_bias.l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: query[p,h,k] = Wq[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_query_0 AS
SELECT w, p, h, k, SUM(block_att_Wq.val * x_batch_x_0.val) AS val
FROM block_att_Wq_now AS block_att_Wq
JOIN x_batch_x_0 USING (d)
WHERE l = 0
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: key[p,h,k] = Wk[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_key_0 AS
SELECT w, p, h, k, SUM(block_att_Wk.val * x_batch_x_0.val) AS val
FROM block_att_Wk_now AS block_att_Wk
JOIN x_batch_x_0 USING (d)
WHERE l = 0
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: att[h,p,p'] = softmax[p' where p' <= p](score[h,p,p']) of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_z_0 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: score[h,p,p'] = query[p,h,k] * key[p',h,k] / sqrt(|k|) of block.att
  x_batch_score_0 AS (
    SELECT
      w,
      h,
      x_batch_query_0.p,
      x_batch_key_0.p AS p_1,
      SUM(x_batch_query_0.val * x_batch_key_0.val / 2.8284271247461903e0) AS val
    FROM x_batch_query_0
    JOIN x_batch_key_0 USING (w, h, k)
    GROUP BY w, h, x_batch_query_0.p, x_batch_key_0.p
  )
SELECT w, h, p, p_1, x_batch_score_0.val
FROM x_batch_score_0
WHERE p_1 <= p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: e[k] = exp(z[k] - top) of softmax   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_e_0 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: top = stop(max[k](z[k])) of softmax
  x_batch_top_0 AS (
    SELECT w, h, p, MAX(x_batch_z_0.val) AS val
    FROM x_batch_z_0
    GROUP BY w, h, p
  )
SELECT w, h, p, p_1 AS p_2, exp(x_batch_z_0.val - x_batch_top_0.val) AS val
FROM x_batch_z_0
JOIN x_batch_top_0 USING (w, h, p);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: p[k] = e[k] / sum[k](e[k]) of softmax   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_sum_0 AS
SELECT w, h, p, SUM(x_batch_e_0.val) AS val
FROM x_batch_e_0
GROUP BY w, h, p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: p[k] = e[k] / sum[k](e[k]) of softmax   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_att_0 AS
SELECT w, h, p, p_2 AS p_1, x_batch_e_0.val / x_batch_sum_0.val AS val
FROM x_batch_e_0
JOIN x_batch_sum_0 USING (w, h, p);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: value[p,h,k] = Wv[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_value_0 AS
SELECT w, p, h, k, SUM(block_att_Wv.val * x_batch_x_0.val) AS val
FROM block_att_Wv_now AS block_att_Wv
JOIN x_batch_x_0 USING (d)
WHERE l = 0
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_y_2_0_1 AS
SELECT
  x_batch_att_0.w,
  x_batch_att_0.h,
  x_batch_att_0.p,
  k,
  SUM(x_batch_att_0.val * x_batch_value_0.val) AS val
FROM x_batch_att_0
JOIN x_batch_value_0 ON x_batch_value_0.w = x_batch_att_0.w AND x_batch_value_0.p = x_batch_att_0.p_1 AND x_batch_value_0.h = x_batch_att_0.h
GROUP BY x_batch_att_0.w, x_batch_att_0.h, x_batch_att_0.p, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: m[p,d] = x[p,d] + att(before(x[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_m_0 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[p,d] = att[h,p,p'] * value[p',h,k] * Wo[h,k,d] of block.att
  x_batch_y_2_0 AS (
    SELECT w, p, d, SUM(x_batch_y_2_0_1.val * block_att_Wo.val) AS val
    FROM block_att_Wo_now AS block_att_Wo
    JOIN x_batch_y_2_0_1 USING (h, k)
    WHERE l = 0
    GROUP BY w, p, d
  )
SELECT w, p, d, x_batch_0.val + coalesce(x_batch_y_2_0.val, 0) AS val
FROM x_batch_0
LEFT JOIN x_batch_y_2_0 USING (w, p, d);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: centre = mean[d](x[d]) of block.behind   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_centre_2_0 AS
SELECT w, p, AVG(x_batch_m_0.val) AS val
FROM x_batch_m_0
GROUP BY w, p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.behind   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_spread_2_0 AS
WITH
  x_batch_mean_2_0 AS (
    SELECT
      w,
      p,
      AVG((x_batch_m_0.val - x_batch_centre_2_0.val) * (x_batch_m_0.val - x_batch_centre_2_0.val)) AS val
    FROM x_batch_m_0
    JOIN x_batch_centre_2_0 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  CASE WHEN 0.00001 + x_batch_mean_2_0.val >= 0 THEN sqrt(0.00001 + x_batch_mean_2_0.val) WHEN 0.00001 + x_batch_mean_2_0.val < 0 THEN 'nan'::DOUBLE END AS val
FROM x_batch_mean_2_0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.behind   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_x_3_0 AS
SELECT
  w,
  p,
  d,
  block_behind_gain.val * (x_batch_m_0.val - x_batch_centre_2_0.val) / x_batch_spread_2_0.val + block_behind_bias.val AS val
FROM block_behind_gain_now AS block_behind_gain
JOIN x_batch_m_0 USING (d)
JOIN x_batch_centre_2_0 USING (w, p)
JOIN x_batch_spread_2_0 USING (w, p)
JOIN block_behind_bias_now AS block_behind_bias USING (d)
WHERE block_behind_gain.l = 0 AND block_behind_bias.l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[j] = W[i,j] * x[i] + b[j] of block.ff.up   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_y_6_0 AS
WITH
  x_batch_sum_2_0 AS (
    SELECT f, w, p, SUM(block_ff_up_W.val * x_batch_x_3_0.val) AS val
    FROM block_ff_up_W_now AS block_ff_up_W
    JOIN x_batch_x_3_0 USING (d)
    WHERE l = 0
    GROUP BY f, w, p
  )
SELECT w, p, f, coalesce(x_batch_sum_2_0.val, 0) + block_ff_up_b.val AS val
FROM block_ff_up_b_now AS block_ff_up_b
CROSS JOIN index_w_batch AS w
CROSS JOIN range(16) AS p(p)
LEFT JOIN x_batch_sum_2_0 USING (f, w, p)
WHERE l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = down(gelu(up(x[d]))) of block.ff   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_x_2_0 AS
SELECT
  w,
  p,
  f,
  0.5 * (x_batch_y_6_0.val * (1 + tanh(0.7978845608028654e0 * (x_batch_y_6_0.val + 0.044715 * pow(x_batch_y_6_0.val, 3))))) AS val
FROM x_batch_y_6_0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[p,d] = m[p,d] + ff(behind(m[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[j] = W[i,j] * x[i] + b[j] of block.ff.down
  x_batch_sum_3_0 AS (
    SELECT d, w, p, SUM(block_ff_down_W.val * x_batch_x_2_0.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN x_batch_x_2_0 USING (f)
    WHERE l = 0
    GROUP BY d, w, p
  )
SELECT w, p, d, x_batch_m_0.val + (coalesce(x_batch_sum_3_0.val, 0) + block_ff_down_b.val) AS val
FROM x_batch_m_0
JOIN block_ff_down_b_now AS block_ff_down_b USING (d)
LEFT JOIN x_batch_sum_3_0 USING (d, w, p)
WHERE l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: centre = mean[d](x[d]) of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_centre_1 AS
SELECT w, p, AVG(x_batch_1.val) AS val
FROM x_batch_1
GROUP BY w, p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_spread_1 AS
WITH
  x_batch_mean_1 AS (
    SELECT
      w,
      p,
      AVG((x_batch_1.val - x_batch_centre_1.val) * (x_batch_1.val - x_batch_centre_1.val)) AS val
    FROM x_batch_1
    JOIN x_batch_centre_1 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  CASE WHEN 0.00001 + x_batch_mean_1.val >= 0 THEN sqrt(0.00001 + x_batch_mean_1.val) WHEN 0.00001 + x_batch_mean_1.val < 0 THEN 'nan'::DOUBLE END AS val
FROM x_batch_mean_1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_x_1 AS
SELECT
  w,
  p,
  d,
  block_before_gain.val * (x_batch_1.val - x_batch_centre_1.val) / x_batch_spread_1.val + block_before_bias.val AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_batch_1 USING (d)
JOIN x_batch_centre_1 USING (w, p)
JOIN x_batch_spread_1 USING (w, p)
JOIN block_before_bias_now AS block_before_bias USING (d)
WHERE block_before_gain.l = 1 AND block_before_bias.l = 1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: query[p,h,k] = Wq[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_query_1 AS
SELECT w, p, h, k, SUM(block_att_Wq.val * x_batch_x_1.val) AS val
FROM block_att_Wq_now AS block_att_Wq
JOIN x_batch_x_1 USING (d)
WHERE l = 1
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: key[p,h,k] = Wk[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_key_1 AS
SELECT w, p, h, k, SUM(block_att_Wk.val * x_batch_x_1.val) AS val
FROM block_att_Wk_now AS block_att_Wk
JOIN x_batch_x_1 USING (d)
WHERE l = 1
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: att[h,p,p'] = softmax[p' where p' <= p](score[h,p,p']) of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_z_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: score[h,p,p'] = query[p,h,k] * key[p',h,k] / sqrt(|k|) of block.att
  x_batch_score_1 AS (
    SELECT
      w,
      h,
      x_batch_query_1.p,
      x_batch_key_1.p AS p_1,
      SUM(x_batch_query_1.val * x_batch_key_1.val / 2.8284271247461903e0) AS val
    FROM x_batch_query_1
    JOIN x_batch_key_1 USING (w, h, k)
    GROUP BY w, h, x_batch_query_1.p, x_batch_key_1.p
  )
SELECT w, h, p, p_1, coalesce(x_batch_score_1.val, 0) AS val
FROM range(16) AS p_1(p_1)
CROSS JOIN index_w_batch AS w
CROSS JOIN range(2) AS h(h)
CROSS JOIN range(16) AS p(p)
LEFT JOIN x_batch_score_1 USING (w, h, p, p_1)
WHERE p_1 <= p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: e[k] = exp(z[k] - top) of softmax   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_e_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: top = stop(max[k](z[k])) of softmax
  x_batch_top_1 AS (
    SELECT w, h, p, MAX(x_batch_z_1.val) AS val
    FROM x_batch_z_1
    GROUP BY w, h, p
  )
SELECT w, h, p, p_1 AS p_2, exp(x_batch_z_1.val - x_batch_top_1.val) AS val
FROM x_batch_z_1
JOIN x_batch_top_1 USING (w, h, p);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: p[k] = e[k] / sum[k](e[k]) of softmax   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_sum_1 AS
SELECT w, h, p, SUM(x_batch_e_1.val) AS val
FROM x_batch_e_1
GROUP BY w, h, p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: p[k] = e[k] / sum[k](e[k]) of softmax   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_att_1 AS
SELECT w, h, p, p_2 AS p_1, x_batch_e_1.val / x_batch_sum_1.val AS val
FROM x_batch_e_1
JOIN x_batch_sum_1 USING (w, h, p);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: value[p,h,k] = Wv[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_value_1 AS
SELECT w, p, h, k, SUM(block_att_Wv.val * x_batch_x_1.val) AS val
FROM block_att_Wv_now AS block_att_Wv
JOIN x_batch_x_1 USING (d)
WHERE l = 1
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_y_2_1_1 AS
SELECT
  x_batch_att_1.w,
  x_batch_att_1.h,
  x_batch_att_1.p,
  k,
  SUM(x_batch_att_1.val * x_batch_value_1.val) AS val
FROM x_batch_att_1
JOIN x_batch_value_1 ON x_batch_value_1.w = x_batch_att_1.w AND x_batch_value_1.p = x_batch_att_1.p_1 AND x_batch_value_1.h = x_batch_att_1.h
GROUP BY x_batch_att_1.w, x_batch_att_1.h, x_batch_att_1.p, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: m[p,d] = x[p,d] + att(before(x[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_m_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[p,d] = att[h,p,p'] * value[p',h,k] * Wo[h,k,d] of block.att
  x_batch_y_2_1 AS (
    SELECT w, p, d, SUM(x_batch_y_2_1_1.val * block_att_Wo.val) AS val
    FROM block_att_Wo_now AS block_att_Wo
    JOIN x_batch_y_2_1_1 USING (h, k)
    WHERE l = 1
    GROUP BY w, p, d
  )
SELECT w, p, d, x_batch_1.val + coalesce(x_batch_y_2_1.val, 0) AS val
FROM x_batch_1
LEFT JOIN x_batch_y_2_1 USING (w, p, d);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: centre = mean[d](x[d]) of block.behind   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_centre_2_1 AS
SELECT w, p, AVG(x_batch_m_1.val) AS val
FROM x_batch_m_1
GROUP BY w, p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.behind   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_spread_2_1 AS
WITH
  x_batch_mean_2_1 AS (
    SELECT
      w,
      p,
      AVG((x_batch_m_1.val - x_batch_centre_2_1.val) * (x_batch_m_1.val - x_batch_centre_2_1.val)) AS val
    FROM x_batch_m_1
    JOIN x_batch_centre_2_1 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  CASE WHEN 0.00001 + x_batch_mean_2_1.val >= 0 THEN sqrt(0.00001 + x_batch_mean_2_1.val) WHEN 0.00001 + x_batch_mean_2_1.val < 0 THEN 'nan'::DOUBLE END AS val
FROM x_batch_mean_2_1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.behind   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_x_3_1 AS
SELECT
  w,
  p,
  d,
  block_behind_gain.val * (x_batch_m_1.val - x_batch_centre_2_1.val) / x_batch_spread_2_1.val + block_behind_bias.val AS val
FROM block_behind_gain_now AS block_behind_gain
JOIN x_batch_m_1 USING (d)
JOIN x_batch_centre_2_1 USING (w, p)
JOIN x_batch_spread_2_1 USING (w, p)
JOIN block_behind_bias_now AS block_behind_bias USING (d)
WHERE block_behind_gain.l = 1 AND block_behind_bias.l = 1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[j] = W[i,j] * x[i] + b[j] of block.ff.up   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_y_6_1 AS
WITH
  x_batch_sum_2_1 AS (
    SELECT f, w, p, SUM(block_ff_up_W.val * x_batch_x_3_1.val) AS val
    FROM block_ff_up_W_now AS block_ff_up_W
    JOIN x_batch_x_3_1 USING (d)
    WHERE l = 1
    GROUP BY f, w, p
  )
SELECT w, p, f, coalesce(x_batch_sum_2_1.val, 0) + block_ff_up_b.val AS val
FROM block_ff_up_b_now AS block_ff_up_b
CROSS JOIN index_w_batch AS w
CROSS JOIN range(16) AS p(p)
LEFT JOIN x_batch_sum_2_1 USING (f, w, p)
WHERE l = 1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = down(gelu(up(x[d]))) of block.ff   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_x_2_1 AS
SELECT
  w,
  p,
  f,
  0.5 * (x_batch_y_6_1.val * (1 + tanh(0.7978845608028654e0 * (x_batch_y_6_1.val + 0.044715 * pow(x_batch_y_6_1.val, 3))))) AS val
FROM x_batch_y_6_1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[p,d] = m[p,d] + ff(behind(m[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_batch_2 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[j] = W[i,j] * x[i] + b[j] of block.ff.down
  x_batch_sum_3_1 AS (
    SELECT d, w, p, SUM(block_ff_down_W.val * x_batch_x_2_1.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN x_batch_x_2_1 USING (f)
    WHERE l = 1
    GROUP BY d, w, p
  )
SELECT w, p, d, x_batch_m_1.val + (coalesce(x_batch_sum_3_1.val, 0) + block_ff_down_b.val) AS val
FROM x_batch_m_1
JOIN block_ff_down_b_now AS block_ff_down_b USING (d)
LEFT JOIN x_batch_sum_3_1 USING (d, w, p)
WHERE l = 1;

-- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): centre = mean[d](x[d]) of last   (examples/transformer.tsql:27)
CREATE OR REPLACE TEMP TABLE logit_batch_centre AS
SELECT w, p, AVG(x_batch_2.val) AS val
FROM x_batch_2
GROUP BY w, p;

-- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of last   (examples/transformer.tsql:27)
CREATE OR REPLACE TEMP TABLE logit_batch_spread AS
WITH
  logit_batch_mean AS (
    SELECT
      w,
      p,
      AVG((x_batch_2.val - logit_batch_centre.val) * (x_batch_2.val - logit_batch_centre.val)) AS val
    FROM x_batch_2
    JOIN logit_batch_centre USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  CASE WHEN 0.00001 + logit_batch_mean.val >= 0 THEN sqrt(0.00001 + logit_batch_mean.val) WHEN 0.00001 + logit_batch_mean.val < 0 THEN 'nan'::DOUBLE END AS val
FROM logit_batch_mean;

-- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of last   (examples/transformer.tsql:27)
CREATE OR REPLACE TEMP TABLE logit_batch_y AS
SELECT
  w,
  p,
  d,
  last_gain.val * (x_batch_2.val - logit_batch_centre.val) / logit_batch_spread.val + last_bias.val AS val
FROM last_gain_now AS last_gain
JOIN x_batch_2 USING (d)
JOIN logit_batch_centre USING (w, p)
JOIN logit_batch_spread USING (w, p)
JOIN last_bias_now AS last_bias USING (d);

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_logit_batch AS
WITH
  -- logit[w,p,v] = E[v,d] * last(x[end,w,p,d])
  logit_batch AS MATERIALIZED (
    SELECT w, p, v, SUM(E.val * logit_batch_y.val) AS val
    FROM E_now AS E
    JOIN logit_batch_y USING (d)
    GROUP BY w, p, v
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1])): top = stop(max[k](z[k])) of xent
  loss_batch_top AS MATERIALIZED (
    SELECT w, p, MAX(coalesce(logit_batch.val, 0)) AS val
    FROM index_v AS v
    CROSS JOIN index_w_batch AS w
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN logit_batch USING (w, p, v)
    GROUP BY w, p
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1])): y = top + log(sum[k](exp(z[k] - top))) - z[target] of xent
  loss_batch_sum AS (
    SELECT w, p, SUM(exp(coalesce(logit_batch.val, 0) - loss_batch_top.val)) AS val
    FROM loss_batch_top
    CROSS JOIN index_v AS v
    LEFT JOIN logit_batch USING (w, p, v)
    GROUP BY w, p
  ),
  -- gradient of loss by E
  d_loss_batch_y AS MATERIALIZED (
    SELECT w, p, 1 / (16e0 * (SELECT COUNT(*) FROM index_w_batch)) AS val
    FROM index_w_batch AS w
    CROSS JOIN range(16) AS p(p)
  ),
  d_loss_batch_sum AS (
    SELECT w, p, d_loss_batch_y.val / loss_batch_sum.val AS val
    FROM d_loss_batch_y
    JOIN loss_batch_sum USING (w, p)
  )
SELECT
  w,
  p,
  v,
  coalesce(d_loss_batch_sum.val, 0) * exp(coalesce(logit_batch.val, 0) - loss_batch_top.val) - CASE WHEN v = text.val THEN d_loss_batch_y.val ELSE 0 END AS val
FROM loss_batch_top
JOIN d_loss_batch_y USING (w, p)
JOIN text ON text.n = 8 * loss_batch_top.w + loss_batch_top.p + 1
CROSS JOIN index_v AS v
LEFT JOIN d_loss_batch_sum USING (w, p)
LEFT JOIN logit_batch USING (w, p, v);

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_logit_batch_y AS
SELECT w, p, d, SUM(d_logit_batch.val * E.val) AS val
FROM d_logit_batch
JOIN E_now AS E USING (v)
GROUP BY w, p, d;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_y_1 AS
WITH
  d_logit_batch_spread AS (
    SELECT
      w,
      p,
      SUM(-(d_logit_batch_y.val * (last_gain.val * (x_batch_2.val - logit_batch_centre.val) / logit_batch_spread.val / logit_batch_spread.val))) AS val
    FROM d_logit_batch_y
    JOIN last_gain_now AS last_gain USING (d)
    JOIN x_batch_2 USING (w, p, d)
    JOIN logit_batch_centre USING (w, p)
    JOIN logit_batch_spread USING (w, p)
    GROUP BY w, p
  ),
  d_logit_batch_mean AS MATERIALIZED (
    SELECT w, p, 0.5 * (d_logit_batch_spread.val / logit_batch_spread.val) AS val
    FROM d_logit_batch_spread
    JOIN logit_batch_spread USING (w, p)
  ),
  d_logit_batch_centre AS (
    SELECT w, p, SUM(val) AS val
    FROM (
      SELECT w, p, SUM(-(d_logit_batch_y.val * (last_gain.val / logit_batch_spread.val))) AS val
      FROM d_logit_batch_y
      JOIN last_gain_now AS last_gain USING (d)
      JOIN logit_batch_spread USING (w, p)
      GROUP BY w, p
      UNION ALL
      SELECT w, p, SUM(d_logit_batch_mean.val * (x_batch_2.val - logit_batch_centre.val) / (-8)) AS val
      FROM d_logit_batch_mean
      JOIN x_batch_2 USING (w, p)
      JOIN logit_batch_centre USING (w, p)
      GROUP BY w, p
    ) AS terms
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  coalesce(d_logit_batch_y.val, 0) * (last_gain.val / logit_batch_spread.val) + 0.0625 * coalesce(d_logit_batch_centre.val, 0) + coalesce(d_logit_batch_mean.val, 0) * (x_batch_2.val - logit_batch_centre.val) / 8 AS val
FROM last_gain_now AS last_gain
JOIN x_batch_2 USING (d)
JOIN logit_batch_spread USING (w, p)
JOIN logit_batch_centre USING (w, p)
LEFT JOIN d_logit_batch_y USING (w, p, d)
LEFT JOIN d_logit_batch_centre USING (w, p)
LEFT JOIN d_logit_batch_mean USING (w, p);

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_y_6_1 AS
WITH
  d_x_batch_x_2_1 AS (
    SELECT w, p, f, SUM(d_x_batch_y_1.val * block_ff_down_W.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN d_x_batch_y_1 USING (d)
    WHERE l = 1
    GROUP BY w, p, f
  ),
  v1 AS (
    SELECT
      w,
      p,
      f,
      d_x_batch_x_2_1.val AS d_x_batch_x_2_1,
      x_batch_y_6_1.val AS x_batch_y_6_1,
      tanh(0.7978845608028654e0 * (x_batch_y_6_1.val + 0.044715 * pow(x_batch_y_6_1.val, 3))) AS v_1
    FROM d_x_batch_x_2_1
    JOIN x_batch_y_6_1 USING (w, p, f)
  ),
  v2 AS (
    SELECT w, p, f, d_x_batch_x_2_1, v_1, x_batch_y_6_1, x_batch_y_6_1 * (1 - v_1 * v_1) AS v_2
    FROM v1
  )
SELECT
  w,
  p,
  f,
  d_x_batch_x_2_1 * (0.5 * (1 + v_1) + 0.3989422804014327e0 * v_2 + 0.053516112204450184e0 * (v_2 * (x_batch_y_6_1 * x_batch_y_6_1))) AS val
FROM v2;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_x_3_1 AS
SELECT w, p, d, SUM(d_x_batch_y_6_1.val * block_ff_up_W.val) AS val
FROM block_ff_up_W_now AS block_ff_up_W
JOIN d_x_batch_y_6_1 USING (f)
WHERE l = 1
GROUP BY w, p, d;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_spread_2_1 AS
SELECT
  w,
  p,
  SUM(-(d_x_batch_x_3_1.val * (block_behind_gain.val * (x_batch_m_1.val - x_batch_centre_2_1.val) / x_batch_spread_2_1.val / x_batch_spread_2_1.val))) AS val
FROM block_behind_gain_now AS block_behind_gain
JOIN x_batch_m_1 USING (d)
JOIN x_batch_centre_2_1 USING (w, p)
JOIN x_batch_spread_2_1 USING (w, p)
JOIN d_x_batch_x_3_1 USING (w, p, d)
WHERE l = 1
GROUP BY w, p;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_m_1 AS
WITH
  d_x_batch_mean_2_1 AS MATERIALIZED (
    SELECT w, p, 0.5 * (d_x_batch_spread_2_1.val / x_batch_spread_2_1.val) AS val
    FROM d_x_batch_spread_2_1
    JOIN x_batch_spread_2_1 USING (w, p)
  ),
  d_x_batch_centre_2_1 AS (
    SELECT w, p, SUM(val) AS val
    FROM (
      SELECT w, p, SUM(-(d_x_batch_x_3_1.val * (block_behind_gain.val / x_batch_spread_2_1.val))) AS val
      FROM block_behind_gain_now AS block_behind_gain
      JOIN d_x_batch_x_3_1 USING (d)
      JOIN x_batch_spread_2_1 USING (w, p)
      WHERE l = 1
      GROUP BY w, p
      UNION ALL
      SELECT w, p, SUM(d_x_batch_mean_2_1.val * (x_batch_m_1.val - x_batch_centre_2_1.val) / (-8)) AS val
      FROM d_x_batch_mean_2_1
      JOIN x_batch_m_1 USING (w, p)
      JOIN x_batch_centre_2_1 USING (w, p)
      GROUP BY w, p
    ) AS terms
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  coalesce(d_x_batch_y_1.val, 0) + coalesce(d_x_batch_x_3_1.val, 0) * (block_behind_gain.val / x_batch_spread_2_1.val) + 0.0625 * coalesce(d_x_batch_centre_2_1.val, 0) + coalesce(d_x_batch_mean_2_1.val, 0) * (x_batch_m_1.val - x_batch_centre_2_1.val) / 8 AS val
FROM block_behind_gain_now AS block_behind_gain
JOIN x_batch_m_1 USING (d)
JOIN x_batch_spread_2_1 USING (w, p)
JOIN x_batch_centre_2_1 USING (w, p)
LEFT JOIN d_x_batch_y_1 USING (w, p, d)
LEFT JOIN d_x_batch_centre_2_1 USING (w, p)
LEFT JOIN d_x_batch_mean_2_1 USING (w, p)
LEFT JOIN d_x_batch_x_3_1 USING (w, p, d)
WHERE l = 1;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_value_1_1 AS
SELECT h, k, w, p AS p_1, SUM(block_att_Wo.val * d_x_batch_m_1.val) AS val
FROM block_att_Wo_now AS block_att_Wo
JOIN d_x_batch_m_1 USING (d)
WHERE l = 1
GROUP BY h, k, w, p;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_value_1 AS
SELECT
  x_batch_att_1.w,
  x_batch_att_1.p_1 AS p,
  x_batch_att_1.h,
  k,
  SUM(x_batch_att_1.val * d_x_batch_value_1_1.val) AS val
FROM x_batch_att_1
JOIN d_x_batch_value_1_1 ON d_x_batch_value_1_1.h = x_batch_att_1.h AND d_x_batch_value_1_1.w = x_batch_att_1.w AND d_x_batch_value_1_1.p_1 = x_batch_att_1.p
GROUP BY x_batch_att_1.w, x_batch_att_1.p_1, x_batch_att_1.h, k;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_z_1 AS
WITH
  d_x_batch_att_1 AS (
    SELECT w, h, p, p_1, d_x_batch_att_1.val
    FROM (
      SELECT
        w,
        h,
        d_x_batch_value_1_1.p_1 AS p,
        x_batch_value_1.p AS p_1,
        SUM(x_batch_value_1.val * d_x_batch_value_1_1.val) AS val
      FROM x_batch_value_1
      JOIN d_x_batch_value_1_1 USING (h, k, w)
      GROUP BY w, h, d_x_batch_value_1_1.p_1, x_batch_value_1.p
    ) AS d_x_batch_att_1
    SEMI JOIN x_batch_att_1 USING (w, h, p, p_1)
  ),
  d_x_batch_p_1 AS MATERIALIZED (
    SELECT w, h, p, p_1 AS p_2, d_x_batch_att_1.val
    FROM d_x_batch_att_1
  ),
  d_x_batch_sum_1 AS (
    SELECT
      d_x_batch_p_1.w,
      d_x_batch_p_1.h,
      d_x_batch_p_1.p,
      SUM(-(d_x_batch_p_1.val * (x_batch_att_1.val / coalesce(x_batch_sum_1.val, 0)))) AS val
    FROM d_x_batch_p_1
    JOIN x_batch_att_1 ON x_batch_att_1.w = d_x_batch_p_1.w AND x_batch_att_1.h = d_x_batch_p_1.h AND x_batch_att_1.p = d_x_batch_p_1.p AND x_batch_att_1.p_1 = d_x_batch_p_1.p_2
    LEFT JOIN x_batch_sum_1 ON x_batch_sum_1.w = d_x_batch_p_1.w AND x_batch_sum_1.h = d_x_batch_p_1.h AND x_batch_sum_1.p = d_x_batch_p_1.p
    GROUP BY d_x_batch_p_1.w, d_x_batch_p_1.h, d_x_batch_p_1.p
  ),
  d_x_batch_e_1 AS (
    SELECT
      x_batch_att_1.w,
      x_batch_att_1.h,
      x_batch_att_1.p,
      p_1 AS p_2,
      coalesce(d_x_batch_p_1.val, 0) / coalesce(x_batch_sum_1.val, 0) + coalesce(d_x_batch_sum_1.val, 0) AS val
    FROM x_batch_att_1
    LEFT JOIN d_x_batch_p_1 ON d_x_batch_p_1.w = x_batch_att_1.w AND d_x_batch_p_1.h = x_batch_att_1.h AND d_x_batch_p_1.p = x_batch_att_1.p AND d_x_batch_p_1.p_2 = x_batch_att_1.p_1
    LEFT JOIN x_batch_sum_1 ON x_batch_sum_1.w = x_batch_att_1.w AND x_batch_sum_1.h = x_batch_att_1.h AND x_batch_sum_1.p = x_batch_att_1.p
    LEFT JOIN d_x_batch_sum_1 ON d_x_batch_sum_1.w = x_batch_att_1.w AND d_x_batch_sum_1.h = x_batch_att_1.h AND d_x_batch_sum_1.p = x_batch_att_1.p
  )
SELECT w, h, p, p_1, d_x_batch_z_1.val
FROM (
  SELECT w, h, p, p_2 AS p_1, d_x_batch_e_1.val * x_batch_e_1.val AS val
  FROM d_x_batch_e_1
  JOIN x_batch_e_1 USING (w, h, p, p_2)
) AS d_x_batch_z_1
SEMI JOIN x_batch_z_1 USING (w, h, p, p_1);

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_key_1 AS
SELECT
  w,
  p_1 AS p,
  h,
  k,
  SUM(0.35355339059327373e0 * (d_x_batch_z_1.val * x_batch_query_1.val)) AS val
FROM x_batch_query_1
JOIN d_x_batch_z_1 USING (w, h, p)
WHERE p_1 <= x_batch_query_1.p
GROUP BY w, p_1, h, k;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_query_1 AS
SELECT
  x_batch_key_1.w,
  d_x_batch_z_1.p,
  x_batch_key_1.h,
  k,
  SUM(0.35355339059327373e0 * (d_x_batch_z_1.val * x_batch_key_1.val)) AS val
FROM x_batch_key_1
JOIN d_x_batch_z_1 ON d_x_batch_z_1.w = x_batch_key_1.w AND d_x_batch_z_1.h = x_batch_key_1.h AND d_x_batch_z_1.p_1 = x_batch_key_1.p
WHERE x_batch_key_1.p <= d_x_batch_z_1.p
GROUP BY x_batch_key_1.w, d_x_batch_z_1.p, x_batch_key_1.h, k;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_x_1 AS
SELECT w, p, d, SUM(val) AS val
FROM (
  SELECT w, p, d, SUM(d_x_batch_value_1.val * block_att_Wv.val) AS val
  FROM d_x_batch_value_1
  JOIN block_att_Wv_now AS block_att_Wv USING (h, k)
  WHERE l = 1
  GROUP BY w, p, d
  UNION ALL
  SELECT w, p, d, SUM(d_x_batch_key_1.val * block_att_Wk.val) AS val
  FROM d_x_batch_key_1
  JOIN block_att_Wk_now AS block_att_Wk USING (h, k)
  WHERE l = 1
  GROUP BY w, p, d
  UNION ALL
  SELECT w, p, d, SUM(d_x_batch_query_1.val * block_att_Wq.val) AS val
  FROM d_x_batch_query_1
  JOIN block_att_Wq_now AS block_att_Wq USING (h, k)
  WHERE l = 1
  GROUP BY w, p, d
) AS terms
GROUP BY w, p, d;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_spread_1 AS
SELECT
  w,
  p,
  SUM(-(d_x_batch_x_1.val * (block_before_gain.val * (x_batch_1.val - x_batch_centre_1.val) / x_batch_spread_1.val / x_batch_spread_1.val))) AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_batch_1 USING (d)
JOIN x_batch_centre_1 USING (w, p)
JOIN x_batch_spread_1 USING (w, p)
JOIN d_x_batch_x_1 USING (w, p, d)
WHERE l = 1
GROUP BY w, p;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_y_0 AS
WITH
  d_x_batch_mean_1 AS MATERIALIZED (
    SELECT w, p, 0.5 * (d_x_batch_spread_1.val / x_batch_spread_1.val) AS val
    FROM d_x_batch_spread_1
    JOIN x_batch_spread_1 USING (w, p)
  ),
  d_x_batch_centre_1 AS (
    SELECT w, p, SUM(val) AS val
    FROM (
      SELECT w, p, SUM(-(d_x_batch_x_1.val * (block_before_gain.val / x_batch_spread_1.val))) AS val
      FROM block_before_gain_now AS block_before_gain
      JOIN d_x_batch_x_1 USING (d)
      JOIN x_batch_spread_1 USING (w, p)
      WHERE l = 1
      GROUP BY w, p
      UNION ALL
      SELECT w, p, SUM(d_x_batch_mean_1.val * (x_batch_1.val - x_batch_centre_1.val) / (-8)) AS val
      FROM d_x_batch_mean_1
      JOIN x_batch_1 USING (w, p)
      JOIN x_batch_centre_1 USING (w, p)
      GROUP BY w, p
    ) AS terms
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  coalesce(d_x_batch_m_1.val, 0) + coalesce(d_x_batch_x_1.val, 0) * (block_before_gain.val / x_batch_spread_1.val) + 0.0625 * coalesce(d_x_batch_centre_1.val, 0) + coalesce(d_x_batch_mean_1.val, 0) * (x_batch_1.val - x_batch_centre_1.val) / 8 AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_batch_1 USING (d)
JOIN x_batch_spread_1 USING (w, p)
JOIN x_batch_centre_1 USING (w, p)
LEFT JOIN d_x_batch_m_1 USING (w, p, d)
LEFT JOIN d_x_batch_centre_1 USING (w, p)
LEFT JOIN d_x_batch_mean_1 USING (w, p)
LEFT JOIN d_x_batch_x_1 USING (w, p, d)
WHERE l = 1;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_y_6_0 AS
WITH
  d_x_batch_x_2_0 AS (
    SELECT w, p, f, SUM(d_x_batch_y_0.val * block_ff_down_W.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN d_x_batch_y_0 USING (d)
    WHERE l = 0
    GROUP BY w, p, f
  ),
  v1 AS (
    SELECT
      w,
      p,
      f,
      d_x_batch_x_2_0.val AS d_x_batch_x_2_0,
      x_batch_y_6_0.val AS x_batch_y_6_0,
      tanh(0.7978845608028654e0 * (x_batch_y_6_0.val + 0.044715 * pow(x_batch_y_6_0.val, 3))) AS v_1
    FROM d_x_batch_x_2_0
    JOIN x_batch_y_6_0 USING (w, p, f)
  ),
  v2 AS (
    SELECT w, p, f, d_x_batch_x_2_0, v_1, x_batch_y_6_0, x_batch_y_6_0 * (1 - v_1 * v_1) AS v_2
    FROM v1
  )
SELECT
  w,
  p,
  f,
  d_x_batch_x_2_0 * (0.5 * (1 + v_1) + 0.3989422804014327e0 * v_2 + 0.053516112204450184e0 * (v_2 * (x_batch_y_6_0 * x_batch_y_6_0))) AS val
FROM v2;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_x_3_0 AS
SELECT w, p, d, SUM(d_x_batch_y_6_0.val * block_ff_up_W.val) AS val
FROM block_ff_up_W_now AS block_ff_up_W
JOIN d_x_batch_y_6_0 USING (f)
WHERE l = 0
GROUP BY w, p, d;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_spread_2_0 AS
SELECT
  w,
  p,
  SUM(-(d_x_batch_x_3_0.val * (block_behind_gain.val * (x_batch_m_0.val - x_batch_centre_2_0.val) / x_batch_spread_2_0.val / x_batch_spread_2_0.val))) AS val
FROM block_behind_gain_now AS block_behind_gain
JOIN x_batch_m_0 USING (d)
JOIN x_batch_centre_2_0 USING (w, p)
JOIN x_batch_spread_2_0 USING (w, p)
JOIN d_x_batch_x_3_0 USING (w, p, d)
WHERE l = 0
GROUP BY w, p;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_m_0 AS
WITH
  d_x_batch_mean_2_0 AS MATERIALIZED (
    SELECT w, p, 0.5 * (d_x_batch_spread_2_0.val / x_batch_spread_2_0.val) AS val
    FROM d_x_batch_spread_2_0
    JOIN x_batch_spread_2_0 USING (w, p)
  ),
  d_x_batch_centre_2_0 AS (
    SELECT w, p, SUM(val) AS val
    FROM (
      SELECT w, p, SUM(-(d_x_batch_x_3_0.val * (block_behind_gain.val / x_batch_spread_2_0.val))) AS val
      FROM block_behind_gain_now AS block_behind_gain
      JOIN d_x_batch_x_3_0 USING (d)
      JOIN x_batch_spread_2_0 USING (w, p)
      WHERE l = 0
      GROUP BY w, p
      UNION ALL
      SELECT w, p, SUM(d_x_batch_mean_2_0.val * (x_batch_m_0.val - x_batch_centre_2_0.val) / (-8)) AS val
      FROM d_x_batch_mean_2_0
      JOIN x_batch_m_0 USING (w, p)
      JOIN x_batch_centre_2_0 USING (w, p)
      GROUP BY w, p
    ) AS terms
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  coalesce(d_x_batch_y_0.val, 0) + coalesce(d_x_batch_x_3_0.val, 0) * (block_behind_gain.val / x_batch_spread_2_0.val) + 0.0625 * coalesce(d_x_batch_centre_2_0.val, 0) + coalesce(d_x_batch_mean_2_0.val, 0) * (x_batch_m_0.val - x_batch_centre_2_0.val) / 8 AS val
FROM block_behind_gain_now AS block_behind_gain
JOIN x_batch_m_0 USING (d)
JOIN x_batch_spread_2_0 USING (w, p)
JOIN x_batch_centre_2_0 USING (w, p)
LEFT JOIN d_x_batch_y_0 USING (w, p, d)
LEFT JOIN d_x_batch_centre_2_0 USING (w, p)
LEFT JOIN d_x_batch_mean_2_0 USING (w, p)
LEFT JOIN d_x_batch_x_3_0 USING (w, p, d)
WHERE l = 0;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_value_0_1 AS
SELECT h, k, w, p AS p_1, SUM(block_att_Wo.val * d_x_batch_m_0.val) AS val
FROM block_att_Wo_now AS block_att_Wo
JOIN d_x_batch_m_0 USING (d)
WHERE l = 0
GROUP BY h, k, w, p;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_value_0 AS
SELECT
  x_batch_att_0.w,
  x_batch_att_0.p_1 AS p,
  x_batch_att_0.h,
  k,
  SUM(x_batch_att_0.val * d_x_batch_value_0_1.val) AS val
FROM x_batch_att_0
JOIN d_x_batch_value_0_1 ON d_x_batch_value_0_1.h = x_batch_att_0.h AND d_x_batch_value_0_1.w = x_batch_att_0.w AND d_x_batch_value_0_1.p_1 = x_batch_att_0.p
GROUP BY x_batch_att_0.w, x_batch_att_0.p_1, x_batch_att_0.h, k;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_z_0 AS
WITH
  d_x_batch_att_0 AS (
    SELECT w, h, p, p_1, d_x_batch_att_0.val
    FROM (
      SELECT
        w,
        h,
        d_x_batch_value_0_1.p_1 AS p,
        x_batch_value_0.p AS p_1,
        SUM(x_batch_value_0.val * d_x_batch_value_0_1.val) AS val
      FROM x_batch_value_0
      JOIN d_x_batch_value_0_1 USING (h, k, w)
      GROUP BY w, h, d_x_batch_value_0_1.p_1, x_batch_value_0.p
    ) AS d_x_batch_att_0
    SEMI JOIN x_batch_att_0 USING (w, h, p, p_1)
  ),
  d_x_batch_p_0 AS MATERIALIZED (
    SELECT w, h, p, p_1 AS p_2, d_x_batch_att_0.val
    FROM d_x_batch_att_0
  ),
  d_x_batch_sum_0 AS (
    SELECT
      d_x_batch_p_0.w,
      d_x_batch_p_0.h,
      d_x_batch_p_0.p,
      SUM(-(d_x_batch_p_0.val * (x_batch_att_0.val / coalesce(x_batch_sum_0.val, 0)))) AS val
    FROM d_x_batch_p_0
    JOIN x_batch_att_0 ON x_batch_att_0.w = d_x_batch_p_0.w AND x_batch_att_0.h = d_x_batch_p_0.h AND x_batch_att_0.p = d_x_batch_p_0.p AND x_batch_att_0.p_1 = d_x_batch_p_0.p_2
    LEFT JOIN x_batch_sum_0 ON x_batch_sum_0.w = d_x_batch_p_0.w AND x_batch_sum_0.h = d_x_batch_p_0.h AND x_batch_sum_0.p = d_x_batch_p_0.p
    GROUP BY d_x_batch_p_0.w, d_x_batch_p_0.h, d_x_batch_p_0.p
  ),
  d_x_batch_e_0 AS (
    SELECT
      x_batch_att_0.w,
      x_batch_att_0.h,
      x_batch_att_0.p,
      p_1 AS p_2,
      coalesce(d_x_batch_p_0.val, 0) / coalesce(x_batch_sum_0.val, 0) + coalesce(d_x_batch_sum_0.val, 0) AS val
    FROM x_batch_att_0
    LEFT JOIN d_x_batch_p_0 ON d_x_batch_p_0.w = x_batch_att_0.w AND d_x_batch_p_0.h = x_batch_att_0.h AND d_x_batch_p_0.p = x_batch_att_0.p AND d_x_batch_p_0.p_2 = x_batch_att_0.p_1
    LEFT JOIN x_batch_sum_0 ON x_batch_sum_0.w = x_batch_att_0.w AND x_batch_sum_0.h = x_batch_att_0.h AND x_batch_sum_0.p = x_batch_att_0.p
    LEFT JOIN d_x_batch_sum_0 ON d_x_batch_sum_0.w = x_batch_att_0.w AND d_x_batch_sum_0.h = x_batch_att_0.h AND d_x_batch_sum_0.p = x_batch_att_0.p
  )
SELECT w, h, p, p_1, d_x_batch_z_0.val
FROM (
  SELECT w, h, p, p_2 AS p_1, d_x_batch_e_0.val * x_batch_e_0.val AS val
  FROM d_x_batch_e_0
  JOIN x_batch_e_0 USING (w, h, p, p_2)
) AS d_x_batch_z_0
SEMI JOIN x_batch_z_0 USING (w, h, p, p_1);

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_key_0 AS
SELECT
  w,
  p_1 AS p,
  h,
  k,
  SUM(0.35355339059327373e0 * (d_x_batch_z_0.val * x_batch_query_0.val)) AS val
FROM x_batch_query_0
JOIN d_x_batch_z_0 USING (w, h, p)
WHERE p_1 <= x_batch_query_0.p
GROUP BY w, p_1, h, k;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_query_0 AS
SELECT
  x_batch_key_0.w,
  d_x_batch_z_0.p,
  x_batch_key_0.h,
  k,
  SUM(0.35355339059327373e0 * (d_x_batch_z_0.val * x_batch_key_0.val)) AS val
FROM x_batch_key_0
JOIN d_x_batch_z_0 ON d_x_batch_z_0.w = x_batch_key_0.w AND d_x_batch_z_0.h = x_batch_key_0.h AND d_x_batch_z_0.p_1 = x_batch_key_0.p
WHERE x_batch_key_0.p <= d_x_batch_z_0.p
GROUP BY x_batch_key_0.w, d_x_batch_z_0.p, x_batch_key_0.h, k;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_x_0 AS
SELECT w, p, d, SUM(val) AS val
FROM (
  SELECT w, p, d, SUM(d_x_batch_value_0.val * block_att_Wv.val) AS val
  FROM d_x_batch_value_0
  JOIN block_att_Wv_now AS block_att_Wv USING (h, k)
  WHERE l = 0
  GROUP BY w, p, d
  UNION ALL
  SELECT w, p, d, SUM(d_x_batch_key_0.val * block_att_Wk.val) AS val
  FROM d_x_batch_key_0
  JOIN block_att_Wk_now AS block_att_Wk USING (h, k)
  WHERE l = 0
  GROUP BY w, p, d
  UNION ALL
  SELECT w, p, d, SUM(d_x_batch_query_0.val * block_att_Wq.val) AS val
  FROM d_x_batch_query_0
  JOIN block_att_Wq_now AS block_att_Wq USING (h, k)
  WHERE l = 0
  GROUP BY w, p, d
) AS terms
GROUP BY w, p, d;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_spread_0 AS
SELECT
  w,
  p,
  SUM(-(d_x_batch_x_0.val * (block_before_gain.val * (x_batch_0.val - x_batch_centre_0.val) / x_batch_spread_0.val / x_batch_spread_0.val))) AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_batch_0 USING (d)
JOIN x_batch_centre_0 USING (w, p)
JOIN x_batch_spread_0 USING (w, p)
JOIN d_x_batch_x_0 USING (w, p, d)
WHERE l = 0
GROUP BY w, p;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_x_batch_0 AS
WITH
  d_x_batch_mean_0 AS MATERIALIZED (
    SELECT w, p, 0.5 * (d_x_batch_spread_0.val / x_batch_spread_0.val) AS val
    FROM d_x_batch_spread_0
    JOIN x_batch_spread_0 USING (w, p)
  ),
  d_x_batch_centre_0 AS (
    SELECT w, p, SUM(val) AS val
    FROM (
      SELECT w, p, SUM(-(d_x_batch_x_0.val * (block_before_gain.val / x_batch_spread_0.val))) AS val
      FROM block_before_gain_now AS block_before_gain
      JOIN d_x_batch_x_0 USING (d)
      JOIN x_batch_spread_0 USING (w, p)
      WHERE l = 0
      GROUP BY w, p
      UNION ALL
      SELECT w, p, SUM(d_x_batch_mean_0.val * (x_batch_0.val - x_batch_centre_0.val) / (-8)) AS val
      FROM d_x_batch_mean_0
      JOIN x_batch_0 USING (w, p)
      JOIN x_batch_centre_0 USING (w, p)
      GROUP BY w, p
    ) AS terms
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  coalesce(d_x_batch_m_0.val, 0) + coalesce(d_x_batch_x_0.val, 0) * (block_before_gain.val / x_batch_spread_0.val) + 0.0625 * coalesce(d_x_batch_centre_0.val, 0) + coalesce(d_x_batch_mean_0.val, 0) * (x_batch_0.val - x_batch_centre_0.val) / 8 AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_batch_0 USING (d)
JOIN x_batch_spread_0 USING (w, p)
JOIN x_batch_centre_0 USING (w, p)
LEFT JOIN d_x_batch_m_0 USING (w, p, d)
LEFT JOIN d_x_batch_centre_0 USING (w, p)
LEFT JOIN d_x_batch_mean_0 USING (w, p)
LEFT JOIN d_x_batch_x_0 USING (w, p, d)
WHERE l = 0;

-- gradient of loss by E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_E AS
SELECT v, d, SUM(val) AS val
FROM (
  SELECT v, d, SUM(d_logit_batch.val * logit_batch_y.val) AS val
  FROM d_logit_batch
  JOIN logit_batch_y USING (w, p)
  GROUP BY v, d
  UNION ALL
  SELECT text.val AS v, d, SUM(d_x_batch_0.val) AS val
  FROM d_x_batch_0
  JOIN text ON text.n = 8 * d_x_batch_0.w + d_x_batch_0.p
  GROUP BY text.val, d
) AS terms
GROUP BY v, d;

-- gradient of loss by P   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_P AS
SELECT p, d, SUM(d_x_batch_0.val) AS val
FROM d_x_batch_0
GROUP BY p, d;

-- gradient of loss by block.before.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_before_gain AS
SELECT
  CAST(1 AS BIGINT) AS l,
  d,
  SUM(d_x_batch_x_1.val * ((x_batch_1.val - x_batch_centre_1.val) / x_batch_spread_1.val)) AS val
FROM x_batch_1
JOIN x_batch_centre_1 USING (w, p)
JOIN x_batch_spread_1 USING (w, p)
JOIN d_x_batch_x_1 USING (w, p, d)
GROUP BY d
UNION ALL
SELECT
  CAST(0 AS BIGINT) AS l,
  d,
  SUM(d_x_batch_x_0.val * ((x_batch_0.val - x_batch_centre_0.val) / x_batch_spread_0.val)) AS val
FROM x_batch_0
JOIN x_batch_centre_0 USING (w, p)
JOIN x_batch_spread_0 USING (w, p)
JOIN d_x_batch_x_0 USING (w, p, d)
GROUP BY d;

-- gradient of loss by block.before.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_before_bias AS
SELECT CAST(1 AS BIGINT) AS l, d, SUM(d_x_batch_x_1.val) AS val
FROM d_x_batch_x_1
GROUP BY d
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, d, SUM(d_x_batch_x_0.val) AS val
FROM d_x_batch_x_0
GROUP BY d;

-- gradient of loss by block.att.Wq   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_att_Wq AS
SELECT CAST(1 AS BIGINT) AS l, d, h, k, SUM(d_x_batch_query_1.val * x_batch_x_1.val) AS val
FROM d_x_batch_query_1
JOIN x_batch_x_1 USING (w, p)
GROUP BY d, h, k
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, d, h, k, SUM(d_x_batch_query_0.val * x_batch_x_0.val) AS val
FROM d_x_batch_query_0
JOIN x_batch_x_0 USING (w, p)
GROUP BY d, h, k;

-- gradient of loss by block.att.Wk   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_att_Wk AS
SELECT CAST(1 AS BIGINT) AS l, d, h, k, SUM(d_x_batch_key_1.val * x_batch_x_1.val) AS val
FROM d_x_batch_key_1
JOIN x_batch_x_1 USING (w, p)
GROUP BY d, h, k
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, d, h, k, SUM(d_x_batch_key_0.val * x_batch_x_0.val) AS val
FROM d_x_batch_key_0
JOIN x_batch_x_0 USING (w, p)
GROUP BY d, h, k;

-- gradient of loss by block.att.Wv   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_att_Wv AS
SELECT CAST(1 AS BIGINT) AS l, d, h, k, SUM(d_x_batch_value_1.val * x_batch_x_1.val) AS val
FROM d_x_batch_value_1
JOIN x_batch_x_1 USING (w, p)
GROUP BY d, h, k
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, d, h, k, SUM(d_x_batch_value_0.val * x_batch_x_0.val) AS val
FROM d_x_batch_value_0
JOIN x_batch_x_0 USING (w, p)
GROUP BY d, h, k;

-- gradient of loss by block.att.Wo   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_att_Wo AS
SELECT CAST(1 AS BIGINT) AS l, h, k, d, SUM(x_batch_y_2_1_1.val * d_x_batch_m_1.val) AS val
FROM d_x_batch_m_1
JOIN x_batch_y_2_1_1 USING (w, p)
GROUP BY h, k, d
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, h, k, d, SUM(x_batch_y_2_0_1.val * d_x_batch_m_0.val) AS val
FROM d_x_batch_m_0
JOIN x_batch_y_2_0_1 USING (w, p)
GROUP BY h, k, d;

-- gradient of loss by block.behind.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_behind_gain AS
SELECT
  CAST(1 AS BIGINT) AS l,
  d,
  SUM(d_x_batch_x_3_1.val * ((x_batch_m_1.val - x_batch_centre_2_1.val) / x_batch_spread_2_1.val)) AS val
FROM x_batch_m_1
JOIN x_batch_centre_2_1 USING (w, p)
JOIN x_batch_spread_2_1 USING (w, p)
JOIN d_x_batch_x_3_1 USING (w, p, d)
GROUP BY d
UNION ALL
SELECT
  CAST(0 AS BIGINT) AS l,
  d,
  SUM(d_x_batch_x_3_0.val * ((x_batch_m_0.val - x_batch_centre_2_0.val) / x_batch_spread_2_0.val)) AS val
FROM x_batch_m_0
JOIN x_batch_centre_2_0 USING (w, p)
JOIN x_batch_spread_2_0 USING (w, p)
JOIN d_x_batch_x_3_0 USING (w, p, d)
GROUP BY d;

-- gradient of loss by block.behind.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_behind_bias AS
SELECT CAST(1 AS BIGINT) AS l, d, SUM(d_x_batch_x_3_1.val) AS val
FROM d_x_batch_x_3_1
GROUP BY d
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, d, SUM(d_x_batch_x_3_0.val) AS val
FROM d_x_batch_x_3_0
GROUP BY d;

-- gradient of loss by block.ff.up.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_ff_up_W AS
SELECT CAST(1 AS BIGINT) AS l, d, f, SUM(d_x_batch_y_6_1.val * x_batch_x_3_1.val) AS val
FROM x_batch_x_3_1
JOIN d_x_batch_y_6_1 USING (w, p)
GROUP BY d, f
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, d, f, SUM(d_x_batch_y_6_0.val * x_batch_x_3_0.val) AS val
FROM x_batch_x_3_0
JOIN d_x_batch_y_6_0 USING (w, p)
GROUP BY d, f;

-- gradient of loss by block.ff.up.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_ff_up_b AS
SELECT CAST(1 AS BIGINT) AS l, f, SUM(d_x_batch_y_6_1.val) AS val
FROM d_x_batch_y_6_1
GROUP BY f
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, f, SUM(d_x_batch_y_6_0.val) AS val
FROM d_x_batch_y_6_0
GROUP BY f;

-- gradient of loss by block.ff.down.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_ff_down_W AS
SELECT CAST(1 AS BIGINT) AS l, f, d, SUM(d_x_batch_y_1.val * x_batch_x_2_1.val) AS val
FROM x_batch_x_2_1
JOIN d_x_batch_y_1 USING (w, p)
GROUP BY f, d
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, f, d, SUM(d_x_batch_y_0.val * x_batch_x_2_0.val) AS val
FROM x_batch_x_2_0
JOIN d_x_batch_y_0 USING (w, p)
GROUP BY f, d;

-- gradient of loss by block.ff.down.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_block_ff_down_b AS
SELECT CAST(1 AS BIGINT) AS l, d, SUM(d_x_batch_y_1.val) AS val
FROM d_x_batch_y_1
GROUP BY d
UNION ALL
SELECT CAST(0 AS BIGINT) AS l, d, SUM(d_x_batch_y_0.val) AS val
FROM d_x_batch_y_0
GROUP BY d;

-- gradient of loss by last.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_last_gain AS
SELECT
  d,
  SUM(d_logit_batch_y.val * ((x_batch_2.val - logit_batch_centre.val) / logit_batch_spread.val)) AS val
FROM d_logit_batch_y
JOIN x_batch_2 USING (w, p, d)
JOIN logit_batch_centre USING (w, p)
JOIN logit_batch_spread USING (w, p)
GROUP BY d;

-- gradient of loss by last.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE d_last_bias AS
SELECT d, SUM(d_logit_batch_y.val) AS val
FROM d_logit_batch_y
GROUP BY d;

-- adam.m := b1 * m + (1 - b1) * g   for E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE E_adam_m_now AS
SELECT v, d, 0.9 * E_adam_m.val + 0.09999999999999998e0 * coalesce(d_E.val, 0) AS val
FROM E_adam_m_now AS E_adam_m
LEFT JOIN d_E USING (v, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE E_adam_v_now AS
SELECT
  v,
  d,
  0.999 * E_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_E.val, 0) * coalesce(d_E.val, 0)) AS val
FROM E_adam_v_now AS E_adam_v
LEFT JOIN d_E USING (v, d);

-- E := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for E   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE E_now AS
SELECT
  v,
  d,
  E - 0.01 * (E_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    v,
    d,
    E.val AS E,
    E_adam_m.val AS E_adam_m,
    E_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM E_now AS E
  JOIN E_adam_m_now AS E_adam_m USING (v, d)
  JOIN E_adam_v_now AS E_adam_v USING (v, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for P   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE P_adam_m_now AS
SELECT p, d, 0.9 * P_adam_m.val + 0.09999999999999998e0 * coalesce(d_P.val, 0) AS val
FROM P_adam_m_now AS P_adam_m
LEFT JOIN d_P USING (p, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for P   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE P_adam_v_now AS
SELECT
  p,
  d,
  0.999 * P_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_P.val, 0) * coalesce(d_P.val, 0)) AS val
FROM P_adam_v_now AS P_adam_v
LEFT JOIN d_P USING (p, d);

-- P := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for P   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE P_now AS
SELECT
  p,
  d,
  P_1 - 0.01 * (P_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    p,
    d,
    P.val AS P_1,
    P_adam_m.val AS P_adam_m,
    P_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM P_now AS P
  JOIN P_adam_m_now AS P_adam_m USING (p, d)
  JOIN P_adam_v_now AS P_adam_v USING (p, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.before.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_before_gain_adam_m_now AS
SELECT
  l,
  d,
  0.9 * block_before_gain_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_before_gain.val, 0) AS val
FROM block_before_gain_adam_m_now AS block_before_gain_adam_m
LEFT JOIN d_block_before_gain USING (l, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.before.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_before_gain_adam_v_now AS
SELECT
  l,
  d,
  0.999 * block_before_gain_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_before_gain.val, 0) * coalesce(d_block_before_gain.val, 0)) AS val
FROM block_before_gain_adam_v_now AS block_before_gain_adam_v
LEFT JOIN d_block_before_gain USING (l, d);

-- block.before.gain := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.before.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_before_gain_now AS
SELECT
  l,
  d,
  block_before_gain - 0.01 * (block_before_gain_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    block_before_gain.val AS block_before_gain,
    block_before_gain_adam_m.val AS block_before_gain_adam_m,
    block_before_gain_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_before_gain_now AS block_before_gain
  JOIN block_before_gain_adam_m_now AS block_before_gain_adam_m USING (l, d)
  JOIN block_before_gain_adam_v_now AS block_before_gain_adam_v USING (l, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.before.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_before_bias_adam_m_now AS
SELECT
  l,
  d,
  0.9 * block_before_bias_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_before_bias.val, 0) AS val
FROM block_before_bias_adam_m_now AS block_before_bias_adam_m
LEFT JOIN d_block_before_bias USING (l, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.before.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_before_bias_adam_v_now AS
SELECT
  l,
  d,
  0.999 * block_before_bias_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_before_bias.val, 0) * coalesce(d_block_before_bias.val, 0)) AS val
FROM block_before_bias_adam_v_now AS block_before_bias_adam_v
LEFT JOIN d_block_before_bias USING (l, d);

-- block.before.bias := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.before.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_before_bias_now AS
SELECT
  l,
  d,
  block_before_bias - 0.01 * (block_before_bias_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    block_before_bias.val AS block_before_bias,
    block_before_bias_adam_m.val AS block_before_bias_adam_m,
    block_before_bias_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_before_bias_now AS block_before_bias
  JOIN block_before_bias_adam_m_now AS block_before_bias_adam_m USING (l, d)
  JOIN block_before_bias_adam_v_now AS block_before_bias_adam_v USING (l, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.att.Wq   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wq_adam_m_now AS
SELECT
  l,
  d,
  h,
  k,
  0.9 * block_att_Wq_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_att_Wq.val, 0) AS val
FROM block_att_Wq_adam_m_now AS block_att_Wq_adam_m
LEFT JOIN d_block_att_Wq USING (l, d, h, k);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.att.Wq   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wq_adam_v_now AS
SELECT
  l,
  d,
  h,
  k,
  0.999 * block_att_Wq_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_att_Wq.val, 0) * coalesce(d_block_att_Wq.val, 0)) AS val
FROM block_att_Wq_adam_v_now AS block_att_Wq_adam_v
LEFT JOIN d_block_att_Wq USING (l, d, h, k);

-- block.att.Wq := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.att.Wq   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wq_now AS
SELECT
  l,
  d,
  h,
  k,
  block_att_Wq - 0.01 * (block_att_Wq_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    h,
    k,
    block_att_Wq.val AS block_att_Wq,
    block_att_Wq_adam_m.val AS block_att_Wq_adam_m,
    block_att_Wq_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_att_Wq_now AS block_att_Wq
  JOIN block_att_Wq_adam_m_now AS block_att_Wq_adam_m USING (l, d, h, k)
  JOIN block_att_Wq_adam_v_now AS block_att_Wq_adam_v USING (l, d, h, k)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.att.Wk   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wk_adam_m_now AS
SELECT
  l,
  d,
  h,
  k,
  0.9 * block_att_Wk_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_att_Wk.val, 0) AS val
FROM block_att_Wk_adam_m_now AS block_att_Wk_adam_m
LEFT JOIN d_block_att_Wk USING (l, d, h, k);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.att.Wk   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wk_adam_v_now AS
SELECT
  l,
  d,
  h,
  k,
  0.999 * block_att_Wk_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_att_Wk.val, 0) * coalesce(d_block_att_Wk.val, 0)) AS val
FROM block_att_Wk_adam_v_now AS block_att_Wk_adam_v
LEFT JOIN d_block_att_Wk USING (l, d, h, k);

-- block.att.Wk := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.att.Wk   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wk_now AS
SELECT
  l,
  d,
  h,
  k,
  block_att_Wk - 0.01 * (block_att_Wk_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    h,
    k,
    block_att_Wk.val AS block_att_Wk,
    block_att_Wk_adam_m.val AS block_att_Wk_adam_m,
    block_att_Wk_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_att_Wk_now AS block_att_Wk
  JOIN block_att_Wk_adam_m_now AS block_att_Wk_adam_m USING (l, d, h, k)
  JOIN block_att_Wk_adam_v_now AS block_att_Wk_adam_v USING (l, d, h, k)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.att.Wv   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wv_adam_m_now AS
SELECT
  l,
  d,
  h,
  k,
  0.9 * block_att_Wv_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_att_Wv.val, 0) AS val
FROM block_att_Wv_adam_m_now AS block_att_Wv_adam_m
LEFT JOIN d_block_att_Wv USING (l, d, h, k);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.att.Wv   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wv_adam_v_now AS
SELECT
  l,
  d,
  h,
  k,
  0.999 * block_att_Wv_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_att_Wv.val, 0) * coalesce(d_block_att_Wv.val, 0)) AS val
FROM block_att_Wv_adam_v_now AS block_att_Wv_adam_v
LEFT JOIN d_block_att_Wv USING (l, d, h, k);

-- block.att.Wv := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.att.Wv   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wv_now AS
SELECT
  l,
  d,
  h,
  k,
  block_att_Wv - 0.01 * (block_att_Wv_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    h,
    k,
    block_att_Wv.val AS block_att_Wv,
    block_att_Wv_adam_m.val AS block_att_Wv_adam_m,
    block_att_Wv_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_att_Wv_now AS block_att_Wv
  JOIN block_att_Wv_adam_m_now AS block_att_Wv_adam_m USING (l, d, h, k)
  JOIN block_att_Wv_adam_v_now AS block_att_Wv_adam_v USING (l, d, h, k)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.att.Wo   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wo_adam_m_now AS
SELECT
  l,
  h,
  k,
  d,
  0.9 * block_att_Wo_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_att_Wo.val, 0) AS val
FROM block_att_Wo_adam_m_now AS block_att_Wo_adam_m
LEFT JOIN d_block_att_Wo USING (l, h, k, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.att.Wo   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wo_adam_v_now AS
SELECT
  l,
  h,
  k,
  d,
  0.999 * block_att_Wo_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_att_Wo.val, 0) * coalesce(d_block_att_Wo.val, 0)) AS val
FROM block_att_Wo_adam_v_now AS block_att_Wo_adam_v
LEFT JOIN d_block_att_Wo USING (l, h, k, d);

-- block.att.Wo := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.att.Wo   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_att_Wo_now AS
SELECT
  l,
  h,
  k,
  d,
  block_att_Wo - 0.01 * (block_att_Wo_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    h,
    k,
    d,
    block_att_Wo.val AS block_att_Wo,
    block_att_Wo_adam_m.val AS block_att_Wo_adam_m,
    block_att_Wo_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_att_Wo_now AS block_att_Wo
  JOIN block_att_Wo_adam_m_now AS block_att_Wo_adam_m USING (l, h, k, d)
  JOIN block_att_Wo_adam_v_now AS block_att_Wo_adam_v USING (l, h, k, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.behind.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_behind_gain_adam_m_now AS
SELECT
  l,
  d,
  0.9 * block_behind_gain_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_behind_gain.val, 0) AS val
FROM block_behind_gain_adam_m_now AS block_behind_gain_adam_m
LEFT JOIN d_block_behind_gain USING (l, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.behind.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_behind_gain_adam_v_now AS
SELECT
  l,
  d,
  0.999 * block_behind_gain_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_behind_gain.val, 0) * coalesce(d_block_behind_gain.val, 0)) AS val
FROM block_behind_gain_adam_v_now AS block_behind_gain_adam_v
LEFT JOIN d_block_behind_gain USING (l, d);

-- block.behind.gain := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.behind.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_behind_gain_now AS
SELECT
  l,
  d,
  block_behind_gain - 0.01 * (block_behind_gain_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    block_behind_gain.val AS block_behind_gain,
    block_behind_gain_adam_m.val AS block_behind_gain_adam_m,
    block_behind_gain_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_behind_gain_now AS block_behind_gain
  JOIN block_behind_gain_adam_m_now AS block_behind_gain_adam_m USING (l, d)
  JOIN block_behind_gain_adam_v_now AS block_behind_gain_adam_v USING (l, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.behind.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_behind_bias_adam_m_now AS
SELECT
  l,
  d,
  0.9 * block_behind_bias_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_behind_bias.val, 0) AS val
FROM block_behind_bias_adam_m_now AS block_behind_bias_adam_m
LEFT JOIN d_block_behind_bias USING (l, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.behind.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_behind_bias_adam_v_now AS
SELECT
  l,
  d,
  0.999 * block_behind_bias_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_behind_bias.val, 0) * coalesce(d_block_behind_bias.val, 0)) AS val
FROM block_behind_bias_adam_v_now AS block_behind_bias_adam_v
LEFT JOIN d_block_behind_bias USING (l, d);

-- block.behind.bias := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.behind.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_behind_bias_now AS
SELECT
  l,
  d,
  block_behind_bias - 0.01 * (block_behind_bias_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    block_behind_bias.val AS block_behind_bias,
    block_behind_bias_adam_m.val AS block_behind_bias_adam_m,
    block_behind_bias_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_behind_bias_now AS block_behind_bias
  JOIN block_behind_bias_adam_m_now AS block_behind_bias_adam_m USING (l, d)
  JOIN block_behind_bias_adam_v_now AS block_behind_bias_adam_v USING (l, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.ff.up.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_up_W_adam_m_now AS
SELECT
  l,
  d,
  f,
  0.9 * block_ff_up_W_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_ff_up_W.val, 0) AS val
FROM block_ff_up_W_adam_m_now AS block_ff_up_W_adam_m
LEFT JOIN d_block_ff_up_W USING (l, d, f);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.ff.up.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_up_W_adam_v_now AS
SELECT
  l,
  d,
  f,
  0.999 * block_ff_up_W_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_ff_up_W.val, 0) * coalesce(d_block_ff_up_W.val, 0)) AS val
FROM block_ff_up_W_adam_v_now AS block_ff_up_W_adam_v
LEFT JOIN d_block_ff_up_W USING (l, d, f);

-- block.ff.up.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.ff.up.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_up_W_now AS
SELECT
  l,
  d,
  f,
  block_ff_up_W - 0.01 * (block_ff_up_W_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    f,
    block_ff_up_W.val AS block_ff_up_W,
    block_ff_up_W_adam_m.val AS block_ff_up_W_adam_m,
    block_ff_up_W_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_ff_up_W_now AS block_ff_up_W
  JOIN block_ff_up_W_adam_m_now AS block_ff_up_W_adam_m USING (l, d, f)
  JOIN block_ff_up_W_adam_v_now AS block_ff_up_W_adam_v USING (l, d, f)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.ff.up.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_up_b_adam_m_now AS
SELECT
  l,
  f,
  0.9 * block_ff_up_b_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_ff_up_b.val, 0) AS val
FROM block_ff_up_b_adam_m_now AS block_ff_up_b_adam_m
LEFT JOIN d_block_ff_up_b USING (l, f);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.ff.up.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_up_b_adam_v_now AS
SELECT
  l,
  f,
  0.999 * block_ff_up_b_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_ff_up_b.val, 0) * coalesce(d_block_ff_up_b.val, 0)) AS val
FROM block_ff_up_b_adam_v_now AS block_ff_up_b_adam_v
LEFT JOIN d_block_ff_up_b USING (l, f);

-- block.ff.up.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.ff.up.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_up_b_now AS
SELECT
  l,
  f,
  block_ff_up_b - 0.01 * (block_ff_up_b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    f,
    block_ff_up_b.val AS block_ff_up_b,
    block_ff_up_b_adam_m.val AS block_ff_up_b_adam_m,
    block_ff_up_b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_ff_up_b_now AS block_ff_up_b
  JOIN block_ff_up_b_adam_m_now AS block_ff_up_b_adam_m USING (l, f)
  JOIN block_ff_up_b_adam_v_now AS block_ff_up_b_adam_v USING (l, f)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.ff.down.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_down_W_adam_m_now AS
SELECT
  l,
  f,
  d,
  0.9 * block_ff_down_W_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_ff_down_W.val, 0) AS val
FROM block_ff_down_W_adam_m_now AS block_ff_down_W_adam_m
LEFT JOIN d_block_ff_down_W USING (l, f, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.ff.down.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_down_W_adam_v_now AS
SELECT
  l,
  f,
  d,
  0.999 * block_ff_down_W_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_ff_down_W.val, 0) * coalesce(d_block_ff_down_W.val, 0)) AS val
FROM block_ff_down_W_adam_v_now AS block_ff_down_W_adam_v
LEFT JOIN d_block_ff_down_W USING (l, f, d);

-- block.ff.down.W := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.ff.down.W   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_down_W_now AS
SELECT
  l,
  f,
  d,
  block_ff_down_W - 0.01 * (block_ff_down_W_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    f,
    d,
    block_ff_down_W.val AS block_ff_down_W,
    block_ff_down_W_adam_m.val AS block_ff_down_W_adam_m,
    block_ff_down_W_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_ff_down_W_now AS block_ff_down_W
  JOIN block_ff_down_W_adam_m_now AS block_ff_down_W_adam_m USING (l, f, d)
  JOIN block_ff_down_W_adam_v_now AS block_ff_down_W_adam_v USING (l, f, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for block.ff.down.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_down_b_adam_m_now AS
SELECT
  l,
  d,
  0.9 * block_ff_down_b_adam_m.val + 0.09999999999999998e0 * coalesce(d_block_ff_down_b.val, 0) AS val
FROM block_ff_down_b_adam_m_now AS block_ff_down_b_adam_m
LEFT JOIN d_block_ff_down_b USING (l, d);

-- adam.v := b2 * v + (1 - b2) * g^2   for block.ff.down.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_down_b_adam_v_now AS
SELECT
  l,
  d,
  0.999 * block_ff_down_b_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_block_ff_down_b.val, 0) * coalesce(d_block_ff_down_b.val, 0)) AS val
FROM block_ff_down_b_adam_v_now AS block_ff_down_b_adam_v
LEFT JOIN d_block_ff_down_b USING (l, d);

-- block.ff.down.b := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for block.ff.down.b   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE block_ff_down_b_now AS
SELECT
  l,
  d,
  block_ff_down_b - 0.01 * (block_ff_down_b_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    l,
    d,
    block_ff_down_b.val AS block_ff_down_b,
    block_ff_down_b_adam_m.val AS block_ff_down_b_adam_m,
    block_ff_down_b_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM block_ff_down_b_now AS block_ff_down_b
  JOIN block_ff_down_b_adam_m_now AS block_ff_down_b_adam_m USING (l, d)
  JOIN block_ff_down_b_adam_v_now AS block_ff_down_b_adam_v USING (l, d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for last.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE last_gain_adam_m_now AS
SELECT d, 0.9 * last_gain_adam_m.val + 0.09999999999999998e0 * coalesce(d_last_gain.val, 0) AS val
FROM last_gain_adam_m_now AS last_gain_adam_m
LEFT JOIN d_last_gain USING (d);

-- adam.v := b2 * v + (1 - b2) * g^2   for last.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE last_gain_adam_v_now AS
SELECT
  d,
  0.999 * last_gain_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_last_gain.val, 0) * coalesce(d_last_gain.val, 0)) AS val
FROM last_gain_adam_v_now AS last_gain_adam_v
LEFT JOIN d_last_gain USING (d);

-- last.gain := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for last.gain   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE last_gain_now AS
SELECT
  d,
  last_gain - 0.01 * (last_gain_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    d,
    last_gain.val AS last_gain,
    last_gain_adam_m.val AS last_gain_adam_m,
    last_gain_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM last_gain_now AS last_gain
  JOIN last_gain_adam_m_now AS last_gain_adam_m USING (d)
  JOIN last_gain_adam_v_now AS last_gain_adam_v USING (d)
) AS v1;

-- adam.m := b1 * m + (1 - b1) * g   for last.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE last_bias_adam_m_now AS
SELECT d, 0.9 * last_bias_adam_m.val + 0.09999999999999998e0 * coalesce(d_last_bias.val, 0) AS val
FROM last_bias_adam_m_now AS last_bias_adam_m
LEFT JOIN d_last_bias USING (d);

-- adam.v := b2 * v + (1 - b2) * g^2   for last.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE last_bias_adam_v_now AS
SELECT
  d,
  0.999 * last_bias_adam_v.val + 0.0010000000000000009e0 * (coalesce(d_last_bias.val, 0) * coalesce(d_last_bias.val, 0)) AS val
FROM last_bias_adam_v_now AS last_bias_adam_v
LEFT JOIN d_last_bias USING (d);

-- last.bias := p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)   for last.bias   (examples/transformer.tsql:32)
CREATE OR REPLACE TEMP TABLE last_bias_now AS
SELECT
  d,
  last_bias - 0.01 * (last_bias_adam_m / (1 - pow(0.9e0, CAST($step AS BIGINT))) / (1e-8 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END)) AS val
FROM (
  SELECT
    d,
    last_bias.val AS last_bias,
    last_bias_adam_m.val AS last_bias_adam_m,
    last_bias_adam_v.val / (1 - pow(0.999e0, CAST($step AS BIGINT))) AS v_1
  FROM last_bias_now AS last_bias
  JOIN last_bias_adam_m_now AS last_bias_adam_m USING (d)
  JOIN last_bias_adam_v_now AS last_bias_adam_v USING (d)
) AS v1;


-- report: every 10 steps --------------------------------------------------------------------------

-- x[0,w,p,d] = E[text[8*w + p], d] + P[p,d]   (examples/transformer.tsql:25)
CREATE OR REPLACE TEMP TABLE x_0 AS
SELECT (n - p) // 8 AS w, p, P.d, E.val + P.val AS val
FROM P_now AS P
JOIN text ON text.n - P.p >= 0 AND (text.n - P.p) // 8 <= 550 AND (text.n - P.p) % 8 = 0
JOIN E_now AS E ON E.d = P.d AND E.v = text.val;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_x_0 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: centre = mean[d](x[d]) of block.before
  x_centre_0 AS MATERIALIZED (
    SELECT w, p, AVG(x_0.val) AS val
    FROM x_0
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.before
  x_mean_0 AS (
    SELECT w, p, AVG((x_0.val - x_centre_0.val) * (x_0.val - x_centre_0.val)) AS val
    FROM x_0
    JOIN x_centre_0 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  block_before_gain.val * (x_0.val - x_centre_0.val) / CASE WHEN 0.00001 + x_mean_0.val >= 0 THEN sqrt(0.00001 + x_mean_0.val) WHEN 0.00001 + x_mean_0.val < 0 THEN 'nan'::DOUBLE END + block_before_bias.val AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_0 USING (d)
JOIN x_centre_0 USING (w, p)
JOIN block_before_bias_now AS block_before_bias USING (d)
JOIN x_mean_0 USING (w, p)
WHERE block_before_gain.l = 0 AND block_before_bias.l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: query[p,h,k] = Wq[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_query_0 AS
SELECT w, p, h, k, SUM(block_att_Wq.val * x_x_0.val) AS val
FROM block_att_Wq_now AS block_att_Wq
JOIN x_x_0 USING (d)
WHERE l = 0
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: m[p,d] = x[p,d] + att(before(x[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_m_0 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: key[p,h,k] = Wk[d,h,k] * x[p,d] of block.att
  x_key_0 AS (
    SELECT w, p, h, k, SUM(block_att_Wk.val * x_x_0.val) AS val
    FROM block_att_Wk_now AS block_att_Wk
    JOIN x_x_0 USING (d)
    WHERE l = 0
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: score[h,p,p'] = query[p,h,k] * key[p',h,k] / sqrt(|k|) of block.att
  x_score_0 AS (
    SELECT
      w,
      h,
      x_query_0.p,
      x_key_0.p AS p_1,
      SUM(x_query_0.val * x_key_0.val / 2.8284271247461903e0) AS val
    FROM x_query_0
    JOIN x_key_0 USING (w, h, k)
    GROUP BY w, h, x_query_0.p, x_key_0.p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: att[h,p,p'] = softmax[p' where p' <= p](score[h,p,p']) of block.att
  x_z_0 AS MATERIALIZED (
    SELECT w, h, p, p_1, x_score_0.val
    FROM x_score_0
    WHERE p_1 <= p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: top = stop(max[k](z[k])) of softmax
  x_top_0 AS (
    SELECT w, h, p, MAX(x_z_0.val) AS val
    FROM x_z_0
    GROUP BY w, h, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: e[k] = exp(z[k] - top) of softmax
  x_e_0 AS MATERIALIZED (
    SELECT w, h, p, p_1 AS p_2, exp(x_z_0.val - x_top_0.val) AS val
    FROM x_z_0
    JOIN x_top_0 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: p[k] = e[k] / sum[k](e[k]) of softmax
  x_sum_0 AS (
    SELECT w, h, p, SUM(x_e_0.val) AS val
    FROM x_e_0
    GROUP BY w, h, p
  ),
  x_att_0 AS (
    SELECT w, h, p, p_2 AS p_1, x_e_0.val / x_sum_0.val AS val
    FROM x_e_0
    JOIN x_sum_0 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: value[p,h,k] = Wv[d,h,k] * x[p,d] of block.att
  x_value_0 AS (
    SELECT w, p, h, k, SUM(block_att_Wv.val * x_x_0.val) AS val
    FROM block_att_Wv_now AS block_att_Wv
    JOIN x_x_0 USING (d)
    WHERE l = 0
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0
  x_y_2_0_1 AS (
    SELECT x_att_0.w, x_att_0.h, x_att_0.p, k, SUM(x_att_0.val * x_value_0.val) AS val
    FROM x_att_0
    JOIN x_value_0 ON x_value_0.w = x_att_0.w AND x_value_0.p = x_att_0.p_1 AND x_value_0.h = x_att_0.h
    GROUP BY x_att_0.w, x_att_0.h, x_att_0.p, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[p,d] = att[h,p,p'] * value[p',h,k] * Wo[h,k,d] of block.att
  x_y_2_0 AS (
    SELECT w, p, d, SUM(x_y_2_0_1.val * block_att_Wo.val) AS val
    FROM block_att_Wo_now AS block_att_Wo
    JOIN x_y_2_0_1 USING (h, k)
    WHERE l = 0
    GROUP BY w, p, d
  )
SELECT w, p, d, x_0.val + coalesce(x_y_2_0.val, 0) AS val
FROM x_0
LEFT JOIN x_y_2_0 USING (w, p, d);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[p,d] = m[p,d] + ff(behind(m[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: centre = mean[d](x[d]) of block.behind
  x_centre_2_0 AS MATERIALIZED (
    SELECT w, p, AVG(x_m_0.val) AS val
    FROM x_m_0
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.behind
  x_mean_2_0 AS (
    SELECT w, p, AVG((x_m_0.val - x_centre_2_0.val) * (x_m_0.val - x_centre_2_0.val)) AS val
    FROM x_m_0
    JOIN x_centre_2_0 USING (w, p)
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.behind
  x_x_3_0 AS (
    SELECT
      w,
      p,
      d,
      block_behind_gain.val * (x_m_0.val - x_centre_2_0.val) / CASE WHEN 0.00001 + x_mean_2_0.val >= 0 THEN sqrt(0.00001 + x_mean_2_0.val) WHEN 0.00001 + x_mean_2_0.val < 0 THEN 'nan'::DOUBLE END + block_behind_bias.val AS val
    FROM block_behind_gain_now AS block_behind_gain
    JOIN x_m_0 USING (d)
    JOIN x_centre_2_0 USING (w, p)
    JOIN block_behind_bias_now AS block_behind_bias USING (d)
    JOIN x_mean_2_0 USING (w, p)
    WHERE block_behind_gain.l = 0 AND block_behind_bias.l = 0
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[j] = W[i,j] * x[i] + b[j] of block.ff.up
  x_sum_2_0 AS (
    SELECT f, w, p, SUM(block_ff_up_W.val * x_x_3_0.val) AS val
    FROM block_ff_up_W_now AS block_ff_up_W
    JOIN x_x_3_0 USING (d)
    WHERE l = 0
    GROUP BY f, w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = down(gelu(up(x[d]))) of block.ff
  x_x_2_0 AS (
    SELECT
      w,
      p,
      f,
      0.5 * ((coalesce(x_sum_2_0.val, 0) + block_ff_up_b.val) * (1 + tanh(0.7978845608028654e0 * (coalesce(x_sum_2_0.val, 0) + block_ff_up_b.val + 0.044715 * pow(coalesce(x_sum_2_0.val, 0) + block_ff_up_b.val, 3))))) AS val
    FROM block_ff_up_b_now AS block_ff_up_b
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN x_sum_2_0 USING (f, w, p)
    WHERE l = 0
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[j] = W[i,j] * x[i] + b[j] of block.ff.down
  x_sum_3_0 AS (
    SELECT d, w, p, SUM(block_ff_down_W.val * x_x_2_0.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN x_x_2_0 USING (f)
    WHERE l = 0
    GROUP BY d, w, p
  )
SELECT w, p, d, x_m_0.val + (coalesce(x_sum_3_0.val, 0) + block_ff_down_b.val) AS val
FROM x_m_0
JOIN block_ff_down_b_now AS block_ff_down_b USING (d)
LEFT JOIN x_sum_3_0 USING (d, w, p)
WHERE l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_x_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: centre = mean[d](x[d]) of block.before
  x_centre_1 AS MATERIALIZED (
    SELECT w, p, AVG(x_1.val) AS val
    FROM x_1
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.before
  x_mean_1 AS (
    SELECT w, p, AVG((x_1.val - x_centre_1.val) * (x_1.val - x_centre_1.val)) AS val
    FROM x_1
    JOIN x_centre_1 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  block_before_gain.val * (x_1.val - x_centre_1.val) / CASE WHEN 0.00001 + x_mean_1.val >= 0 THEN sqrt(0.00001 + x_mean_1.val) WHEN 0.00001 + x_mean_1.val < 0 THEN 'nan'::DOUBLE END + block_before_bias.val AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_1 USING (d)
JOIN x_centre_1 USING (w, p)
JOIN block_before_bias_now AS block_before_bias USING (d)
JOIN x_mean_1 USING (w, p)
WHERE block_before_gain.l = 1 AND block_before_bias.l = 1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: score[h,p,p'] = query[p,h,k] * key[p',h,k] / sqrt(|k|) of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_score_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: query[p,h,k] = Wq[d,h,k] * x[p,d] of block.att
  x_query_1 AS (
    SELECT w, p, h, k, SUM(block_att_Wq.val * x_x_1.val) AS val
    FROM block_att_Wq_now AS block_att_Wq
    JOIN x_x_1 USING (d)
    WHERE l = 1
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: key[p,h,k] = Wk[d,h,k] * x[p,d] of block.att
  x_key_1 AS (
    SELECT w, p, h, k, SUM(block_att_Wk.val * x_x_1.val) AS val
    FROM block_att_Wk_now AS block_att_Wk
    JOIN x_x_1 USING (d)
    WHERE l = 1
    GROUP BY w, p, h, k
  )
SELECT
  w,
  h,
  x_query_1.p,
  x_key_1.p AS p_1,
  SUM(x_query_1.val * x_key_1.val / 2.8284271247461903e0) AS val
FROM x_query_1
JOIN x_key_1 USING (w, h, k)
GROUP BY w, h, x_query_1.p, x_key_1.p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: m[p,d] = x[p,d] + att(before(x[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_m_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: att[h,p,p'] = softmax[p' where p' <= p](score[h,p,p']) of block.att
  x_z_1 AS MATERIALIZED (
    SELECT w, h, p, p_1, coalesce(x_score_1.val, 0) AS val
    FROM range(16) AS p_1(p_1)
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(2) AS h(h)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN x_score_1 USING (w, h, p, p_1)
    WHERE p_1 <= p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: top = stop(max[k](z[k])) of softmax
  x_top_1 AS (
    SELECT w, h, p, MAX(x_z_1.val) AS val
    FROM x_z_1
    GROUP BY w, h, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: e[k] = exp(z[k] - top) of softmax
  x_e_1 AS MATERIALIZED (
    SELECT w, h, p, p_1 AS p_2, exp(x_z_1.val - x_top_1.val) AS val
    FROM x_z_1
    JOIN x_top_1 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: p[k] = e[k] / sum[k](e[k]) of softmax
  x_sum_1 AS (
    SELECT w, h, p, SUM(x_e_1.val) AS val
    FROM x_e_1
    GROUP BY w, h, p
  ),
  x_att_1 AS (
    SELECT w, h, p, p_2 AS p_1, x_e_1.val / x_sum_1.val AS val
    FROM x_e_1
    JOIN x_sum_1 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: value[p,h,k] = Wv[d,h,k] * x[p,d] of block.att
  x_value_1 AS (
    SELECT w, p, h, k, SUM(block_att_Wv.val * x_x_1.val) AS val
    FROM block_att_Wv_now AS block_att_Wv
    JOIN x_x_1 USING (d)
    WHERE l = 1
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1
  x_y_2_1_1 AS (
    SELECT x_att_1.w, x_att_1.h, x_att_1.p, k, SUM(x_att_1.val * x_value_1.val) AS val
    FROM x_att_1
    JOIN x_value_1 ON x_value_1.w = x_att_1.w AND x_value_1.p = x_att_1.p_1 AND x_value_1.h = x_att_1.h
    GROUP BY x_att_1.w, x_att_1.h, x_att_1.p, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[p,d] = att[h,p,p'] * value[p',h,k] * Wo[h,k,d] of block.att
  x_y_2_1 AS (
    SELECT w, p, d, SUM(x_y_2_1_1.val * block_att_Wo.val) AS val
    FROM block_att_Wo_now AS block_att_Wo
    JOIN x_y_2_1_1 USING (h, k)
    WHERE l = 1
    GROUP BY w, p, d
  )
SELECT w, p, d, x_1.val + coalesce(x_y_2_1.val, 0) AS val
FROM x_1
LEFT JOIN x_y_2_1 USING (w, p, d);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[p,d] = m[p,d] + ff(behind(m[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_2 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: centre = mean[d](x[d]) of block.behind
  x_centre_2_1 AS MATERIALIZED (
    SELECT w, p, AVG(x_m_1.val) AS val
    FROM x_m_1
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.behind
  x_mean_2_1 AS (
    SELECT w, p, AVG((x_m_1.val - x_centre_2_1.val) * (x_m_1.val - x_centre_2_1.val)) AS val
    FROM x_m_1
    JOIN x_centre_2_1 USING (w, p)
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.behind
  x_x_3_1 AS (
    SELECT
      w,
      p,
      d,
      block_behind_gain.val * (x_m_1.val - x_centre_2_1.val) / CASE WHEN 0.00001 + x_mean_2_1.val >= 0 THEN sqrt(0.00001 + x_mean_2_1.val) WHEN 0.00001 + x_mean_2_1.val < 0 THEN 'nan'::DOUBLE END + block_behind_bias.val AS val
    FROM block_behind_gain_now AS block_behind_gain
    JOIN x_m_1 USING (d)
    JOIN x_centre_2_1 USING (w, p)
    JOIN block_behind_bias_now AS block_behind_bias USING (d)
    JOIN x_mean_2_1 USING (w, p)
    WHERE block_behind_gain.l = 1 AND block_behind_bias.l = 1
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[j] = W[i,j] * x[i] + b[j] of block.ff.up
  x_sum_2_1 AS (
    SELECT f, w, p, SUM(block_ff_up_W.val * x_x_3_1.val) AS val
    FROM block_ff_up_W_now AS block_ff_up_W
    JOIN x_x_3_1 USING (d)
    WHERE l = 1
    GROUP BY f, w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = down(gelu(up(x[d]))) of block.ff
  x_x_2_1 AS (
    SELECT
      w,
      p,
      f,
      0.5 * ((coalesce(x_sum_2_1.val, 0) + block_ff_up_b.val) * (1 + tanh(0.7978845608028654e0 * (coalesce(x_sum_2_1.val, 0) + block_ff_up_b.val + 0.044715 * pow(coalesce(x_sum_2_1.val, 0) + block_ff_up_b.val, 3))))) AS val
    FROM block_ff_up_b_now AS block_ff_up_b
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN x_sum_2_1 USING (f, w, p)
    WHERE l = 1
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[j] = W[i,j] * x[i] + b[j] of block.ff.down
  x_sum_3_1 AS (
    SELECT d, w, p, SUM(block_ff_down_W.val * x_x_2_1.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN x_x_2_1 USING (f)
    WHERE l = 1
    GROUP BY d, w, p
  )
SELECT w, p, d, x_m_1.val + (coalesce(x_sum_3_1.val, 0) + block_ff_down_b.val) AS val
FROM x_m_1
JOIN block_ff_down_b_now AS block_ff_down_b USING (d)
LEFT JOIN x_sum_3_1 USING (d, w, p)
WHERE l = 1;

-- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): centre = mean[d](x[d]) of last   (examples/transformer.tsql:27)
CREATE OR REPLACE TEMP TABLE logit_centre AS
SELECT w, p, AVG(x_2.val) AS val
FROM x_2
GROUP BY w, p;

-- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of last   (examples/transformer.tsql:27)
CREATE OR REPLACE TEMP TABLE logit_mean AS
SELECT w, p, AVG((x_2.val - logit_centre.val) * (x_2.val - logit_centre.val)) AS val
FROM x_2
JOIN logit_centre USING (w, p)
GROUP BY w, p;

-- report loss on train   (examples/transformer.tsql:32)
INSERT INTO metrics
WITH
  -- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of last
  logit_y AS (
    SELECT
      w,
      p,
      d,
      last_gain.val * (x_2.val - logit_centre.val) / CASE WHEN 0.00001 + logit_mean.val >= 0 THEN sqrt(0.00001 + logit_mean.val) WHEN 0.00001 + logit_mean.val < 0 THEN 'nan'::DOUBLE END + last_bias.val AS val
    FROM last_gain_now AS last_gain
    JOIN x_2 USING (d)
    JOIN logit_centre USING (w, p)
    JOIN last_bias_now AS last_bias USING (d)
    JOIN logit_mean USING (w, p)
  ),
  -- logit[w,p,v] = E[v,d] * last(x[end,w,p,d])
  logit AS MATERIALIZED (
    SELECT w, p, v, SUM(E.val * logit_y.val) AS val
    FROM E_now AS E
    JOIN logit_y USING (d)
    GROUP BY w, p, v
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1])): top = stop(max[k](z[k])) of xent
  loss_top AS MATERIALIZED (
    SELECT w, p, MAX(coalesce(logit.val, 0)) AS val
    FROM index_v AS v
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN logit USING (w, p, v)
    GROUP BY w, p
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1])): y = top + log(sum[k](exp(z[k] - top))) - z[target] of xent
  loss_sum AS (
    SELECT w, p, SUM(exp(coalesce(logit.val, 0) - loss_top.val)) AS val
    FROM loss_top
    CROSS JOIN index_v AS v
    LEFT JOIN logit USING (w, p, v)
    GROUP BY w, p
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1]))
  loss AS (
    SELECT
      AVG(loss_top.val + CASE WHEN loss_sum.val > 0 THEN ln(loss_sum.val) WHEN loss_sum.val = 0 THEN '-inf'::DOUBLE WHEN loss_sum.val < 0 THEN 'nan'::DOUBLE END - coalesce(logit.val, 0)) AS val
    FROM loss_top
    JOIN loss_sum USING (w, p)
    JOIN text ON text.n = 8 * loss_top.w + loss_top.p + 1
    LEFT JOIN logit ON logit.w = loss_top.w AND logit.p = loss_top.p AND logit.v = text.val
    HAVING COUNT(*) > 0
  )
SELECT $run AS run, $step AS step, 'train' AS split, 'loss' AS name, loss.val
FROM loss;


-- keep: into history, where a report is due and at the end ----------------------------------------

-- keep E   (examples/transformer.tsql:20)
INSERT INTO E
SELECT $run AS run, $step AS step, v, d, E.val
FROM E_now AS E;

-- keep last.gain   (examples/transformer.tsql:23)
INSERT INTO last_gain
SELECT $run AS run, $step AS step, d, last_gain.val
FROM last_gain_now AS last_gain;

-- keep P   (examples/transformer.tsql:21)
INSERT INTO P
SELECT $run AS run, $step AS step, p, d, P.val
FROM P_now AS P;

-- keep block.att.Wq   (examples/transformer.tsql:22)
INSERT INTO block_att_Wq
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wq.val
FROM block_att_Wq_now AS block_att_Wq;

-- keep block.before.gain   (examples/transformer.tsql:22)
INSERT INTO block_before_gain
SELECT $run AS run, $step AS step, l, d, block_before_gain.val
FROM block_before_gain_now AS block_before_gain;

-- keep block.before.bias   (examples/transformer.tsql:22)
INSERT INTO block_before_bias
SELECT $run AS run, $step AS step, l, d, block_before_bias.val
FROM block_before_bias_now AS block_before_bias;

-- keep block.att.Wk   (examples/transformer.tsql:22)
INSERT INTO block_att_Wk
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wk.val
FROM block_att_Wk_now AS block_att_Wk;

-- keep block.att.Wv   (examples/transformer.tsql:22)
INSERT INTO block_att_Wv
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wv.val
FROM block_att_Wv_now AS block_att_Wv;

-- keep block.att.Wo   (examples/transformer.tsql:22)
INSERT INTO block_att_Wo
SELECT $run AS run, $step AS step, l, h, k, d, block_att_Wo.val
FROM block_att_Wo_now AS block_att_Wo;

-- keep block.ff.down.W   (examples/transformer.tsql:22)
INSERT INTO block_ff_down_W
SELECT $run AS run, $step AS step, l, f, d, block_ff_down_W.val
FROM block_ff_down_W_now AS block_ff_down_W;

-- keep block.ff.up.W   (examples/transformer.tsql:22)
INSERT INTO block_ff_up_W
SELECT $run AS run, $step AS step, l, d, f, block_ff_up_W.val
FROM block_ff_up_W_now AS block_ff_up_W;

-- keep block.behind.gain   (examples/transformer.tsql:22)
INSERT INTO block_behind_gain
SELECT $run AS run, $step AS step, l, d, block_behind_gain.val
FROM block_behind_gain_now AS block_behind_gain;

-- keep block.behind.bias   (examples/transformer.tsql:22)
INSERT INTO block_behind_bias
SELECT $run AS run, $step AS step, l, d, block_behind_bias.val
FROM block_behind_bias_now AS block_behind_bias;

-- keep block.ff.up.b   (examples/transformer.tsql:22)
INSERT INTO block_ff_up_b
SELECT $run AS run, $step AS step, l, f, block_ff_up_b.val
FROM block_ff_up_b_now AS block_ff_up_b;

-- keep block.ff.down.b   (examples/transformer.tsql:22)
INSERT INTO block_ff_down_b
SELECT $run AS run, $step AS step, l, d, block_ff_down_b.val
FROM block_ff_down_b_now AS block_ff_down_b;

-- keep last.bias   (examples/transformer.tsql:23)
INSERT INTO last_bias
SELECT $run AS run, $step AS step, d, last_bias.val
FROM last_bias_now AS last_bias;

-- keep adam.m of E
INSERT INTO E_adam_m
SELECT $run AS run, $step AS step, v, d, E_adam_m.val
FROM E_adam_m_now AS E_adam_m;

-- keep adam.v of E
INSERT INTO E_adam_v
SELECT $run AS run, $step AS step, v, d, E_adam_v.val
FROM E_adam_v_now AS E_adam_v;

-- keep adam.m of P
INSERT INTO P_adam_m
SELECT $run AS run, $step AS step, p, d, P_adam_m.val
FROM P_adam_m_now AS P_adam_m;

-- keep adam.v of P
INSERT INTO P_adam_v
SELECT $run AS run, $step AS step, p, d, P_adam_v.val
FROM P_adam_v_now AS P_adam_v;

-- keep adam.m of block.before.gain
INSERT INTO block_before_gain_adam_m
SELECT $run AS run, $step AS step, l, d, block_before_gain_adam_m.val
FROM block_before_gain_adam_m_now AS block_before_gain_adam_m;

-- keep adam.v of block.before.gain
INSERT INTO block_before_gain_adam_v
SELECT $run AS run, $step AS step, l, d, block_before_gain_adam_v.val
FROM block_before_gain_adam_v_now AS block_before_gain_adam_v;

-- keep adam.m of block.before.bias
INSERT INTO block_before_bias_adam_m
SELECT $run AS run, $step AS step, l, d, block_before_bias_adam_m.val
FROM block_before_bias_adam_m_now AS block_before_bias_adam_m;

-- keep adam.v of block.before.bias
INSERT INTO block_before_bias_adam_v
SELECT $run AS run, $step AS step, l, d, block_before_bias_adam_v.val
FROM block_before_bias_adam_v_now AS block_before_bias_adam_v;

-- keep adam.m of block.att.Wq
INSERT INTO block_att_Wq_adam_m
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wq_adam_m.val
FROM block_att_Wq_adam_m_now AS block_att_Wq_adam_m;

-- keep adam.v of block.att.Wq
INSERT INTO block_att_Wq_adam_v
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wq_adam_v.val
FROM block_att_Wq_adam_v_now AS block_att_Wq_adam_v;

-- keep adam.m of block.att.Wk
INSERT INTO block_att_Wk_adam_m
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wk_adam_m.val
FROM block_att_Wk_adam_m_now AS block_att_Wk_adam_m;

-- keep adam.v of block.att.Wk
INSERT INTO block_att_Wk_adam_v
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wk_adam_v.val
FROM block_att_Wk_adam_v_now AS block_att_Wk_adam_v;

-- keep adam.m of block.att.Wv
INSERT INTO block_att_Wv_adam_m
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wv_adam_m.val
FROM block_att_Wv_adam_m_now AS block_att_Wv_adam_m;

-- keep adam.v of block.att.Wv
INSERT INTO block_att_Wv_adam_v
SELECT $run AS run, $step AS step, l, d, h, k, block_att_Wv_adam_v.val
FROM block_att_Wv_adam_v_now AS block_att_Wv_adam_v;

-- keep adam.m of block.att.Wo
INSERT INTO block_att_Wo_adam_m
SELECT $run AS run, $step AS step, l, h, k, d, block_att_Wo_adam_m.val
FROM block_att_Wo_adam_m_now AS block_att_Wo_adam_m;

-- keep adam.v of block.att.Wo
INSERT INTO block_att_Wo_adam_v
SELECT $run AS run, $step AS step, l, h, k, d, block_att_Wo_adam_v.val
FROM block_att_Wo_adam_v_now AS block_att_Wo_adam_v;

-- keep adam.m of block.behind.gain
INSERT INTO block_behind_gain_adam_m
SELECT $run AS run, $step AS step, l, d, block_behind_gain_adam_m.val
FROM block_behind_gain_adam_m_now AS block_behind_gain_adam_m;

-- keep adam.v of block.behind.gain
INSERT INTO block_behind_gain_adam_v
SELECT $run AS run, $step AS step, l, d, block_behind_gain_adam_v.val
FROM block_behind_gain_adam_v_now AS block_behind_gain_adam_v;

-- keep adam.m of block.behind.bias
INSERT INTO block_behind_bias_adam_m
SELECT $run AS run, $step AS step, l, d, block_behind_bias_adam_m.val
FROM block_behind_bias_adam_m_now AS block_behind_bias_adam_m;

-- keep adam.v of block.behind.bias
INSERT INTO block_behind_bias_adam_v
SELECT $run AS run, $step AS step, l, d, block_behind_bias_adam_v.val
FROM block_behind_bias_adam_v_now AS block_behind_bias_adam_v;

-- keep adam.m of block.ff.up.W
INSERT INTO block_ff_up_W_adam_m
SELECT $run AS run, $step AS step, l, d, f, block_ff_up_W_adam_m.val
FROM block_ff_up_W_adam_m_now AS block_ff_up_W_adam_m;

-- keep adam.v of block.ff.up.W
INSERT INTO block_ff_up_W_adam_v
SELECT $run AS run, $step AS step, l, d, f, block_ff_up_W_adam_v.val
FROM block_ff_up_W_adam_v_now AS block_ff_up_W_adam_v;

-- keep adam.m of block.ff.up.b
INSERT INTO block_ff_up_b_adam_m
SELECT $run AS run, $step AS step, l, f, block_ff_up_b_adam_m.val
FROM block_ff_up_b_adam_m_now AS block_ff_up_b_adam_m;

-- keep adam.v of block.ff.up.b
INSERT INTO block_ff_up_b_adam_v
SELECT $run AS run, $step AS step, l, f, block_ff_up_b_adam_v.val
FROM block_ff_up_b_adam_v_now AS block_ff_up_b_adam_v;

-- keep adam.m of block.ff.down.W
INSERT INTO block_ff_down_W_adam_m
SELECT $run AS run, $step AS step, l, f, d, block_ff_down_W_adam_m.val
FROM block_ff_down_W_adam_m_now AS block_ff_down_W_adam_m;

-- keep adam.v of block.ff.down.W
INSERT INTO block_ff_down_W_adam_v
SELECT $run AS run, $step AS step, l, f, d, block_ff_down_W_adam_v.val
FROM block_ff_down_W_adam_v_now AS block_ff_down_W_adam_v;

-- keep adam.m of block.ff.down.b
INSERT INTO block_ff_down_b_adam_m
SELECT $run AS run, $step AS step, l, d, block_ff_down_b_adam_m.val
FROM block_ff_down_b_adam_m_now AS block_ff_down_b_adam_m;

-- keep adam.v of block.ff.down.b
INSERT INTO block_ff_down_b_adam_v
SELECT $run AS run, $step AS step, l, d, block_ff_down_b_adam_v.val
FROM block_ff_down_b_adam_v_now AS block_ff_down_b_adam_v;

-- keep adam.m of last.gain
INSERT INTO last_gain_adam_m
SELECT $run AS run, $step AS step, d, last_gain_adam_m.val
FROM last_gain_adam_m_now AS last_gain_adam_m;

-- keep adam.v of last.gain
INSERT INTO last_gain_adam_v
SELECT $run AS run, $step AS step, d, last_gain_adam_v.val
FROM last_gain_adam_v_now AS last_gain_adam_v;

-- keep adam.m of last.bias
INSERT INTO last_bias_adam_m
SELECT $run AS run, $step AS step, d, last_bias_adam_m.val
FROM last_bias_adam_m_now AS last_bias_adam_m;

-- keep adam.v of last.bias
INSERT INTO last_bias_adam_v
SELECT $run AS run, $step AS step, d, last_bias_adam_v.val
FROM last_bias_adam_v_now AS last_bias_adam_v;


-- final: what shows, checks and exports read ------------------------------------------------------

-- x[0,w,p,d] = E[text[8*w + p], d] + P[p,d]   (examples/transformer.tsql:25)
CREATE OR REPLACE TEMP TABLE x_0 AS
SELECT (n - p) // 8 AS w, p, P.d, E.val + P.val AS val
FROM P_now AS P
JOIN text ON text.n - P.p >= 0 AND (text.n - P.p) // 8 <= 550 AND (text.n - P.p) % 8 = 0
JOIN E_now AS E ON E.d = P.d AND E.v = text.val;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_x_0 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: centre = mean[d](x[d]) of block.before
  x_centre_0 AS MATERIALIZED (
    SELECT w, p, AVG(x_0.val) AS val
    FROM x_0
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.before
  x_mean_0 AS (
    SELECT w, p, AVG((x_0.val - x_centre_0.val) * (x_0.val - x_centre_0.val)) AS val
    FROM x_0
    JOIN x_centre_0 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  block_before_gain.val * (x_0.val - x_centre_0.val) / CASE WHEN 0.00001 + x_mean_0.val >= 0 THEN sqrt(0.00001 + x_mean_0.val) WHEN 0.00001 + x_mean_0.val < 0 THEN 'nan'::DOUBLE END + block_before_bias.val AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_0 USING (d)
JOIN x_centre_0 USING (w, p)
JOIN block_before_bias_now AS block_before_bias USING (d)
JOIN x_mean_0 USING (w, p)
WHERE block_before_gain.l = 0 AND block_before_bias.l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: query[p,h,k] = Wq[d,h,k] * x[p,d] of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_query_0 AS
SELECT w, p, h, k, SUM(block_att_Wq.val * x_x_0.val) AS val
FROM block_att_Wq_now AS block_att_Wq
JOIN x_x_0 USING (d)
WHERE l = 0
GROUP BY w, p, h, k;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: m[p,d] = x[p,d] + att(before(x[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_m_0 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: key[p,h,k] = Wk[d,h,k] * x[p,d] of block.att
  x_key_0 AS (
    SELECT w, p, h, k, SUM(block_att_Wk.val * x_x_0.val) AS val
    FROM block_att_Wk_now AS block_att_Wk
    JOIN x_x_0 USING (d)
    WHERE l = 0
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: score[h,p,p'] = query[p,h,k] * key[p',h,k] / sqrt(|k|) of block.att
  x_score_0 AS (
    SELECT
      w,
      h,
      x_query_0.p,
      x_key_0.p AS p_1,
      SUM(x_query_0.val * x_key_0.val / 2.8284271247461903e0) AS val
    FROM x_query_0
    JOIN x_key_0 USING (w, h, k)
    GROUP BY w, h, x_query_0.p, x_key_0.p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: att[h,p,p'] = softmax[p' where p' <= p](score[h,p,p']) of block.att
  x_z_0 AS MATERIALIZED (
    SELECT w, h, p, p_1, x_score_0.val
    FROM x_score_0
    WHERE p_1 <= p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: top = stop(max[k](z[k])) of softmax
  x_top_0 AS (
    SELECT w, h, p, MAX(x_z_0.val) AS val
    FROM x_z_0
    GROUP BY w, h, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: e[k] = exp(z[k] - top) of softmax
  x_e_0 AS MATERIALIZED (
    SELECT w, h, p, p_1 AS p_2, exp(x_z_0.val - x_top_0.val) AS val
    FROM x_z_0
    JOIN x_top_0 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: p[k] = e[k] / sum[k](e[k]) of softmax
  x_sum_0 AS (
    SELECT w, h, p, SUM(x_e_0.val) AS val
    FROM x_e_0
    GROUP BY w, h, p
  ),
  x_att_0 AS (
    SELECT w, h, p, p_2 AS p_1, x_e_0.val / x_sum_0.val AS val
    FROM x_e_0
    JOIN x_sum_0 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: value[p,h,k] = Wv[d,h,k] * x[p,d] of block.att
  x_value_0 AS (
    SELECT w, p, h, k, SUM(block_att_Wv.val * x_x_0.val) AS val
    FROM block_att_Wv_now AS block_att_Wv
    JOIN x_x_0 USING (d)
    WHERE l = 0
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0
  x_y_2_0_1 AS (
    SELECT x_att_0.w, x_att_0.h, x_att_0.p, k, SUM(x_att_0.val * x_value_0.val) AS val
    FROM x_att_0
    JOIN x_value_0 ON x_value_0.w = x_att_0.w AND x_value_0.p = x_att_0.p_1 AND x_value_0.h = x_att_0.h
    GROUP BY x_att_0.w, x_att_0.h, x_att_0.p, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[p,d] = att[h,p,p'] * value[p',h,k] * Wo[h,k,d] of block.att
  x_y_2_0 AS (
    SELECT w, p, d, SUM(x_y_2_0_1.val * block_att_Wo.val) AS val
    FROM block_att_Wo_now AS block_att_Wo
    JOIN x_y_2_0_1 USING (h, k)
    WHERE l = 0
    GROUP BY w, p, d
  )
SELECT w, p, d, x_0.val + coalesce(x_y_2_0.val, 0) AS val
FROM x_0
LEFT JOIN x_y_2_0 USING (w, p, d);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[p,d] = m[p,d] + ff(behind(m[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: centre = mean[d](x[d]) of block.behind
  x_centre_2_0 AS MATERIALIZED (
    SELECT w, p, AVG(x_m_0.val) AS val
    FROM x_m_0
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.behind
  x_mean_2_0 AS (
    SELECT w, p, AVG((x_m_0.val - x_centre_2_0.val) * (x_m_0.val - x_centre_2_0.val)) AS val
    FROM x_m_0
    JOIN x_centre_2_0 USING (w, p)
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.behind
  x_x_3_0 AS (
    SELECT
      w,
      p,
      d,
      block_behind_gain.val * (x_m_0.val - x_centre_2_0.val) / CASE WHEN 0.00001 + x_mean_2_0.val >= 0 THEN sqrt(0.00001 + x_mean_2_0.val) WHEN 0.00001 + x_mean_2_0.val < 0 THEN 'nan'::DOUBLE END + block_behind_bias.val AS val
    FROM block_behind_gain_now AS block_behind_gain
    JOIN x_m_0 USING (d)
    JOIN x_centre_2_0 USING (w, p)
    JOIN block_behind_bias_now AS block_behind_bias USING (d)
    JOIN x_mean_2_0 USING (w, p)
    WHERE block_behind_gain.l = 0 AND block_behind_bias.l = 0
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[j] = W[i,j] * x[i] + b[j] of block.ff.up
  x_sum_2_0 AS (
    SELECT f, w, p, SUM(block_ff_up_W.val * x_x_3_0.val) AS val
    FROM block_ff_up_W_now AS block_ff_up_W
    JOIN x_x_3_0 USING (d)
    WHERE l = 0
    GROUP BY f, w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[d] = down(gelu(up(x[d]))) of block.ff
  x_x_2_0 AS (
    SELECT
      w,
      p,
      f,
      0.5 * ((coalesce(x_sum_2_0.val, 0) + block_ff_up_b.val) * (1 + tanh(0.7978845608028654e0 * (coalesce(x_sum_2_0.val, 0) + block_ff_up_b.val + 0.044715 * pow(coalesce(x_sum_2_0.val, 0) + block_ff_up_b.val, 3))))) AS val
    FROM block_ff_up_b_now AS block_ff_up_b
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN x_sum_2_0 USING (f, w, p)
    WHERE l = 0
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 0: y[j] = W[i,j] * x[i] + b[j] of block.ff.down
  x_sum_3_0 AS (
    SELECT d, w, p, SUM(block_ff_down_W.val * x_x_2_0.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN x_x_2_0 USING (f)
    WHERE l = 0
    GROUP BY d, w, p
  )
SELECT w, p, d, x_m_0.val + (coalesce(x_sum_3_0.val, 0) + block_ff_down_b.val) AS val
FROM x_m_0
JOIN block_ff_down_b_now AS block_ff_down_b USING (d)
LEFT JOIN x_sum_3_0 USING (d, w, p)
WHERE l = 0;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.before   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_x_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: centre = mean[d](x[d]) of block.before
  x_centre_1 AS MATERIALIZED (
    SELECT w, p, AVG(x_1.val) AS val
    FROM x_1
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.before
  x_mean_1 AS (
    SELECT w, p, AVG((x_1.val - x_centre_1.val) * (x_1.val - x_centre_1.val)) AS val
    FROM x_1
    JOIN x_centre_1 USING (w, p)
    GROUP BY w, p
  )
SELECT
  w,
  p,
  d,
  block_before_gain.val * (x_1.val - x_centre_1.val) / CASE WHEN 0.00001 + x_mean_1.val >= 0 THEN sqrt(0.00001 + x_mean_1.val) WHEN 0.00001 + x_mean_1.val < 0 THEN 'nan'::DOUBLE END + block_before_bias.val AS val
FROM block_before_gain_now AS block_before_gain
JOIN x_1 USING (d)
JOIN x_centre_1 USING (w, p)
JOIN block_before_bias_now AS block_before_bias USING (d)
JOIN x_mean_1 USING (w, p)
WHERE block_before_gain.l = 1 AND block_before_bias.l = 1;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: score[h,p,p'] = query[p,h,k] * key[p',h,k] / sqrt(|k|) of block.att   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_score_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: query[p,h,k] = Wq[d,h,k] * x[p,d] of block.att
  x_query_1 AS (
    SELECT w, p, h, k, SUM(block_att_Wq.val * x_x_1.val) AS val
    FROM block_att_Wq_now AS block_att_Wq
    JOIN x_x_1 USING (d)
    WHERE l = 1
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: key[p,h,k] = Wk[d,h,k] * x[p,d] of block.att
  x_key_1 AS (
    SELECT w, p, h, k, SUM(block_att_Wk.val * x_x_1.val) AS val
    FROM block_att_Wk_now AS block_att_Wk
    JOIN x_x_1 USING (d)
    WHERE l = 1
    GROUP BY w, p, h, k
  )
SELECT
  w,
  h,
  x_query_1.p,
  x_key_1.p AS p_1,
  SUM(x_query_1.val * x_key_1.val / 2.8284271247461903e0) AS val
FROM x_query_1
JOIN x_key_1 USING (w, h, k)
GROUP BY w, h, x_query_1.p, x_key_1.p;

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: m[p,d] = x[p,d] + att(before(x[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_m_1 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: att[h,p,p'] = softmax[p' where p' <= p](score[h,p,p']) of block.att
  x_z_1 AS MATERIALIZED (
    SELECT w, h, p, p_1, coalesce(x_score_1.val, 0) AS val
    FROM range(16) AS p_1(p_1)
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(2) AS h(h)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN x_score_1 USING (w, h, p, p_1)
    WHERE p_1 <= p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: top = stop(max[k](z[k])) of softmax
  x_top_1 AS (
    SELECT w, h, p, MAX(x_z_1.val) AS val
    FROM x_z_1
    GROUP BY w, h, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: e[k] = exp(z[k] - top) of softmax
  x_e_1 AS MATERIALIZED (
    SELECT w, h, p, p_1 AS p_2, exp(x_z_1.val - x_top_1.val) AS val
    FROM x_z_1
    JOIN x_top_1 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: p[k] = e[k] / sum[k](e[k]) of softmax
  x_sum_1 AS (
    SELECT w, h, p, SUM(x_e_1.val) AS val
    FROM x_e_1
    GROUP BY w, h, p
  ),
  x_att_1 AS (
    SELECT w, h, p, p_2 AS p_1, x_e_1.val / x_sum_1.val AS val
    FROM x_e_1
    JOIN x_sum_1 USING (w, h, p)
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: value[p,h,k] = Wv[d,h,k] * x[p,d] of block.att
  x_value_1 AS (
    SELECT w, p, h, k, SUM(block_att_Wv.val * x_x_1.val) AS val
    FROM block_att_Wv_now AS block_att_Wv
    JOIN x_x_1 USING (d)
    WHERE l = 1
    GROUP BY w, p, h, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1
  x_y_2_1_1 AS (
    SELECT x_att_1.w, x_att_1.h, x_att_1.p, k, SUM(x_att_1.val * x_value_1.val) AS val
    FROM x_att_1
    JOIN x_value_1 ON x_value_1.w = x_att_1.w AND x_value_1.p = x_att_1.p_1 AND x_value_1.h = x_att_1.h
    GROUP BY x_att_1.w, x_att_1.h, x_att_1.p, k
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[p,d] = att[h,p,p'] * value[p',h,k] * Wo[h,k,d] of block.att
  x_y_2_1 AS (
    SELECT w, p, d, SUM(x_y_2_1_1.val * block_att_Wo.val) AS val
    FROM block_att_Wo_now AS block_att_Wo
    JOIN x_y_2_1_1 USING (h, k)
    WHERE l = 1
    GROUP BY w, p, d
  )
SELECT w, p, d, x_1.val + coalesce(x_y_2_1.val, 0) AS val
FROM x_1
LEFT JOIN x_y_2_1 USING (w, p, d);

-- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[p,d] = m[p,d] + ff(behind(m[p,d])) of block   (examples/transformer.tsql:26)
CREATE OR REPLACE TEMP TABLE x_2 AS
WITH
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: centre = mean[d](x[d]) of block.behind
  x_centre_2_1 AS MATERIALIZED (
    SELECT w, p, AVG(x_m_1.val) AS val
    FROM x_m_1
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of block.behind
  x_mean_2_1 AS (
    SELECT w, p, AVG((x_m_1.val - x_centre_2_1.val) * (x_m_1.val - x_centre_2_1.val)) AS val
    FROM x_m_1
    JOIN x_centre_2_1 USING (w, p)
    GROUP BY w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of block.behind
  x_x_3_1 AS (
    SELECT
      w,
      p,
      d,
      block_behind_gain.val * (x_m_1.val - x_centre_2_1.val) / CASE WHEN 0.00001 + x_mean_2_1.val >= 0 THEN sqrt(0.00001 + x_mean_2_1.val) WHEN 0.00001 + x_mean_2_1.val < 0 THEN 'nan'::DOUBLE END + block_behind_bias.val AS val
    FROM block_behind_gain_now AS block_behind_gain
    JOIN x_m_1 USING (d)
    JOIN x_centre_2_1 USING (w, p)
    JOIN block_behind_bias_now AS block_behind_bias USING (d)
    JOIN x_mean_2_1 USING (w, p)
    WHERE block_behind_gain.l = 1 AND block_behind_bias.l = 1
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[j] = W[i,j] * x[i] + b[j] of block.ff.up
  x_sum_2_1 AS (
    SELECT f, w, p, SUM(block_ff_up_W.val * x_x_3_1.val) AS val
    FROM block_ff_up_W_now AS block_ff_up_W
    JOIN x_x_3_1 USING (d)
    WHERE l = 1
    GROUP BY f, w, p
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[d] = down(gelu(up(x[d]))) of block.ff
  x_x_2_1 AS (
    SELECT
      w,
      p,
      f,
      0.5 * ((coalesce(x_sum_2_1.val, 0) + block_ff_up_b.val) * (1 + tanh(0.7978845608028654e0 * (coalesce(x_sum_2_1.val, 0) + block_ff_up_b.val + 0.044715 * pow(coalesce(x_sum_2_1.val, 0) + block_ff_up_b.val, 3))))) AS val
    FROM block_ff_up_b_now AS block_ff_up_b
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN x_sum_2_1 USING (f, w, p)
    WHERE l = 1
  ),
  -- x[l+1,w,p,d] = block[l](x[l,w,p,d]) at l = 1: y[j] = W[i,j] * x[i] + b[j] of block.ff.down
  x_sum_3_1 AS (
    SELECT d, w, p, SUM(block_ff_down_W.val * x_x_2_1.val) AS val
    FROM block_ff_down_W_now AS block_ff_down_W
    JOIN x_x_2_1 USING (f)
    WHERE l = 1
    GROUP BY d, w, p
  )
SELECT w, p, d, x_m_1.val + (coalesce(x_sum_3_1.val, 0) + block_ff_down_b.val) AS val
FROM x_m_1
JOIN block_ff_down_b_now AS block_ff_down_b USING (d)
LEFT JOIN x_sum_3_1 USING (d, w, p)
WHERE l = 1;

-- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): centre = mean[d](x[d]) of last   (examples/transformer.tsql:27)
CREATE OR REPLACE TEMP TABLE logit_centre AS
SELECT w, p, AVG(x_2.val) AS val
FROM x_2
GROUP BY w, p;

-- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): spread = sqrt(mean[d]((x[d] - centre)^2) + eps) of last   (examples/transformer.tsql:27)
CREATE OR REPLACE TEMP TABLE logit_mean AS
SELECT w, p, AVG((x_2.val - logit_centre.val) * (x_2.val - logit_centre.val)) AS val
FROM x_2
JOIN logit_centre USING (w, p)
GROUP BY w, p;

-- perplexity = exp(loss)   (examples/transformer.tsql:30)
CREATE OR REPLACE TEMP TABLE perplexity AS
WITH
  -- logit[w,p,v] = E[v,d] * last(x[end,w,p,d]): y[d] = gain[d] * (x[d] - centre) / spread + bias[d] of last
  logit_y AS (
    SELECT
      w,
      p,
      d,
      last_gain.val * (x_2.val - logit_centre.val) / CASE WHEN 0.00001 + logit_mean.val >= 0 THEN sqrt(0.00001 + logit_mean.val) WHEN 0.00001 + logit_mean.val < 0 THEN 'nan'::DOUBLE END + last_bias.val AS val
    FROM last_gain_now AS last_gain
    JOIN x_2 USING (d)
    JOIN logit_centre USING (w, p)
    JOIN last_bias_now AS last_bias USING (d)
    JOIN logit_mean USING (w, p)
  ),
  -- logit[w,p,v] = E[v,d] * last(x[end,w,p,d])
  logit AS MATERIALIZED (
    SELECT w, p, v, SUM(E.val * logit_y.val) AS val
    FROM E_now AS E
    JOIN logit_y USING (d)
    GROUP BY w, p, v
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1])): top = stop(max[k](z[k])) of xent
  loss_top AS MATERIALIZED (
    SELECT w, p, MAX(coalesce(logit.val, 0)) AS val
    FROM index_v AS v
    CROSS JOIN range(551) AS w(w)
    CROSS JOIN range(16) AS p(p)
    LEFT JOIN logit USING (w, p, v)
    GROUP BY w, p
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1])): y = top + log(sum[k](exp(z[k] - top))) - z[target] of xent
  loss_sum AS (
    SELECT w, p, SUM(exp(coalesce(logit.val, 0) - loss_top.val)) AS val
    FROM loss_top
    CROSS JOIN index_v AS v
    LEFT JOIN logit USING (w, p, v)
    GROUP BY w, p
  ),
  -- loss = mean[w,p](xent[v](logit[w,p,v], text[8*w + p + 1]))
  loss AS (
    SELECT
      AVG(loss_top.val + CASE WHEN loss_sum.val > 0 THEN ln(loss_sum.val) WHEN loss_sum.val = 0 THEN '-inf'::DOUBLE WHEN loss_sum.val < 0 THEN 'nan'::DOUBLE END - coalesce(logit.val, 0)) AS val
    FROM loss_top
    JOIN loss_sum USING (w, p)
    JOIN text ON text.n = 8 * loss_top.w + loss_top.p + 1
    LEFT JOIN logit ON logit.w = loss_top.w AND logit.p = loss_top.p AND logit.v = text.val
    HAVING COUNT(*) > 0
  )
SELECT exp(loss.val) AS val
FROM loss;

-- perplexity < 9   (examples/transformer.tsql:35)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT perplexity.val < 9 AS val
FROM perplexity;

-- show perplexity
SELECT perplexity.val
FROM perplexity;

-- check perplexity < 9
SELECT condition.val
FROM condition;
