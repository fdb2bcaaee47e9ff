const CONTEXT = 3;

/** A diff in git's form, for people: one hunk from the first line that differs to the last. `undefined` before is a new file. */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const old = before === undefined ? [] : linesOf(before);
  const now = linesOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const start = Math.max(0, head - CONTEXT);
  const behind = Math.min(tail, CONTEXT);
  const range = (lines: readonly string[]): string => {
    const count = lines.length - tail + behind - start;
    return `${count === 0 ? start : start + 1},${count}`;
  };
  return [
    before === undefined ? '--- /dev/null' : `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${range(old)} +${range(now)} @@`,
    ...old.slice(start, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
    ...now.slice(now.length - tail, now.length - tail + behind).map((line) => ` ${line}`),
  ].join('\n');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
