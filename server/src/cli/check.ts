import type { RunOptions } from '../rules/run';
import type { Finding } from '../stack/finding';
import { describeOptions, readArguments } from './arguments';
import { Baseline } from './baseline';
import { type Mending, mend, writeChanges } from './fix';
import { isJudged, judge } from './judge';
import type { Command } from './main';
import { printReport } from './print-report';
import { counted, type Outcome, SEVERITY_ORDER } from './report';
import { CHECK_OPTIONS, type Request, readRequest } from './request';
import type { Terminal } from './terminal';
import { unifiedDiff } from './unified-diff';
import { type Opened, openPiped, openWorkspaces, type Workspace } from './workspaces';

export const checkCommand: Command = {
  usage: 'check [OPTION…] [PATH…]',
  help: () => `Judges the configuration in files and folders, by default in the working directory.
A folder is judged as one stack, by the headroom.yaml in it. A file is judged within the nearest
folder above it that has a headroom.yaml or a .git, and only its own findings are told.

${describeOptions(CHECK_OPTIONS)}
Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 bad usage, or a path that can’t
be read or written.
`,
  run: (args, terminal) => new Run(readRequest(readArguments(args, CHECK_OPTIONS)), terminal).run(),
};

/** One run of `headroom check`. */
class Run {
  readonly #options: RunOptions;

