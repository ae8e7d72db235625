// Groups of definitions that need each other (strongly connected components, Tarjan 1972).

/**
 * The groups, each before those that need it. Definitions that provide a part of one tensor each are in one group.
 */
export function components<D>(definitions: readonly D[], provides: (d: D) => readonly string[], needs: (d: D) => readonly string[]): readonly (readonly D[])[] {
  const providers = new Map<string, D[]>();
  for (const d of definitions) for (const name of new Set(provides(d))) providers.set(name, [...(providers.get(name) ?? []), d]);
  const edges = (d: D): readonly D[] => [
    ...needs(d).flatMap(name => providers.get(name) ?? []),
    // the parts of one tensor belong together
    ...provides(d).flatMap(name => { const all = providers.get(name)!; return all.length > 1 ? [all[(all.indexOf(d) + 1) % all.length]!] : []; }),
  ];
  const number = new Map<D, number>();
  const low = new Map<D, number>();
  const stack: D[] = [];
  const waiting = new Set<D>();
  const found: D[][] = [];
  // an explicit stack of visits: chains of definitions may be longer than JavaScript's own
  for (const start of definitions) {
    if (number.has(start)) continue;
    const visits: { readonly d: D; readonly next: Iterator<D> }[] = [];
    const enter = (d: D): void => {
      number.set(d, number.size);
      low.set(d, number.get(d)!);
      stack.push(d);
      waiting.add(d);
      visits.push({ d, next: edges(d)[Symbol.iterator]() });
    };
    enter(start);
    while (visits.length) {
      const { d, next } = visits.at(-1)!;
      const step = next.next();
      if (!step.done) {
        if (!number.has(step.value)) enter(step.value);
        else if (waiting.has(step.value)) low.set(d, Math.min(low.get(d)!, number.get(step.value)!));
        continue;
      }
      visits.pop();
      const above = visits.at(-1);
      if (above) low.set(above.d, Math.min(low.get(above.d)!, low.get(d)!));
      if (low.get(d) !== number.get(d)) continue;
      const group = stack.splice(stack.indexOf(d));
      group.forEach(g => waiting.delete(g));
      found.push(group.sort((a, b) => definitions.indexOf(a) - definitions.indexOf(b)));
    }
  }
  return found;
}
