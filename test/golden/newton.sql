-- examples/newton.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- x[s]   (examples/newton.tsql:6)
CREATE OR REPLACE TABLE x (s BIGINT, val DOUBLE);

-- values of x[s]   (examples/newton.tsql:6)
INSERT INTO x VALUES
  (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 7);

-- y[s]   (examples/newton.tsql:7)
CREATE OR REPLACE TABLE y (s BIGINT, val DOUBLE);

-- values of y[s]   (examples/newton.tsql:7)
INSERT INTO y VALUES
  (0, 8.3e0), (1, 10.3e0), (2, 19), (3, 16), (4, 15.6e0), (5, 19.8e0);


-- final: what shows, checks and exports read ------------------------------------------------------

-- th[0,k] = if k == 0 then 20 else 0.5   (examples/newton.tsql:11)
CREATE OR REPLACE TEMP TABLE th AS
SELECT CAST(0 AS BIGINT) AS t, k, CASE WHEN k = 0 THEN 20 ELSE 0.5e0 END AS val
FROM range(2) AS k(k);

-- g[t,k] = grad(loss[t], th[t,k])   (examples/newton.tsql:14)
CREATE OR REPLACE TEMP TABLE H (t BIGINT, k BIGINT, k_1 BIGINT, val DOUBLE);

-- g[t,k] = grad(loss[t], th[t,k])   (examples/newton.tsql:14)
-- for $t = 0 … 11:

  -- g[t,k] = grad(loss[t], th[t,k])   (examples/newton.tsql:14)
CREATE OR REPLACE TEMP TABLE g AS
SELECT
  CAST($t AS BIGINT) AS t,
  CAST(1 AS BIGINT) AS k,
  SUM((th * (1 - v_1) - y) * th * v_1 * x / 6) AS val
FROM (
  SELECT th.val AS th, y.val AS y, x.val AS x, exp(-(th_1.val * x.val)) AS v_1
  FROM x
  CROSS JOIN th
  CROSS JOIN th AS th_1
  JOIN y USING (s)
  WHERE th.k = 0 AND th.t = $t AND th_1.k = 1 AND th_1.t = $t
) AS v1
HAVING COUNT(*) > 0
UNION ALL
SELECT CAST($t AS BIGINT) AS t, CAST(0 AS BIGINT) AS k, SUM((th * v_1 - y) * v_1 / 6) AS val
FROM (
  SELECT th.val AS th, y.val AS y, 1 - exp(-(th_1.val * x.val)) AS v_1
  FROM x
  CROSS JOIN th
  CROSS JOIN th AS th_1
  JOIN y USING (s)
  WHERE th.k = 0 AND th.t = $t AND th_1.k = 1 AND th_1.t = $t
) AS v1
HAVING COUNT(*) > 0;

  -- H[t,k,k'] = grad(g[t,k], th[t,k'])   (examples/newton.tsql:15)
INSERT INTO H
SELECT t, k, k_1, SUM(val) AS val
FROM (
  SELECT
    CAST($t AS BIGINT) AS t,
    CAST(1 AS BIGINT) AS k,
    CAST(1 AS BIGINT) AS k_1,
    SUM(-0.16666666666666666e0 * (th * (x * (th * (1 - v_1) - y - v_1 * th)) * v_1 * x)) AS val
  FROM (
    SELECT th.val AS th, x.val AS x, y.val AS y, exp(-(th_1.val * x.val)) AS v_1
    FROM x
    CROSS JOIN th
    CROSS JOIN th AS th_1
    JOIN y USING (s)
    WHERE th.k = 0 AND th.t = $t AND th_1.k = 1 AND th_1.t = $t
  ) AS v1
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT
    CAST($t AS BIGINT) AS t,
    CAST(1 AS BIGINT) AS k,
    CAST(0 AS BIGINT) AS k_1,
    SUM(0.16666666666666666e0 * (v_1 * (x * (2 * (th * (1 - v_1)) - y)))) AS val
  FROM (
    SELECT x.val AS x, th.val AS th, y.val AS y, exp(-(th_1.val * x.val)) AS v_1
    FROM x
    CROSS JOIN th
    CROSS JOIN th AS th_1
    JOIN y USING (s)
    WHERE th.k = 0 AND th.t = $t AND th_1.k = 1 AND th_1.t = $t
  ) AS v1
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT
    CAST($t AS BIGINT) AS t,
    CAST(0 AS BIGINT) AS k,
    CAST(1 AS BIGINT) AS k_1,
    SUM(-((0.16666666666666666e0 * y - 0.3333333333333333e0 * (th * (1 - v_1))) * v_1 * x)) AS val
  FROM (
    SELECT y.val AS y, th.val AS th, x.val AS x, exp(-(th_1.val * x.val)) AS v_1
    FROM x
    CROSS JOIN th
    CROSS JOIN th AS th_1
    JOIN y USING (s)
    WHERE th.k = 0 AND th.t = $t AND th_1.k = 1 AND th_1.t = $t
  ) AS v1
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT
    CAST($t AS BIGINT) AS t,
    CAST(0 AS BIGINT) AS k,
    CAST(0 AS BIGINT) AS k_1,
    SUM(0.16666666666666666e0 * (v_1 * v_1)) AS val
  FROM (
    SELECT 1 - exp(-(th.val * x.val)) AS v_1
    FROM x
    CROSS JOIN th
    WHERE k = 1 AND t = $t
  ) AS v1
  HAVING COUNT(*) > 0
) AS terms
GROUP BY t, k, k_1;

  -- th[t+1,k] = th[t,k] - inv[t,k,k'] * g[t,k']   (examples/newton.tsql:11)
