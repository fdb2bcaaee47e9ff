// How stages read and write: record by record, and whole or not at all.
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** Files of a folder that a name with "*" means, in order. @throws Error when there is none. */
export async function filesLike(folder, name) {
  const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  const names = await readdir(folder).catch(() => []);
  const found = names.filter((one) => pattern.test(one)).sort();
  if (found.length === 0)
    throw new Error(`data/raw has no file ${name}: put one there, or change config/pipeline.json`);
  return found;
}

/** @returns {AsyncGenerator<unknown>} the values of a file of JSON lines */
export async function* jsonLines(file) {
  for await (const line of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line !== '') yield JSON.parse(line);
  }
}

/** Writes values as JSON lines, so many at a time. @returns how many there were */
export async function writeJsonLines(file, values, batchSize) {
  let count = 0;
  await writeWhole(file, async (handle) => {
    let batch = [];
    for await (const value of values) {
      count++;
      batch.push(JSON.stringify(value));
      if (batch.length < batchSize) continue;
      await handle.appendFile(`${batch.join('\n')}\n`);
      batch = [];
    }
    if (batch.length > 0) await handle.appendFile(`${batch.join('\n')}\n`);
  });
  return count;
}

export async function writeText(file, text) {
  await writeWhole(file, (handle) => handle.appendFile(text));
}

export async function writeJson(file, value) {
  await writeText(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** A stage that fails leaves what its last success wrote. */
async function writeWhole(file, write) {
  const beside = new URL(`${file.href}.new`);
  await mkdir(new URL('.', file), { recursive: true });
  const handle = await open(beside, 'w');
  try {
    await write(handle);
  } catch (error) {
    await handle.close();
    await rm(beside, { force: true });
    throw error;
  }
  await handle.close();
  await rename(beside, file);
}
