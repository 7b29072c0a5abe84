import { formatBytes, parseNumber, parseSize } from '../../knowledge/nginx/units';
import type { Fix, Undecided, Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { PROXY_FAMILIES } from '../../stack/nginx/routes';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxRule } from '../rule';

const FAMILIES = PROXY_FAMILIES.filter((family) => family !== 'grpc');
type Family = (typeof FAMILIES)[number];

const PARTS = ['buffer_size', 'buffers', 'busy_buffers_size', 'temp_file_write_size', 'max_temp_file_size'] as const;
type Part = (typeof PARTS)[number];

/** Sizes of a memory page: nginx's default buffers are one page. All but a few machines have the first. */
const SMALL_PAGE = 4096;
const LARGE_PAGE = 8192;

export default nginxRule({
  summary: 'Buffer sizes that nginx refuses to start with',
  severity: 'error',
  settings: FAMILIES.flatMap((family) => PARTS.map((part) => `${family}_${part}`)),
  why: 'nginx checks these sizes against each other in every server and location, even where buffering is off. One that does not fit the others stops the start, and a reload leaves the old configuration running. Raising the first buffer alone is the usual cause: the busy part then becomes twice as large and no longer fits into the other buffers.',
  price: 'Buffers are taken per connection: eight of 16 KiB are up to 128 KiB for each answer under way.',
  unless: 'Another file sets the missing size, or the machine has larger memory pages; then nginx -t is content.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_busy_buffers_size',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffer_size',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffers',
  ],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
    server {
        location /shop/ {
            proxy_buffer_size 16k;
                              ^^^ error: nginx does not start
            proxy_pass http://127.0.0.1:8000;
        }
    }
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
    server {
        location = /status {
            allow 127.0.0.1;
            deny all;
            stub_status;
        }
        location /shop/ {
            proxy_buffer_size 16k;
            proxy_busy_buffers_size 16k;
            proxy_pass http://127.0.0.1:8000;
        }
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_buffer_size 32k;
        proxy_buffers 4 16k;
        proxy_busy_buffers_size 64k;
                                ^^^ error: at most 48 KiB
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_buffer_size 32k;
        proxy_buffers 4 16k;
        proxy_busy_buffers_size 48k;
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const family of FAMILIES) {
      if (PARTS.some((part) => configuration.all(`${family}_${part}`).length > 0))
        yield* judgeFamily(configuration, family);
    }
  },
});

function* judgeFamily(configuration: NginxConfiguration, family: Family): Iterable<Verdict | Undecided> {
  for (const kind of ['server', 'location'] as const) {
    for (const scope of configuration.scopes(kind)) {
      // A location without any of them has what its server has.
      if (kind === 'location' && PARTS.every((part) => scope.own(`${family}_${part}`).length === 0)) continue;
      const verdict = judge(scope, family);
      if (verdict) yield verdict;
    }
  }
}

/** The sizes that a block asks for, in bytes; those that are absent have a default. */
interface Sizes {
  readonly first: number | undefined;
  readonly count: number | undefined;
  readonly each: number | undefined;
  readonly busy: number | undefined;
  readonly write: number | undefined;
  readonly largestFile: number | undefined;
}

type Fault =
  | { readonly part: 'buffers' }
  | {
      readonly part: 'busy_buffers_size';
      readonly bound: 'least' | 'most';
      readonly busy: number;
      readonly limit: number;
    }
  | { readonly part: 'temp_file_write_size' | 'max_temp_file_size'; readonly limit: number };

/** What nginx says of the sizes on a machine with that page size; undefined where it is content. */
function faultOf(sizes: Sizes, page: number): Fault | undefined {
  const count = sizes.count ?? 8;
  const each = sizes.each ?? page;
  if (count < 2) return { part: 'buffers' };
  const largest = Math.max(sizes.first ?? page, each);
  const busy = sizes.busy ?? 2 * largest;
  if (busy < largest) return { part: 'busy_buffers_size', bound: 'least', busy, limit: largest };
  const most = (count - 1) * each;
  if (busy > most) return { part: 'busy_buffers_size', bound: 'most', busy, limit: most };
  if (sizes.write !== undefined && sizes.write < largest) return { part: 'temp_file_write_size', limit: largest };
  if (sizes.largestFile !== undefined && sizes.largestFile !== 0 && sizes.largestFile < largest)
    return { part: 'max_temp_file_size', limit: largest };
  return undefined;
}

function judge(scope: Scope, family: Family): Verdict | Undecided | undefined {
  const inForce = PARTS.map((part) => scope.effective(`${family}_${part}`));
  const given = new Map<Part, NginxSetting>();
  for (const [i, part] of PARTS.entries()) {
    const { setting } = inForce[i]!;
    if (setting) given.set(part, setting);
  }
  if (given.size === 0) return undefined;
  const own = PARTS.flatMap((part) => scope.own(`${family}_${part}`))[0];
  const sizes = readSizes(given);
  if (!sizes) return undefined;
  const fault = faultOf(sizes, SMALL_PAGE);
  if (!fault) return undefined;
  const decisive = partsThatDecide(fault, sizes);
  const hidden = inForce.find((one, i) => one.state === 'unknown' && decisive.includes(PARTS[i]!));
  if (hidden) return own && { at: own.atValue, unknown: hidden.reason! };
  const at = culprit(fault, sizes, given, scope) ?? own;
  if (!at) return undefined;
  return {
    at: at.atValue,
    setting: at.name,
    value: at.text,
    message: explain(fault, sizes, family),
    related: [...given.values()]
      .filter((setting) => setting !== at)
      .map((setting) => ({ ...setting.atName, message: `It has to fit ${setting.name} ${setting.text}.` })),
    fixes: fixes(fault, sizes, family, at.scope, given, at),
  };
}

