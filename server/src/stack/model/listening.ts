import type { Place } from '../finding';
import type { Stack } from '../stack';
import { ServerSettings } from './server-settings';
import type { Service } from './service';

/** The ports and sockets on which a service listens, with what says so. */
export interface Listening {
  readonly ports: readonly number[];
  /** Paths of sockets. */
  readonly sockets: readonly string[];
  readonly source: string;
  readonly place: Place;
}

/** The ports on which a service's program listens; undefined where that is not known for certain. */
export function listeningOf(service: Service, stack: Stack): Listening | undefined {
  if (service.role === 'redis') {
    const server = stack.redisServers.find((one) => one.service === service);
    const port = server?.setting('port');
    if (port?.state !== 'known' || server?.setting('tls-port').state !== 'known') return undefined;
    const secure = server.setting('tls-port');
    if (secure.state === 'known' && Number(secure.value) > 0) return undefined;
    const place = port.setting?.atValue ?? service.place;
    return {
      ports: [Number(port.value)],
      sockets: [],
      source: port.setting ? `port ${port.value}` : 'Redis’ own port',
      place,
    };
  }
  const [program, ...others] = service.programs.filter(({ name }) => Object.hasOwn(SERVERS, name));
  if (!program || others.length > 0 || program.conditional) return undefined;
  return SERVERS[program.name]!(new ServerSettings(service, program, program.name));
}

const SERVERS: Readonly<Record<string, (settings: ServerSettings) => Listening | undefined>> = {
  gunicorn: (settings) => bound(settings, 'bind'),
  uvicorn: numbered,
  hypercorn: (settings) => bound(settings, 'bind'),
  uwsgi: (settings) => bound(settings, 'socket', 'http_socket', 'http'),
};

/** `--bind HOST:PORT` or `unix:PATH`, as often as it stands there. A settings file that is not in view may bind more. */
function bound({ flags }: ServerSettings, ...names: readonly string[]): Listening | undefined {
  const given = names.flatMap((name) => flags?.all(name) ?? []);
  const [first] = given;
  if (!first) return undefined;
  const ports: number[] = [];
  const sockets: string[] = [];
  for (const { value } of given) {
    const [, path, port] = (value.state === 'known' && /^(?:unix:)?(\/.+)|:(\d+)$/.exec(value.value)) || [];
    if (path !== undefined) sockets.push(path);
    else if (port !== undefined) ports.push(Number(port));
    else return undefined;
  }
  return { ports, sockets, source: `${first.use.spelling} ${first.text}`, place: first.atValue };
}

function numbered(settings: ServerSettings): Listening | undefined {
  const path = settings.get('uds');
  if (path.state === 'known') return { ports: [], sockets: [path.value], source: path.source, place: path.at };
  if (path.state !== 'absent' || settings.get('fd').state !== 'absent') return undefined;
  const port = settings.get('port');
  const { program } = settings;
  if (port.state === 'known' && /^\d+$/.test(port.value))
    return { ports: [Number(port.value)], sockets: [], source: port.source, place: port.at };
  if (port.state !== 'absent' || port.unless !== undefined) return undefined;
  return {
    ports: [8000],
    sockets: [],
    source: 'uvicorn’s own port',
    place: { file: program.word.file, span: program.word.span },
  };
}
