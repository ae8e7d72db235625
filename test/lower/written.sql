CREATE OR REPLACE TEMP TABLE t1 AS
SELECT j, m, FIRST(pick ORDER BY val, pick) AS val
FROM (
  SELECT j.j - 1 AS j, m, 0 + q.val AS val, i AS pick
  FROM range(2) AS j(j)
  CROSS JOIN index_m AS m
  CROSS JOIN range(3) AS i(i)
  LEFT JOIN q USING (m, i)
  WHERE j.j BETWEEN 1 AND 2 AND q.val IS NOT NULL
  UNION ALL
  SELECT j, m, val, pick
  FROM (
    SELECT j.j, m, 0 + coalesce(a_1.val, a_1.val) AS val, i_1 AS pick
    FROM a
    CROSS JOIN z
    CROSS JOIN range(2) AS j(j)
    CROSS JOIN index_m AS m
    CROSS JOIN range(3) AS i_1(i_1)
    LEFT JOIN a AS a_1 ON a_1.i = (-1 - i_1.i_1) AND a_1.j = j.j
    WHERE a.j = 4
  ) AS t
  WHERE val IS NOT NULL
) AS terms
GROUP BY j, m

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT m, i, t2.val
FROM (
  SELECT m, i, 0 + keys_m.val AS val
  FROM index_m AS m
  CROSS JOIN range(3) AS i(i)
  LEFT JOIN keys_m USING (m)
  WHERE keys_m.val IS NOT NULL
) AS t2
SEMI JOIN q USING (m, i)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT m, SUM(0 + a.val) AS val
    FROM index_m AS m
    CROSS JOIN range(2) AS j(j)
    LEFT JOIN a ON a.i = 1 AND a.j = j.j
    WHERE a.val IS NOT NULL
    GROUP BY m
  )
SELECT m, coalesce(t3.val, 0) AS val
FROM index_m AS m
LEFT JOIN t3 USING (m)

SELECT j, m, t1.val
FROM t1
ORDER BY j, m

SELECT m, i, t2.val
FROM t2
ORDER BY m, i

SELECT m, t3_dense.val
FROM t3_dense
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT w, 0e0 + 1e0 AS val
FROM keys_w
SEMI JOIN keys_w AS keys_w_1 USING (w)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT COUNT(val) AS val
FROM (
  SELECT 0 + (-(b_1.val * b_1.val)) AS val
  FROM b
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN b AS b_1 ON b_1.i = 2 AND b_1.j = j.j
  WHERE b.j = 3 AND b.val = b_1.val AND b_1.val IS NOT NULL
  UNION ALL
  SELECT 0 + 3e0 * 3e0 AS val
) AS terms

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT m, SUM(val) AS val
    FROM (
      SELECT
        m,
        SUM(0 + (CASE WHEN tanh(q.val) > 0 THEN ln(tanh(q.val)) WHEN tanh(q.val) = 0 THEN '-inf'::DOUBLE WHEN tanh(q.val) < 0 THEN 'nan'::DOUBLE END - a.val)) AS val
      FROM q
      CROSS JOIN a
      CROSS JOIN index_m AS m
      CROSS JOIN range(3) AS i(i)
      WHERE q.i = 1 AND a.i = 4 AND (-1 - j BETWEEN 0 AND 5)
      GROUP BY m
      UNION ALL
      SELECT m, 0e0 + m AS val
      FROM index_m AS m
      WHERE -0.5e0 < m
    ) AS terms
    GROUP BY m
  )
SELECT m, coalesce(t3.val, 0) AS val
FROM index_m AS m
LEFT JOIN t3 USING (m)

SELECT w, t1.val
FROM t1
ORDER BY w

SELECT t2.val
FROM t2

SELECT m, t3_dense.val
FROM t3_dense
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT m, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT m, 0 + keys_m.val AS val, i AS pick
  FROM keys_m
  CROSS JOIN q
  UNION ALL
  SELECT
    m,
    0 + CASE WHEN v_1 IS NOT NULL AND v_1 IS NOT NULL THEN greatest(v_1, v_1) END AS val,
    m AS pick
  FROM (
    SELECT m, (c.val + c.val) * (2e0 - 2e0) AS v_1
    FROM index_m AS m
    LEFT JOIN c ON c.k = 2
    WHERE c.val IS NOT NULL AND c.val IS NOT NULL
  ) AS v1
) AS terms
GROUP BY m

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT coalesce(SUM(0 + keys_m.val), 0) AS val
FROM b
CROSS JOIN keys_m
CROSS JOIN c
WHERE i = 1 AND k = 2 AND TRUE AND NOT b.val <> b.val

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT w, i, t3.val
FROM (
  SELECT w, i, AVG(0 + keys_m.val) AS val
  FROM index_w AS w
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN index_m AS m
  LEFT JOIN keys_m USING (m)
  LEFT JOIN t1 USING (m)
  WHERE i = t1.val AND keys_m.val IS NOT NULL
  GROUP BY w, i
) AS t3
SEMI JOIN q USING (w, i)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT MAX(0 + t3_1.val) AS val
FROM t3
CROSS JOIN index_m AS m
LEFT JOIN keys_m USING (m)
LEFT JOIN t3 AS t3_1 ON t3_1.w = t3.w AND t3_1.i = 1
WHERE t3.i = 1 AND TRUE AND t3_1.val IS NOT NULL
HAVING COUNT(*) > 0

SELECT m, t1.val
FROM t1
ORDER BY m

SELECT t2.val
FROM t2

SELECT w, i, t3.val
FROM t3
ORDER BY w, i

SELECT t4.val
FROM t4

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, FIRST(f ORDER BY 0 + z.val DESC, f) AS val
FROM range(6) AS f(f)
LEFT JOIN z ON TRUE
WHERE z.val = z.val AND z.val IS NOT NULL
GROUP BY f

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT
  m,
  COUNT(0 + coalesce(CASE WHEN NOT (NOT (NOT (NOT (NOT (NOT m >= 0e0))))) THEN -2e0 ELSE greatest(m, 0e0) END, m)) AS val
FROM index_m AS m
GROUP BY m

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT k, BOOL_OR(NOT TRUE) AS val
    FROM q
    CROSS JOIN range(2, 6) AS k(k)
    CROSS JOIN range(2) AS j(j)
    LEFT JOIN p ON p.f = 3
    WHERE 1 - i BETWEEN 0 AND 2
    GROUP BY k
  )
SELECT k, coalesce(t3.val, FALSE) AS val
FROM range(2, 6) AS k(k)
LEFT JOIN t3 USING (k)

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT w, 0e0 + 0e0 AS val
    FROM index_w AS w
    WHERE 0e0 >= 1e0
  )
SELECT w, coalesce(t4.val, 0) AS val
FROM index_w AS w
LEFT JOIN t4 USING (w)

SELECT f, t1.val
FROM t1
ORDER BY f

SELECT m, t2.val
FROM t2
ORDER BY m

SELECT k, t3_dense.val
FROM t3_dense
ORDER BY k

SELECT w, t4_dense.val
FROM t4_dense
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT k, m, 0 + b.val AS val
FROM range(2, 6) AS k(k)
CROSS JOIN index_m AS m
LEFT JOIN u USING (m)
LEFT JOIN b ON b.i = 1 AND b.j = 0
WHERE b.val IS NOT NULL

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT i, k, SUM(val) AS val
    FROM (
      SELECT i, k, 0e0 + 2e0 AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2, 6) AS k(k)
      WHERE NOT 1e0 >= 0e0
      UNION ALL
      SELECT i, k, 0e0 + 1e0 AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2, 6) AS k(k)
      WHERE NOT i >= i AND NOT 0e0 < k
    ) AS terms
    GROUP BY i, k
  )
SELECT i, k, coalesce(t2.val, 0) AS val
FROM range(3) AS i(i)
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN t2 USING (i, k)

SELECT k, m, t1.val
FROM t1
ORDER BY k, m

SELECT i, k, t2_dense.val
FROM t2_dense
ORDER BY i, k

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  FIRST(i ORDER BY 0 + CASE WHEN z.val IS NOT NULL AND TRUE THEN CASE WHEN -0.5e0 >= 0 THEN sqrt(-0.5e0) WHEN -0.5e0 < 0 THEN 'nan'::DOUBLE END + c.val ELSE i END, i) AS val
FROM q
CROSS JOIN c
LEFT JOIN z ON TRUE
WHERE i_2 = i AND k = 1 AND TRUE
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT i, j, SUM(val) AS val
    FROM (
      SELECT
        2 * i AS i,
        j,
        SUM(0 + CASE WHEN v_1 > 0 THEN ln(v_1) WHEN v_1 = 0 THEN '-inf'::DOUBLE WHEN v_1 < 0 THEN 'nan'::DOUBLE END) AS val
      FROM (
        SELECT i, j, keys_m.val + keys_m.val - (keys_m.val + keys_m.val) AS v_1
        FROM keys_m
        CROSS JOIN range(3) AS i(i)
        CROSS JOIN range(2) AS j(j)
        WHERE TRUE AND 2 * i BETWEEN 0 AND 2
      ) AS v1
      GROUP BY 2 * i, j
      UNION ALL
      SELECT
        i,
        2 * j.j AS j,
        SUM(0 + CASE WHEN -tanh(keys_m.val) >= 0 THEN sqrt(-tanh(keys_m.val)) WHEN -tanh(keys_m.val) < 0 THEN 'nan'::DOUBLE END) AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      CROSS JOIN index_m AS m
      LEFT JOIN keys_m USING (m)
      WHERE 2 * j.j BETWEEN 0 AND 1 AND keys_m.val IS NOT NULL
      GROUP BY i, 2 * j.j
    ) AS terms
    GROUP BY i, j
  )
SELECT i, j, coalesce(t2.val, 0) AS val
FROM b
LEFT JOIN t2 USING (i, j)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT j, SUM(val) AS val
FROM (
  SELECT j, SUM(0 + keys_w_2.val) AS val
  FROM range(2) AS j(j)
  CROSS JOIN index_w AS w
  LEFT JOIN keys_w USING (w)
  LEFT JOIN keys_w AS keys_w_1 USING (w)
  LEFT JOIN keys_w AS keys_w_2 USING (w)
  WHERE keys_w_2.val IS NOT NULL
  GROUP BY j
  UNION ALL
  SELECT j, SUM(0 + keys_m.val) AS val
  FROM z
  CROSS JOIN range(2) AS j(j)
  CROSS JOIN index_m AS m
  LEFT JOIN keys_m USING (m)
  WHERE keys_m.val IS NOT NULL
  GROUP BY j
) AS terms
GROUP BY j

SELECT t1.val
FROM t1

SELECT i, j, t2_dense.val
FROM t2_dense
ORDER BY i, j

SELECT j, t3.val
FROM t3
ORDER BY j

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT m, BOOL_OR(c.val IS NOT NULL) AS val
    FROM a
    CROSS JOIN index_m AS m
    CROSS JOIN range(2, 6) AS k(k)
    LEFT JOIN c USING (k)
    WHERE j = 1
    GROUP BY m
  )
SELECT m, coalesce(t1.val, FALSE) AS val
FROM index_m AS m
LEFT JOIN t1 USING (m)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT
  0 + (coalesce(n.val, CASE WHEN n.val >= n.val THEN n.val ELSE 1e0 END) - greatest(-0.5e0, n.val * n.val)) AS val
FROM n
WHERE f = 1 AND NOT (NOT n.val <> n.val) AND TRUE

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT coalesce(PRODUCT(val), 1) AS val
FROM (
  SELECT
    PRODUCT(0 + CASE WHEN v_2 > 0 THEN ln(v_2) WHEN v_2 = 0 THEN '-inf'::DOUBLE WHEN v_2 < 0 THEN 'nan'::DOUBLE END) AS val
  FROM (
    SELECT CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END AS v_2
    FROM (
      SELECT
        CASE WHEN a.val > 0 THEN ln(a.val) WHEN a.val = 0 THEN '-inf'::DOUBLE WHEN a.val < 0 THEN 'nan'::DOUBLE END AS v_1
      FROM keys_m
      CROSS JOIN a
      WHERE i - j BETWEEN -1 AND 1 AND TRUE
    ) AS v1
  ) AS v2
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT 0 + tanh(2e0) AS val
) AS terms

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT m, MIN(m) AS val
FROM index_m AS m
LEFT JOIN t3 ON TRUE
WHERE t3.val IS NOT NULL OR t3.val IS NOT NULL
GROUP BY m

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT coalesce(SUM(0 + CASE WHEN 3e0 < 0e0 THEN 3e0 ELSE 0e0 END), 0) AS val
WHERE 2e0 = 3e0

SELECT m, t1_dense.val
FROM t1_dense
ORDER BY m

SELECT t2.val
FROM t2

SELECT t3.val
FROM t3

SELECT m, t4.val
FROM t4
ORDER BY m

SELECT t5.val
FROM t5

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i, j, 0e0 + 1e0 AS val
FROM range(3) AS i(i)
CROSS JOIN range(2) AS j(j)

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT w, MIN(0e0 + 1e0) AS val
FROM index_w AS w
WHERE 0e0 = 1e0
GROUP BY w

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT i, 0e0 + (-0.5e0) AS val
FROM range(3) AS i(i)
WHERE -0.5e0 < 0e0 AND 0e0 >= i

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT w, t3.val
FROM (
  SELECT w, MAX(val) AS val
  FROM (
    SELECT w, MAX(0 + (keys_m.val + keys_m.val)) AS val
    FROM keys_m
    CROSS JOIN index_w AS w
    WHERE keys_m.val < keys_m.val
    GROUP BY w
    UNION ALL
    SELECT
      w,
      MAX(0 + (2 - t1.val) * tanh(CASE WHEN t1.val >= 0 THEN sqrt(t1.val) WHEN t1.val < 0 THEN 'nan'::DOUBLE END)) AS val
    FROM index_w AS w
    CROSS JOIN index_m AS m
    LEFT JOIN z ON TRUE
    LEFT JOIN keys_m USING (m)
    LEFT JOIN t1 USING (w)
    WHERE t1.val IS NOT NULL
    GROUP BY w
  ) AS terms
  GROUP BY w
) AS t3
SEMI JOIN t1 USING (w)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT m, SUM(0e0 + m) AS val
FROM index_m AS m
GROUP BY m

CREATE OR REPLACE TEMP TABLE t5_dense AS
WITH
  t5 AS (
    SELECT i, SUM(val) AS val
    FROM (
      SELECT i, SUM(0 + t1.val) AS val
      FROM t1
      CROSS JOIN range(3) AS i(i)
      GROUP BY i
      UNION ALL
      SELECT 2 * i.i - 1 AS i, 0e0 + (-0.5e0) AS val
      FROM range(3) AS i(i)
      LEFT JOIN a ON a.i = i.i AND a.j = 0
      WHERE 2 * i.i BETWEEN 1 AND 3
    ) AS terms
    GROUP BY i
  )
SELECT i, coalesce(t5.val, 0) AS val
FROM range(3) AS i(i)
LEFT JOIN t5 USING (i)

SELECT w, t1.val
FROM t1
ORDER BY w

SELECT i, t2.val
FROM t2
ORDER BY i

SELECT w, t3.val
FROM t3
ORDER BY w

SELECT m, t4.val
FROM t4
ORDER BY m

