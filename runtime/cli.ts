// The executable: the process as a terminal, and the exit code.

import { command } from './commands/index.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await command(process.argv.slice(2), processTerminal());
