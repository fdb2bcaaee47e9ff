import type { Manifest, ManifestFacts } from './manifest.ts';
import type { ManifestKind } from './manifest-kinds.ts';

/** The largest manifest that is parsed; a larger one is named without facts. */
export const MAX_MANIFEST_BYTES = 1024 * 1024;

/** The facts of one manifest; a text that is not of its kind gives a `problem` instead, and is never a reason to fail. */
export function readManifest(file: string, { kind, read }: ManifestKind, text: string): Manifest {
  if (read === undefined) return { file, kind };
  if (Buffer.byteLength(text) > MAX_MANIFEST_BYTES)
    return { file, kind, problem: `is larger than ${MAX_MANIFEST_BYTES} bytes` };
  try {
    return { file, kind, ...known(read(text)) };
  } catch (error) {
    return { file, kind, problem: firstLine(error) };
  }
}

function known(facts: ManifestFacts): Omit<Manifest, 'file' | 'kind'> {
  return {
    ...(facts.name !== undefined && { name: facts.name }),
    ...(facts.version !== undefined && { version: facts.version }),
    ...(facts.license !== undefined && { license: facts.license }),
    ...(facts.dependencies !== undefined && { dependencies: facts.dependencies }),
    ...(facts.dev_dependencies !== undefined && { dev_dependencies: facts.dev_dependencies }),
    ...(facts.scripts !== undefined && { scripts: [...facts.scripts] }),
  };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
