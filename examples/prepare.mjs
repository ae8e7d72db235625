// Prepares the data of the examples under examples/data from two npm packages: handwritten digits (mnist) and tables (vega-datasets).
// Does nothing where the files are there already. Plain Node, no network.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'data');
const table = name => path.join(packageFolder('vega-datasets'), 'data', name);

/** Where a package is installed: the nearest node_modules upwards that has it. */
function packageFolder(name) {
  const found = require.resolve.paths(name).map(p => path.join(p, name)).find(p => existsSync(p));
  if (!found) throw new Error(`the package ${name} is not installed: npm ci`);
  return found;
}

/** Writes a file under a temporary name first, so that an interrupted run leaves no half of it. */
function write(name, content) {
  const file = path.join(folder, name);
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}

const missing = (...names) => names.some(name => !existsSync(path.join(folder, name)));

/** The minimal standard generator of Park and Miller (1988): the same shuffle everywhere. */
function generator(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function digits() {
  const files = ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'];
  if (!missing(...files)) return;
  const source = path.join(packageFolder('mnist'), 'src/digits');
  const drawings = [];
  for (let digit = 0; digit < 10; digit++) {
    const { data } = JSON.parse(readFileSync(path.join(source, `${digit}.json`), 'utf8'));
    for (let k = 0; k < 150; k++) drawings.push({ digit, pixels: data.slice(784 * k, 784 * (k + 1)).map(v => Math.round(255 * v)) });
  }
  const random = generator(20);
  for (let k = drawings.length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [drawings[k], drawings[other]] = [drawings[other], drawings[k]];
  }
  // the IDX format: 00 00 type dimensions, then the extents, then the elements
  const idx = (extents, bytes) => {
    const head = Buffer.alloc(4 + 4 * extents.length);
    head[2] = 8;
    head[3] = extents.length;
    extents.forEach((n, k) => head.writeUInt32BE(n, 4 + 4 * k));
    return gzipSync(Buffer.concat([head, bytes]));
  };
  const images = rows => idx([rows.length, 28, 28], Buffer.concat(rows.map(r => Buffer.from(r.pixels))));
  const labels = rows => idx([rows.length], Buffer.from(rows.map(r => r.digit)));
  const [train, test] = [drawings.slice(0, 1000), drawings.slice(1000)];
  [images(train), labels(train), images(test), labels(test)].forEach((content, k) => write(files[k], content));
}

function csv(name, source, columns) {
  if (!missing(name)) return;
  const rows = JSON.parse(readFileSync(table(source), 'utf8'));
  // rows with a gap are left out
  const kept = rows.map(r => Object.values(columns).map(key => r[key])).filter(r => r.every(v => v !== null && v !== undefined && v !== '' && v !== '.'));
  write(name, `${[Object.keys(columns), ...kept].map(r => r.join(',')).join('\n')}\n`);
}

mkdirSync(folder, { recursive: true });
digits();
csv('penguins.csv', 'penguins.json', { species: 'Species', island: 'Island', beak_length: 'Beak Length (mm)', beak_depth: 'Beak Depth (mm)', flipper: 'Flipper Length (mm)', mass: 'Body Mass (g)', sex: 'Sex' });
csv('cars.csv', 'cars.json', { mpg: 'Miles_per_Gallon', cylinders: 'Cylinders', displacement: 'Displacement', horsepower: 'Horsepower', weight: 'Weight_in_lbs', acceleration: 'Acceleration' });
for (const name of ['seattle-weather.csv', 'windvectors.csv']) if (missing(name)) write(name, readFileSync(table(name)));
