-- examples/pca.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- rows of data/penguins.csv, numbered   (examples/pca.tsql:5)
CREATE OR REPLACE TEMP TABLE "data/penguins.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/penguins.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- raw[s, k] from data/penguins.csv   (examples/pca.tsql:5)
CREATE OR REPLACE TABLE raw AS
SELECT file_row AS s, unnest(range(0, 4)) AS k,
  unnest([
    CAST(beak_length AS DOUBLE), CAST(beak_depth AS DOUBLE), CAST(flipper AS DOUBLE), CAST(mass AS DOUBLE)
  ]) AS val
FROM "data/penguins.csv";

-- must be empty: there is no value in column {column}, line {line} of data/penguins.csv
SELECT file_row + 2 AS line, "column", value, count(*) OVER () AS total
FROM (
  SELECT file_row,
    unnest(range(4)) AS place,
    unnest(['beak_length', 'beak_depth', 'flipper', 'mass']) AS "column",
    unnest([CAST(beak_length AS VARCHAR), CAST(beak_depth AS VARCHAR), CAST(flipper AS VARCHAR), CAST(mass AS VARCHAR)]) AS value,
    unnest([coalesce(CAST(beak_length AS DOUBLE) = 'nan'::DOUBLE, beak_length IS NULL),
    coalesce(CAST(beak_depth AS DOUBLE) = 'nan'::DOUBLE, beak_depth IS NULL), flipper IS NULL, mass IS NULL]) AS offends
  FROM "data/penguins.csv"
) AS cells
WHERE offends
ORDER BY file_row, place
LIMIT 1;

-- must be empty: data/penguins.csv has {found} rows, but s has {room} keys for them
SELECT count(*) AS found, 333 AS room
FROM "data/penguins.csv"
HAVING count(*) <> 333;


-- final: what shows, checks and exports read ------------------------------------------------------

-- z[s,k] = (raw[s,k] - mean[s](raw[s,k])) / std[s](raw[s,k])   (examples/pca.tsql:7)
CREATE OR REPLACE TEMP TABLE z AS
WITH
  z_mean AS MATERIALIZED (
    SELECT k, AVG(raw.val) AS val
    FROM raw
    GROUP BY k
  ),
  z_mean_3 AS (
    SELECT k, AVG((raw.val - z_mean.val) * (raw.val - z_mean.val)) AS val
    FROM raw
    JOIN z_mean USING (k)
    GROUP BY k
  )
SELECT
  s,
  k,
  (raw.val - z_mean.val) / CASE WHEN z_mean_3.val >= 0 THEN sqrt(z_mean_3.val) WHEN z_mean_3.val < 0 THEN 'nan'::DOUBLE END AS val
FROM raw
JOIN z_mean USING (k)
JOIN z_mean_3 USING (k);

-- C[k,k'] = z[s,k] * z[s,k'] / |s|   (examples/pca.tsql:8)
CREATE OR REPLACE TEMP TABLE C AS
SELECT z.k, z_1.k AS k_1, SUM(z.val * z_1.val / 333) AS val
FROM z
JOIN z AS z_1 USING (s)
GROUP BY z.k, z_1.k;

-- v[0,k] = 1 / sqrt(|k|)   (examples/pca.tsql:12)
CREATE OR REPLACE TEMP TABLE v AS
SELECT CAST(0 AS BIGINT) AS t, k, CAST(0.5 AS DOUBLE) AS val
FROM range(4) AS k(k);

-- v[t+1,k] = unit[k](C[k,k'] * v[t,k'])   (examples/pca.tsql:13)
-- for $t = 0 … 99:

  -- v[t+1,k] = unit[k](C[k,k'] * v[t,k'])   (examples/pca.tsql:12)
INSERT INTO v
WITH
  v_a AS MATERIALIZED (
    SELECT CAST($t AS BIGINT) AS t, C.k, SUM(C.val * v.val) AS val
    FROM C
    JOIN v ON v.k = C.k_1
    WHERE v.t = $t
    GROUP BY C.k
  ),
  v_sum AS (
    SELECT CAST($t AS BIGINT) AS t, coalesce(SUM(v_a.val * v_a.val), 0) AS val
    FROM v_a
    WHERE v_a.t = $t
  )
SELECT
  CAST($t AS BIGINT) + 1 AS t,
  k,
  v_a.val / CASE WHEN v_sum.val >= 0 THEN sqrt(v_sum.val) WHEN v_sum.val < 0 THEN 'nan'::DOUBLE END AS val
FROM v_a
CROSS JOIN v_sum
WHERE v_a.t = $t AND v_sum.t = $t;
-- end for $t

-- lambda1 = v[end,k] * C[k,k'] * v[end,k']   (examples/pca.tsql:14)
CREATE OR REPLACE TEMP TABLE lambda1 AS
SELECT coalesce(SUM(v.val * C.val * v_1.val), 0) AS val
FROM v
JOIN C USING (k)
JOIN v AS v_1 ON v_1.k = C.k_1
WHERE v.t = 100 AND v_1.t = 100;

