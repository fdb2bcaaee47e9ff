import * as z from 'zod';

export const variableName = z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'use the name of an environment variable');
