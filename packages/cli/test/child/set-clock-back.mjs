// With --import: the clock is an hour back as soon as there is a file `set-back` in the working folder.
import { existsSync } from 'node:fs';

const RealDate = Date;
const HOUR = 3_600_000;
const now = () => RealDate.now() - (existsSync('set-back') ? HOUR : 0);

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }

  static now() {
    return now();
  }
};
