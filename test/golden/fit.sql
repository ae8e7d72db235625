-- examples/fit.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- x[s]   (examples/fit.tsql:6)
CREATE OR REPLACE TABLE x (s BIGINT, val DOUBLE);

-- values of x[s]   (examples/fit.tsql:6)
INSERT INTO x VALUES
  (0, 77.6e0), (1, 114.9e0), (2, 141.1e0), (3, 190.8e0), (4, 239.9e0), (5, 289), (6, 332.8e0), (7, 378.4e0),
  (8, 434.8e0), (9, 477.3e0), (10, 536.8e0), (11, 593.1e0), (12, 689.1e0), (13, 760);

-- y[s]   (examples/fit.tsql:7)
CREATE OR REPLACE TABLE y (s BIGINT, val DOUBLE);

-- values of y[s]   (examples/fit.tsql:7)
INSERT INTO y VALUES
  (0, 10.07e0), (1, 14.73e0), (2, 17.94e0), (3, 23.93e0), (4, 29.61e0), (5, 35.18e0), (6, 40.02e0),
  (7, 44.82e0), (8, 50.76e0), (9, 55.05e0), (10, 61.01e0), (11, 66.4e0), (12, 75.47e0), (13, 81.78e0);

-- start[k]   (examples/fit.tsql:8)
CREATE OR REPLACE TABLE start (k BIGINT, val DOUBLE);

-- values of start[k]   (examples/fit.tsql:8)
INSERT INTO start VALUES
  (0, 500), (1, 0.0001e0);

-- certified[k]   (examples/fit.tsql:46)
CREATE OR REPLACE TABLE certified (k BIGINT, val DOUBLE);

-- values of certified[k]   (examples/fit.tsql:46)
INSERT INTO certified VALUES
  (0, 238.94212918e0), (1, 0.00055015643181e0);

-- deviation[k]   (examples/fit.tsql:47)
CREATE OR REPLACE TABLE deviation (k BIGINT, val DOUBLE);

-- values of deviation[k]   (examples/fit.tsql:47)
INSERT INTO deviation VALUES
  (0, 2.7070075241e0), (1, 0.0000072668688436e0);


-- final: what shows, checks and exports read ------------------------------------------------------

-- up[0] = 2   (examples/fit.tsql:21)
CREATE OR REPLACE TEMP TABLE up AS
SELECT CAST(0 AS BIGINT) AS t, CAST(2 AS BIGINT) AS val;

-- damp[0] = 0.001   (examples/fit.tsql:20)
CREATE OR REPLACE TEMP TABLE damp AS
SELECT CAST(0 AS BIGINT) AS t, CAST(0.001 AS DOUBLE) AS val;

-- b[0,k] = start[k]   (examples/fit.tsql:19)
CREATE OR REPLACE TEMP TABLE b AS
SELECT CAST(0 AS BIGINT) AS t, k, start.val
FROM start;

-- f[t,s] = model(b[t,0], b[t,1], x[s])   (examples/fit.tsql:22)
CREATE OR REPLACE TEMP TABLE J (t BIGINT, s BIGINT, k BIGINT, val DOUBLE);

-- f[t,s] = model(b[t,0], b[t,1], x[s])   (examples/fit.tsql:22)
CREATE OR REPLACE TEMP TABLE rss (t BIGINT, val DOUBLE);

-- f[t,s] = model(b[t,0], b[t,1], x[s])   (examples/fit.tsql:22)
-- for $t = 0 … 19:

  -- J[t,s,k] = grad(f[t,s], b[t,k])   (examples/fit.tsql:25)
INSERT INTO J
SELECT $t AS t, s, CAST(1 AS BIGINT) AS k, SUM(b.val * exp(-(b_1.val * x.val)) * x.val) AS val
FROM x
CROSS JOIN b
CROSS JOIN b AS b_1
WHERE b.k = 0 AND b.t = $t AND b_1.k = 1 AND b_1.t = $t
GROUP BY s
UNION ALL
SELECT $t AS t, s, CAST(0 AS BIGINT) AS k, SUM(1 - exp(-(b.val * x.val))) AS val
FROM x
CROSS JOIN b
WHERE b.k = 1 AND b.t = $t
GROUP BY s;

  -- size[t,k] = norm[s](J[t,s,k])   (examples/fit.tsql:26)
CREATE OR REPLACE TEMP TABLE size AS
WITH
  size_sum AS (
    SELECT CAST($t AS BIGINT) AS t, k, SUM(J.val * J.val) AS val
    FROM J
    WHERE J.t = $t
    GROUP BY k
  )
SELECT
  CAST($t AS BIGINT) AS t,
  k,
  CASE WHEN size_sum.val >= 0 THEN sqrt(size_sum.val) WHEN size_sum.val < 0 THEN 'nan'::DOUBLE END AS val
