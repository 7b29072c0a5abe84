import { Disposable } from 'vscode';
import { State } from 'vscode-languageclient';
import { viewsChangedNotification, watchViewsNotification } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';

/** A view of whole stacks, which follows them as long as it is visible. */
interface View {
  /** Looks again. Failures are its own to tell. */
  refresh(): void;
}

/** Tells visible views when to look again, and the server whether there are any. */
export class Views {
  readonly #visible = new Set<View>();
  readonly #subscriptions: Disposable;

  constructor(private readonly session: Session) {
    const { client } = session;
    this.#subscriptions = Disposable.from(
      client.onNotification(viewsChangedNotification, () => this.#refresh()),
      client.onDidChangeState(({ newState }) => {
        if (newState !== State.Running || this.#visible.size === 0) return;
        // A server that has just started knows of no view.
        this.#tellServer();
        this.#refresh();
      }),
    );
  }

  /** A view has become visible, and looks; or it has gone out of sight. */
  show(view: View, visible: boolean): void {
    const before = this.#visible.size;
    if (visible) this.#visible.add(view);
    else this.#visible.delete(view);
    if (before > 0 !== this.#visible.size > 0) this.#tellServer();
    if (visible) view.refresh();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #refresh(): void {
    for (const view of this.#visible) view.refresh();
  }

  #tellServer(): void {
    const { client, output } = this.session;
    if (!client.isRunning()) return;
    client
      .sendNotification(watchViewsNotification, { open: this.#visible.size > 0 })
      .catch((error: unknown) => output.error(`The views can’t follow the files: ${error}`));
  }
}
