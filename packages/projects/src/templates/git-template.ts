import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotFoundError, type Problem, UsageError } from '@codomyrmex/core';
import { type GitResult, git } from './git.ts';
import { ScaffoldError } from './scaffold-error.ts';
import { invalidTemplate } from './template-definition.ts';
import { tooLarge, tooMany } from './template-folder.ts';
import { type TemplateTree, type TreeEntry, treeLimits } from './template-tree.ts';

export interface GitTemplate {
  readonly url: string;
  /** 40 hex digits: a name of a branch or tag is not asked for, since it can mean something else tomorrow. */
  readonly commit: string;
  readonly allowFileUrls: boolean;
  readonly signal: AbortSignal | undefined;
}

const TIMEOUT_MS = 120_000;
const MAX_LISTING = 16 * 1024 * 1024;

/**
 * Reads the tree of a commit out of a repository that exists for as long as that takes. Nothing is checked out, so no filter, hook
 * or link of it has any effect.
 * @throws UsageError SOURCE_REFUSED · NotFoundError COMMIT_NOT_FOUND · ScaffoldError GIT_FAILED · DefinitionError INVALID_TEMPLATE.
 */
export async function readGitTemplate(template: GitTemplate): Promise<TemplateTree> {
  if (template.url.startsWith('file:') && !template.allowFileUrls) {
    throw new UsageError(`${template.url} is refused: repositories of this machine are not allowed here`, {
      code: 'SOURCE_REFUSED',
    });
  }
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-template-'));
  try {
    const repository = new Repository(folder, template);
    await repository.fetch();
    return await repository.tree();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ListedBlob {
  readonly path: string;
  readonly id: string;
  readonly size: number;
  readonly isExecutable: boolean;
}

class Repository {
  readonly #folder: string;
  readonly #template: GitTemplate;
  readonly #place: string;

  constructor(folder: string, template: GitTemplate) {
    this.#folder = folder;
    this.#template = template;
    this.#place = `${template.url}#${template.commit.slice(0, 12)}`;
  }

  async fetch(): Promise<void> {
    const { url, commit } = this.#template;
    await this.#run(['init', '--quiet', '--bare', '.']);
    const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'];
    const direct = await this.#try(['fetch', ...options, '--depth=1', '--end-of-options', url, commit]);
    // Some servers give only what a name leads to.
    if (!isGood(direct)) await this.#run(['fetch', ...options, '--end-of-options', url, '+refs/*:refs/fetched/*']);
    if (isGood(await this.#try(['cat-file', '-e', `${commit}^{commit}`]))) return;
    throw new NotFoundError(`${url} has no commit ${commit}`, { code: 'COMMIT_NOT_FOUND', details: { url, commit } });
  }

  async tree(): Promise<TemplateTree> {
    const listing = await this.#run(['ls-tree', '-r', '-z', '-l', '--full-tree', this.#template.commit]);
    const blobs = this.#checked(listing.toString('utf8'));
    const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
    const input = Buffer.from(blobs.map(({ id }) => `${id}\n`).join(''));
    const answer = await this.#run(['cat-file', '--batch'], { input, maxBytes: bytes + blobs.length * 100 });
    const tree = new Map<string, TreeEntry>();
    let at = 0;
    for (const { path, size, isExecutable } of blobs) {
      const begin = answer.indexOf(0x0a, at) + 1;
      tree.set(path, { bytes: answer.subarray(begin, begin + size), isExecutable });
      at = begin + size + 1;
    }
    return tree;
  }

  #checked(listing: string): readonly ListedBlob[] {
    const problems: Problem[] = [];
    const wrong = (code: string, path: string, message: string): void => {
      problems.push({ code, message: `${path}: ${message}`, path: '', file: `${this.#place}/${path}` });
    };
    const blobs: ListedBlob[] = [];
    let bytes = 0;
    for (const line of listing.split('\0').filter(Boolean)) {
      const [, mode = '', type = '', id = '', size = ''] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(line) ?? [];
      const path = line.slice(line.indexOf('\t') + 1);
      if (mode === '120000') wrong('no_file', path, 'links are refused');
      else if (type !== 'blob') wrong('no_file', path, 'submodules are refused');
      else if (Number(size) > treeLimits.fileBytes)
        wrong('too_large', path, `larger than ${treeLimits.fileBytes} bytes`);
      else if (path.split('/').length > treeLimits.depth)
        wrong('too_deep', path, `deeper than ${treeLimits.depth} folders`);
      else blobs.push({ path, id, size: Number(size), isExecutable: mode === '100755' });
      bytes += Number(size) || 0;
    }
    if (blobs.length > treeLimits.files) problems.push(tooMany(this.#place));
    if (bytes > treeLimits.bytes) problems.push(tooLarge(this.#place));
    if (problems.length > 0) throw invalidTemplate(this.#place, problems);
    return blobs;
  }

  async #run(
    words: readonly string[],
    more: { readonly input?: Uint8Array; readonly maxBytes?: number } = {},
  ): Promise<Buffer> {
    const result = await this.#try(words, more);
    if (result.kind === 'ended' && result.code === 0) return result.stdout;
    this.#template.signal?.throwIfAborted();
    throw new ScaffoldError(`${this.#template.url} cannot be fetched: ${whyFailed(result)}`, {
      code: 'GIT_FAILED',
      suggestions: ['Try the same by hand: git ls-remote and the address.'],
    });
  }

  #try(
    words: readonly string[],
    more: { readonly input?: Uint8Array; readonly maxBytes?: number } = {},
  ): Promise<GitResult> {
    const { allowFileUrls, signal } = this.#template;
    const protocols = ['protocol.allow=never', 'protocol.https.allow=always', 'protocol.ssh.allow=always'];
    if (allowFileUrls) protocols.push('protocol.file.allow=always');
    return git([...protocols.flatMap((one) => ['-c', one]), ...words], {
      cwd: this.#folder,
      signal,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_LISTING,
      ...more,
    });
  }
}

const isGood = (result: GitResult): boolean => result.kind === 'ended' && result.code === 0;

function whyFailed(result: GitResult): string {
  switch (result.kind) {
    case 'missing':
      return 'git is not on the PATH';
    case 'stopped':
      return result.why === 'time' ? `it took longer than ${TIMEOUT_MS / 1_000} s` : 'it is too much';
    case 'ended':
      return result.stderr.split('\n').slice(-3).join(' ') || `git exited with ${result.code}`;
  }
}