INSERT INTO th
WITH
  -- det[t] = H[t,0,0] * H[t,1,1] - H[t,0,1] * H[t,1,0]
  det AS (
    SELECT
      CAST($t AS BIGINT) AS t,
      coalesce(H.val, 0) * coalesce(H_1.val, 0) - coalesce(H_2.val, 0) * coalesce(H_3.val, 0) AS val
    FROM (
      SELECT CAST(1 AS BIGINT) AS one
    ) AS one
    LEFT JOIN H ON H.t = $t AND H.k = 0 AND H.k_1 = 0
    LEFT JOIN H AS H_1 ON H_1.t = $t AND H_1.k = 1 AND H_1.k_1 = 1
    LEFT JOIN H AS H_2 ON H_2.t = $t AND H_2.k = 0 AND H_2.k_1 = 1
    LEFT JOIN H AS H_3 ON H_3.t = $t AND H_3.k = 1 AND H_3.k_1 = 0
  ),
  -- inv[t,k,k'] = (if k == k' then H[t,1-k,1-k] else -H[t,k,k']) / det[t]
  inv AS (
    SELECT
      CAST($t AS BIGINT) AS t,
      k.k,
      k_1.k_1,
      CASE WHEN k.k = k_1.k_1 THEN coalesce(H.val, 0) ELSE -coalesce(H_1.val, 0) END / det.val AS val
    FROM det
    CROSS JOIN range(2) AS k(k)
    CROSS JOIN range(2) AS k_1(k_1)
    LEFT JOIN H ON H.t = $t AND H.k = 1 - k.k AND H.k_1 = 1 - k.k
    LEFT JOIN H AS H_1 ON H_1.t = $t AND H_1.k = k.k AND H_1.k_1 = k_1.k_1
    WHERE det.t = $t
  ),
  -- th[t+1,k] = th[t,k] - inv[t,k,k'] * g[t,k']
  th_sum AS (
    SELECT CAST($t AS BIGINT) AS t, inv.k, SUM(inv.val * g.val) AS val
    FROM inv
    JOIN g ON g.k = inv.k_1
    WHERE inv.t = $t AND g.t = $t
    GROUP BY inv.k
  )
SELECT CAST($t AS BIGINT) + 1 AS t, th.k, th.val - coalesce(th_sum.val, 0) AS val
FROM th
LEFT JOIN th_sum ON th_sum.t = $t AND th_sum.k = th.k
WHERE th.t = $t;
-- end for $t

-- v[k] = [k == 1]   (examples/newton.tsql:21)
CREATE OR REPLACE TEMP TABLE v AS
SELECT k, CAST(k = 1 AS DOUBLE) AS val
FROM range(2) AS k(k);

-- jv[s] = grad(f[s], th[end,k]) * v[k]   (examples/newton.tsql:22)
CREATE OR REPLACE TEMP TABLE jv_dense AS
WITH
  jv AS (
    SELECT s, th * v_1_1 * x * v + (1 - v_1_1) * v_1 AS val
    FROM (
      SELECT s, th.val AS th, x.val AS x, v.val AS v, v_1.val AS v_1, exp(-(th_1.val * x.val)) AS v_1_1
      FROM x
      CROSS JOIN th
      CROSS JOIN th AS th_1
      CROSS JOIN v
      CROSS JOIN v AS v_1
      WHERE th.t = 12 AND th.k = 0 AND th_1.t = 12 AND th_1.k = 1 AND v.k = 1 AND v_1.k = 0
    ) AS v1
  )
SELECT s, coalesce(jv.val, 0) AS val
FROM range(6) AS s(s)
LEFT JOIN jv USING (s);

-- vj[k] = r[s] * grad(f[s], th[end,k])   (examples/newton.tsql:24)
CREATE OR REPLACE TEMP TABLE vj AS
WITH
  -- f[s] = model(th[end,0], th[end,1], x[s])
  f AS (
    SELECT s, th.val * (1 - exp(-(th_1.val * x.val))) AS val
    FROM x
    CROSS JOIN th
    CROSS JOIN th AS th_1
    WHERE th.t = 12 AND th.k = 0 AND th_1.t = 12 AND th_1.k = 1
  ),
  -- r[s] = f[s] - y[s]
  r AS MATERIALIZED (
    SELECT s, f.val - y.val AS val
    FROM f
    JOIN y USING (s)
  )
SELECT CAST(1 AS BIGINT) AS k, SUM(r.val * (th.val * exp(-(th_1.val * x.val)) * x.val)) AS val
FROM x
JOIN r USING (s)
CROSS JOIN th
CROSS JOIN th AS th_1
WHERE th.t = 12 AND th.k = 0 AND th_1.t = 12 AND th_1.k = 1
HAVING COUNT(*) > 0
UNION ALL
SELECT CAST(0 AS BIGINT) AS k, SUM(r.val * (1 - exp(-(th.val * x.val)))) AS val
FROM x
JOIN r USING (s)
CROSS JOIN th
WHERE t = 12 AND th.k = 1
HAVING COUNT(*) > 0;

-- vj[k] = r[s] * grad(f[s], th[end,k])   (examples/newton.tsql:24)
CREATE OR REPLACE TEMP TABLE vj_dense AS
SELECT k, coalesce(vj.val, 0) AS val
FROM range(2) AS k(k)
LEFT JOIN vj USING (k);

-- hv[k] = grad(grad(loss[|t| - 1], th[|t| - 1, k']) * v[k'], th[|t| - 1, k])   (examples/newton.tsql:25)
CREATE OR REPLACE TEMP TABLE hv AS
SELECT k, SUM(val) AS val
FROM (
  SELECT
    CAST(1 AS BIGINT) AS k,
    SUM(-0.16666666666666666e0 * (th * (x * (v * (th * (1 - v_1) - y - v_1 * th))) * v_1 * x)) AS val
  FROM (
    SELECT th.val AS th, x.val AS x, v.val AS v, y.val AS y, exp(-(th_1.val * x.val)) AS v_1
    FROM x
    JOIN y USING (s)
    CROSS JOIN th
    CROSS JOIN th AS th_1
    CROSS JOIN v
    WHERE th.t = 11 AND th.k = 0 AND th_1.t = 11 AND th_1.k = 1 AND v.k = 1
  ) AS v1
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT
    CAST(0 AS BIGINT) AS k,
    SUM(0.16666666666666666e0 * (v_1 * (x * (v * (2 * (th * (1 - v_1)) - y))))) AS val
  FROM (
    SELECT x.val AS x, v.val AS v, th.val AS th, y.val AS y, exp(-(th_1.val * x.val)) AS v_1
    FROM x
    JOIN y USING (s)
    CROSS JOIN th
    CROSS JOIN th AS th_1
    CROSS JOIN v
    WHERE th.t = 11 AND th.k = 0 AND th_1.t = 11 AND th_1.k = 1 AND v.k = 1
  ) AS v1
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT
    CAST(1 AS BIGINT) AS k,
    SUM(0.16666666666666666e0 * (v * (2 * (th * (1 - v_1)) - y) * v_1 * x)) AS val
  FROM (
    SELECT v.val AS v, th.val AS th, y.val AS y, x.val AS x, exp(-(th_1.val * x.val)) AS v_1
    FROM x
    JOIN y USING (s)
    CROSS JOIN th
    CROSS JOIN th AS th_1
    CROSS JOIN v
    WHERE th.t = 11 AND th.k = 0 AND th_1.t = 11 AND th_1.k = 1 AND v.k = 0
  ) AS v1
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT CAST(0 AS BIGINT) AS k, SUM(0.16666666666666666e0 * (v * v_1 * v_1)) AS val
  FROM (
    SELECT v.val AS v, 1 - exp(-(th.val * x.val)) AS v_1
    FROM x
    CROSS JOIN th
    CROSS JOIN v
    WHERE t = 11 AND th.k = 1 AND v.k = 0
  ) AS v1
  HAVING COUNT(*) > 0
) AS terms
GROUP BY k;

-- hv[k] = grad(grad(loss[|t| - 1], th[|t| - 1, k']) * v[k'], th[|t| - 1, k])   (examples/newton.tsql:25)
CREATE OR REPLACE TEMP TABLE hv_dense AS
SELECT k, coalesce(hv.val, 0) AS val
FROM range(2) AS k(k)
LEFT JOIN hv USING (k);

-- th[end,k]   (examples/newton.tsql:27)
CREATE OR REPLACE TEMP TABLE shown AS
SELECT k, th.val
FROM th
WHERE t = 12;

-- loss[|t| - 1]   (examples/newton.tsql:27)
CREATE OR REPLACE TEMP TABLE shown_2 AS
WITH
  -- loss[t] = 0.5 * mean[s]((model(th[t,0], th[t,1], x[s]) - y[s])^2)
  loss_mean AS (
    SELECT t, AVG(v_1 * v_1) AS val
    FROM (
      SELECT t, th.val * (1 - exp(-(th_1.val * x.val))) - y.val AS v_1
      FROM th
      JOIN th AS th_1 USING (t)
      CROSS JOIN x
      JOIN y USING (s)
      WHERE th.k = 0 AND t BETWEEN 0 AND 11 AND th_1.k = 1
    ) AS v1
    GROUP BY t
  ),
  loss AS (
    SELECT t, 0.5 * loss_mean.val AS val
    FROM loss_mean
  )
SELECT loss.val
FROM loss
WHERE t = 11;

-- abs(th[end,0] - 19.143) < 0.0005 and abs(th[end,1] - 0.5311) < 0.00005   (examples/newton.tsql:28)
CREATE OR REPLACE TEMP TABLE condition AS
SELECT abs(th.val - 19.143) < 0.0005 AND abs(th_1.val - 0.5311) < 0.00005 AS val
FROM th
CROSS JOIN th AS th_1
WHERE th.t = 12 AND th.k = 0 AND th_1.t = 12 AND th_1.k = 1;

-- max[k](abs(vj[k])) < 1e-9   (examples/newton.tsql:29)
CREATE OR REPLACE TEMP TABLE condition_2 AS
WITH
  condition_max AS (
    SELECT MAX(abs(coalesce(vj.val, 0))) AS val
    FROM range(2) AS k(k)
    LEFT JOIN vj USING (k)
    HAVING COUNT(*) > 0
  )
SELECT condition_max.val < 1e-9 AS val
FROM condition_max;

-- max[k](abs(hv[k] - H[|t| - 1, k, 1])) < 1e-9   (examples/newton.tsql:30)
CREATE OR REPLACE TEMP TABLE condition_3 AS
WITH
  condition_max_2 AS (
    SELECT MAX(abs(coalesce(hv.val, 0) - coalesce(H.val, 0))) AS val
    FROM range(2) AS k(k)
    LEFT JOIN hv USING (k)
    LEFT JOIN H ON H.t = 11 AND H.k = k.k AND H.k_1 = 1
    HAVING COUNT(*) > 0
  )
SELECT condition_max_2.val < 1e-9 AS val
FROM condition_max_2;

-- show th[end,k]
SELECT k, shown.val
FROM shown
ORDER BY k;

-- show loss[|t| - 1]
SELECT shown_2.val
FROM shown_2;

-- show jv[s]
SELECT s, jv_dense.val
FROM jv_dense
ORDER BY s;

-- show vj[k]
SELECT k, vj_dense.val
FROM vj_dense
ORDER BY k;

-- show hv[k]
SELECT k, hv_dense.val
FROM hv_dense
ORDER BY k;

-- check abs(th[end,0] - 19.143) < 0.0005 and abs(th[end,1] - 0.5311) < 0.00005
SELECT condition.val
FROM condition;

-- check max[k](abs(vj[k])) < 1e-9
SELECT condition_2.val
FROM condition_2;

-- check max[k](abs(hv[k] - H[|t| - 1, k, 1])) < 1e-9
SELECT condition_3.val
FROM condition_3;