SELECT i, t5_dense.val
FROM t5_dense
ORDER BY i

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT m, i, t1.val
FROM (
  SELECT m, i, MAX(0 + CASE WHEN m >= 0 THEN sqrt(m) WHEN m < 0 THEN 'nan'::DOUBLE END) AS val
  FROM index_m AS m
  CROSS JOIN range(3) AS i(i)
  WHERE -0.5e0 >= m OR 1e0 < 3e0
  GROUP BY m, i
) AS t1
SEMI JOIN q USING (m, i)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT j, SUM(val) AS val
    FROM (
      SELECT
        j.j - 1 AS j,
        SUM(0 + (q.val * m - q.val * m + CASE WHEN q.val - q.val > 0 THEN ln(q.val - q.val) WHEN q.val - q.val = 0 THEN '-inf'::DOUBLE WHEN q.val - q.val < 0 THEN 'nan'::DOUBLE END)) AS val
      FROM q
      CROSS JOIN range(2) AS j(j)
      WHERE i = 2 AND TRUE AND j.j BETWEEN 1 AND 2
      GROUP BY j.j - 1
      UNION ALL
      SELECT j, SUM(0 + tanh(v_1 * v_1)) AS val
      FROM (
        SELECT
          j,
          CASE WHEN q.val > 0 THEN ln(q.val) WHEN q.val = 0 THEN '-inf'::DOUBLE WHEN q.val < 0 THEN 'nan'::DOUBLE END AS v_1
        FROM range(2) AS j(j)
        CROSS JOIN index_m AS m
        LEFT JOIN q ON q.m = m.m AND q.i = 0
        WHERE q.val < j AND q.val IS NOT NULL
      ) AS v1
      GROUP BY j
    ) AS terms
    GROUP BY j
  )
SELECT j, coalesce(t2.val, 0) AS val
FROM range(2) AS j(j)
LEFT JOIN t2 USING (j)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT m, i, SUM(0 + 0e0 * 0e0) AS val
    FROM index_m AS m
    CROSS JOIN range(3) AS i(i)
    GROUP BY m, i
  )
SELECT m, i, coalesce(t3.val, 0) AS val
FROM t1
LEFT JOIN t3 USING (m, i)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT
  0 + (3e0 * 3e0 * 2 - CASE WHEN 0e0 >= 0 THEN sqrt(0e0) WHEN 0e0 < 0 THEN 'nan'::DOUBLE END) AS val

SELECT m, i, t1.val
FROM t1
ORDER BY m, i

SELECT j, t2_dense.val
FROM t2_dense
ORDER BY j

SELECT m, i, t3_dense.val
FROM t3_dense
ORDER BY m, i

SELECT t4.val
FROM t4

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT f, BOOL_OR(keys_w.val IS NOT NULL) AS val
    FROM range(6) AS f(f)
    CROSS JOIN index_w AS w
    CROSS JOIN range(2, 6) AS k(k)
    CROSS JOIN range(2) AS j(j)
    LEFT JOIN keys_w USING (w)
    SEMI JOIN b ON b.i = k.k + 2 AND b.j = j.j
    WHERE keys_w.val IS NOT NULL
    GROUP BY f
  )
SELECT f, coalesce(t1.val, FALSE) AS val
FROM range(6) AS f(f)
LEFT JOIN t1 USING (f)

SELECT f, t1_dense.val
FROM t1_dense
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT k, 0 + (v_1 - v_1) AS val
    FROM (
      SELECT k, k * 0e0 * (k * 0e0) AS v_1
      FROM range(2, 6) AS k(k)
      WHERE -0.5e0 >= 1e0 AND 3e0 = 0e0
    ) AS v1
  )
SELECT k, coalesce(t1.val, 0) AS val
FROM range(2, 6) AS k(k)
LEFT JOIN t1 USING (k)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT 0e0 + (-0.5e0) AS val
FROM (
  SELECT CAST(1 AS BIGINT) AS one
) AS one
LEFT JOIN p ON p.f = 0

SELECT k, t1_dense.val
FROM t1_dense
ORDER BY k

SELECT t2.val
FROM t2

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, i, BOOL_OR(q.val <> q.val) AS val
FROM range(6) AS f(f)
CROSS JOIN range(3) AS i(i)
CROSS JOIN index_w AS w
LEFT JOIN q USING (w, i)
WHERE q.val IS NOT NULL
GROUP BY f, i

CREATE OR REPLACE TEMP TABLE t1_dense AS
SELECT f, i, coalesce(t1.val, FALSE) AS val
FROM range(6) AS f(f)
CROSS JOIN range(3) AS i(i)
LEFT JOIN t1 USING (f, i)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT m, BOOL_OR(i_1 < i_1) AS val
FROM index_m AS m
CROSS JOIN range(3) AS i(i)
CROSS JOIN range(2) AS j(j)
CROSS JOIN range(3) AS i_1(i_1)
LEFT JOIN t1 ON t1.f = 2 * i.i + 1 AND t1.i = i_1.i_1
GROUP BY m

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT m, FIRST(pick ORDER BY val, pick) AS val
FROM (
  SELECT m, 0 + (keys_m.val + n.val) AS val, i.i AS pick
  FROM index_m AS m
  CROSS JOIN range(6) AS f(f)
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(3) AS i_1(i_1)
  LEFT JOIN t1 ON t1.f = f.f AND t1.i = 1
  LEFT JOIN n ON n.f = 2 * i.i - 1
  LEFT JOIN keys_m USING (m)
  WHERE keys_m.val IS NOT NULL AND n.val IS NOT NULL
  UNION ALL
  SELECT m, val, pick
  FROM (
    SELECT
      m,
      0 + CASE WHEN keys_w IS NOT NULL THEN CASE WHEN v_1 IS NOT NULL AND keys_w + keys_w IS NOT NULL THEN greatest(v_1, keys_w + keys_w) END ELSE CASE WHEN keys_w > 0 THEN ln(keys_w) WHEN keys_w = 0 THEN '-inf'::DOUBLE WHEN keys_w < 0 THEN 'nan'::DOUBLE END END AS val,
      f AS pick
    FROM (
      SELECT
        m,
        keys_w.val AS keys_w,
        f.f,
        CASE WHEN keys_w.val >= 0 THEN sqrt(keys_w.val) WHEN keys_w.val < 0 THEN 'nan'::DOUBLE END AS v_1
      FROM index_m AS m
      CROSS JOIN range(6) AS f(f)
      CROSS JOIN range(2) AS j(j)
      CROSS JOIN index_w AS w
      LEFT JOIN t1_dense ON t1_dense.f = j.j - f.f + 1 AND t1_dense.i = 1
      LEFT JOIN keys_w USING (w)
    ) AS v1
  ) AS t
  WHERE val IS NOT NULL
) AS terms
GROUP BY m

SELECT f, i, t1_dense.val
FROM t1_dense
ORDER BY f, i

SELECT m, t2.val
FROM t2
ORDER BY m

SELECT m, t3.val
FROM t3
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT j, m, SUM(0e0 + j) AS val
FROM range(2) AS j(j)
CROSS JOIN index_m AS m
GROUP BY j, m

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT m, i, t2.val
FROM (
  SELECT m, i.i, 0 + a.val AS val
  FROM index_m AS m
  CROSS JOIN range(3) AS i(i)
  LEFT JOIN a ON a.i = i.i AND a.j = 1
  WHERE i.i <> a.val AND a.val IS NOT NULL AND a.val IS NOT NULL
) AS t2
SEMI JOIN q USING (m, i)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT w, BOOL_AND(a.val <> f) AS val
    FROM index_w AS w
    CROSS JOIN range(2) AS j(j)
    CROSS JOIN range(6) AS f(f)
    LEFT JOIN a ON a.i = 2 AND a.j = 2 - j.j
    SEMI JOIN n USING (f)
    WHERE a.val IS NOT NULL
    GROUP BY w
  )
SELECT w, coalesce(t3.val, TRUE) AS val
FROM index_w AS w
LEFT JOIN t3 USING (w)

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT k, f, 0e0 + (-0.5e0) AS val
    FROM c
    CROSS JOIN range(6) AS f(f)
    WHERE NOT TRUE
  )
SELECT k, f, coalesce(t4.val, 2) AS val
FROM range(2, 6) AS k(k)
CROSS JOIN range(6) AS f(f)
LEFT JOIN t4 USING (k, f)

SELECT j, m, t1.val
FROM t1
ORDER BY j, m

SELECT m, i, t2.val
FROM t2
ORDER BY m, i

SELECT w, t3_dense.val
FROM t3_dense
ORDER BY w

SELECT k, f, t4_dense.val
FROM t4_dense
ORDER BY k, f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  j,
  0 + 0 * (CASE WHEN 2e0 >= 0 THEN sqrt(2e0) WHEN 2e0 < 0 THEN 'nan'::DOUBLE END * CASE WHEN n.val >= 0 THEN sqrt(n.val) WHEN n.val < 0 THEN 'nan'::DOUBLE END) AS val
FROM n
CROSS JOIN range(2) AS j(j)
WHERE f = 1 AND (TRUE OR TRUE)

SELECT j, t1.val
FROM t1
ORDER BY j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT a.i + j_1 AS i, j.j, BOOL_OR(NOT n.val >= a.val) AS val
FROM n
CROSS JOIN range(2) AS j_1(j_1)
CROSS JOIN a
CROSS JOIN range(2) AS j(j)
WHERE a.j = 2 AND a.i + j_1 BETWEEN 0 AND 2
GROUP BY a.i + j_1, j.j

CREATE OR REPLACE TEMP TABLE t1_dense AS
SELECT i, j, coalesce(t1.val, FALSE) AS val
FROM a
LEFT JOIN t1 USING (i, j)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT i, j, SUM(0e0 + (i - i)) AS val
FROM range(3) AS i(i)
CROSS JOIN range(2) AS j(j)
WHERE j >= 3e0 AND j >= 2e0
GROUP BY i, j

CREATE OR REPLACE TEMP TABLE t2_dense AS
SELECT i, j, coalesce(t2.val, 0) AS val
FROM a
LEFT JOIN t2 USING (i, j)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT f, BOOL_OR(NOT t2_dense.val >= keys_m.val) AS val
FROM keys_m
CROSS JOIN t2_dense
CROSS JOIN range(6) AS f(f)
CROSS JOIN range(3) AS i_1(i_1)
LEFT JOIN a ON a.i = (-1 - f.f) AND a.j = 1
WHERE t2_dense.j = t2_dense.i - 1
GROUP BY f

CREATE OR REPLACE TEMP TABLE t3_dense AS
SELECT f, coalesce(t3.val, FALSE) AS val
FROM p
LEFT JOIN t3 USING (f)

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT
      f.f,
      PRODUCT(0 + CASE WHEN coalesce(t2.val, 0) < coalesce(t2.val, 0) OR (TRUE OR TRUE) THEN CASE WHEN NOT TRUE THEN CASE WHEN TRUE THEN j.j ELSE 3e0 END ELSE coalesce(t2.val, 0) END ELSE CASE WHEN TRUE AND coalesce(t2.val, 0) >= coalesce(t2.val, 0) THEN coalesce(t2.val, 0) ELSE -coalesce(t2.val, 0) END END) AS val
    FROM p
    CROSS JOIN a
    CROSS JOIN range(6) AS f(f)
    CROSS JOIN range(2) AS j(j)
    LEFT JOIN t3 ON t3.f = p.f
    LEFT JOIN t2 ON t2.i = a.i AND t2.j = 1
    WHERE p.f BETWEEN 1 AND 4 AND a.j = 1
    GROUP BY f.f
  )
SELECT f, coalesce(t4.val, 1) AS val
FROM p
LEFT JOIN t4 USING (f)

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT m, i, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT m, i, 0e0 + i AS val, i AS pick
  FROM a
  CROSS JOIN index_m AS m
  LEFT JOIN t1 USING (i, j)
  WHERE TRUE
  UNION ALL
  SELECT m, i, 0e0 + 1e0 AS val, i AS pick
  FROM index_m AS m
  CROSS JOIN range(3) AS i(i)
) AS terms
GROUP BY m, i

SELECT i, j, t1_dense.val
FROM t1_dense
ORDER BY i, j

SELECT i, j, t2_dense.val
FROM t2_dense
ORDER BY i, j

SELECT f, t3_dense.val
FROM t3_dense
ORDER BY f

SELECT f, t4_dense.val
FROM t4_dense
ORDER BY f

SELECT m, i, t5.val
FROM t5
ORDER BY m, i

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT w, MIN(0 + keys_m.val) AS val
FROM index_w AS w
CROSS JOIN index_m AS m
LEFT JOIN keys_m USING (m)
WHERE keys_m.val IS NOT NULL AND keys_m.val IS NOT NULL
GROUP BY w

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT i, j, SUM(val) AS val
    FROM (
      SELECT i.i + 1 AS i, j, 0e0 + j AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      WHERE NOT 3e0 <> (-0.5e0) AND (-0.5e0 <> 0e0) AND i.i BETWEEN -1 AND 1
      UNION ALL
      SELECT i.i - 1 AS i, j.j + 1 AS j, SUM(0e0 + n.val) AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      CROSS JOIN range(6) AS f(f)
      LEFT JOIN n USING (f)
      WHERE i.i BETWEEN 1 AND 3 AND j.j BETWEEN -1 AND 0 AND n.val IS NOT NULL
      GROUP BY i.i - 1, j.j + 1
    ) AS terms
    GROUP BY i, j
  )
SELECT i, j, coalesce(t2.val, 0) AS val
FROM b
LEFT JOIN t2 USING (i, j)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT i, j, COUNT(val) AS val
    FROM (
      SELECT i, j, 0e0 + (-0.5e0) AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      UNION ALL
      SELECT t2_dense.i, t2_dense.j % 2 AS j, 0 + b.val AS val
      FROM n
      CROSS JOIN t2_dense
      LEFT JOIN b ON b.i = t2_dense.j // 2 - 1 AND b.j = t2_dense.j % 2
      WHERE f BETWEEN 1 AND 3 AND b.val IS NOT NULL
    ) AS terms
    GROUP BY i, j
  )
SELECT i, j, coalesce(t3.val, 0) AS val
FROM a
LEFT JOIN t3 USING (i, j)

CREATE OR REPLACE TEMP TABLE t4 AS
WITH
  v1 AS (
    SELECT f, i.i, CASE WHEN NOT a.val IS NOT NULL THEN a.val ELSE a.val + a.val END AS v_1
    FROM range(6) AS f(f)
    CROSS JOIN range(3) AS i(i)
    LEFT JOIN a ON a.i = 1 AND a.j = 2
    WHERE NOT f = a.val
  ),
  t AS (
    SELECT f, i, 0 + (v_1 + v_1) AS val
    FROM v1
  )
SELECT f, i, val
FROM t
WHERE val IS NOT NULL

SELECT w, t1.val
FROM t1
ORDER BY w

SELECT i, j, t2_dense.val
FROM t2_dense
ORDER BY i, j

SELECT i, j, t3_dense.val
FROM t3_dense
ORDER BY i, j

SELECT f, i, t4.val
FROM t4
ORDER BY f, i

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT u.m, AVG(0 + b.val) AS val
FROM u
CROSS JOIN range(3) AS i(i)
CROSS JOIN range(3) AS i_1(i_1)
CROSS JOIN index_m AS m_1
LEFT JOIN b ON b.i = i.i AND b.j = 2 * i_1.i_1 - 1
LEFT JOIN u AS u_1 ON u_1.m = m_1.m
WHERE b.val IS NOT NULL
GROUP BY u.m

