// The page of the capacity view: draws what the extension sends, and asks it to open places.

import type { CapacityHop, CapacityOfStack, CapacityWay, ShownFact } from '../../server/src/lsp/protocol';
import type { PageMessage, ShowMessage } from '../src/views/capacity-messages';
import './capacity.css';
import { element, image } from './elements';
import { outlineOf, type Piece, piecesOf, summaryOf } from './picture';

interface State {
  readonly stacks?: readonly CapacityOfStack[];
  /** The tables that are unfolded, by their keys. */
  readonly open?: readonly string[];
}

declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): State | undefined;
  setState(state: State): void;
};

const vscode = acquireVsCodeApi();
let state: State = vscode.getState() ?? {};
const status = element('p', { role: 'status', class: 'heard' });
const main = element('main');
document.body.append(status, main);

addEventListener('message', ({ data }: MessageEvent<ShowMessage>) => {
  if (data.kind !== 'show') return;
  keep({ stacks: data.stacks });
  draw();
});
addEventListener('keydown', walk);
draw();
vscode.postMessage({ kind: 'ready' });

function keep(change: State): void {
  state = { ...state, ...change };
  vscode.setState(state);
}

/** Draws everything anew; what had the focus has it again. */
function draw(): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset.key;
  const { stacks } = state;
  if (!stacks) main.replaceChildren(element('p', {}, 'Reading the stack…'));
  else if (stacks.every(({ ways }) => ways.length === 0)) main.replaceChildren(nothing());
  else main.replaceChildren(legend(), ...stacks.flatMap((stack) => stackSection(stack, stacks.length > 1)));
  if (focused !== undefined) main.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  const heard = (stacks ?? []).flatMap(({ ways }) => ways.map(summaryOf)).join(' ');
  if (status.textContent !== heard) status.textContent = heard;
}

function nothing(): HTMLElement {
  return element(
    'p',
    {},
    'No way of a request is described in the files of this workspace: no nginx, no Redis, no services.',
  );
}

function legend(): HTMLElement {
  return element(
    'p',
    { class: 'legend' },
    'The wider the pipe, the more fits through at once, on a logarithmic scale. Dashed: not known. Grey: bounds something else than requests at once.',
  );
}

function stackSection({ name, uri, ways }: CapacityOfStack, named: boolean): HTMLElement[] {
  const sections = ways.map((way, index) => waySection(way, `${uri} ${index}`));
  return named ? [element('h1', {}, name), ...sections] : sections;
}

function waySection(way: CapacityWay, key: string): HTMLElement {
  const pieces = piecesOf(way);
  const hops = way.hops.map((hop, index) => hopItem(hop, pieces[index]!, `${key} ${index}`));
  const title = element('h2', { id: `${key} title` }, way.name);
  const list = element('ol', { 'aria-labelledby': title.id }, ...hops);
  return element('section', {}, title, list, table(way, `${key} table`));
}

function hopItem(hop: CapacityHop, piece: Piece, key: string): HTMLElement {
  const place = [...hop.terms].reverse().find(({ location }) => location)?.location;
  const title = element('span', { class: 'title' }, hop.title);
  const limit = element('span', { class: 'limit' }, hop.limit);
  const badge = piece.narrowest ? [element('span', { class: 'badge' }, 'narrowest')] : [];
  const head = place
    ? element('button', { class: 'hop', 'data-key': key, title: `Open ${place.label}` }, title, limit, ...badge)
    : element('div', { class: 'hop', 'data-key': key, tabindex: '0' }, title, limit, ...badge);
  if (place) head.addEventListener('click', () => vscode.postMessage({ kind: 'open', location: place }));
  const details = element('div', { class: 'details' });
  if (hop.reason !== undefined) details.append(element('p', {}, sentence(hop.reason)));
  details.append(element('p', { class: 'sum' }, hop.sum), ...load(hop));
  if (hop.terms.length > 0) details.append(facts(hop.terms, `${key} term`));
  if (hop.alert !== undefined) details.append(element('p', { class: 'alert' }, hop.alert));
  if (hop.steps.length > 0) details.append(steps(hop, key));
  return element('li', { class: piece.narrowest ? 'narrowest' : '' }, pipe(piece), element('div', {}, head, details));
}

function pipe(piece: Piece): SVGElement {
  const shape = image('polygon', { points: outlineOf(piece), class: piece.look });
  const box = { viewBox: '0 0 100 100', preserveAspectRatio: 'none', class: 'pipe', 'aria-hidden': 'true' };
  return image('svg', box, shape);
}

function load({ load: used }: CapacityHop): HTMLElement[] {
  if (!used) return [];
  const text = element('p', { class: 'load' }, `${sentence(used.text)} ${used.sum}`);
  if (used.share === undefined) return [text];
  const bar = element('div', { class: used.share > 1 ? 'bar over' : 'bar', 'aria-hidden': 'true' });
  const filled = element('div', {});
  filled.style.width = `${Math.min(100, 100 * used.share)}%`;
  bar.append(filled);
  return [text, bar];
}

/** What the numbers come from, each with a way to its place. */
function facts(list: readonly ShownFact[], key: string): HTMLElement {
  const items = list.map(({ text, location }, index) => {
    if (!location) return element('li', {}, text);
    const link = element('button', { class: 'link', 'data-key': `${key} ${index}` }, location.label);
    link.addEventListener('click', () => vscode.postMessage({ kind: 'open', location }));
    return element('li', {}, `${text} `, link);
  });
  return element('ul', { class: 'facts' }, ...items);
}

const KINDS = { vertical: 'on this server', horizontal: 'on more servers' };

function steps({ steps: list }: CapacityHop, key: string): HTMLElement {
  const folded = element('details', { 'data-key': `${key} steps` }, element('summary', {}, 'What would raise it'));
  folded.append(
    facts(
      list.map((step) => ({ ...step, text: `${step.text} (${KINDS[step.kind]})` })),
      `${key} step`,
    ),
  );
  return remembered(folded, `${key} steps`);
}

function table({ name, hops, narrowest }: CapacityWay, key: string): HTMLElement {
  const row = (cells: readonly string[], head = false) =>
    element('tr', {}, ...cells.map((cell) => element(head ? 'th' : 'td', head ? { scope: 'col' } : {}, cell)));
  const rows = hops.map((hop, index) =>
    row([
      hop.title,
      hop.limit + (index === narrowest ? ' (narrowest)' : ''),
      hop.reason ?? hop.sum,
      hop.terms.map(({ text, location }) => (location ? `${text} (${location.label})` : text)).join('; '),
    ]),
  );
  const head = element('thead', {}, row(['Hop', 'Limit', 'Computed', 'From'], true));
  const whole = element('table', {}, element('caption', {}, name), head, element('tbody', {}, ...rows));
  const folded = element('details', {}, element('summary', { 'data-key': key }, 'As a table'), whole);
  return remembered(folded, key);
}

/** A part that stays folded or unfolded when the page is drawn again. */
function remembered(folded: HTMLDetailsElement, key: string): HTMLElement {
  folded.open = state.open?.includes(key) ?? false;
  folded.addEventListener('toggle', () => {
    const others = (state.open ?? []).filter((one) => one !== key);
    keep({ open: folded.open ? [...others, key] : others });
  });
  return folded;
}

/** The arrow keys go from hop to hop. */
function walk(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const hops = [...main.querySelectorAll<HTMLElement>('.hop')];
  const at = hops.indexOf(document.activeElement as HTMLElement);
  const next = hops[at + step];
  if (step === 0 || at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
