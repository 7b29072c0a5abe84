import { type Context, isDataContext } from '../../server/src/knowledge/nginx/contexts';
import { variantIn } from '../../server/src/knowledge/nginx/directives';
import type { NginxConfiguration } from '../../server/src/stack/nginx/configuration';
import { directoryOf } from '../../server/src/text/paths';

export const WRAPPER = 'headroom-main.conf';

/** A configuration with a main file that the real nginx can start from. */
export interface Startable {
  readonly files: ReadonlyMap<string, string>;
  readonly main: string;
}

/**
 * The files of a configuration; a fragment with a main file around it that includes it where it belongs. Undefined
 * where the fragment does not tell its place.
 */
export function startable(configuration: NginxConfiguration): Startable | undefined {
  const files = new Map([...configuration.files].map((file) => [file.path, file.text]));
  if (configuration.whole) return { files, main: configuration.main.path };
  const kind = configuration.root.kind ?? likelyKind(configuration);
  if (kind === undefined || isDataContext(kind)) return undefined;
  const include = `include "${configuration.main.name}";`;
  const around = AROUND[kind];
  if (!around) return undefined;
  const folder = directoryOf(configuration.main.path);
  const main = folder === '' ? WRAPPER : `${folder}/${WRAPPER}`;
  return { files: files.set(main, around(include)), main };
}

/** What stands alike in http and in stream is all but always meant for http; a template may hide what else it holds. */
function likelyKind(configuration: NginxConfiguration): Context | undefined {
  const { settings } = configuration.root;
  const fits =
    settings.length > 0 && settings.every(({ name }) => variantIn(name, 'http') !== undefined && name !== 'include');
  return fits && !configuration.main.nginx.template ? 'http' : undefined;
}

const AROUND: Readonly<Record<string, ((include: string) => string) | undefined>> = {
  main: (include) => `${include}\nevents {}\n`,
  http: (include) => `events {}\nhttp {\n${include}\n}\n`,
  server: (include) => `events {}\nhttp {\nserver {\n${include}\n}\n}\n`,
  location: (include) => `events {}\nhttp {\nserver {\nlocation / {\n${include}\n}\n}\n}\n`,
  upstream: (include) => `events {}\nhttp {\nupstream u {\n${include}\n}\n}\n`,
  stream: (include) => `events {}\nstream {\n${include}\n}\n`,
  'stream-server': (include) => `events {}\nstream {\nserver {\n${include}\n}\n}\n`,
};