SELECT m, t1.val
FROM t1
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT j.j, i, AVG(0 + z.val) AS val
FROM a
CROSS JOIN z
CROSS JOIN range(2) AS j(j)
CROSS JOIN range(6) AS f(f)
LEFT JOIN n USING (f)
WHERE i BETWEEN -1 AND 1 AND i BETWEEN 0 AND 2
GROUP BY j.j, i

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT i, j, t2.val
FROM (
  SELECT i, j, FIRST(pick ORDER BY val, pick) AS val
  FROM (
    SELECT
      2 * i.i + 1 AS i,
      j,
      0 + (CASE WHEN 1 = keys_m.val THEN greatest(keys_m.val, keys_m.val) ELSE CASE WHEN keys_m.val >= 0 THEN sqrt(keys_m.val) WHEN keys_m.val < 0 THEN 'nan'::DOUBLE END END + CASE WHEN TRUE THEN keys_m.val ELSE greatest(keys_m.val, keys_m.val) END) AS val,
      m AS pick
    FROM keys_m
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    WHERE 2 * i.i BETWEEN -1 AND 1
    UNION ALL
    SELECT t1.i, t1.j, 0 + (t1.val * c.val + 3) * (t1.val * c.val + 3) AS val, k AS pick
    FROM t1
    CROSS JOIN c
    LEFT JOIN a ON a.i = 2 AND a.j = t1.j
  ) AS terms
  GROUP BY i, j
) AS t2
SEMI JOIN a USING (i, j)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT m, BOOL_AND(NOT (NOT m < m)) AS val
FROM index_m AS m
GROUP BY m

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT m, 0 + a.val * a.val AS val
FROM a
CROSS JOIN index_m AS m
WHERE i = 2 AND j = 2 AND 1e0 < 3e0

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT t4.m, i.i, 0 + (greatest(coalesce(q.val, 1), t4.val) + q.val) AS val
FROM t4
CROSS JOIN range(3) AS i(i)
LEFT JOIN q ON q.m = t4.m AND q.i = 3
WHERE q.val IS NOT NULL AND NOT q.val IS NOT NULL AND q.val IS NOT NULL

SELECT j, i, t1.val
FROM t1
ORDER BY j, i

SELECT i, j, t2.val
FROM t2
ORDER BY i, j

SELECT m, t3.val
FROM t3
ORDER BY m

SELECT m, t4.val
FROM t4
ORDER BY m

SELECT m, i, t5.val
FROM t5
ORDER BY m, i

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT FIRST(i_1 ORDER BY 0 + q.val DESC, i_1) AS val
FROM q
CROSS JOIN range(3) AS i(i)
CROSS JOIN range(3) AS i_1(i_1)
LEFT JOIN a ON a.i = i.i + i_1.i_1 AND a.j = 3
WHERE q.i = 3 AND q.val >= i_1
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT
  f,
  0 + CASE WHEN a.val * a.val > 0 THEN ln(a.val * a.val) WHEN a.val * a.val = 0 THEN '-inf'::DOUBLE WHEN a.val * a.val < 0 THEN 'nan'::DOUBLE END * a.val AS val
FROM range(6) AS f(f)
LEFT JOIN a ON a.i = 2 AND a.j = 4
WHERE a.val IS NOT NULL

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT 0 + (-(keys_w.val * (3 - keys_w.val))) AS val, CAST(0 AS BIGINT) AS pick
  FROM index_w AS w
  LEFT JOIN keys_w USING (w)
  WHERE keys_w.val IS NOT NULL
  UNION ALL
  SELECT 0e0 + k AS val, k AS pick
  FROM range(2, 6) AS k(k)
  LEFT JOIN c USING (k)
) AS terms
HAVING COUNT(*) > 0

SELECT t1.val
FROM t1

SELECT f, t2.val
FROM t2
ORDER BY f

SELECT t3.val
FROM t3

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT j, 0 + (-0e0 * coalesce(greatest(-0.5e0, -0.5e0), coalesce(2e0, 2e0))) AS val
FROM range(2) AS j(j)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT coalesce(PRODUCT(val), 1) AS val
FROM (
  SELECT 0 + greatest(v_1, v_1) AS val
  FROM (
    SELECT 3e0 * 2e0 * (3e0 * 2e0) AS v_1
  ) AS v1
  UNION ALL
  SELECT
    PRODUCT(0 + CASE WHEN q.val = q.val OR q.val = m THEN -(-0.5e0) ELSE tanh(CASE WHEN q.val > 0 THEN ln(q.val) WHEN q.val = 0 THEN '-inf'::DOUBLE WHEN q.val < 0 THEN 'nan'::DOUBLE END) END) AS val
  FROM q
  WHERE i = 3
  HAVING COUNT(*) > 0
) AS terms

SELECT j, t1.val
FROM t1
ORDER BY j

SELECT t2.val
FROM t2

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT w, BOOL_OR(n.val = n.val) AS val
    FROM n
    CROSS JOIN range(2, 6) AS k(k)
    CROSS JOIN p
    CROSS JOIN index_w AS w
    LEFT JOIN c USING (k)
    WHERE p.f + k BETWEEN 1 AND 3
    GROUP BY w
  )
SELECT w, coalesce(t1.val, FALSE) AS val
FROM index_w AS w
LEFT JOIN t1 USING (w)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT coalesce(BOOL_AND(val), TRUE) AS val
FROM (
  SELECT (NOT (NOT 0e0 < (-0.5e0)) OR (-0.5e0 = 2e0)) AND (3e0 <> 2e0 AND 1e0 < 3e0) AS val
  UNION ALL
  SELECT BOOL_AND(TRUE) AS val
  FROM b
  WHERE b.val <> b.val
  HAVING COUNT(*) > 0
) AS terms

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT i, j, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT i, j, 0 + (-0.5 * tanh(2e0) + (-0.5 * tanh(2e0))) AS val, i AS pick
  FROM range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  UNION ALL
  SELECT i, 2 * j.j AS j, 0 + greatest(q.val, q.val) AS val, i AS pick
  FROM q
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN t2 ON TRUE
  WHERE q.val <> q.val AND 2 * j.j BETWEEN 0 AND 1
) AS terms
GROUP BY i, j

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT i, j, t4.val
FROM (
  SELECT
    i,
    j,
    FIRST(f ORDER BY 0 + CASE WHEN n.val > 0 THEN ln(n.val) WHEN n.val = 0 THEN '-inf'::DOUBLE WHEN n.val < 0 THEN 'nan'::DOUBLE END, f) AS val
  FROM u
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  CROSS JOIN index_w AS w
  CROSS JOIN range(6) AS f(f)
  LEFT JOIN keys_w USING (w)
  LEFT JOIN n USING (f)
  WHERE n.val IS NOT NULL
  GROUP BY i, j
) AS t4
SEMI JOIN b USING (i, j)

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT coalesce(PRODUCT(0 + tanh(1e0)), 1) AS val
FROM keys_w
WHERE NOT TRUE

SELECT w, t1_dense.val
FROM t1_dense
ORDER BY w

SELECT t2.val
FROM t2

SELECT i, j, t3.val
FROM t3
ORDER BY i, j

SELECT i, j, t4.val
FROM t4
ORDER BY i, j

SELECT t5.val
FROM t5

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT k, PRODUCT(val) AS val
    FROM (
      SELECT k, PRODUCT(0e0 + k) AS val
      FROM range(2, 6) AS k(k)
      CROSS JOIN index_w AS w
      ANTI JOIN keys_w USING (w)
      GROUP BY k
      UNION ALL
      SELECT k, PRODUCT(0 + (j - a.val)) AS val
      FROM a
      CROSS JOIN range(2, 6) AS k(k)
      CROSS JOIN index_m AS m
      SEMI JOIN u USING (m)
      GROUP BY k
    ) AS terms
    GROUP BY k
  )
SELECT k, coalesce(t1.val, 1) AS val
FROM range(2, 6) AS k(k)
LEFT JOIN t1 USING (k)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT f, BOOL_OR(val) AS val
    FROM (
      SELECT f, 1e0 >= f AND (-0.5e0 = 1e0) OR NOT 3e0 <> f AS val
      FROM range(6) AS f(f)
      UNION ALL
      SELECT f, BOOL_OR(3 >= b.val) AS val
      FROM b
      CROSS JOIN range(6) AS f(f)
      WHERE j = i - 1 AND i BETWEEN 1 AND 2
      GROUP BY f
    ) AS terms
    GROUP BY f
  )
SELECT f, coalesce(t2.val, FALSE) AS val
FROM n
LEFT JOIN t2 USING (f)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT coalesce(SUM(val), 0) AS val
FROM (
  SELECT 0 + z.val AS val
  FROM (
    SELECT CAST(1 AS BIGINT) AS one
  ) AS one
  LEFT JOIN z ON TRUE
  WHERE z.val IS NOT NULL AND z.val IS NOT NULL
  UNION ALL
  SELECT 0 + z.val AS val
  FROM (
    SELECT CAST(1 AS BIGINT) AS one
  ) AS one
  LEFT JOIN z ON TRUE
  LEFT JOIN t1_dense ON t1_dense.k = 0
  WHERE 0e0 <> (-0.5e0) AND z.val IS NOT NULL
) AS terms

SELECT k, t1_dense.val
FROM t1_dense
ORDER BY k

SELECT f, t2_dense.val
FROM t2_dense
ORDER BY f

SELECT t3.val
FROM t3

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT w, f, PRODUCT(val) AS val
    FROM (
      SELECT u.val AS w, f, 0e0 + (coalesce(n.val, n.val * n.val) + n.val) AS val
      FROM p
      CROSS JOIN u
      CROSS JOIN index_w AS w
      LEFT JOIN n USING (f)
    ) AS t
    WHERE val IS NOT NULL
    GROUP BY w, f
  )
SELECT w, f, coalesce(t1.val, 1) AS val
FROM index_w AS w
CROSS JOIN range(6) AS f(f)
LEFT JOIN t1 USING (w, f)

SELECT w, f, t1_dense.val
FROM t1_dense
ORDER BY w, f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  k - 1 AS k,
  FIRST(i ORDER BY 0 + CASE WHEN v_1 > 0 THEN ln(v_1) WHEN v_1 = 0 THEN '-inf'::DOUBLE WHEN v_1 < 0 THEN 'nan'::DOUBLE END, i) AS val
FROM (
  SELECT k, i, greatest(a.val, a.val) - (j - i - 1) AS v_1
  FROM a
  CROSS JOIN range(2, 6) AS k(k)
  WHERE j - i BETWEEN 1 AND 6 AND k BETWEEN 3 AND 6
) AS v1
GROUP BY k - 1

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT k, SUM(val) AS val
    FROM (
      SELECT
        k,
        SUM(0 + CASE WHEN keys_w <> k THEN CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END ELSE a END) AS val
      FROM (
        SELECT
          k,
          keys_w.val AS keys_w,
          a.val AS a,
          CASE WHEN keys_w.val > 0 THEN ln(keys_w.val) WHEN keys_w.val = 0 THEN '-inf'::DOUBLE WHEN keys_w.val < 0 THEN 'nan'::DOUBLE END AS v_1
        FROM a
        CROSS JOIN keys_w
        CROSS JOIN range(2, 6) AS k(k)
        WHERE i = 4
      ) AS v1
      GROUP BY k
      UNION ALL
      SELECT 2 * k.k - 1 AS k, SUM(0 + greatest(keys_m_1.val, keys_m_1.val) * b.val) AS val
      FROM keys_m
      JOIN keys_m AS keys_m_1 USING (m)
      CROSS JOIN range(2, 6) AS k(k)
      CROSS JOIN range(6) AS f(f)
      CROSS JOIN range(2) AS j(j)
      LEFT JOIN b ON b.i = f.f + j.j + 1 AND b.j = 2
      WHERE TRUE AND 2 * k.k BETWEEN 3 AND 6 AND b.val IS NOT NULL
      GROUP BY 2 * k.k - 1
    ) AS terms
    GROUP BY k
  )
SELECT k, coalesce(t2.val, 0) AS val
FROM t1
LEFT JOIN t2 USING (k)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT k, COUNT(val) AS val
    FROM (
      SELECT
        k,
        0 + ((k - k) * CASE WHEN 1e0 > 0 THEN ln(1e0) WHEN 1e0 = 0 THEN '-inf'::DOUBLE WHEN 1e0 < 0 THEN 'nan'::DOUBLE END + 2) AS val
      FROM range(2, 6) AS k(k)
      UNION ALL
      SELECT k, 0e0 + 0e0 AS val
      FROM range(2, 6) AS k(k)
    ) AS terms
    GROUP BY k
  )
SELECT k, coalesce(t3.val, 0) AS val
FROM t1
LEFT JOIN t3 USING (k)

SELECT k, t1.val
FROM t1
ORDER BY k

SELECT k, t2_dense.val
FROM t2_dense
ORDER BY k

SELECT k, t3_dense.val
FROM t3_dense
ORDER BY k

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i, j, t1.val
FROM (
  SELECT
    i,
    j.j - 1 AS j,
    MAX(0 + (CASE WHEN b.val * b.val > 0 THEN ln(b.val * b.val) WHEN b.val * b.val = 0 THEN '-inf'::DOUBLE WHEN b.val * b.val < 0 THEN 'nan'::DOUBLE END + CASE WHEN -0.5e0 > 0 THEN ln(-0.5e0) WHEN -0.5e0 = 0 THEN '-inf'::DOUBLE WHEN -0.5e0 < 0 THEN 'nan'::DOUBLE END)) AS val
  FROM range(3) AS i(i)
  CROSS JOIN range(2, 6) AS k(k)
  JOIN b USING (i)
  CROSS JOIN range(2) AS j(j)
  WHERE b.j - k BETWEEN 0 AND 1 AND j.j BETWEEN 1 AND 2
  GROUP BY i, j.j - 1
) AS t1
SEMI JOIN b USING (i, j)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT 0 + t1.val AS val
    FROM t1
    CROSS JOIN p
    WHERE i = 0 AND j = 0 AND f = 0
  )
SELECT coalesce(t2.val, 2) AS val
FROM (
  SELECT CAST(1 AS BIGINT) AS one
) AS one
LEFT JOIN t2 ON TRUE

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT j, 0 + tanh(3e0) AS val
    FROM range(2) AS j(j)
    WHERE -0.5e0 = j
  )
SELECT j, coalesce(t3.val, 0) AS val
FROM range(2) AS j(j)
LEFT JOIN t3 USING (j)

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

SELECT t2_dense.val
FROM t2_dense

SELECT j, t3_dense.val
FROM t3_dense
ORDER BY j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT m, SUM(val) AS val
FROM (
  SELECT m, 0 + (1e0 + 1e0) AS val
  FROM index_m AS m
  WHERE NOT m < m
  UNION ALL
  SELECT m, 0e0 + 3e0 AS val
  FROM index_m AS m
) AS terms
GROUP BY m

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT w, i, SUM(0e0 + i) AS val
    FROM index_w AS w
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(2, 6) AS k(k)
    LEFT JOIN p ON p.f = 2 * k.k + i.i + 1
    GROUP BY w, i
  )
SELECT w, i, coalesce(t2.val, 0) AS val
FROM q
LEFT JOIN t2 USING (w, i)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT
      w,
      k,
      0 + (CASE WHEN 3e0 = k THEN tanh(k) ELSE 3 END - CASE WHEN 2e0 >= 0 THEN sqrt(2e0) WHEN 2e0 < 0 THEN 'nan'::DOUBLE END) AS val
    FROM index_w AS w
    CROSS JOIN range(2, 6) AS k(k)
    WHERE NOT k >= k
  )
SELECT w, k, coalesce(t3.val, 0) AS val
FROM index_w AS w
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN t3 USING (w, k)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT m, j, 0e0 + m AS val
FROM index_m AS m
CROSS JOIN range(2) AS j(j)
WHERE NOT j <> 0e0

SELECT m, t1.val
FROM t1
ORDER BY m

SELECT w, i, t2_dense.val
FROM t2_dense
ORDER BY w, i

SELECT w, k, t3_dense.val
FROM t3_dense
ORDER BY w, k

SELECT m, j, t4.val
FROM t4
ORDER BY m, j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  f,
  AVG(0 + CASE WHEN b.val > 0 THEN ln(b.val) WHEN b.val = 0 THEN '-inf'::DOUBLE WHEN b.val < 0 THEN 'nan'::DOUBLE END) AS val
