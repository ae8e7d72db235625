// tsql help [CODE]: the pages of the messages.

import { catalogue, type Code } from '../../compiler/catalogue.ts';
import { exitCode, usageError } from '../failure.ts';
import { styleOf, type Terminal } from '../terminal.ts';

/** The page of a code, or without one the list of codes. A code may be given as it is printed: `error[syntax]`. */
export function help(code: string | undefined, terminal: Terminal): number {
  const style = styleOf(terminal.outColor);
  if (code === undefined) {
    const codes = Object.keys(catalogue) as Code[];
    const width = Math.max(...codes.map(c => c.length));
    terminal.out(`${codes.map(c => `${style.bold(c.padEnd(width))}  ${catalogue[c].title}`).join('\n')}\n`);
    return exitCode.fine;
  }
  const wanted = code.replace(/^(?:error|warning)?\[?|\]:?$/g, '').toLowerCase();
  if (!Object.hasOwn(catalogue, wanted)) {
    const near = Object.keys(catalogue).filter(c => c.split('-').some(w => wanted.split('-').includes(w)));
    throw usageError(`there is no message ${code}`, near.length > 0 ? `tsql help ${near[0]}` : 'tsql help   lists them all; tsql --help   lists the commands');
  }
  const entry = catalogue[wanted as Code];
  terminal.out(`${style.bold(wanted)}: ${entry.title}\n\n${entry.page}`);
  return exitCode.fine;
}
