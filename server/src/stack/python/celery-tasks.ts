import type { ConfigFile } from '../../settings/file';
import type { PyArgument, PyCall, PyClass, PyExpression, PyFunction, PyScope } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import type { CeleryFacts } from './celery-facts';
import { PythonModule } from './modules';
import { type EffectivePython, PythonSetting } from './setting';
import { unknownPython } from './value';
import { argumentList, type ItemList, insertItems, insertStatements, writtenArgument } from './write';

/** `self.retry(…)` in a task, `task.apply_async(…)` and `task.retry(…)` anywhere. */
export interface CeleryCall {
  readonly method: 'retry' | 'apply_async';
  readonly file: ConfigFile;
  readonly call: PyCall;
  /** At the method's name. */
  readonly place: Place;
  /** Its keywords: countdown, eta, expires, max_retries … */
  readonly options: readonly PythonSetting[];
  /** Why other keywords may be there; undefined where all are in view. */
  readonly open: string | undefined;
  /** Edits that add a keyword. */
  insert(name: string, value: string): FileEdit[];
}

/** A task with the options that its decorator or class gives it. Immutable. */
export class CeleryTask {
  constructor(
    readonly file: ConfigFile,
    readonly definition: PyFunction | PyClass,
    /** The app that the decorator names: its `Celery(…)` call; `any` for shared tasks and what can't be told. */
    readonly app: PyCall | 'any',
    readonly options: readonly PythonSetting[],
    /** Why other options may be there; undefined where all are in view. */
    readonly open: string | undefined,
    /** The decorator's arguments; undefined without parentheses and for classes. */
    readonly list: ItemList | undefined,
    /** The decorator without arguments, or the class' name: where arguments are added. */
    readonly decorator: PyExpression | undefined,
    /** Retries in its body. */
    readonly retries: readonly CeleryCall[],
  ) {}

  /** The function's or class' name. */
  get name(): string {
    return this.definition.name;
  }

  /** At its name. */
  get place(): Place {
    return { file: this.file, span: this.definition.nameSpan };
  }

  /** The option as the task itself gives it; absent: the app's setting or Celery's default holds. */
  option(name: string): EffectivePython {
    const losers: PythonSetting[] = [];
    let setting: PythonSetting | undefined;
    for (const option of this.options) {
      if (option.name !== name) continue;
      if (setting) losers.push(setting);
      setting = option;
    }
    if (!setting) return this.open === undefined ? { state: 'absent' } : unknownOption(this.open);
    if (!setting.sure) return { state: 'unknown', reason: 'a condition decides', setting, losers };
    if (setting.read.state === 'unknown') return { state: 'unknown', reason: setting.read.reason, setting, losers };
    return { state: 'known', value: setting.read, setting, losers };
  }

  /** Edits that give it options which it does not have yet: names with their values as Python writes them. */
  insert(...values: readonly (readonly [name: string, value: string])[]): FileEdit[] {
    const { list, decorator, definition, file } = this;
    if (list)
      return insertItems(
        list,
        values.map(([name, value]) => writtenArgument(list, name, value)),
      );
    const written = values.map(([name, value]) => `${name}=${value}`).join(', ');
    if (decorator) return [file.edit(decorator.span.end, decorator.span.end, `(${written})`)];
    const behind = definition.body.find(({ kind }) => kind === 'assignment') ?? definition.body[0];
    if (!behind) return [];
    return insertStatements(
      file,
      behind.span,
      values.map(([name, value]) => `${name} = ${value}`),
    );
  }
}

function unknownOption(reason: string): EffectivePython {
  return { state: 'unknown', reason, setting: undefined, losers: [] };
}

const SHARED =
  /^celery\.(shared_task|app\.shared_task|task|task\.task|decorators\.task|task\.periodic_task|decorators\.periodic_task)$/;
const TASK_CLASSES =
  /^celery\.(Task|app\.task\.Task|app\.Task|task\.Task|task\.base\.Task|contrib\.abortable\.AbortableTask)$/;

/** Finds the tasks of a file and the calls that send or repeat tasks. */
export class TaskReader {
  readonly module: PythonModule;
  /** The calls that send tasks or try them again. */
  readonly calls: readonly CeleryCall[];

  constructor(
    readonly facts: CeleryFacts,
    readonly file: ConfigFile,
  ) {
    this.module = PythonModule.of(file);
    this.calls = this.module.tree.calls.flatMap(({ call, scope }) => {
      const callee = bare(call.callee);
      if (callee.kind !== 'attribute' || !/^(retry|apply_async)$/.test(callee.name)) return [];
      return [this.#call(callee.name as CeleryCall['method'], callee.nameSpan, call, scope)];
    });
  }

  tasks(): CeleryTask[] {
    return this.module.tree.definitions.flatMap((definition) => {
      const made = definition.kind === 'function' ? this.#function(definition) : this.#class(definition);
      return made ? [made] : [];
    });
  }

  #function(definition: PyFunction): CeleryTask | undefined {
    for (const { value } of definition.decorators) {
      const at = bare(value);
      const callee = at.kind === 'call' ? at.callee : at;
      const app = this.#appOf(callee, definition.scope);
      if (!app) continue;
      const read =
        at.kind === 'call' ? this.#keywords(at.args, definition.scope, argumentList(this.file, at)) : undefined;
      const broken = at.kind === 'call' && at.broken ? 'its decorator is not complete' : undefined;
      const list = at.kind === 'call' ? argumentList(this.file, at) : undefined;
      const decorator = at.kind === 'call' ? undefined : at;
      const { options = [], open } = read ?? {};
      const retries = this.#retriesIn(definition);
      return new CeleryTask(this.file, definition, app, options, open ?? broken, list, decorator, retries);
    }
    return undefined;
  }

