/** Values in one chart, over all of its series. More are refused before any of them is looked at. */
export const MAX_POINTS = 100_000;
/** Larger magnitudes are refused: sums and differences of two such numbers stay finite. */
export const MAX_MAGNITUDE = 1e100;
/** Characters of a label that are kept; the rest is cut, in tooltips and tables too. */
export const MAX_LABEL = 300;
/** More lines in one plot cannot be told apart, by colour or by marker. */
export const MAX_SERIES = 6;
/** Rows of a result's data table; the number of rows that are left out stands beside it. */
export const MAX_TABLE_ROWS = 1_000;
/** Marks that have a tooltip of their own; with more, they are drawn as one path. */
export const MAX_TOOLTIPS = 600;

export const MIN_SIDE = 200;
export const MAX_SIDE = 2_000;
