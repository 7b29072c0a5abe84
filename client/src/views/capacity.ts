import {
  commands,
  Disposable,
  type ExtensionContext,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
} from 'vscode';
import { type CapacityOfStack, capacityRequest, type ShownLocation } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';
import type { PageMessage, ShowMessage } from './capacity-messages';
import type { Views } from './watch';

const viewType = 'headroom.capacity';

/**
 * Shows in a page of its own how much fits through each hop of the stack. VS Code brings an open page back after a
 * restart.
 *
 * @returns `stacks` gives what is shown now; undefined while no page is open
 */
export function showCapacity(
  session: Session,
  views: Views,
): Disposable & { stacks: () => readonly CapacityOfStack[] | undefined } {
  const { context } = session;
  let page: Page | undefined;
  const adopt = (panel: WebviewPanel) => {
    page = new Page(panel, session, views);
    panel.onDidDispose(() => {
      page = undefined;
    });
  };
  const show = () => {
    if (page) return page.panel.reveal();
    const options = { enableScripts: true, localResourceRoots: [Uri.joinPath(context.extensionUri, 'dist')] };
    adopt(window.createWebviewPanel(viewType, 'Capacity', ViewColumn.Beside, options));
  };
  const subscriptions = [
    commands.registerCommand('headroom.showCapacity', show),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel) => adopt(panel),
    }),
  ];
  return {
    stacks: () => page?.stacks,
    dispose: () => {
      page?.panel.dispose();
      Disposable.from(...subscriptions).dispose();
    },
  };
}

/** One open page. It looks again whenever it becomes visible, and while it is, whenever the stack changes. */
class Page {
  stacks: readonly CapacityOfStack[] | undefined;
  #asked = 0;

  constructor(
    readonly panel: WebviewPanel,
    private readonly session: Session,
    views: Views,
  ) {
    const { context } = session;
    panel.webview.onDidReceiveMessage((message: PageMessage) => this.#hear(message));
    panel.onDidChangeViewState(() => views.show(this, panel.visible));
    panel.onDidDispose(() => views.show(this, false));
    panel.webview.html = document(panel.webview, context);
    views.show(this, panel.visible);
  }

  refresh(): void {
    this.#ask().catch((error: unknown) => this.session.output.error(`The capacity: ${error}`));
  }

  async #ask(): Promise<void> {
    const { client } = this.session;
    const question = ++this.#asked;
    if (!client.isRunning()) return;
    const stacks = await client.sendRequest(capacityRequest, {});
    // Only the answer to the last question is shown.
    if (question !== this.#asked) return;
    this.stacks = stacks;
    this.#show();
  }

  #show(): void {
    if (this.stacks) void this.panel.webview.postMessage({ kind: 'show', stacks: this.stacks } satisfies ShowMessage);
  }

  #hear(message: PageMessage): void {
    if (message.kind === 'ready') {
      this.#show();
      return;
    }
    const { client, output } = this.session;
    // Nothing is opened that the server did not name.
    if (!this.stacks || !locationsIn(this.stacks).has(message.location.uri)) return;
    const { protocol2CodeConverter: convert } = client;
    const selection = convert.asRange(message.location.range);
    window
      .showTextDocument(convert.asUri(message.location.uri), { selection, viewColumn: ViewColumn.One })
      .then(undefined, (error: unknown) => output.error(`${message.location.label} can’t be opened: ${error}`));
  }
}

function locationsIn(stacks: readonly CapacityOfStack[]): ReadonlySet<string> {
  const hops = stacks.flatMap(({ ways }) => ways.flatMap((way) => way.hops));
  const shown = hops.flatMap(({ terms, steps }) => [...terms, ...steps]);
  return new Set(
    shown
      .map(({ location }) => location)
      .filter((one): one is ShownLocation => !!one)
      .map(({ uri }) => uri),
  );
}

/** The page takes its own script and style and nothing else. */
function document(webview: Webview, { extensionUri }: ExtensionContext): string {
  const nonce = crypto.randomUUID();
  const address = (name: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', name)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Capacity</title>
    <link rel="stylesheet" href="${address('capacity.css')}">
  </head>
  <body>
    <script nonce="${nonce}" src="${address('capacity.js')}"></script>
  </body>
</html>
`;
}