/** The parts without which the fault could not be told. */
function partsThatDecide(fault: Fault, sizes: Sizes): readonly Part[] {
  if (fault.part === 'buffers') return ['buffers'];
  if (fault.part === 'busy_buffers_size' && fault.bound === 'most' && sizes.busy !== undefined)
    return ['buffers', fault.part];
  return ['buffer_size', 'buffers', fault.part];
}

/** Undefined where a size can't be told. */
function readSizes(given: ReadonlyMap<Part, NginxSetting>): Sizes | undefined {
  let readable = true;
  const read = (part: Part, index: number, parse: (text: string) => number | undefined) => {
    const setting = given.get(part);
    if (!setting) return undefined;
    const value = setting.argument(index);
    const number = value?.state === 'known' ? parse(value.value) : undefined;
    if (number === undefined) readable = false;
    return number;
  };
  const sizes: Sizes = {
    first: read('buffer_size', 0, parseSize),
    count: read('buffers', 0, parseNumber),
    each: read('buffers', 1, parseSize),
    busy: read('busy_buffers_size', 0, parseSize),
    write: read('temp_file_write_size', 0, parseSize),
    largestFile: read('max_temp_file_size', 0, parseSize),
  };
  return readable ? sizes : undefined;
}

/** The setting to blame: the one in this block that does not fit, else the inherited one. */
function culprit(
  fault: Fault,
  sizes: Sizes,
  given: ReadonlyMap<Part, NginxSetting>,
  scope: Scope,
): NginxSetting | undefined {
  const raisesFirst = (sizes.first ?? SMALL_PAGE) > (sizes.each ?? SMALL_PAGE);
  const order: Part[] = [
    fault.part,
    ...(raisesFirst ? (['buffer_size', 'buffers'] as const) : (['buffers', 'buffer_size'] as const)),
  ];
  const candidates = order.map((part) => given.get(part)).filter((setting) => setting !== undefined);
  return candidates.find((setting) => setting.scope === scope) ?? candidates[0];
}

function explain(fault: Fault, sizes: Sizes, family: Family): string {
  if (fault.part === 'buffers') return `nginx does not start with fewer than 2 ${family}_buffers.`;
  if (fault.part !== 'busy_buffers_size') {
    return `nginx does not start: ${family}_${fault.part} must be at least ${formatBytes(fault.limit)}, the larger of ${family}_buffer_size and one of the ${family}_buffers.`;
  }
  if (fault.bound === 'least') {
    return `nginx does not start: ${family}_busy_buffers_size must be at least ${formatBytes(fault.limit)}, the larger of ${family}_buffer_size and one of the ${family}_buffers.`;
  }
  const where = faultOf(sizes, LARGE_PAGE) ? '' : ' on a machine with memory pages of 4 KiB, as most have';
  const busy =
    sizes.busy === undefined
      ? `${family}_busy_buffers_size is then ${formatBytes(fault.busy)} by itself`
      : `${family}_busy_buffers_size is ${formatBytes(fault.busy)}`;
  return `nginx does not start with these sizes${where}: ${busy}, but may be at most ${formatBytes(fault.limit)}, all of the ${family}_buffers but one.`;
}

/** Every mend that nginx accepts, the one that takes the least memory first. */
function fixes(
  fault: Fault,
  sizes: Sizes,
  family: Family,
  scope: Scope,
  given: ReadonlyMap<Part, NginxSetting>,
  anchor: NginxSetting,
): Fix[] {
  const largest = Math.max(sizes.first ?? SMALL_PAGE, sizes.each ?? SMALL_PAGE);
  const room = ((sizes.count ?? 8) - 1) * (sizes.each ?? SMALL_PAGE);
  const found: Fix[] = [];
  const offer = (part: Part, args: readonly string[], mended: Sizes) => {
    if (faultOf(mended, SMALL_PAGE) || faultOf(mended, LARGE_PAGE)) return;
    const name = `${family}_${part}`;
    const there = given.get(part);
    found.push({
      title: `Set ${name} to ${args.join(' ')}`,
      safety: 'review',
      edits:
        there?.scope === scope ? there.set(...args) : scope.insert([`${name} ${args.join(' ')};`], { after: anchor }),
    });
  };
  if (fault.part === 'temp_file_write_size')
    offer(fault.part, [written(2 * largest)], { ...sizes, write: 2 * largest });
  if (fault.part === 'max_temp_file_size') offer(fault.part, [written(largest)], { ...sizes, largestFile: largest });
  if (fault.part === 'busy_buffers_size') {
    const busy = fault.bound === 'least' || sizes.busy === undefined ? largest : Math.max(largest, room);
    offer('busy_buffers_size', [written(busy)], { ...sizes, busy });
  }
  if (fault.part === 'buffers' || fault.part === 'busy_buffers_size')
    offer('buffers', ['8', written(largest)], { ...sizes, count: 8, each: largest });
  return found;
}

function written(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
}