-- D[k,k'] = C[k,k'] - lambda1 * v[end,k] * v[end,k']   (examples/pca.tsql:16)
CREATE OR REPLACE TEMP TABLE D AS
SELECT C.k, k_1, C.val - lambda1.val * v.val * v_1.val AS val
FROM C
JOIN v USING (k)
JOIN v AS v_1 ON v_1.k = C.k_1
CROSS JOIN lambda1
WHERE v.t = 100 AND v_1.t = 100;

-- w[0,k] = [k == 0]   (examples/pca.tsql:17)
CREATE OR REPLACE TEMP TABLE w AS
SELECT CAST(0 AS BIGINT) AS t, k, CAST(k = 0 AS DOUBLE) AS val
FROM range(4) AS k(k);

-- w[t+1,k] = unit[k](D[k,k'] * w[t,k'])   (examples/pca.tsql:18)
-- for $t = 0 … 99:

  -- w[t+1,k] = unit[k](D[k,k'] * w[t,k'])   (examples/pca.tsql:17)
INSERT INTO w
WITH
  w_a AS MATERIALIZED (
    SELECT CAST($t AS BIGINT) AS t, D.k, SUM(D.val * w.val) AS val
    FROM D
    JOIN w ON w.k = D.k_1
    WHERE w.t = $t
    GROUP BY D.k
  ),
  w_sum AS (
    SELECT CAST($t AS BIGINT) AS t, coalesce(SUM(w_a.val * w_a.val), 0) AS val
    FROM w_a
    WHERE w_a.t = $t
  )
SELECT
  CAST($t AS BIGINT) + 1 AS t,
  k,
  w_a.val / CASE WHEN w_sum.val >= 0 THEN sqrt(w_sum.val) WHEN w_sum.val < 0 THEN 'nan'::DOUBLE END AS val
FROM w_a
CROSS JOIN w_sum
WHERE w_a.t = $t AND w_sum.t = $t;
-- end for $t

-- lambda2 = w[end,k] * D[k,k'] * w[end,k']   (examples/pca.tsql:19)
CREATE OR REPLACE TEMP TABLE lambda2 AS
SELECT coalesce(SUM(w.val * D.val * w_1.val), 0) AS val
FROM w
JOIN D USING (k)
JOIN w AS w_1 ON w_1.k = D.k_1
WHERE w.t = 100 AND w_1.t = 100;

-- explained = (lambda1 + lambda2) / sum[k](C[k,k])   (examples/pca.tsql:21)
CREATE OR REPLACE TEMP TABLE explained AS
WITH
  explained_sum AS (
    SELECT coalesce(SUM(C.val), 0) AS val
    FROM C
    WHERE k_1 = k
  )
SELECT (lambda1.val + lambda2.val) / explained_sum.val AS val
FROM lambda1
CROSS JOIN lambda2
CROSS JOIN explained_sum;

-- score1[s] = z[s,k] * v[end,k]   (examples/pca.tsql:22)
CREATE OR REPLACE TEMP TABLE score1 AS
SELECT s, SUM(z.val * v.val) AS val
FROM z
JOIN v USING (k)
WHERE t = 100
GROUP BY s;

-- score2[s] = z[s,k] * w[end,k]   (examples/pca.tsql:23)
CREATE OR REPLACE TEMP TABLE score2 AS
SELECT s, SUM(z.val * w.val) AS val
FROM z
JOIN w USING (k)
WHERE t = 100
GROUP BY s;

-- v[end,k]   (examples/pca.tsql:25)
CREATE OR REPLACE TEMP TABLE shown AS
SELECT k, v.val
FROM v
WHERE t = 100;

-- w[end,k]   (examples/pca.tsql:25)
CREATE OR REPLACE TEMP TABLE shown_2 AS
SELECT k, w.val
FROM w
WHERE t = 100;

-- explained > 0.85   (examples/pca.tsql:27)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT explained.val > 0.85 AS val
FROM explained;

-- abs(v[end,k] * w[end,k]) < 1e-9   (examples/pca.tsql:28)
CREATE OR REPLACE TEMP TABLE condition_2 AS
WITH
  condition_sum AS (
    SELECT coalesce(SUM(v.val * w.val), 0) AS val
    FROM v
    JOIN w USING (k)
    WHERE v.t = 100 AND w.t = 100
  )
SELECT abs(condition_sum.val) < 1e-9 AS val
FROM condition_sum;

-- show v[end,k]
SELECT k, shown.val
FROM shown
ORDER BY k;

-- show w[end,k]
SELECT k, shown_2.val
FROM shown_2
ORDER BY k;

-- show lambda1
SELECT lambda1.val
FROM lambda1;

-- show lambda2
SELECT lambda2.val
FROM lambda2;

-- show explained
SELECT explained.val
FROM explained;

-- check explained > 0.85
SELECT condition.val
FROM condition;

-- check abs(v[end,k] * w[end,k]) < 1e-9
SELECT condition_2.val
FROM condition_2;

-- export to data/scores.parquet
SELECT s, score1.val AS score1, score2.val AS score2
FROM score1
FULL JOIN score2 USING (s)
ORDER BY s;
