import {
  type CeleryNaming,
  celerySetting,
  celerySettingNamed,
  celerySettingOfOldName,
} from '../../knowledge/celery/settings';
import type { ConfigFile } from '../../settings/file';
import type { PyCall, PyExpression, PyScope } from '../../syntax/python/tree';
import { bare, keyword } from '../../syntax/python/tree';
import { statementAt } from '../../syntax/python/walk';
import type { Span } from '../../text/span';
import type { Place } from '../finding';
import type { OrderedSetting } from './celery';
import type { AppCreation, AppOperation, CeleryFacts } from './celery-facts';
import { type Candidate, Collected, type Container, type Unseen } from './celery-sources';
import type { CeleryCall, CeleryTask } from './celery-tasks';
import { findDjangoSettings } from './django';
import type { ImportTarget, PythonModule } from './modules';
import type { Located } from './resolve';
import { PythonSetting } from './setting';
import { textOf, unknownPython } from './value';

export interface CeleryAppParts {
  readonly files: ReadonlySet<ConfigFile>;
  readonly creation: PyCall | undefined;
  readonly place: Place;
  readonly settingsPlace: Place;
  readonly naming: CeleryNaming;
  readonly mixed: readonly PythonSetting[];
  readonly ordered: readonly OrderedSetting[];
  readonly unread: readonly PythonSetting[];
  readonly tasks: readonly CeleryTask[];
  readonly calls: readonly CeleryCall[];
  readonly open: string | undefined;
  readonly unseen: readonly Unseen[];
  readonly container: Container | undefined;
}

/** Arguments of `Celery(…)` that are no settings of the same name; the text is the setting that they give. */
const ARGUMENTS: Readonly<Record<string, string | undefined>> = {
  main: undefined,
  loader: undefined,
  amqp: undefined,
  events: undefined,
  log: undefined,
  control: undefined,
  set_as_current: undefined,
  tasks: undefined,
  changes: undefined,
  config_source: undefined,
  fixups: undefined,
  task_cls: undefined,
  autofinalize: undefined,
  namespace: undefined,
  strict_typing: undefined,
  broker: 'broker_url',
  backend: 'result_backend',
};

const ANY_NAME = /^[A-Za-z]/;
/** Names that a Django settings module may mean for Celery. */
const CELERY_LIKE = /^(CELERY|BROKER_|RESULT_|TASK_|WORKER_)/;

/** Collects what is in view of one app's settings, in the order of their strength. */
export class AppBuilder {
  readonly collected = new Collected();
  #namespace: string | undefined;
  #hasSource = false;
  #statement: Container | undefined;

  constructor(readonly facts: CeleryFacts) {}

  /** An app that a call in view makes. */
  ofCreation(creation: AppCreation, operations: readonly AppOperation[], certain: boolean): void {
    const { call, module, scope } = creation;
    this.#creation(call, module, scope);
    for (const operation of operations) this.#operation(operation, creation);
    for (const one of new Set([module, ...operations.map((operation) => operation.module)]))
      this.collected.problem(one, 2);
    if (!certain)
      this.collected.unseen.push({
        strength: 2,
        reason: 'a function that is handed the app may set it',
        file: module.file,
        at: -1,
      });
    const statement = statementAt(module.tree, call.span.start);
    const target = statement?.kind === 'assignment' ? statement.targets[0] : undefined;
    const last = operations.findLast(
      (operation) => operation.module === module && operation.scope === scope && operation.span.start > call.span.start,
    );
    if (target && statement) {
      const behind = (last && statementAt(module.tree, last.span.start)?.span) ?? statement.span;
      const text = module.file.text.slice(target.span.start, target.span.end);
      this.#statement = { kind: 'statements', file: module.file, behind, target: text };
    }
  }

  /** A settings file that no app in view reads. */
  ofSettings(module: PythonModule, namespace: string | undefined, open: string | undefined): void {
    this.#namespace = namespace;
    this.#source({ kind: 'module', module });
    if (open !== undefined) this.collected.unseen.push({ strength: 2, reason: open, file: module.file, at: -1 });
  }

