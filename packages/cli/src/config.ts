/** The variables of this process, for what is told them by its caller. Loads nothing, so that what answers a Tab can have them. */
export const environment = (): Readonly<Record<string, string | undefined>> => process.env;
