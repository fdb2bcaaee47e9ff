import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import { journalConformance } from '@codomyrmex/testing/conformance';
import { describe, expect, it, vi } from 'vitest';
import { loadDriver } from '../src/driver.ts';
import { sharedFileSystem } from '../src/file-system.ts';
import { openStoreOn, type StoreWarning } from '../src/open-store.ts';
import { openForWriting } from '../src/slot-settings.ts';
import { attempts, inFolder, record, started } from './in-folder.ts';

// Each commit goes to the disk several times.
vi.setConfig({ testTimeout: 120_000 });

const folder = inFolder();
const a = runId('a');
const open = loadDriver();

describe('given a folder on a file system that machines share', () => {
  it.each([
    [0x6969, 'NFS'],
    [0x517b, 'SMB'],
    [0xff534d42, 'SMB'],
    [0xff534d42 | 0, 'SMB'],
    [0xfe534d42, 'SMB'],
    [0x01021997, '9p'],
    [0x65735546, 'FUSE or virtiofs'],
    [0xef53, undefined],
    [0x01021994, undefined],
  ])('then %i is known as %s', (type, name) => {
    expect(sharedFileSystem(type)).toBe(name);
  });

  const onNfs = (path: string, onWarning: (warning: StoreWarning) => void = () => undefined) =>
    openStoreOn({ open, fileSystemType: async () => 0x6969 }, { folder: path, durability: 'relaxed', onWarning });

  it('then a warning says so, and no write-ahead log is used', async () => {
    const warnings: StoreWarning[] = [];
    const { journal, close } = await onNfs(folder.path, (warning) => warnings.push(warning));
    expect(warnings).toMatchObject([{ kind: 'shared_file_system' }]);
    expect(warnings[0]?.message).toContain('NFS');
    await journal.begin(record('a'), [started, ...attempts(2)]);
    expect(await journal.read(a)).toEqual([started, ...attempts(2)]);
    expect(readdirSync(join(folder.path, 'journal')).sort()).toEqual(['0.db', '0.db-journal', '0.lock']);
    await close();
  });

  it('then a file that had a write-ahead log leaves it', () => {
    const file = join(folder.path, '0.db');
    const local = open(file, 'read_write');
    local.exec('PRAGMA journal_mode=WAL; CREATE TABLE t(a)');
    local.close();
    const shared = openForWriting(open, file, { durability: 'relaxed', logging: 'rollback' });
    expect(shared.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'truncate' });
    shared.close();
  });

  let made = 0;
  journalConformance('the store on a shared file system', async () => {
    const path = join(folder.path, `shared ${made++}`);
    return {
      open: async () => {
        const { journal } = await onNfs(path);
        return journal;
      },
      remove: async () => undefined,
    };
  });
});
