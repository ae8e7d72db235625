// `npm run bench -- [mlp|compile] [options]`: measurements, each a program of its own.

const [which = 'mlp', ...rest] = process.argv.slice(2);
const benches: Readonly<Record<string, () => Promise<unknown>>> = { mlp: () => import('./mlp.ts'), compile: () => import('./compile.ts') };
const named = Object.hasOwn(benches, which);
if (!named && !which.startsWith('-')) throw new Error(`there is no bench ${which}; there are ${Object.keys(benches).join(', ')}`);
process.argv.splice(2, Infinity, ...(named ? rest : process.argv.slice(2)));
await benches[named ? which : 'mlp']!();

export {};
