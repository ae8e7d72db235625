-- examples/forms.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- a[i]   (examples/forms.tsql:4)
CREATE OR REPLACE TABLE a (i BIGINT, val DOUBLE);

-- values of a[i]   (examples/forms.tsql:4)
INSERT INTO a VALUES
  (0, 1), (1, -2), (2, 3), (3, 0.5e0), (4, 4);

-- b[j]   (examples/forms.tsql:5)
CREATE OR REPLACE TABLE b (j BIGINT, val DOUBLE);

-- values of b[j]   (examples/forms.tsql:5)
INSERT INTO b VALUES
  (0, 2), (1, 0), (2, -1), (3, 1);

-- m[i, j]   (examples/forms.tsql:6)
CREATE OR REPLACE TABLE m (i BIGINT, j BIGINT, val DOUBLE);

-- values of m[i, j]   (examples/forms.tsql:6)
INSERT INTO m VALUES
  (0, 0, 1), (0, 1, 2), (0, 2, 0), (0, 3, 1), (1, 0, 0), (1, 1, 1), (1, 2, 1), (1, 3, 0), (2, 0, 2),
  (2, 1, 0), (2, 2, 1), (2, 3, 3), (3, 0, 1), (3, 1, 1), (3, 2, 1), (3, 3, 1), (4, 0, 0), (4, 1, 0),
  (4, 2, 2), (4, 3, 1);

-- x[s]   (examples/forms.tsql:7)
CREATE OR REPLACE TABLE x (s BIGINT, val DOUBLE);

-- values of x[s]   (examples/forms.tsql:7)
INSERT INTO x VALUES
  (0, 3), (1, 1), (2, 4), (3, 1.5e0), (4, -0.9e0), (5, 2), (6, 6), (7, -5), (8, 3.5e0), (9, 0), (10, 8),
  (11, 2.5e0);

-- which[s]   (examples/forms.tsql:8)
CREATE OR REPLACE TABLE which (s BIGINT, val BIGINT);

-- values of which[s]   (examples/forms.tsql:8)
INSERT INTO which VALUES
  (0, 0), (1, 1), (2, 2), (3, 2), (4, 1), (5, 0), (6, 0), (7, 1), (8, 2), (9, 2), (10, 2), (11, 1);

-- must be empty: `{value}` among the values of which is not a key of bin: bin is 0 to 2
SELECT CAST(val AS VARCHAR) AS value, count(*) OVER () AS total
FROM which
WHERE val NOT BETWEEN 0 AND 2
LIMIT 1;


-- final: what shows, checks and exports read ------------------------------------------------------

-- mv[i] = m[i,j] * b[j]   (examples/forms.tsql:12)
CREATE OR REPLACE TEMP TABLE mv AS
SELECT i, SUM(m.val * b.val) AS val
FROM m
JOIN b USING (j)
GROUP BY i;

-- q = a[i] * m[i,j] * b[j]   (examples/forms.tsql:14)
CREATE OR REPLACE TEMP TABLE q AS
SELECT coalesce(SUM(a.val * m.val * b.val), 0) AS val
FROM a
JOIN m USING (i)
JOIN b USING (j);

-- total[s] = sum[s' where s' <= s](x[s'])   (examples/forms.tsql:24)
CREATE OR REPLACE TEMP TABLE total_dense AS
WITH
  total AS (
    SELECT s.s, SUM(x.val) AS val
    FROM x
    CROSS JOIN range(12) AS s(s)
    WHERE x.s <= s.s
    GROUP BY s.s
  )
SELECT s, coalesce(total.val, 0) AS val
FROM range(12) AS s(s)
LEFT JOIN total USING (s);

-- ma[s] = mean[w](x[pad(s + w - 1)])   (examples/forms.tsql:25)
CREATE OR REPLACE TEMP TABLE ma AS
SELECT s.s, AVG(x.val) AS val
FROM range(12) AS s(s)
CROSS JOIN x
WHERE x.s - s.s BETWEEN -1 AND 1
GROUP BY s.s;

-- count[which[s]] += 1   (examples/forms.tsql:27)
CREATE OR REPLACE TEMP TABLE count AS
SELECT which.val AS bin, CAST(SUM(1) AS BIGINT) AS val
FROM which
GROUP BY which.val;

-- count[which[s]] += 1   (examples/forms.tsql:27)
CREATE OR REPLACE TEMP TABLE count_dense AS
SELECT bin, coalesce(count.val, 0) AS val
FROM range(3) AS bin(bin)
LEFT JOIN count USING (bin);

-- peak[which[s]] max= x[s]   (examples/forms.tsql:28)
CREATE OR REPLACE TEMP TABLE peak AS
SELECT which.val AS bin, MAX(x.val) AS val
FROM which
JOIN x USING (s)
GROUP BY which.val;

-- top3[s] = x[s] where rank[s] < 3   (examples/forms.tsql:30)
CREATE OR REPLACE TEMP TABLE top3 AS
WITH
  -- rank[s] = sum[s']([x[s'] > x[s]])
  rank AS (
    SELECT x_1.s, SUM(CAST(x.val > x_1.val AS DOUBLE)) AS val
    FROM x
    CROSS JOIN x AS x_1
    GROUP BY x_1.s
  )
