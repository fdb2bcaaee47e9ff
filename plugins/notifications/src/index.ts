/**
 * The module `notifications`: mail, webhooks and chat messages as steps.
 * @module @codomyrmex/plugin-notifications
 */
import { definePlugin } from '@codomyrmex/core';
import { configuration } from './configuration.ts';
import { sendEmail } from './send-email.ts';
import { sendSlack } from './send-slack.ts';
import { sendWebhook } from './send-webhook.ts';

export const notifications = definePlugin({
  module: 'notifications',
  version: '0.1.0',
  description: 'Sends mail, signed webhooks and chat messages.',
  entry: import.meta.url,
  config: configuration,
  actions: { send_email: sendEmail, send_webhook: sendWebhook, send_slack: sendSlack },
  aliases: { send_mail: 'send_email', webhook: 'send_webhook', slack: 'send_slack' },
});

export default notifications;
