import { environmentCarriers } from '../../knowledge/flags/environment';
import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import { ServerSettings } from '../../stack/model/server-settings';
import { runningWorkerOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { touches } from '../../text/span';
import { settingCard } from '../card';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import { coverOf } from './cursor';
import { type FlagIn, flagAt, type ServerKnowledge, serverKnowledge } from './programs';
import { easierServer } from './units';
import { isSecret } from './variables';

/** A card about a flag of celery, gunicorn or uvicorn, wherever its command line stands. */
export function serverFlagHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = flagAt(stack, file, offset);
  const known = at && serverKnowledge(at.flags.kind, at.setting.name);
  if (!at || !known) return undefined;
  const { setting, flags } = at;
  const { nameSpan, valueSpan } = setting;
  const span = coverOf(file, touches(nameSpan, offset) ? nameSpan : valueSpan, offset);
  const { value } = setting;
  const here =
    setting.use.flag.type === 'none'
      ? ''
      : value.state === 'known'
        ? hereLine(known, value.value)
        : `**Here** not known: ${value.reason}`;
  const mark = `${flags.kind} ${setting.use.spelling}`;
  return {
    span,
    markdown: serverCard(stack, file, flags.kind, known, mark, [here, relation(stack, at, links)], links),
  };
}

function serverCard(
  stack: Stack,
  file: ConfigFile,
  kind: string,
  known: ServerKnowledge,
  mark: string,
  paragraphs: readonly string[],
  links: Links,
): string {
  const isCelery = kind.startsWith('celery');
  const head = {
    name: known.name,
    // Other programs have settings of the same names.
    ...(isCelery ? {} : { setting: '' }),
    marks: [code(mark)],
    page: known.page,
    paragraphs: [`${known.what}.${unitOf(known)}`, ...paragraphs],
    guide: [],
  };
  return settingCard(head, isCelery ? 'celery' : '', stack.policyOf(file), links);
}

function unitOf({ unit, what }: ServerKnowledge): string {
  return unit === 'seconds' && !what.includes('seconds') ? ' In seconds.' : '';
}

function hereLine(known: ServerKnowledge, value: string): string {
  const easier = easierServer(known.unit, value);
  const standard = known.default === 'None' ? '' : ` · default ${code(known.default)}`;
  const shown = isSecret(known.name, value) ? 'set' : code(value);
  return `**Here** ${shown}${easier === undefined ? '' : ` (${easier})`}${standard}`;
}

/** What is in force, where that is not simply this flag; and what it wins over. */
function relation(stack: Stack, { setting, flags, service }: FlagIn, links: Links): string {
  const winner = flags.all(setting.name).at(-1)!;
  if (winner.nameSpan.start !== setting.nameSpan.start)
    return `**In force** ${code(`${winner.use.spelling} ${winner.text}`)}, which stands behind it on the command line.`;
  const inApp = service && runningWorkerOf(service, stack)?.inApp(setting.name);
  if (!inApp || inApp.state === 'absent' || !inApp.setting) return '';
  const { written, text, file, span } = inApp.setting;
  return `In force: it wins over ${code(`${written} = ${text}`)} of ${placeLink(file, span.start, links)}.`;
}

/** The programs of which environment variables are known. */
const READERS: readonly string[] = ['celery', 'gunicorn', 'uvicorn'];

/** A program of a service that takes a variable for a setting. */
export interface VariableReader {
  readonly service: ComposeService;
  readonly program: StartedProgram;
  readonly settings: ServerSettings;
  /** Undefined where the variable holds a whole command line. */
  readonly setting: string | undefined;
}

/** Who reads a variable of a service's environment as a setting; undefined where nobody that we know does. */
export function readerOf(stack: Stack, service: ComposeService, variable: string): VariableReader | undefined {
  for (const program of service.programs) {
    if (!READERS.includes(program.name)) continue;
    const carrier = environmentCarriers(program.name).find((one) => one.variable === variable);
    if (!carrier) continue;
    const settings = runningWorkerOf(service, stack)?.settings ?? new ServerSettings(service, program, program.name);
    return { service, program, settings, setting: carrier.setting };
  }
  return undefined;
}

/** A card about a variable that a program of the service reads. */
export function environmentCard(
  stack: Stack,
  file: ConfigFile,
  name: string,
  reader: VariableReader,
  links: Links,
): string | undefined {
  const { settings, setting, program, service } = reader;
  const kind = settings.flags?.kind ?? program.name;
  const variable = service.environment.get(name);
  if (setting === undefined)
    return `**${name}** · ${kind}\n\nMore arguments for ${kind}, behind those of the command line that it is given.`;
  const known = serverKnowledge(kind, setting);
  if (!known || !variable) return undefined;
  const { value } = variable;
  const here =
    value.state === 'known'
      ? hereLine(known, value.value)
      : value.state === 'unknown'
        ? `**Here** not known: ${value.reason}`
        : '';
  const given = settings.get(setting);
  const own = (place: Place | undefined) =>
    place !== undefined && place.file === variable.keyPlace.file && place.span.start === variable.keyPlace.span.start;
  const other =
    given.state === 'known' && !own(given.at)
      ? `**In force** in ${code(service.name)}: ${code(given.source)} of ${placeLink(given.at.file, given.at.span.start, links)}.`
      : '';
  return serverCard(stack, file, kind, known, `${name} of ${kind}`, [here, other], links);
}
