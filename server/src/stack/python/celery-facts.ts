import type { ConfigFile } from '../../settings/file';
import { isCeleryConfigName } from '../../settings/kind';
import type { CallSite, PyCall, PyExpression, PyScope } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import type { Span } from '../../text/span';
import type { Evaluator } from './evaluate';
import { PythonModule } from './modules';
import type { Located } from './resolve';

/** A call that makes an app. */
export interface AppCreation extends CallSite {
  readonly module: PythonModule;
}

/** Something done to an app: `app.conf.update(…)`, `app.config_from_object(…)`, `app.conf.name = value`. */
export interface AppOperation {
  readonly module: PythonModule;
  readonly scope: PyScope;
  readonly span: Span;
  /** The expression in front of `.conf` or of the method. */
  readonly app: PyExpression;
  readonly what:
    | { readonly kind: 'call'; readonly method: string; readonly call: PyCall; readonly onConf: boolean }
    | {
        readonly kind: 'set';
        readonly name: PyExpression | string;
        readonly nameSpan: Span;
        readonly value: PyExpression | undefined;
      };
}

const APP_CLASSES = /^celery\.(Celery|app\.Celery|app\.base\.Celery)$/;
const CURRENT_APPS = /^celery\.(current_app|app\.current_app|_state\.current_app|app\.app_or_default)$/;

/** The name itself, or the configuration of an app that another module makes. */
const CELERY = /celery|\.conf\.(update|task_|worker_|broker_|result_)/i;

/** Whether a file's text may have to do with Celery at all. */
export function mentionsCelery(file: ConfigFile): boolean {
  return isCeleryConfigName(file.name) || CELERY.test(file.text);
}

/** Finds the apps of modules, and what is done to them. */
export class CeleryFacts {
  constructor(readonly evaluator: Evaluator) {}

  creations(file: ConfigFile): AppCreation[] {
    const module = PythonModule.of(file);
    return module.tree.calls
      .filter(({ call, scope }) => this.#makesApp(call, module, scope))
      .map((site) => ({ ...site, module }));
  }

  #makesApp(call: PyCall, module: PythonModule, scope: PyScope): boolean {
    const callee = bare(call.callee);
    // A quick look first: the name of the class stands in the call, or in an import under another name.
    const name = callee.kind === 'name' ? callee.name : callee.kind === 'attribute' ? callee.name : '';
    if (!/^[A-Z]/.test(name)) return false;
    return this.isAppClass({ expression: callee, module, scope });
  }

  isAppClass(located: Located, steps = 0): boolean {
    const meaning = this.evaluator.resolver.meaning(located);
    if (meaning.kind === 'external') return APP_CLASSES.test(meaning.name);
    if (meaning.kind !== 'class' || steps > 10) return false;
    const { definition, module } = meaning;
    return definition.bases.some(
      ({ value, name }) =>
        name === undefined &&
        value &&
        this.isAppClass({ expression: value, module, scope: definition.scope }, steps + 1),
    );
  }

  /** What is done to apps in a module, whichever app it is. */
  operations(file: ConfigFile): AppOperation[] {
    const module = PythonModule.of(file);
    const found: AppOperation[] = [];
    for (const { call, scope } of module.tree.calls) {
      const callee = bare(call.callee);
      if (callee.kind !== 'attribute') continue;
      const conf = this.#confOf(callee.object, module, scope);
      const { name: method } = callee;
      if (conf && /^(update|add_defaults)$/.test(method))
        found.push({ module, scope, span: call.span, app: conf, what: { kind: 'call', method, call, onConf: true } });
      else if (/^(config_from_object|config_from_envvar|add_defaults)$/.test(method))
        found.push({
          module,
          scope,
          span: call.span,
          app: callee.object,
          what: { kind: 'call', method, call, onConf: false },
        });
    }
    for (const { target, value, span, scope } of module.tree.changes) {
      const app = this.#confOf(target.object, module, scope);
      if (!app) continue;
      const name = target.kind === 'attribute' ? target.name : target.index;
      const nameSpan = target.kind === 'attribute' ? target.nameSpan : (target.index?.span ?? target.span);
      if (name !== undefined) found.push({ module, scope, span, app, what: { kind: 'set', name, nameSpan, value } });
    }
    return found;
  }

  /** `app` of `app.conf`, and of a name that stands for it. */
  #confOf(expression: PyExpression, module: PythonModule, scope: PyScope): PyExpression | undefined {
    let at = bare(expression);
    if (at.kind === 'name' && /conf/i.test(at.name)) {
      const meaning = this.evaluator.resolver.meaning({ expression: at, module, scope });
      const [option] = meaning.kind === 'value' ? meaning.options : [];
      if (option?.module === module) at = bare(option.expression);
    }
    return at.kind === 'attribute' && at.name === 'conf' ? at.object : undefined;
  }

  /** The call that made the app that an expression stands for, `current` for Celery's own current app. */
  creationOf({ expression, module, scope }: Located, steps = 0): PyCall | 'current' | undefined {
    const at = bare(expression);
    if (steps > 12) return undefined;
    if (at.kind === 'call') {
      if (this.#makesApp(at, module, scope)) return at;
      const called = this.evaluator.resolver.meaning({ expression: at.callee, module, scope });
      if (called.kind === 'external') return CURRENT_APPS.test(called.name) ? 'current' : undefined;
      if (called.kind !== 'function') return undefined;
      const returned = returnsOf(called.definition.body);
      const [only] = returned;
      if (!only || returned.length > 1) return undefined;
      return this.creationOf({ expression: only.value, module: called.module, scope: only.scope }, steps + 1);
    }
    if (at.kind !== 'name' && at.kind !== 'attribute') return undefined;
    const meaning = this.evaluator.resolver.meaning({ expression: at, module, scope });
    if (meaning.kind === 'external') return CURRENT_APPS.test(meaning.name) ? 'current' : undefined;
    if (meaning.kind !== 'value') return undefined;
    for (const option of meaning.options.slice(0, steps === 0 ? 20 : 2)) {
      const found = this.creationOf(
        { expression: option.expression, module: option.module, scope: option.binding.scope },
        steps + 1,
      );
      if (found) {
        this.evaluator.modules.touch(option.module);
        return found;
      }
    }
    return undefined;
  }
}

/** What a function returns, at any depth but that of functions inside it. */
export function returnsOf(body: readonly import('../../syntax/python/tree').PyStatement[]) {
  const found: { readonly value: PyExpression; readonly scope: PyScope }[] = [];
  const visit = (statements: typeof body) => {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'return':
          if (statement.value) found.push({ value: statement.value, scope: statement.scope });
          break;
        case 'if':
          for (const branch of statement.branches) visit(branch.body);
          break;
        case 'loop':
          visit(statement.body);
          visit(statement.orElse);
          break;
        case 'with':
          visit(statement.body);
          break;
        case 'try':
          visit(statement.body);
          for (const handler of statement.handlers) visit(handler.body);
          visit(statement.orElse);
          visit(statement.atLast);
          break;
        case 'match':
          for (const one of statement.cases) visit(one);
          break;
      }
    }
  };
  visit(body);
  return found;
}
