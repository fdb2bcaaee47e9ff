import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder, GitFolder } from './git-folder.ts';

/** A repository whose own configuration, hooks and attributes start programs; each leaves its mark in `marks`. */
export class HostileRepository extends GitFolder {
  readonly marks = freshFolder();

  /** With `parted`, on `main`, beside a branch `side`; both have changed a file of the other. */
  constructor({ parted = false } = {}) {
    super();
    if (parted) this.commit({ joined: '1\n2\n3\n4\n5\n' });
    this.commit({
      'a.txt': 'one\n',
      'b.dat': 'two\n',
      'dir/c.txt': 'three\n',
      '.gitattributes': '*.txt filter=evil diff=evil\n*.dat filter=a=b diff=ext\n',
    });
    this.commit({ 'a.txt': 'one\nmore\n', 'b.dat': 'two\nmore\n' });
    this.git('branch', 'other', 'HEAD~1');
    if (parted) {
      this.git('switch', '--quiet', '--create', 'side');
      this.commit({ joined: 'side\n2\n3\n4\n5\n', side: 'x\n' });
      this.git('switch', '--quiet', 'main');
      this.commit({ joined: '1\n2\n3\n4\nmain\n', main: 'x\n' });
    }
    const settings = {
      'core.fsmonitor': 'fsmonitor',
      'core.pager': 'pager',
      'core.editor': 'editor',
      'core.sshCommand': 'ssh',
      'core.askPass': 'askpass',
      'diff.external': 'diff-external',
      'diff.ext.command': 'diff-command',
      'diff.evil.textconv': 'textconv',
      'gpg.program': 'gpg',
      'filter.evil.clean': 'clean',
      'filter.evil.smudge': 'smudge',
      'filter.a=b.process': 'process',
      'alias.status': '!alias-status',
      'alias.log': '!alias-log',
      'credential.helper': '!credential',
      'sequence.editor': 'sequence-editor',
      'core.alternateRefsCommand': 'alternate-refs',
      'gpg.ssh.program': 'gpg-ssh',
      'pager.blame': 'pager-blame',
      'pager.stash': 'pager-stash',
      'interactive.diffFilter': 'diff-filter',
      'trailer.sign.cmd': 'trailer',
      'gc.recentObjectsHook': 'recent-objects',
    };
    for (const [key, name] of Object.entries(settings)) {
      const shell = name.startsWith('!') ? '!' : '';
      this.git('config', key, `${shell}${this.program(name.replace('!', ''))}`);
    }
    for (const [key, value] of Object.entries({
      'filter.evil.required': 'true',
      'filter.a=b.required': 'true',
      'commit.gpgSign': 'true',
      'tag.gpgSign': 'true',
      'push.gpgSign': 'if-asked',
      'merge.verifySignatures': 'true',
      'rebase.backend': 'apply',
      'rebase.autoStash': 'true',
      'commit.verbose': 'true',
      'gc.auto': '1',
      'log.showSignature': 'true',
      'color.ui': 'always',
      'core.pager.diff': 'true',
      'protocol.ext.allow': 'always',
      'remote.origin.promisor': 'true',
    })) {
      this.git('config', key, value);
    }
    const hooks = [
      'pre-commit',
      'commit-msg',
      'prepare-commit-msg',
      'post-commit',
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'pre-auto-gc',
      'pre-merge-commit',
      'post-merge',
      'pre-rebase',
      'post-rewrite',
      'applypatch-msg',
      'pre-applypatch',
      'post-applypatch',
      'pre-push',
      'pre-receive',
      'update',
      'post-receive',
      'post-update',
      'push-to-checkout',
    ];
    for (const hook of hooks) {
      writeFileSync(join(this.path, '.git/hooks', hook), `#!/bin/sh\ntouch '${this.marks}/hook-${hook}'\n`);
      chmodSync(join(this.path, '.git/hooks', hook), 0o755);
    }
  }

  /** One that `reads` gives back what it is given, as a filter does; git keeps the input of others open. */
  program(name: string, reads = name !== 'alternate-refs'): string {
    const path = join(this.marks, `${name}.sh`);
    writeFileSync(path, `#!/bin/sh\ntouch '${this.marks}/${name}'\n${reads ? 'cat' : ':'}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Leaves what acts without the content of files: hooks, signing, editors, pagers. */
  removeFilters(): void {
    this.git('config', '--remove-section', 'filter.evil');
    this.git('config', '--remove-section', 'filter.a=b');
  }

  /** What was started. */
  started(): string[] {
    return execFileSync('ls', [this.marks], { encoding: 'utf8' })
      .split('\n')
      .filter((name) => name !== '' && !name.endsWith('.sh'));
  }

  /** Begins to count anew. */
  forget(): void {
    for (const name of this.started()) rmSync(join(this.marks, name));
  }

  /** Makes git compare the content of files, not only their times. */
  touch(): void {
    this.write({ 'a.txt': 'one\nMORE\n', 'b.dat': 'two\nMORE\n' });
  }
}
