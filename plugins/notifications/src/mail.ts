import * as z from 'zod';
import { mailAddress } from './configuration.ts';

const MAX_RECIPIENTS = 100;
const MAX_TEXT = 5_000_000;
const MAX_ATTACHMENTS = 20;

const recipients = z
  .union([mailAddress, z.array(mailAddress).max(MAX_RECIPIENTS)])
  .default([])
  .meta({ description: 'An address, an object with name and address, or a list of them.' });

/** A name as a mail shows it: neither a path nor a second line. */
const fileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\r\n\0/\\]+$/, 'it must be a name of one line without slashes');

export const mailInput = z.strictObject({
  to: recipients,
  cc: recipients,
  bcc: recipients,
  subject: z
    .string()
    .min(1)
    .max(998)
    .regex(/^[^\r\n\0]*$/, 'it must be one line')
    .meta({ description: 'What the mail is about, in one line.' }),
  text: z.string().max(MAX_TEXT).optional().meta({ description: 'The message as plain text.' }),
  html: z
    .string()
    .max(MAX_TEXT)
    .optional()
    .meta({ description: 'The message as HTML, sent as it is: escape what is put into it.' }),
  reply_to: mailAddress.optional().meta({
    description: 'Where answers are to go: an address, or an object with name and address; the sender unless given.',
  }),
  attachments: z
    .array(z.strictObject({ path: z.string().min(1).max(4_096), name: fileName.optional() }))
    .max(MAX_ATTACHMENTS)
    .default([])
    .meta({ description: 'Files of the workspace, together at most 20 MiB.' }),
});
export type Mail = z.output<typeof mailInput>;
