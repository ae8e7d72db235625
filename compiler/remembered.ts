// Values that are worked out once.

/** A function of values that never change, which works each out once and remembers it as long as the value is there. */
export function remembered<K extends object, V extends object>(work: (value: K) => V): (value: K) => V {
  const known = new WeakMap<K, V>();
  return value => madeOnce(known, value, () => work(value));
}

/** What a map has for a key, made when it is first asked for. */
export function madeOnce<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
