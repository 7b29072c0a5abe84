import { sysctlKey } from '../../knowledge/system/sysctl';
import type { ConfigFile } from '../../settings/file';
import { located } from '../../stack/compose/located';
import type { ComposeService } from '../../stack/compose/service';
import { sysctlsOf } from '../../stack/compose/sysctls';
import type { Stack } from '../../stack/stack';
import { grouped } from '../../text/numbers';
import type { Span } from '../../text/span';
import type { InlayHint } from '../inlay-hints';
import { code, count } from '../markdown';
import { easierMongod } from '../mongod/units';
import { redisFlagHints } from '../redis/inlay-hints';
import { easierForm } from '../system/sysctl-units';
import { projectsOf } from './cursor';
import { type FlagIn, flagsIn, serverKnowledge } from './programs';
import { easierCompose, easierServer } from './units';
import { isSecret, variablesIn } from './variables';

/** What variables stand for, sizes and times in easier units, and what processes come to, in the lines asked for. */
export function composeHints(stack: Stack, file: ConfigFile, range: Span): InlayHint[] {
  const found = new Map<string, InlayHint>();
  // What several services take from one place is shown there once.
  const add = (hint: InlayHint | undefined) => {
    if (hint && range.start <= hint.offset && hint.offset <= range.end) found.set(`${hint.offset} ${hint.kind}`, hint);
  };
  for (const hint of file.kind === 'compose' ? variableHints(stack, file) : []) add(hint);
  for (const hint of redisFlagHints(stack, file, range)) add(hint);
  for (const flag of flagsIn(stack, file, range)) add(flagHint(flag));
  for (const { command } of stack.mongodServers)
    for (const { file: at, name, value, valueSpan } of command?.flags ?? [])
      if (at === file && value.state === 'known') add(units(valueSpan, easierMongod(name, value.value)));
  if (file.kind === 'compose')
    for (const project of projectsOf(stack, file))
      for (const service of project.services.values()) for (const hint of serviceHints(service, file)) add(hint);
  return [...found.values()];
}

function units({ end }: Span, label: string | undefined): InlayHint | undefined {
  return label === undefined ? undefined : { offset: end, label: `= ${label}`, kind: 'units' };
}

/** A value longer than that says nothing at a glance. */
const LONGEST = 40;

function* variableHints(stack: Stack, file: ConfigFile): Iterable<InlayHint> {
  for (const project of projectsOf(stack, file)) {
    for (const { name, value, origin, valuePlace, wordSpan, span } of variablesIn(project, file)) {
      if (origin !== 'dotenv' || value.state !== 'known' || !valuePlace || isSecret(name, value.value)) continue;
      const written = wordSpan && file.text.slice(wordSpan.start, wordSpan.end);
      if (value.value === written || value.value.length > LONGEST || value.value.includes('\n')) continue;
      yield {
        offset: span.end,
        label: `= ${value.value === '' ? 'empty' : value.value} from ${valuePlace.file.name}`,
        kind: 'variables',
        tooltip: `${code(`${valuePlace.file.path}:${valuePlace.file.lines.lineAt(valuePlace.span.start) + 1}`)} sets ${name}. A variable of the shell that runs Compose wins over it.`,
      };
    }
  }
}

/** Settings that count processes or tasks of one container. */
const COUNTED: Readonly<Record<string, string>> = { workers: 'process', worker_concurrency: 'task at once' };

function flagHint({ setting, flags, service }: FlagIn): InlayHint | undefined {
  const { value, name, valueSpan } = setting;
  if (value.state !== 'known' || setting.use.value === undefined) return undefined;
  const counted = COUNTED[name];
  const replicas = service?.replicas;
  if (counted && replicas?.state === 'known' && replicas.value > 1 && /^\d{1,6}$/.test(value.value)) {
    const plural = counted === 'process' ? 'processes' : 'tasks at once';
    const total = Number(value.value) * replicas.value;
    return {
      offset: valueSpan.end,
      label: `× ${count(replicas.value, 'container')} = ${grouped(total)} ${plural}`,
      kind: 'totals',
    };
  }
  return units(valueSpan, easierServer(serverKnowledge(flags.kind, name)?.unit, value.value));
}

const SIZES: readonly (readonly [path: readonly string[], unit: 'bytes' | 'duration'])[] = [
  [['mem_limit'], 'bytes'],
  [['deploy', 'resources', 'limits', 'memory'], 'bytes'],
  [['deploy', 'resources', 'reservations', 'memory'], 'bytes'],
  [['shm_size'], 'bytes'],
  [['stop_grace_period'], 'duration'],
  [['healthcheck', 'interval'], 'duration'],
  [['healthcheck', 'start_period'], 'duration'],
];

function* serviceHints(service: ComposeService, file: ConfigFile): Iterable<InlayHint | undefined> {
  for (const [path, unit] of SIZES) {
    const node = service.get(...path);
    const value = node?.kind === 'scalar' && node.file === file ? located(node) : undefined;
    if (value?.state === 'known') yield units(value.place.span, easierCompose(unit, value.value));
  }
  const sysctls = sysctlsOf(service);
  for (const key of sysctls.keys) {
    const known = sysctlKey(key);
    for (const { file: at, value, valueSpan } of known ? sysctls.settings(key) : [])
      if (at === file && value.state === 'known') yield units(valueSpan, easierForm(known!, value.value));
  }
}
