/** Hands out names for relations: unique whatever the case, since SQL engines do not tell `W` from `w`. */
export class Names {
  private readonly taken = new Set<string>(['metrics', 'run']);

  /** The name as it is if still free, else with a number; primes and dots become underscores. */
  fresh(wanted: string): string {
    const base = plain(wanted);
    let name = base;
    for (let n = 2; this.taken.has(name.toLowerCase()); n++) name = `${base}_${n}`;
    this.taken.add(name.toLowerCase());
    return name;
  }

  reserve(name: string): void { this.taken.add(name.toLowerCase()); }
}

/** `p''` → `p_2`, `enc.W` → `enc_W`. */
export function plain(name: string): string {
  const primes = /'*$/.exec(name)![0].length;
  const stem = name.slice(0, name.length - primes).replaceAll('.', '_');
  return primes ? `${stem}_${primes}` : stem;
}

const columnsTaken: ReadonlySet<string> = new Set(['val', 'run', 'step', 'split', 'name', 'rowid']);  // tables have a rowid of their own

/** Column names for axes called after these letters: unique in one tensor whatever the case, never a reserved column. */
export function columnNames(letters: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return letters.map(letter => {
    const base = plain(letter);
    let name = columnsTaken.has(base.toLowerCase()) ? `${base}_` : base;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
