// What a block of output shows is what the block before it prints.

/** @param {string} line @returns {RegExp} the line with whatever stands for `…`, and any number of blanks for a blank */
function pattern(line) {
  const parts = line.split(/(…|\s+)/).map((part) => {
    if (part === '…') return '.*';
    return part.trim() === '' && part !== '' ? '\\s+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^\\s*${parts.join('')}\\s*$`);
}

/**
 * Lines may be left out between those that are shown, and their order counts.
 * @param {string} shown
 * @param {string} printed
 * @returns {string | undefined} the first line that is shown and not printed
 */
export function lineNotPrinted(shown, printed) {
  const rest = printed.split('\n');
  return shown
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…')
    .find((line) => {
      const at = rest.findIndex((one) => pattern(line).test(one));
      rest.splice(0, at + 1);
      return at === -1;
    });
}
