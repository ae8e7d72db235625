-- examples/options.tsql as SQL for duckdb


-- load: data --------------------------------------------------------------------------------------

-- rows of data/sp500.csv, numbered   (examples/options.tsql:5)
CREATE OR REPLACE TEMP TABLE "data/sp500.csv" AS
SELECT row_number() OVER () - 1 AS file_row, *
FROM read_csv('data/sp500.csv', header = true, quote = '"', escape = '"', comment = '', skip = 0, sample_size = -1, hive_partitioning = false);

-- index_value[m] from data/sp500.csv   (examples/options.tsql:5)
CREATE OR REPLACE TABLE index_value AS
SELECT file_row AS m, CAST(price AS DOUBLE) AS val
FROM "data/sp500.csv";

-- strike[s]   (examples/options.tsql:10)
CREATE OR REPLACE TABLE strike (s BIGINT, val DOUBLE);

-- values of strike[s]   (examples/options.tsql:10)
INSERT INTO strike VALUES
  (0, 900), (1, 1000), (2, 1050), (3, 1100), (4, 1150), (5, 1200), (6, 1300), (7, 1500);

-- years[s]   (examples/options.tsql:11)
CREATE OR REPLACE TABLE years (s BIGINT, val DOUBLE);

-- values of years[s]   (examples/options.tsql:11)
INSERT INTO years VALUES
  (0, 0.25e0), (1, 0.25e0), (2, 0.25e0), (3, 0.5e0), (4, 0.5e0), (5, 1), (6, 1), (7, 2);

-- must be empty: there is no value in column {column}, line {line} of data/sp500.csv
SELECT file_row + 2 AS line, 'price' AS "column", CAST(price AS VARCHAR) AS value, count(*) OVER () AS total
FROM "data/sp500.csv"
WHERE coalesce(CAST(price AS DOUBLE) = 'nan'::DOUBLE, price IS NULL)
ORDER BY file_row
LIMIT 1;

-- must be empty: data/sp500.csv has {found} rows, but m has {room} keys for them
SELECT count(*) AS found, 123 AS room
FROM "data/sp500.csv"
HAVING count(*) <> 123;


-- setup: once -------------------------------------------------------------------------------------

-- param S = 49   (examples/options.tsql:45)
CREATE OR REPLACE TEMP TABLE S_now AS
SELECT CAST(49 AS DOUBLE) AS val;

-- param T = 0.3846   (examples/options.tsql:46)
CREATE OR REPLACE TEMP TABLE T_now AS
SELECT CAST(0.3846 AS DOUBLE) AS val;

-- param R = 0.05   (examples/options.tsql:47)
CREATE OR REPLACE TEMP TABLE R_now AS
SELECT CAST(0.05 AS DOUBLE) AS val;

-- param V = 0.2   (examples/options.tsql:48)
CREATE OR REPLACE TEMP TABLE V_2_now AS
SELECT CAST(0.2 AS DOUBLE) AS val;


-- final: what shows, checks and exports read ------------------------------------------------------

-- @unit("USD") spot[s] = index_value[|m| - 1]   (examples/options.tsql:6)
CREATE OR REPLACE TEMP TABLE spot AS
SELECT s, index_value.val
FROM index_value
CROSS JOIN range(8) AS s(s)
WHERE m = 122;

-- history = std[m](step[m]) * sqrt(12)   (examples/options.tsql:8)
CREATE OR REPLACE TEMP TABLE history AS
WITH
  -- step[m] = log(index_value[m] / index_value[m-1]) where m > 0
  step AS MATERIALIZED (
    SELECT
      index_value.m,
      CASE WHEN index_value.val / index_value_1.val > 0 THEN ln(index_value.val / index_value_1.val) WHEN index_value.val / index_value_1.val = 0 THEN '-inf'::DOUBLE WHEN index_value.val / index_value_1.val < 0 THEN 'nan'::DOUBLE END AS val
    FROM index_value
    JOIN index_value AS index_value_1 ON index_value_1.m = index_value.m - 1
    WHERE index_value.m > 0
  ),
  -- history = std[m](step[m]) * sqrt(12)
  history_mean AS (
    SELECT AVG(step.val) AS val
    FROM step
    HAVING COUNT(*) > 0
  ),
  history_mean_2 AS (
    SELECT AVG((step.val - history_mean.val) * (step.val - history_mean.val)) AS val
    FROM step
    CROSS JOIN history_mean
    HAVING COUNT(*) > 0
  )
SELECT
  3.4641016151377544e0 * CASE WHEN history_mean_2.val >= 0 THEN sqrt(history_mean_2.val) WHEN history_mean_2.val < 0 THEN 'nan'::DOUBLE END AS val
FROM history_mean_2;

-- sigma[s] = history   (examples/options.tsql:12)
CREATE OR REPLACE TEMP TABLE sigma AS
SELECT s, history.val
FROM history
CROSS JOIN range(8) AS s(s);

-- rate[s] = 0.02   (examples/options.tsql:13)
CREATE OR REPLACE TEMP TABLE rate AS
SELECT s, CAST(0.02 AS DOUBLE) AS val
FROM range(8) AS s(s);

-- price[s] = call_price(spot[s], strike[s], term[s], rate[s], sigma[s]): d1 = (log(spot / strike) + (rate + sigma^2 / 2) * term) / (sigma * sqrt(term)) of call_price   (examples/options.tsql:21)
CREATE OR REPLACE TEMP TABLE price_d1 AS
SELECT
  s,
  (CASE WHEN spot.val / strike.val > 0 THEN ln(spot.val / strike.val) WHEN spot.val / strike.val = 0 THEN '-inf'::DOUBLE WHEN spot.val / strike.val < 0 THEN 'nan'::DOUBLE END + (rate.val + sigma.val * sigma.val / 2) * years.val) / (sigma.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END) AS val
FROM spot
JOIN strike USING (s)
JOIN rate USING (s)
JOIN sigma USING (s)
JOIN years USING (s);