FROM q
JOIN b ON b.i = 2 * q.i + 1
CROSS JOIN range(6) AS f(f)
LEFT JOIN b AS b_1 ON b_1.i = 2 AND b_1.j = b.j
GROUP BY f

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, AVG(0e0 + 0e0) AS val
FROM index_w AS w
GROUP BY w

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT j, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT j, 0 + c.val AS val, k AS pick
  FROM c
  CROSS JOIN range(2) AS j(j)
  UNION ALL
  SELECT j.j + 1 AS j, 0 + (keys_m.val - keys_m.val) AS val, j.j AS pick
  FROM keys_m
  CROSS JOIN keys_m AS keys_m_1
  CROSS JOIN z
  CROSS JOIN range(2) AS j(j)
  WHERE NOT keys_m.val = z.val AND j.j BETWEEN -1 AND 0
) AS terms
GROUP BY j

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT coalesce(SUM(val), 0) AS val
FROM (
  SELECT SUM(0 + (-(-keys_w.val))) AS val
  FROM keys_w
  CROSS JOIN index_m AS m
  LEFT JOIN keys_m USING (m)
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT 0e0 + 2e0 AS val
) AS terms

CREATE OR REPLACE TEMP TABLE t5_dense AS
WITH
  t5 AS (
    SELECT f, PRODUCT(val) AS val
    FROM (
      SELECT
        f,
        PRODUCT(0 + CASE WHEN NOT a.val = a.val THEN a.val ELSE (a.val + a.val) * a.val END) AS val
      FROM a
      CROSS JOIN range(6) AS f(f)
      WHERE i = 1 AND TRUE
      GROUP BY f
      UNION ALL
      SELECT 2 * f.f + 1 AS f, 0e0 + 2e0 AS val
      FROM range(6) AS f(f)
      WHERE 2 * f.f BETWEEN -1 AND 4
    ) AS terms
    GROUP BY f
  )
SELECT f, coalesce(t5.val, 1) AS val
FROM range(6) AS f(f)
LEFT JOIN t5 USING (f)

SELECT f, t1.val
FROM t1
ORDER BY f

SELECT w, t2.val
FROM t2
ORDER BY w

SELECT j, t3.val
FROM t3
ORDER BY j

SELECT t4.val
FROM t4

SELECT f, t5_dense.val
FROM t5_dense
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT i, j, SUM(0e0 + 3e0) AS val
    FROM range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    GROUP BY i, j
  )
SELECT i, j, coalesce(t1.val, 0) AS val
FROM b
LEFT JOIN t1 USING (i, j)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, 0 + (tanh(0e0) + tanh(0e0)) AS val
FROM index_w AS w
LEFT JOIN keys_w USING (w)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT k, val
    FROM (
      SELECT k, 0 + n.val * CASE WHEN TRUE AND k = n.val THEN b.val * b.val ELSE b.val END AS val
      FROM n
      CROSS JOIN range(2, 6) AS k(k)
      LEFT JOIN b ON b.i = 2 AND b.j = 2
      WHERE f = 1 AND TRUE
    ) AS t
    WHERE val IS NOT NULL
  )
SELECT k, coalesce(t3.val, 0) AS val
FROM c
LEFT JOIN t3 USING (k)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT i, j, t4.val
FROM (
  SELECT
    i,
    j,
    MAX(0 + CASE WHEN 1e0 > 0 THEN ln(1e0) WHEN 1e0 = 0 THEN '-inf'::DOUBLE WHEN 1e0 < 0 THEN 'nan'::DOUBLE END * coalesce(j, j)) AS val
  FROM range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  GROUP BY i, j
) AS t4
SEMI JOIN b USING (i, j)

SELECT i, j, t1_dense.val
FROM t1_dense
ORDER BY i, j

SELECT w, t2.val
FROM t2
ORDER BY w

SELECT k, t3_dense.val
FROM t3_dense
ORDER BY k

SELECT i, j, t4.val
FROM t4
ORDER BY i, j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  j.j,
  MAX(0 + CASE WHEN j.j > 0 THEN ln(j.j) WHEN j.j = 0 THEN '-inf'::DOUBLE WHEN j.j < 0 THEN 'nan'::DOUBLE END * (a.val + (z.val - a.val))) AS val
FROM a
CROSS JOIN range(2) AS j(j)
LEFT JOIN z ON TRUE
WHERE i = 4 AND z.val >= z.val AND a.val < a.j + 1 AND z.val IS NOT NULL
GROUP BY j.j

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT f, t2.val
FROM (
  SELECT f.f - 1 AS f, FIRST(j ORDER BY 0 + a.val, j) AS val
  FROM a
  CROSS JOIN range(6) AS f(f)
  WHERE i = 2 AND TRUE AND a.val >= (-0.5) AND f.f BETWEEN 1 AND 6
  GROUP BY f.f - 1
) AS t2
SEMI JOIN n USING (f)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT i, 0 + greatest(b, v_1) AS val
FROM (
  SELECT
    i.i,
    b.val AS b,
    coalesce(CASE WHEN b.val >= 0 THEN sqrt(b.val) WHEN b.val < 0 THEN 'nan'::DOUBLE END, b.val) AS v_1
  FROM b
  CROSS JOIN range(3) AS i(i)
  WHERE b.i = 1 AND j = 4 AND NOT TRUE
) AS v1

SELECT j, t1.val
FROM t1
ORDER BY j

SELECT f, t2.val
FROM t2
ORDER BY f

SELECT i, t3.val
FROM t3
ORDER BY i

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i, j, t1.val
FROM (
  SELECT i.i, j.j, MIN(m) AS val
  FROM keys_m
  CROSS JOIN b
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  CROSS JOIN range(6) AS f(f)
  LEFT JOIN n USING (f)
  WHERE b.i = 0 AND b.j = 1
  GROUP BY i.i, j.j
) AS t1
SEMI JOIN b USING (i, j)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT i, j, t2.val
FROM (
  SELECT i, j, FIRST(pick ORDER BY val, pick) AS val
  FROM (
    SELECT
      i,
      j,
      0 + (CASE WHEN 2e0 > 0 THEN ln(2e0) WHEN 2e0 = 0 THEN '-inf'::DOUBLE WHEN 2e0 < 0 THEN 'nan'::DOUBLE END + 0) AS val,
      i AS pick
    FROM range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    WHERE 1e0 = (-0.5e0)
    UNION ALL
    SELECT 2 * i.i + 1 AS i, j.j - 1 AS j, 0e0 + (n.val + (j.j + n.val)) AS val, j.j AS pick
    FROM n
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    LEFT JOIN z ON TRUE
    WHERE f BETWEEN 1 AND 6 AND (z.val IS NOT NULL OR z.val IS NOT NULL) AND 2 * i.i BETWEEN -1 AND 1 AND j.j BETWEEN 1 AND 2
  ) AS terms
  GROUP BY i, j
) AS t2
SEMI JOIN a USING (i, j)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT f, FIRST(pick ORDER BY val, pick) AS val
FROM (
  SELECT
    f.f,
    0 + CASE WHEN n.val IS NOT NULL THEN n.val * (-0.5e0 * (-0.5e0)) ELSE CASE WHEN p.val IS NOT NULL THEN f_1 ELSE n.val * n.val END END AS val,
    f.f AS pick
  FROM range(6) AS f(f)
  CROSS JOIN range(6) AS f_1(f_1)
  CROSS JOIN range(3) AS i(i)
  LEFT JOIN n ON n.f = 2
  LEFT JOIN p ON p.f = 1 - f_1.f_1
) AS t
WHERE val IS NOT NULL
GROUP BY f

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

SELECT i, j, t2.val
FROM t2
ORDER BY i, j

SELECT f, t3.val
FROM t3
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, BOOL_AND(keys_m.val IS NOT NULL) AS val
FROM range(6) AS f(f)
CROSS JOIN range(2, 6) AS k(k)
CROSS JOIN range(3) AS i(i)
CROSS JOIN index_m AS m
LEFT JOIN a ON a.i = 4 AND a.j = k.k
LEFT JOIN keys_m USING (m)
LEFT JOIN z ON TRUE
GROUP BY f

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT COUNT(0 + CASE WHEN n.val >= 0 THEN sqrt(n.val) WHEN n.val < 0 THEN 'nan'::DOUBLE END) AS val
FROM n

SELECT f, t1.val
FROM t1
ORDER BY f

SELECT t2.val
FROM t2

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT MIN(2) AS val
WHERE 3e0 >= 0e0
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT m, t2.val
FROM (
  SELECT m, FIRST(m ORDER BY 0 + c.val, m) AS val
  FROM index_m AS m
  CROSS JOIN range(2, 6) AS k(k)
  CROSS JOIN range(3) AS i(i)
  LEFT JOIN c ON c.k = k.k + 1
  WHERE c.val >= c.val AND c.val IS NOT NULL
  GROUP BY m
) AS t2
SEMI JOIN u USING (m)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT k, BOOL_OR(val) AS val
    FROM (
      SELECT k, BOOL_OR(k >= t1.val) AS val
      FROM range(2, 6) AS k(k)
      CROSS JOIN index_w AS w
      LEFT JOIN keys_w USING (w)
      SEMI JOIN z ON TRUE
      LEFT JOIN t1 ON TRUE
      WHERE t1.val IS NOT NULL
      GROUP BY k
      UNION ALL
      SELECT k.k + 1 AS k, NOT (NOT 2e0 <> 0e0) AND k.k = k.k OR k.k >= (-0.5e0) AS val
      FROM range(2, 6) AS k(k)
      WHERE k.k BETWEEN 1 AND 4
    ) AS terms
    GROUP BY k
  )
SELECT k, coalesce(t3.val, FALSE) AS val
FROM range(2, 6) AS k(k)
LEFT JOIN t3 USING (k)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT 0 + b.val AS val
FROM b
CROSS JOIN z
WHERE i = 0 AND j = 2 AND z.val < z.val

SELECT t1.val
FROM t1

SELECT m, t2.val
FROM t2
ORDER BY m

SELECT k, t3_dense.val
FROM t3_dense
ORDER BY k

SELECT t4.val
FROM t4

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT w, f, 0 + (-c.val * (-c.val)) AS val
FROM index_w AS w
CROSS JOIN range(6) AS f(f)
LEFT JOIN c ON c.k = 1
LEFT JOIN keys_w USING (w)
WHERE c.val < c.val AND c.val IS NOT NULL

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT m, 2 * i.i + 1 AS i, SUM(0e0 + (-0.5e0)) AS val
    FROM index_m AS m
    CROSS JOIN range(3) AS i(i)
    WHERE 2 * i.i BETWEEN -1 AND 1
    GROUP BY m, 2 * i.i + 1
  )
SELECT m, i, coalesce(t2.val, 0) AS val
FROM q
LEFT JOIN t2 USING (m, i)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT i, j, t3.val
FROM (
  SELECT 2 * a.i - 1 AS i, j, FIRST(a.i ORDER BY 0 + a_1.val, a.i) AS val
  FROM a
  JOIN a AS a_1 USING (j)
  LEFT JOIN z ON TRUE
  WHERE a_1.i - a.i BETWEEN 1 AND 4 AND 2 * a.i BETWEEN 1 AND 3
  GROUP BY 2 * a.i - 1, j
) AS t3
SEMI JOIN b USING (i, j)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT coalesce(SUM(val), 0) AS val
FROM (
  SELECT SUM(0 + v_1 * v_1) AS val
  FROM (
    SELECT
      CASE WHEN 1e0 > 0 THEN ln(1e0) WHEN 1e0 = 0 THEN '-inf'::DOUBLE WHEN 1e0 < 0 THEN 'nan'::DOUBLE END + keys_w.val * 1 AS v_1
    FROM keys_w
    WHERE TRUE
  ) AS v1
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT SUM(0 + greatest(v_1, tanh(i))) AS val
  FROM (
    SELECT i, tanh(greatest(b.val, i)) AS v_1
    FROM b
  ) AS v1
  HAVING COUNT(*) > 0
) AS terms

SELECT w, f, t1.val
FROM t1
ORDER BY w, f

SELECT m, i, t2_dense.val
FROM t2_dense
ORDER BY m, i

SELECT i, j, t3.val
FROM t3
ORDER BY i, j

SELECT t4.val
FROM t4

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT MAX(0 + 1e0 * 0e0) AS val
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT i, i_1 AS i_2, SUM(0 + CASE WHEN TRUE THEN 2e0 ELSE i_1 END) AS val
    FROM c
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(3) AS i_1(i_1)
    WHERE k = 2 AND c.val >= c.val AND c.val = c.val
    GROUP BY i, i_1
  )
SELECT i, i_2, coalesce(t2.val, 0) AS val
FROM range(3) AS i(i)
CROSS JOIN range(3) AS i_2(i_2)
LEFT JOIN t2 USING (i, i_2)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT f, 0 + CASE WHEN 3e0 >= 0 THEN sqrt(3e0) WHEN 3e0 < 0 THEN 'nan'::DOUBLE END AS val
    FROM a
    CROSS JOIN range(6) AS f(f)
    WHERE i = 0 AND j = 0 AND a.val < a.val
  )
SELECT f, coalesce(t3.val, 2) AS val
FROM range(6) AS f(f)
LEFT JOIN t3 USING (f)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT m, MIN(m) AS val
FROM index_m AS m
GROUP BY m

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT w, MIN(1) AS val
FROM index_w AS w
GROUP BY w

SELECT t1.val
FROM t1

SELECT i, i_2, t2_dense.val
FROM t2_dense
ORDER BY i, i_2

SELECT f, t3_dense.val
FROM t3_dense
ORDER BY f

SELECT m, t4.val
FROM t4
ORDER BY m

SELECT w, t5.val
FROM t5
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT 2 * f.f + 1 AS f, FIRST(i ORDER BY 0 + c.val DESC, i) AS val
FROM range(6) AS f(f)
CROSS JOIN range(3) AS i(i)
CROSS JOIN range(2) AS j(j)
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN a USING (i, j)
LEFT JOIN c USING (k)
SEMI JOIN a AS a_1 ON a_1.i = 4 AND a_1.j = 4
WHERE 2 * f.f BETWEEN -1 AND 4 AND c.val IS NOT NULL
GROUP BY 2 * f.f + 1

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT j, w, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT
    2 * j.j - 1 AS j,
    w,
    0 + CASE WHEN c.val IS NOT NULL THEN greatest(z.val - z.val, c.val) END AS val,
    j.j AS pick
  FROM z
  CROSS JOIN range(2) AS j(j)
  CROSS JOIN index_w AS w
  LEFT JOIN c ON c.k = 4
  WHERE 2 * j.j BETWEEN 1 AND 2 AND c.val IS NOT NULL
  UNION ALL
  SELECT
    j,
    w,
    0 + CASE WHEN NOT (NOT 0e0 >= j) AND NOT 1e0 <> 0e0 OR 0e0 >= 1e0 THEN j ELSE j + CASE WHEN -0.5e0 >= 0 THEN sqrt(-0.5e0) WHEN -0.5e0 < 0 THEN 'nan'::DOUBLE END END AS val,
    j AS pick
  FROM range(2) AS j(j)
  CROSS JOIN index_w AS w
) AS terms
GROUP BY j, w

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT
  m,
  FIRST(f.f ORDER BY 0 + (-(2 * z.val) + CASE WHEN f.f - z.val > 0 THEN ln(f.f - z.val) WHEN f.f - z.val = 0 THEN '-inf'::DOUBLE WHEN f.f - z.val < 0 THEN 'nan'::DOUBLE END), f.f) AS val
FROM p
CROSS JOIN index_m AS m
CROSS JOIN range(6) AS f(f)
SEMI JOIN p AS p_1 ON p_1.f = f.f
LEFT JOIN z ON TRUE
WHERE p.f = 2 AND z.val IS NOT NULL
GROUP BY m

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT coalesce(BOOL_OR(NOT 1e0 < 1e0), FALSE) AS val

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT w, 0 + c.val * c.val AS val
FROM a
CROSS JOIN index_w AS w
SEMI JOIN a AS a_1 ON a_1.i = 1 AND a_1.j = 3
LEFT JOIN c ON c.k = 2
WHERE i = 3 AND j = 0 AND c.val IS NOT NULL

