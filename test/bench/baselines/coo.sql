-- One step of the digits net (examples/mlp.tsql), 196 -> 32 tanh -> 10 softmax, as one would write it by hand in DuckDB: a row a
-- cell, the weights of both layers in one table. It starts from the tables img and digit and from the first generation of
-- W and b. Statements end with a semicolon at the end of a line; a line of `-- name:` begins a part.

-- setup:

CREATE TEMP TABLE hand_x AS
SELECT s, 14 * ("row" // 2) + col // 2 AS u, avg(val) / 255 AS val FROM img GROUP BY ALL;

CREATE TEMP TABLE hand_w AS SELECT l, u, u_1 AS v, val FROM W WHERE step = 0;

CREATE TEMP TABLE hand_b AS SELECT l, u_1 AS v, val FROM b WHERE step = 0;

-- step:

CREATE OR REPLACE TEMP TABLE hand_h AS
WITH sums AS (
  SELECT s, w.v, sum(x.val * w.val) AS val FROM hand_x x JOIN hand_w w USING (u) WHERE w.l = 0 GROUP BY s, w.v
)
SELECT s, v AS u, tanh(sums.val + b.val) AS val FROM sums JOIN hand_b b USING (v) WHERE b.l = 0;

CREATE OR REPLACE TEMP TABLE hand_d1 AS
WITH
  sums AS (SELECT s, w.v, sum(h.val * w.val) AS val FROM hand_h h JOIN hand_w w USING (u) WHERE w.l = 1 GROUP BY s, w.v),
  z AS (SELECT s, v, sums.val + b.val AS val FROM sums JOIN hand_b b USING (v) WHERE b.l = 1),
  e AS (SELECT s, v, exp(val - max(val) OVER (PARTITION BY s)) AS val FROM z),
  p AS (SELECT s, v, val / sum(val) OVER (PARTITION BY s) AS val FROM e)
SELECT s, v, (p.val - CAST(v = digit.val AS DOUBLE)) / (SELECT count(*) FROM digit) AS val
FROM p JOIN digit USING (s);

CREATE OR REPLACE TEMP TABLE hand_d0 AS
WITH back AS (
  SELECT s, w.u, sum(d.val * w.val) AS val FROM hand_d1 d JOIN hand_w w USING (v) WHERE w.l = 1 GROUP BY s, w.u
)
SELECT s, u AS v, back.val * (1 - h.val * h.val) AS val FROM back JOIN hand_h h USING (s, u);

CREATE OR REPLACE TEMP TABLE hand_w AS
WITH g AS (
  SELECT 0 AS l, x.u, d.v, sum(x.val * d.val) AS val FROM hand_x x JOIN hand_d0 d USING (s) GROUP BY x.u, d.v
  UNION ALL
  SELECT 1 AS l, h.u, d.v, sum(h.val * d.val) AS val FROM hand_h h JOIN hand_d1 d USING (s) GROUP BY h.u, d.v
)
SELECT l, u, v, w.val - 0.5 * g.val AS val FROM hand_w w JOIN g USING (l, u, v);

CREATE OR REPLACE TEMP TABLE hand_b AS
WITH g AS (
  SELECT 0 AS l, v, sum(val) AS val FROM hand_d0 GROUP BY v
  UNION ALL
  SELECT 1 AS l, v, sum(val) AS val FROM hand_d1 GROUP BY v
)
SELECT l, v, b.val - 0.5 * g.val AS val FROM hand_b b JOIN g USING (l, v);

-- weights:

SELECT l, u, v, val FROM hand_w ORDER BY l, u, v;

SELECT l, v, val FROM hand_b ORDER BY l, v;