  #class(definition: PyClass): CeleryTask | undefined {
    if (
      !definition.bases.some(({ value, name }) => name === undefined && value && this.#isTask(value, definition.scope))
    )
      return undefined;
    const { evaluator } = this.facts;
    const options: PythonSetting[] = [];
    for (const bindings of this.module.bindingsIn(definition).names.values())
      for (const binding of bindings) {
        if (binding.kind !== 'value') continue;
        const { expression, name, span } = binding;
        const read = evaluator.bound({ expression, binding, module: this.module });
        const whole = { start: span.start, end: expression.span.end };
        options.push(
          new PythonSetting({
            name,
            written: name,
            file: this.file,
            span: whole,
            nameSpan: span,
            expression,
            read,
            carrier: 'assignment',
            sure: binding.sure,
          }),
        );
      }
    const open = definition.bases.length > 1 ? 'its other base classes are not in view' : undefined;
    return new CeleryTask(
      this.file,
      definition,
      'any',
      options,
      open,
      undefined,
      undefined,
      this.#retriesIn(definition),
    );
  }

  #isTask(base: PyExpression, scope: PyScope): boolean {
    const meaning = this.facts.evaluator.resolver.meaning({ expression: base, module: this.module, scope });
    if (meaning.kind === 'external') return TASK_CLASSES.test(meaning.name);
    const at = bare(base);
    return at.kind === 'attribute' && at.name === 'Task' && this.#app(at.object, scope) !== undefined;
  }

  #retriesIn({ span }: PyFunction | PyClass): CeleryCall[] {
    return this.calls.filter(
      ({ method, call }) => method === 'retry' && span.start <= call.span.start && call.span.end <= span.end,
    );
  }

  #appOf(callee: PyExpression, scope: PyScope): PyCall | 'any' | undefined {
    const at = bare(callee);
    const name = at.kind === 'attribute' ? at.name : at.kind === 'name' ? at.name : '';
    // Whatever decorates, one of these names is in it, or an import gave it another one.
    if (at.kind === 'attribute' && at.name === 'task') {
      const app = this.#app(at.object, scope);
      if (app) return app;
    }
    if (at.kind !== 'name' && !/task$/.test(name)) return undefined;
    const external = this.facts.evaluator.resolver.external({ expression: at, module: this.module, scope });
    return external !== undefined && SHARED.test(external) ? 'any' : undefined;
  }

  #app(object: PyExpression, scope: PyScope): PyCall | 'any' | undefined {
    const created = this.facts.creationOf({ expression: object, module: this.module, scope });
    if (created) return created === 'current' ? 'any' : created;
    const meaning = this.facts.evaluator.resolver.meaning({ expression: object, module: this.module, scope });
    const name = this.file.text.slice(object.span.start, object.span.end);
    // An app that is made where nobody can see it, named as apps are.
    return meaning.kind === 'unknown' && /(^|[._])(celery(_?app)?|app)$/i.test(name) ? 'any' : undefined;
  }

  #call(method: CeleryCall['method'], nameSpan: Place['span'], call: PyCall, scope: PyScope): CeleryCall {
    const list = argumentList(this.file, call);
    const { options, open } = this.#keywords(call.args, scope, list);
    return {
      method,
      file: this.file,
      call,
      place: { file: this.file, span: nameSpan },
      options,
      open: open ?? (call.broken ? 'the call is not complete' : undefined),
      insert: (name, value) => insertItems(list, [writtenArgument(list, name, value)]),
    };
  }

  #keywords(args: readonly PyArgument[], scope: PyScope, list: ItemList) {
    const { evaluator } = this.facts;
    const options: PythonSetting[] = [];
    let open: string | undefined;
    for (const argument of args) {
      if (argument.prefix === '**' && argument.value) {
        const read = evaluator.evaluate({ expression: argument.value, module: this.module, scope });
        if (read.state === 'known' && read.type === 'dict') {
          for (const item of read.value) {
            if (item.key === undefined) continue;
            options.push(
              new PythonSetting({
                name: item.key,
                written: item.key,
                file: item.file,
                span: item.span,
                nameSpan: item.keySpan,
                expression: item.expression,
                read: item.value,
                carrier: 'entry',
                sure: true,
              }),
            );
          }
          open ??= read.unseen;
        } else
          open ??= `arguments come from elsewhere, and ${read.state === 'unknown' ? read.reason : 'it is no dict'}`;
      }
      if (argument.name === undefined || !argument.nameSpan) continue;
      options.push(
        new PythonSetting({
          name: argument.name,
          written: argument.name,
          file: this.file,
          span: argument.span,
          nameSpan: argument.nameSpan,
          expression: argument.value,
          read: argument.value
            ? evaluator.evaluate({ expression: argument.value, module: this.module, scope })
            : unknownPython('it is not written yet'),
          carrier: 'keyword',
          sure: true,
          list,
        }),
      );
    }
    return { options, open };
  }
}