SELECT f, t1.val
FROM t1
ORDER BY f

SELECT j, w, t2.val
FROM t2
ORDER BY j, w

SELECT m, t3.val
FROM t3
ORDER BY m

SELECT t4.val
FROM t4

SELECT w, t5.val
FROM t5
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT f, SUM(0e0 + 0e0) AS val
    FROM keys_m
    JOIN q USING (m)
    CROSS JOIN range(6) AS f(f)
    GROUP BY f
  )
SELECT f, coalesce(t1.val, 0) AS val
FROM range(6) AS f(f)
LEFT JOIN t1 USING (f)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT j, SUM(val) AS val
FROM (
  SELECT j, SUM(0e0 + n_1.val) AS val
  FROM n
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN n AS n_1 USING (f)
  WHERE n_1.val IS NOT NULL
  GROUP BY j
  UNION ALL
  SELECT
    j,
    0 + (-CASE WHEN 0e0 > 0 THEN ln(0e0) WHEN 0e0 = 0 THEN '-inf'::DOUBLE WHEN 0e0 < 0 THEN 'nan'::DOUBLE END) AS val
  FROM range(2) AS j(j)
) AS terms
GROUP BY j

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT w, BOOL_OR(val) AS val
FROM (
  SELECT w, 2e0 <> 0e0 AS val
  FROM t2
  CROSS JOIN z
  CROSS JOIN index_w AS w
  WHERE j = 0 AND TRUE AND TRUE
  UNION ALL
  SELECT w.w, BOOL_OR((TRUE OR NOT 1e0 = n.val) AND TRUE) AS val
  FROM keys_m
  CROSS JOIN keys_w
  CROSS JOIN n
  CROSS JOIN index_w AS w
  WHERE f = 4
  GROUP BY w.w
) AS terms
GROUP BY w

SELECT f, t1_dense.val
FROM t1_dense
ORDER BY f

SELECT j, t2.val
FROM t2
ORDER BY j

SELECT w, t3.val
FROM t3
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
WITH
  v1 AS (
    SELECT
      i,
      CASE WHEN 1e0 > 0 THEN ln(1e0) WHEN 1e0 = 0 THEN '-inf'::DOUBLE WHEN 1e0 < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM range(3) AS i(i)
  ),
  v2 AS (
    SELECT i, greatest(v_1, 2e0 + i) AS v_2
    FROM v1
  )
SELECT i, SUM(0 + greatest(v_2, v_2)) AS val
FROM v2
GROUP BY i

SELECT i, t1.val
FROM t1
ORDER BY i

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT j.j, PRODUCT(0 + a.val) AS val
    FROM range(2) AS j(j)
    CROSS JOIN range(3) AS i(i)
    LEFT JOIN a ON a.i = i.i AND a.j = 2
    WHERE a.val IS NOT NULL
    GROUP BY j.j
  )
SELECT j, coalesce(t1.val, 1) AS val
FROM range(2) AS j(j)
LEFT JOIN t1 USING (j)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT k, 0 + greatest(v_1, -b) AS val
    FROM (
      SELECT k, b.val AS b, coalesce(b.val, b.val) - b.val * 0 AS v_1
      FROM b
      CROSS JOIN range(2, 6) AS k(k)
      WHERE i = 0 AND j = 0 AND b.val <> 3
    ) AS v1
  )
SELECT k, coalesce(t2.val, 0) AS val
FROM range(2, 6) AS k(k)
LEFT JOIN t2 USING (k)

SELECT j, t1_dense.val
FROM t1_dense
ORDER BY j

SELECT k, t2_dense.val
FROM t2_dense
ORDER BY k

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  m,
  k,
  0 + (greatest(m, 0e0) - (CASE WHEN 1e0 > 0 THEN ln(1e0) WHEN 1e0 = 0 THEN '-inf'::DOUBLE WHEN 1e0 < 0 THEN 'nan'::DOUBLE END + (-0.5e0 * 3e0))) AS val
FROM index_m AS m
CROSS JOIN range(2, 6) AS k(k)

SELECT m, k, t1.val
FROM t1
ORDER BY m, k

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT m, COUNT(0 + keys_m.val) AS val
    FROM index_m AS m
    LEFT JOIN keys_m USING (m)
    WHERE keys_m.val IS NOT NULL AND keys_m.val IS NOT NULL
    GROUP BY m
  )
SELECT m, coalesce(t1.val, 0) AS val
FROM u
LEFT JOIN t1 USING (m)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT f, 0 + (v_1 + v_1) AS val
FROM (
  SELECT f, CASE WHEN NOT 3e0 <> f OR f = f THEN 1e0 ELSE f END AS v_1
  FROM range(6) AS f(f)
  WHERE -0.5e0 <> f OR 0e0 = 2e0
) AS v1

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT MIN(val) AS val
FROM (
  SELECT MIN(0 + CASE WHEN n.val >= 0 THEN sqrt(n.val) WHEN n.val < 0 THEN 'nan'::DOUBLE END) AS val
  FROM t2
  CROSS JOIN range(6) AS f(f)
  LEFT JOIN n ON n.f = f.f
  WHERE t2.f = 2 AND t2.val >= t2.val AND n.val < f.f AND n.val IS NOT NULL
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT MIN(0 + v_1 * v_1) AS val
  FROM (
    SELECT
      CASE WHEN keys_m.val >= 0 THEN sqrt(keys_m.val) WHEN keys_m.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM keys_m
    CROSS JOIN p
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    LEFT JOIN c ON c.k = 2 * i.i + j.j - 1
    WHERE f = 4 AND TRUE
  ) AS v1
  HAVING COUNT(*) > 0
) AS terms
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT
      k,
      COUNT(0 + tanh(CASE WHEN 2e0 >= 0 THEN sqrt(2e0) WHEN 2e0 < 0 THEN 'nan'::DOUBLE END)) AS val
    FROM range(2, 6) AS k(k)
    WHERE 2e0 >= 3e0 AND k >= 3e0
    GROUP BY k
  )
SELECT k, coalesce(t4.val, 0) AS val
FROM c
LEFT JOIN t4 USING (k)

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT f, FIRST(f ORDER BY 0e0 + greatest(f, f), f) AS val
FROM range(6) AS f(f)
GROUP BY f

SELECT m, t1_dense.val
FROM t1_dense
ORDER BY m

SELECT f, t2.val
FROM t2
ORDER BY f

SELECT t3.val
FROM t3

SELECT k, t4_dense.val
FROM t4_dense
ORDER BY k

SELECT f, t5.val
FROM t5
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT m, COUNT(0e0 + 3e0) AS val
FROM index_m AS m
GROUP BY m

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT f, SUM(val) AS val
    FROM (
      SELECT
        f,
        0 + CASE WHEN (0e0 <> 0e0 OR 3e0 >= 1e0) AND NOT f < f THEN coalesce(0e0, f) + (-2e0) ELSE -2e0 * CASE WHEN 1e0 >= 0 THEN sqrt(1e0) WHEN 1e0 < 0 THEN 'nan'::DOUBLE END END AS val
      FROM range(6) AS f(f)
      UNION ALL
      SELECT 2 * f.f + 1 AS f, 0 + (-(z.val - z.val) * c.val) AS val
      FROM range(6) AS f(f)
      LEFT JOIN p USING (f)
      LEFT JOIN c ON c.k = 0
      LEFT JOIN z ON TRUE
      WHERE 2 * f.f BETWEEN -1 AND 4 AND z.val IS NOT NULL AND c.val IS NOT NULL
    ) AS terms
    GROUP BY f
  )
SELECT f, coalesce(t2.val, 0) AS val
FROM n
LEFT JOIN t2 USING (f)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT w, 0 + CASE WHEN 3e0 >= 1e0 THEN 0e0 ELSE 3e0 END AS val
FROM index_w AS w

SELECT m, t1.val
FROM t1
ORDER BY m

SELECT f, t2_dense.val
FROM t2_dense
ORDER BY f

SELECT w, t3.val
FROM t3
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, COUNT(0 + z.val) AS val
FROM a
CROSS JOIN a AS a_1
CROSS JOIN range(6) AS f(f)
LEFT JOIN z ON TRUE
WHERE a.i = 4 AND TRUE AND z.val IS NOT NULL
GROUP BY f

CREATE OR REPLACE TEMP TABLE t1_dense AS
SELECT f, coalesce(t1.val, 0) AS val
FROM range(6) AS f(f)
LEFT JOIN t1 USING (f)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT coalesce(SUM(val), 0) AS val
FROM (
  SELECT SUM(0 + keys_m.val) AS val
  FROM z
  CROSS JOIN index_m AS m
  CROSS JOIN index_w AS w
  LEFT JOIN keys_m USING (m)
  SEMI JOIN keys_w USING (w)
  WHERE keys_m.val IS NOT NULL
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT 0e0 + 1e0 AS val
) AS terms

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT f, t3.val
FROM (
  SELECT f, FIRST(f ORDER BY 0 + coalesce(v_1, v_1), f) AS val
  FROM (
    SELECT
      f.f,
      CASE WHEN i.i > 0 THEN ln(i.i) WHEN i.i = 0 THEN '-inf'::DOUBLE WHEN i.i < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM t2
    CROSS JOIN range(6) AS f(f)
    CROSS JOIN range(3) AS i(i)
    LEFT JOIN t1 ON t1.f = 4
    LEFT JOIN q ON q.i = i.i AND q.i_2 = i.i
    WHERE TRUE
  ) AS v1
  GROUP BY f
) AS t3
SEMI JOIN p USING (f)

SELECT f, t1_dense.val
FROM t1_dense
ORDER BY f

SELECT t2.val
FROM t2

SELECT f, t3.val
FROM t3
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT k, f, 0e0 + k AS val
FROM range(2, 6) AS k(k)
CROSS JOIN range(6) AS f(f)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT j, PRODUCT(0 + t1.val) AS val
    FROM z
    CROSS JOIN range(2, 6) AS k(k)
    CROSS JOIN range(6) AS f(f)
    JOIN t1 USING (k)
    CROSS JOIN range(2) AS j(j)
    WHERE t1.f - f.f BETWEEN -1 AND 0
    GROUP BY j
  )
SELECT j, coalesce(t2.val, 1) AS val
FROM range(2) AS j(j)
LEFT JOIN t2 USING (j)

SELECT k, f, t1.val
FROM t1
ORDER BY k, f

SELECT j, t2_dense.val
FROM t2_dense
ORDER BY j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  w,
  FIRST(m ORDER BY 0 + CASE WHEN keys_m.val > 0 THEN ln(keys_m.val) WHEN keys_m.val = 0 THEN '-inf'::DOUBLE WHEN keys_m.val < 0 THEN 'nan'::DOUBLE END * c.val, m) AS val
FROM c
CROSS JOIN keys_m
CROSS JOIN index_w AS w
WHERE k BETWEEN 0 AND 2
GROUP BY w

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, m.m, MAX(0 + b.val * b.val) AS val
FROM keys_m
CROSS JOIN index_w AS w
CROSS JOIN index_m AS m
CROSS JOIN range(3) AS i(i)
LEFT JOIN t1 USING (w)
LEFT JOIN b ON b.i = i.i AND b.j = 2
WHERE CASE WHEN (i.i = t1.val) IS NOT NULL THEN i.i = t1.val OR t1.val IS NOT NULL END AND b.val IS NOT NULL
GROUP BY w, m.m

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT f, 0 + a.val * a.val AS val
FROM a
CROSS JOIN range(6) AS f(f)
WHERE i = 1 AND j = 1

SELECT w, t1.val
FROM t1
ORDER BY w

SELECT w, m, t2.val
FROM t2
ORDER BY w, m

SELECT f, t3.val
FROM t3
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT m, i, COUNT(val) AS val
    FROM (
      SELECT m, 2 * i.i + 1 AS i, 0 + a.val AS val
      FROM u
      CROSS JOIN range(3) AS i(i)
      LEFT JOIN a ON a.i = 2 * i.i AND a.j = 2
      WHERE 2 * i.i BETWEEN -1 AND 1 AND a.val IS NOT NULL
      UNION ALL
      SELECT m, 2 * i.i + 1 AS i, 0e0 + (-n.val) AS val
      FROM index_m AS m
      CROSS JOIN range(3) AS i(i)
      CROSS JOIN range(6) AS f(f)
      LEFT JOIN u USING (m)
      LEFT JOIN n USING (f)
      WHERE 2 * i.i BETWEEN -1 AND 1 AND n.val IS NOT NULL
    ) AS terms
    GROUP BY m, i
  )
SELECT m, i, coalesce(t1.val, 0) AS val
FROM index_m AS m
CROSS JOIN range(3) AS i(i)
LEFT JOIN t1 USING (m, i)

SELECT m, i, t1_dense.val
FROM t1_dense
ORDER BY m, i

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT i, m, SUM(0 + z.val) AS val
    FROM range(3) AS i(i)
    CROSS JOIN index_m AS m
    LEFT JOIN z ON TRUE
    WHERE z.val >= (-0.5) AND z.val IS NOT NULL
    GROUP BY i, m
  )
SELECT i, m, coalesce(t1.val, 0) AS val
FROM range(3) AS i(i)
CROSS JOIN index_m AS m
LEFT JOIN t1 USING (i, m)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, f, COUNT(0 + b.val * b.val) AS val
FROM index_w AS w
CROSS JOIN range(6) AS f(f)
CROSS JOIN range(3) AS i(i)
CROSS JOIN range(2) AS j(j)
LEFT JOIN b USING (i, j)
WHERE b.val IS NOT NULL
GROUP BY w, f

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT j, k, SUM(val) AS val
    FROM (
      SELECT j.j, k, 0 + b.val AS val
      FROM range(2) AS j(j)
      CROSS JOIN range(2, 6) AS k(k)
      LEFT JOIN b ON b.i = 1 AND b.j = 3
      WHERE b.val IS NOT NULL
      UNION ALL
      SELECT j, k, SUM(0 + (-tanh(a.val) - t2.val)) AS val
      FROM a
      CROSS JOIN range(2, 6) AS k(k)
      CROSS JOIN index_w AS w
      CROSS JOIN range(6) AS f(f)
      CROSS JOIN range(2) AS j_1(j_1)
      LEFT JOIN t2 ON t2.w = w.w AND t2.f = 2 * f.f + j_1.j_1
      LEFT JOIN n ON n.f = f.f
      WHERE i = 4 AND t2.val IS NOT NULL
      GROUP BY j, k
    ) AS terms
    GROUP BY j, k
  )
SELECT j, k, coalesce(t3.val, 0) AS val
FROM range(2) AS j(j)
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN t3 USING (j, k)

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT i, k.k - 1 AS k, SUM(0e0 + 3e0) AS val
    FROM range(3) AS i(i)
    CROSS JOIN range(2, 6) AS k(k)
    WHERE k.k BETWEEN 3 AND 6
    GROUP BY i, k.k - 1
  )
SELECT i, k, coalesce(t4.val, 0) AS val
FROM range(3) AS i(i)
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN t4 USING (i, k)

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT m, BOOL_AND(TRUE) AS val
FROM n
CROSS JOIN index_m AS m
GROUP BY m

SELECT i, m, t1_dense.val
FROM t1_dense
ORDER BY i, m

SELECT w, f, t2.val
FROM t2
ORDER BY w, f

SELECT j, k, t3_dense.val
FROM t3_dense
ORDER BY j, k

SELECT i, k, t4_dense.val
FROM t4_dense
ORDER BY i, k

