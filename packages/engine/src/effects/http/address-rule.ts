import { isIP } from 'node:net';
import { ActionError, UsageError } from '@codomyrmex/core';
import ipaddr from 'ipaddr.js';

/** What may be reached beside public addresses: a name or an address, one port of it or all, or a range such as 10.0.0.0/8. */
type Exception =
  | { readonly kind: 'host'; readonly host: string; readonly port: number | undefined }
  | { readonly kind: 'range'; readonly range: [ipaddr.IPv4 | ipaddr.IPv6, number] };

/**
 * Which addresses actions may connect to. Asked with the very address of every connection, redirects included, so that neither an
 * odd spelling nor a name that leads to this machine gets by.
 */
export class AddressRule {
  readonly #exceptions: readonly Exception[];

  /** @throws UsageError INVALID_PARAMETERS for an exception that is none. */
  constructor(allowed: readonly string[] = []) {
    this.#exceptions = allowed.map(exceptionOf);
  }

  /** @throws ActionError ADDRESS_REFUSED. */
  check(address: string, asked: { readonly host: string; readonly port: number }): void {
    const parsed = ipaddr.process(address);
    if (isPublic(parsed)) return;
    if (this.#exceptions.some((exception) => excepts(exception, parsed, asked))) return;
    const named = asked.host === address ? address : `${asked.host} (${address})`;
    throw new ActionError(`${named} is refused: it is no public address (${rangeOf(parsed)})`, {
      code: 'ADDRESS_REFUSED',
      retryable: false,
      details: { address, port: asked.port },
      suggestions: [`Where it is meant, add "${asked.host}:${asked.port}" to allowed_addresses of the configuration.`],
    });
  }
}

const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** Of IPv6 only this part is given out; what lies outside, such as ::7f00:1, can lead to this machine in an older form. */
const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast));

const rangeOf = (address: ipaddr.IPv4 | ipaddr.IPv6): string => {
  const range = address.range();
  return range === 'unicast' ? 'reserved' : range;
};

function excepts(
  exception: Exception,
  address: ipaddr.IPv4 | ipaddr.IPv6,
  asked: { readonly host: string; readonly port: number },
): boolean {
  switch (exception.kind) {
    case 'host':
      if (exception.port !== undefined && exception.port !== asked.port) return false;
      return exception.host === asked.host.toLowerCase() || exception.host === address.toString();
    case 'range':
      return exception.range[0].kind() === address.kind() && address.match(exception.range);
  }
}

function exceptionOf(written: string): Exception {
  try {
    if (written.includes('/')) return { kind: 'range', range: ipaddr.parseCIDR(written) };
    if (isIP(written) !== 0) return { kind: 'host', host: ipaddr.process(written).toString(), port: undefined };
    const { hostname, port, pathname, search, username } = new URL(`http://${written}`);
    if (pathname !== '/' || search !== '' || username !== '') throw new Error('it has more than a host and a port');
    const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
    // Port 80 is the form's own, which URL leaves out.
    const named = port === '' && written.endsWith(':80') ? 80 : port === '' ? undefined : Number(port);
    return { kind: 'host', host: isIP(host) === 0 ? host : ipaddr.process(host).toString(), port: named };
  } catch (cause) {
    throw new UsageError(`${JSON.stringify(written)} is no address that can be allowed`, {
      code: 'INVALID_PARAMETERS',
      cause,
      suggestions: ['Write a host, host:port, or a range: localhost:11434, 10.0.0.0/8.'],
    });
  }
}
