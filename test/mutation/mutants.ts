// The changes that a part of the compiler is tried with: one word, sign or condition at a time.

/** `from` at offset `at` of a file's text becomes `to`. */
export interface Mutant { readonly file: string; readonly at: number; readonly from: string; readonly to: string }

const opposite: Readonly<Record<string, string>> = {
  '===': '!==', '!==': '===', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '&&': '||', '||': '&&', '+': '-', '-': '+', '*': '+', '/': '*',
  '.every(': '.some(', '.some(': '.every(', 'Math.max(': 'Math.min(', 'Math.min(': 'Math.max(', 'true': 'false', 'false': 'true', '0': '1', '1': '0',
};
const opposites = (found: string): string => opposite[found]!;

/** One word or sign for another. */
const swaps: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/(?<= )(?:===|!==|<=|>=|<|>|&&|\|\||[-+*/])(?=[ \n])/g, opposites],
  [/(?<=[(,=:?>] |[([])(?:true|false)\b/g, opposites],
  [/(?<=[ ([-])[01](?=[),; \]])/g, opposites],
  [/\.(?:every|some)\(|\bMath\.(?:max|min)\(/g, opposites],
  [/(?<=[ (])!(?=[a-z(])/g, () => ''],
  [/(?<=call\()'(?:add|sub|mul|div|neg|and|or|max|min|lt|gt|le|ge|eq|ne)'/g, f => ({ add: "'sub'", sub: "'add'", mul: "'add'", div: "'mul'", neg: "'abs'", and: "'or'", or: "'and'", max: "'min'", min: "'max'", lt: "'le'", gt: "'ge'", le: "'lt'", ge: "'gt'", eq: "'ne'", ne: "'eq'" })[f.slice(1, -1)]!],
  [/(?<=replaceAll\()'[^']'|(?<=, )'(?:''|"")'/g, f => (f.length === 3 ? `'\\u0001'` : `''`)],
  [/\?\? (?:\[\]|null|0|1|false|true)/g, f => ({ '?? 0': '?? 1', '?? 1': '?? 0', '?? false': '?? true', '?? true': '?? false' })[f] ?? '?? undefined!'],
  [/(?<=[;{}] )(?:continue|break|return);/g, () => ';'],
];

/** Text in which nothing is changed: comments, imports, types, the wording of messages, what cannot happen, tables of samples for tests. */
const quiet = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|^import [^\n]*|^(?:export )?(?:type|interface) [^\n]*|error\([^\n]*|^.*(?:throw new InternalError|unreachable)\([^\n]*|hints: [^\n]*|about: '[^\n']*'|samples: [^\n]*|notDifferentiable\('[^']*'(?:, '[^']*')?\)/gm;

/** The offset after the bracket that closes the one before `from`, strings and templates passed over. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let k = from; k < text.length; k++) {
    const c = text[k]!;
    if (c === "'" || c === '"' || c === '`') { k = text.indexOf(c, k + 1); if (k < 0) return text.length; } else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c) && --depth === 0) return k;
  }
  return text.length;
}

/** `if (c)` taken always and never. */
const conditions = (file: string, text: string): readonly Mutant[] => [...text.matchAll(/\bif \(/g)].flatMap(m => {
  const from = m.index + m[0].length;
  const condition = text.slice(from, closing(text, from));
  return [{ file, at: from, from: condition, to: `true || (${condition})` }, { file, at: from, from: condition, to: `false && (${condition})` }];
});

/** Every change of a file, in the order of its text. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const left = [...text.matchAll(quiet)].map(m => [m.index, m.index + m[0].length] as const);
  const found = swaps.flatMap(([pattern, to]) => [...text.matchAll(pattern)].map(m => ({ file, at: m.index, from: m[0], to: to(m[0]) })));
  return [...found, ...conditions(file, text)].filter(m => !left.some(([a, b]) => m.at >= a && m.at < b)).sort((a, b) => a.at - b.at || a.to.length - b.to.length);
}

export const applied = (text: string, m: Mutant): string => text.slice(0, m.at) + m.to + text.slice(m.at + m.from.length);