SELECT m, t5.val
FROM t5
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT m, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT m, 0 + keys_m.val AS val, m AS pick
  FROM keys_m
  CROSS JOIN a
  CROSS JOIN range(3) AS i(i)
  LEFT JOIN b ON b.i = i.i AND b.j = 2
  WHERE a.i = 4 AND (a.val = 1 OR TRUE)
  UNION ALL
  SELECT m, 0e0 + 0e0 AS val, m AS pick
  FROM index_m AS m
  WHERE NOT m < 0e0
) AS terms
GROUP BY m

SELECT m, t1.val
FROM t1
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT m, SUM(0 + coalesce(v_1, v_1)) AS val
    FROM (
      SELECT
        m,
        CASE WHEN i <> a.val THEN 2 ELSE a.val END * CASE WHEN i <> a.val THEN 2 ELSE a.val END AS v_1
      FROM a
      CROSS JOIN z
      CROSS JOIN p
      CROSS JOIN index_m AS m
      WHERE j = 1 AND f = 2 AND TRUE
    ) AS v1
    GROUP BY m
  )
SELECT m, coalesce(t1.val, 0) AS val
FROM index_m AS m
LEFT JOIN t1 USING (m)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT j, m, MIN(0 + (v_1 + v_1)) AS val
FROM (
  SELECT j.j, m, keys_w.val * keys_w.val * (b.val * b.val) AS v_1
  FROM range(2) AS j(j)
  CROSS JOIN index_m AS m
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN index_w AS w
  LEFT JOIN b ON b.i = i.i AND b.j = i.i - 1
  LEFT JOIN keys_w USING (w)
  LEFT JOIN u USING (m)
  WHERE keys_w.val = b.val AND keys_w.val IS NOT NULL AND b.val IS NOT NULL
) AS v1
GROUP BY j, m

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT i, w, 0 + (2e0 + coalesce(i, i)) AS val
FROM range(3) AS i(i)
CROSS JOIN index_w AS w

SELECT m, t1_dense.val
FROM t1_dense
ORDER BY m

SELECT j, m, t2.val
FROM t2
ORDER BY j, m

SELECT i, w, t3.val
FROM t3
ORDER BY i, w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT MAX(val) AS val
FROM (
  SELECT MAX(0 + b.val) AS val
  FROM range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN b USING (i, j)
  WHERE b.val IS NOT NULL
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT MAX(val) AS val
  FROM (
    SELECT 0 + CASE WHEN v_1 IS NOT NULL AND v_2 IS NOT NULL THEN greatest(v_1, v_2) END AS val
    FROM (
      SELECT
        CASE WHEN NOT keys_m.val IS NOT NULL THEN 1e0 + 2e0 ELSE keys_m.val END AS v_1,
        CASE (NOT 2 >= keys_m.val) WHEN TRUE THEN z.val WHEN FALSE THEN CASE WHEN z.val > 0 THEN ln(z.val) WHEN z.val = 0 THEN '-inf'::DOUBLE WHEN z.val < 0 THEN 'nan'::DOUBLE END END AS v_2
      FROM z
      CROSS JOIN index_m AS m
      LEFT JOIN keys_m USING (m)
      WHERE 1 >= z.val
    ) AS v1
  ) AS t
  WHERE val IS NOT NULL
  HAVING COUNT(*) > 0
) AS terms
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT
      i,
      m,
      PRODUCT(0 + (CASE WHEN 1e0 >= 0 THEN sqrt(1e0) WHEN 1e0 < 0 THEN 'nan'::DOUBLE END - coalesce(m, m))) AS val
    FROM range(3) AS i(i)
    CROSS JOIN index_m AS m
    WHERE 3e0 < i AND m < 1e0
    GROUP BY i, m
  )
SELECT i, m, coalesce(t2.val, 1) AS val
FROM range(3) AS i(i)
CROSS JOIN index_m AS m
LEFT JOIN t2 USING (i, m)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT coalesce(SUM(0 + z.val), 0) AS val
FROM (
  SELECT CAST(1 AS BIGINT) AS one
) AS one
LEFT JOIN z ON TRUE
WHERE z.val IS NOT NULL AND z.val IS NOT NULL

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT j, COUNT(val) AS val
    FROM (
      SELECT
        a.j + 1 AS j,
        0 + (keys_w.val - keys_w.val) * (keys_w.val - keys_w.val) * (keys_w.val * greatest(a.j, 2e0)) AS val
      FROM keys_w
      CROSS JOIN a
      CROSS JOIN index_m AS m
      LEFT JOIN u USING (m)
      WHERE TRUE AND a.j BETWEEN -1 AND 0
      UNION ALL
      SELECT 2 * j.j AS j, 0 + (-(2e0 * 2e0) - j.j * (1e0 + 1e0)) AS val
      FROM range(2) AS j(j)
      WHERE 2 * j.j BETWEEN 0 AND 1
    ) AS terms
    GROUP BY j
  )
SELECT j, coalesce(t4.val, 0) AS val
FROM range(2) AS j(j)
LEFT JOIN t4 USING (j)

SELECT t1.val
FROM t1

SELECT i, m, t2_dense.val
FROM t2_dense
ORDER BY i, m

SELECT t3.val
FROM t3

SELECT j, t4_dense.val
FROM t4_dense
ORDER BY j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i, j, AVG(val) AS val
FROM (
  SELECT
    i.i + 1 AS i,
    j,
    0 + CASE WHEN tanh(2e0) >= 0 THEN sqrt(tanh(2e0)) WHEN tanh(2e0) < 0 THEN 'nan'::DOUBLE END AS val
  FROM range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  WHERE (3e0 < j OR (-0.5e0 >= 2e0)) AND i.i BETWEEN -1 AND 1
  UNION ALL
  SELECT i + 1 AS i, j, 0 + v_1 * v_1 * (v_1 * v_1) AS val
  FROM (
    SELECT
      i,
      j,
      CASE WHEN keys_m.val >= 0 THEN sqrt(keys_m.val) WHEN keys_m.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM keys_m
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    WHERE i BETWEEN -1 AND 1
  ) AS v1
) AS terms
GROUP BY i, j

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT m, t2.val
FROM (
  SELECT m, 0 + (-0e0 * 1 * ((m - m) * greatest(m, 1e0))) AS val
  FROM index_m AS m
  WHERE NOT -0.5e0 >= m
) AS t2
SEMI JOIN u USING (m)

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

SELECT m, t2.val
FROM t2
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i.i, j.j, MAX(0e0 + i.i) AS val
FROM range(3) AS i(i)
CROSS JOIN range(2) AS j(j)
CROSS JOIN index_m AS m
CROSS JOIN index_m AS m_1
LEFT JOIN a ON a.i = 3 AND a.j = j.j
LEFT JOIN keys_m ON keys_m.m = m.m
LEFT JOIN keys_m AS keys_m_1 ON keys_m_1.m = m_1.m
GROUP BY i.i, j.j

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, BOOL_OR(z.val IS NOT NULL) AS val
FROM index_w AS w
LEFT JOIN z ON TRUE
GROUP BY w

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT m, f.f + 1 AS f, SUM(0 + tanh(-a.val + (a.val + a.val))) AS val
    FROM a
    CROSS JOIN index_m AS m
    CROSS JOIN range(6) AS f(f)
    WHERE i = 3 AND j = 2 AND f.f BETWEEN -1 AND 4
    GROUP BY m, f.f + 1
  )
SELECT m, f, coalesce(t3.val, 0) AS val
FROM index_m AS m
CROSS JOIN range(6) AS f(f)
LEFT JOIN t3 USING (m, f)

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

SELECT w, t2.val
FROM t2
ORDER BY w

SELECT m, f, t3_dense.val
FROM t3_dense
ORDER BY m, f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT 2 * i.i - 1 AS i, f.f - 1 AS f, MAX(0e0 + 1e0) AS val
FROM range(3) AS i(i)
CROSS JOIN range(6) AS f(f)
WHERE 2 * i.i BETWEEN 1 AND 3 AND f.f BETWEEN 1 AND 6
GROUP BY 2 * i.i - 1, f.f - 1

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, MIN(2) AS val
FROM index_w AS w
GROUP BY w

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT j, i, FIRST(pick ORDER BY val, pick) AS val
FROM (
  SELECT j, i, 0e0 + (t2.val - t2.val) AS val, j AS pick
  FROM range(2) AS j(j)
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN index_w AS w
  LEFT JOIN t2 USING (w)
  WHERE t2.val IS NOT NULL
  UNION ALL
  SELECT j, i, 0 + greatest(j + (-0e0), v_1) AS val, i AS pick
  FROM (
    SELECT j, i, -2e0 + tanh(2e0) AS v_1
    FROM range(2) AS j(j)
    CROSS JOIN range(3) AS i(i)
  ) AS v1
) AS terms
GROUP BY j, i

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT w, AVG(0 + CASE WHEN 2e0 >= 0 THEN sqrt(2e0) WHEN 2e0 < 0 THEN 'nan'::DOUBLE END) AS val
FROM u
CROSS JOIN index_w AS w
CROSS JOIN range(2) AS j(j)
LEFT JOIN b ON b.i = 4 AND b.j = j.j
WHERE b.val < 3
GROUP BY w

SELECT i, f, t1.val
FROM t1
ORDER BY i, f

SELECT w, t2.val
FROM t2
ORDER BY w

SELECT j, i, t3.val
FROM t3
ORDER BY j, i

SELECT w, t4.val
FROM t4
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT
      m,
      SUM(0 + CASE WHEN m >= 0 THEN sqrt(m) WHEN m < 0 THEN 'nan'::DOUBLE END * (0 + coalesce(2e0, 2e0))) AS val
    FROM index_m AS m
    WHERE 2e0 < (-0.5e0) AND 1e0 >= m
    GROUP BY m
  )
SELECT m, coalesce(t1.val, 0) AS val
FROM index_m AS m
LEFT JOIN t1 USING (m)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT AVG(0 + greatest(0e0 * 0e0, 0e0 * 0e0)) AS val
FROM keys_w
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT MIN(2) AS val
WHERE NOT 3e0 < 3e0
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT k.k - 1 AS k, MAX(0 + coalesce(a.val, a.val)) AS val
FROM a
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN t2 ON TRUE
WHERE k.k BETWEEN 3 AND 6
GROUP BY k.k - 1

CREATE OR REPLACE TEMP TABLE t5_dense AS
WITH
  t5 AS (
    SELECT
      i.i,
      SUM(0 + (CASE WHEN q.val >= 0 THEN sqrt(q.val) WHEN q.val < 0 THEN 'nan'::DOUBLE END + q.val) * coalesce(q.val, q.val * 0)) AS val
    FROM q
    CROSS JOIN range(3) AS i(i)
    WHERE q.i = 4 AND q.val >= q.val
    GROUP BY i.i
  )
SELECT i, coalesce(t5.val, 0) AS val
FROM range(3) AS i(i)
LEFT JOIN t5 USING (i)

SELECT m, t1_dense.val
FROM t1_dense
ORDER BY m

SELECT t2.val
FROM t2

SELECT t3.val
FROM t3

SELECT k, t4.val
FROM t4
ORDER BY k

SELECT i, t5_dense.val
FROM t5_dense
ORDER BY i

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT w, COUNT(val) AS val
    FROM (
      SELECT w, 0 + (0 - (1 - (3e0 - 3e0))) AS val
      FROM index_w AS w
      WHERE NOT 0e0 >= (-0.5e0)
      UNION ALL
      SELECT w, 0 + tanh(coalesce(-1e0, -1e0)) AS val
      FROM index_w AS w
      WHERE NOT 2e0 = (-0.5e0)
    ) AS terms
    GROUP BY w
  )
SELECT w, coalesce(t1.val, 0) AS val
FROM index_w AS w
LEFT JOIN t1 USING (w)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT i, j, SUM(val) AS val
FROM (
  SELECT i, j, SUM(0e0 + n.val) AS val
  FROM u
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN n ON n.f = 2
  WHERE n.val >= j AND n.val IS NOT NULL
  GROUP BY i, j
  UNION ALL
  SELECT i, j, SUM(0 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END) AS val
  FROM (
    SELECT
      i,
      j,
      CASE WHEN keys_w.val >= 0 THEN sqrt(keys_w.val) WHEN keys_w.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM n
    CROSS JOIN index_m AS m
    LEFT JOIN u USING (m)
    JOIN keys_w ON keys_w.w = u.val
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    WHERE f = 1
  ) AS v1
  GROUP BY i, j
) AS terms
GROUP BY i, j

SELECT w, t1_dense.val
FROM t1_dense
ORDER BY w

SELECT i, j, t2.val
FROM t2
ORDER BY i, j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, i, SUM(val) AS val
FROM (
  SELECT
    f,
    2 * i.i - 1 AS i,
    0 + coalesce(a.val * a.val, a.val * a.val) * (a.val * a.val - a.val) AS val
  FROM range(6) AS f(f)
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(3) AS i_1(i_1)
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN a ON a.i = i_1.i_1 - f.f - 1 AND a.j = j.j
  WHERE NOT a.val IS NOT NULL AND 2 * i.i BETWEEN 1 AND 3
) AS t
WHERE val IS NOT NULL
GROUP BY f, i

CREATE OR REPLACE TEMP TABLE t1_dense AS
SELECT f, i, coalesce(t1.val, 0) AS val
FROM range(6) AS f(f)
CROSS JOIN range(3) AS i(i)
LEFT JOIN t1 USING (f, i)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT w, SUM(val) AS val
    FROM (
      SELECT u.val AS w, SUM(0e0 + (-m)) AS val
      FROM u
      CROSS JOIN index_w AS w
      GROUP BY u.val
      UNION ALL
      SELECT w, 0e0 + 3e0 AS val
      FROM index_w AS w
      WHERE 2e0 <> 1e0
    ) AS terms
    GROUP BY w
  )
SELECT w, coalesce(t2.val, 0) AS val
FROM index_w AS w
LEFT JOIN t2 USING (w)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT w, 0e0 + n.val AS val
    FROM n
    CROSS JOIN index_w AS w
    LEFT JOIN t1 ON t1.f = 0 AND t1.i = 0
    WHERE n.f = 0 AND (NOT 0 <> coalesce(t1.val, 0) OR TRUE)
  )
SELECT w, coalesce(t3.val, 2) AS val
FROM index_w AS w
LEFT JOIN t3 USING (w)

SELECT f, i, t1_dense.val
FROM t1_dense
ORDER BY f, i

SELECT w, t2_dense.val
FROM t2_dense
ORDER BY w

SELECT w, t3_dense.val
FROM t3_dense
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT w, 0e0 + (-0.5e0) AS val
FROM keys_w
LEFT JOIN a ON a.i = 1 AND a.j = 2
WHERE TRUE AND a.val = keys_w.val

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT w, SUM(val) AS val
    FROM (
      SELECT w, 0 + t1.val * CASE WHEN TRUE THEN -t1.val ELSE coalesce(keys_m.val, keys_m.val) END AS val
      FROM t1
      CROSS JOIN index_m AS m
      LEFT JOIN keys_m USING (m)
    ) AS t
    WHERE val IS NOT NULL
    GROUP BY w
  )
SELECT w, coalesce(t2.val, 0) AS val
FROM index_w AS w
LEFT JOIN t2 USING (w)

SELECT w, t1.val
FROM t1
ORDER BY w

