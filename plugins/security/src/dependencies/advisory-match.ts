import { bySeverity } from '../severity.ts';
import type { Advisory, Affected } from './advisories/advisory.ts';
import { severityOf } from './advisories/advisory-severity.ts';
import { verdictOn } from './advisories/affected-version.ts';
import type { DependencyReport, Vulnerability } from './dependency-report.ts';
import { canonicalName } from './locked-package.ts';
import type { Dependency } from './read-dependencies.ts';

type Undecided = DependencyReport['undecided'][number];

const MAX_SUMMARY = 300;
const MAX_UNDECIDED = 200;

/** Holds advisories against dependencies, one advisory after the other, and keeps only what concerns them. */
export class AdvisoryMatch {
  read = 0;
  withdrawn = 0;
  unreadable = 0;
  newest: string | null = null;
  undecidedCount = 0;
  readonly #byName = new Map<string, Dependency[]>();
  readonly #advisoriesOf = new Map<string, number>();
  readonly #found = new Map<Dependency, Vulnerability[]>();
  readonly #undecided: Undecided[] = [];

  constructor(dependencies: readonly Dependency[]) {
    for (const dependency of dependencies) {
      const key = keyOf(dependency.ecosystem, dependency.name);
      const known = this.#byName.get(key);
      if (known === undefined) this.#byName.set(key, [dependency]);
      else known.push(dependency);
    }
  }

  add(advisory: Advisory): void {
    this.read += 1;
    if (advisory.modified !== undefined && (this.newest === null || advisory.modified > this.newest)) {
      this.newest = advisory.modified;
    }
    if (typeof advisory.withdrawn === 'string') {
      this.withdrawn += 1;
      return;
    }
    const counted = new Set<string>();
    for (const affected of advisory.affected ?? []) {
      if (affected.package === undefined) continue;
      const ecosystem = baseOf(affected.package.ecosystem);
      counted.add(ecosystem);
      for (const dependency of this.#byName.get(keyOf(ecosystem, affected.package.name)) ?? []) {
        this.#judge(dependency, advisory, affected);
      }
    }
    for (const ecosystem of counted) this.#advisoriesOf.set(ecosystem, this.advisoriesFor(ecosystem) + 1);
  }

  advisoriesFor(ecosystem: string): number {
    return this.#advisoriesOf.get(ecosystem) ?? 0;
  }

  /** The worst first; those without a severity last. */
  get vulnerabilities(): Vulnerability[] {
    const rank = ({ severity }: Vulnerability) => ({ severity: severity === 'unknown' ? ('low' as const) : severity });
    const isUnknown = ({ severity }: Vulnerability) => Number(severity === 'unknown');
    return [...this.#found.values()]
      .flat()
      .sort((a, b) => isUnknown(a) - isUnknown(b) || bySeverity(rank(a), rank(b)) || (a.name < b.name ? -1 : 1));
  }

  get undecided(): Undecided[] {
    return this.#undecided;
  }

  #judge(dependency: Dependency, advisory: Advisory, affected: Affected): void {
    const { ecosystem, name, version } = dependency;
    const verdict = verdictOn(ecosystem, version, affected);
    if (verdict.kind === 'affected')
      this.#affected(dependency, vulnerability(dependency, advisory, affected, verdict.fixedIn));
    if (verdict.kind !== 'undecided') return;
    this.undecidedCount += 1;
    if (this.#undecided.length === MAX_UNDECIDED) return;
    this.#undecided.push({ ecosystem, name, version, id: advisory.id, reason: verdict.reason });
  }

  /** Databases name one vulnerability several times, each with the others' names for it. */
  #affected(dependency: Dependency, found: Vulnerability): void {
    const known = this.#found.get(dependency) ?? [];
    const same = known.find(({ ids }) => ids.some((id) => found.ids.includes(id)));
    if (same === undefined) {
      this.#found.set(dependency, [...known, found]);
      return;
    }
    same.ids = [...new Set([...same.ids, ...found.ids])];
    if (same.severity === 'unknown') same.severity = found.severity;
    if (same.summary === '') same.summary = found.summary;
    if (same.fixed_in.length === 0) same.fixed_in = found.fixed_in;
  }
}

const keyOf = (ecosystem: string, name: string): string => `${ecosystem}\n${canonicalName(ecosystem, name)}`;

/** `Debian:12` is Debian. */
const baseOf = (ecosystem: string): string => ecosystem.split(':', 1)[0] ?? ecosystem;

function vulnerability(
  { ecosystem, name, version, files }: Dependency,
  advisory: Advisory,
  affected: Affected,
  fixedIn: readonly string[],
): Vulnerability {
  const said = advisory.summary ?? advisory.details?.split('\n', 1)[0] ?? '';
  return {
    ecosystem,
    name,
    version,
    files: [...files],
    ids: [...new Set([advisory.id, ...(advisory.aliases ?? [])])],
    severity: severityOf(advisory, affected),
    summary: said.length > MAX_SUMMARY ? `${said.slice(0, MAX_SUMMARY)}…` : said,
    fixed_in: [...fixedIn],
  };
}
