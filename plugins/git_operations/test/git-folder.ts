import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** A fresh empty folder without links in its path; removed when the test is over. */
export function freshFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codomyrmex-git-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Lets commands find this home, and so this user's git configuration, until the test is over. */
export function userConfig(text = ''): string {
  const home = freshFolder();
  writeFileSync(join(home, '.gitconfig'), text);
  vi.stubEnv('HOME', home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return home;
}

export const identity = '[user]\n\tname = Ada\n\temail = ada@example.org\n';

export interface CommitOptions {
  readonly author?: string;
  /** ISO 8601; 2026-01-05T12:00:00Z unless given. */
  readonly date?: string;
}

/** A repository for tests, on the branch `main`, and git as an unconcerned user would run it. */
export class GitFolder {
  readonly path: string;

  constructor(path = freshFolder(), ...init: readonly string[]) {
    this.path = path;
    this.git('init', '--quiet', '--initial-branch=main', ...init);
  }

  git(...args: readonly string[]): string {
    return this.gitAs({}, ...args);
  }

  gitAs({ author = 'Ada', date = '2026-01-05T12:00:00Z' }: CommitOptions, ...args: readonly string[]): string {
    const email = `${author.toLowerCase().replaceAll(/\W/g, '')}@example.org`;
    return execFileSync('git', ['-C', this.path, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: author,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: author,
        GIT_COMMITTER_EMAIL: email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    });
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
    }
  }

  /** Writes files, adds everything and commits; gives the hash. */
  commit(files: Readonly<Record<string, string | Uint8Array>>, options: CommitOptions = {}): string {
    this.write(files);
    this.git('add', '--all');
    this.gitAs(options, 'commit', '--quiet', '--allow-empty', '--message=change');
    return this.git('rev-parse', 'HEAD').trim();
  }
}