FROM size_sum
WHERE size_sum.t = $t;

  -- N[t,s,k] = J[t,s,k] / size[t,k]   (examples/fit.tsql:27)
CREATE OR REPLACE TEMP TABLE N AS
SELECT CAST($t AS BIGINT) AS t, s, k, J.val / size.val AS val
FROM J
JOIN size USING (k)
WHERE J.t = $t AND size.t = $t;

  -- r[t,s] = y[s] - f[t,s]   (examples/fit.tsql:23)
CREATE OR REPLACE TEMP TABLE r AS
WITH
  -- f[t,s] = model(b[t,0], b[t,1], x[s])
  f AS (
    SELECT CAST($t AS BIGINT) AS t, s, b.val * (1 - exp(-(b_1.val * x.val))) AS val
    FROM x
    CROSS JOIN b
    CROSS JOIN b AS b_1
    WHERE b.k = 0 AND b.t = $t AND b_1.k = 1 AND b_1.t = $t
  )
SELECT CAST($t AS BIGINT) AS t, s, y.val - f.val AS val
FROM y
JOIN f USING (s)
WHERE f.t = $t;

  -- rss[t] = sum[s](r[t,s]^2)   (examples/fit.tsql:24)
INSERT INTO rss
SELECT $t AS t, coalesce(SUM(r.val * r.val), 0) AS val
FROM r
WHERE r.t = $t;

  -- g[t,k] = N[t,s,k] * r[t,s]   (examples/fit.tsql:29)
CREATE OR REPLACE TEMP TABLE g AS
SELECT CAST($t AS BIGINT) AS t, k, SUM(N.val * r.val) AS val
FROM N
JOIN r USING (s)
WHERE N.t = $t AND r.t = $t
GROUP BY k;

  -- d[t,k] = V[t,k,k'] * g[t,k']   (examples/fit.tsql:31)
