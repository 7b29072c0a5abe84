import type { PyCall, PyClass, PyExpression, PyFunction, PyScope } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import type { Binding, Bindings } from './bindings';
import type { ImportTarget, Modules, PythonModule } from './modules';

/** What a name or dotted name stands for. */
export type Meaning =
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'module'; readonly target: ImportTarget }
  | { readonly kind: 'function'; readonly definition: PyFunction; readonly module: PythonModule }
  | { readonly kind: 'class'; readonly definition: PyClass; readonly module: PythonModule }
  /** One of these expressions; which one is unknown where there are several. */
  | { readonly kind: 'value'; readonly options: readonly BoundValue[] }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** All is in view, and nothing sets it. */
      readonly unset?: boolean;
    };

export interface BoundValue {
  readonly expression: PyExpression;
  readonly binding: Binding;
  readonly module: PythonModule;
}

/** An expression with the place from which its names are looked up. */
export interface Located<E extends PyExpression = PyExpression> {
  readonly expression: E;
  readonly module: PythonModule;
  readonly scope: PyScope;
}

/** What the libraries that matter here give to `from library import *`. */
const STARRED: ReadonlyMap<string, readonly string[]> = new Map([
  ['celery', ['Celery', 'Task', 'shared_task', 'current_app']],
  ['pymongo', ['MongoClient', 'AsyncMongoClient']],
  ['redis', ['Redis', 'StrictRedis', 'ConnectionPool', 'BlockingConnectionPool', 'from_url']],
  ['os', ['getenv', 'environ']],
  ['datetime', ['timedelta']],
]);

/** Where a name is read: only what was bound before counts, and what was bound in the same branch has happened. */
interface Use {
  readonly at: number;
  readonly scope: PyScope;
}

/** Names lead to names; a chain longer than this is given up. */
const MOST_STEPS = 60;

/** Tells what names mean, across the modules of a workspace. */
export class Resolver {
  /** Modules in which a name has been looked for by way of stars; undefined between searches. */
  #searched: Set<string> | undefined;

  constructor(readonly modules: Modules) {}

  /** What a name or dotted name means where it stands. */
  meaning({ expression, module, scope }: Located, steps = 0): Meaning {
    const at = bare(expression);
    if (at.kind === 'name') return this.#name(at.name, module, scope, at.span.start, steps);
    if (at.kind !== 'attribute') return { kind: 'unknown', reason: 'it is computed' };
    const object = this.meaning({ expression: at.object, module, scope }, steps + 1);
    return this.member(object, at.name, steps + 1);
  }

  /** The dotted name in a library that an expression stands for, as `celery.Celery`. */
  external(located: Located): string | undefined {
    const meaning = this.meaning(located);
    return meaning.kind === 'external' ? meaning.name : undefined;
  }

  /** The same for what a call calls. */
  callee(call: PyCall, module: PythonModule, scope: PyScope): string | undefined {
    return this.external({ expression: call.callee, module, scope });
  }

  /** The class of the workspace of which an expression is an instance. */
  instanceOf({ expression, module, scope }: Located): (Meaning & { readonly kind: 'class' }) | undefined {
    let located: Located = { expression, module, scope };
    for (let step = 0; step < 10; step++) {
      const at = bare(located.expression);
      if (at.kind === 'call') {
        const called = this.meaning({ ...located, expression: at.callee });
        return called.kind === 'class' ? called : undefined;
      }
      if (at.kind !== 'name' && at.kind !== 'attribute') return undefined;
      const meaning = this.meaning(located);
      const [option] = meaning.kind === 'value' ? meaning.options : [];
      if (!option) return undefined;
      located = { expression: option.expression, module: option.module, scope: option.binding.scope };
    }
    return undefined;
  }

  member(object: Meaning, name: string, steps = 0): Meaning {
    if (steps > MOST_STEPS) return { kind: 'unknown', reason: 'its names lead in a circle' };
    switch (object.kind) {
      case 'external':
        return { kind: 'external', name: `${object.name}.${name}` };
      case 'module':
        return this.inModule(object.target, name, steps + 1);
      case 'class': {
        const found = this.ofClass(object.definition, object.module, name, steps + 1);
        return found ?? { kind: 'unknown', reason: `the class ${object.definition.name} does not set it here` };
      }
      case 'value': {
        const [option, ...others] = object.options;
        if (!option || others.length > 0) break;
        // The attribute of an instance of a class of the workspace.
        const made = bare(option.expression);
        if (made.kind !== 'call') break;
        const { module, binding } = option;
        const called = this.meaning({ expression: made.callee, module, scope: binding.scope }, steps + 1);
        if (called.kind !== 'class') break;
        if (made.args.length > 0 || !this.#isPlain(called.definition, called.module, steps + 1))
          return { kind: 'unknown', reason: `the class ${called.definition.name} may fill it in` };
        return this.member(called, name, steps + 1);
      }
    }
    return { kind: 'unknown', reason: 'it is an attribute of an object' };
  }

  /** Whether instances of a class have its attributes as they stand there: nothing sets them when one is made. */
  #isPlain(definition: PyClass, module: PythonModule, steps: number): boolean {
    if (steps > MOST_STEPS || definition.decorators.length > 0) return false;
    const { names } = module.bindingsIn(definition);
    if (['__init__', '__new__', '__getattr__', '__getattribute__'].some((name) => names.has(name))) return false;
    return definition.bases.every(({ name, value }) => {
      if (name !== undefined || !value) return false;
      const base = this.meaning({ expression: value, module, scope: definition.scope }, steps + 1);
      if (base.kind === 'external') return base.name === 'builtins.object';
      return base.kind === 'class' && this.#isPlain(base.definition, base.module, steps + 1);
    });
  }

