import { alertsText } from '../features/alerts';
import { type Capacity, capacity, reasonOf } from '../features/capacity/capacity';
import type { Hop } from '../features/capacity/hop';
import { limitText, loadText } from '../features/capacity/text';
import { type Checklist, checklist, mendItem, type Point } from '../features/checklist/checklist';
import { checklistMarkdown, lastTierSentence, lineOf } from '../features/checklist/text';
import { loadTestAddress, loadTestScript } from '../features/load-test';
import { CHECKLIST } from '../knowledge/checklist';
import type { Place } from '../stack/finding';
import type { Amount } from '../stack/model/fact';
import type { Stack } from '../stack/stack';
import { toWorkspaceEdit } from './convert';
import type { Server } from './engine';
import type { Folder } from './folder';
import { toRange } from './positions';
import {
  alertsRequest,
  type CapacityHop,
  type CapacityOfStack,
  type ChecklistOfStack,
  type ChecklistPoint,
  capacityRequest,
  checklistMarkdownRequest,
  checklistRequest,
  loadTestRequest,
  mendChecklistItemRequest,
  type ShownLocation,
  viewsChangedNotification,
  watchViewsNotification,
} from './protocol';

/**
 * How long the stack has to stand still before views are told to look again, in milliseconds; where looking takes long,
 * so many times as long as it took.
 */
const QUIET = 250;
const QUIET_PER_LOOK = 4;

/** The requests behind views of whole stacks: what they show is computed when they ask, and only then. */
export function registerViews(server: Server): void {
  const { connection, session, client } = server;
  const look = registerWatching(server);

  connection.onRequest(checklistRequest, async ({ profile }, token) => {
    const found: ChecklistOfStack[] = [];
    for (const folder of await shownFolders(server)) {
      if (token.isCancellationRequested) break;
      found.push(look(() => toChecklist(server, folder, checklistOf(folder, profile && { profile }))));
    }
    return found;
  });

  connection.onRequest(capacityRequest, async (_, token) => {
    const found: CapacityOfStack[] = [];
    for (const folder of await shownFolders(server)) {
      if (token.isCancellationRequested) break;
      found.push(look(() => toCapacity(server, folder, capacity(folder.stack))));
    }
    return found;
  });

  connection.onRequest(alertsRequest, async () => {
    const folders = await shownFolders(server);
    return { yaml: alertsText(folders.map((folder) => ({ name: nameOf(folder), stack: folder.stack }))) };
  });

  connection.onRequest(loadTestRequest, ({ address }) => {
    const target = loadTestAddress(address);
    return target ? { script: loadTestScript(target.address) } : null;
  });

  connection.onRequest(checklistMarkdownRequest, async () => {
    const folders = await shownFolders(server);
    const parts = folders.map((folder) => checklistMarkdown(nameOf(folder), checklistOf(folder)));
    return { markdown: `# Tuning checklist\n\n${parts.join('\n')}` };
  });

  connection.onRequest(mendChecklistItemRequest, async ({ uri, item }) => {
    const { folder } = session.locate(uri);
    await folder.ready();
    const known = CHECKLIST.find(({ id }) => id === item);
    const edits = known ? mendItem(folder.stack, known.id) : [];
    if (!known || edits.length === 0) return null;
    const points = checklistOf(folder).items.find(({ id }) => id === item)?.points ?? [];
    const isSafe = points.every(({ state, fix }) => state !== 'missing' || !fix || fix.safety === 'safe');
    return toWorkspaceEdit(edits, folder, client, isSafe ? {} : { confirm: known.title.replaceAll('`', '') });
  });
}

/**
 * Tells the client that views may be stale, once a burst of changes is over, and only while one is open.
 *
 * @returns runs a look at a stack, and notes how long it takes
 */
function registerWatching({ connection, diagnostics }: Server): <T>(run: () => T) => T {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let took = 0;
  const later = () => {
    clearTimeout(timer);
    const tell = () => void connection.sendNotification(viewsChangedNotification, {});
    timer = setTimeout(tell, Math.max(QUIET, QUIET_PER_LOOK * took));
  };
  connection.onNotification(watchViewsNotification, ({ open }) => {
    clearTimeout(timer);
    diagnostics.tell(open ? later : undefined);
  });
  return (run) => {
    const start = performance.now();
    const found = run();
    took = performance.now() - start;
    return found;
  };
}

