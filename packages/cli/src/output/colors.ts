import pc from 'picocolors';

/** What is written in colors, and how it is marked otherwise. */
export type Color = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Colors = Readonly<Record<Color, (text: string) => string>>;

/** For a terminal. Only where there is one: the library looks for one itself as soon as it is loaded, which makes the stream of stdout. */
export const terminalColors = (): Colors => pc.createColors(true);
