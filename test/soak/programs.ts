// Five small programs that between them have all that a run carries from step to step: moments, batches in the order of an epoch, noise,
// several trainings, a stopping rule, a recurrence, data from a file; in rows and over tiles.

export interface SoakProgram { readonly name: string; readonly text: string; readonly files: Readonly<Record<string, string>>; readonly options: readonly string[] }

const net = `
index s = 36, k = 3, h = 2
x[s,k] = sin(1.0 * s * (k + 1))
y[s] = cos(0.3 * s)
param W[k,h] ~ normal(0, 0.3)
param b[h] = 0
a[s,h] = tanh(x[s,k] * W[k,h] + b[h])
p[s] = dropout(a[s,h], 0.2) * (1 + h)
loss = mean[s]((p[s] - y[s])^2)
`;

const adam = `${net}train { minimize loss using adam(lr = 0.01)  batch s by 20  epochs 8  seed 7  report loss every 1 epoch }\nshow loss\n`;

const table = `s,g,a,b\n${Array.from({ length: 60 }, (_, s) => `${s},${'xyz'[s % 3]},${Math.sin(s).toFixed(4)},${Math.cos(2 * s).toFixed(4)}`).join('\n')}\n`;

export const soakPrograms: readonly SoakProgram[] = [
  { name: 'rows', text: adam, files: {}, options: ['--layout', 'coo'] },
  { name: 'tiles', text: adam, files: {}, options: ['--layout', 'tiles', '--keep', 'all'] },
  {
    name: 'trainings', files: {}, options: ['--layout', 'coo', '--keep', 'last'],
    text: `${net}
train first { minimize loss using momentum(lr = 0.05)  batch s by 20  steps 8  seed 3  report loss every 3 steps }
train second { minimize loss over b using adam(lr = 0.004)  steps 40  seed 4  report loss every 5 steps  stop when loss < 0.55 }
show loss
`,
  },
  {
    name: 'recurrence', files: {}, options: ['--layout', 'coo', '--commit-every', '4', '--keep', 'every 5'],
    text: `
index s = 12, t = 5, j = 3
u[s,t] = sin(0.7 * s + t)
y[s] = cos(0.5 * s)
param A[j,j'] ~ normal(0, 0.4)
param c[j] ~ normal(0, 0.4)
param w[j] ~ normal(0, 0.4)
q[0,s,j] = 0
q[t+1,s,j] = tanh(c[j] * u[s,t] + q[t,s,j'] * A[j',j])
loss = mean[s]((w[j] * q[end,s,j] - y[s])^2)
train { minimize loss using rmsprop(lr = 0.02)  steps 16  seed 5  report loss every 6 steps }
show loss
`,
  },
  {
    name: 'file', files: { 'rows.csv': table }, options: ['--layout', 'coo'],
    text: `
index s, g
data a[s] from "rows.csv" (s = s, a = a)
data y[s] from "rows.csv" (s = s, y = b)
data kind[s]: g from "rows.csv" (s = s, kind = g)
param w[g] ~ normal(0, 1)
param v = 0
noise[s] ~ normal(0, 0.05)
p[s] = w[kind[s]] * (a[s] + (if training then noise[s] ?? 0 else 0)) + v
loss = mean[s]((p[s] - y[s])^2)
train { minimize loss using adam(lr = 0.05)  batch s by 16  epochs 4  seed 9  report loss every 1 epoch }
show w[g], v, loss
`,
  },
];
