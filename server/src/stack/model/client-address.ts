import { type ConnectionString, parseConnectionString } from '../../settings/connection-string';
import type { Place } from '../finding';
import type { ClientUse } from '../python/clients';
import type { PythonValue } from '../python/value';
import { hasUnknown, textIn } from './environment';
import type { Service } from './service';

/** A host that a client connects to from inside one service. */
export interface HostInService {
  readonly host: string;
  /** Undefined where it can't be told. */
  readonly port: number | undefined;
  readonly place: Place;
}

/** An option of a connection string, as it is in one service. */
export interface OptionInService {
  readonly value: string | undefined;
  readonly written: string;
  readonly place: Place;
}

/** What names a client's servers, with the environment of the service that runs it. */
export interface ClientAddress {
  readonly hosts: readonly HostInService[];
  /** All that its connection string says of an option, in the order of the text. */
  options(name: string): readonly OptionInService[];
  /** Why there may be other hosts or options; undefined where all are in view. */
  readonly unseen: string | undefined;
}

const NOWHERE: ClientAddress = { hosts: [], options: () => [], unseen: undefined };

/** The servers of a client, as its service's environment has them. */
export function addressIn(client: ClientUse, service: Service): ClientAddress {
  const { address } = client;
  if (!address) return client.open === undefined ? NOWHERE : unseen(client.open);
  const list = address.state === 'known' && (address.type === 'list' || address.type === 'tuple') ? address.value : [];
  const parts = (list.length > 0 ? list : [address]).map((value) => ofValue(client, value, service));
  return {
    hosts: parts.flatMap(({ hosts }) => hosts),
    options: (name) => parts.flatMap((part) => part.options(name)),
    unseen: parts.find((part) => part.unseen !== undefined)?.unseen,
  };
}

function unseen(reason: string): ClientAddress {
  return { ...NOWHERE, unseen: reason };
}

function ofValue(client: ClientUse, value: PythonValue, service: Service): ClientAddress {
  const text = textIn(service, value);
  if (!text) return unseen(value.state === 'unknown' ? value.reason : `the environment of ${service.name} decides`);
  const url = parseConnectionString(text.text);
  if (!url) return ofHost(client, text.text, text.at);
  return {
    hosts: url.hosts.flatMap(({ host, port = client.defaultPort, unknown, from, to }) =>
      unknown || host === '' ? [] : [{ host, port, place: text.part(from, to) }],
    ),
    options: (name) =>
      url.options
        .filter((option) => client.isNamed({ name: option.name.text }, name))
        .map(({ value: given, from, to, text: written }) => ({
          value: given,
          written,
          place: text.part(from, to),
        })),
    unseen: mayHideMore(url) ? 'the connection string is unknown in part' : undefined,
  };
}

/** A host by its name alone, maybe with a port. */
function ofHost(client: ClientUse, text: string, place: Place): ClientAddress {
  const [name = '', own] = text.split(':');
  const host = name.trim().toLowerCase();
  if (hasUnknown(text) || host === '') return unseen('the name of the server is unknown');
  return {
    hosts: [{ host, port: own ? Number(own) : client.portOfKeywords, place }],
    options: () => [],
    unseen: undefined,
  };
}

/** A user or a password that can't be told hides neither hosts nor options. */
function mayHideMore({ text, hosts, hostsEnd }: ConnectionString): boolean {
  return hosts.some(({ unknown }) => unknown) || hasUnknown(text.slice(hostsEnd));
}