CREATE OR REPLACE TEMP TABLE d AS
WITH
  -- A[t,k,k'] = N[t,s,k] * N[t,s,k'] + damp[t] * [k == k']
  A_sum AS (
    SELECT CAST($t AS BIGINT) AS t, N.k, N_1.k AS k_1, SUM(N.val * N_1.val) AS val
    FROM N
    JOIN N AS N_1 USING (s)
    WHERE N.t = $t AND N_1.t = $t
    GROUP BY N.k, N_1.k
  ),
  A AS MATERIALIZED (
    SELECT
      CAST($t AS BIGINT) AS t,
      k,
      k_1,
      A_sum.val + CASE WHEN k = k_1 THEN damp.val ELSE 0 END AS val
    FROM A_sum
    CROSS JOIN damp
    WHERE A_sum.t = $t AND damp.t = $t
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](A[t,k,k'], 0), 1): B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A AS MATERIALIZED (
    SELECT
      CAST($t AS BIGINT) AS t,
      A.k,
      A.k_1,
      CASE WHEN A.k = 0 AND A.k_1 = 0 THEN -1 / A_1.val ELSE CASE WHEN A.k = 0 OR A.k_1 = 0 THEN A.val / A_1.val ELSE A.val - A_2.val * A_3.val / A_1.val END END AS val
    FROM A
    CROSS JOIN A AS A_1
    JOIN A AS A_2 ON A_2.k = A.k
    JOIN A AS A_3 ON A_3.k_1 = A.k_1
    WHERE A.t = $t AND A_1.k = 0 AND A_1.k_1 = 0 AND A_1.t = $t AND A_2.k_1 = 0 AND A_2.t = $t AND A_3.k = 0 AND A_3.t = $t
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](A[t,k,k'], 0), 1)
  V AS (
    SELECT
      CAST($t AS BIGINT) AS t,
      V_A.k,
      V_A.k_1,
      -CASE WHEN V_A.k = 1 AND V_A.k_1 = 1 THEN -1 / V_A_1.val ELSE CASE WHEN V_A.k = 1 OR V_A.k_1 = 1 THEN V_A.val / V_A_1.val ELSE V_A.val - V_A_2.val * V_A_3.val / V_A_1.val END END AS val
    FROM V_A
    CROSS JOIN V_A AS V_A_1
    JOIN V_A AS V_A_2 ON V_A_2.k = V_A.k
    JOIN V_A AS V_A_3 ON V_A_3.k_1 = V_A.k_1
    WHERE V_A.t = $t AND V_A_1.k = 1 AND V_A_1.k_1 = 1 AND V_A_1.t = $t AND V_A_2.k_1 = 1 AND V_A_2.t = $t AND V_A_3.k = 1 AND V_A_3.t = $t
  )
SELECT CAST($t AS BIGINT) AS t, V.k, SUM(V.val * g.val) AS val
FROM V
JOIN g ON g.k = V.k_1
WHERE V.t = $t AND g.t = $t
GROUP BY V.k;

  -- c[t,k] = b[t,k] + d[t,k] / size[t,k]   (examples/fit.tsql:32)
CREATE OR REPLACE TEMP TABLE c AS
SELECT CAST($t AS BIGINT) AS t, k, b.val + d.val / size.val AS val
FROM b
JOIN d USING (k)
JOIN size USING (k)
WHERE b.t = $t AND d.t = $t AND size.t = $t;

  -- there[t] = sum[s]((y[s] - model(c[t,0], c[t,1], x[s]))^2)   (examples/fit.tsql:33)
CREATE OR REPLACE TEMP TABLE there AS
SELECT CAST($t AS BIGINT) AS t, coalesce(SUM(v_1 * v_1), 0) AS val
FROM (
  SELECT y.val - c.val * (1 - exp(-(c_1.val * x.val))) AS v_1
  FROM y
  CROSS JOIN c
  CROSS JOIN c AS c_1
  JOIN x USING (s)
  WHERE c.k = 0 AND c.t = $t AND c_1.k = 1 AND c_1.t = $t
) AS v1;

  -- up[t+1] = if there[t] < rss[t] then 2 else 2 * up[t]   (examples/fit.tsql:21)
INSERT INTO up
SELECT CAST($t AS BIGINT) + 1 AS t, CASE WHEN there.val < rss.val THEN 2 ELSE 2 * up.val END AS val
FROM there
CROSS JOIN rss
CROSS JOIN up
WHERE there.t = $t AND rss.t = $t AND up.t = $t;

  -- damp[t+1] = damp[t] * (if there[t] < rss[t] then max(1 / 3, 1 - (2 * gain[t] - 1)^3) else up[t])   (examples/fit.tsql:20)
INSERT INTO damp
WITH
  -- gain[t] = (rss[t] - there[t]) / sum[k](d[t,k] * (damp[t] * d[t,k] + g[t,k]))
  gain_sum AS (
    SELECT CAST($t AS BIGINT) AS t, coalesce(SUM(d.val * (damp.val * d.val + g.val)), 0) AS val
    FROM d
    CROSS JOIN damp
    JOIN g USING (k)
    WHERE d.t = $t AND damp.t = $t AND g.t = $t
  ),
  gain AS (
    SELECT CAST($t AS BIGINT) AS t, (rss.val - there.val) / gain_sum.val AS val
    FROM rss
    CROSS JOIN there
    CROSS JOIN gain_sum
    WHERE rss.t = $t AND there.t = $t AND gain_sum.t = $t
  )
SELECT
  CAST($t AS BIGINT) + 1 AS t,
  damp * CASE WHEN there < rss THEN greatest(0.3333333333333333e0, v_1) ELSE up END AS val
FROM (
  SELECT
    damp.val AS damp,
    there.val AS there,
    rss.val AS rss,
    up.val AS up,
    1 - pow(2 * gain.val - 1, 3) AS v_1
  FROM damp
  CROSS JOIN there
  CROSS JOIN rss
  CROSS JOIN gain
  CROSS JOIN up
  WHERE damp.t = $t AND there.t = $t AND rss.t = $t AND gain.t = $t AND up.t = $t
) AS v1;

  -- b[t+1,k] = if there[t] < rss[t] then c[t,k] else b[t,k]   (examples/fit.tsql:19)
INSERT INTO b
SELECT
  CAST($t AS BIGINT) + 1 AS t,
  k,
  CASE WHEN there.val < rss.val THEN c.val ELSE b.val END AS val
FROM c
CROSS JOIN there
CROSS JOIN rss
JOIN b USING (k)
WHERE c.t = $t AND there.t = $t AND rss.t = $t AND b.t = $t;
-- end for $t

-- error[k] = sigma * sqrt(C[k,k])   (examples/fit.tsql:42)
CREATE OR REPLACE TEMP TABLE error AS
WITH
  -- sigma = sqrt(rss[|t| - 1] / (|s| - |k|))
  sigma AS (
    SELECT
      CASE WHEN rss.val / 12 >= 0 THEN sqrt(rss.val / 12) WHEN rss.val / 12 < 0 THEN 'nan'::DOUBLE END AS val
    FROM rss
    WHERE t = 19
  ),
  -- last[s,k] = J[|t| - 1, s, k]
  last AS MATERIALIZED (
    SELECT s, k, J.val
    FROM J
    WHERE t = 19
  ),
  -- C[k,k'] = -sweep[k](sweep[k](last[s,k] * last[s,k'], 0), 1)
  C_2_A_2 AS MATERIALIZED (
    SELECT last.k, last_1.k AS k_1, SUM(last.val * last_1.val) AS val
    FROM last
    JOIN last AS last_1 USING (s)
    GROUP BY last.k, last_1.k
  ),
  -- C[k,k'] = -sweep[k](sweep[k](last[s,k] * last[s,k'], 0), 1): B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  C_2_A AS MATERIALIZED (
    SELECT
      C_2_A_2.k,
      C_2_A_2.k_1,
      CASE WHEN C_2_A_2.k = 0 AND C_2_A_2.k_1 = 0 THEN -1 / C_2_A_2_3.val ELSE CASE WHEN C_2_A_2.k = 0 OR C_2_A_2.k_1 = 0 THEN C_2_A_2.val / C_2_A_2_3.val ELSE C_2_A_2.val - C_2_A_2_1.val * C_2_A_2_2.val / C_2_A_2_3.val END END AS val
    FROM C_2_A_2
    JOIN C_2_A_2 AS C_2_A_2_1 USING (k)
    JOIN C_2_A_2 AS C_2_A_2_2 ON C_2_A_2_2.k_1 = C_2_A_2.k_1
    CROSS JOIN C_2_A_2 AS C_2_A_2_3
    WHERE C_2_A_2_1.k_1 = 0 AND C_2_A_2_2.k = 0 AND C_2_A_2_3.k = 0 AND C_2_A_2_3.k_1 = 0
  ),
  -- C[k,k'] = -sweep[k](sweep[k](last[s,k] * last[s,k'], 0), 1)
  C_2 AS (
    SELECT
      C_2_A.k,
      C_2_A.k_1,
      -CASE WHEN C_2_A.k = 1 AND C_2_A.k_1 = 1 THEN -1 / C_2_A_3.val ELSE CASE WHEN C_2_A.k = 1 OR C_2_A.k_1 = 1 THEN C_2_A.val / C_2_A_3.val ELSE C_2_A.val - C_2_A_1.val * C_2_A_2.val / C_2_A_3.val END END AS val
    FROM C_2_A
    JOIN C_2_A AS C_2_A_1 USING (k)
    JOIN C_2_A AS C_2_A_2 ON C_2_A_2.k_1 = C_2_A.k_1
    CROSS JOIN C_2_A AS C_2_A_3
    WHERE C_2_A_1.k_1 = 1 AND C_2_A_2.k = 1 AND C_2_A_3.k = 1 AND C_2_A_3.k_1 = 1
  )