-- price[s] = call_price(spot[s], strike[s], term[s], rate[s], sigma[s]): c = spot * cdf(d1) - strike * exp(-rate * term) * cdf(d1 - sigma * sqrt(term)) of call_price   (examples/options.tsql:21)
CREATE OR REPLACE TEMP TABLE price AS
SELECT
  s,
  0.5 * (spot * (1 + CASE WHEN abs(0.7071067811865476e0 * price_d1) <= 0.5e0 THEN (0.7071067811865476e0 * price_d1) * ((3209.3775891384694e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * (377.485237685302e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * (113.86415415105016e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * (3.1611237438705655e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * 0.18577770618460315e0)))) / (2844.236833439171e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * (1282.6165260773723e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * (244.02463793444417e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * (23.601290952344122e0 + (0.7071067811865476e0 * price_d1) * (0.7071067811865476e0 * price_d1) * 1e0))))) WHEN isnan(0.7071067811865476e0 * price_d1) THEN 0.7071067811865476e0 * price_d1 ELSE sign(0.7071067811865476e0 * price_d1) * (1e0 - CASE WHEN abs(0.7071067811865476e0 * price_d1) <= 4 THEN exp(-(abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * ((1230.3393547979972e0 + abs(0.7071067811865476e0 * price_d1) * (2051.0783778260716e0 + abs(0.7071067811865476e0 * price_d1) * (1712.0476126340707e0 + abs(0.7071067811865476e0 * price_d1) * (881.952221241769e0 + abs(0.7071067811865476e0 * price_d1) * (298.6351381974001e0 + abs(0.7071067811865476e0 * price_d1) * (66.11919063714163e0 + abs(0.7071067811865476e0 * price_d1) * (8.883149794388377e0 + abs(0.7071067811865476e0 * price_d1) * (0.5641884969886701e0 + abs(0.7071067811865476e0 * price_d1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(0.7071067811865476e0 * price_d1) * (3439.3676741437216e0 + abs(0.7071067811865476e0 * price_d1) * (4362.619090143247e0 + abs(0.7071067811865476e0 * price_d1) * (3290.7992357334597e0 + abs(0.7071067811865476e0 * price_d1) * (1621.3895745666903e0 + abs(0.7071067811865476e0 * price_d1) * (537.1811018620099e0 + abs(0.7071067811865476e0 * price_d1) * (117.6939508913125e0 + abs(0.7071067811865476e0 * price_d1) * (15.744926110709835e0 + abs(0.7071067811865476e0 * price_d1) * 1e0))))))))) WHEN abs(0.7071067811865476e0 * price_d1) <= 27 THEN exp(-(abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) / abs(0.7071067811865476e0 * price_d1) * (0.5641895835477563e0 - (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * ((0.0006587491615298378e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (0.016083785148742275e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (0.12578172611122926e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (0.36034489994980445e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (0.30532663496123236e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (0.06051834131244132e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (0.5279051029514285e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (1.8729528499234673e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * (2.568520192289822e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1) * abs(0.7071067811865476e0 * price_d1))) * 1e0))))))) ELSE 0e0 * exp(-abs(0.7071067811865476e0 * price_d1)) END) END) - strike * exp(-(rate * years)) * (1 + CASE WHEN abs(v_1) <= 0.5e0 THEN v_1 * ((3209.3775891384694e0 + v_1 * v_1 * (377.485237685302e0 + v_1 * v_1 * (113.86415415105016e0 + v_1 * v_1 * (3.1611237438705655e0 + v_1 * v_1 * 0.18577770618460315e0)))) / (2844.236833439171e0 + v_1 * v_1 * (1282.6165260773723e0 + v_1 * v_1 * (244.02463793444417e0 + v_1 * v_1 * (23.601290952344122e0 + v_1 * v_1 * 1e0))))) WHEN isnan(v_1) THEN v_1 ELSE sign(v_1) * (1e0 - CASE WHEN abs(v_1) <= 4 THEN exp(-(abs(v_1) * abs(v_1))) * ((1230.3393547979972e0 + abs(v_1) * (2051.0783778260716e0 + abs(v_1) * (1712.0476126340707e0 + abs(v_1) * (881.952221241769e0 + abs(v_1) * (298.6351381974001e0 + abs(v_1) * (66.11919063714163e0 + abs(v_1) * (8.883149794388377e0 + abs(v_1) * (0.5641884969886701e0 + abs(v_1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(v_1) * (3439.3676741437216e0 + abs(v_1) * (4362.619090143247e0 + abs(v_1) * (3290.7992357334597e0 + abs(v_1) * (1621.3895745666903e0 + abs(v_1) * (537.1811018620099e0 + abs(v_1) * (117.6939508913125e0 + abs(v_1) * (15.744926110709835e0 + abs(v_1) * 1e0))))))))) WHEN abs(v_1) <= 27 THEN exp(-(abs(v_1) * abs(v_1))) / abs(v_1) * (0.5641895835477563e0 - (1e0 / (abs(v_1) * abs(v_1))) * ((0.0006587491615298378e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.016083785148742275e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.12578172611122926e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.36034489994980445e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.30532663496123236e0 + (1e0 / (abs(v_1) * abs(v_1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.06051834131244132e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.5279051029514285e0 + (1e0 / (abs(v_1) * abs(v_1))) * (1.8729528499234673e0 + (1e0 / (abs(v_1) * abs(v_1))) * (2.568520192289822e0 + (1e0 / (abs(v_1) * abs(v_1))) * 1e0))))))) ELSE 0e0 * exp(-abs(v_1)) END) END)) AS val
FROM (
  SELECT
    s,
    spot.val AS spot,
    price_d1.val AS price_d1,
    strike.val AS strike,
    rate.val AS rate,
    years.val AS years,
    0.7071067811865476e0 * (price_d1.val - sigma.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END) AS v_1
  FROM spot
  JOIN price_d1 USING (s)
  JOIN strike USING (s)
  JOIN rate USING (s)
  JOIN years USING (s)
  JOIN sigma USING (s)
) AS v1;

-- delta[s] = grad(price[s], spot[s])   (examples/options.tsql:23)
CREATE OR REPLACE TEMP TABLE d_price_d_price_c AS
SELECT s, CAST(1 AS DOUBLE) AS val
FROM price;

-- delta[s] = grad(price[s], spot[s])   (examples/options.tsql:23)
CREATE OR REPLACE TEMP TABLE d_price_d_price_d1 AS
SELECT
  s,
  d_price_d_price_c * (-0.3989422804014327e0 * (strike * exp(-(rate * years)) * exp(-0.5000000000000001e0 * (v_1 * v_1))) + 0.3989422804014327e0 * (spot * exp(-0.5000000000000001e0 * (price_d1 * price_d1)))) AS val
FROM (
  SELECT
    s,
    d_price_d_price_c.val AS d_price_d_price_c,
    strike.val AS strike,
    rate.val AS rate,
    years.val AS years,
    spot.val AS spot,
    price_d1.val AS price_d1,
    price_d1.val - sigma.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
  FROM d_price_d_price_c
  JOIN spot USING (s)
  JOIN price_d1 USING (s)
  JOIN strike USING (s)
  JOIN rate USING (s)
  JOIN years USING (s)
  JOIN sigma USING (s)
) AS v1;

-- gamma[s] = grad(delta[s], spot[s])   (examples/options.tsql:24)
CREATE OR REPLACE TEMP TABLE d_delta_d_d_price_d_price_d1 AS
SELECT
  s,
  1 / (spot.val / strike.val) / (sigma.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END) / strike.val AS val
FROM spot
JOIN strike USING (s)
JOIN sigma USING (s)
JOIN years USING (s);

-- delta[s] = grad(price[s], spot[s])   (examples/options.tsql:23)
CREATE OR REPLACE TEMP TABLE delta AS
SELECT s, SUM(val) AS val
FROM (
  SELECT
    s,
    0.5 * (d_price_d_price_c.val * (1 + CASE WHEN abs(0.7071067811865476e0 * price_d1.val) <= 0.5e0 THEN (0.7071067811865476e0 * price_d1.val) * ((3209.3775891384694e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * (377.485237685302e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * (113.86415415105016e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * (3.1611237438705655e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * 0.18577770618460315e0)))) / (2844.236833439171e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * (1282.6165260773723e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * (244.02463793444417e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * (23.601290952344122e0 + (0.7071067811865476e0 * price_d1.val) * (0.7071067811865476e0 * price_d1.val) * 1e0))))) WHEN isnan(0.7071067811865476e0 * price_d1.val) THEN 0.7071067811865476e0 * price_d1.val ELSE sign(0.7071067811865476e0 * price_d1.val) * (1e0 - CASE WHEN abs(0.7071067811865476e0 * price_d1.val) <= 4 THEN exp(-(abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * ((1230.3393547979972e0 + abs(0.7071067811865476e0 * price_d1.val) * (2051.0783778260716e0 + abs(0.7071067811865476e0 * price_d1.val) * (1712.0476126340707e0 + abs(0.7071067811865476e0 * price_d1.val) * (881.952221241769e0 + abs(0.7071067811865476e0 * price_d1.val) * (298.6351381974001e0 + abs(0.7071067811865476e0 * price_d1.val) * (66.11919063714163e0 + abs(0.7071067811865476e0 * price_d1.val) * (8.883149794388377e0 + abs(0.7071067811865476e0 * price_d1.val) * (0.5641884969886701e0 + abs(0.7071067811865476e0 * price_d1.val) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(0.7071067811865476e0 * price_d1.val) * (3439.3676741437216e0 + abs(0.7071067811865476e0 * price_d1.val) * (4362.619090143247e0 + abs(0.7071067811865476e0 * price_d1.val) * (3290.7992357334597e0 + abs(0.7071067811865476e0 * price_d1.val) * (1621.3895745666903e0 + abs(0.7071067811865476e0 * price_d1.val) * (537.1811018620099e0 + abs(0.7071067811865476e0 * price_d1.val) * (117.6939508913125e0 + abs(0.7071067811865476e0 * price_d1.val) * (15.744926110709835e0 + abs(0.7071067811865476e0 * price_d1.val) * 1e0))))))))) WHEN abs(0.7071067811865476e0 * price_d1.val) <= 27 THEN exp(-(abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) / abs(0.7071067811865476e0 * price_d1.val) * (0.5641895835477563e0 - (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * ((0.0006587491615298378e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (0.016083785148742275e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (0.12578172611122926e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (0.36034489994980445e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (0.30532663496123236e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (0.06051834131244132e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (0.5279051029514285e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (1.8729528499234673e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * (2.568520192289822e0 + (1e0 / (abs(0.7071067811865476e0 * price_d1.val) * abs(0.7071067811865476e0 * price_d1.val))) * 1e0))))))) ELSE 0e0 * exp(-abs(0.7071067811865476e0 * price_d1.val)) END) END)) AS val
  FROM d_price_d_price_c
  JOIN price_d1 USING (s)
  UNION ALL
  SELECT s, d_delta_d_d_price_d_price_d1.val * d_price_d_price_d1.val AS val
  FROM d_price_d_price_d1
  JOIN sigma USING (s)
  JOIN d_delta_d_d_price_d_price_d1 USING (s)
) AS terms
GROUP BY s;

-- delta[s] = grad(price[s], spot[s])   (examples/options.tsql:23)
CREATE OR REPLACE TEMP TABLE delta_dense AS
SELECT s, coalesce(delta.val, 0) AS val
FROM range(8) AS s(s)
LEFT JOIN delta USING (s);

-- gamma[s] = grad(delta[s], spot[s])   (examples/options.tsql:24)
CREATE OR REPLACE TEMP TABLE d_delta_d_price_d1 AS
SELECT s, SUM(val) AS val
FROM (
  SELECT
    s,
    0.3989422804014327e0 * (d_price_d_price_c.val * exp(-0.5000000000000001e0 * (price_d1.val * price_d1.val))) AS val
  FROM d_price_d_price_c
  JOIN price_d1 USING (s)
  UNION ALL
  SELECT
    s,
    d_delta_d_d_price_d_price_d1 * (d_price_d_price_c * (-0.3989422804014328e0 * (spot * exp(-0.5000000000000001e0 * (price_d1 * price_d1)) * price_d1) + 0.3989422804014328e0 * (strike * exp(-(rate * years)) * exp(-0.5000000000000001e0 * (v_1 * v_1)) * v_1))) AS val
  FROM (
    SELECT
      s,
      d_delta_d_d_price_d_price_d1.val AS d_delta_d_d_price_d_price_d1,
      d_price_d_price_c.val AS d_price_d_price_c,
      spot.val AS spot,
      price_d1.val AS price_d1,
      strike.val AS strike,
      rate.val AS rate,
      years.val AS years,
      price_d1.val - sigma.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM d_delta_d_d_price_d_price_d1
    JOIN d_price_d_price_c USING (s)
    JOIN spot USING (s)
    JOIN price_d1 USING (s)
    JOIN strike USING (s)
    JOIN rate USING (s)
    JOIN years USING (s)
    JOIN sigma USING (s)
  ) AS v1
) AS terms
GROUP BY s;

-- gamma[s] = grad(delta[s], spot[s])   (examples/options.tsql:24)
CREATE OR REPLACE TEMP TABLE gamma AS
SELECT s, SUM(val) AS val
FROM (
  SELECT
    s,
    -(d_delta_d_d_price_d_price_d1.val * (d_price_d_price_d1.val * strike.val / spot.val / strike.val)) AS val
  FROM d_price_d_price_d1
  JOIN spot USING (s)
  JOIN strike USING (s)
  JOIN sigma USING (s)
  JOIN d_delta_d_d_price_d_price_d1 USING (s)
  UNION ALL
  SELECT s, d_delta_d_d_price_d_price_d1.val * d_delta_d_price_d1.val AS val
  FROM d_delta_d_price_d1
  JOIN sigma USING (s)
  JOIN d_delta_d_d_price_d_price_d1 USING (s)
  UNION ALL
  SELECT
    s,
    0.3989422804014327e0 * (d_delta_d_d_price_d_price_d1.val * (d_price_d_price_c.val * exp(-0.5000000000000001e0 * (price_d1.val * price_d1.val)))) AS val
  FROM d_delta_d_d_price_d_price_d1
  JOIN d_price_d_price_c USING (s)
  JOIN price_d1 USING (s)
) AS terms
GROUP BY s;

-- gamma[s] = grad(delta[s], spot[s])   (examples/options.tsql:24)
CREATE OR REPLACE TEMP TABLE gamma_dense AS
SELECT s, coalesce(gamma.val, 0) AS val
FROM range(8) AS s(s)
LEFT JOIN gamma USING (s);

-- vega[s] = grad(price[s], sigma[s])   (examples/options.tsql:25)
CREATE OR REPLACE TEMP TABLE vega AS
SELECT s, SUM(val) AS val
FROM (
  SELECT
    s,
    0.3989422804014327e0 * (coalesce(d_price_d_price_c, 0) * (strike * exp(-(rate * years)) * exp(-0.5000000000000001e0 * ((price_d1 - sigma * v_1) * (price_d1 - sigma * v_1))) * v_1)) AS val
  FROM (
    SELECT
      s,
      d_price_d_price_c.val AS d_price_d_price_c,
      strike.val AS strike,
      rate.val AS rate,
      years.val AS years,
      price_d1.val AS price_d1,
      sigma.val AS sigma,
      CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM price_d1
    JOIN strike USING (s)
    JOIN rate USING (s)
    JOIN years USING (s)
    JOIN sigma USING (s)
    LEFT JOIN d_price_d_price_c USING (s)
  ) AS v1
  UNION ALL
  SELECT
    s,
    coalesce(d_price_d_price_d1, 0) * ((years * sigma - (CASE WHEN spot / strike > 0 THEN ln(spot / strike) WHEN spot / strike = 0 THEN '-inf'::DOUBLE WHEN spot / strike < 0 THEN 'nan'::DOUBLE END + (rate + sigma * sigma / 2) * years) * v_1 / sigma / v_1) / sigma / v_1) AS val
  FROM (
    SELECT
      s,
      d_price_d_price_d1.val AS d_price_d_price_d1,
      years.val AS years,
      sigma.val AS sigma,
      spot.val AS spot,
      strike.val AS strike,
      rate.val AS rate,
      CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
    FROM spot
    JOIN strike USING (s)
    JOIN rate USING (s)
    JOIN sigma USING (s)
    JOIN years USING (s)
    LEFT JOIN d_price_d_price_d1 USING (s)
  ) AS v1
  UNION ALL
  SELECT s, CAST(0 AS DOUBLE) AS val
  FROM sigma
) AS terms
GROUP BY s;

-- theta[s] = -grad(price[s], term[s])   (examples/options.tsql:26)
CREATE OR REPLACE TEMP TABLE theta AS
WITH
  d_price_d_term AS (
    SELECT s, SUM(val) AS val
    FROM (
      SELECT
        s,
        d_price_d_price_c * (exp(-(rate * years)) * (strike * (0.19947114020071635e0 * (exp(-0.5000000000000001e0 * ((price_d1 - sigma * v_1) * (price_d1 - sigma * v_1))) * sigma / v_1) + 0.5 * ((1 + CASE WHEN abs(v_2) <= 0.5e0 THEN v_2 * ((3209.3775891384694e0 + v_2 * v_2 * (377.485237685302e0 + v_2 * v_2 * (113.86415415105016e0 + v_2 * v_2 * (3.1611237438705655e0 + v_2 * v_2 * 0.18577770618460315e0)))) / (2844.236833439171e0 + v_2 * v_2 * (1282.6165260773723e0 + v_2 * v_2 * (244.02463793444417e0 + v_2 * v_2 * (23.601290952344122e0 + v_2 * v_2 * 1e0))))) WHEN isnan(v_2) THEN v_2 ELSE sign(v_2) * (1e0 - CASE WHEN abs(v_2) <= 4 THEN exp(-(abs(v_2) * abs(v_2))) * ((1230.3393547979972e0 + abs(v_2) * (2051.0783778260716e0 + abs(v_2) * (1712.0476126340707e0 + abs(v_2) * (881.952221241769e0 + abs(v_2) * (298.6351381974001e0 + abs(v_2) * (66.11919063714163e0 + abs(v_2) * (8.883149794388377e0 + abs(v_2) * (0.5641884969886701e0 + abs(v_2) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(v_2) * (3439.3676741437216e0 + abs(v_2) * (4362.619090143247e0 + abs(v_2) * (3290.7992357334597e0 + abs(v_2) * (1621.3895745666903e0 + abs(v_2) * (537.1811018620099e0 + abs(v_2) * (117.6939508913125e0 + abs(v_2) * (15.744926110709835e0 + abs(v_2) * 1e0))))))))) WHEN abs(v_2) <= 27 THEN exp(-(abs(v_2) * abs(v_2))) / abs(v_2) * (0.5641895835477563e0 - (1e0 / (abs(v_2) * abs(v_2))) * ((0.0006587491615298378e0 + (1e0 / (abs(v_2) * abs(v_2))) * (0.016083785148742275e0 + (1e0 / (abs(v_2) * abs(v_2))) * (0.12578172611122926e0 + (1e0 / (abs(v_2) * abs(v_2))) * (0.36034489994980445e0 + (1e0 / (abs(v_2) * abs(v_2))) * (0.30532663496123236e0 + (1e0 / (abs(v_2) * abs(v_2))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(v_2) * abs(v_2))) * (0.06051834131244132e0 + (1e0 / (abs(v_2) * abs(v_2))) * (0.5279051029514285e0 + (1e0 / (abs(v_2) * abs(v_2))) * (1.8729528499234673e0 + (1e0 / (abs(v_2) * abs(v_2))) * (2.568520192289822e0 + (1e0 / (abs(v_2) * abs(v_2))) * 1e0))))))) ELSE 0e0 * exp(-abs(v_2)) END) END) * rate)))) AS val
      FROM (
        SELECT
          s,
          d_price_d_price_c,
          rate,
          years,
          strike,
          price_d1,
          sigma,
          v_1,
          0.7071067811865476e0 * (price_d1 - sigma * v_1) AS v_2
        FROM (
          SELECT
            s,
            d_price_d_price_c.val AS d_price_d_price_c,
            rate.val AS rate,
            years.val AS years,
            strike.val AS strike,
            price_d1.val AS price_d1,
            sigma.val AS sigma,
            CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
          FROM d_price_d_price_c
          JOIN price_d1 USING (s)
          JOIN strike USING (s)
          JOIN rate USING (s)
          JOIN years USING (s)
          JOIN sigma USING (s)
        ) AS v1
      ) AS v2
      UNION ALL
      SELECT
        s,
        d_price_d_price_d1 * ((-0.5 * ((CASE WHEN spot / strike > 0 THEN ln(spot / strike) WHEN spot / strike = 0 THEN '-inf'::DOUBLE WHEN spot / strike < 0 THEN 'nan'::DOUBLE END + v_1 * years) * sigma / sigma / v_2 / v_2) + v_1) / sigma / v_2) AS val
      FROM (
        SELECT
          s,
          d_price_d_price_d1.val AS d_price_d_price_d1,
          spot.val AS spot,
          strike.val AS strike,
          years.val AS years,
          sigma.val AS sigma,
          rate.val + sigma.val * sigma.val / 2 AS v_1,
          CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_2
        FROM d_price_d_price_d1
        JOIN spot USING (s)
        JOIN strike USING (s)
        JOIN rate USING (s)
        JOIN sigma USING (s)
        JOIN years USING (s)
      ) AS v1
    ) AS terms
    GROUP BY s
  )
SELECT s, -coalesce(d_price_d_term.val, 0) AS val
FROM range(8) AS s(s)
LEFT JOIN d_price_d_term USING (s);

-- rho[s] = grad(price[s], rate[s])   (examples/options.tsql:27)
CREATE OR REPLACE TEMP TABLE rho_dense AS
WITH
  rho AS (
    SELECT s, SUM(val) AS val
    FROM (
      SELECT
        s,
        0.5 * (d_price_d_price_c * ((1 + CASE WHEN abs(v_1) <= 0.5e0 THEN v_1 * ((3209.3775891384694e0 + v_1 * v_1 * (377.485237685302e0 + v_1 * v_1 * (113.86415415105016e0 + v_1 * v_1 * (3.1611237438705655e0 + v_1 * v_1 * 0.18577770618460315e0)))) / (2844.236833439171e0 + v_1 * v_1 * (1282.6165260773723e0 + v_1 * v_1 * (244.02463793444417e0 + v_1 * v_1 * (23.601290952344122e0 + v_1 * v_1 * 1e0))))) WHEN isnan(v_1) THEN v_1 ELSE sign(v_1) * (1e0 - CASE WHEN abs(v_1) <= 4 THEN exp(-(abs(v_1) * abs(v_1))) * ((1230.3393547979972e0 + abs(v_1) * (2051.0783778260716e0 + abs(v_1) * (1712.0476126340707e0 + abs(v_1) * (881.952221241769e0 + abs(v_1) * (298.6351381974001e0 + abs(v_1) * (66.11919063714163e0 + abs(v_1) * (8.883149794388377e0 + abs(v_1) * (0.5641884969886701e0 + abs(v_1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(v_1) * (3439.3676741437216e0 + abs(v_1) * (4362.619090143247e0 + abs(v_1) * (3290.7992357334597e0 + abs(v_1) * (1621.3895745666903e0 + abs(v_1) * (537.1811018620099e0 + abs(v_1) * (117.6939508913125e0 + abs(v_1) * (15.744926110709835e0 + abs(v_1) * 1e0))))))))) WHEN abs(v_1) <= 27 THEN exp(-(abs(v_1) * abs(v_1))) / abs(v_1) * (0.5641895835477563e0 - (1e0 / (abs(v_1) * abs(v_1))) * ((0.0006587491615298378e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.016083785148742275e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.12578172611122926e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.36034489994980445e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.30532663496123236e0 + (1e0 / (abs(v_1) * abs(v_1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.06051834131244132e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.5279051029514285e0 + (1e0 / (abs(v_1) * abs(v_1))) * (1.8729528499234673e0 + (1e0 / (abs(v_1) * abs(v_1))) * (2.568520192289822e0 + (1e0 / (abs(v_1) * abs(v_1))) * 1e0))))))) ELSE 0e0 * exp(-abs(v_1)) END) END) * strike * exp(-(rate * years)) * years)) AS val
      FROM (
        SELECT
          s,
          d_price_d_price_c.val AS d_price_d_price_c,
          strike.val AS strike,
          rate.val AS rate,
          years.val AS years,
          0.7071067811865476e0 * (price_d1.val - sigma.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END) AS v_1
        FROM d_price_d_price_c
        JOIN price_d1 USING (s)
        JOIN strike USING (s)
        JOIN rate USING (s)
        JOIN years USING (s)
        JOIN sigma USING (s)
      ) AS v1
      UNION ALL
      SELECT
        s,
        d_price_d_price_d1.val * (years.val / (sigma.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END)) AS val
      FROM d_price_d_price_d1
      JOIN sigma USING (s)
      JOIN years USING (s)
    ) AS terms
    GROUP BY s
  )
SELECT s, coalesce(rho.val, 0) AS val
FROM range(8) AS s(s)
LEFT JOIN rho USING (s);

-- v[0,s] = sqrt(2 * abs(log(spot[s] / strike[s]) + rate[s] * term[s]) / term[s])   (examples/options.tsql:31)
CREATE OR REPLACE TEMP TABLE v AS
SELECT
  CAST(0 AS BIGINT) AS t,
  s,
  CASE WHEN v_1 >= 0 THEN sqrt(v_1) WHEN v_1 < 0 THEN 'nan'::DOUBLE END AS val
FROM (
  SELECT
    s,
    2 * (abs(CASE WHEN spot.val / strike.val > 0 THEN ln(spot.val / strike.val) WHEN spot.val / strike.val = 0 THEN '-inf'::DOUBLE WHEN spot.val / strike.val < 0 THEN 'nan'::DOUBLE END + rate.val * years.val) / years.val) AS v_1
  FROM spot
  JOIN strike USING (s)
  JOIN rate USING (s)
  JOIN years USING (s)
) AS v1;

-- guess[t,s] = call_price(spot[s], strike[s], term[s], rate[s], v[t,s])   (examples/options.tsql:32)
-- for $t = 0 … 11:

  -- guess[t,s] = call_price(spot[s], strike[s], term[s], rate[s], v[t,s]): d1 = (log(spot / strike) + (rate + sigma^2 / 2) * term) / (sigma * sqrt(term)) of call_price   (examples/options.tsql:32)
CREATE OR REPLACE TEMP TABLE guess_d1 AS
SELECT
  s,
  CAST($t AS BIGINT) AS t,
  (CASE WHEN spot.val / strike.val > 0 THEN ln(spot.val / strike.val) WHEN spot.val / strike.val = 0 THEN '-inf'::DOUBLE WHEN spot.val / strike.val < 0 THEN 'nan'::DOUBLE END + (rate.val + v.val * v.val / 2) * years.val) / (v.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END) AS val
FROM spot
JOIN strike USING (s)
JOIN rate USING (s)
JOIN v USING (s)
JOIN years USING (s)
WHERE v.t = $t;

  -- guess[t,s] = call_price(spot[s], strike[s], term[s], rate[s], v[t,s]): c = spot * cdf(d1) - strike * exp(-rate * term) * cdf(d1 - sigma * sqrt(term)) of call_price   (examples/options.tsql:32)
CREATE OR REPLACE TEMP TABLE guess_c AS
SELECT
  s,
  CAST($t AS BIGINT) AS t,
  0.5 * (spot * (1 + CASE WHEN abs(0.7071067811865476e0 * guess_d1) <= 0.5e0 THEN (0.7071067811865476e0 * guess_d1) * ((3209.3775891384694e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * (377.485237685302e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * (113.86415415105016e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * (3.1611237438705655e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * 0.18577770618460315e0)))) / (2844.236833439171e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * (1282.6165260773723e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * (244.02463793444417e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * (23.601290952344122e0 + (0.7071067811865476e0 * guess_d1) * (0.7071067811865476e0 * guess_d1) * 1e0))))) WHEN isnan(0.7071067811865476e0 * guess_d1) THEN 0.7071067811865476e0 * guess_d1 ELSE sign(0.7071067811865476e0 * guess_d1) * (1e0 - CASE WHEN abs(0.7071067811865476e0 * guess_d1) <= 4 THEN exp(-(abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * ((1230.3393547979972e0 + abs(0.7071067811865476e0 * guess_d1) * (2051.0783778260716e0 + abs(0.7071067811865476e0 * guess_d1) * (1712.0476126340707e0 + abs(0.7071067811865476e0 * guess_d1) * (881.952221241769e0 + abs(0.7071067811865476e0 * guess_d1) * (298.6351381974001e0 + abs(0.7071067811865476e0 * guess_d1) * (66.11919063714163e0 + abs(0.7071067811865476e0 * guess_d1) * (8.883149794388377e0 + abs(0.7071067811865476e0 * guess_d1) * (0.5641884969886701e0 + abs(0.7071067811865476e0 * guess_d1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(0.7071067811865476e0 * guess_d1) * (3439.3676741437216e0 + abs(0.7071067811865476e0 * guess_d1) * (4362.619090143247e0 + abs(0.7071067811865476e0 * guess_d1) * (3290.7992357334597e0 + abs(0.7071067811865476e0 * guess_d1) * (1621.3895745666903e0 + abs(0.7071067811865476e0 * guess_d1) * (537.1811018620099e0 + abs(0.7071067811865476e0 * guess_d1) * (117.6939508913125e0 + abs(0.7071067811865476e0 * guess_d1) * (15.744926110709835e0 + abs(0.7071067811865476e0 * guess_d1) * 1e0))))))))) WHEN abs(0.7071067811865476e0 * guess_d1) <= 27 THEN exp(-(abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) / abs(0.7071067811865476e0 * guess_d1) * (0.5641895835477563e0 - (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * ((0.0006587491615298378e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (0.016083785148742275e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (0.12578172611122926e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (0.36034489994980445e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (0.30532663496123236e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (0.06051834131244132e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (0.5279051029514285e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (1.8729528499234673e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * (2.568520192289822e0 + (1e0 / (abs(0.7071067811865476e0 * guess_d1) * abs(0.7071067811865476e0 * guess_d1))) * 1e0))))))) ELSE 0e0 * exp(-abs(0.7071067811865476e0 * guess_d1)) END) END) - strike * exp(-(rate * years)) * (1 + CASE WHEN abs(v_1) <= 0.5e0 THEN v_1 * ((3209.3775891384694e0 + v_1 * v_1 * (377.485237685302e0 + v_1 * v_1 * (113.86415415105016e0 + v_1 * v_1 * (3.1611237438705655e0 + v_1 * v_1 * 0.18577770618460315e0)))) / (2844.236833439171e0 + v_1 * v_1 * (1282.6165260773723e0 + v_1 * v_1 * (244.02463793444417e0 + v_1 * v_1 * (23.601290952344122e0 + v_1 * v_1 * 1e0))))) WHEN isnan(v_1) THEN v_1 ELSE sign(v_1) * (1e0 - CASE WHEN abs(v_1) <= 4 THEN exp(-(abs(v_1) * abs(v_1))) * ((1230.3393547979972e0 + abs(v_1) * (2051.0783778260716e0 + abs(v_1) * (1712.0476126340707e0 + abs(v_1) * (881.952221241769e0 + abs(v_1) * (298.6351381974001e0 + abs(v_1) * (66.11919063714163e0 + abs(v_1) * (8.883149794388377e0 + abs(v_1) * (0.5641884969886701e0 + abs(v_1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(v_1) * (3439.3676741437216e0 + abs(v_1) * (4362.619090143247e0 + abs(v_1) * (3290.7992357334597e0 + abs(v_1) * (1621.3895745666903e0 + abs(v_1) * (537.1811018620099e0 + abs(v_1) * (117.6939508913125e0 + abs(v_1) * (15.744926110709835e0 + abs(v_1) * 1e0))))))))) WHEN abs(v_1) <= 27 THEN exp(-(abs(v_1) * abs(v_1))) / abs(v_1) * (0.5641895835477563e0 - (1e0 / (abs(v_1) * abs(v_1))) * ((0.0006587491615298378e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.016083785148742275e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.12578172611122926e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.36034489994980445e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.30532663496123236e0 + (1e0 / (abs(v_1) * abs(v_1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.06051834131244132e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.5279051029514285e0 + (1e0 / (abs(v_1) * abs(v_1))) * (1.8729528499234673e0 + (1e0 / (abs(v_1) * abs(v_1))) * (2.568520192289822e0 + (1e0 / (abs(v_1) * abs(v_1))) * 1e0))))))) ELSE 0e0 * exp(-abs(v_1)) END) END)) AS val
FROM (
  SELECT
    s,
    spot.val AS spot,
    guess_d1.val AS guess_d1,
    strike.val AS strike,
    rate.val AS rate,
    years.val AS years,
    0.7071067811865476e0 * (guess_d1.val - v.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END) AS v_1
  FROM spot
  JOIN guess_d1 USING (s)
  JOIN strike USING (s)
  JOIN rate USING (s)
  JOIN years USING (s)
  JOIN v USING (s)
  WHERE guess_d1.t = $t AND v.t = $t
) AS v1;

  -- v[t+1,s] = v[t,s] - (guess[t,s] - price[s]) / grad(guess[t,s], v[t,s])   (examples/options.tsql:33)
CREATE OR REPLACE TEMP TABLE d_guess_d_guess_c AS
SELECT CAST($t AS BIGINT) AS t, s, CAST(1 AS DOUBLE) AS val
FROM guess_c
WHERE guess_c.t = $t;

  -- v[t+1,s] = v[t,s] - (guess[t,s] - price[s]) / grad(guess[t,s], v[t,s])   (examples/options.tsql:33)
CREATE OR REPLACE TEMP TABLE d_guess_d_guess_d1 AS
SELECT
  CAST($t AS BIGINT) AS t,
  s,
  d_guess_d_guess_c * (-0.3989422804014327e0 * (strike * exp(-(rate * years)) * exp(-0.5000000000000001e0 * (v_1 * v_1))) + 0.3989422804014327e0 * (spot * exp(-0.5000000000000001e0 * (guess_d1 * guess_d1)))) AS val
FROM (
  SELECT
    s,
    d_guess_d_guess_c.val AS d_guess_d_guess_c,
    strike.val AS strike,
    rate.val AS rate,
    years.val AS years,
    spot.val AS spot,
    guess_d1.val AS guess_d1,
    guess_d1.val - v.val * CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
  FROM d_guess_d_guess_c
  JOIN spot USING (s)
  JOIN guess_d1 USING (s)
  JOIN strike USING (s)
  JOIN rate USING (s)
  JOIN years USING (s)
  JOIN v USING (s)
  WHERE d_guess_d_guess_c.t = $t AND guess_d1.t = $t AND v.t = $t
) AS v1;

  -- v[t+1,s] = v[t,s] - (guess[t,s] - price[s]) / grad(guess[t,s], v[t,s])   (examples/options.tsql:31)
INSERT INTO v
WITH
  -- guess[t,s] = call_price(spot[s], strike[s], term[s], rate[s], v[t,s])
  guess AS (
    SELECT CAST($t AS BIGINT) AS t, s, guess_c.val
    FROM guess_c
    WHERE guess_c.t = $t
  ),
  -- v[t+1,s] = v[t,s] - (guess[t,s] - price[s]) / grad(guess[t,s], v[t,s])
  d_guess_d_v AS (
    SELECT t, s, SUM(val) AS val
    FROM (
      SELECT
        CAST($t AS BIGINT) AS t,
        s,
        0.3989422804014327e0 * (coalesce(d_guess_d_guess_c, 0) * (strike * exp(-(rate * years)) * exp(-0.5000000000000001e0 * ((guess_d1 - v * v_1) * (guess_d1 - v * v_1))) * v_1)) AS val
      FROM (
        SELECT
          guess_d1.s,
          d_guess_d_guess_c.val AS d_guess_d_guess_c,
          strike.val AS strike,
          rate.val AS rate,
          years.val AS years,
          guess_d1.val AS guess_d1,
          v.val AS v,
          CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
        FROM guess_d1
        JOIN strike USING (s)
        JOIN rate USING (s)
        JOIN years USING (s)
        JOIN v USING (s)
        LEFT JOIN d_guess_d_guess_c ON d_guess_d_guess_c.t = $t AND d_guess_d_guess_c.s = guess_d1.s
        WHERE guess_d1.t = $t AND v.t = $t
      ) AS v1
      UNION ALL
      SELECT
        CAST($t AS BIGINT) AS t,
        s,
        coalesce(d_guess_d_guess_d1, 0) * ((years * v - (CASE WHEN spot / strike > 0 THEN ln(spot / strike) WHEN spot / strike = 0 THEN '-inf'::DOUBLE WHEN spot / strike < 0 THEN 'nan'::DOUBLE END + (rate + v * v / 2) * years) * v_1 / v / v_1) / v / v_1) AS val
      FROM (
        SELECT
          spot.s,
          d_guess_d_guess_d1.val AS d_guess_d_guess_d1,
          years.val AS years,
          v.val AS v,
          spot.val AS spot,
          strike.val AS strike,
          rate.val AS rate,
          CASE WHEN years.val >= 0 THEN sqrt(years.val) WHEN years.val < 0 THEN 'nan'::DOUBLE END AS v_1
        FROM spot
        JOIN strike USING (s)
        JOIN rate USING (s)
        JOIN v USING (s)
        JOIN years USING (s)
        LEFT JOIN d_guess_d_guess_d1 ON d_guess_d_guess_d1.t = $t AND d_guess_d_guess_d1.s = spot.s
        WHERE v.t = $t
      ) AS v1
      UNION ALL
      SELECT CAST($t AS BIGINT) AS t, s, CAST(0 AS DOUBLE) AS val
      FROM v
      WHERE v.t = $t
    ) AS terms
    GROUP BY t, s
  )
SELECT CAST($t AS BIGINT) + 1 AS t, s, v.val - (guess.val - price.val) / d_guess_d_v.val AS val
FROM v
JOIN guess USING (s)
JOIN price USING (s)
JOIN d_guess_d_v USING (s)
WHERE v.t = $t AND guess.t = $t AND d_guess_d_v.t = $t;
-- end for $t

-- book = hull(S, T, R, V): d1 = (log(spot / strike) + (rate + sigma^2 / 2) * term) / (sigma * sqrt(term)) of call_price   (examples/options.tsql:49)
CREATE OR REPLACE TEMP TABLE book_d1 AS
SELECT
  (CASE WHEN S.val / 50 > 0 THEN ln(S.val / 50) WHEN S.val / 50 = 0 THEN '-inf'::DOUBLE WHEN S.val / 50 < 0 THEN 'nan'::DOUBLE END + (R.val + V_2.val * V_2.val / 2) * T.val) / (V_2.val * CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END) AS val
FROM S_now AS S
CROSS JOIN R_now AS R
CROSS JOIN V_2_now AS V_2
CROSS JOIN T_now AS T;

-- slope_s = grad(book, S)   (examples/options.tsql:50)
CREATE OR REPLACE TEMP TABLE d_book_d_book_d1 AS
SELECT
  -19.947114020071634e0 * (exp(-(R * T)) * exp(-0.5000000000000001e0 * (v_1 * v_1))) + 0.3989422804014327e0 * (S * exp(-0.5000000000000001e0 * (book_d1 * book_d1))) AS val
FROM (
  SELECT
    R.val AS R,
    T.val AS T,
    S.val AS S,
    book_d1.val AS book_d1,
    book_d1.val - V_2.val * CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END AS v_1
  FROM S_now AS S
  CROSS JOIN book_d1
  CROSS JOIN R_now AS R
  CROSS JOIN T_now AS T
  CROSS JOIN V_2_now AS V_2
) AS v1;

-- max[s](abs(v[end,s] - sigma[s])) < 1e-10   (examples/options.tsql:38)
CREATE OR REPLACE TEMP TABLE condition AS
WITH
  condition_max AS (
    SELECT MAX(abs(v.val - sigma.val)) AS val
    FROM v
    JOIN sigma USING (s)
    WHERE t = 12
    HAVING COUNT(*) > 0
  )
SELECT condition_max.val < 1e-10 AS val
FROM condition_max;

-- max[s](abs(0.5 * sigma[s]^2 * spot[s]^2 * gamma[s] + theta[s] + rate[s] * spot[s] * delta[s] - rate[s] * price[s])) < 1e-9   (examples/options.tsql:41)
CREATE OR REPLACE TEMP TABLE condition_2 AS
WITH
  condition_max_2 AS (
    SELECT
      MAX(abs(0.5 * (sigma.val * sigma.val * (spot.val * spot.val) * coalesce(gamma.val, 0)) + theta.val + rate.val * spot.val * coalesce(delta.val, 0) - rate.val * price.val)) AS val
    FROM sigma
    JOIN spot USING (s)
    JOIN theta USING (s)
    JOIN rate USING (s)
    JOIN price USING (s)
    LEFT JOIN gamma USING (s)
    LEFT JOIN delta USING (s)
    HAVING COUNT(*) > 0
  )
SELECT condition_max_2.val < 1e-9 AS val
FROM condition_max_2;

-- abs(book - 2.40) < 0.005 and abs(slope_s - 0.522) < 0.0005 and abs(grad(slope_s, S) - 0.066) < 0.0005   (examples/options.tsql:51)
CREATE OR REPLACE TEMP TABLE condition_3 AS
WITH
  -- book = hull(S, T, R, V): c = spot * cdf(d1) - strike * exp(-rate * term) * cdf(d1 - sigma * sqrt(term)) of call_price
  book AS (
    SELECT
      0.5 * (S * (1 + CASE WHEN abs(0.7071067811865476e0 * book_d1) <= 0.5e0 THEN (0.7071067811865476e0 * book_d1) * ((3209.3775891384694e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * (377.485237685302e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * (113.86415415105016e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * (3.1611237438705655e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * 0.18577770618460315e0)))) / (2844.236833439171e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * (1282.6165260773723e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * (244.02463793444417e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * (23.601290952344122e0 + (0.7071067811865476e0 * book_d1) * (0.7071067811865476e0 * book_d1) * 1e0))))) WHEN isnan(0.7071067811865476e0 * book_d1) THEN 0.7071067811865476e0 * book_d1 ELSE sign(0.7071067811865476e0 * book_d1) * (1e0 - CASE WHEN abs(0.7071067811865476e0 * book_d1) <= 4 THEN exp(-(abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * ((1230.3393547979972e0 + abs(0.7071067811865476e0 * book_d1) * (2051.0783778260716e0 + abs(0.7071067811865476e0 * book_d1) * (1712.0476126340707e0 + abs(0.7071067811865476e0 * book_d1) * (881.952221241769e0 + abs(0.7071067811865476e0 * book_d1) * (298.6351381974001e0 + abs(0.7071067811865476e0 * book_d1) * (66.11919063714163e0 + abs(0.7071067811865476e0 * book_d1) * (8.883149794388377e0 + abs(0.7071067811865476e0 * book_d1) * (0.5641884969886701e0 + abs(0.7071067811865476e0 * book_d1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(0.7071067811865476e0 * book_d1) * (3439.3676741437216e0 + abs(0.7071067811865476e0 * book_d1) * (4362.619090143247e0 + abs(0.7071067811865476e0 * book_d1) * (3290.7992357334597e0 + abs(0.7071067811865476e0 * book_d1) * (1621.3895745666903e0 + abs(0.7071067811865476e0 * book_d1) * (537.1811018620099e0 + abs(0.7071067811865476e0 * book_d1) * (117.6939508913125e0 + abs(0.7071067811865476e0 * book_d1) * (15.744926110709835e0 + abs(0.7071067811865476e0 * book_d1) * 1e0))))))))) WHEN abs(0.7071067811865476e0 * book_d1) <= 27 THEN exp(-(abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) / abs(0.7071067811865476e0 * book_d1) * (0.5641895835477563e0 - (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * ((0.0006587491615298378e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (0.016083785148742275e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (0.12578172611122926e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (0.36034489994980445e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (0.30532663496123236e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (0.06051834131244132e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (0.5279051029514285e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (1.8729528499234673e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * (2.568520192289822e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1) * abs(0.7071067811865476e0 * book_d1))) * 1e0))))))) ELSE 0e0 * exp(-abs(0.7071067811865476e0 * book_d1)) END) END)) - 25 * (exp(-(R * T)) * (1 + CASE WHEN abs(v_1) <= 0.5e0 THEN v_1 * ((3209.3775891384694e0 + v_1 * v_1 * (377.485237685302e0 + v_1 * v_1 * (113.86415415105016e0 + v_1 * v_1 * (3.1611237438705655e0 + v_1 * v_1 * 0.18577770618460315e0)))) / (2844.236833439171e0 + v_1 * v_1 * (1282.6165260773723e0 + v_1 * v_1 * (244.02463793444417e0 + v_1 * v_1 * (23.601290952344122e0 + v_1 * v_1 * 1e0))))) WHEN isnan(v_1) THEN v_1 ELSE sign(v_1) * (1e0 - CASE WHEN abs(v_1) <= 4 THEN exp(-(abs(v_1) * abs(v_1))) * ((1230.3393547979972e0 + abs(v_1) * (2051.0783778260716e0 + abs(v_1) * (1712.0476126340707e0 + abs(v_1) * (881.952221241769e0 + abs(v_1) * (298.6351381974001e0 + abs(v_1) * (66.11919063714163e0 + abs(v_1) * (8.883149794388377e0 + abs(v_1) * (0.5641884969886701e0 + abs(v_1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(v_1) * (3439.3676741437216e0 + abs(v_1) * (4362.619090143247e0 + abs(v_1) * (3290.7992357334597e0 + abs(v_1) * (1621.3895745666903e0 + abs(v_1) * (537.1811018620099e0 + abs(v_1) * (117.6939508913125e0 + abs(v_1) * (15.744926110709835e0 + abs(v_1) * 1e0))))))))) WHEN abs(v_1) <= 27 THEN exp(-(abs(v_1) * abs(v_1))) / abs(v_1) * (0.5641895835477563e0 - (1e0 / (abs(v_1) * abs(v_1))) * ((0.0006587491615298378e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.016083785148742275e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.12578172611122926e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.36034489994980445e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.30532663496123236e0 + (1e0 / (abs(v_1) * abs(v_1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.06051834131244132e0 + (1e0 / (abs(v_1) * abs(v_1))) * (0.5279051029514285e0 + (1e0 / (abs(v_1) * abs(v_1))) * (1.8729528499234673e0 + (1e0 / (abs(v_1) * abs(v_1))) * (2.568520192289822e0 + (1e0 / (abs(v_1) * abs(v_1))) * 1e0))))))) ELSE 0e0 * exp(-abs(v_1)) END) END)) AS val
    FROM (
      SELECT
        S.val AS S,
        book_d1.val AS book_d1,
        R.val AS R,
        T.val AS T,
        0.7071067811865476e0 * (book_d1.val - V_2.val * CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END) AS v_1
      FROM S_now AS S
      CROSS JOIN book_d1
      CROSS JOIN R_now AS R
      CROSS JOIN T_now AS T
      CROSS JOIN V_2_now AS V_2
    ) AS v1
  ),
  -- slope_s = grad(book, S)
  slope_s AS (
    SELECT
      0.5 * (1 + CASE WHEN abs(0.7071067811865476e0 * book_d1.val) <= 0.5e0 THEN (0.7071067811865476e0 * book_d1.val) * ((3209.3775891384694e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * (377.485237685302e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * (113.86415415105016e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * (3.1611237438705655e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * 0.18577770618460315e0)))) / (2844.236833439171e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * (1282.6165260773723e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * (244.02463793444417e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * (23.601290952344122e0 + (0.7071067811865476e0 * book_d1.val) * (0.7071067811865476e0 * book_d1.val) * 1e0))))) WHEN isnan(0.7071067811865476e0 * book_d1.val) THEN 0.7071067811865476e0 * book_d1.val ELSE sign(0.7071067811865476e0 * book_d1.val) * (1e0 - CASE WHEN abs(0.7071067811865476e0 * book_d1.val) <= 4 THEN exp(-(abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * ((1230.3393547979972e0 + abs(0.7071067811865476e0 * book_d1.val) * (2051.0783778260716e0 + abs(0.7071067811865476e0 * book_d1.val) * (1712.0476126340707e0 + abs(0.7071067811865476e0 * book_d1.val) * (881.952221241769e0 + abs(0.7071067811865476e0 * book_d1.val) * (298.6351381974001e0 + abs(0.7071067811865476e0 * book_d1.val) * (66.11919063714163e0 + abs(0.7071067811865476e0 * book_d1.val) * (8.883149794388377e0 + abs(0.7071067811865476e0 * book_d1.val) * (0.5641884969886701e0 + abs(0.7071067811865476e0 * book_d1.val) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(0.7071067811865476e0 * book_d1.val) * (3439.3676741437216e0 + abs(0.7071067811865476e0 * book_d1.val) * (4362.619090143247e0 + abs(0.7071067811865476e0 * book_d1.val) * (3290.7992357334597e0 + abs(0.7071067811865476e0 * book_d1.val) * (1621.3895745666903e0 + abs(0.7071067811865476e0 * book_d1.val) * (537.1811018620099e0 + abs(0.7071067811865476e0 * book_d1.val) * (117.6939508913125e0 + abs(0.7071067811865476e0 * book_d1.val) * (15.744926110709835e0 + abs(0.7071067811865476e0 * book_d1.val) * 1e0))))))))) WHEN abs(0.7071067811865476e0 * book_d1.val) <= 27 THEN exp(-(abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) / abs(0.7071067811865476e0 * book_d1.val) * (0.5641895835477563e0 - (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * ((0.0006587491615298378e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (0.016083785148742275e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (0.12578172611122926e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (0.36034489994980445e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (0.30532663496123236e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (0.06051834131244132e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (0.5279051029514285e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (1.8729528499234673e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * (2.568520192289822e0 + (1e0 / (abs(0.7071067811865476e0 * book_d1.val) * abs(0.7071067811865476e0 * book_d1.val))) * 1e0))))))) ELSE 0e0 * exp(-abs(0.7071067811865476e0 * book_d1.val)) END) END) + 0.02 * (d_book_d_book_d1.val * (1 / (S.val / 50) / (V_2.val * CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END))) AS val
    FROM book_d1
    CROSS JOIN d_book_d_book_d1
    CROSS JOIN S_now AS S
    CROSS JOIN V_2_now AS V_2
    CROSS JOIN T_now AS T
  ),
  -- abs(book - 2.40) < 0.005 and abs(slope_s - 0.522) < 0.0005 and abs(grad(slope_s, S) - 0.066) < 0.0005
  d_slope_s_d_S AS (
    SELECT
      (0.7978845608028653e0 * v_1 + 0.02 * (1 / (S / 50) / (V_2 * v_2_1) * (-0.3989422804014328e0 * (S * v_1 * book_d1) + 19.947114020071638e0 * (exp(-(R * T)) * exp(-0.5000000000000001e0 * ((book_d1 - V_2 * v_2_1) * (book_d1 - V_2 * v_2_1))) * (book_d1 - V_2 * v_2_1)))) - d_book_d_book_d1 / S) / V_2 / v_2_1 / S AS val
    FROM (
      SELECT
        S.val AS S,
        V_2.val AS V_2,
        book_d1.val AS book_d1,
        R.val AS R,
        T.val AS T,
        d_book_d_book_d1.val AS d_book_d_book_d1,
        exp(-0.5000000000000001e0 * (book_d1.val * book_d1.val)) AS v_1,
        CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END AS v_2_1
      FROM d_book_d_book_d1
      CROSS JOIN S_now AS S
      CROSS JOIN V_2_now AS V_2
      CROSS JOIN T_now AS T
      CROSS JOIN book_d1
      CROSS JOIN R_now AS R
    ) AS v1
  )
SELECT
  abs(book.val - 2.4) < 0.005 AND abs(slope_s.val - 0.522) < 0.0005 AND abs(d_slope_s_d_S.val - 0.066) < 0.0005 AS val
FROM book
CROSS JOIN slope_s
CROSS JOIN d_slope_s_d_S;

-- abs(grad(book, V) - 12.1) < 0.05 and abs(-grad(book, T) + 4.31) < 0.005 and abs(grad(book, R) - 8.91) < 0.005   (examples/options.tsql:52)
CREATE OR REPLACE TEMP TABLE d_book_d_V_2 AS
SELECT
  19.947114020071634e0 * (exp(-(R * T)) * exp(-0.5000000000000001e0 * ((book_d1 - V_2 * v_1) * (book_d1 - V_2 * v_1))) * v_1) + d_book_d_book_d1 * ((T * V_2 - (CASE WHEN S / 50 > 0 THEN ln(S / 50) WHEN S / 50 = 0 THEN '-inf'::DOUBLE WHEN S / 50 < 0 THEN 'nan'::DOUBLE END + (R + V_2 * V_2 / 2) * T) * v_1 / V_2 / v_1) / V_2 / v_1) AS val
FROM (
  SELECT
    R.val AS R,
    T.val AS T,
    book_d1.val AS book_d1,
    V_2.val AS V_2,
    d_book_d_book_d1.val AS d_book_d_book_d1,
    S.val AS S,
    CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END AS v_1
  FROM book_d1
  CROSS JOIN R_now AS R
  CROSS JOIN T_now AS T
  CROSS JOIN V_2_now AS V_2
  CROSS JOIN d_book_d_book_d1
  CROSS JOIN S_now AS S
) AS v1;

-- abs(grad(book, V) - 12.1) < 0.05 and abs(-grad(book, T) + 4.31) < 0.005 and abs(grad(book, R) - 8.91) < 0.005   (examples/options.tsql:52)
CREATE OR REPLACE TEMP TABLE condition_4 AS
WITH
  d_book_d_T AS (
    WITH
      v1 AS (
        SELECT
          R.val AS R,
          T.val AS T,
          book_d1.val AS book_d1,
          V_2.val AS V_2,
          d_book_d_book_d1.val AS d_book_d_book_d1,
          S.val AS S,
          CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END AS v_1,
          R.val + V_2.val * V_2.val / 2 AS v_3
        FROM book_d1
        CROSS JOIN R_now AS R
        CROSS JOIN T_now AS T
        CROSS JOIN V_2_now AS V_2
        CROSS JOIN d_book_d_book_d1
        CROSS JOIN S_now AS S
      ),
      v2 AS (
        SELECT
          R,
          T,
          book_d1,
          V_2,
          v_1,
          d_book_d_book_d1,
          S,
          v_3,
          0.7071067811865476e0 * (book_d1 - V_2 * v_1) AS v_2_1
        FROM v1
      )
    SELECT
      exp(-(R * T)) * (9.973557010035817e0 * (exp(-0.5000000000000001e0 * ((book_d1 - V_2 * v_1) * (book_d1 - V_2 * v_1))) * V_2 / v_1) + 25 * ((1 + CASE WHEN abs(v_2_1) <= 0.5e0 THEN v_2_1 * ((3209.3775891384694e0 + v_2_1 * v_2_1 * (377.485237685302e0 + v_2_1 * v_2_1 * (113.86415415105016e0 + v_2_1 * v_2_1 * (3.1611237438705655e0 + v_2_1 * v_2_1 * 0.18577770618460315e0)))) / (2844.236833439171e0 + v_2_1 * v_2_1 * (1282.6165260773723e0 + v_2_1 * v_2_1 * (244.02463793444417e0 + v_2_1 * v_2_1 * (23.601290952344122e0 + v_2_1 * v_2_1 * 1e0))))) WHEN isnan(v_2_1) THEN v_2_1 ELSE sign(v_2_1) * (1e0 - CASE WHEN abs(v_2_1) <= 4 THEN exp(-(abs(v_2_1) * abs(v_2_1))) * ((1230.3393547979972e0 + abs(v_2_1) * (2051.0783778260716e0 + abs(v_2_1) * (1712.0476126340707e0 + abs(v_2_1) * (881.952221241769e0 + abs(v_2_1) * (298.6351381974001e0 + abs(v_2_1) * (66.11919063714163e0 + abs(v_2_1) * (8.883149794388377e0 + abs(v_2_1) * (0.5641884969886701e0 + abs(v_2_1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(v_2_1) * (3439.3676741437216e0 + abs(v_2_1) * (4362.619090143247e0 + abs(v_2_1) * (3290.7992357334597e0 + abs(v_2_1) * (1621.3895745666903e0 + abs(v_2_1) * (537.1811018620099e0 + abs(v_2_1) * (117.6939508913125e0 + abs(v_2_1) * (15.744926110709835e0 + abs(v_2_1) * 1e0))))))))) WHEN abs(v_2_1) <= 27 THEN exp(-(abs(v_2_1) * abs(v_2_1))) / abs(v_2_1) * (0.5641895835477563e0 - (1e0 / (abs(v_2_1) * abs(v_2_1))) * ((0.0006587491615298378e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.016083785148742275e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.12578172611122926e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.36034489994980445e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.30532663496123236e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.06051834131244132e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.5279051029514285e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (1.8729528499234673e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (2.568520192289822e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * 1e0))))))) ELSE 0e0 * exp(-abs(v_2_1)) END) END) * R)) + d_book_d_book_d1 * ((-0.5 * ((CASE WHEN S / 50 > 0 THEN ln(S / 50) WHEN S / 50 = 0 THEN '-inf'::DOUBLE WHEN S / 50 < 0 THEN 'nan'::DOUBLE END + v_3 * T) * V_2 / V_2 / v_1 / v_1) + v_3) / V_2 / v_1) AS val
    FROM v2
  ),
  d_book_d_R AS (
    WITH
      v1 AS (
        SELECT
          T.val AS T,
          R.val AS R,
          book_d1.val AS book_d1,
          V_2.val AS V_2,
          d_book_d_book_d1.val AS d_book_d_book_d1,
          CASE WHEN T.val >= 0 THEN sqrt(T.val) WHEN T.val < 0 THEN 'nan'::DOUBLE END AS v_1
        FROM book_d1
        CROSS JOIN R_now AS R
        CROSS JOIN T_now AS T
        CROSS JOIN V_2_now AS V_2
        CROSS JOIN d_book_d_book_d1
      ),
      v2 AS (
        SELECT T, R, d_book_d_book_d1, V_2, v_1, 0.7071067811865476e0 * (book_d1 - V_2 * v_1) AS v_2_1
        FROM v1
      )
    SELECT
      T * (25 * (exp(-(R * T)) * (1 + CASE WHEN abs(v_2_1) <= 0.5e0 THEN v_2_1 * ((3209.3775891384694e0 + v_2_1 * v_2_1 * (377.485237685302e0 + v_2_1 * v_2_1 * (113.86415415105016e0 + v_2_1 * v_2_1 * (3.1611237438705655e0 + v_2_1 * v_2_1 * 0.18577770618460315e0)))) / (2844.236833439171e0 + v_2_1 * v_2_1 * (1282.6165260773723e0 + v_2_1 * v_2_1 * (244.02463793444417e0 + v_2_1 * v_2_1 * (23.601290952344122e0 + v_2_1 * v_2_1 * 1e0))))) WHEN isnan(v_2_1) THEN v_2_1 ELSE sign(v_2_1) * (1e0 - CASE WHEN abs(v_2_1) <= 4 THEN exp(-(abs(v_2_1) * abs(v_2_1))) * ((1230.3393547979972e0 + abs(v_2_1) * (2051.0783778260716e0 + abs(v_2_1) * (1712.0476126340707e0 + abs(v_2_1) * (881.952221241769e0 + abs(v_2_1) * (298.6351381974001e0 + abs(v_2_1) * (66.11919063714163e0 + abs(v_2_1) * (8.883149794388377e0 + abs(v_2_1) * (0.5641884969886701e0 + abs(v_2_1) * 2.1531153547440383e-8)))))))) / (1230.3393548037495e0 + abs(v_2_1) * (3439.3676741437216e0 + abs(v_2_1) * (4362.619090143247e0 + abs(v_2_1) * (3290.7992357334597e0 + abs(v_2_1) * (1621.3895745666903e0 + abs(v_2_1) * (537.1811018620099e0 + abs(v_2_1) * (117.6939508913125e0 + abs(v_2_1) * (15.744926110709835e0 + abs(v_2_1) * 1e0))))))))) WHEN abs(v_2_1) <= 27 THEN exp(-(abs(v_2_1) * abs(v_2_1))) / abs(v_2_1) * (0.5641895835477563e0 - (1e0 / (abs(v_2_1) * abs(v_2_1))) * ((0.0006587491615298378e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.016083785148742275e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.12578172611122926e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.36034489994980445e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.30532663496123236e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * 0.016315387137302097e0))))) / (0.0023352049762686918e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.06051834131244132e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (0.5279051029514285e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (1.8729528499234673e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * (2.568520192289822e0 + (1e0 / (abs(v_2_1) * abs(v_2_1))) * 1e0))))))) ELSE 0e0 * exp(-abs(v_2_1)) END) END)) + d_book_d_book_d1 / V_2 / v_1) AS val
    FROM v2
  )
SELECT
  abs(d_book_d_V_2.val - 12.1) < 0.05 AND abs(4.31 - d_book_d_T.val) < 0.005 AND abs(d_book_d_R.val - 8.91) < 0.005 AS val
FROM d_book_d_V_2
CROSS JOIN d_book_d_T
CROSS JOIN d_book_d_R;

-- show history
SELECT history.val
FROM history;

-- show price[s]
SELECT s, price.val
FROM price
ORDER BY s;

-- show delta[s]
SELECT s, delta_dense.val
FROM delta_dense
ORDER BY s;

-- show gamma[s]
SELECT s, gamma_dense.val
FROM gamma_dense
ORDER BY s;

-- show vega[s]
SELECT s, vega.val
FROM vega
ORDER BY s;

-- show theta[s]
SELECT s, theta.val
FROM theta
ORDER BY s;

-- show rho[s]
SELECT s, rho_dense.val
FROM rho_dense
ORDER BY s;

-- check max[s](abs(v[end,s] - sigma[s])) < 1e-10
SELECT condition.val
FROM condition;

-- check max[s](abs(0.5 * sigma[s]^2 * spot[s]^2 * gamma[s] + theta[s] + rate[s] * spot[s] * delta[s] - rate[s] * price[s])) < 1e-9
SELECT condition_2.val
FROM condition_2;

-- check abs(book - 2.40) < 0.005 and abs(slope_s - 0.522) < 0.0005 and abs(grad(slope_s, S) - 0.066) < 0.0005
SELECT condition_3.val
FROM condition_3;

-- check abs(grad(book, V) - 12.1) < 0.05 and abs(-grad(book, T) + 4.31) < 0.005 and abs(grad(book, R) - 8.91) < 0.005
SELECT condition_4.val
FROM condition_4;

-- export to data/greeks.csv
SELECT
  s,
  price.val AS price,
  delta_dense.val AS delta,
  gamma_dense.val AS gamma,
  vega.val AS vega,
  theta.val AS theta,
  rho_dense.val AS rho
FROM price
FULL JOIN delta_dense USING (s)
FULL JOIN gamma_dense USING (s)
FULL JOIN vega USING (s)
FULL JOIN theta USING (s)
FULL JOIN rho_dense USING (s)
ORDER BY s;
