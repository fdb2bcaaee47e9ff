// Paths that a template may have written: they must mean the same on every file system, and nothing outside of the project.

const MAX_SEGMENT_BYTES = 255;
const MAX_PATH_CHARACTERS = 1_024;
const MAX_SEGMENTS = 32;

const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Also what is not seen: control characters, those that turn the direction of text, those without width, halves of a pair. */
const unusable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*\\]/u;

/** Why a text can be no name of a file or folder in a project; `undefined` for one that can. */
export function whyNoSegment(segment: string): string | undefined {
  if (segment === '') return 'it is empty';
  if (segment === '.' || segment === '..') return 'it leads elsewhere';
  if (segment.includes('/')) return 'it has a separator';
  if (unusable.test(segment)) return 'it has a character that not every file system takes';
  if (/[. ]$/.test(segment)) return 'it ends in a dot or a space, which Windows drops';
  if (deviceName.test(segment)) return 'it is the name of a device on Windows';
  // What stands in there is configuration and hooks, which git runs.
  if (/^(\.git|git~\d+)$/i.test(segment)) return 'it belongs to git';
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) return `it is longer than ${MAX_SEGMENT_BYTES} bytes`;
  return undefined;
}

/** Why a path with slashes can be none of a project; `undefined` for one that can. */
export function whyNoPath(path: string): string | undefined {
  if (path.startsWith('/')) return 'it is absolute';
  if (path.length > MAX_PATH_CHARACTERS) return `it is longer than ${MAX_PATH_CHARACTERS} characters`;
  const segments = path.split('/');
  if (segments.length > MAX_SEGMENTS) return `it is deeper than ${MAX_SEGMENTS} folders`;
  for (const segment of segments) {
    const why = whyNoSegment(segment);
    if (why !== undefined) return segments.length === 1 ? why : `of ${JSON.stringify(segment)}: ${why}`;
  }
  return undefined;
}

/** As file systems compare names that do not tell capitals from small letters. */
export const foldedPath = (path: string): string => path.normalize('NFC').toLowerCase();

/** The folders above a path, the uppermost first. */
export function foldersAbove(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.slice(0, -1).map((_, at) => segments.slice(0, at + 1).join('/'));
}