SELECT s, x.val
FROM x
JOIN rank USING (s)
WHERE rank.val < 3;

-- fib[0] = 1   (examples/forms.tsql:35)
CREATE OR REPLACE TEMP TABLE fib AS
SELECT CAST(0 AS BIGINT) AS k, CAST(1 AS BIGINT) AS val
UNION ALL
SELECT CAST(1 AS BIGINT) AS k, CAST(1 AS BIGINT) AS val;

-- fib[k+2] = fib[k+1] + fib[k]   (examples/forms.tsql:35)
-- for $k = 0 … 8:

  -- fib[k+2] = fib[k+1] + fib[k]   (examples/forms.tsql:35)
INSERT INTO fib
SELECT CAST($k AS BIGINT) + 2 AS k, fib.val + fib_1.val AS val
FROM fib
CROSS JOIN fib AS fib_1
WHERE fib.k = CAST($k AS BIGINT) + 1 AND fib_1.k = $k;
-- end for $k

-- trace == frob^2 or abs(trace - frob^2) < 1e-9   (examples/forms.tsql:40)
CREATE OR REPLACE TEMP TABLE condition AS
WITH
  -- gram[i,i'] = m[i,j] * m[i',j]
  gram AS (
    SELECT m.i, m_1.i AS i_1, SUM(m.val * m_1.val) AS val
    FROM m
    JOIN m AS m_1 USING (j)
    GROUP BY m.i, m_1.i
  ),
  -- trace = sum[i](gram[i,i])
  trace AS (
    SELECT coalesce(SUM(gram.val), 0) AS val
    FROM gram
    WHERE i_1 = i
  ),
  -- frob = sqrt(sum[i,j](m[i,j]^2))
  frob_sum AS (
    SELECT coalesce(SUM(m.val * m.val), 0) AS val
    FROM m
  ),
  frob AS (
    SELECT
      CASE WHEN frob_sum.val >= 0 THEN sqrt(frob_sum.val) WHEN frob_sum.val < 0 THEN 'nan'::DOUBLE END AS val
    FROM frob_sum
  )
SELECT trace.val = frob.val * frob.val OR abs(trace.val - frob.val * frob.val) < 1e-9 AS val
FROM trace
CROSS JOIN frob;

-- abs(cosine - 1) < 1e-12   (examples/forms.tsql:41)
CREATE OR REPLACE TEMP TABLE condition_2 AS
WITH
  -- cosine = a[i] * a[i] / (norm[i](a[i]) * norm[i](a[i]))
  cosine_sum AS (
    SELECT coalesce(SUM(a.val * a.val), 0) AS val
    FROM a
  ),
  cosine AS (
    SELECT
      coalesce(SUM(a.val * a.val / (CASE WHEN cosine_sum.val >= 0 THEN sqrt(cosine_sum.val) WHEN cosine_sum.val < 0 THEN 'nan'::DOUBLE END * CASE WHEN cosine_sum.val >= 0 THEN sqrt(cosine_sum.val) WHEN cosine_sum.val < 0 THEN 'nan'::DOUBLE END)), 0) AS val
    FROM a
    CROSS JOIN cosine_sum
  )
SELECT abs(cosine.val - 1) < 1e-12 AS val
FROM cosine;

