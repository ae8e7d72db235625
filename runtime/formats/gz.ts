// Files compressed with gzip.

import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { FormatError } from './array.ts';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What a gzip file holds, which is to be no more than `longest` bytes. Errors: FormatError. */
export function gunzip(bytes: Uint8Array, longest: number | null = null): Uint8Array {
  return inflate(bytes, longest === null ? {} : { maxOutputLength: longest });
}

/** The first bytes of what a gzip file holds, from its first bytes. Errors: FormatError. */
export function gunzipStart(bytes: Uint8Array): Uint8Array {
  return inflate(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}

/**
 * Reads a gzip file to its end and throws it away: engines take what there is of one that is cut short. Errors: FormatError;
 * those of the system.
 */
export async function verifyGzip(path: string): Promise<void> {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path), createGunzip(), sink);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && /^Z_/.test(String(cause.code))) throw damaged(cause);
    throw cause;
  }
}

const damaged = (cause: unknown): FormatError =>
  new FormatError(`it is damaged or cut short: a gzip file is expected (${cause instanceof Error ? cause.message : String(cause)})`, { cause });

function inflate(bytes: Uint8Array, options: { readonly finishFlush?: number; readonly maxOutputLength?: number }): Uint8Array {
  if (!isGzip(bytes)) throw new FormatError('it is not a gzip file: it does not start with 1f 8b');
  try {
    return gunzipSync(bytes, options);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new FormatError('it is longer than its header says', { cause });
    throw damaged(cause);
  }
}
