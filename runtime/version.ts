// The version of the package, in one place: package.json, which the build copies in.

import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;
