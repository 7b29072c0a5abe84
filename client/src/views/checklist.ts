import {
  commands,
  Disposable,
  EventEmitter,
  MarkdownString,
  type Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type Uri,
  window,
  workspace,
} from 'vscode';
import {
  type ChecklistItem,
  type ChecklistOfStack,
  type ChecklistPoint,
  checklistMarkdownRequest,
  checklistRequest,
  type ItemState,
  mendChecklistItemRequest,
  type ShownLocation,
  type StateCounts,
} from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';
import type { Views } from './watch';

const viewId = 'headroom.checklist';

/** A row of the tree. */
type Row =
  | { readonly kind: 'stack'; readonly stack: ChecklistOfStack }
  | { readonly kind: 'item'; readonly stack: ChecklistOfStack; readonly item: ChecklistItem }
  | { readonly kind: 'point'; readonly point: ChecklistPoint };

/**
 * Shows the guide's checklist as a tree, with the commands that belong to it.
 *
 * @returns `items` gives what is shown now
 */
export function showChecklist(session: Session, views: Views): Disposable & { items: () => readonly ChecklistItem[] } {
  const { client, output } = session;
  const rows = new ChecklistRows(session);
  const view = window.createTreeView(viewId, { treeDataProvider: rows, showCollapseAll: true });

  /** The answer to the last question only is shown. */
  let asked = 0;
  const refresh = async () => {
    const question = ++asked;
    if (!client.isRunning()) return;
    const stacks = await client.sendRequest(checklistRequest, {});
    if (question !== asked) return;
    const [only] = stacks;
    view.message = stacks.length === 1 && only ? `${capitalize(counted(only.counts))}. ${only.progress}` : '';
    view.description = stacks.length === 1 && only ? only.profiles.join(', ') : '';
    rows.show(stacks);
  };
  const told = { refresh: () => void refresh().catch((error: unknown) => output.error(`The checklist: ${error}`)) };

  if (view.visible) views.show(told, true);

  const exportMarkdown = async () => {
    const { markdown } = await client.sendRequest(checklistMarkdownRequest, {});
    const document = await workspace.openTextDocument({ language: 'markdown', content: markdown });
    await window.showTextDocument(document);
  };
  const mend = async (row: Row | undefined) => {
    if (row?.kind !== 'item') return false;
    const edit = await client.sendRequest(mendChecklistItemRequest, { uri: row.stack.uri, item: row.item.id });
    if (edit) return workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit));
    void window.showInformationMessage('Headroom: the files have changed, and nothing is left to write for this item.');
    return false;
  };
  const subscriptions = [
    view,
    rows,
    view.onDidChangeVisibility(({ visible }) => views.show(told, visible)),
    commands.registerCommand('headroom.showChecklist', () => commands.executeCommand(`${viewId}.focus`)),
    commands.registerCommand('headroom.refreshChecklist', refresh),
    commands.registerCommand('headroom.exportChecklist', exportMarkdown),
    commands.registerCommand('headroom.mendChecklistItem', mend),
  ];
  return { items: () => rows.items, dispose: () => Disposable.from(...subscriptions).dispose() };
}

class ChecklistRows implements TreeDataProvider<Row> {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  #stacks: readonly ChecklistOfStack[] = [];

  constructor(private readonly session: Session) {}

  show(stacks: readonly ChecklistOfStack[]): void {
    this.#stacks = stacks;
    this.#changed.fire();
  }

  get items(): readonly ChecklistItem[] {
    return this.#stacks.flatMap(({ items }) => items);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  getChildren(row?: Row): Row[] {
    if (row?.kind === 'point') return [];
    if (row?.kind === 'item') return row.item.points.map((point) => ({ kind: 'point', point }));
    if (row) return itemsOf(row.stack);
    return this.#stacks.length === 1
      ? itemsOf(this.#stacks[0]!)
      : this.#stacks.map((stack) => ({ kind: 'stack', stack }));
  }

  getTreeItem(row: Row): TreeItem {
    if (row.kind === 'stack') return stackRow(row.stack);
    return row.kind === 'item' ? this.#itemRow(row.stack, row.item) : this.#pointRow(row.point);
  }

  #itemRow(stack: ChecklistOfStack, item: ChecklistItem): TreeItem {
    const { name, title, state, reason, points, mendable } = item;
    const open = points.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
    const row = new TreeItem(name, open);
    row.id = `${stack.uri} ${item.id}`;
    row.description = state;
    row.iconPath = icons[state];
    row.tooltip = tooltip(item);
    row.accessibilityInformation = { label: `${title.replaceAll('`', '')}: ${state}. ${reason}` };
    row.contextValue = mendable ? 'mendable' : 'item';
    return this.#leading(row, points.find((point) => point.state === state)?.location);
  }

  #pointRow({ state, text, location, fix }: ChecklistPoint): TreeItem {
    const row = new TreeItem(text);
    row.description = location?.label ?? '';
    row.iconPath = icons[state];
    row.tooltip = new MarkdownString().appendText(fix === undefined ? text : `${text}\n\n${fix}`);
    row.accessibilityInformation = { label: `${state}: ${text}${location ? `, ${location.label}` : ''}` };
    return this.#leading(row, location);
  }

  /** A click on the row leads to the place. */
  #leading(row: TreeItem, location: ShownLocation | undefined): TreeItem {
    if (!location) return row;
    const { protocol2CodeConverter: convert } = this.session.client;
    const place: [Uri, { selection: Range }] = [
      convert.asUri(location.uri),
      { selection: convert.asRange(location.range) },
    ];
    row.command = { command: 'vscode.open', title: `Open ${location.label}`, arguments: place };
    return row;
  }
}

const itemsOf = (stack: ChecklistOfStack): Row[] => stack.items.map((item) => ({ kind: 'item', stack, item }));

function stackRow({ uri, name, counts, profiles, progress }: ChecklistOfStack): TreeItem {
  const row = new TreeItem(name, TreeItemCollapsibleState.Expanded);
  row.id = uri;
  row.iconPath = ThemeIcon.Folder;
  row.description = `${profiles.join(', ')}: ${counted(counts)}`;
  row.tooltip = progress;
  return row;
}

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const states: readonly ItemState[] = ['missing', 'unknown', 'accepted', 'met'];

const counted = (counts: StateCounts) =>
  states
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`)
    .join(', ');

const icons: Readonly<Record<ItemState, ThemeIcon>> = {
  missing: new ThemeIcon('circle-large-outline', new ThemeColor('list.warningForeground')),
  unknown: new ThemeIcon('question', new ThemeColor('descriptionForeground')),
  accepted: new ThemeIcon('pass', new ThemeColor('charts.blue')),
  met: new ThemeIcon('pass-filled', new ThemeColor('testing.iconPassed')),
};

function tooltip({ title, guide, state, reason, points }: ChecklistItem): MarkdownString {
  const text = new MarkdownString(`**${title}**\n\n${guide}: ${state}\n\n`);
  text.appendText(reason);
  const fix = state === 'missing' ? points.find((point) => point.fix !== undefined)?.fix : undefined;
  if (fix !== undefined) text.appendMarkdown('\n\n').appendText(fix);
  return text;
}
