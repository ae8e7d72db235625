// A net with one hidden layer, digits, softmax: a step of gradient descent as a person would write it in SQL with one row a cell.
// Reads x(s, i, val), y(s, val) and the first weights w1(i, j, val), b1(j, val), w2(j, c, val), b2(c, val) as in_w1, in_b1, ….

/** Weights as they are first. */
export const start: readonly string[] = ['w1', 'b1', 'w2', 'b2'].map(t => `CREATE OR REPLACE TEMP TABLE ${t} AS FROM in_${t}`);

/** Forward, backward, update with learning rate 0.5. */
export const step: readonly string[] = [
  `CREATE OR REPLACE TEMP TABLE h AS
   SELECT s, j, tanh(z.val + b1.val) AS val
   FROM (SELECT s, j, sum(x.val * w1.val) AS val FROM x JOIN w1 USING (i) GROUP BY s, j) AS z
   JOIN b1 USING (j)`,
  `CREATE OR REPLACE TEMP TABLE z AS
   SELECT s, c, z.val + b2.val AS val
   FROM (SELECT s, c, sum(h.val * w2.val) AS val FROM h JOIN w2 USING (j) GROUP BY s, c) AS z
   JOIN b2 USING (c)`,
  `CREATE OR REPLACE TEMP TABLE dz AS
   WITH e AS (SELECT s, c, exp(val - max(val) OVER (PARTITION BY s)) AS val FROM z)
   SELECT s, c, (e.val / sum(e.val) OVER (PARTITION BY s) - CAST(c = y.val AS INTEGER)) / (SELECT count(*) FROM y) AS val
   FROM e JOIN y USING (s)`,
  `CREATE OR REPLACE TEMP TABLE dh AS
   SELECT s, j, d.val * (1 - h.val * h.val) AS val
   FROM (SELECT s, j, sum(dz.val * w2.val) AS val FROM dz JOIN w2 USING (c) GROUP BY s, j) AS d
   JOIN h USING (s, j)`,
  `CREATE OR REPLACE TEMP TABLE w1 AS
   SELECT i, j, w1.val - 0.5 * g.val AS val
   FROM w1 JOIN (SELECT i, j, sum(x.val * dh.val) AS val FROM x JOIN dh USING (s) GROUP BY i, j) AS g USING (i, j)`,
  `CREATE OR REPLACE TEMP TABLE b1 AS
   SELECT j, b1.val - 0.5 * g.val AS val FROM b1 JOIN (SELECT j, sum(val) AS val FROM dh GROUP BY j) AS g USING (j)`,
  `CREATE OR REPLACE TEMP TABLE w2 AS
   SELECT j, c, w2.val - 0.5 * g.val AS val
   FROM w2 JOIN (SELECT j, c, sum(h.val * dz.val) AS val FROM h JOIN dz USING (s) GROUP BY j, c) AS g USING (j, c)`,
  `CREATE OR REPLACE TEMP TABLE b2 AS
   SELECT c, b2.val - 0.5 * g.val AS val FROM b2 JOIN (SELECT c, sum(val) AS val FROM dz GROUP BY c) AS g USING (c)`,
];

/** The weights, each in the order of its keys. */
export const result: readonly string[] = [
  'SELECT val FROM w1 ORDER BY i, j', 'SELECT val FROM b1 ORDER BY j', 'SELECT val FROM w2 ORDER BY j, c', 'SELECT val FROM b2 ORDER BY c',
];
