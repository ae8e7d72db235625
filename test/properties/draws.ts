// Small choices from a seed, the same in every run.

export class Draws {
  constructor(private state: number) {}

  /** A whole number from 0 to n - 1 (Park, Miller 1988). */
  choose(n: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % n;
  }

  chance(percent: number): boolean { return this.choose(100) < percent; }
  one<T>(of: readonly T[]): T { return of[this.choose(of.length)]!; }

  /** In any order (Fisher, Yates). */
  shuffled<T>(of: readonly T[]): T[] {
    const list = [...of];
    for (let k = list.length - 1; k > 0; k--) { const j = this.choose(k + 1); [list[k], list[j]] = [list[j]!, list[k]!]; }
    return list;
  }
}
