import { join } from 'node:path';

/** Where a data folder has templates of documents, for every project. */
export const documentTemplates = (dataFolder: string): string => join(dataFolder, 'templates', 'doc_templates');