  #creation(call: PyCall, module: PythonModule, scope: PyScope): void {
    const { evaluator } = this.facts;
    this.collected.keywords(
      evaluator,
      call,
      { module, scope },
      {
        strength: 2,
        sure: true,
        nameOf: (name) => (name in ARGUMENTS ? ARGUMENTS[name] : name),
      },
    );
    const located = (expression: PyExpression): Located => ({ expression, module, scope });
    const namespace = keyword(call, 'namespace')?.value;
    if (namespace) this.#declare(located(namespace));
    const source = keyword(call, 'config_source')?.value;
    if (source) this.#config(located(source));
    const changes = keyword(call, 'changes')?.value;
    if (changes) this.#dict(located(changes), true, 2);
  }

  #operation({ module, scope, what, span }: AppOperation, creation: AppCreation): void {
    const { evaluator } = this.facts;
    evaluator.modules.touch(module);
    const sure = isSureFor(scope, creation);
    if (what.kind === 'set') {
      this.#set(module, scope, what, span, sure);
      return;
    }
    const { call, method } = what;
    const [first] = call.args;
    const located = (expression: PyExpression): Located => ({ expression, module, scope });
    switch (method) {
      case 'config_from_object': {
        const namespace =
          keyword(call, 'namespace')?.value ?? call.args.filter(({ name }) => name === undefined)[3]?.value;
        if (namespace) this.#declare(located(namespace));
        const source = (keyword(call, 'obj') ?? first)?.value;
        if (source) this.#config(located(source));
        else this.#hide('config_from_object() is not complete', module.file, call.span, 0);
        break;
      }
      case 'config_from_envvar':
        this.#hide('an environment variable names the configuration', module.file, call.span, 0);
        break;
      default: {
        const strength = method === 'add_defaults' ? 1 : 2;
        if (first?.value && first.name === undefined && first.prefix === '')
          this.#dict(located(first.value), sure, strength);
        this.collected.keywords(evaluator, call, { module, scope }, { strength, sure, nameOf: (name) => name });
      }
    }
  }

  #set(
    module: PythonModule,
    scope: PyScope,
    what: AppOperation['what'] & { readonly kind: 'set' },
    span: Span,
    sure: boolean,
  ): void {
    const { name } = what;
    const text =
      typeof name === 'string' ? name : textOf(this.facts.evaluator.evaluate({ expression: name, module, scope }));
    if (text === undefined) this.#hide('a name is computed', module.file, span, 2);
    else this.#add(module, scope, text, what.nameSpan, what.value, span, sure, 2);
  }

  #add(
    module: PythonModule,
    scope: PyScope,
    name: string,
    nameSpan: Span,
    value: PyExpression | undefined,
    span: Span,
    sure: boolean,
    strength: 0 | 2,
  ): void {
    const read = value
      ? this.facts.evaluator.evaluate({ expression: value, module, scope })
      : unknownPython('it is changed where it is');
    const parts = { name, written: name, file: module.file, span, nameSpan, expression: value, read, sure };
    this.collected.candidates.push({
      written: name,
      strength,
      setting: new PythonSetting({ ...parts, carrier: 'attribute' }),
    });
  }

  #dict(located: Located, sure: boolean, strength: 1 | 2): void {
    const read = this.facts.evaluator.evaluate(located);
    if (read.state === 'known' && read.type === 'dict') this.collected.dict(read, strength, sure, located);
    else this.collected.hidden(read, located.module.file, located.expression.span.start, strength);
  }

  #hide(reason: string, file: ConfigFile, span: Span, strength: 0 | 1 | 2): void {
    this.collected.unseen.push({ strength, reason, file, at: span.start });
  }

  #declare(located: Located): void {
    const read = this.facts.evaluator.evaluate(located);
    if (read.state === 'known' && read.type === 'none') return;
    const text = textOf(read);
    if (text === undefined) this.#hide('its namespace is unknown', located.module.file, located.expression.span, 0);
    else if (text !== '') this.#namespace = text;
  }

  /** What `config_from_object` is given: the name of a module or class, the thing itself, or a dict. */
  #config(located: Located): void {
    const { evaluator } = this.facts;
    const { module, expression } = located;
    this.#hasSource = true;
    const at = bare(expression);
    const meaning = evaluator.resolver.meaning(located);
    if (meaning.kind === 'external' && meaning.name === 'django.conf.settings') this.#django(module, expression.span);
    else if (meaning.kind === 'module') this.#source(meaning.target, module.file, expression.span);
    else if (meaning.kind === 'class') this.#class(meaning.definition, meaning.module);
    else if (at.kind === 'name' && at.name === '__name__') this.#source({ kind: 'module', module });
    else this.#configValue(located);
  }

  #configValue(located: Located): void {
    const { evaluator } = this.facts;
    const { module, expression } = located;
    const instance = evaluator.resolver.instanceOf(located);
    if (instance) {
      this.#class(instance.definition, instance.module);
      return;
    }
    const read = evaluator.evaluate(located);
    const name = textOf(read);
    if (name !== undefined) this.#named(name, module, expression.span);
    else if (read.state === 'known' && read.type === 'dict') this.collected.dict(read, 0, true, located);
    else this.collected.hidden(read, module.file, expression.span.start, 0);
  }

  /** `pkg.module`, `pkg.module:Class`, `pkg.module.Class` or `django.conf:settings` */
  #named(name: string, from: PythonModule, span: Span): void {
    if (/^django\.conf[:.]settings$/.test(name)) {
      this.#django(from, span);
      return;
    }
    const { modules, resolver } = this.facts.evaluator;
    const [path = '', member] = name.split(':');
    const target = modules.find(from.file, 0, path);
    if (member === undefined) {
      const dot = path.lastIndexOf('.');
      const whole = target.kind === 'missing' && dot > 0 ? modules.find(from.file, 0, path.slice(0, dot)) : undefined;
      const inner = whole?.kind === 'module' ? resolver.inModule(whole, path.slice(dot + 1)) : undefined;
      if (inner?.kind === 'class') this.#class(inner.definition, inner.module);
      else this.#source(target, from.file, span);
      return;
    }
    const meaning = resolver.inModule(target, member);
    if (meaning.kind === 'class') this.#class(meaning.definition, meaning.module);
    else if (meaning.kind === 'module') this.#source(meaning.target, from.file, span);
    else if (meaning.kind === 'value' && meaning.options[0]) {
      const [{ expression, module, binding }] = meaning.options as [(typeof meaning.options)[0]];
      this.#configValue({ expression, module, scope: binding.scope });
    } else this.#hide(`its configuration ${name} is not in the workspace`, from.file, span, 0);
  }

  #django(from: PythonModule, span: Span): void {
    const found = findDjangoSettings(this.facts.evaluator, from);
    if (found) this.#source(found, from.file, span);
    else this.#hide('the settings module of Django is not known', from.file, span, 0);
  }

  #class(definition: Parameters<Collected['class']>[1], module: PythonModule): void {
    this.#hasSource = true;
    this.collected.class(this.facts.evaluator, definition, module, this.#wanted());
  }

  #source(target: ImportTarget, file?: ConfigFile, span?: Span): void {
    this.#hasSource = true;
    if (target.kind === 'module') this.collected.module(this.facts.evaluator, target, this.#wanted());
    else if (file && span) {
      const name = target.kind === 'folder' ? target.folder : target.name;
      this.#hide(`its configuration ${name} is not in the workspace`, file, span, 0);
    }
  }

  #wanted(): RegExp {
    return this.#namespace === undefined ? ANY_NAME : CELERY_LIKE;
  }

  finish(creation: AppCreation | undefined, tasks: readonly CeleryTask[], calls: readonly CeleryCall[]) {
    const { candidates, unseen } = this.collected;
    const { naming, mixed } = this.#naming();
    const ordered: OrderedSetting[] = [];
    const unread: PythonSetting[] = [];
    const first = creation?.module.file;
    const rank = ({ strength, setting }: Candidate) =>
      strength * 2 + (strength === 2 && setting.file !== first && creation ? 1 : 0);
    for (const candidate of candidates.toSorted((a, b) => rank(a) - rank(b) || placeOrder(a, b))) {
      const name = this.#nameOf(candidate, naming, mixed.length > 0);
      const setting = name === undefined ? candidate.setting : candidate.setting.named(name);
      if (name === undefined) unread.push(setting);
      else ordered.push({ setting, strength: candidate.strength });
    }
    const container = this.#container(ordered);
    return { naming, mixed, ordered, unread, unseen, tasks, calls, open: unseen[0]?.reason, container };
  }

  #nameOf({ written, strength }: Candidate, naming: CeleryNaming, mixed: boolean): string | undefined {
    if (strength === 0 && !mixed) return celerySettingNamed(written, naming)?.name;
    if (typeof naming === 'object') return celerySetting(written)?.name;
    return (celerySetting(written) ?? celerySettingOfOldName(written))?.name;
  }

  /** Celery takes the naming that most names follow, and refuses the others. */
  #naming(): { naming: CeleryNaming; mixed: readonly PythonSetting[] } {
    if (this.#namespace !== undefined) return { naming: { namespace: this.#namespace }, mixed: [] };
    const counted = this.collected.candidates.filter(({ strength }) => (this.#hasSource ? strength === 0 : true));
    const present = counted.filter(({ written }) => celerySetting(written));
    const past = counted.filter(({ written }) => celerySettingOfOldName(written));
    const names = (list: readonly Candidate[]) => new Set(list.map(({ written }) => written));
    const naming = names(past).size > names(present).size ? 'old' : 'new';
    const left = naming === 'old' ? present : past;
    const other = naming === 'old' ? past : present;
    const meant = ({ written }: Candidate) => (celerySetting(written) ?? celerySettingOfOldName(written))?.name;
    const both = new Set(other.map(meant));
    const mixed = other.length === 0 ? [] : left.filter((one) => !both.has(meant(one)));
    return { naming, mixed: mixed.map(({ setting }) => setting) };
  }

  /** Where most settings stand; broker, backend and include alone make no place for others. */
  #container(ordered: readonly OrderedSetting[]): Container | undefined {
    const all = [...this.collected.containers, ...(this.#statement ? [this.#statement] : [])];
    let best: Container | undefined;
    let most = 0;
    for (const container of all) {
      const count = ordered.filter(({ setting }) => holds(container, setting)).length;
      if (count > most) {
        most = count;
        best = container;
      }
    }
    return best ?? all.find(({ kind }) => kind === 'module' || kind === 'class') ?? this.#statement;
  }
}

function holds(container: Container, setting: PythonSetting): boolean {
  const { file, span, carrier } = setting;
  switch (container.kind) {
    case 'module':
      return carrier === 'assignment' && file === container.module.file;
    case 'class':
      return carrier === 'assignment' && file === container.module.file && lies(span, container.definition.span);
    case 'keywords':
    case 'entries':
      return (
        file === container.list.file &&
        container.list.items.some(({ start }) => start === span.start) &&
        !/^(broker|backend|include)$/.test(setting.written)
      );
    case 'statements':
      return carrier === 'attribute' && file === container.file;
  }
}

function lies(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Candidates of the same file in the order of the text; the files as they were read. */
function placeOrder(a: Candidate, b: Candidate): number {
  return a.setting.file === b.setting.file ? a.setting.span.start - b.setting.span.start : 0;
}

/** Whether something is done to an app whenever it is made: at import, or in the function that makes it. */
function isSureFor(scope: PyScope, creation: AppCreation): boolean {
  let at: PyScope | undefined = scope;
  while (at && at.kind === 'with') at = at.parent;
  if (at === undefined) return true;
  if (at.kind === 'module') return true;
  for (let outer: PyScope | undefined = creation.scope; outer; outer = outer.parent) if (outer === at) return true;
  return false;
}