SELECT w, t2_dense.val
FROM t2_dense
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i, j, t1.val
FROM (
  SELECT i.i - 1 AS i, j.j + 1 AS j, AVG(0e0 + 2e0) AS val
  FROM keys_w
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN c ON c.k = 0
  WHERE i.i BETWEEN 1 AND 3 AND j.j BETWEEN -1 AND 0
  GROUP BY i.i - 1, j.j + 1
) AS t1
SEMI JOIN b USING (i, j)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT j.j, m, MAX(0e0 + 2e0) AS val
FROM u
CROSS JOIN range(2) AS j(j)
CROSS JOIN range(3) AS i(i)
LEFT JOIN b ON b.i = i.i AND b.j = 4
GROUP BY j.j, m

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT m, SUM(val) AS val
FROM (
  SELECT m, 0 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END AS val
  FROM (
    SELECT m, greatest(m + 2e0, m + 2e0) AS v_1
    FROM index_m AS m
  ) AS v1
  UNION ALL
  SELECT m, SUM(0 + CASE WHEN z.val IS NOT NULL THEN greatest(z.val, 0) END) AS val
  FROM p
  CROSS JOIN index_m AS m
  LEFT JOIN z ON TRUE
  LEFT JOIN p AS p_1 ON p_1.f = 2
  WHERE z.val = m AND z.val IS NOT NULL
  GROUP BY m
) AS terms
GROUP BY m

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT
      i,
      j,
      PRODUCT(0 + tanh(-CASE WHEN i >= 0 THEN sqrt(i) WHEN i < 0 THEN 'nan'::DOUBLE END)) AS val
    FROM range(3) AS i(i)
    CROSS JOIN range(2) AS j(j)
    WHERE i <> (-0.5e0) AND NOT 1e0 = 0e0
    GROUP BY i, j
  )
SELECT i, j, coalesce(t4.val, 1) AS val
FROM b
LEFT JOIN t4 USING (i, j)

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

SELECT j, m, t2.val
FROM t2
ORDER BY j, m

SELECT m, t3.val
FROM t3
ORDER BY m

SELECT i, j, t4_dense.val
FROM t4_dense
ORDER BY i, j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i.i + 1 AS i, SUM(0e0 + 1e0) AS val
FROM range(3) AS i(i)
WHERE (-0.5e0 >= i.i OR i.i < 0e0) AND i.i BETWEEN -1 AND 1
GROUP BY i.i + 1

CREATE OR REPLACE TEMP TABLE t1_dense AS
SELECT i, coalesce(t1.val, 0) AS val
FROM range(3) AS i(i)
LEFT JOIN t1 USING (i)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT
  coalesce(SUM(0 + (-CASE WHEN coalesce(t1.val, 0) - i > 0 THEN ln(coalesce(t1.val, 0) - i) WHEN coalesce(t1.val, 0) - i = 0 THEN '-inf'::DOUBLE WHEN coalesce(t1.val, 0) - i < 0 THEN 'nan'::DOUBLE END)), 0) AS val
FROM range(3) AS i(i)
LEFT JOIN t1 USING (i)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT f, AVG(0 + greatest(v_1, v_2)) AS val
FROM (
  SELECT
    f,
    (f - f) * (f - f) AS v_1,
    -CASE WHEN 2e0 >= 0 THEN sqrt(2e0) WHEN 2e0 < 0 THEN 'nan'::DOUBLE END AS v_2
  FROM range(6) AS f(f)
) AS v1
GROUP BY f

SELECT i, t1_dense.val
FROM t1_dense
ORDER BY i

SELECT t2.val
FROM t2

SELECT f, t3.val
FROM t3
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, 0 + z.val AS val
FROM z
CROSS JOIN range(6) AS f(f)
WHERE z.val < z.val

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT k, SUM(0 + keys_w.val) AS val
FROM a
CROSS JOIN keys_w
CROSS JOIN range(2, 6) AS k(k)
WHERE j = 1
GROUP BY k

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT f, SUM(0 + (q.val - q.val)) AS val
FROM q
CROSS JOIN range(6) AS f(f)
LEFT JOIN q AS q_1 ON q_1.m = q.m AND q_1.i = 2
WHERE q.i - 1 >= 0 AND (q.i - 1) % 2 = 0
GROUP BY f

CREATE OR REPLACE TEMP TABLE t3_dense AS
SELECT f, coalesce(t3.val, 0) AS val
FROM range(6) AS f(f)
LEFT JOIN t3 USING (f)

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT 0 + (coalesce(t3.val, 0) - coalesce(t3.val, 0)) AS val
    FROM (
      SELECT CAST(1 AS BIGINT) AS one
    ) AS one
    LEFT JOIN t3 ON t3.f = 4
    WHERE TRUE
  )
SELECT coalesce(t4.val, 2) AS val
FROM (
  SELECT CAST(1 AS BIGINT) AS one
) AS one
LEFT JOIN t4 ON TRUE

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT f, MIN(val) AS val
FROM (
  SELECT f, 0e0 + f AS val
  FROM range(6) AS f(f)
  UNION ALL
  SELECT f, 0 + CASE WHEN v_1 IS NOT NULL THEN greatest(v_1, coalesce(3, 0e0 - 3e0)) END AS val
  FROM (
    SELECT
      f.f,
      CASE WHEN t1.val - t1.val >= 0 THEN sqrt(t1.val - t1.val) WHEN t1.val - t1.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM range(6) AS f(f)
    LEFT JOIN t1 ON t1.f = 3
    WHERE t1.val IS NOT NULL
  ) AS v1
) AS terms
GROUP BY f

SELECT f, t1.val
FROM t1
ORDER BY f

SELECT k, t2.val
FROM t2
ORDER BY k

SELECT f, t3_dense.val
FROM t3_dense
ORDER BY f

SELECT t4_dense.val
FROM t4_dense

SELECT f, t5.val
FROM t5
ORDER BY f

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT k, AVG(0 + z.val) AS val
FROM range(3) AS i(i)
CROSS JOIN a
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN z ON TRUE
WHERE j = 2 AND a.i - i.i BETWEEN 0 AND 2 AND z.val IS NOT NULL
GROUP BY k

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT i, j, FIRST(i ORDER BY 0 + (v_1 - v_1) DESC, i) AS val
FROM (
  SELECT
    i,
    j,
    CASE WHEN -0.5e0 > 0 THEN ln(-0.5e0) WHEN -0.5e0 = 0 THEN '-inf'::DOUBLE WHEN -0.5e0 < 0 THEN 'nan'::DOUBLE END AS v_1
  FROM range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  WHERE 2e0 = 2e0 AND j <> i
) AS v1
GROUP BY i, j

SELECT k, t1.val
FROM t1
ORDER BY k

SELECT i, j, t2.val
FROM t2
ORDER BY i, j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT coalesce(BOOL_AND(NOT q.val IS NOT NULL), TRUE) AS val
FROM range(6) AS f(f)
CROSS JOIN range(2) AS j(j)
CROSS JOIN range(3) AS i(i)
LEFT JOIN q ON q.i = f.f + j.j - 1 AND q.i_2 = i.i
WHERE 0 >= q.val

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT k, FIRST(j ORDER BY 0 + (z.val - z.val) DESC, j) AS val
FROM a
CROSS JOIN z
CROSS JOIN range(2, 6) AS k(k)
GROUP BY k

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT k, MIN(val) AS val
FROM (
  SELECT k, MIN(0 + (keys_m.val - t2.val)) AS val
  FROM keys_m
  CROSS JOIN t2
  CROSS JOIN z
  WHERE TRUE
  GROUP BY k
  UNION ALL
  SELECT k, 0e0 + k AS val
  FROM range(2, 6) AS k(k)
  WHERE NOT (NOT -0.5e0 = 2e0)
) AS terms
GROUP BY k

SELECT t1.val
FROM t1

SELECT k, t2.val
FROM t2
ORDER BY k

SELECT k, t3.val
FROM t3
ORDER BY k

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT m, FIRST(m ORDER BY 0e0 + m DESC, m) AS val
FROM index_m AS m
WHERE m >= 0e0
GROUP BY m

SELECT m, t1.val
FROM t1
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, MAX(0 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END) AS val
FROM (
  SELECT
    f,
    CASE WHEN 1e0 >= 0 THEN sqrt(1e0) WHEN 1e0 < 0 THEN 'nan'::DOUBLE END * greatest(f, f) AS v_1
  FROM range(6) AS f(f)
) AS v1
GROUP BY f

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT k, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT k, 0 + (t1.val - keys_w.val - (0e0 + k)) * (f * f) AS val, f AS pick
  FROM keys_w
  CROSS JOIN range(2, 6) AS k(k)
  CROSS JOIN range(6) AS f(f)
  LEFT JOIN t1 USING (f)
  WHERE 0 <> keys_w.val AND t1.val IS NOT NULL
  UNION ALL
  SELECT k, 0 + a.val AS val, i AS pick
  FROM keys_m
  JOIN keys_m AS keys_m_1 USING (m)
  CROSS JOIN range(2, 6) AS k(k)
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  LEFT JOIN a USING (i, j)
  WHERE a.val IS NOT NULL
) AS terms
GROUP BY k

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT
  i,
  SUM(0 + (-CASE WHEN tanh(1e0) > 0 THEN ln(tanh(1e0)) WHEN tanh(1e0) = 0 THEN '-inf'::DOUBLE WHEN tanh(1e0) < 0 THEN 'nan'::DOUBLE END)) AS val
FROM p
CROSS JOIN range(3) AS i(i)
GROUP BY i

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT
  w,
  0 + coalesce(CASE WHEN -0.5e0 < (-0.5e0) THEN coalesce(0e0, 1e0) ELSE 2 END, coalesce(3e0, 1e0) * coalesce(3e0, 1e0)) AS val
FROM index_w AS w

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT 0 + t1.val AS val
FROM (
  SELECT CAST(1 AS BIGINT) AS one
) AS one
LEFT JOIN t1 ON t1.f = 1
WHERE t1.val IS NOT NULL

SELECT f, t1.val
FROM t1
ORDER BY f

SELECT k, t2.val
FROM t2
ORDER BY k

SELECT i, t3.val
FROM t3
ORDER BY i

SELECT w, t4.val
FROM t4
ORDER BY w

SELECT t5.val
FROM t5

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT i, j, SUM(val) AS val
    FROM (
      SELECT
        2 * i.i + 1 AS i,
        j,
        SUM(0 + CASE WHEN -0.5e0 >= 0 THEN sqrt(-0.5e0) WHEN -0.5e0 < 0 THEN 'nan'::DOUBLE END) AS val
      FROM keys_m
      CROSS JOIN range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      SEMI JOIN z ON TRUE
      WHERE 2 * i.i BETWEEN -1 AND 1
      GROUP BY 2 * i.i + 1, j
      UNION ALL
      SELECT i, j, 0e0 + i * i AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
    ) AS terms
    GROUP BY i, j
  )
SELECT i, j, coalesce(t1.val, 0) AS val
FROM b
LEFT JOIN t1 USING (i, j)

CREATE OR REPLACE TEMP TABLE t2 AS
WITH
  v1 AS (
    SELECT
      CASE (2 >= keys_w.val) WHEN TRUE THEN CASE WHEN -0.5e0 > 0 THEN ln(-0.5e0) WHEN -0.5e0 = 0 THEN '-inf'::DOUBLE WHEN -0.5e0 < 0 THEN 'nan'::DOUBLE END WHEN FALSE THEN m END AS v_1
    FROM index_m AS m
    CROSS JOIN index_w AS w
    LEFT JOIN keys_m USING (m)
    LEFT JOIN z ON TRUE
    LEFT JOIN keys_w USING (w)
  ),
  t AS (
    SELECT 0 + CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END AS val
    FROM v1
  )
SELECT MIN(val) AS val
FROM t
WHERE val IS NOT NULL
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT w, COUNT(0 + (v_1 + v_1)) AS val
    FROM (
      SELECT w, a.val + a.val - (a.val + a.val) AS v_1
      FROM p
      CROSS JOIN index_w AS w
      CROSS JOIN range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      LEFT JOIN n USING (f)
      LEFT JOIN a USING (i, j)
      WHERE n.val >= n.val AND a.val IS NOT NULL
    ) AS v1
    GROUP BY w
  )
SELECT w, coalesce(t3.val, 0) AS val
FROM index_w AS w
LEFT JOIN t3 USING (w)

CREATE OR REPLACE TEMP TABLE t4 AS
SELECT f, f_1 AS f_2, SUM(0e0 + 3e0) AS val
FROM range(6) AS f(f)
CROSS JOIN range(6) AS f_1(f_1)
GROUP BY f, f_1

CREATE OR REPLACE TEMP TABLE t5_dense AS
WITH
  t5 AS (
    SELECT i, k, SUM(0e0 + j) AS val
    FROM keys_m
    CROSS JOIN t4
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN range(2, 6) AS k(k)
    CROSS JOIN range(2) AS j(j)
    SEMI JOIN a ON a.i = 3 AND a.j = j.j
    WHERE f = 0 AND f_2 = 0
    GROUP BY i, k
  )
SELECT i, k, coalesce(t5.val, 0) AS val
FROM range(3) AS i(i)
CROSS JOIN range(2, 6) AS k(k)
LEFT JOIN t5 USING (i, k)

SELECT i, j, t1_dense.val
FROM t1_dense
ORDER BY i, j

SELECT t2.val
FROM t2

SELECT w, t3_dense.val
FROM t3_dense
ORDER BY w

SELECT f, f_2, t4.val
FROM t4
ORDER BY f, f_2

SELECT i, k, t5_dense.val
FROM t5_dense
ORDER BY i, k

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT
  k,
  0 + CASE WHEN NOT 2e0 < (-0.5e0) THEN k - k ELSE -0.5e0 END * CASE WHEN 2e0 >= 0 THEN sqrt(2e0) WHEN 2e0 < 0 THEN 'nan'::DOUBLE END AS val
FROM range(2, 6) AS k(k)

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT k, f, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT k, f, 0e0 + greatest(f, f) AS val, k AS pick
  FROM keys_m
  CROSS JOIN range(2, 6) AS k(k)
  CROSS JOIN range(6) AS f(f)
  WHERE 1e0 <> (-0.5e0)
  UNION ALL
  SELECT k, f, 0 + keys_w.val AS val, j AS pick
  FROM b
  CROSS JOIN range(2, 6) AS k(k)
  CROSS JOIN range(6) AS f(f)
  CROSS JOIN index_w AS w
  LEFT JOIN keys_w USING (w)
  WHERE keys_w.val IS NOT NULL
) AS terms
GROUP BY k, f

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT m, 0 + (0 + CASE WHEN NOT -0.5e0 >= m AND 0e0 = 3e0 THEN -0.5 ELSE -0e0 END) AS val
FROM index_m AS m

SELECT k, t1.val
FROM t1
ORDER BY k

SELECT k, f, t2.val
FROM t2
ORDER BY k, f

SELECT m, t3.val
FROM t3
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT m, SUM(0 + (v_1 - v_1)) AS val
    FROM (
      SELECT
        m,
        CASE WHEN keys_m.val >= 0 THEN sqrt(keys_m.val) WHEN keys_m.val < 0 THEN 'nan'::DOUBLE END AS v_1
      FROM q
      CROSS JOIN index_m AS m
      LEFT JOIN keys_m USING (m)
      WHERE keys_m.val IS NOT NULL
    ) AS v1
    GROUP BY m
  )
SELECT m, coalesce(t1.val, 0) AS val
FROM index_m AS m
LEFT JOIN t1 USING (m)

SELECT m, t1_dense.val
FROM t1_dense
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT j.j, AVG(0 + keys_m.val) AS val
FROM range(2) AS j(j)
CROSS JOIN index_m AS m
LEFT JOIN keys_m USING (m)
LEFT JOIN b ON b.i = 1 AND b.j = j.j
WHERE NOT keys_m.val IS NOT NULL AND keys_m.val IS NOT NULL
GROUP BY j.j

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT i, SUM(val) AS val
    FROM (
      SELECT
        i.i,
        SUM(0 + CASE WHEN a.val >= 0 THEN sqrt(a.val) WHEN a.val < 0 THEN 'nan'::DOUBLE END) AS val
      FROM range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      LEFT JOIN a ON a.i = 3 AND a.j = j.j
      WHERE a.val IS NOT NULL AND a.val IS NOT NULL
      GROUP BY i.i
      UNION ALL
      SELECT i.i - 1 AS i, 0 + a.val AS val
      FROM range(3) AS i(i)
      LEFT JOIN a ON a.i = 4 AND a.j = 0
      LEFT JOIN z ON TRUE
      WHERE i.i BETWEEN 1 AND 3 AND a.val IS NOT NULL
    ) AS terms
    GROUP BY i
  )
