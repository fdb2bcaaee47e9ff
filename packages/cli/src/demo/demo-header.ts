import { textWidth } from '../output/text-width.ts';
import type { Tour } from './tour.ts';
import { wrapped } from './wrapped.ts';

/** The head of a part of the tour. */
export function demoHeader(tour: Tour, title: string): void {
  const text = wrapped(title, tour.width);
  const widest = Math.max(...text.split('\n').map((line) => textWidth(line)));
  const { bold, cyan } = tour.terminal.outColors;
  tour.show(`\n${bold(text)}\n${cyan('─'.repeat(Math.min(widest, tour.width)))}`);
}
