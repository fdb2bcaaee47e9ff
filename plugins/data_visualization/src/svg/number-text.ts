import { format } from 'd3-format';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const precise = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const short = format('.3~s');
const exponential = format('.3~e');

/** A number for people: 1,234.5 with at most two decimals, small ones with four digits, extremes as 1.2e+20. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) return exponential(value);
  return size < 1 ? precise.format(value) : grouped.format(value);
}

/** The same in little room: 12.3k, 4.5M. */
export function shortNumberText(value: number): string {
  const size = Math.abs(value);
  if (size < 10_000 || size >= 1e15) return numberText(value);
  return short(value);
}

export function percentText(share: number): string {
  const percent = share * 100;
  return percent !== 0 && percent < 0.1 ? '<0.1%' : `${precise.format(Math.round(percent * 10) / 10)}%`;
}
