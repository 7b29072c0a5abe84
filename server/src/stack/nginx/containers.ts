import { isOfficialNginx } from '../../knowledge/compose/images';
import { directoryOf } from '../../text/paths';
import { ContainerView } from '../compose/container-view';
import type { ComposeProject } from '../compose/project';
import type { ComposeService } from '../compose/service';
import { impliedParameters, type Parameters, parameterWord, readParameters } from './parameters';

/** An nginx that a Compose project runs. */
export interface NginxContainer {
  readonly service: ComposeService;
  readonly view: ContainerView;
  /** The workspace path of its main file; undefined where that is the image's own, or can't be told. */
  readonly main: string | undefined;
  /** What its command gives nginx before that file. */
  readonly parameters: Parameters | undefined;
  /** Workspace paths of the files that the image's own main file includes in `http`, in that order. */
  readonly parts: readonly string[];
}

/** Where images of nginx keep their main file, and which files that includes in `http`. */
interface Layout {
  readonly main: string;
  readonly included: string | undefined;
}

/**
 * @see https://github.com/nginx/docker-nginx
 * @see https://github.com/openresty/docker-openresty
 */
function layoutOf(service: ComposeService): Layout {
  const path = service.runtimeImage?.path;
  if (path === 'openresty/openresty')
    return { main: '/usr/local/openresty/nginx/conf/nginx.conf', included: '/etc/nginx/conf.d/*.conf' };
  if (path === 'bitnami/nginx' || path === 'bitnamilegacy/nginx')
    return { main: '/opt/bitnami/nginx/conf/nginx.conf', included: '/opt/bitnami/nginx/conf/server_blocks/*.conf' };
  const official = path !== undefined && isOfficialNginx(path);
  return { main: '/etc/nginx/nginx.conf', included: official ? '/etc/nginx/conf.d/*.conf' : undefined };
}

/** The official image renders its templates with envsubst when it starts. */
const TEMPLATES = { from: '/etc/nginx/templates', to: '/etc/nginx/conf.d', ending: '.template' };

/** The official image's conf.d holds one server that shows a welcome page. */
function holdsWelcomeOnly(service: ComposeService, folder: string): boolean {
  const path = service.runtimeImage?.path;
  return folder === '/etc/nginx/conf.d' && path !== undefined && isOfficialNginx(path);
}

/** Each nginx of the projects, those of a file laid over another one last. */
export function nginxContainers(projects: readonly ComposeProject[]): readonly NginxContainer[] {
  const ordered = [...projects.filter(({ overlay }) => !overlay), ...projects.filter(({ overlay }) => overlay)];
  return ordered.flatMap((project) =>
    [...project.services.values()].filter(({ role }) => role === 'nginx').map(containerOf),
  );
}

/** A service never changes, nor do the names of the workspace that it was read in. */
const read = new WeakMap<ComposeService, NginxContainer>();

function containerOf(service: ComposeService): NginxContainer {
  let container = read.get(service);
  if (!container) {
    container = readContainer(service);
    read.set(service, container);
  }
  return container;
}

function readContainer(service: ComposeService): NginxContainer {
  const layout = layoutOf(service);
  const chosen = chosenMain(service);
  const path = chosen ?? layout.main;
  const view = new ContainerView(service, directoryOf(path), [TEMPLATES], (folder) =>
    holdsWelcomeOnly(service, folder),
  );
  const main = service.mountedFile(path);
  const own = main.state === 'image' && chosen === undefined ? layout.included : undefined;
  return {
    service,
    view,
    main: main.state === 'file' ? main.path : undefined,
    parameters: parametersOf(service),
    parts: own === undefined ? [] : (view.find(own)?.paths ?? []),
  };
}

/** What a command gives with `-g`: of one that runs nginx once. The official image's own command keeps it in the foreground. */
function parametersOf(service: ComposeService): Parameters | undefined {
  const { programs, startup, runtimeImage } = service;
  const started = programs.filter(
    ({ name, args }) => isNginx(name) && !args.some(({ text }) => /^-[tTsvV?h]/.test(text)),
  );
  const [program] = started;
  if (started.length === 1 && program && !program.conditional) {
    const word = parameterWord(program);
    return word && readParameters(program.line, word);
  }
  const isImage = startup.entrypoint.state === 'image' && startup.command.state === 'image';
  return runtimeImage && isImage && isOfficialNginx(runtimeImage.path)
    ? impliedParameters('daemon off;', runtimeImage.place)
    : undefined;
}

function isNginx(name: string): boolean {
  return name === 'nginx' || name === 'openresty';
}

/** The main file that the command names with `-c`. */
function chosenMain(service: ComposeService): string | undefined {
  const program = service.programs.find(({ name }) => isNginx(name));
  const at = program?.args.findIndex(({ text }) => text === '-c') ?? -1;
  const value = at < 0 ? undefined : program?.args[at + 1]?.value;
  return value?.state === 'known' && value.value.startsWith('/') ? value.value : undefined;
}