-- all[s](abs(sum[s'](smooth[s,s']) - 1) < 1e-12)   (examples/forms.tsql:42)
CREATE OR REPLACE TEMP TABLE condition_3 AS
WITH
  -- smooth[s,s'] = softmax[s' where abs(s - s') <= 2](-(x[s] - x[s'])^2)
  smooth_z AS MATERIALIZED (
    SELECT x.s, x_1.s AS s_1, -((x.val - x_1.val) * (x.val - x_1.val)) AS val
    FROM x
    CROSS JOIN x AS x_1
    WHERE abs(x.s - x_1.s) <= 2
  ),
  -- smooth[s,s'] = softmax[s' where abs(s - s') <= 2](-(x[s] - x[s'])^2): top = stop(max[k](z[k])) of softmax
  smooth_top AS (
    SELECT s, MAX(smooth_z.val) AS val
    FROM smooth_z
    GROUP BY s
  ),
  -- smooth[s,s'] = softmax[s' where abs(s - s') <= 2](-(x[s] - x[s'])^2): e[k] = exp(z[k] - top) of softmax
  smooth_e AS MATERIALIZED (
    SELECT s, s_1 AS s_2, exp(smooth_z.val - smooth_top.val) AS val
    FROM smooth_z
    JOIN smooth_top USING (s)
  ),
  -- smooth[s,s'] = softmax[s' where abs(s - s') <= 2](-(x[s] - x[s'])^2): p[k] = e[k] / sum[k](e[k]) of softmax
  smooth_sum AS (
    SELECT s, SUM(smooth_e.val) AS val
    FROM smooth_e
    GROUP BY s
  ),
  smooth AS (
    SELECT s, s_2 AS s_1, smooth_e.val / smooth_sum.val AS val
    FROM smooth_e
    JOIN smooth_sum USING (s)
  ),
  -- all[s](abs(sum[s'](smooth[s,s']) - 1) < 1e-12)
  condition_sum AS (
    SELECT s, SUM(smooth.val) AS val
    FROM smooth
    GROUP BY s
  )
SELECT coalesce(BOOL_AND(abs(coalesce(condition_sum.val, 0) - 1) < 1e-12), TRUE) AS val
FROM range(12) AS s(s)
LEFT JOIN condition_sum USING (s);

-- sum[bin](count[bin]) == |s| and sum[s](diff[s]) < 1e-9   (examples/forms.tsql:43)
CREATE OR REPLACE TEMP TABLE condition_4 AS
WITH
  -- diff[s] = x[s] - x[wrap(s - 1)]
  diff AS (
    SELECT x.s, x.val - x_1.val AS val
    FROM x
    JOIN x AS x_1 ON x_1.s = ((x.s - 1) % 12 + 12) % 12
  ),
  -- sum[bin](count[bin]) == |s| and sum[s](diff[s]) < 1e-9
  condition_sum_2 AS (
    SELECT coalesce(CAST(SUM(count.val) AS BIGINT), 0) AS val
    FROM count
  ),
  condition_sum_3 AS (
    SELECT coalesce(SUM(diff.val), 0) AS val
    FROM diff
  )
SELECT condition_sum_2.val = 12 AND condition_sum_3.val < 1e-9 AS val
FROM condition_sum_2
CROSS JOIN condition_sum_3;

-- fib[end] == 89   (examples/forms.tsql:44)
CREATE OR REPLACE TEMP TABLE condition_5 AS
SELECT fib.val = 89 AS val
FROM fib
WHERE k = 10;

-- show mv[i]
SELECT i, mv.val
FROM mv
ORDER BY i;

-- show q
SELECT q.val
FROM q;

-- show total[s]
SELECT s, total_dense.val
FROM total_dense
ORDER BY s;

-- show ma[s]
SELECT s, ma.val
FROM ma
ORDER BY s;

-- show count[bin]
SELECT bin, count_dense.val
FROM count_dense
ORDER BY bin;

-- show peak[bin]
SELECT bin, peak.val
FROM peak
ORDER BY bin;

-- show top3[s]
SELECT s, top3.val
FROM top3
ORDER BY s;

-- check trace == frob^2 or abs(trace - frob^2) < 1e-9
SELECT condition.val
FROM condition;

-- check abs(cosine - 1) < 1e-12
SELECT condition_2.val
FROM condition_2;

-- check all[s](abs(sum[s'](smooth[s,s']) - 1) < 1e-12)
SELECT condition_3.val
FROM condition_3;

-- check sum[bin](count[bin]) == |s| and sum[s](diff[s]) < 1e-9
SELECT condition_4.val
FROM condition_4;

-- check fib[end] == 89
SELECT condition_5.val
FROM condition_5;
