-- h[s,j] = tanh(z1[s,j] + b[j])
CREATE OR REPLACE TEMP TABLE h AS
WITH
  -- z1[s,j] = W[i,j] * x[s,i]
  z1 AS (
    SELECT s, j, SUM(W.val * x.val) AS val
    FROM W_now AS W
    JOIN x USING (i)
    GROUP BY s, j
  )
SELECT s, j, tanh(z1.val + b.val) AS val
FROM z1
JOIN b_now AS b USING (j);

-- grad(loss, logit[s,c])
CREATE OR REPLACE TEMP TABLE g_logit AS
WITH
  -- z2[s,c] = V[j,c] * h[s,j]
  z2 AS (
    SELECT s, c, SUM(V.val * h.val) AS val
    FROM V_now AS V
    JOIN h USING (j)
    GROUP BY s, c
  ),
  -- logit[s,c] = z2[s,c] + d[c]
  logit AS MATERIALIZED (
    SELECT s, c, z2.val + d.val AS val
    FROM z2
    JOIN d_now AS d USING (c)
  ),
  -- top[s] = max[c](logit[s,c])
  top AS (
    SELECT s, MAX(logit.val) AS val
    FROM logit
    GROUP BY s
  ),
  -- e[s,c] = exp(logit[s,c] - top[s])
  e AS MATERIALIZED (
    SELECT s, c, exp(logit.val - top.val) AS val
    FROM logit
    JOIN top USING (s)
  ),
  -- total[s] = sum[c](e[s,c])
  total AS (
    SELECT s, SUM(e.val) AS val
    FROM e
    GROUP BY s
  )
SELECT s, c, (e.val / total.val - CAST(c = digit.val AS DOUBLE)) / 1000 AS val
FROM e
JOIN total USING (s)
JOIN digit USING (s);

-- grad(loss, z1[s,j])
CREATE OR REPLACE TEMP TABLE g_z1 AS
WITH
  -- grad(loss, h[s,j])
  g_h AS (
    SELECT s, j, SUM(g_logit.val * V.val) AS val
    FROM g_logit
    JOIN V_now AS V USING (c)
    GROUP BY s, j
  )
SELECT s, j, g_h.val * (1 - h.val * h.val) AS val
FROM g_h
JOIN h USING (s, j);

-- W := W - 0.5 * g_W
CREATE OR REPLACE TEMP TABLE W_now AS
WITH
  -- grad(loss, W[i,j])
  g_W AS (
    SELECT i, j, SUM(g_z1.val * x.val) AS val
    FROM g_z1
    JOIN x USING (s)
    GROUP BY i, j
  )
SELECT i, j, W.val - 0.5 * g_W.val AS val
FROM W_now AS W
JOIN g_W USING (i, j);

-- b := b - 0.5 * g_b
CREATE OR REPLACE TEMP TABLE b_now AS
WITH
  -- grad(loss, b[j])
  g_b AS (
    SELECT j, SUM(g_z1.val) AS val
    FROM g_z1
    GROUP BY j
  )
SELECT j, b.val - 0.5 * g_b.val AS val
FROM b_now AS b
JOIN g_b USING (j);

-- V := V - 0.5 * g_V
CREATE OR REPLACE TEMP TABLE V_now AS
WITH
  -- grad(loss, V[j,c])
  g_V AS (
    SELECT j, c, SUM(g_logit.val * h.val) AS val
    FROM g_logit
    JOIN h USING (s)
    GROUP BY j, c
  )
SELECT j, c, V.val - 0.5 * g_V.val AS val
FROM V_now AS V
JOIN g_V USING (j, c);

-- d := d - 0.5 * g_d
CREATE OR REPLACE TEMP TABLE d_now AS
WITH
  -- grad(loss, d[c])
  g_d AS (
    SELECT c, SUM(g_logit.val) AS val
    FROM g_logit
    GROUP BY c
  )
SELECT c, d.val - 0.5 * g_d.val AS val
FROM d_now AS d
JOIN g_d USING (c);
