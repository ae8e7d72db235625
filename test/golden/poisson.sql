-- examples/poisson.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- y[s]   (examples/poisson.tsql:5)
CREATE OR REPLACE TABLE y (s BIGINT, val DOUBLE);

-- values of y[s]   (examples/poisson.tsql:5)
INSERT INTO y VALUES
  (0, 18), (1, 17), (2, 15), (3, 20), (4, 10), (5, 20), (6, 25), (7, 13), (8, 12);

-- outcome[s]   (examples/poisson.tsql:6)
CREATE OR REPLACE TABLE outcome (s BIGINT, val BIGINT);

-- values of outcome[s]   (examples/poisson.tsql:6)
INSERT INTO outcome VALUES
  (0, 0), (1, 1), (2, 2), (3, 0), (4, 1), (5, 2), (6, 0), (7, 1), (8, 2);

-- treatment[s]   (examples/poisson.tsql:7)
CREATE OR REPLACE TABLE treatment (s BIGINT, val BIGINT);

-- values of treatment[s]   (examples/poisson.tsql:7)
INSERT INTO treatment VALUES
  (0, 0), (1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2), (7, 2), (8, 2);

-- published[k]   (examples/poisson.tsql:38)
CREATE OR REPLACE TABLE published (k BIGINT, val DOUBLE);

-- values of published[k]   (examples/poisson.tsql:38)
INSERT INTO published VALUES
  (0, 3.0445224377e0), (1, -0.4542552723e0), (2, -0.2929871246e0), (3, 0), (4, 0);

-- must be empty: `{value}` among the values of outcome is not a key of o: o is 0 to 2
SELECT CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM outcome
WHERE val NOT BETWEEN 0 AND 2
LIMIT 1;

-- must be empty: `{value}` among the values of treatment is not a key of o: o is 0 to 2
SELECT CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM treatment
WHERE val NOT BETWEEN 0 AND 2
LIMIT 1;


-- final: what shows, checks and exports read ------------------------------------------------------

-- x[s,0] = 1   (examples/poisson.tsql:10)
CREATE OR REPLACE TEMP TABLE x AS
SELECT s, CAST(0 AS BIGINT) AS axis2, CAST(1 AS DOUBLE) AS val
FROM range(9) AS s(s)
UNION ALL
SELECT s, CAST(1 AS BIGINT) AS axis2, CAST(outcome.val = 1 AS DOUBLE) AS val
FROM outcome
UNION ALL
SELECT s, CAST(2 AS BIGINT) AS axis2, CAST(outcome.val = 2 AS DOUBLE) AS val
FROM outcome
UNION ALL
SELECT s, CAST(3 AS BIGINT) AS axis2, CAST(treatment.val = 1 AS DOUBLE) AS val
FROM treatment
UNION ALL
SELECT s, CAST(4 AS BIGINT) AS axis2, CAST(treatment.val = 2 AS DOUBLE) AS val
FROM treatment;

-- b[0,k] = if k == 0 then log(mean[s](y[s])) else 0   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_0 AS
WITH
  b_mean AS (
    SELECT AVG(y.val) AS val
    FROM y
    HAVING COUNT(*) > 0
  )
SELECT
  k,
  CASE WHEN k = 0 THEN CASE WHEN b_mean.val > 0 THEN ln(b_mean.val) WHEN b_mean.val = 0 THEN '-inf'::DOUBLE WHEN b_mean.val < 0 THEN 'nan'::DOUBLE END ELSE 0 END AS val
FROM b_mean
CROSS JOIN range(5) AS k(k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 0   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_0 AS
SELECT s, SUM(x.val * b_0.val) AS val
FROM x
JOIN b_0 ON b_0.k = x.axis2
GROUP BY s;

-- g[t,k] = grad(loss[t], b[t,k]) at t = 0   (examples/poisson.tsql:26)
CREATE OR REPLACE TEMP TABLE g_0 AS
WITH
  d_loss_d_eta_0 AS (
    SELECT s, exp(eta_0.val) - y.val AS val
    FROM eta_0
    JOIN y USING (s)
  )
SELECT axis2 AS k, SUM(d_loss_d_eta_0.val * x.val) AS val
FROM d_loss_d_eta_0
JOIN x USING (s)
GROUP BY axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 0: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_A_4_0 AS
WITH
  -- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 0
  d_g_d_eta_0 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_0.val) AS val
    FROM eta_0
    JOIN x USING (s)
  ),
  H_0 AS MATERIALIZED (
    SELECT k, axis2 AS k_1, SUM(d_g_d_eta_0.val * x.val) AS val
    FROM d_g_d_eta_0
    JOIN x USING (s)
    GROUP BY k, axis2
  )
SELECT
  H_0.k,
  H_0.k_1,
  CASE WHEN H_0.k = 0 AND H_0.k_1 = 0 THEN -1 / H_0_3.val ELSE CASE WHEN H_0.k = 0 OR H_0.k_1 = 0 THEN H_0.val / H_0_3.val ELSE H_0.val - H_0_1.val * H_0_2.val / H_0_3.val END END AS val
