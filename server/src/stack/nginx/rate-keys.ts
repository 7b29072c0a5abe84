import type { NginxConfiguration } from './configuration';

/**
 * Whom one bucket of a limit stands for, by the zone's key.
 *
 * - client: each client has its own
 * - constant: a text without a variable, so that everybody shares one
 * - empty: nginx never limits a request whose key is empty
 * - other: what its variables stand for can't be told from the files
 */
export type RateKeyKind = 'client' | 'constant' | 'empty' | 'other';

/** Variables that hold the address of a client, directly or as a proxy in front passes it on. */
const CLIENT_ADDRESS =
  /\$\{?(?:binary_remote_addr|remote_addr|realip_remote_addr|proxy_protocol_addr|proxy_add_x_forwarded_for|http_(?:x_forwarded_for|x_real_ip|x_client_ip|cf_connecting_ip|true_client_ip))(?!\w)/;

/** A `map` may lead to another one; more steps than this are nobody's configuration. */
const MOST_STEPS = 4;

/**
 * Reads the key of a `limit_req_zone` or `limit_conn_zone`. A variable that `map` or `set` fills with a client's
 * address counts as the client, whatever other values it takes: an empty one is the documented way to exempt requests.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone
 */
export function rateKeyKind(key: string, configuration: NginxConfiguration): RateKeyKind {
  if (key === '') return 'empty';
  if (!key.includes('$')) return 'constant';
  return holdsClient(key, configuration, 0) ? 'client' : 'other';
}

function holdsClient(text: string, configuration: NginxConfiguration, step: number): boolean {
  if (CLIENT_ADDRESS.test(text)) return true;
  if (step >= MOST_STEPS) return false;
  const filled = configuration.derive(valuesOfVariables);
  return [...text.matchAll(/\$\{?(\w+)/g)].some(([, name]) =>
    (filled.get(name!) ?? []).some((value) => holdsClient(value, configuration, step + 1)),
  );
}

/** What `map` and `set` put into each variable, as far as it holds variables itself. */
function valuesOfVariables(configuration: NginxConfiguration): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  const add = (variable: string | undefined, value: string | undefined) => {
    if (!variable?.startsWith('$') || !value?.includes('$')) return;
    const name = variable.slice(1);
    const list = values.get(name);
    if (list) list.push(value);
    else values.set(name, [value]);
  };
  for (const map of configuration.scopes('map')) {
    const variable = map.opener?.args[1]?.value;
    for (const row of map.settings) add(variable, row.args[0]?.value);
  }
  for (const set of configuration.all('set')) add(set.args[0]?.value, set.args[1]?.value);
  return values;
}
