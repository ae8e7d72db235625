// Files compressed with gzip.

import { constants, gunzipSync } from 'node:zlib';
import { FormatError } from './array.ts';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What a gzip file holds. Errors: FormatError. */
export function gunzip(bytes: Uint8Array): Uint8Array {
  return inflate(bytes, {});
}

/** The first bytes of what a gzip file holds, from its first bytes. Errors: FormatError. */
export function gunzipStart(bytes: Uint8Array): Uint8Array {
  return inflate(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}

function inflate(bytes: Uint8Array, options: { readonly finishFlush?: number }): Uint8Array {
  if (!isGzip(bytes)) throw new FormatError('it is not a gzip file: it does not start with 1f 8b');
  try {
    return gunzipSync(bytes, options);
  } catch (cause) {
    throw new FormatError(`it is damaged or cut short: a gzip file is expected (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
}
