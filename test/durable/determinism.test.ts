// One hash of the weights for a program and a seed: in any run, on any number of threads. TSQL_RUNS=20 asks for more runs of each.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import path from 'node:path';
import { connect } from '../../runtime/index.ts';
import { workplace } from '../cli/terminal.ts';

const w = await workplace();
const runs = Number(process.env['TSQL_RUNS'] ?? 2);

// More rows than the 122,880 that one thread takes at a time, or threads would have nothing to share.
const rows = 'index s = 45000, k = 4\nx[s,k] = sin(0.37 * s * (k + 1)) + 1e-3 * k\ny[s] = cos(0.3 * s)\nmu[k] = mean[s](x[s,k])\n';
const programs: Readonly<Record<string, { readonly text: string; readonly options: readonly string[] }>> = {
  rows: { text: `${rows}param w[k] ~ normal(0, 1)\nparam b = 0\nloss = mean[s]((w[k] * (x[s,k] - mu[k]) + b - y[s])^2)\ntrain { minimize loss using adam(lr = 0.05)  steps 3  seed 7  report loss every 1 step  stop when loss < 0.001 }\n`, options: ['--layout', 'coo'] },
  tiles: { text: `${rows}index h = 3\nparam W[k,h] ~ normal(0, 1)\nparam v[h] ~ normal(0, 1)\nz[s,k] = x[s,k] - mu[k]\na[s,h] = tanh(W[k,h] * z[s,k])\nloss = mean[s]((v[h] * a[s,h] - y[s])^2)\ntrain { minimize loss using adam(lr = 0.05)  steps 3  seed 7  report loss every 1 step }\n`, options: ['--layout', 'tiles'] },
  batches: { text: `${rows}param w[k] ~ normal(0, 1)\nloss = mean[s]((w[k] * dropout(x[s,k], 0.2) - y[s])^2)\ntrain { minimize loss using momentum(lr = 0.05)  batch s by 40000  epochs 2  seed 3  report loss every 1 epoch }\n`, options: ['--layout', 'coo'] },
};

async function hashOf(name: string, options: readonly string[], db: string): Promise<string> {
  const { code, err } = await w.run('run', `${name}.tsql`, '--db', db, ...options);
  assert.equal(code, 0, err);
  const database = await connect({ path: path.join(w.folder, db) });
  try {
    return String((await database.query('SELECT weights_hash FROM run')).rows[0]![0]);
  } finally {
    await database.close();
  }
}

for (const [name, { text, options }] of Object.entries(programs)) {
  test(`${name}: one hash in ${runs} runs on each of 1, 2 and 4 threads`, async () => {
    await w.file(`${name}.tsql`, text);
    const hashes = new Map<string, string[]>();
    for (let k = 0; k < runs; k++) {
      for (const threads of [1, 2, 4]) {
        const hash = await hashOf(name, [...options, '--threads', String(threads)], `${name}-${threads}-${k}.duckdb`);
        hashes.set(hash, [...(hashes.get(hash) ?? []), `${threads} threads`]);
      }
    }
    assert.equal(hashes.size, 1, JSON.stringify([...hashes]));
    assert.match([...hashes.keys()][0]!, /^[0-9a-f]{64}$/);
  });
}
