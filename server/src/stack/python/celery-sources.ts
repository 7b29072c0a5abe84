import type { ConfigFile } from '../../settings/file';
import type { PyCall, PyClass, PyScope } from '../../syntax/python/tree';
import type { Span } from '../../text/span';
import type { Binding } from './bindings';
import type { Evaluator } from './evaluate';
import type { ImportTarget, PythonModule } from './modules';
import type { Located } from './resolve';
import { PythonSetting } from './setting';
import { type DictItem, type PythonDict, type PythonValue, unknownPython } from './value';
import { argumentList, entryList, type ItemList } from './write';

/**
 * How strong a source is: 0 for what a configuration module, class or dict gives, 1 for `add_defaults`, which comes
 * before that, 2 for what is set on the app itself. Of two of the same strength the later one wins.
 */
export type Strength = 0 | 1 | 2;

/** A name that some source gives a value, before anybody knows whether it is a setting. */
export interface Candidate {
  readonly written: string;
  readonly strength: Strength;
  readonly setting: PythonSetting;
}

/** A place in which names may be set that can't be seen: what is weaker or earlier may not hold. */
export interface Unseen {
  readonly strength: Strength;
  readonly reason: string;
  readonly file: ConfigFile;
  readonly at: number;
}

/** Where new settings can be written. */
export type Container =
  | { readonly kind: 'module'; readonly module: PythonModule }
  | { readonly kind: 'class'; readonly module: PythonModule; readonly definition: PyClass }
  | { readonly kind: 'keywords'; readonly list: ItemList }
  | { readonly kind: 'entries'; readonly list: ItemList }
  /** Statements `app.conf.name = value`. */
  | { readonly kind: 'statements'; readonly file: ConfigFile; readonly behind: Span; readonly target: string };

/**
 * Code that fills a module with names of its own: `globals().update(…)`, `sys.modules[__name__]`, and functions that
 * are handed the module's name to do so, as class-based settings of Django do; loggers and applications are handed it
 * as well.
 */
