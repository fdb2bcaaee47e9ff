/** As package.json has it; `npm run release:version` at the root keeps them the same. */
export const version = '0.1.0';
