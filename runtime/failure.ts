// How a command fails: one class a way, each with its exit code.

/** Exit codes of the command line. */
export const exitCode = { fine: 0, wrongProgram: 1, wrongUsage: 2, engine: 3, bug: 70, interrupted: 130 } as const;

/** The command cannot go on; the message (and hints) are for the user, the code tells a script what kind it is. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(readonly exitCode: number, message: string, readonly hints: readonly string[] = []) { super(message); }
}

export const usageError = (message: string, ...hints: string[]): CommandError => new CommandError(exitCode.wrongUsage, message, hints);
export const inputError = (message: string, ...hints: string[]): CommandError => new CommandError(exitCode.wrongProgram, message, hints);
export const engineError = (message: string, ...hints: string[]): CommandError => new CommandError(exitCode.engine, message, hints);

/** The user pressed Ctrl-C. `message` says what was kept. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** `hint`: how to go on */
  constructor(message: string, readonly hint = '') { super(message); }
}
