import { applyTier } from '../features/code-actions';
import { rulePage } from '../features/explain';
import { guidePage } from '../features/guide';
import { setProfile } from '../features/project-file';
import { status } from '../features/status';
import { rules } from '../rules/index.generated';
import { toWorkspaceEdit } from './convert';
import type { Server } from './engine';
import {
  applyTierRequest,
  GUIDE_PAGE,
  rulePageRequest,
  rulesRequest,
  type ScanResult,
  scanRequest,
  setProfileRequest,
  statusRequest,
} from './protocol';

/** Headroom's own requests. */
export function registerRequests(server: Server): void {
  const { connection, session, client } = server;

  connection.onRequest(statusRequest, async ({ uri }, token) => {
    const answer = await server.about(uri, token, ({ folder, file }) => {
      const found = status(folder.stack, folder.report, file);
      return found && { uri, ...found };
    });
    return answer ?? null;
  });

  connection.onRequest(rulesRequest, () => rules.map(({ id, summary, severity }) => ({ id, summary, severity })));

  connection.onRequest(rulePageRequest, ({ id }) => {
    if (id === GUIDE_PAGE) return { markdown: guidePage((rule) => `${rule}.md`) };
    const rule = rules.find((one) => one.id === id);
    return rule ? { markdown: rulePage(rule) } : null;
  });

  connection.onRequest(applyTierRequest, async ({ uri, tier, scope }, token) => {
    const edit = await server.about(uri, token, ({ folder, file }) => {
      const edits = applyTier(folder.stack, scope === 'file' ? file : undefined, tier);
      return edits.length === 0 ? undefined : toWorkspaceEdit(edits, folder, client, { confirm: `Apply tier ${tier}` });
    });
    return edit ?? null;
  });

  connection.onRequest(setProfileRequest, async ({ uri, profile }) => {
    const { folder } = session.locate(uri);
    await folder.ready();
    const edits = setProfile(folder.stack, profile);
    return edits.length === 0 ? null : toWorkspaceEdit(edits, folder, client);
  });

  connection.onRequest(scanRequest, async ({ workDoneToken }, token): Promise<ScanResult> => {
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin('Headroom', 0, 'Reading the workspace', true);
    const stop = () => token.isCancellationRequested;
    const result = { files: 0, errors: 0, warnings: 0, informations: 0, hints: 0 };
    try {
      for (const [i, folder] of session.workspaceFolders.entries()) {
        if (stop()) break;
        await folder.reload(stop, (done, of) =>
          progress.report(
            Math.round((100 * (i + done / Math.max(1, of))) / session.workspaceFolders.length),
            `${done} of ${of} files`,
          ),
        );
        for (const file of folder.stack.files.values()) if (file.kind !== 'other') result.files++;
        for (const finding of folder.report.findings) result[`${finding.severity}s` as 'errors']++;
        server.diagnostics.publishAll(folder);
        server.diagnostics.refresh(folder);
      }
    } finally {
      progress.done();
    }
    return result;
  });
}