SELECT
  k,
  sigma.val * CASE WHEN C_2.val >= 0 THEN sqrt(C_2.val) WHEN C_2.val < 0 THEN 'nan'::DOUBLE END AS val
FROM C_2
CROSS JOIN sigma
WHERE k_1 = k;

-- b[end,k]   (examples/fit.tsql:44)
CREATE OR REPLACE TEMP TABLE shown AS
SELECT k, b.val
FROM b
WHERE t = 20;

-- rss[|t| - 1]   (examples/fit.tsql:44)
CREATE OR REPLACE TEMP TABLE shown_2 AS
SELECT rss.val
FROM rss
WHERE t = 19;

-- max[k](abs(b[end,k] / certified[k] - 1)) < 1e-9   (examples/fit.tsql:48)
CREATE OR REPLACE TEMP TABLE condition AS
WITH
  condition_max AS (
    SELECT MAX(abs(b.val / certified.val - 1)) AS val
    FROM b
    JOIN certified USING (k)
    WHERE t = 20
    HAVING COUNT(*) > 0
  )
SELECT condition_max.val < 1e-9 AS val
FROM condition_max;

-- max[k](abs(error[k] / deviation[k] - 1)) < 1e-5   (examples/fit.tsql:49)
CREATE OR REPLACE TEMP TABLE condition_2 AS
WITH
  condition_max_2 AS (
    SELECT MAX(abs(error.val / deviation.val - 1)) AS val
    FROM error
    JOIN deviation USING (k)
    HAVING COUNT(*) > 0
  )
SELECT condition_max_2.val < 0.00001 AS val
FROM condition_max_2;

-- abs(rss[|t| - 1] / 0.12455138894 - 1) < 1e-9   (examples/fit.tsql:50)
CREATE OR REPLACE TEMP TABLE condition_3 AS
SELECT abs(rss.val / 0.12455138894 - 1) < 1e-9 AS val
FROM rss
WHERE t = 19;

-- show b[end,k]
SELECT k, shown.val
FROM shown
ORDER BY k;

-- show error[k]
SELECT k, error.val
FROM error
ORDER BY k;

-- show rss[|t| - 1]
SELECT shown_2.val
FROM shown_2;

-- check max[k](abs(b[end,k] / certified[k] - 1)) < 1e-9
SELECT condition.val
FROM condition;

-- check max[k](abs(error[k] / deviation[k] - 1)) < 1e-5
SELECT condition_2.val
FROM condition_2;

-- check abs(rss[|t| - 1] / 0.12455138894 - 1) < 1e-9
SELECT condition_3.val
FROM condition_3;