SELECT i, coalesce(t2.val, 0) AS val
FROM range(3) AS i(i)
LEFT JOIN t2 USING (i)

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT
      m,
      COUNT(0 + (tanh(coalesce(keys_m.val, keys_m.val)) - tanh(coalesce(keys_m.val, keys_m.val)))) AS val
    FROM keys_m
    CROSS JOIN b
    CROSS JOIN c
    GROUP BY m
  )
SELECT m, coalesce(t3.val, 0) AS val
FROM index_m AS m
LEFT JOIN t3 USING (m)

SELECT j, t1.val
FROM t1
ORDER BY j

SELECT i, t2_dense.val
FROM t2_dense
ORDER BY i

SELECT m, t3_dense.val
FROM t3_dense
ORDER BY m

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT w, i, t1.val
FROM (
  SELECT w, i.i, MAX(0 + (q.val - (q.val - 2)) * (q.val - (q.val - 2))) AS val
  FROM q
  CROSS JOIN range(3) AS i(i)
  CROSS JOIN range(6) AS f(f)
  LEFT JOIN n USING (f)
  WHERE q.i = 0 AND NOT n.val >= q.val
  GROUP BY w, i.i
) AS t1
SEMI JOIN q USING (w, i)

SELECT w, i, t1.val
FROM t1
ORDER BY w, i

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT w, SUM(0 + (v_1 + v_1)) AS val
    FROM (
      SELECT
        w,
        CASE WHEN keys_m.val IS NOT NULL AND a.val * keys_m.val IS NOT NULL THEN greatest(keys_m.val, a.val * keys_m.val) END AS v_1
      FROM index_w AS w
      CROSS JOIN range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      CROSS JOIN index_m AS m
      LEFT JOIN a USING (i, j)
      LEFT JOIN keys_m USING (m)
      LEFT JOIN b USING (i, j)
      WHERE i = b.val AND keys_m.val IS NOT NULL AND a.val IS NOT NULL
    ) AS v1
    GROUP BY w
  )
SELECT w, coalesce(t1.val, 0) AS val
FROM index_w AS w
LEFT JOIN t1 USING (w)

SELECT w, t1_dense.val
FROM t1_dense
ORDER BY w

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT k, FIRST(pick ORDER BY val DESC, pick) AS val
FROM (
  SELECT k.k - 1 AS k, 0e0 + n.val AS val, i AS pick
  FROM range(3) AS i(i)
  CROSS JOIN n
  CROSS JOIN range(2, 6) AS k(k)
  WHERE f - 2 * i BETWEEN 0 AND 2 AND k.k BETWEEN 3 AND 6
  UNION ALL
  SELECT k, 0 + (2 - (k * 2e0 - k * 2e0)) AS val, k AS pick
  FROM range(2, 6) AS k(k)
) AS terms
GROUP BY k

SELECT k, t1.val
FROM t1
ORDER BY k

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT j.j + 1 AS j, MAX(0 + j.j * tanh(coalesce(j.j, j.j))) AS val
FROM range(2) AS j(j)
WHERE j.j BETWEEN -1 AND 0
GROUP BY j.j + 1

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT i.i + 1 AS i, PRODUCT(0e0 + 1e0) AS val
    FROM range(3) AS i(i)
    WHERE i.i = i.i AND i.i BETWEEN -1 AND 1
    GROUP BY i.i + 1
  )
SELECT i, coalesce(t2.val, 1) AS val
FROM range(3) AS i(i)
LEFT JOIN t2 USING (i)

SELECT j, t1.val
FROM t1
ORDER BY j

SELECT i, t2_dense.val
FROM t2_dense
ORDER BY i

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i, j, t1.val
FROM (
  SELECT i, j, MIN(0 + c.val) AS val
  FROM range(3) AS i(i)
  CROSS JOIN range(2) AS j(j)
  CROSS JOIN range(2, 6) AS k(k)
  LEFT JOIN c USING (k)
  SEMI JOIN z ON TRUE
  WHERE c.val IS NOT NULL
  GROUP BY i, j
) AS t1
SEMI JOIN b USING (i, j)

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT i, j, t1.val
FROM (
  SELECT q.i - 2 * j + 1 AS i, j, MAX(0 + q.val) AS val
  FROM index_m AS m
  CROSS JOIN range(2) AS j(j)
  JOIN q USING (m)
  WHERE q.i - 2 * j BETWEEN -1 AND 1
  GROUP BY q.i - 2 * j + 1, j
) AS t1
SEMI JOIN b USING (i, j)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT
      j,
      PRODUCT(0 + CASE WHEN v_1 > 0 THEN ln(v_1) WHEN v_1 = 0 THEN '-inf'::DOUBLE WHEN v_1 < 0 THEN 'nan'::DOUBLE END) AS val
    FROM (
      SELECT j, q.val * q.val + q.val * q.val AS v_1
      FROM range(2) AS j(j)
      CROSS JOIN index_m AS m
      CROSS JOIN range(3) AS i(i)
      LEFT JOIN q USING (m, i)
      WHERE q.val IS NOT NULL
    ) AS v1
    GROUP BY j
  )
SELECT j, coalesce(t2.val, 1) AS val
FROM range(2) AS j(j)
LEFT JOIN t2 USING (j)

SELECT i, j, t1.val
FROM t1
ORDER BY i, j

SELECT j, t2_dense.val
FROM t2_dense
ORDER BY j

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT
      2 * j.j - 1 AS j,
      PRODUCT(0 + CASE WHEN 3 < keys_m.val THEN CASE WHEN keys_m.val < keys_m.val THEN keys_m.val - keys_m.val ELSE CASE WHEN keys_m.val >= 0 THEN sqrt(keys_m.val) WHEN keys_m.val < 0 THEN 'nan'::DOUBLE END END ELSE -keys_m.val END) AS val
    FROM keys_m
    CROSS JOIN range(2) AS j(j)
    CROSS JOIN range(6) AS f(f)
    LEFT JOIN p USING (f)
    LEFT JOIN u USING (m)
    WHERE 2 * j.j BETWEEN 1 AND 2
    GROUP BY 2 * j.j - 1
  )
SELECT j, coalesce(t1.val, 1) AS val
FROM range(2) AS j(j)
LEFT JOIN t1 USING (j)

SELECT j, t1_dense.val
FROM t1_dense
ORDER BY j

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT f, SUM(val) AS val
FROM (
  SELECT
    f,
    0 + CASE WHEN 0e0 > 0 THEN ln(0e0) WHEN 0e0 = 0 THEN '-inf'::DOUBLE WHEN 0e0 < 0 THEN 'nan'::DOUBLE END AS val
  FROM range(6) AS f(f)
  UNION ALL
  SELECT
    f,
    SUM(0 + z.val * CASE WHEN z.val >= 0 THEN sqrt(z.val) WHEN z.val < 0 THEN 'nan'::DOUBLE END) AS val
  FROM keys_m
  CROSS JOIN z
  CROSS JOIN range(6) AS f(f)
  GROUP BY f
) AS terms
GROUP BY f

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT 0e0 + 0e0 AS val

CREATE OR REPLACE TEMP TABLE t3_dense AS
WITH
  t3 AS (
    SELECT j, SUM(val) AS val
    FROM (
      SELECT j, 0 + greatest(v_1, b) AS val
      FROM (
        SELECT j.j, b.val AS b, CASE WHEN b.val >= 3 THEN tanh(b.val) ELSE b.val END AS v_1
        FROM b
        CROSS JOIN range(2) AS j(j)
        WHERE i = 4 AND b.j = 0
      ) AS v1
      UNION ALL
      SELECT j.j - 1 AS j, SUM(0 + tanh(t1.val)) AS val
      FROM range(2) AS j(j)
      CROSS JOIN range(6) AS f(f)
      LEFT JOIN t1 USING (f)
      WHERE t1.val IS NOT NULL AND j.j BETWEEN 1 AND 2 AND t1.val IS NOT NULL
      GROUP BY j.j - 1
    ) AS terms
    GROUP BY j
  )
SELECT j, coalesce(t3.val, 0) AS val
FROM range(2) AS j(j)
LEFT JOIN t3 USING (j)

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT k, SUM(val) AS val
    FROM (
      SELECT
        k,
        0 + tanh(CASE WHEN coalesce(b.val, b.val) > 0 THEN ln(coalesce(b.val, b.val)) WHEN coalesce(b.val, b.val) = 0 THEN '-inf'::DOUBLE WHEN coalesce(b.val, b.val) < 0 THEN 'nan'::DOUBLE END) AS val
      FROM range(2, 6) AS k(k)
      CROSS JOIN index_w AS w
      CROSS JOIN range(3) AS i(i)
      CROSS JOIN range(2) AS j(j)
      LEFT JOIN keys_w USING (w)
      LEFT JOIN b ON b.i = i.i AND b.j = 2 * j.j + i.i
      LEFT JOIN t1 ON t1.f = 0
    ) AS t
    WHERE val IS NOT NULL
    GROUP BY k
  )
SELECT k, coalesce(t4.val, 0) AS val
FROM range(2, 6) AS k(k)
LEFT JOIN t4 USING (k)

SELECT f, t1.val
FROM t1
ORDER BY f

SELECT t2.val
FROM t2

SELECT j, t3_dense.val
FROM t3_dense
ORDER BY j

SELECT k, t4_dense.val
FROM t4_dense
ORDER BY k

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT FIRST(m ORDER BY 0 + (m - CASE WHEN NOT 0e0 < m THEN 3e0 - 3e0 ELSE 2e0 - 1e0 END), m) AS val
FROM u
HAVING COUNT(*) > 0

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, m, 0 + (m * (m * 1e0) + 3) AS val
FROM index_w AS w
CROSS JOIN index_m AS m

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT f.f + 1 AS f, MIN(f.f) AS val
FROM range(6) AS f(f)
WHERE f.f BETWEEN -1 AND 4
GROUP BY f.f + 1

CREATE OR REPLACE TEMP TABLE t4_dense AS
WITH
  t4 AS (
    SELECT w, COUNT(0 + CASE WHEN 0e0 >= 0 THEN sqrt(0e0) WHEN 0e0 < 0 THEN 'nan'::DOUBLE END) AS val
    FROM index_w AS w
    WHERE 1e0 >= 0e0
    GROUP BY w
  )
SELECT w, coalesce(t4.val, 0) AS val
FROM index_w AS w
LEFT JOIN t4 USING (w)

CREATE OR REPLACE TEMP TABLE t5 AS
SELECT MAX(val) AS val
FROM (
  SELECT
    MAX(0 + tanh(CASE WHEN n.val * (-0.5e0) IS NOT NULL AND n.val * (-0.5e0) IS NOT NULL THEN greatest(n.val * (-0.5e0), n.val * (-0.5e0)) END)) AS val
  FROM t1
  CROSS JOIN range(6) AS f(f)
  CROSS JOIN index_w AS w
  CROSS JOIN index_m AS m
  LEFT JOIN n USING (f)
  LEFT JOIN t2 USING (w, m)
  WHERE CASE WHEN (t2.val <> t2.val) IS NOT NULL AND (1e0 < n.val) IS NOT NULL THEN t2.val <> t2.val OR 1e0 < n.val END AND n.val IS NOT NULL
  HAVING COUNT(*) > 0
  UNION ALL
  SELECT MAX(0 + a.val) AS val
  FROM t3
  CROSS JOIN index_w AS w
  LEFT JOIN a ON a.i = 1 AND a.j = 0
  LEFT JOIN keys_w USING (w)
  WHERE a.val IS NOT NULL
  HAVING COUNT(*) > 0
) AS terms
HAVING COUNT(*) > 0

SELECT t1.val
FROM t1

SELECT w, m, t2.val
FROM t2
ORDER BY w, m

SELECT f, t3.val
FROM t3
ORDER BY f

SELECT w, t4_dense.val
FROM t4_dense
ORDER BY w

SELECT t5.val
FROM t5

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT coalesce(SUM(0 + q.val), 0) AS val
FROM range(3) AS i(i)
CROSS JOIN range(3) AS i_1(i_1)
LEFT JOIN q ON q.i = i.i AND q.i_2 = i_1.i_1
WHERE q.val = 1 AND q.val IS NOT NULL

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT w, SUM(0 + a.val) AS val
    FROM q
    CROSS JOIN index_w AS w
    CROSS JOIN range(2) AS j(j)
    LEFT JOIN a USING (i, j)
    WHERE i_2 = i - 1 AND a.val IS NOT NULL
    GROUP BY w
  )
SELECT w, coalesce(t2.val, 0) AS val
FROM index_w AS w
LEFT JOIN t2 USING (w)

CREATE OR REPLACE TEMP TABLE t3 AS
SELECT MIN(1) AS val
FROM (
  SELECT
    CASE WHEN -(-0.5e0) > 0 THEN ln(-(-0.5e0)) WHEN -(-0.5e0) = 0 THEN '-inf'::DOUBLE WHEN -(-0.5e0) < 0 THEN 'nan'::DOUBLE END AS v_1
) AS v1
HAVING COUNT(*) > 0

SELECT t1.val
FROM t1

SELECT w, t2_dense.val
FROM t2_dense
ORDER BY w

SELECT t3.val
FROM t3

-- program

CREATE OR REPLACE TEMP TABLE t1 AS
SELECT w, SUM(val) AS val
FROM (
  SELECT w, 0e0 + 0e0 AS val
  FROM index_w AS w
  UNION ALL
  SELECT w, 0e0 + 3e0 AS val
  FROM index_w AS w
) AS terms
GROUP BY w

CREATE OR REPLACE TEMP TABLE t2 AS
SELECT w, m.m, BOOL_AND(keys_m.val IS NOT NULL) AS val
FROM index_w AS w
CROSS JOIN index_m AS m
CROSS JOIN index_m AS m_1
LEFT JOIN keys_m ON keys_m.m = m_1.m
GROUP BY w, m.m

SELECT w, t1.val
FROM t1
ORDER BY w

SELECT w, m, t2.val
FROM t2
ORDER BY w, m

-- program

CREATE OR REPLACE TEMP TABLE t1_dense AS
WITH
  t1 AS (
    SELECT j.j, BOOL_AND(TRUE) AS val
    FROM b
    CROSS JOIN range(2) AS j(j)
    CROSS JOIN range(3) AS i(i)
    LEFT JOIN n ON n.f = 0
    WHERE b.j = 0 AND b.i BETWEEN 1 AND 6
    GROUP BY j.j
  )
SELECT j, coalesce(t1.val, TRUE) AS val
FROM range(2) AS j(j)
LEFT JOIN t1 USING (j)

CREATE OR REPLACE TEMP TABLE t2_dense AS
WITH
  t2 AS (
    SELECT i.i, j.j, BOOL_OR(TRUE) AS val
    FROM a
    CROSS JOIN z
    CROSS JOIN range(3) AS i(i)
    CROSS JOIN p
    CROSS JOIN range(2) AS j(j)
    WHERE a.i = 3 AND a.j = 2 AND f - i.i BETWEEN 0 AND 1
    GROUP BY i.i, j.j
  )
SELECT i, j, coalesce(t2.val, FALSE) AS val
FROM b
LEFT JOIN t2 USING (i, j)

SELECT j, t1_dense.val
FROM t1_dense
ORDER BY j

SELECT i, j, t2_dense.val
FROM t2_dense
ORDER BY i, j
