// Writes the data of the examples to examples/data, from two npm packages: handwritten digits (mnist) and tables (vega-datasets).
// Does nothing where the data is there already, made by this script from these versions. Plain Node, no network.

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
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

/** 100 drawings of each digit to learn from and 50 others to test with, in the files and under the names of the MNIST database; and 200 of each, all others again, for nets that need more. */
function digits(source) {
  const random = generator(20);
  const drawings = Array.from({ length: 10 }, (_, digit) => {
    const { data } = JSON.parse(readFileSync(path.join(source, 'src/digits', `${digit}.json`), 'utf8'));
    return Array.from({ length: 350 }, (_, k) => ({ digit, pixels: Buffer.from(data.slice(784 * k, 784 * (k + 1)).map(v => Math.round(255 * v))) }));
  });
  for (const [name, from, to] of [['train', 0, 100], ['t10k', 100, 150], ['more', 150, 350]]) {
    const rows = shuffle(drawings.flatMap(d => d.slice(from, to)), random);
    write(`${name}-images-idx3-ubyte.gz`, idx([rows.length, 28, 28], Buffer.concat(rows.map(r => r.pixels))));
    write(`${name}-labels-idx1-ubyte.gz`, idx([rows.length], Buffer.from(rows.map(r => r.digit))));
  }
}

function lines(name, head, rows) {
  write(name, `${[head, ...rows].map(r => r.join(',')).join('\n')}\n`);
}

/** Some columns of a list of records; a record with a gap in one of them is left out. */
function csv(name, source, columns) {
  const gaps = new Set([null, undefined, '', '.']);
  const rows = JSON.parse(readFileSync(source, 'utf8')).map(r => Object.values(columns).map(key => r[key])).filter(r => !r.some(v => gaps.has(v)));
  lines(name, Object.keys(columns), rows);
}

function tables(source) {
  const data = name => path.join(source, 'data', name);
  csv('penguins.csv', data('penguins.json'), { species: 'Species', island: 'Island', beak_length: 'Beak Length (mm)', beak_depth: 'Beak Depth (mm)', flipper: 'Flipper Length (mm)', mass: 'Body Mass (g)', sex: 'Sex' });
  csv('cars.csv', data('cars.json'), { mpg: 'Miles_per_Gallon', cylinders: 'Cylinders', displacement: 'Displacement', horsepower: 'Horsepower', weight: 'Weight_in_lbs', acceleration: 'Acceleration' });
  for (const name of ['seattle-weather.csv', 'windvectors.csv', 'sp500.csv', 'airports.csv', 'flights-airport.csv']) write(name, readFileSync(data(name)));
  write('flights.parquet', readFileSync(data('flights-3m.parquet')));
}

/**
 * The characters of Les Misérables by group, and who meets whom, each pair in both directions. A character is there to learn from
 * (every second one of a group) or to test with; those who are alone in their group are neither.
 */
function characters(source) {
  const { nodes, links } = JSON.parse(readFileSync(path.join(source, 'data/miserables.json'), 'utf8'));
  const groups = new Map();
  for (const n of nodes) groups.set(n.group, [...(groups.get(n.group) ?? []), n]);
  const role = n => { const group = groups.get(n.group); return group.length === 1 ? 'none' : group.indexOf(n) % 2 ? 'test' : 'train'; };
  lines('characters.csv', ['name', 'group', 'role'], nodes.map(n => [n.name, n.group, role(n)]));
  lines('meetings.csv', ['src', 'dst'], links.flatMap(({ source: a, target: b }) => [[a, b], [b, a]]).map(pair => pair.map(k => nodes[k].name)));
}

/** A text, a character a row, with one blank where there were several or the end of a line. */
function characterRows(file) {
  const text = readFileSync(file, 'utf8').replace(/\s+/g, ' ').trim();
  lines('text.csv', ['ch'], [...text].map(ch => [`"${ch}"`]));
}

// A program may not follow a link out of its folder: data elsewhere is of no use to it.
if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(folder);

const [mnist, vega] = ['mnist', 'vega-datasets'].map(packageFolder);
const text = path.join(path.dirname(script), 'text.txt');
const made = createHash('sha256').update([script, text, path.join(mnist, 'package.json'), path.join(vega, 'package.json')].map(f => readFileSync(f)).join('\0')).digest('hex');
const stamp = path.join(folder, '.made-by');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== made) {
  mkdirSync(folder, { recursive: true });
  digits(mnist);
  tables(vega);
  characters(vega);
  characterRows(text);
  write('.made-by', made);
}