  /** An attribute of a class, looked up in its bases too; undefined where all are in view and none has it. */
  ofClass(
    definition: PyClass,
    module: PythonModule,
    name: string,
    steps = 0,
    seen = new Set<PyClass>(),
  ): Meaning | undefined {
    if (seen.has(definition)) return undefined;
    seen.add(definition);
    if (steps > MOST_STEPS) return { kind: 'unknown', reason: 'its bases lead in a circle' };
    const own = this.#choose(name, module.bindingsIn(definition), module, undefined, steps);
    if (own) return own;
    for (const base of definition.bases) {
      if (base.name !== undefined || !base.value) continue;
      const meaning = this.meaning({ expression: base.value, module, scope: definition.scope }, steps + 1);
      if (meaning.kind === 'external' && meaning.name === 'builtins.object') continue;
      if (meaning.kind !== 'class') return { kind: 'unknown', reason: 'a base class is not in view' };
      const inherited = this.ofClass(meaning.definition, meaning.module, name, steps + 1, seen);
      if (inherited) return inherited;
    }
    return undefined;
  }

  /** A name of a module, as importing it gives. */
  inModule(target: ImportTarget, name: string, steps = 0): Meaning {
    if (steps > MOST_STEPS) return { kind: 'unknown', reason: 'its imports lead in a circle' };
    switch (target.kind) {
      case 'external':
        return { kind: 'external', name: `${target.name}.${name}` };
      case 'missing':
        return { kind: 'unknown', reason: `the module ${target.name} is not in the workspace` };
      case 'folder': {
        const inner = this.modules.inside(target, name);
        return inner
          ? { kind: 'module', target: inner }
          : { kind: 'unknown', reason: `${name} is not in ${target.folder}` };
      }
    }
    const { module } = target;
    const found = this.#choose(name, module.bindings, module, undefined, steps);
    if (found) return found;
    const inner = this.modules.inside(target, name);
    if (inner) return { kind: 'module', target: inner };
    return this.#fromStars(name, module, undefined, steps) ?? unset(name, module);
  }

