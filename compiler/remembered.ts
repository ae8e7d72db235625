/** A function of values that never change, which works each out once and remembers it as long as the value is there. */
export function remembered<K extends object, V extends object>(work: (value: K) => V): (value: K) => V {
  const known = new WeakMap<K, V>();
  return value => {
    let found = known.get(value);
    if (!found) known.set(value, found = work(value));
    return found;
  };
}
