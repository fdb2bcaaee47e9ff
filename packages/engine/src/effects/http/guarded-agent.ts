import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent, buildConnector } from 'undici';
import type { AddressRule } from './address-rule.ts';

/** Milliseconds for a connection to come about. */
const CONNECT_MS = 30_000;

/** The connections of one attempt: each is looked at by its address before it is made. What it needs is loaded with the first. */
export async function guardedAgent(allowed: readonly string[]): Promise<Agent> {
  const [undici, address] = await Promise.all([import('undici'), import('./address-rule.ts')]);
  const rule = new address.AddressRule(allowed);
  const connect: buildConnector.connector = (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const asked = { host, port: Number(options.port || (options.protocol === 'https:' ? 443 : 80)) };
    if (isIP(host) !== 0) {
      try {
        rule.check(host, asked);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)), null);
        return;
      }
    }
    const connector = undici.buildConnector({ timeout: CONNECT_MS, lookup: checkedLookup(rule, asked) });
    connector(options, done);
  };
  // How long an answer may take is the exchange's to say, and the attempt's.
  return new undici.Agent({ connect, headersTimeout: 0, bodyTimeout: 0 });
}

/** The system's own, of whose answers not one may be refused: which of them is taken is decided elsewhere. */
function checkedLookup(rule: AddressRule, asked: { readonly host: string; readonly port: number }): LookupFunction {
  return (hostname, options, done) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      try {
        for (const { address } of addresses) rule.check(address, asked);
      } catch (refused) {
        return done(refused instanceof Error ? refused : new Error(String(refused)), []);
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
