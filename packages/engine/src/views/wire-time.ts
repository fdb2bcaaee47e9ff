/** As every wire form has them. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
export const seconds = (milliseconds: number): number => milliseconds / 1000;
