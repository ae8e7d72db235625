// The step of examples/mlp.tsql as a person would write it in SQL, one row a cell: what the compiler's own statements are held to.
// It reads img(s, row, col, val) and digit(s, val), and starts from the weights in W(l, u, u_1, val) and b(l, u_1, val).

const weights = (name: string, columns: string, from: string): string => `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${columns}, val FROM ${from}`;

/** Made once: pooled pixels, and one table for each layer's weights. `run` tells which rows of W and b are meant. */
export const setup = (run: number): readonly string[] => {
  const at = (table: string, l: number): string => `${table} WHERE run = ${run} AND step = 0 AND l = ${l}`;
  return [
    'CREATE OR REPLACE TEMP TABLE x AS SELECT s, 14 * ("row" // 2) + col // 2 AS i, avg(val) / 255 AS val FROM img GROUP BY ALL',
    weights('w1', 'u AS i, u_1 AS j', at('W', 0)),
    weights('b1', 'u_1 AS j', at('b', 0)),
    weights('w2', 'u AS j, u_1 AS c', at('W', 1)),
    weights('b2', 'u_1 AS c', at('b', 1)),
  ];
};

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
   SELECT s, c, (e.val / sum(e.val) OVER (PARTITION BY s) - CAST(c = digit.val AS INTEGER)) / 1000 AS val
   FROM e JOIN digit USING (s)`,
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

/** The weights as the compiler's program has them: (l, u, u_1, val). */
export const result = 'SELECT 0 AS l, i AS u, j AS u_1, val FROM w1 UNION ALL SELECT 1, j, c, val FROM w2 ORDER BY l, u, u_1';
