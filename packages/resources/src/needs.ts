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
    const key = [...shapes.keys()].sort().join('|');
    const known = this.byKey.get(key);
    if (known !== undefined) {
      known.uses += 1;
      return known;
    }
    const [first, ...others] = Array.from(
      shapes,
      ([shapeKey, { parts, pass }]): Shape => ({ key: shapeKey, parts, pass, grants: 0 }),
    );
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
    for (const id of ids) {
      const account = this.accounts.find(id);
      if (account === undefined) continue;
      account.needs.delete(need);
      for (const shape of need.shapes) if (touches(shape, id)) account.pastGrants += shape.grants;
    }
    this.accounts.sweep(ids);
  }
}

export function touches({ parts }: Shape, resource: string): boolean {
  return parts.some(({ row }) => row.resource === resource);
}

function resourcesOf(need: Need): Set<string> {
  return new Set(need.shapes.flatMap(({ parts }) => parts.map(({ row }) => row.resource)));
}
