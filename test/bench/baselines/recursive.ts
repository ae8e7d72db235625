// The same net trained by one recursive query, the way of the in-database literature: what the recursion carries is every weight as a
// row (layer, i, j, val) of its iteration, and the result is read off the history. A bias is the weight of one more input that is 1.

/** One statement that trains for so many iterations and leaves the last weights in `trained`. It reads what baselines/coo.ts reads. */
export const training = (iterations: number, inputs: number, hidden: number): string => `CREATE OR REPLACE TEMP TABLE trained AS
WITH RECURSIVE w(iteration, layer, i, j, val) AS (
  SELECT 0, 1, i, j, val FROM in_w1
  UNION ALL SELECT 0, 1, ${inputs}, j, val FROM in_b1
  UNION ALL SELECT 0, 2, j, c, val FROM in_w2
  UNION ALL SELECT 0, 2, ${hidden}, c, val FROM in_b2
  UNION ALL (
    WITH
      now AS (SELECT * FROM w WHERE iteration < ${iterations}),
      one AS (SELECT s, i, val FROM x UNION ALL SELECT s, ${inputs}, 1 FROM y),
      h AS (
        SELECT s, now.j, tanh(sum(one.val * now.val)) AS val
        FROM one JOIN now ON now.layer = 1 AND now.i = one.i
        GROUP BY s, now.j
      ),
      h_one AS (SELECT s, j, val FROM h UNION ALL SELECT s, ${hidden}, 1 FROM y),
      z AS (
        SELECT s, now.j AS c, sum(h_one.val * now.val) AS val
        FROM h_one JOIN now ON now.layer = 2 AND now.i = h_one.j
        GROUP BY s, now.j
      ),
      e AS (SELECT s, c, exp(val - max(val) OVER (PARTITION BY s)) AS val FROM z),
      dz AS (
        SELECT s, c, (e.val / sum(e.val) OVER (PARTITION BY s) - CAST(c = y.val AS INTEGER)) / (SELECT count(*) FROM y) AS val
        FROM e JOIN y USING (s)
      ),
      dh AS (
        SELECT s, h.j, d.val * (1 - h.val * h.val) AS val
        FROM (
          SELECT s, now.i AS j, sum(dz.val * now.val) AS val
          FROM dz JOIN now ON now.layer = 2 AND now.j = dz.c
          GROUP BY s, now.i
        ) AS d
        JOIN h USING (s, j)
      ),
      g AS (
        SELECT 1 AS layer, one.i, dh.j, sum(one.val * dh.val) AS val FROM one JOIN dh USING (s) GROUP BY one.i, dh.j
        UNION ALL
        SELECT 2, h_one.j, dz.c, sum(h_one.val * dz.val) FROM h_one JOIN dz USING (s) GROUP BY h_one.j, dz.c
      )
    SELECT iteration + 1, layer, i, j, now.val - 0.5 * g.val
    FROM now JOIN g USING (layer, i, j)
  )
)
SELECT layer, i, j, val FROM w WHERE iteration = ${iterations}`;

/** The weights as baselines/coo.ts gives them. */
export const result = (inputs: number, hidden: number): readonly string[] => [
  `SELECT val FROM trained WHERE layer = 1 AND i < ${inputs} ORDER BY i, j`,
  `SELECT val FROM trained WHERE layer = 1 AND i = ${inputs} ORDER BY j`,
  `SELECT val FROM trained WHERE layer = 2 AND i < ${hidden} ORDER BY i, j`,
  `SELECT val FROM trained WHERE layer = 2 AND i = ${hidden} ORDER BY j`,
];
