import { InternalError } from '@codomyrmex/core';
import type { Accounts } from './accounts.ts';
import type { CompiledShape } from './compile.ts';
import { Indices } from './indices.ts';
import type { Need, Shape } from './need.ts';

/** The needs in use: one for all requests that mean the same. */
export class Needs {
  private readonly byKey = new Map<string, Need>();
  private readonly indices = new Indices();
  private readonly accounts: Accounts;

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  /** The need of these shapes, each under a key of its content, with one more use. */
  intern(shapes: ReadonlyMap<string, CompiledShape>): Need {
    const key = keyOf(shapes);
    const known = this.byKey.get(key);
    if (known !== undefined) {
      known.uses += 1;
      return known;
    }
    const [first, ...others] = madeOf(shapes);
    if (first === undefined) throw new InternalError('a need without a shape');
    const need: Need = {
      index: this.indices.next(),
      key,
      shapes: [first, ...others],
      waiting: 0,
      retired: false,
      uses: 1,
    };
    this.byKey.set(key, need);
    for (const id of resourcesOf(need)) this.accounts.find(id)?.needs.add(need);
    return need;
  }

  retire(need: Need): void {
    if (need.retired) return;
    need.retired = true;
    this.byKey.delete(need.key);
    this.indices.free(need.index);
    const ids = resourcesOf(need);
    for (const id of ids) this.accounts.find(id)?.needs.delete(need);
    this.countAsPast(need);
    this.accounts.sweep(ids);
  }

  /** What was granted of a need is past: from now on it has no grants itself. */
  countAsPast({ shapes }: Need): void {
    for (const shape of shapes) {
      const { parts, grants } = shape;
      for (let place = 0; place < parts.length; place++) {
        const account = isFirstOf(parts, place) ? this.accounts.find(parts[place]?.row.resource ?? '') : undefined;
        if (account !== undefined) account.pastGrants += grants;
      }
      shape.grants = 0;
    }
  }
}

/** Of its resource: a shape may take several units of one. Made for each short run, so nothing is allocated for it. */
function isFirstOf(parts: Shape['parts'], place: number): boolean {
  const resource = parts[place]?.row.resource;
  for (let earlier = 0; earlier < place; earlier++) if (parts[earlier]?.row.resource === resource) return false;
  return true;
}

export function touches({ parts }: Shape, resource: string): boolean {
  return parts.some(({ row }) => row.resource === resource);
}

function keyOf(shapes: ReadonlyMap<string, CompiledShape>): string {
  const [only = ''] = shapes.keys();
  return shapes.size === 1 ? only : [...shapes.keys()].sort().join('|');
}

function madeOf(shapes: ReadonlyMap<string, CompiledShape>): Shape[] {
  const made: Shape[] = [];
  for (const [key, { parts, pass }] of shapes) made.push({ key, parts, pass, grants: 0 });
  return made;
}

function resourcesOf({ shapes }: Pick<Need, 'shapes'>): Set<string> {
  const resources = new Set<string>();
  for (const { parts } of shapes) for (const { row } of parts) resources.add(row.resource);
  return resources;
}
