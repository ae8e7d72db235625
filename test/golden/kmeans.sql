-- examples/kmeans.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- rows of data/penguins.csv, numbered   (examples/kmeans.tsql:5)
CREATE OR REPLACE TEMP TABLE "data/penguins.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/penguins.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- raw[s, d] from data/penguins.csv   (examples/kmeans.tsql:5)
CREATE OR REPLACE TABLE raw AS
SELECT file_row AS s, unnest(range(0, 4)) AS d,
  unnest([
    CAST(beak_length AS DOUBLE), CAST(beak_depth AS DOUBLE), CAST(flipper AS DOUBLE), CAST(mass AS DOUBLE)
  ]) AS val
FROM "data/penguins.csv";

-- species[s] from data/penguins.csv   (examples/kmeans.tsql:6)
CREATE OR REPLACE TABLE species AS
SELECT file_row AS s, species AS val
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

-- must be empty: there is no value in column {column}, line {line} of data/penguins.csv
SELECT file_row + 2 AS line, 'species' AS "column", CAST(species AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/penguins.csv"
WHERE species IS NULL
ORDER BY file_row
LIMIT 1;


-- final: what shows, checks and exports read ------------------------------------------------------

-- x[s,d] = (raw[s,d] - mean[s](raw[s,d])) / std[s](raw[s,d])   (examples/kmeans.tsql:8)
CREATE OR REPLACE TEMP TABLE x AS
WITH
  x_mean AS MATERIALIZED (
    SELECT d, AVG(raw.val) AS val
    FROM raw
    GROUP BY d
  ),
  x_mean_3 AS (
    SELECT d, AVG((raw.val - x_mean.val) * (raw.val - x_mean.val)) AS val
    FROM raw
    JOIN x_mean USING (d)
    GROUP BY d
  )
SELECT
  s,
  d,
  (raw.val - x_mean.val) / CASE WHEN x_mean_3.val >= 0 THEN sqrt(x_mean_3.val) WHEN x_mean_3.val < 0 THEN 'nan'::DOUBLE END AS val
FROM raw
JOIN x_mean USING (d)
JOIN x_mean_3 USING (d);

-- c[0,k,d] = x[150*k, d]   (examples/kmeans.tsql:10)
CREATE OR REPLACE TEMP TABLE c AS
SELECT CAST(0 AS BIGINT) AS t, s // 150 AS k, d, x.val
FROM x
WHERE s % 150 = 0;

-- dist[t,s,k] = sum[d]((x[s,d] - c[t,k,d])^2)   (examples/kmeans.tsql:10)
CREATE OR REPLACE TEMP TABLE dist (t BIGINT, s BIGINT, k BIGINT, val DOUBLE);

-- dist[t,s,k] = sum[d]((x[s,d] - c[t,k,d])^2)   (examples/kmeans.tsql:10)
CREATE OR REPLACE TEMP TABLE near (t BIGINT, s BIGINT, val BIGINT);

-- the last t   (examples/kmeans.tsql:10)
CREATE OR REPLACE TEMP TABLE t_last AS
SELECT CAST(-1 AS BIGINT) AS val;

-- dist[t,s,k] = sum[d]((x[s,d] - c[t,k,d])^2)   (examples/kmeans.tsql:10)
-- for $t = 0 … 49:

  -- dist[t,s,k] = sum[d]((x[s,d] - c[t,k,d])^2)   (examples/kmeans.tsql:11)
INSERT INTO dist
SELECT t, s, k, SUM(val) AS val
FROM (
  SELECT CAST($t AS BIGINT) AS t, s, k, SUM((x.val - c.val) * (x.val - c.val)) AS val
  FROM x
  JOIN c USING (d)
  WHERE c.t = $t
  GROUP BY s, k
  UNION ALL
  SELECT CAST($t AS BIGINT) AS t, s, k, CAST(0 AS DOUBLE) AS val
  FROM range(333) AS s(s)
  CROSS JOIN range(3) AS k(k)
) AS terms
GROUP BY t, s, k;

  -- near[t,s] = argmin[k](dist[t,s,k])   (examples/kmeans.tsql:12)
INSERT INTO near
SELECT $t AS t, s, FIRST(k ORDER BY dist.val, k) AS val
FROM dist
WHERE dist.t = $t
GROUP BY s;

  -- c[t+1,k,d] = mean[s where near[t,s] == k](x[s,d]) ?? c[t,k,d] until moved[t] < 1e-9   (examples/kmeans.tsql:10)
INSERT INTO c
WITH
  c_mean AS (
    SELECT d, CAST($t AS BIGINT) AS t, near.val AS k, AVG(x.val) AS val
    FROM x
    JOIN near USING (s)
    WHERE near.t = $t
    GROUP BY d, near.val
  )
SELECT t, k, d, val
FROM (
  SELECT CAST($t AS BIGINT) + 1 AS t, k.k, d.d, coalesce(c_mean.val, c.val) AS val
  FROM range(3) AS k(k)
  CROSS JOIN range(4) AS d(d)
  LEFT JOIN c_mean ON c_mean.d = d.d AND c_mean.t = $t AND c_mean.k = k.k
  LEFT JOIN c ON c.t = $t AND c.k = k.k AND c.d = d.d
) AS t
WHERE val IS NOT NULL;

  -- c[t+1,k,d] = mean[s where near[t,s] == k](x[s,d]) ?? c[t,k,d] until moved[t] < 1e-9   (examples/kmeans.tsql:14)
CREATE OR REPLACE TEMP TABLE c_until AS
WITH
  -- moved[t] = sum[k,d]((c[t+1,k,d] - c[t,k,d])^2)
  moved AS (
    SELECT t, SUM(val) AS val
    FROM (
      SELECT CAST($t AS BIGINT) AS t, SUM((c.val - c_1.val) * (c.val - c_1.val)) AS val
      FROM c
      JOIN c AS c_1 USING (k, d)
      WHERE c.t = CAST($t AS BIGINT) + 1 AND c_1.t = $t
      HAVING COUNT(*) > 0
      UNION ALL
      SELECT CAST($t AS BIGINT) AS t, CAST(0 AS DOUBLE) AS val
    ) AS terms
    GROUP BY t
  )
SELECT CAST($t AS BIGINT) AS t, moved.val < 1e-9 AS val
FROM moved
WHERE moved.t = $t;

  -- the last t   (examples/kmeans.tsql:10)
CREATE OR REPLACE TEMP TABLE t_last AS
SELECT CAST($t AS BIGINT) AS val;

  -- until this is true:
SELECT coalesce(BOOL_OR(c_until.val), FALSE) AS val
FROM c_until
WHERE t = $t;
-- end for $t

-- spread[t] = mean[s](min[k](dist[t,s,k]))   (examples/kmeans.tsql:16)
CREATE OR REPLACE TEMP TABLE spread AS
WITH
  spread_min AS (
    SELECT t, s, MIN(dist.val) AS val
    FROM dist
    GROUP BY t, s
  ),
  spread_mean AS (
    SELECT t, AVG(spread_min.val) AS val
    FROM spread_min
    GROUP BY t
  )
SELECT t, spread_mean.val
FROM spread_mean
CROSS JOIN t_last
WHERE t <= t_last.val;

-- cluster[s] = near[end,s]   (examples/kmeans.tsql:18)
CREATE OR REPLACE TEMP TABLE cluster AS
SELECT s, near.val
FROM t_last
JOIN near ON near.t = t_last.val;

-- gentoo[k] = sum[s]([cluster[s] == k and species[s] == "Gentoo"])   (examples/kmeans.tsql:19)
CREATE OR REPLACE TEMP TABLE gentoo AS
SELECT k, SUM(CAST(cluster.val = k AND species.val = 'Gentoo' AS DOUBLE)) AS val
FROM cluster
JOIN species USING (s)
CROSS JOIN range(3) AS k(k)
GROUP BY k;

-- gentoo[k] = sum[s]([cluster[s] == k and species[s] == "Gentoo"])   (examples/kmeans.tsql:19)
CREATE OR REPLACE TEMP TABLE gentoo_dense AS
SELECT k, coalesce(gentoo.val, 0) AS val
FROM range(3) AS k(k)
LEFT JOIN gentoo USING (k);

-- c[end,k,d]   (examples/kmeans.tsql:21)
CREATE OR REPLACE TEMP TABLE shown AS
SELECT k, d, c.val
FROM t_last
JOIN c ON c.t = 1 + t_last.val;

-- spread[end]   (examples/kmeans.tsql:21)
CREATE OR REPLACE TEMP TABLE shown_2 AS
SELECT spread.val
FROM t_last
JOIN spread ON spread.t = t_last.val;

-- spread[end] < spread[0]   (examples/kmeans.tsql:23)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT spread.val < spread_1.val AS val
FROM t_last
JOIN spread ON spread.t = t_last.val
CROSS JOIN spread AS spread_1
WHERE spread_1.t = 0;

-- max[k](gentoo[k]) == sum[k](gentoo[k])   (examples/kmeans.tsql:24)
CREATE OR REPLACE TEMP TABLE condition_2 AS
WITH
  condition_max AS (
    SELECT MAX(coalesce(gentoo.val, 0)) AS val
    FROM range(3) AS k(k)
    LEFT JOIN gentoo USING (k)
    HAVING COUNT(*) > 0
  ),
  condition_sum AS (
    SELECT coalesce(SUM(gentoo.val), 0) AS val
    FROM gentoo
  )
SELECT condition_max.val = condition_sum.val AS val
FROM condition_max
CROSS JOIN condition_sum;

-- show c[end,k,d]
SELECT k, d, shown.val
FROM shown
ORDER BY k, d;

-- show spread[end]
SELECT shown_2.val
FROM shown_2;

-- show gentoo[k]
SELECT k, gentoo_dense.val
FROM gentoo_dense
ORDER BY k;

-- check spread[end] < spread[0]
SELECT condition.val
FROM condition;

-- check max[k](gentoo[k]) == sum[k](gentoo[k])
SELECT condition_2.val
FROM condition_2;

-- export to data/clusters.parquet
SELECT s, cluster.val
FROM cluster
ORDER BY s;
