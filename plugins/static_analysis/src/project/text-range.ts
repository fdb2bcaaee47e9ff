/** Whether an offset lies in one of some ranges, given as start and end in turn, in order and apart from each other. */
export function inRanges(offset: number, ranges: Int32Array): boolean {
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (offset < (ranges[middle * 2] ?? 0)) high = middle - 1;
    else if (offset >= (ranges[middle * 2 + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

/** Where the first range that starts at an offset or later starts. */
export function firstRangeFrom(offset: number, ranges: Int32Array): number | undefined {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle * 2] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return ranges[low * 2];
}