  #name(name: string, module: PythonModule, scope: PyScope, at: number, steps: number): Meaning {
    if (steps > MOST_STEPS) return { kind: 'unknown', reason: 'its names lead in a circle' };
    let direct = true;
    for (let inner: PyScope | undefined = scope; inner; inner = inner.parent) {
      if (inner.kind === 'class' && !direct) continue;
      if (inner.kind === 'lambda') return { kind: 'unknown', reason: 'it may be an argument' };
      if (inner.kind !== 'function' && inner.kind !== 'class') continue;
      const found = this.#choose(
        name,
        module.bindingsIn(inner.definition),
        module,
        direct ? { at, scope } : undefined,
        steps,
      );
      if (found) return found;
      if (inner.kind === 'function') direct = false;
    }
    const now = direct ? { at, scope } : undefined;
    const found = this.#choose(name, module.bindings, module, now, steps);
    if (found && module.tree.globals.has(name)) return { kind: 'unknown', reason: 'a function sets it as well' };
    const starred = this.#fromStars(name, module, now?.at, steps, found && lastOf(name, module.bindings, now?.at));
    return starred ?? found ?? unset(name, module);
  }

  /** What a name that a body binds means at an offset, or once the whole body has run. */
  #choose(
    name: string,
    bindings: Bindings,
    module: PythonModule,
    use: Use | undefined,
    steps: number,
  ): Meaning | undefined {
    const all = (bindings.names.get(name) ?? []).filter((binding) => !use || boundAt(binding) <= use.at);
    const firm = all.findLastIndex(({ sure, scope }) => sure || (use !== undefined && liesIn(use.scope, scope)));
    const possible = all.slice(Math.max(0, firm));
    if (possible.length === 0) return undefined;
    // `try: from x import Y; except ImportError: Y = None`
    const real = possible.filter((one) => !(one.kind === 'value' && isNone(one.expression)));
    const [only] = real.length > 0 ? real : possible;
    if (real.length === 1 && only && only.kind !== 'value') return this.#follow(only, module, steps);
    if (possible.every((one) => one.kind === 'value')) {
      if (firm < 0) return { kind: 'unknown', reason: 'it is set under a condition' };
      const options = possible.map((binding) => ({ expression: binding.expression, binding, module }));
      return this.#alias(options, steps) ?? { kind: 'value', options };
    }
    const meanings = real.map((binding) => this.#follow(binding, module, steps));
    const [first] = meanings;
    if (first?.kind === 'external' && meanings.every((one) => one.kind === 'external' && one.name === first.name))
      return first;
    const last = possible[possible.length - 1]!;
    if (last.kind === 'opaque') return { kind: 'unknown', reason: last.reason };
    return { kind: 'unknown', reason: 'a condition decides what it is' };
  }

  /** `getenv = os.getenv`: what the other name means, where that is no value itself. */
  #alias(options: readonly BoundValue[], steps: number): Meaning | undefined {
    const [option] = options;
    if (!option || options.length > 1) return undefined;
    const { expression, module, binding } = option;
    const at = bare(expression);
    if (at.kind !== 'name' && at.kind !== 'attribute') return undefined;
    const meaning = this.meaning({ expression: at, module, scope: binding.scope }, steps + 1);
    return meaning.kind === 'value' || meaning.kind === 'unknown' ? undefined : meaning;
  }

  #follow(binding: Binding, module: PythonModule, steps: number): Meaning {
    switch (binding.kind) {
      case 'value':
        return { kind: 'value', options: [{ expression: binding.expression, binding, module }] };
      case 'function':
        return { kind: 'function', definition: binding.definition, module };
      case 'class':
        return { kind: 'class', definition: binding.definition, module };
      case 'opaque':
        return { kind: 'unknown', reason: binding.reason };
    }
    const target = this.modules.find(module.file, binding.level, binding.module);
    if (binding.member !== undefined) return this.inModule(target, binding.member, steps + 1);
    return target.kind === 'external' ? { kind: 'external', name: target.name } : { kind: 'module', target };
  }

  /** @param before what the module itself says of the name: only stars behind it count */
  #fromStars(
    name: string,
    module: PythonModule,
    at: number | undefined,
    steps: number,
    before?: Binding,
  ): Meaning | undefined {
    if (name.startsWith('_')) return undefined;
    const outermost = this.#searched === undefined;
    this.#searched ??= new Set();
    try {
      return this.#inStars(name, module, at, steps, this.#searched, before);
    } finally {
      if (outermost) this.#searched = undefined;
    }
  }

  #inStars(
    name: string,
    module: PythonModule,
    at: number | undefined,
    steps: number,
    searched: Set<string>,
    before?: Binding,
  ): Meaning | undefined {
    for (const star of module.bindings.stars.toReversed()) {
      if (at !== undefined && star.span.start > at) continue;
      if (before && star.span.start < before.span.start) return undefined;
      const target = this.modules.find(module.file, star.level, star.module);
      if (target.kind === 'module') {
        const key = `${name} ${target.module.file.path}`;
        if (target.module === module || steps > MOST_STEPS || searched.has(key)) continue;
        searched.add(key);
        const found = this.inModule(target, name, steps + 1);
        const nothing = found.kind === 'unknown' ? found.unset : isBuiltinMeaning(found);
        if (nothing) continue;
        return found;
      }
      // What a `try` lets be missing, and is missing, sets nothing.
      if (target.kind !== 'external' && star.scope.kind === 'try') continue;
      if (target.kind === 'external' && before) continue;
      if (target.kind === 'external' && STARRED.get(target.name)?.includes(name))
        return { kind: 'external', name: `${target.name}.${name}` };
      if (isBuiltin(name)) continue;
      return { kind: 'unknown', reason: `it may come from ${star.module === '' ? 'a package' : star.module}` };
    }
    return undefined;
  }
}

/** From where on a name has its value: behind the expression that gives it. */
function boundAt(binding: Binding): number {
  return binding.kind === 'value' ? binding.expression.span.end : binding.span.start + 1;
}

function liesIn(scope: PyScope, outer: PyScope): boolean {
  for (let at: PyScope | undefined = scope; at; at = at.parent) if (at === outer) return true;
  return false;
}

function lastOf(name: string, bindings: Bindings, at: number | undefined): Binding | undefined {
  return (bindings.names.get(name) ?? []).findLast((binding) => at === undefined || boundAt(binding) <= at);
}

/** What a name means that nothing in a module binds. */
function unset(name: string, module: PythonModule): Meaning {
  if (isBuiltin(name)) return { kind: 'external', name: `builtins.${name}` };
  const unset = module.tree.problem === undefined;
  return { kind: 'unknown', reason: `${name} is not set in ${module.file.path}`, unset };
}

const BUILTINS =
  /^(int|float|str|bool|dict|list|tuple|set|frozenset|range|len|max|min|abs|round|sum|object|globals|locals|vars|getattr|setattr|sorted|Exception|type|bytes)$/;

function isBuiltin(name: string): boolean {
  return BUILTINS.test(name);
}

function isBuiltinMeaning(meaning: Meaning): boolean {
  return meaning.kind === 'external' && meaning.name.startsWith('builtins.');
}

function isNone(expression: PyExpression): boolean {
  const at = bare(expression);
  return at.kind === 'constant' && at.value === null;
}
