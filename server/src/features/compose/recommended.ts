import { system } from '../../knowledge/tiers';
import type { Report } from '../../rules/run';
import type { ConfigFile } from '../../settings/file';
import type { ComposeService } from '../../stack/compose/service';
import { sysctlsOf } from '../../stack/compose/sysctls';
import type { Stack } from '../../stack/stack';
import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { Action } from '../code-actions';
import { recommendedForMongod } from '../mongod/recommended';
import { recommendedForRedis } from '../redis/recommended';
import { projectsOf } from './cursor';
import { graceOf, servesConnections } from './guide';
import { servicesMap } from './mentions';

/** The service in whose lines a place lies, and these lines. */
export function serviceAround(
  stack: Stack,
  file: ConfigFile,
  offset: number,
): { readonly service: ComposeService; readonly span: Span } | undefined {
  const map = servicesMap(file, offset);
  const starts = (map?.entries ?? []).map(({ key }) => file.lines.startOf(file.lines.lineAt(key.span.start)));
  const index = starts.findLastIndex((start) => start <= offset);
  const entry = map?.entries[index];
  const last = (entry?.value ?? entry?.key)?.span.end ?? 0;
  const end = starts[index + 1] ?? file.lines.endOf(file.lines.lineAt(last));
  if (entry?.key.kind !== 'scalar' || offset > end) return undefined;
  const name = entry.key.text;
  const service = projectsOf(stack, file)
    .map((project) => project.service(name))
    .find((one) => one !== undefined);
  return service && { service, span: { start: starts[index]!, end } };
}

/** What is recommended for the service around a place, and stands nowhere. */
export function insertRecommendedCompose(stack: Stack, file: ConfigFile, offset: number, report: Report): Action[] {
  const around = serviceAround(stack, file, offset);
  if (!around) return [];
  const { service, span } = around;
  return [
    ...ofFindings(file, span, report),
    ...openFiles(service),
    ...acceptQueue(service),
    ...timeToEnd(stack, service),
    ...stack.redisServers
      .filter((server) => server.service === service && !server.configuration)
      .flatMap((server) => recommendedForRedis(stack, server)),
    ...stack.mongodServers
      .filter((server) => server.service === service && !server.configuration)
      .flatMap(recommendedForMongod),
  ].filter(({ edits }) => edits?.every(({ path }) => path === file.path));
}

/** Rules about what is offered here in any case. */
const OWN_OFFERS = /^(redis|mongodb)\/|^stack\/stop-grace-period$/;

/** What findings in the service's lines would put in. */
function ofFindings(file: ConfigFile, { start, end }: Span, report: Report): Action[] {
  return report.of(file.path).flatMap(({ at, value, setting, fixes, rule }): Action[] => {
    const [fix] = fixes;
    const isInside = start <= at.span.start && at.span.end <= end && !OWN_OFFERS.test(rule);
    if (!isInside || value !== undefined || setting === undefined || !fix || fix.safety === 'advice') return [];
    const { edits } = fix;
    if (edits.length === 0 || edits.some((edit) => edit.span.start !== edit.span.end)) return [];
    const text = edits.length === 1 ? edits[0]!.newText.trim() : '';
    const shown = text !== '' && !text.includes('\n') && text.length <= 60 ? text : setting;
    return [{ title: `Insert recommended ${shown}`, kind: 'refactor', safety: fix.safety, edits }];
  });
}

function openFiles(service: ComposeService): Action[] {
  const isAbsent = service.setting('ulimits', 'nofile').state === 'absent';
  if (!servesConnections(service) || !isAbsent || service.ulimit('nofile')) return [];
  const { nofile } = system;
  const edits = service.set(['ulimits', 'nofile'], { soft: nofile, hard: nofile });
  return action(`Insert recommended ulimits nofile ${nofile}`, edits);
}

const ACCEPT_QUEUE = 'net.core.somaxconn';

/** Programs that listen take the container's queue, unless it has the host's network. */
function acceptQueue(service: ComposeService): Action[] {
  const sysctls = sysctlsOf(service);
  const hasOwn = service.networkMode.state === 'absent';
  if (!servesConnections(service) || !hasOwn || sysctls.effective(ACCEPT_QUEUE).state !== 'absent') return [];
  const edits = service.set(['sysctls', ACCEPT_QUEUE], system.somaxconn);
  return action(`Insert recommended ${ACCEPT_QUEUE} ${system.somaxconn}`, edits);
}

/** A worker's tasks end before it is killed. */
function timeToEnd(stack: Stack, service: ComposeService): Action[] {
  const grace = service.stopGracePeriod.state === 'absent' ? graceOf(stack, service) : undefined;
  if (grace === undefined) return [];
  return action(`Insert recommended stop_grace_period ${grace}`, service.set(['stop_grace_period'], grace));
}

function action(title: string, edits: readonly FileEdit[]): Action[] {
  return edits.length === 0 ? [] : [{ title, kind: 'refactor', safety: 'review', edits }];
}
