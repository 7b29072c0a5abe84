import type { ComposeService } from '../compose/service';
import type { Place } from '../finding';
import type { Stack } from '../stack';
import { ServerSettings } from './server-settings';

/** The ports on which a service listens, with what says so. */
export interface Listening {
  readonly ports: readonly number[];
  readonly source: string;
  readonly place: Place;
}

/** The ports on which a service's program listens; undefined where that is not known for certain. */
export function listeningOf(service: ComposeService, stack: Stack): Listening | undefined {
  if (service.role === 'redis') {
    const server = stack.redisServers.find((one) => one.service === service);
    const port = server?.setting('port');
    if (port?.state !== 'known' || server?.setting('tls-port').state !== 'known') return undefined;
    const secure = server.setting('tls-port');
    if (secure.state === 'known' && Number(secure.value) > 0) return undefined;
    const place = port.setting?.atValue ?? service.place;
    return { ports: [Number(port.value)], source: port.setting ? `port ${port.value}` : 'Redis’ own port', place };
  }
  const [program, ...others] = service.programs.filter(({ name }) => Object.hasOwn(SERVERS, name));
  if (!program || others.length > 0 || program.conditional) return undefined;
  return SERVERS[program.name]!(new ServerSettings(service, program, program.name));
}

const SERVERS: Readonly<Record<string, (settings: ServerSettings) => Listening | undefined>> = {
  gunicorn: bound,
  uvicorn: numbered,
  hypercorn: bound,
};

/** `--bind HOST:PORT`, as often as it stands there. A settings file that is not in view may bind more. */
function bound(settings: ServerSettings): Listening | undefined {
  const flags = settings.flags?.all('bind') ?? [];
  const [first] = flags;
  if (!first) return undefined;
  const ports = flags.map(({ value }) => (value.state === 'known' ? /:(\d+)$/.exec(value.value)?.[1] : undefined));
  if (ports.some((port) => port === undefined)) return undefined;
  return { ports: ports.map(Number), source: `${first.use.spelling} ${first.text}`, place: first.atValue };
}

function numbered(settings: ServerSettings): Listening | undefined {
  if (settings.get('uds').state !== 'absent' || settings.get('fd').state !== 'absent') return undefined;
  const port = settings.get('port');
  const { program } = settings;
  if (port.state === 'known' && /^\d+$/.test(port.value))
    return { ports: [Number(port.value)], source: port.source, place: port.at };
  if (port.state !== 'absent' || port.unless !== undefined) return undefined;
  return { ports: [8000], source: 'uvicorn’s own port', place: { file: program.word.file, span: program.word.span } };
}