const COMPUTED =
  /\b(globals|locals|vars)\(\)\s*(\.update|\[)|\bsys\.modules\[\s*__name__\s*\]|\b(?!getLogger|get_logger|get_task_logger|Logger|Flask|Celery|Blueprint|FastAPI|Dash|Quart|Sanic|spec|module_from_spec|import_module|config_from_object)[A-Za-z_]\w*\(\s*__name__\s*\)/;

/** What has been collected of the sources of one app. */
export class Collected {
  readonly candidates: Candidate[] = [];
  readonly unseen: Unseen[] = [];
  readonly containers: Container[] = [];

  /** Every name that a module binds, with the modules from which it imports all names, those first. */
  module(evaluator: Evaluator, target: ImportTarget & { readonly kind: 'module' }, wanted: RegExp): void {
    const seen = new Set<PythonModule>();
    const visit = (module: PythonModule) => {
      if (seen.has(module)) return;
      seen.add(module);
      evaluator.modules.touch(module);
      for (const star of module.bindings.stars) {
        const found = evaluator.modules.find(module.file, star.level, star.module);
        if (found.kind === 'module') visit(found.module);
        else if (!(found.kind === 'missing' && star.scope.kind === 'try'))
          this.unseen.push({
            strength: 0,
            reason: `${star.module || 'another module'} may set it, which is not in the workspace`,
            file: module.file,
            at: star.span.start,
          });
      }
      const computed = COMPUTED.exec(module.file.text);
      if (computed)
        this.unseen.push({
          strength: 0,
          reason: 'code puts names into the module that cannot be seen',
          file: module.file,
          at: computed.index,
        });
      this.#names(evaluator, module, module.bindings.names, wanted);
      this.problem(module, 0);
    };
    visit(target.module);
    this.containers.push({ kind: 'module', module: target.module });
  }

  /** The attributes of a class and of its bases. */
  class(evaluator: Evaluator, definition: PyClass, module: PythonModule, wanted: RegExp): void {
    const seen = new Set<PyClass>();
    const visit = (at: PyClass, inside: PythonModule) => {
      if (seen.has(at)) return;
      seen.add(at);
      evaluator.modules.touch(inside);
      for (const base of at.bases) {
        if (base.name !== undefined || !base.value) continue;
        const meaning = evaluator.meaningOf(base.value, inside, at.scope);
        if (meaning.kind === 'class') visit(meaning.definition, meaning.module);
        else if (meaning.kind !== 'external' || meaning.name !== 'builtins.object')
          this.unseen.push({
            strength: 0,
            reason: 'a base class may set it, which is not in view',
            file: inside.file,
            at: base.span.start,
          });
      }
      this.#names(evaluator, inside, inside.bindingsIn(at).names, wanted);
    };
    visit(definition, module);
    this.problem(module, 0);
    this.containers.push({ kind: 'class', module, definition });
  }

  #names(
    evaluator: Evaluator,
    module: PythonModule,
    names: ReadonlyMap<string, readonly Binding[]>,
    wanted: RegExp,
  ): void {
    for (const [name, bindings] of names) {
      if (!wanted.test(name)) continue;
      for (const binding of bindings) this.#binding(evaluator, module, binding);
    }
  }

  #binding(evaluator: Evaluator, module: PythonModule, binding: Binding): void {
    if (binding.kind === 'function' || binding.kind === 'class') return;
    let read: PythonValue;
    if (binding.kind === 'value') read = evaluator.bound({ expression: binding.expression, binding, module });
    else if (binding.kind === 'opaque') read = unknownPython(binding.reason);
    else {
      const target = evaluator.modules.find(module.file, binding.level, binding.module);
      const meaning = binding.member === undefined ? undefined : evaluator.resolver.inModule(target, binding.member);
      // Modules, classes and functions that are imported are no settings.
      if (meaning?.kind !== 'value' && meaning?.kind !== 'unknown') return;
      const origin = { file: module.file, span: binding.span, own: false };
      read =
        meaning.kind === 'unknown'
          ? unknownPython(meaning.reason)
          : evaluator.oneOf(
              meaning.options.map((option) => evaluator.bound(option)),
              origin,
            );
    }
    const expression = binding.kind === 'value' ? binding.expression : undefined;
    this.candidates.push({
      written: binding.name,
      strength: 0,
      setting: new PythonSetting({
        name: binding.name,
        written: binding.name,
        file: module.file,
        span: { start: binding.span.start, end: expression?.span.end ?? binding.span.end },
        nameSpan: binding.span,
        expression,
        read,
        carrier: 'assignment',
        sure: binding.sure,
      }),
    });
  }

  /** What can't be read of a module may set anything. */
  problem(module: PythonModule, strength: Strength): void {
    const { problem } = module.tree;
    if (problem) this.unseen.push({ strength, reason: 'the file can’t be read to its end', file: module.file, at: -1 });
  }

  /** The entries of a dict. */
  dict(dict: PythonDict, strength: Strength, sure: boolean, at: Located): void {
    const { file } = at.module;
    for (const item of dict.value) {
      if (item.key === undefined) continue;
      const list = listOf(dict, item);
      this.candidates.push({
        written: item.key,
        strength,
        setting: new PythonSetting({
          name: item.key,
          written: item.key,
          file: item.file,
          span: item.span,
          nameSpan: item.keySpan,
          expression: item.expression,
          read: item.value,
          carrier: isQuoted(item) ? 'entry' : 'keyword',
          sure,
          ...(list ? { list } : {}),
        }),
      });
    }
    if (dict.unseen !== undefined)
      this.unseen.push({ strength, reason: dict.unseen, file, at: at.expression.span.start });
    if (dict.written && dict.unseen === undefined)
      this.containers.push({
        kind: dict.written.expression.kind === 'dict' ? 'entries' : 'keywords',
        list: listIn(dict.written),
      });
  }

  /** The keywords of a call as settings, those that are arguments of the function itself left out. */
  keywords(
    evaluator: Evaluator,
    call: PyCall,
    { module, scope }: { readonly module: PythonModule; readonly scope: PyScope },
    options: {
      readonly strength: Strength;
      readonly sure: boolean;
      readonly nameOf: (keyword: string) => string | undefined;
    },
  ): void {
    const list = argumentList(module.file, call);
    for (const argument of call.args) {
      if (argument.prefix === '**' && argument.value) {
        const read = evaluator.evaluate({ expression: argument.value, module, scope });
        if (read.state === 'known' && read.type === 'dict')
          this.dict(read, options.strength, options.sure, { expression: argument.value, module, scope });
        else this.#hidden(read, module.file, argument.span.start, options.strength);
        continue;
      }
      if (argument.name === undefined || !argument.nameSpan) continue;
      const name = options.nameOf(argument.name);
      if (name === undefined) continue;
      const read = argument.value
        ? evaluator.evaluate({ expression: argument.value, module, scope })
        : unknownPython('it is not written yet');
      this.candidates.push({
        written: name,
        strength: options.strength,
        setting: new PythonSetting({
          name,
          written: argument.name,
          file: module.file,
          span: argument.span,
          nameSpan: argument.nameSpan,
          expression: argument.value,
          read,
          carrier: 'keyword',
          sure: options.sure,
          list,
        }),
      });
    }
    if (call.broken)
      this.unseen.push({
        strength: options.strength,
        reason: 'the call is not complete',
        file: module.file,
        at: call.span.start,
      });
    else this.containers.push({ kind: 'keywords', list });
  }

  hidden(read: PythonValue, file: ConfigFile, at: number, strength: Strength): void {
    this.#hidden(read, file, at, strength);
  }

  #hidden(read: PythonValue, file: ConfigFile, at: number, strength: Strength): void {
    const reason = read.state === 'unknown' ? read.reason : 'it is no dict';
    this.unseen.push({ strength, reason: `values come from elsewhere, and ${reason}`, file, at });
  }
}

/** The list of which an entry is an item, where all of the dict is written in one place. */
function listOf(dict: PythonDict, item: DictItem): ItemList | undefined {
  const { written } = dict;
  if (!written || written.file !== item.file) return undefined;
  const { span } = written.expression;
  if (item.span.start < span.start || item.span.end > span.end) return undefined;
  return listIn(written);
}

function isQuoted({ file, keySpan }: DictItem): boolean {
  return !/^\w+$/.test(file.text.slice(keySpan.start, keySpan.end));
}

function listIn({ file, expression }: NonNullable<PythonDict['written']>): ItemList {
  return expression.kind === 'dict' ? entryList(file, expression) : argumentList(file, expression);
}