/** The folders of which views show something, read to their end. */
async function shownFolders({ session }: Server): Promise<readonly Folder[]> {
  await Promise.all(session.folders.map((folder) => folder.ready()));
  const { workspaceFolders } = session;
  return session.folders.filter((folder) => workspaceFolders.includes(folder) || hasConfiguration(folder.stack));
}

function hasConfiguration(stack: Stack): boolean {
  for (const { kind } of stack.files.values()) if (kind !== 'other') return true;
  return false;
}

function checklistOf({ stack, report }: Folder, forced?: Parameters<Stack['withForced']>[0]): Checklist {
  return forced ? checklist(stack.withForced(forced, 'the view')) : checklist(stack, report);
}

function toChecklist(server: Server, folder: Folder, list: Checklist): ChecklistOfStack {
  return {
    uri: folder.uri,
    name: nameOf(folder),
    profiles: list.profiles,
    items: list.items.map(({ rules: _, points, ...item }) => ({
      ...item,
      points: points.map((point) => toPoint(server, folder, point)),
    })),
    counts: list.counts,
    tiers: list.tiers,
    progress: lastTierSentence(list),
  };
}

function toPoint(server: Server, folder: Folder, { state, text, at, path, rule, fix }: Point): ChecklistPoint {
  const location = at
    ? toLocation(server, folder, at)
    : path === undefined
      ? undefined
      : { uri: folder.uriOf(path), range: START, label: path };
  return {
    state,
    text,
    ...(location ? { location } : {}),
    ...(rule === undefined ? {} : { rule }),
    ...(fix ? { fix: fix.title } : {}),
  };
}

function toCapacity(server: Server, folder: Folder, { ways }: Capacity): CapacityOfStack {
  return {
    uri: folder.uri,
    name: nameOf(folder),
    ways: ways.map(({ name, hops, narrowest }) => ({
      name,
      narrowest: narrowest ?? null,
      hops: hops.map((hop) => toHop(server, folder, hop)),
    })),
  };
}

function toHop(server: Server, folder: Folder, hop: Hop): CapacityHop {
  const { kind, service, title, compares, limit, load, alert, steps } = hop;
  const { amount } = limit;
  const reason = reasonOf(amount);
  const used = loadText(hop);
  const placed = (at: Place | undefined) => (at ? { location: toLocation(server, folder, at) } : {});
  return {
    kind,
    service,
    title,
    limit: limitText(hop),
    state: amount.state,
    ...(compares && amount.state === 'known' ? { value: amount.value } : {}),
    ...(reason === undefined ? {} : { reason }),
    sum: limit.sum,
    terms: [...limit.terms, ...(load?.terms ?? [])].map(({ source, at }) => ({ text: source, ...placed(at) })),
    ...(load && used !== undefined ? { load: { text: used, sum: load.sum, ...shareOf(load.amount, amount) } } : {}),
    ...(alert === undefined ? {} : { alert }),
    steps: steps.map(({ kind: way, text, at }) => ({ kind: way, text, ...placed(at) })),
  };
}

/** How much of what fits may be in use, as a part of one. */
function shareOf(load: Amount, limit: Amount): { readonly share?: number } {
  return load.state === 'known' && limit.state === 'known' && limit.value > 0
    ? { share: load.value / limit.value }
    : {};
}

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function toLocation({ client }: Server, folder: Folder, at: Place): ShownLocation {
  return {
    uri: folder.uriOf(at.file.path),
    range: toRange(at.file.lines, at.span, client.encoding),
    label: `${at.file.path}:${lineOf(at)}`,
  };
}

/** The folder's own name. */
export function nameOf({ uri }: Folder): string {
  const last = uri.replace(/\/+$/, '').split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    // Not every client escapes "%"; such a name stands for itself.
    return last;
  }
}