FROM H_0
JOIN H_0 AS H_0_1 USING (k)
JOIN H_0 AS H_0_2 ON H_0_2.k_1 = H_0.k_1
CROSS JOIN H_0 AS H_0_3
WHERE H_0_1.k_1 = 0 AND H_0_2.k = 0 AND H_0_3.k = 0 AND H_0_3.k_1 = 0;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 0   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_1 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 0: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_3_0 AS MATERIALIZED (
    SELECT
      V_A_4_0.k,
      V_A_4_0.k_1,
      CASE WHEN V_A_4_0.k = 1 AND V_A_4_0.k_1 = 1 THEN -1 / V_A_4_0_3.val ELSE CASE WHEN V_A_4_0.k = 1 OR V_A_4_0.k_1 = 1 THEN V_A_4_0.val / V_A_4_0_3.val ELSE V_A_4_0.val - V_A_4_0_1.val * V_A_4_0_2.val / V_A_4_0_3.val END END AS val
    FROM V_A_4_0
    JOIN V_A_4_0 AS V_A_4_0_1 USING (k)
    JOIN V_A_4_0 AS V_A_4_0_2 ON V_A_4_0_2.k_1 = V_A_4_0.k_1
    CROSS JOIN V_A_4_0 AS V_A_4_0_3
    WHERE V_A_4_0_1.k_1 = 1 AND V_A_4_0_2.k = 1 AND V_A_4_0_3.k = 1 AND V_A_4_0_3.k_1 = 1
  ),
  V_A_2_0 AS MATERIALIZED (
    SELECT
      V_A_3_0.k,
      V_A_3_0.k_1,
      CASE WHEN V_A_3_0.k = 2 AND V_A_3_0.k_1 = 2 THEN -1 / V_A_3_0_3.val ELSE CASE WHEN V_A_3_0.k = 2 OR V_A_3_0.k_1 = 2 THEN V_A_3_0.val / V_A_3_0_3.val ELSE V_A_3_0.val - V_A_3_0_1.val * V_A_3_0_2.val / V_A_3_0_3.val END END AS val
    FROM V_A_3_0
    JOIN V_A_3_0 AS V_A_3_0_1 USING (k)
    JOIN V_A_3_0 AS V_A_3_0_2 ON V_A_3_0_2.k_1 = V_A_3_0.k_1
    CROSS JOIN V_A_3_0 AS V_A_3_0_3
    WHERE V_A_3_0_1.k_1 = 2 AND V_A_3_0_2.k = 2 AND V_A_3_0_3.k = 2 AND V_A_3_0_3.k_1 = 2
  ),
  V_A_0 AS MATERIALIZED (
    SELECT
      V_A_2_0.k,
      V_A_2_0.k_1,
      CASE WHEN V_A_2_0.k = 3 AND V_A_2_0.k_1 = 3 THEN -1 / V_A_2_0_3.val ELSE CASE WHEN V_A_2_0.k = 3 OR V_A_2_0.k_1 = 3 THEN V_A_2_0.val / V_A_2_0_3.val ELSE V_A_2_0.val - V_A_2_0_1.val * V_A_2_0_2.val / V_A_2_0_3.val END END AS val
    FROM V_A_2_0
    JOIN V_A_2_0 AS V_A_2_0_1 USING (k)
    JOIN V_A_2_0 AS V_A_2_0_2 ON V_A_2_0_2.k_1 = V_A_2_0.k_1
    CROSS JOIN V_A_2_0 AS V_A_2_0_3
    WHERE V_A_2_0_1.k_1 = 3 AND V_A_2_0_2.k = 3 AND V_A_2_0_3.k = 3 AND V_A_2_0_3.k_1 = 3
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 0
  V_0 AS (
    SELECT
      V_A_0.k,
      V_A_0.k_1,
      -CASE WHEN V_A_0.k = 4 AND V_A_0.k_1 = 4 THEN -1 / V_A_0_3.val ELSE CASE WHEN V_A_0.k = 4 OR V_A_0.k_1 = 4 THEN V_A_0.val / V_A_0_3.val ELSE V_A_0.val - V_A_0_1.val * V_A_0_2.val / V_A_0_3.val END END AS val
    FROM V_A_0
    JOIN V_A_0 AS V_A_0_1 USING (k)
    JOIN V_A_0 AS V_A_0_2 ON V_A_0_2.k_1 = V_A_0.k_1
    CROSS JOIN V_A_0 AS V_A_0_3
    WHERE V_A_0_1.k_1 = 4 AND V_A_0_2.k = 4 AND V_A_0_3.k = 4 AND V_A_0_3.k_1 = 4
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 0
  b_sum_0 AS (
    SELECT V_0.k, SUM(V_0.val * g_0.val) AS val
    FROM V_0
    JOIN g_0 ON g_0.k = V_0.k_1
    GROUP BY V_0.k
  )
SELECT k, b_0.val - b_sum_0.val AS val
FROM b_0
JOIN b_sum_0 USING (k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 1   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_1 AS
SELECT s, SUM(x.val * b_1.val) AS val
FROM x
JOIN b_1 ON b_1.k = x.axis2
GROUP BY s;

-- g[t,k] = grad(loss[t], b[t,k]) at t = 1   (examples/poisson.tsql:26)
CREATE OR REPLACE TEMP TABLE g_1 AS
WITH
  d_loss_d_eta_1 AS (
    SELECT s, exp(eta_1.val) - y.val AS val
    FROM eta_1
    JOIN y USING (s)
  )
SELECT axis2 AS k, SUM(d_loss_d_eta_1.val * x.val) AS val
FROM d_loss_d_eta_1
JOIN x USING (s)
GROUP BY axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 1: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_A_4_1 AS
WITH
  -- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 1
  d_g_d_eta_1 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_1.val) AS val
    FROM eta_1
    JOIN x USING (s)
  ),
  H_1 AS MATERIALIZED (
    SELECT k, axis2 AS k_1, SUM(d_g_d_eta_1.val * x.val) AS val
    FROM d_g_d_eta_1
    JOIN x USING (s)
    GROUP BY k, axis2
  )
SELECT
  H_1.k,
  H_1.k_1,
  CASE WHEN H_1.k = 0 AND H_1.k_1 = 0 THEN -1 / H_1_3.val ELSE CASE WHEN H_1.k = 0 OR H_1.k_1 = 0 THEN H_1.val / H_1_3.val ELSE H_1.val - H_1_1.val * H_1_2.val / H_1_3.val END END AS val
FROM H_1
JOIN H_1 AS H_1_1 USING (k)
JOIN H_1 AS H_1_2 ON H_1_2.k_1 = H_1.k_1
CROSS JOIN H_1 AS H_1_3
WHERE H_1_1.k_1 = 0 AND H_1_2.k = 0 AND H_1_3.k = 0 AND H_1_3.k_1 = 0;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 1   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_2 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 1: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_3_1 AS MATERIALIZED (
    SELECT
      V_A_4_1.k,
      V_A_4_1.k_1,
      CASE WHEN V_A_4_1.k = 1 AND V_A_4_1.k_1 = 1 THEN -1 / V_A_4_1_3.val ELSE CASE WHEN V_A_4_1.k = 1 OR V_A_4_1.k_1 = 1 THEN V_A_4_1.val / V_A_4_1_3.val ELSE V_A_4_1.val - V_A_4_1_1.val * V_A_4_1_2.val / V_A_4_1_3.val END END AS val
    FROM V_A_4_1
    JOIN V_A_4_1 AS V_A_4_1_1 USING (k)
    JOIN V_A_4_1 AS V_A_4_1_2 ON V_A_4_1_2.k_1 = V_A_4_1.k_1
    CROSS JOIN V_A_4_1 AS V_A_4_1_3
    WHERE V_A_4_1_1.k_1 = 1 AND V_A_4_1_2.k = 1 AND V_A_4_1_3.k = 1 AND V_A_4_1_3.k_1 = 1
  ),
  V_A_2_1 AS MATERIALIZED (
    SELECT
      V_A_3_1.k,
      V_A_3_1.k_1,
      CASE WHEN V_A_3_1.k = 2 AND V_A_3_1.k_1 = 2 THEN -1 / V_A_3_1_3.val ELSE CASE WHEN V_A_3_1.k = 2 OR V_A_3_1.k_1 = 2 THEN V_A_3_1.val / V_A_3_1_3.val ELSE V_A_3_1.val - V_A_3_1_1.val * V_A_3_1_2.val / V_A_3_1_3.val END END AS val
    FROM V_A_3_1
    JOIN V_A_3_1 AS V_A_3_1_1 USING (k)
    JOIN V_A_3_1 AS V_A_3_1_2 ON V_A_3_1_2.k_1 = V_A_3_1.k_1
    CROSS JOIN V_A_3_1 AS V_A_3_1_3
    WHERE V_A_3_1_1.k_1 = 2 AND V_A_3_1_2.k = 2 AND V_A_3_1_3.k = 2 AND V_A_3_1_3.k_1 = 2
  ),
  V_A_1 AS MATERIALIZED (
    SELECT
      V_A_2_1.k,
      V_A_2_1.k_1,
      CASE WHEN V_A_2_1.k = 3 AND V_A_2_1.k_1 = 3 THEN -1 / V_A_2_1_3.val ELSE CASE WHEN V_A_2_1.k = 3 OR V_A_2_1.k_1 = 3 THEN V_A_2_1.val / V_A_2_1_3.val ELSE V_A_2_1.val - V_A_2_1_1.val * V_A_2_1_2.val / V_A_2_1_3.val END END AS val
    FROM V_A_2_1
    JOIN V_A_2_1 AS V_A_2_1_1 USING (k)
    JOIN V_A_2_1 AS V_A_2_1_2 ON V_A_2_1_2.k_1 = V_A_2_1.k_1
    CROSS JOIN V_A_2_1 AS V_A_2_1_3
    WHERE V_A_2_1_1.k_1 = 3 AND V_A_2_1_2.k = 3 AND V_A_2_1_3.k = 3 AND V_A_2_1_3.k_1 = 3
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 1
  V_1 AS (
    SELECT
      V_A_1.k,
      V_A_1.k_1,
      -CASE WHEN V_A_1.k = 4 AND V_A_1.k_1 = 4 THEN -1 / V_A_1_3.val ELSE CASE WHEN V_A_1.k = 4 OR V_A_1.k_1 = 4 THEN V_A_1.val / V_A_1_3.val ELSE V_A_1.val - V_A_1_1.val * V_A_1_2.val / V_A_1_3.val END END AS val
    FROM V_A_1
    JOIN V_A_1 AS V_A_1_1 USING (k)
    JOIN V_A_1 AS V_A_1_2 ON V_A_1_2.k_1 = V_A_1.k_1
    CROSS JOIN V_A_1 AS V_A_1_3
    WHERE V_A_1_1.k_1 = 4 AND V_A_1_2.k = 4 AND V_A_1_3.k = 4 AND V_A_1_3.k_1 = 4
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 1
  b_sum_1 AS (
    SELECT V_1.k, SUM(V_1.val * g_1.val) AS val
    FROM V_1
    JOIN g_1 ON g_1.k = V_1.k_1
    GROUP BY V_1.k
  )
SELECT k, b_1.val - b_sum_1.val AS val
FROM b_1
JOIN b_sum_1 USING (k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 2   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_2 AS
SELECT s, SUM(x.val * b_2.val) AS val
FROM x
JOIN b_2 ON b_2.k = x.axis2
GROUP BY s;

-- g[t,k] = grad(loss[t], b[t,k]) at t = 2   (examples/poisson.tsql:26)
CREATE OR REPLACE TEMP TABLE g_2 AS
WITH
  d_loss_d_eta_2 AS (
    SELECT s, exp(eta_2.val) - y.val AS val
    FROM eta_2
    JOIN y USING (s)
  )
SELECT axis2 AS k, SUM(d_loss_d_eta_2.val * x.val) AS val
FROM d_loss_d_eta_2
JOIN x USING (s)
GROUP BY axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 2: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_A_4_2 AS
WITH
  -- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 2
  d_g_d_eta_2 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_2.val) AS val
    FROM eta_2
    JOIN x USING (s)
  ),
  H_2 AS MATERIALIZED (
    SELECT k, axis2 AS k_1, SUM(d_g_d_eta_2.val * x.val) AS val
    FROM d_g_d_eta_2
    JOIN x USING (s)
    GROUP BY k, axis2
  )
SELECT
  H_2.k,
  H_2.k_1,
  CASE WHEN H_2.k = 0 AND H_2.k_1 = 0 THEN -1 / H_2_3.val ELSE CASE WHEN H_2.k = 0 OR H_2.k_1 = 0 THEN H_2.val / H_2_3.val ELSE H_2.val - H_2_1.val * H_2_2.val / H_2_3.val END END AS val
FROM H_2
JOIN H_2 AS H_2_1 USING (k)
JOIN H_2 AS H_2_2 ON H_2_2.k_1 = H_2.k_1
CROSS JOIN H_2 AS H_2_3
WHERE H_2_1.k_1 = 0 AND H_2_2.k = 0 AND H_2_3.k = 0 AND H_2_3.k_1 = 0;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 2   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_3 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 2: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_3_2 AS MATERIALIZED (
    SELECT
      V_A_4_2.k,
      V_A_4_2.k_1,
      CASE WHEN V_A_4_2.k = 1 AND V_A_4_2.k_1 = 1 THEN -1 / V_A_4_2_3.val ELSE CASE WHEN V_A_4_2.k = 1 OR V_A_4_2.k_1 = 1 THEN V_A_4_2.val / V_A_4_2_3.val ELSE V_A_4_2.val - V_A_4_2_1.val * V_A_4_2_2.val / V_A_4_2_3.val END END AS val
    FROM V_A_4_2
    JOIN V_A_4_2 AS V_A_4_2_1 USING (k)
    JOIN V_A_4_2 AS V_A_4_2_2 ON V_A_4_2_2.k_1 = V_A_4_2.k_1
    CROSS JOIN V_A_4_2 AS V_A_4_2_3
    WHERE V_A_4_2_1.k_1 = 1 AND V_A_4_2_2.k = 1 AND V_A_4_2_3.k = 1 AND V_A_4_2_3.k_1 = 1
  ),
  V_A_2_2 AS MATERIALIZED (
    SELECT
      V_A_3_2.k,
      V_A_3_2.k_1,
      CASE WHEN V_A_3_2.k = 2 AND V_A_3_2.k_1 = 2 THEN -1 / V_A_3_2_3.val ELSE CASE WHEN V_A_3_2.k = 2 OR V_A_3_2.k_1 = 2 THEN V_A_3_2.val / V_A_3_2_3.val ELSE V_A_3_2.val - V_A_3_2_1.val * V_A_3_2_2.val / V_A_3_2_3.val END END AS val
    FROM V_A_3_2
    JOIN V_A_3_2 AS V_A_3_2_1 USING (k)
    JOIN V_A_3_2 AS V_A_3_2_2 ON V_A_3_2_2.k_1 = V_A_3_2.k_1
    CROSS JOIN V_A_3_2 AS V_A_3_2_3
    WHERE V_A_3_2_1.k_1 = 2 AND V_A_3_2_2.k = 2 AND V_A_3_2_3.k = 2 AND V_A_3_2_3.k_1 = 2
  ),
  V_A_2 AS MATERIALIZED (
    SELECT
      V_A_2_2.k,
      V_A_2_2.k_1,
      CASE WHEN V_A_2_2.k = 3 AND V_A_2_2.k_1 = 3 THEN -1 / V_A_2_2_3.val ELSE CASE WHEN V_A_2_2.k = 3 OR V_A_2_2.k_1 = 3 THEN V_A_2_2.val / V_A_2_2_3.val ELSE V_A_2_2.val - V_A_2_2_1.val * V_A_2_2_2.val / V_A_2_2_3.val END END AS val
    FROM V_A_2_2
    JOIN V_A_2_2 AS V_A_2_2_1 USING (k)
    JOIN V_A_2_2 AS V_A_2_2_2 ON V_A_2_2_2.k_1 = V_A_2_2.k_1
    CROSS JOIN V_A_2_2 AS V_A_2_2_3
    WHERE V_A_2_2_1.k_1 = 3 AND V_A_2_2_2.k = 3 AND V_A_2_2_3.k = 3 AND V_A_2_2_3.k_1 = 3
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 2
  V_2 AS (
    SELECT
      V_A_2.k,
      V_A_2.k_1,
      -CASE WHEN V_A_2.k = 4 AND V_A_2.k_1 = 4 THEN -1 / V_A_2_3.val ELSE CASE WHEN V_A_2.k = 4 OR V_A_2.k_1 = 4 THEN V_A_2.val / V_A_2_3.val ELSE V_A_2.val - V_A_2_1.val * V_A_2_2.val / V_A_2_3.val END END AS val
    FROM V_A_2
    JOIN V_A_2 AS V_A_2_1 USING (k)
    JOIN V_A_2 AS V_A_2_2 ON V_A_2_2.k_1 = V_A_2.k_1
    CROSS JOIN V_A_2 AS V_A_2_3
    WHERE V_A_2_1.k_1 = 4 AND V_A_2_2.k = 4 AND V_A_2_3.k = 4 AND V_A_2_3.k_1 = 4
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 2
  b_sum_2 AS (
    SELECT V_2.k, SUM(V_2.val * g_2.val) AS val
    FROM V_2
    JOIN g_2 ON g_2.k = V_2.k_1
    GROUP BY V_2.k
  )
SELECT k, b_2.val - b_sum_2.val AS val
FROM b_2
JOIN b_sum_2 USING (k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 3   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_3 AS
SELECT s, SUM(x.val * b_3.val) AS val
FROM x
JOIN b_3 ON b_3.k = x.axis2
GROUP BY s;

-- g[t,k] = grad(loss[t], b[t,k]) at t = 3   (examples/poisson.tsql:26)
CREATE OR REPLACE TEMP TABLE g_3 AS
WITH
  d_loss_d_eta_3 AS (
    SELECT s, exp(eta_3.val) - y.val AS val
    FROM eta_3
    JOIN y USING (s)
  )
SELECT axis2 AS k, SUM(d_loss_d_eta_3.val * x.val) AS val
FROM d_loss_d_eta_3
JOIN x USING (s)
GROUP BY axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 3: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_A_4_3 AS
WITH
  -- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 3
  d_g_d_eta_3 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_3.val) AS val
    FROM eta_3
    JOIN x USING (s)
  ),
  H_3 AS MATERIALIZED (
    SELECT k, axis2 AS k_1, SUM(d_g_d_eta_3.val * x.val) AS val
    FROM d_g_d_eta_3
    JOIN x USING (s)
    GROUP BY k, axis2
  )
SELECT
  H_3.k,
  H_3.k_1,
  CASE WHEN H_3.k = 0 AND H_3.k_1 = 0 THEN -1 / H_3_3.val ELSE CASE WHEN H_3.k = 0 OR H_3.k_1 = 0 THEN H_3.val / H_3_3.val ELSE H_3.val - H_3_1.val * H_3_2.val / H_3_3.val END END AS val
FROM H_3
JOIN H_3 AS H_3_1 USING (k)
JOIN H_3 AS H_3_2 ON H_3_2.k_1 = H_3.k_1
CROSS JOIN H_3 AS H_3_3
WHERE H_3_1.k_1 = 0 AND H_3_2.k = 0 AND H_3_3.k = 0 AND H_3_3.k_1 = 0;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 3   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_4 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 3: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_3_3 AS MATERIALIZED (
    SELECT
      V_A_4_3.k,
      V_A_4_3.k_1,
      CASE WHEN V_A_4_3.k = 1 AND V_A_4_3.k_1 = 1 THEN -1 / V_A_4_3_3.val ELSE CASE WHEN V_A_4_3.k = 1 OR V_A_4_3.k_1 = 1 THEN V_A_4_3.val / V_A_4_3_3.val ELSE V_A_4_3.val - V_A_4_3_1.val * V_A_4_3_2.val / V_A_4_3_3.val END END AS val
    FROM V_A_4_3
    JOIN V_A_4_3 AS V_A_4_3_1 USING (k)
    JOIN V_A_4_3 AS V_A_4_3_2 ON V_A_4_3_2.k_1 = V_A_4_3.k_1
    CROSS JOIN V_A_4_3 AS V_A_4_3_3
    WHERE V_A_4_3_1.k_1 = 1 AND V_A_4_3_2.k = 1 AND V_A_4_3_3.k = 1 AND V_A_4_3_3.k_1 = 1
  ),
  V_A_2_3 AS MATERIALIZED (
    SELECT
      V_A_3_3.k,
      V_A_3_3.k_1,
      CASE WHEN V_A_3_3.k = 2 AND V_A_3_3.k_1 = 2 THEN -1 / V_A_3_3_3.val ELSE CASE WHEN V_A_3_3.k = 2 OR V_A_3_3.k_1 = 2 THEN V_A_3_3.val / V_A_3_3_3.val ELSE V_A_3_3.val - V_A_3_3_1.val * V_A_3_3_2.val / V_A_3_3_3.val END END AS val
    FROM V_A_3_3
    JOIN V_A_3_3 AS V_A_3_3_1 USING (k)
    JOIN V_A_3_3 AS V_A_3_3_2 ON V_A_3_3_2.k_1 = V_A_3_3.k_1
    CROSS JOIN V_A_3_3 AS V_A_3_3_3
    WHERE V_A_3_3_1.k_1 = 2 AND V_A_3_3_2.k = 2 AND V_A_3_3_3.k = 2 AND V_A_3_3_3.k_1 = 2
  ),
  V_A_3 AS MATERIALIZED (
    SELECT
      V_A_2_3.k,
      V_A_2_3.k_1,
      CASE WHEN V_A_2_3.k = 3 AND V_A_2_3.k_1 = 3 THEN -1 / V_A_2_3_3.val ELSE CASE WHEN V_A_2_3.k = 3 OR V_A_2_3.k_1 = 3 THEN V_A_2_3.val / V_A_2_3_3.val ELSE V_A_2_3.val - V_A_2_3_1.val * V_A_2_3_2.val / V_A_2_3_3.val END END AS val
    FROM V_A_2_3
    JOIN V_A_2_3 AS V_A_2_3_1 USING (k)
    JOIN V_A_2_3 AS V_A_2_3_2 ON V_A_2_3_2.k_1 = V_A_2_3.k_1
    CROSS JOIN V_A_2_3 AS V_A_2_3_3
    WHERE V_A_2_3_1.k_1 = 3 AND V_A_2_3_2.k = 3 AND V_A_2_3_3.k = 3 AND V_A_2_3_3.k_1 = 3
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 3
  V_3 AS (
    SELECT
      V_A_3.k,
      V_A_3.k_1,
      -CASE WHEN V_A_3.k = 4 AND V_A_3.k_1 = 4 THEN -1 / V_A_3_3.val ELSE CASE WHEN V_A_3.k = 4 OR V_A_3.k_1 = 4 THEN V_A_3.val / V_A_3_3.val ELSE V_A_3.val - V_A_3_1.val * V_A_3_2.val / V_A_3_3.val END END AS val
    FROM V_A_3
    JOIN V_A_3 AS V_A_3_1 USING (k)
    JOIN V_A_3 AS V_A_3_2 ON V_A_3_2.k_1 = V_A_3.k_1
    CROSS JOIN V_A_3 AS V_A_3_3
    WHERE V_A_3_1.k_1 = 4 AND V_A_3_2.k = 4 AND V_A_3_3.k = 4 AND V_A_3_3.k_1 = 4
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 3
  b_sum_3 AS (
    SELECT V_3.k, SUM(V_3.val * g_3.val) AS val
    FROM V_3
    JOIN g_3 ON g_3.k = V_3.k_1
    GROUP BY V_3.k
  )
SELECT k, b_3.val - b_sum_3.val AS val
FROM b_3
JOIN b_sum_3 USING (k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 4   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_4 AS
SELECT s, SUM(x.val * b_4.val) AS val
FROM x
JOIN b_4 ON b_4.k = x.axis2
GROUP BY s;

-- g[t,k] = grad(loss[t], b[t,k]) at t = 4   (examples/poisson.tsql:26)
CREATE OR REPLACE TEMP TABLE g_4 AS
WITH
  d_loss_d_eta_4 AS (
    SELECT s, exp(eta_4.val) - y.val AS val
    FROM eta_4
    JOIN y USING (s)
  )
SELECT axis2 AS k, SUM(d_loss_d_eta_4.val * x.val) AS val
FROM d_loss_d_eta_4
JOIN x USING (s)
GROUP BY axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 4: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_A_4_4 AS
WITH
  -- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 4
  d_g_d_eta_4 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_4.val) AS val
    FROM eta_4
    JOIN x USING (s)
  ),
  H_4 AS MATERIALIZED (
    SELECT k, axis2 AS k_1, SUM(d_g_d_eta_4.val * x.val) AS val
    FROM d_g_d_eta_4
    JOIN x USING (s)
    GROUP BY k, axis2
  )
SELECT
  H_4.k,
  H_4.k_1,
  CASE WHEN H_4.k = 0 AND H_4.k_1 = 0 THEN -1 / H_4_3.val ELSE CASE WHEN H_4.k = 0 OR H_4.k_1 = 0 THEN H_4.val / H_4_3.val ELSE H_4.val - H_4_1.val * H_4_2.val / H_4_3.val END END AS val
FROM H_4
JOIN H_4 AS H_4_1 USING (k)
JOIN H_4 AS H_4_2 ON H_4_2.k_1 = H_4.k_1
CROSS JOIN H_4 AS H_4_3
WHERE H_4_1.k_1 = 0 AND H_4_2.k = 0 AND H_4_3.k = 0 AND H_4_3.k_1 = 0;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 4   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_5 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 4: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_3_4 AS MATERIALIZED (
    SELECT
      V_A_4_4.k,
      V_A_4_4.k_1,
      CASE WHEN V_A_4_4.k = 1 AND V_A_4_4.k_1 = 1 THEN -1 / V_A_4_4_3.val ELSE CASE WHEN V_A_4_4.k = 1 OR V_A_4_4.k_1 = 1 THEN V_A_4_4.val / V_A_4_4_3.val ELSE V_A_4_4.val - V_A_4_4_1.val * V_A_4_4_2.val / V_A_4_4_3.val END END AS val
    FROM V_A_4_4
    JOIN V_A_4_4 AS V_A_4_4_1 USING (k)
    JOIN V_A_4_4 AS V_A_4_4_2 ON V_A_4_4_2.k_1 = V_A_4_4.k_1
    CROSS JOIN V_A_4_4 AS V_A_4_4_3
    WHERE V_A_4_4_1.k_1 = 1 AND V_A_4_4_2.k = 1 AND V_A_4_4_3.k = 1 AND V_A_4_4_3.k_1 = 1
  ),
  V_A_2_4 AS MATERIALIZED (
    SELECT
      V_A_3_4.k,
      V_A_3_4.k_1,
      CASE WHEN V_A_3_4.k = 2 AND V_A_3_4.k_1 = 2 THEN -1 / V_A_3_4_3.val ELSE CASE WHEN V_A_3_4.k = 2 OR V_A_3_4.k_1 = 2 THEN V_A_3_4.val / V_A_3_4_3.val ELSE V_A_3_4.val - V_A_3_4_1.val * V_A_3_4_2.val / V_A_3_4_3.val END END AS val
    FROM V_A_3_4
    JOIN V_A_3_4 AS V_A_3_4_1 USING (k)
    JOIN V_A_3_4 AS V_A_3_4_2 ON V_A_3_4_2.k_1 = V_A_3_4.k_1
    CROSS JOIN V_A_3_4 AS V_A_3_4_3
    WHERE V_A_3_4_1.k_1 = 2 AND V_A_3_4_2.k = 2 AND V_A_3_4_3.k = 2 AND V_A_3_4_3.k_1 = 2
  ),
  V_A_4 AS MATERIALIZED (
    SELECT
      V_A_2_4.k,
      V_A_2_4.k_1,
      CASE WHEN V_A_2_4.k = 3 AND V_A_2_4.k_1 = 3 THEN -1 / V_A_2_4_3.val ELSE CASE WHEN V_A_2_4.k = 3 OR V_A_2_4.k_1 = 3 THEN V_A_2_4.val / V_A_2_4_3.val ELSE V_A_2_4.val - V_A_2_4_1.val * V_A_2_4_2.val / V_A_2_4_3.val END END AS val
    FROM V_A_2_4
    JOIN V_A_2_4 AS V_A_2_4_1 USING (k)
    JOIN V_A_2_4 AS V_A_2_4_2 ON V_A_2_4_2.k_1 = V_A_2_4.k_1
    CROSS JOIN V_A_2_4 AS V_A_2_4_3
    WHERE V_A_2_4_1.k_1 = 3 AND V_A_2_4_2.k = 3 AND V_A_2_4_3.k = 3 AND V_A_2_4_3.k_1 = 3
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 4
  V_4 AS (
    SELECT
      V_A_4.k,
      V_A_4.k_1,
      -CASE WHEN V_A_4.k = 4 AND V_A_4.k_1 = 4 THEN -1 / V_A_4_3.val ELSE CASE WHEN V_A_4.k = 4 OR V_A_4.k_1 = 4 THEN V_A_4.val / V_A_4_3.val ELSE V_A_4.val - V_A_4_1.val * V_A_4_2.val / V_A_4_3.val END END AS val
    FROM V_A_4
    JOIN V_A_4 AS V_A_4_1 USING (k)
    JOIN V_A_4 AS V_A_4_2 ON V_A_4_2.k_1 = V_A_4.k_1
    CROSS JOIN V_A_4 AS V_A_4_3
    WHERE V_A_4_1.k_1 = 4 AND V_A_4_2.k = 4 AND V_A_4_3.k = 4 AND V_A_4_3.k_1 = 4
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 4
  b_sum_4 AS (
    SELECT V_4.k, SUM(V_4.val * g_4.val) AS val
    FROM V_4
    JOIN g_4 ON g_4.k = V_4.k_1
    GROUP BY V_4.k
  )
SELECT k, b_4.val - b_sum_4.val AS val
FROM b_4
JOIN b_sum_4 USING (k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 5   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_5 AS
SELECT s, SUM(x.val * b_5.val) AS val
FROM x
JOIN b_5 ON b_5.k = x.axis2
GROUP BY s;

-- g[t,k] = grad(loss[t], b[t,k]) at t = 5   (examples/poisson.tsql:26)
CREATE OR REPLACE TEMP TABLE g_5 AS
WITH
  d_loss_d_eta_5 AS (
    SELECT s, exp(eta_5.val) - y.val AS val
    FROM eta_5
    JOIN y USING (s)
  )
SELECT axis2 AS k, SUM(d_loss_d_eta_5.val * x.val) AS val
FROM d_loss_d_eta_5
JOIN x USING (s)
GROUP BY axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 5: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_A_4_5 AS
WITH
  -- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 5
  d_g_d_eta_5 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_5.val) AS val
    FROM eta_5
    JOIN x USING (s)
  ),
  H_5 AS MATERIALIZED (
    SELECT k, axis2 AS k_1, SUM(d_g_d_eta_5.val * x.val) AS val
    FROM d_g_d_eta_5
    JOIN x USING (s)
    GROUP BY k, axis2
  )
SELECT
  H_5.k,
  H_5.k_1,
  CASE WHEN H_5.k = 0 AND H_5.k_1 = 0 THEN -1 / H_5_3.val ELSE CASE WHEN H_5.k = 0 OR H_5.k_1 = 0 THEN H_5.val / H_5_3.val ELSE H_5.val - H_5_1.val * H_5_2.val / H_5_3.val END END AS val
FROM H_5
JOIN H_5 AS H_5_1 USING (k)
JOIN H_5 AS H_5_2 ON H_5_2.k_1 = H_5.k_1
CROSS JOIN H_5 AS H_5_3
WHERE H_5_1.k_1 = 0 AND H_5_2.k = 0 AND H_5_3.k = 0 AND H_5_3.k_1 = 0;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 5   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_6 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 5: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_3_5 AS MATERIALIZED (
    SELECT
      V_A_4_5.k,
      V_A_4_5.k_1,
      CASE WHEN V_A_4_5.k = 1 AND V_A_4_5.k_1 = 1 THEN -1 / V_A_4_5_3.val ELSE CASE WHEN V_A_4_5.k = 1 OR V_A_4_5.k_1 = 1 THEN V_A_4_5.val / V_A_4_5_3.val ELSE V_A_4_5.val - V_A_4_5_1.val * V_A_4_5_2.val / V_A_4_5_3.val END END AS val
    FROM V_A_4_5
    JOIN V_A_4_5 AS V_A_4_5_1 USING (k)
    JOIN V_A_4_5 AS V_A_4_5_2 ON V_A_4_5_2.k_1 = V_A_4_5.k_1
    CROSS JOIN V_A_4_5 AS V_A_4_5_3
    WHERE V_A_4_5_1.k_1 = 1 AND V_A_4_5_2.k = 1 AND V_A_4_5_3.k = 1 AND V_A_4_5_3.k_1 = 1
  ),
  V_A_2_5 AS MATERIALIZED (
    SELECT
      V_A_3_5.k,
      V_A_3_5.k_1,
      CASE WHEN V_A_3_5.k = 2 AND V_A_3_5.k_1 = 2 THEN -1 / V_A_3_5_3.val ELSE CASE WHEN V_A_3_5.k = 2 OR V_A_3_5.k_1 = 2 THEN V_A_3_5.val / V_A_3_5_3.val ELSE V_A_3_5.val - V_A_3_5_1.val * V_A_3_5_2.val / V_A_3_5_3.val END END AS val
    FROM V_A_3_5
    JOIN V_A_3_5 AS V_A_3_5_1 USING (k)
    JOIN V_A_3_5 AS V_A_3_5_2 ON V_A_3_5_2.k_1 = V_A_3_5.k_1
    CROSS JOIN V_A_3_5 AS V_A_3_5_3
    WHERE V_A_3_5_1.k_1 = 2 AND V_A_3_5_2.k = 2 AND V_A_3_5_3.k = 2 AND V_A_3_5_3.k_1 = 2
  ),
  V_A_5 AS MATERIALIZED (
    SELECT
      V_A_2_5.k,
      V_A_2_5.k_1,
      CASE WHEN V_A_2_5.k = 3 AND V_A_2_5.k_1 = 3 THEN -1 / V_A_2_5_3.val ELSE CASE WHEN V_A_2_5.k = 3 OR V_A_2_5.k_1 = 3 THEN V_A_2_5.val / V_A_2_5_3.val ELSE V_A_2_5.val - V_A_2_5_1.val * V_A_2_5_2.val / V_A_2_5_3.val END END AS val
    FROM V_A_2_5
    JOIN V_A_2_5 AS V_A_2_5_1 USING (k)
    JOIN V_A_2_5 AS V_A_2_5_2 ON V_A_2_5_2.k_1 = V_A_2_5.k_1
    CROSS JOIN V_A_2_5 AS V_A_2_5_3
    WHERE V_A_2_5_1.k_1 = 3 AND V_A_2_5_2.k = 3 AND V_A_2_5_3.k = 3 AND V_A_2_5_3.k_1 = 3
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 5
  V_5 AS (
    SELECT
      V_A_5.k,
      V_A_5.k_1,
      -CASE WHEN V_A_5.k = 4 AND V_A_5.k_1 = 4 THEN -1 / V_A_5_3.val ELSE CASE WHEN V_A_5.k = 4 OR V_A_5.k_1 = 4 THEN V_A_5.val / V_A_5_3.val ELSE V_A_5.val - V_A_5_1.val * V_A_5_2.val / V_A_5_3.val END END AS val
    FROM V_A_5
    JOIN V_A_5 AS V_A_5_1 USING (k)
    JOIN V_A_5 AS V_A_5_2 ON V_A_5_2.k_1 = V_A_5.k_1
    CROSS JOIN V_A_5 AS V_A_5_3
    WHERE V_A_5_1.k_1 = 4 AND V_A_5_2.k = 4 AND V_A_5_3.k = 4 AND V_A_5_3.k_1 = 4
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 5
  b_sum_5 AS (
    SELECT V_5.k, SUM(V_5.val * g_5.val) AS val
    FROM V_5
    JOIN g_5 ON g_5.k = V_5.k_1
    GROUP BY V_5.k
  )
SELECT k, b_5.val - b_sum_5.val AS val
FROM b_5
JOIN b_sum_5 USING (k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 6   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_6 AS
SELECT s, SUM(x.val * b_6.val) AS val
FROM x
JOIN b_6 ON b_6.k = x.axis2
GROUP BY s;

-- g[t,k] = grad(loss[t], b[t,k]) at t = 6   (examples/poisson.tsql:26)
CREATE OR REPLACE TEMP TABLE g_6 AS
WITH
  d_loss_d_eta_6 AS (
    SELECT s, exp(eta_6.val) - y.val AS val
    FROM eta_6
    JOIN y USING (s)
  )
SELECT axis2 AS k, SUM(d_loss_d_eta_6.val * x.val) AS val
FROM d_loss_d_eta_6
JOIN x USING (s)
GROUP BY axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 6: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_A_4_6 AS
WITH
  -- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 6
  d_g_d_eta_6 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_6.val) AS val
    FROM eta_6
    JOIN x USING (s)
  ),
  H_6 AS MATERIALIZED (
    SELECT k, axis2 AS k_1, SUM(d_g_d_eta_6.val * x.val) AS val
    FROM d_g_d_eta_6
    JOIN x USING (s)
    GROUP BY k, axis2
  )
SELECT
  H_6.k,
  H_6.k_1,
  CASE WHEN H_6.k = 0 AND H_6.k_1 = 0 THEN -1 / H_6_3.val ELSE CASE WHEN H_6.k = 0 OR H_6.k_1 = 0 THEN H_6.val / H_6_3.val ELSE H_6.val - H_6_1.val * H_6_2.val / H_6_3.val END END AS val
FROM H_6
JOIN H_6 AS H_6_1 USING (k)
JOIN H_6 AS H_6_2 ON H_6_2.k_1 = H_6.k_1
CROSS JOIN H_6 AS H_6_3
WHERE H_6_1.k_1 = 0 AND H_6_2.k = 0 AND H_6_3.k = 0 AND H_6_3.k_1 = 0;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 6   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_7 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 6: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_3_6 AS MATERIALIZED (
    SELECT
      V_A_4_6.k,
      V_A_4_6.k_1,
      CASE WHEN V_A_4_6.k = 1 AND V_A_4_6.k_1 = 1 THEN -1 / V_A_4_6_3.val ELSE CASE WHEN V_A_4_6.k = 1 OR V_A_4_6.k_1 = 1 THEN V_A_4_6.val / V_A_4_6_3.val ELSE V_A_4_6.val - V_A_4_6_1.val * V_A_4_6_2.val / V_A_4_6_3.val END END AS val
    FROM V_A_4_6
    JOIN V_A_4_6 AS V_A_4_6_1 USING (k)
    JOIN V_A_4_6 AS V_A_4_6_2 ON V_A_4_6_2.k_1 = V_A_4_6.k_1
    CROSS JOIN V_A_4_6 AS V_A_4_6_3
    WHERE V_A_4_6_1.k_1 = 1 AND V_A_4_6_2.k = 1 AND V_A_4_6_3.k = 1 AND V_A_4_6_3.k_1 = 1
  ),
  V_A_2_6 AS MATERIALIZED (
    SELECT
      V_A_3_6.k,
      V_A_3_6.k_1,
      CASE WHEN V_A_3_6.k = 2 AND V_A_3_6.k_1 = 2 THEN -1 / V_A_3_6_3.val ELSE CASE WHEN V_A_3_6.k = 2 OR V_A_3_6.k_1 = 2 THEN V_A_3_6.val / V_A_3_6_3.val ELSE V_A_3_6.val - V_A_3_6_1.val * V_A_3_6_2.val / V_A_3_6_3.val END END AS val
    FROM V_A_3_6
    JOIN V_A_3_6 AS V_A_3_6_1 USING (k)
    JOIN V_A_3_6 AS V_A_3_6_2 ON V_A_3_6_2.k_1 = V_A_3_6.k_1
    CROSS JOIN V_A_3_6 AS V_A_3_6_3
    WHERE V_A_3_6_1.k_1 = 2 AND V_A_3_6_2.k = 2 AND V_A_3_6_3.k = 2 AND V_A_3_6_3.k_1 = 2
  ),
  V_A_6 AS MATERIALIZED (
    SELECT
      V_A_2_6.k,
      V_A_2_6.k_1,
      CASE WHEN V_A_2_6.k = 3 AND V_A_2_6.k_1 = 3 THEN -1 / V_A_2_6_3.val ELSE CASE WHEN V_A_2_6.k = 3 OR V_A_2_6.k_1 = 3 THEN V_A_2_6.val / V_A_2_6_3.val ELSE V_A_2_6.val - V_A_2_6_1.val * V_A_2_6_2.val / V_A_2_6_3.val END END AS val
    FROM V_A_2_6
    JOIN V_A_2_6 AS V_A_2_6_1 USING (k)
    JOIN V_A_2_6 AS V_A_2_6_2 ON V_A_2_6_2.k_1 = V_A_2_6.k_1
    CROSS JOIN V_A_2_6 AS V_A_2_6_3
    WHERE V_A_2_6_1.k_1 = 3 AND V_A_2_6_2.k = 3 AND V_A_2_6_3.k = 3 AND V_A_2_6_3.k_1 = 3
  ),
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 6
  V_6 AS (
    SELECT
      V_A_6.k,
      V_A_6.k_1,
      -CASE WHEN V_A_6.k = 4 AND V_A_6.k_1 = 4 THEN -1 / V_A_6_3.val ELSE CASE WHEN V_A_6.k = 4 OR V_A_6.k_1 = 4 THEN V_A_6.val / V_A_6_3.val ELSE V_A_6.val - V_A_6_1.val * V_A_6_2.val / V_A_6_3.val END END AS val
    FROM V_A_6
    JOIN V_A_6 AS V_A_6_1 USING (k)
    JOIN V_A_6 AS V_A_6_2 ON V_A_6_2.k_1 = V_A_6.k_1
    CROSS JOIN V_A_6 AS V_A_6_3
    WHERE V_A_6_1.k_1 = 4 AND V_A_6_2.k = 4 AND V_A_6_3.k = 4 AND V_A_6_3.k_1 = 4
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 6
  b_sum_6 AS (
    SELECT V_6.k, SUM(V_6.val * g_6.val) AS val
    FROM V_6
    JOIN g_6 ON g_6.k = V_6.k_1
    GROUP BY V_6.k
  )
SELECT k, b_6.val - b_sum_6.val AS val
FROM b_6
JOIN b_sum_6 USING (k);

-- eta[t,s] = x[s,k] * b[t,k] at t = 7   (examples/poisson.tsql:24)
CREATE OR REPLACE TEMP TABLE eta_7 AS
SELECT s, SUM(x.val * b_7.val) AS val
FROM x
JOIN b_7 ON b_7.k = x.axis2
GROUP BY s;

-- H[t,k,k'] = grad(g[t,k], b[t,k']) at t = 7   (examples/poisson.tsql:27)
CREATE OR REPLACE TEMP TABLE H_7 AS
WITH
  d_g_d_eta_7 AS (
    SELECT axis2 AS k, s, x.val * exp(eta_7.val) AS val
    FROM eta_7
    JOIN x USING (s)
  )
SELECT k, axis2 AS k_1, SUM(d_g_d_eta_7.val * x.val) AS val
FROM d_g_d_eta_7
JOIN x USING (s)
GROUP BY k, axis2;

-- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 7   (examples/poisson.tsql:28)
CREATE OR REPLACE TEMP TABLE V_7 AS
WITH
  -- V[t,k,k'] = -sweep[k](sweep[k](sweep[k](sweep[k](sweep[k](H[t,k,k'], 0), 1), 2), 3), 4) at t = 7: B[k,k'] = if k == p and k' == p then -1 / A[p,p] else if k == p or k' == p then A[k,k'] / A[p,p] else A[k,k'] - A[k,p] * A[p,k'] / A[p,p] of sweep
  V_A_4_7 AS MATERIALIZED (
    SELECT
      H_7.k,
      H_7.k_1,
      CASE WHEN H_7.k = 0 AND H_7.k_1 = 0 THEN -1 / H_7_3.val ELSE CASE WHEN H_7.k = 0 OR H_7.k_1 = 0 THEN H_7.val / H_7_3.val ELSE H_7.val - H_7_1.val * H_7_2.val / H_7_3.val END END AS val
    FROM H_7
    JOIN H_7 AS H_7_1 USING (k)
    JOIN H_7 AS H_7_2 ON H_7_2.k_1 = H_7.k_1
    CROSS JOIN H_7 AS H_7_3
    WHERE H_7_1.k_1 = 0 AND H_7_2.k = 0 AND H_7_3.k = 0 AND H_7_3.k_1 = 0
  ),
  V_A_3_7 AS MATERIALIZED (
    SELECT
      V_A_4_7.k,
      V_A_4_7.k_1,
      CASE WHEN V_A_4_7.k = 1 AND V_A_4_7.k_1 = 1 THEN -1 / V_A_4_7_3.val ELSE CASE WHEN V_A_4_7.k = 1 OR V_A_4_7.k_1 = 1 THEN V_A_4_7.val / V_A_4_7_3.val ELSE V_A_4_7.val - V_A_4_7_1.val * V_A_4_7_2.val / V_A_4_7_3.val END END AS val
    FROM V_A_4_7
    JOIN V_A_4_7 AS V_A_4_7_1 USING (k)
    JOIN V_A_4_7 AS V_A_4_7_2 ON V_A_4_7_2.k_1 = V_A_4_7.k_1
    CROSS JOIN V_A_4_7 AS V_A_4_7_3
    WHERE V_A_4_7_1.k_1 = 1 AND V_A_4_7_2.k = 1 AND V_A_4_7_3.k = 1 AND V_A_4_7_3.k_1 = 1
  ),
  V_A_2_7 AS MATERIALIZED (
    SELECT
      V_A_3_7.k,
      V_A_3_7.k_1,
      CASE WHEN V_A_3_7.k = 2 AND V_A_3_7.k_1 = 2 THEN -1 / V_A_3_7_3.val ELSE CASE WHEN V_A_3_7.k = 2 OR V_A_3_7.k_1 = 2 THEN V_A_3_7.val / V_A_3_7_3.val ELSE V_A_3_7.val - V_A_3_7_1.val * V_A_3_7_2.val / V_A_3_7_3.val END END AS val
    FROM V_A_3_7
    JOIN V_A_3_7 AS V_A_3_7_1 USING (k)
    JOIN V_A_3_7 AS V_A_3_7_2 ON V_A_3_7_2.k_1 = V_A_3_7.k_1
    CROSS JOIN V_A_3_7 AS V_A_3_7_3
    WHERE V_A_3_7_1.k_1 = 2 AND V_A_3_7_2.k = 2 AND V_A_3_7_3.k = 2 AND V_A_3_7_3.k_1 = 2
  ),
  V_A_7 AS MATERIALIZED (
    SELECT
      V_A_2_7.k,
      V_A_2_7.k_1,
      CASE WHEN V_A_2_7.k = 3 AND V_A_2_7.k_1 = 3 THEN -1 / V_A_2_7_3.val ELSE CASE WHEN V_A_2_7.k = 3 OR V_A_2_7.k_1 = 3 THEN V_A_2_7.val / V_A_2_7_3.val ELSE V_A_2_7.val - V_A_2_7_1.val * V_A_2_7_2.val / V_A_2_7_3.val END END AS val
    FROM V_A_2_7
    JOIN V_A_2_7 AS V_A_2_7_1 USING (k)
    JOIN V_A_2_7 AS V_A_2_7_2 ON V_A_2_7_2.k_1 = V_A_2_7.k_1
    CROSS JOIN V_A_2_7 AS V_A_2_7_3
    WHERE V_A_2_7_1.k_1 = 3 AND V_A_2_7_2.k = 3 AND V_A_2_7_3.k = 3 AND V_A_2_7_3.k_1 = 3
  )
SELECT
  V_A_7.k,
  V_A_7.k_1,
  -CASE WHEN V_A_7.k = 4 AND V_A_7.k_1 = 4 THEN -1 / V_A_7_3.val ELSE CASE WHEN V_A_7.k = 4 OR V_A_7.k_1 = 4 THEN V_A_7.val / V_A_7_3.val ELSE V_A_7.val - V_A_7_1.val * V_A_7_2.val / V_A_7_3.val END END AS val
FROM V_A_7
JOIN V_A_7 AS V_A_7_1 USING (k)
JOIN V_A_7 AS V_A_7_2 ON V_A_7_2.k_1 = V_A_7.k_1
CROSS JOIN V_A_7 AS V_A_7_3
WHERE V_A_7_1.k_1 = 4 AND V_A_7_2.k = 4 AND V_A_7_3.k = 4 AND V_A_7_3.k_1 = 4;

-- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 7   (examples/poisson.tsql:23)
CREATE OR REPLACE TEMP TABLE b_8 AS
WITH
  -- g[t,k] = grad(loss[t], b[t,k]) at t = 7
  d_loss_d_eta_7 AS (
    SELECT s, exp(eta_7.val) - y.val AS val
    FROM eta_7
    JOIN y USING (s)
  ),
  g_7 AS (
    SELECT axis2 AS k, SUM(d_loss_d_eta_7.val * x.val) AS val
    FROM d_loss_d_eta_7
    JOIN x USING (s)
    GROUP BY axis2
  ),
  -- b[t+1,k] = b[t,k] - V[t,k,k'] * g[t,k'] at t = 7
  b_sum_7 AS (
    SELECT V_7.k, SUM(V_7.val * g_7.val) AS val
    FROM V_7
    JOIN g_7 ON g_7.k = V_7.k_1
    GROUP BY V_7.k
  )
SELECT k, b_7.val - b_sum_7.val AS val
FROM b_7
JOIN b_sum_7 USING (k);

-- mu[s] = exp(x[s,k] * b[end,k])   (examples/poisson.tsql:31)
CREATE OR REPLACE TEMP TABLE mu AS
WITH
  mu_sum AS (
    SELECT s, SUM(x.val * b_8.val) AS val
    FROM x
    JOIN b_8 ON b_8.k = x.axis2
    GROUP BY s
  )
SELECT s, exp(mu_sum.val) AS val
FROM mu_sum;

-- error[k] = sqrt(V[|t| - 1, k, k])   (examples/poisson.tsql:32)
CREATE OR REPLACE TEMP TABLE error AS
SELECT k, CASE WHEN V_7.val >= 0 THEN sqrt(V_7.val) WHEN V_7.val < 0 THEN 'nan'::DOUBLE END AS val
FROM V_7
WHERE k_1 = k;

-- deviance = 2 * sum[s](y[s] * log(y[s] / mu[s]) - (y[s] - mu[s]))   (examples/poisson.tsql:33)
CREATE OR REPLACE TEMP TABLE deviance AS
WITH
  deviance_sum AS (
    SELECT
      coalesce(SUM(y.val * CASE WHEN y.val / mu.val > 0 THEN ln(y.val / mu.val) WHEN y.val / mu.val = 0 THEN '-inf'::DOUBLE WHEN y.val / mu.val < 0 THEN 'nan'::DOUBLE END - (y.val - mu.val)), 0) AS val
    FROM y
    JOIN mu USING (s)
  )
SELECT 2 * deviance_sum.val AS val
FROM deviance_sum;

-- aic = 2 * |k| - 2 * sum[s](y[s] * log(mu[s]) - mu[s] - lgamma(y[s] + 1))   (examples/poisson.tsql:34)
CREATE OR REPLACE TEMP TABLE aic AS
WITH
  aic_sum AS (
    SELECT
      coalesce(SUM(y.val * CASE WHEN mu.val > 0 THEN ln(mu.val) WHEN mu.val = 0 THEN '-inf'::DOUBLE WHEN mu.val < 0 THEN 'nan'::DOUBLE END - mu.val - CASE WHEN 1 + y.val = 0e0 THEN 'inf'::DOUBLE ELSE lgamma(1 + y.val) END), 0) AS val
    FROM y
    JOIN mu USING (s)
  )
SELECT 10 - 2 * aic_sum.val AS val
FROM aic_sum;

-- max[k](abs(b[end,k] - published[k])) < 1e-9   (examples/poisson.tsql:39)
CREATE OR REPLACE TEMP TABLE condition AS
WITH
  condition_max AS (
    SELECT MAX(abs(b_8.val - published.val)) AS val
    FROM b_8
    JOIN published USING (k)
    HAVING COUNT(*) > 0
  )
SELECT condition_max.val < 1e-9 AS val
FROM condition_max;

-- abs(error[0] - 0.1709) < 5e-5 and abs(error[1] - 0.2022) < 5e-5 and abs(error[2] - 0.1927) < 5e-5 and abs(error[3] - 0.2) < 5e-5   (examples/poisson.tsql:40)
CREATE OR REPLACE TEMP TABLE condition_2 AS
SELECT
  abs(error.val - 0.1709) < 0.00005 AND abs(error_1.val - 0.2022) < 0.00005 AND abs(error_2.val - 0.1927) < 0.00005 AND abs(error_3.val - 0.2) < 0.00005 AS val
FROM error
CROSS JOIN error AS error_1
CROSS JOIN error AS error_2
CROSS JOIN error AS error_3
WHERE error.k = 0 AND error_1.k = 1 AND error_2.k = 2 AND error_3.k = 3;

-- abs(deviance - 5.1291) < 5e-5 and abs(aic - 56.76) < 5e-3   (examples/poisson.tsql:41)
CREATE OR REPLACE TEMP TABLE condition_3 AS
SELECT abs(deviance.val - 5.1291) < 0.00005 AND abs(aic.val - 56.76) < 0.005 AS val
FROM deviance
CROSS JOIN aic;

-- show b[end,k]
SELECT k, b_8.val
FROM b_8
ORDER BY k;

-- show error[k]
SELECT k, error.val
FROM error
ORDER BY k;

-- show deviance
SELECT deviance.val
FROM deviance;

-- show aic
SELECT aic.val
FROM aic;

-- check max[k](abs(b[end,k] - published[k])) < 1e-9
SELECT condition.val
FROM condition;

-- check abs(error[0] - 0.1709) < 5e-5 and abs(error[1] - 0.2022) < 5e-5 and abs(error[2] - 0.1927) < 5e-5 and abs(error[3] - 0.2) < 5e-5
SELECT condition_2.val
FROM condition_2;

-- check abs(deviance - 5.1291) < 5e-5 and abs(aic - 56.76) < 5e-3
SELECT condition_3.val
FROM condition_3;
