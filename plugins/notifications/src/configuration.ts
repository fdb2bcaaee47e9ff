import * as z from 'zod';

const oneLine = z
  .string()
  .min(1)
  .max(254)
  .regex(/^[^\r\n\0]*$/, 'it must be one line');

/** A mail address, alone or with a name. What would end a header line is in neither. */
export const mailAddress = z.union([
  z.email().max(254),
  z.strictObject({ name: oneLine, address: z.email().max(254) }),
]);
export type MailAddress = z.output<typeof mailAddress>;

const smtp = z.strictObject({
  host: oneLine.regex(/^[\w.:-]+$/, 'it is no host').meta({ description: 'The mail server.' }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .meta({ description: '465 for tls, 587 for starttls, 25 for none, unless given.' }),
  security: z
    .enum(['tls', 'starttls', 'none'])
    .default('starttls')
    .meta({ description: 'tls from the beginning, starttls before anything is said, or none.' }),
  user: oneLine
    .optional()
    .meta({ description: 'Whom to log in as, with the secret SMTP_PASSWORD; without a login unless given.' }),
  from: mailAddress.meta({ description: 'Who sends.' }),
});

export const configuration = z.strictObject({
  smtp: smtp.optional().meta({ description: 'What send_email needs.' }),
});
export type SmtpServer = z.output<typeof smtp>;