  constructor(
    readonly request: Request,
    readonly terminal: Terminal,
  ) {
    const crashed = new Set<string>();
    this.#options = {
      noSuppressions: request.noIgnore,
      onCrash: (rule, error) => {
        if (crashed.has(rule)) return;
        crashed.add(rule);
        terminal.note(`the rule ${rule} failed, so what it would say is missing: ${String(error)}`);
      },
    };
  }

  async run(): Promise<number> {
    const { request, terminal } = this;
    const baseline =
      request.baseline === undefined ? undefined : await Baseline.read(request.baseline, terminal.folder);
    const { workspaces, unreadable } = await this.#open();
    for (const line of unreadable) terminal.note(line);
    const found = this.#judge(workspaces);
    this.#remarkOnScope(workspaces, found);
    if (request.writeBaseline !== undefined)
      return unreadable.length > 0 ? 2 : this.#writeBaseline(request.writeBaseline, found, baseline, workspaces);
    if (request.diff) this.#printDiff(workspaces, baseline);

    let left = found;
    let complete = unreadable.length === 0;
    if (request.fix && complete) {
      const mended = await this.#fix(workspaces, baseline);
      left = this.#judge(mended.workspaces);
      complete = mended.complete;
      const gone = found.findings.length - left.findings.length;
      if (mended.files > 0) this.#remark(`${counted(gone, 'finding')} mended in ${counted(mended.files, 'file')}`);
    }
    const outcome = baseline ? this.#withoutKnown(left, baseline, workspaces) : left;
    if (!request.diff) {
      const aside = (text: string) => void process.stderr.write(text);
      // With --fix, standard output belongs to the text that came through the pipe.
      await printReport(outcome, request, request.piped && request.fix ? aside : terminal.print, aside);
    }
    if (!complete) return 2;
    return this.#fails(outcome) ? 1 : 0;
  }

  async #open(): Promise<Opened> {
    const { request, terminal } = this;
    const shown = request.quiet ? { ...terminal, interactive: false, note: () => {} } : terminal;
    if (!request.piped) return openWorkspaces(request.paths, request.open, shown);
    return openPiped({ text: await readStandardInput(), name: request.pipedName }, request.open, shown);
  }

  #judge(workspaces: readonly Workspace[]): Outcome {
    return judge(workspaces, this.request.wants, this.#options);
  }

  /** What is worth knowing besides the findings. */
  #remark(text: string): void {
    if (!this.request.quiet) this.terminal.note(text);
  }

  /** Says what a reader of the report would otherwise take for an answer. */
  #remarkOnScope(workspaces: readonly Workspace[], outcome: Outcome): void {
    for (const { stack, selected, shown } of workspaces) {
      for (const path of selected ?? [])
        if (stack.ignores(path)) this.#remark(`${shown(path)}: headroom.yaml ignores it`);
      const { project } = stack;
      if (!project || !selected || selected.has(project.file.path) || project.problems.length === 0) continue;
      this.#remark(
        `${shown(project.file.path)}: ${counted(project.problems.length, 'mistake')} in it; what is wrong there doesn’t count`,
      );
    }
    const everything = workspaces.every(({ selected }) => !selected);
    if (outcome.files === 0 && everything)
      this.#remark(`${this.request.paths.join(', ')}: no configuration that Headroom reads`);
  }

  /** Whether a finding is to be mended: what is accepted stays. */
  #mends(workspace: Workspace, baseline: Baseline | undefined): Mending {
    const wanted = (finding: Finding) => this.request.wants(finding.rule) && !baseline?.knows(finding, workspace);
    return { wanted, toTier: this.request.toTier };
  }

  #printDiff(workspaces: readonly Workspace[], baseline: Baseline | undefined): void {
    for (const workspace of workspaces) {
      const { changes } = mend(workspace, this.#mends(workspace, baseline), this.#options);
      for (const { path, before, after } of changes)
        this.terminal.print(unifiedDiff(workspace.shown(path), before, after));
    }
  }

  async #fix(
    workspaces: readonly Workspace[],
    baseline: Baseline | undefined,
  ): Promise<{ workspaces: Workspace[]; files: number; complete: boolean }> {
    const mended: Workspace[] = [];
    let files = 0;
    let complete = true;
    for (const workspace of workspaces) {
      if (workspace.piped !== undefined && !this.request.piped) {
        mended.push(workspace); // What came through a shell's pipe has no place to be written to.
        continue;
      }
      const { stack, changes } = mend(workspace, this.#mends(workspace, baseline), this.#options);
      if (this.request.piped) {
        mended.push({ ...workspace, stack });
        for (const path of workspace.selected ?? [])
          this.terminal.print(stack.file(path)?.text ?? workspace.piped ?? '');
        continue;
      }
      const result = await writeChanges(workspace, stack, changes, this.terminal);
      files += result.written;
      complete &&= result.complete;
      mended.push({ ...workspace, stack: result.stack });
    }
    return { workspaces: mended, files, complete };
  }

  async #writeBaseline(
    path: string,
    outcome: Outcome,
    old: Baseline | undefined,
    workspaces: readonly Workspace[],
  ): Promise<number> {
    const { folder } = this.terminal;
    const next = old
      ? old.apply(outcome.findings, this.#couldFind(workspaces)).pruned
      : Baseline.of(outcome.findings, path, folder);
    await next.write(path, folder);
    this.#remark(`${path}: ${counted(next.size, 'finding')} accepted`);
    return 0;
  }

  #withoutKnown(outcome: Outcome, baseline: Baseline, workspaces: readonly Workspace[]): Outcome {
    const { fresh, stale } = baseline.apply(outcome.findings, this.#couldFind(workspaces));
    for (const { rule, file } of stale)
      this.#remark(`${this.request.baseline}: what ${rule} said of ${file} is no longer there`);
    if (stale.length > 0)
      this.#remark(`${this.request.baseline}: --baseline together with --write-baseline drops what is no longer there`);
    return { ...outcome, findings: fresh };
  }

  #couldFind(workspaces: readonly Workspace[]): (file: string, rule: string) => boolean {
    return (file, rule) => this.request.wants(rule) && isJudged(workspaces, file);
  }

  #fails({ findings }: Outcome): boolean {
    const { failOn } = this.request;
    if (failOn === 'never') return false;
    const least = SEVERITY_ORDER.indexOf(failOn);
    return findings.some(({ finding }) => SEVERITY_ORDER.indexOf(finding.severity) <= least);
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
