/** A program that starts the one named behind its own arguments. */
export interface Wrapper {
  /** Words that have to follow first: `run` of `poetry run`. */
  readonly subcommand?: string;
  /** Options that take the next word as their value. */
  readonly valued?: readonly string[];
  /** How many words of its own stand before the program. */
  readonly words?: number;
  /** The program stands behind `--` alone. */
  readonly behindDashes?: boolean;
  /** The program is one word that is split again. */
  readonly text?: boolean;
  /** `NAME=value` may stand before the program. */
  readonly assigns?: boolean;
}

/** Programs that become the one they start, or wait for it and pass on its signals, by their name without a folder. */
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  env: { valued: ['-u', '--unset', '-C', '--chdir', '-S'], assigns: true },
  nice: { valued: ['-n', '--adjustment'] },
  ionice: { valued: ['-c', '--class', '-n', '--classdata'] },
  nohup: {},
  setsid: {},
  stdbuf: { valued: ['-i', '-o', '-e', '--input', '--output', '--error'] },
  timeout: { valued: ['-k', '--kill-after', '-s', '--signal'], words: 1 },
  taskset: { words: 1 },
  numactl: { valued: ['-N', '-m', '-i', '-C'] },
  sudo: { valued: ['-u', '--user', '-g', '--group', '-h', '-p', '-C', '-D'], assigns: true },
  tini: { valued: ['-p', '-e'] },
  'tini-static': { valued: ['-p', '-e'] },
  'docker-init': { valued: ['-p', '-e'] },
  catatonit: {},
  'dumb-init': { valued: ['-r', '--rewrite'] },
  gosu: { words: 1 },
  'su-exec': { words: 1 },
  's6-setuidgid': { words: 1 },
  chpst: { valued: ['-u', '-U', '-e', '-n', '-m', '-o', '-p', '-f', '-c'] },
  setpriv: { valued: ['--reuid', '--regid', '--groups', '--inh-caps', '--bounding-set'] },
  'docker-entrypoint.sh': {},
  'wait-for-it.sh': { behindDashes: true },
  'wait-for-it': { behindDashes: true },
  'wait-for.sh': { behindDashes: true },
  'wait-for': { behindDashes: true },
  dockerize: { valued: ['-wait', '-timeout', '-wait-retry-interval', '-template', '-stdout', '-stderr', '-delims'] },
  'newrelic-admin': { subcommand: 'run-program' },
  'ddtrace-run': {},
  'opentelemetry-instrument': {
    valued: [
      '--traces_exporter',
      '--metrics_exporter',
      '--logs_exporter',
      '--service_name',
      '--exporter_otlp_endpoint',
    ],
  },
  'sentry-run': {},
  poetry: { subcommand: 'run' },
  pipenv: { subcommand: 'run' },
  pdm: { subcommand: 'run' },
  rye: { subcommand: 'run' },
  conda: { subcommand: 'run', valued: ['-n', '--name', '-p', '--prefix', '--cwd'] },
  micromamba: { subcommand: 'run', valued: ['-n', '--name', '-p', '--prefix', '--cwd'] },
  uv: {
    subcommand: 'run',
    valued: [
      '--with',
      '--with-editable',
      '--with-requirements',
      '--python',
      '-p',
      '--project',
      '--directory',
      '--group',
      '--no-group',
      '--only-group',
      '--extra',
      '--env-file',
      '--package',
      '--index-url',
    ],
  },
  doppler: { subcommand: 'run', behindDashes: true },
  dotenv: { subcommand: 'run', valued: ['-f', '--file', '-q', '--quote', '-e', '--export'] },
  watchmedo: { subcommand: 'auto-restart', behindDashes: true },
  watchfiles: {
    valued: ['--filter', '--target-type', '--ignore-paths', '--sigint-timeout', '--sigkill-timeout', '--args'],
    text: true,
  },
};

/** Shells, by their name without a folder. */
export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);

/** What the shell of a script does before the words that follow: `exec` replaces the shell, the others don't. */
export const SHELL_PREFIXES: ReadonlySet<string> = new Set(['exec', 'command', 'builtin']);
