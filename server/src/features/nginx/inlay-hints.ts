import { parseNumber, parseRate, parseSize } from '../../knowledge/nginx/units';
import type { ConfigFile } from '../../settings/file';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { rateLimitsBySetting } from '../../stack/nginx/zones';
import type { Stack } from '../../stack/stack';
import type { Span } from '../../text/span';
import type { InlayHint } from '../inlay-hints';
import { easierForm } from './effective';

const MIB = 1024 * 1024;

/**
 * How many clients a zone keeps in each megabyte when its key is the client's address, on a 64-bit machine.
 * @see https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone
 * @see https://nginx.org/en/docs/http/ngx_http_limit_conn_module.html#limit_conn_zone
 */
const CLIENTS_PER_MIB: Readonly<Record<string, number>> = { limit_req_zone: 8_000, limit_conn_zone: 16_000 };

/** Cached responses whose keys fit into each megabyte: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_path */
const CACHE_KEYS_PER_MIB = 8_000;

export function nginxHints(stack: Stack, file: ConfigFile, range: Span): InlayHint[] {
  const hints: InlayHint[] = [];
  const seen = new Set<number>();
  for (const configuration of stack.nginxOf(file)) {
    for (const setting of configuration.everything()) {
      const { start } = setting.nameSpan;
      if (setting.file !== file || start > range.end || setting.directive.end < range.start || seen.has(start))
        continue;
      seen.add(start);
      if (setting.directive.conditional) continue;
      hints.push(...hintsOf(setting, configuration, stack));
    }
  }
  return hints.filter(({ offset }) => range.start <= offset && offset <= range.end);
}

function hintsOf(setting: NginxSetting, configuration: NginxConfiguration, stack: Stack): InlayHint[] {
  switch (setting.name) {
    case 'worker_connections':
      return connections(setting, configuration, stack);
    case 'limit_req_zone':
      return [...zoneSize(setting), ...rate(setting)];
    case 'limit_conn_zone':
      return zoneSize(setting);
    case 'limit_req':
      return burst(setting, configuration);
    default:
      return setting.name.endsWith('_cache_path') ? cacheZone(setting) : plainValue(setting);
  }
}

/** What all worker processes together hold. A proxied client takes a second connection. */
function connections(setting: NginxSetting, configuration: NginxConfiguration, stack: Stack): InlayHint[] {
  const each = setting.number;
  const inForce = configuration.root.effective('worker_processes');
  if (!each || inForce.state === 'unknown') return [];
  const written = inForce.setting?.argument(0);
  const isAuto = written?.state === 'known' && written.value === 'auto';
  const workers = isAuto ? stack.settings.host.cpus : inForce.setting ? inForce.setting.number : 1;
  if (!workers) return [];
  const total = workers * each;
  const word = workers === 1 ? 'worker' : 'workers';
  return [
    {
      offset: setting.directive.end,
      // VS Code shows at most 43 characters of a hint.
      label: `${workers} ${word} × ${each} = ${format(total)} connections`,
      kind: 'totals',
      tooltip: `${isAuto ? `\`worker_processes auto\` starts one worker for each of the ${workers} CPUs that headroom.yaml names. ` : ''}A proxied request takes two connections, one to the client and one to the application: that makes about ${format(Math.floor(total / 2))} proxied clients.`,
    },
  ];
}

function zoneSize(setting: NginxSetting): InlayHint[] {
  const zone = setting.parameter('zone');
  const key = setting.argument(0);
  if (zone?.value.state !== 'known' || key?.state !== 'known' || !/^\$(binary_)?remote_addr$/.test(key.value))
    return [];
  const bytes = parseSize(zone.value.value.split(':')[1] ?? '');
  const clients = bytes === undefined ? 0 : Math.floor((bytes / MIB) * CLIENTS_PER_MIB[setting.name]!);
  if (clients < 1) return [];
  return [
    {
      offset: zone.word.end,
      label: `≈ ${format(clients)} clients`,
      kind: 'units',
      tooltip: 'So many addresses the zone remembers at a time, on a 64-bit machine.',
    },
  ];
}

function cacheZone(setting: NginxSetting): InlayHint[] {
  const zone = setting.parameter('keys_zone');
  const bytes = zone?.value.state === 'known' ? parseSize(zone.value.value.split(':')[1] ?? '') : undefined;
  const keys = bytes === undefined ? 0 : Math.floor((bytes / MIB) * CACHE_KEYS_PER_MIB);
  return zone && keys > 0
    ? [
        {
          offset: zone.word.end,
          label: `≈ ${format(keys)} responses`,
          kind: 'units',
          tooltip: 'The keys of so many cached responses fit into the zone.',
        },
      ]
    : [];
}

function rate(setting: NginxSetting): InlayHint[] {
  const parameter = setting.parameter('rate');
  const parsed = parameter?.value.state === 'known' ? parseRate(parameter.value.value) : undefined;
  if (!parameter || !parsed) return [];
  return [
    {
      offset: parameter.word.end,
      label: `= 1 request every ${shortTime(1000 / parsed.perSecond)}`,
      kind: 'units',
      tooltip: 'nginx counts by the millisecond: without a burst, a request that comes sooner is one too many.',
    },
  ];
}

/** How long the last of a full burst waits or, without delay, until the burst is free again. */
function burst(setting: NginxSetting, configuration: NginxConfiguration): InlayHint[] {
  const parameter = setting.parameter('burst');
  const number = parameter?.value.state === 'known' ? parseNumber(parameter.value.value) : undefined;
  const zones = rateLimitsBySetting(configuration).get(setting)?.zones ?? [];
  const perSecond = zones.length === 1 ? zones[0]!.rate : undefined;
  if (!parameter || !number || !perSecond || setting.parameter('delay')) return [];
  const time = shortTime((number / perSecond) * 1000);
  const free = setting.hasWord('nodelay');
  return [
    {
      offset: parameter.word.end,
      label: free ? `free again after ${time}` : `the last one waits ${time}`,
      kind: 'totals',
      tooltip: `${number} requests at ${perSecond === Math.round(perSecond) ? `${perSecond}r/s` : `${Math.round(perSecond * 60)}r/m`}, the rate of its zone.`,
    },
  ];
}

function plainValue(setting: NginxSetting): InlayHint[] {
  const { variant } = setting;
  const [word] = setting.args;
  if (!variant || !word || variant.block) return [];
  const value = setting.read(word);
  const label = value.state === 'known' ? easierForm(variant.type, value.value) : undefined;
  return label === undefined ? [] : [{ offset: word.end, label: `= ${label}`, kind: 'units' }];
}

/** `10 ms`, `2 s`, `1.5 s`, `2 min`. */
function shortTime(milliseconds: number): string {
  const round = (number: number) => Number(number.toPrecision(3)).toString();
  if (milliseconds < 1000) return `${round(milliseconds)} ms`;
  return milliseconds < 120_000 ? `${round(milliseconds / 1000)} s` : `${round(milliseconds / 60_000)} min`;
}

/** `40,000`. */
function format(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
