/**
 * The module `http`: requests and downloads as steps.
 * @module @codomyrmex/plugin-http
 */
import { definePlugin } from '@codomyrmex/core';
import { download } from './download.ts';
import { request } from './request.ts';

export const http = definePlugin({
  module: 'http',
  version: '0.1.0',
  description: 'Makes HTTP requests and downloads files.',
  entry: import.meta.url,
  actions: { request, download },
  aliases: { fetch: 'request', download_file: 'download' },
});

export default http;
