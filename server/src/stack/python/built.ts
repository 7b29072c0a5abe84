import type { PyClass, PyExpression, PyFunction, PyScope, PyStatement } from '../../syntax/python/tree';
import { bare, dottedName } from '../../syntax/python/tree';
import { bodiesOf } from '../../syntax/python/walk';
import type { PythonModule } from './modules';
import type { Resolver } from './resolve';

/** How often the code runs in which something is made. */
export interface Built {
  readonly kind: /** Once, when its module is imported. */
    | 'import'
    /** In a function of which nothing more is known. */
    | 'function'
    /** In a function that answers a request. */
    | 'handler'
    /** In a Celery task. */
    | 'task'
    /** In a loop that makes one each time. */
    | 'loop'
    /** In a function that keeps what it has made and gives it again. */
    | 'cached';
  /** The function around it; undefined at the level of the module. */
  readonly function: PyFunction | undefined;
}

/** Tells how often the code of a scope runs. */
export function builtIn(resolver: Resolver, module: PythonModule, scope: PyScope, at: number): Built {
  const functions: PyFunction[] = [];
  let loop = false;
  let guarded = false;
  let method: PyClass | undefined;
  for (let outer: PyScope | undefined = scope; outer; outer = outer.parent) {
    if (outer.kind === 'function') {
      functions.push(outer.definition);
      if (outer.parent.kind === 'class') method ??= outer.parent.definition;
    } else if (outer.kind === 'loop' && functions.length === 0) loop = true;
    else if (outer.kind === 'branch' && functions.length === 0) guarded ||= isGuard(outer.condition);
  }
  const [inner] = functions;
  if (loop && !endsLoop(module, at)) return { kind: 'loop', function: inner };
  if (!inner) return { kind: 'import', function: undefined };
  if (guarded || functions.some((one) => isCached(resolver, module, one) || keepsGlobal(one, at)))
    return { kind: 'cached', function: inner };
  const task = functions.find((one) => isTask(resolver, module, one));
  if (task) return { kind: 'task', function: task };
  const handler = functions.find((one) => isHandler(one, method, module));
  if (handler) return { kind: 'handler', function: handler };
  return { kind: 'function', function: inner };
}

/** `if client is None`, `if not client` */
function isGuard(condition: PyExpression | undefined): boolean {
  if (!condition) return false;
  const at = bare(condition);
  if (at.kind === 'unary') return at.operator === 'not';
  return (
    at.kind === 'binary' &&
    (/^(is|==|not in)$/.test(at.operator) || (/^(or|and)$/.test(at.operator) && isGuard(at.left)))
  );
}

const CACHES =
  /^(functools\.(lru_cache|cache|cached_property)|django\.utils\.functional\.cached_property|cachetools\..*|celery\.signals\..*)$/;

function isCached(resolver: Resolver, module: PythonModule, definition: PyFunction): boolean {
  return definition.decorators.some(({ value }) => {
    const at = bare(value);
    const callee = at.kind === 'call' ? at.callee : at;
    const external = resolver.external({ expression: callee, module, scope: definition.scope });
    if (external !== undefined && CACHES.test(external)) return true;
    // Run once: when the application, its worker or the server starts.
    return /(^|\.)(on_event|on_startup|before_first_request|post_fork|singleton|fixture|asynccontextmanager|contextmanager)$/.test(
      dottedName(callee) ?? '',
    );
  });
}

/** Whether what a function makes goes into a name that it declares global. */
function keepsGlobal(definition: PyFunction, at: number): boolean {
  const globals = new Set<string>();
  const pending: PyStatement[] = [...definition.body];
  const targets: PyExpression[] = [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'global') for (const name of next.names) globals.add(name);
    if (next.kind === 'assignment' && next.span.start <= at && at < next.span.end) targets.push(...next.targets);
    if (next.kind !== 'function' && next.kind !== 'class') pending.push(...bodiesOf(next));
  }
  return targets.some((target) => {
    const name = bare(target);
    return name.kind === 'name' && globals.has(name.name);
  });
}

function isTask(resolver: Resolver, module: PythonModule, definition: PyFunction): boolean {
  if (!/celery/i.test(module.file.text)) return false;
  return definition.decorators.some(({ value }) => {
    const at = bare(value);
    const callee = at.kind === 'call' ? at.callee : at;
    if (callee.kind === 'attribute') return callee.name === 'task';
    const external = resolver.external({ expression: callee, module, scope: definition.scope });
    return external !== undefined && /^celery\..*\b(shared_)?task$/.test(external);
  });
}

const ROUTES = /^(get|post|put|patch|delete|head|options|route|api_route|websocket|websocket_route)$/;

function isHandler(definition: PyFunction, holder: PyClass | undefined, module: PythonModule): boolean {
  const routed = definition.decorators.some(({ value }) => {
    const at = bare(value);
    return at.kind === 'call' && at.callee.kind === 'attribute' && ROUTES.test(at.callee.name) && takesPath(at);
  });
  if (routed) return true;
  const [first, second] = definition.parameters;
  const views = /(^|\/)(\w+_)?views?(_\w+)?(\.py$|\/)/.test(module.file.path);
  if (!holder) return views && first?.name === 'request';
  const view = holder.bases.some(({ value }) =>
    /(View|ViewSet|Resource|Handler)$/.test((value && dottedName(value)) ?? ''),
  );
  return (
    view &&
    (/^(get|post|put|patch|delete|list|retrieve|create|update|dispatch)$/.test(definition.name) ||
      second?.name === 'request')
  );
}

/** A route is a path in the first argument: `@app.get('/items')`. */
function takesPath({ args }: PyExpression & { readonly kind: 'call' }): boolean {
  const [first] = args;
  if (!first) return false;
  const path = first.name === undefined || first.name === 'path' || first.name === 'rule' ? first.value : undefined;
  return path !== undefined && bare(path).kind === 'string';
}

/** Whether the loop around an offset is left once what it tries has worked. */
function endsLoop(module: PythonModule, at: number): boolean {
  let list: readonly PyStatement[] = module.tree.body;
  let loop: PyStatement | undefined;
  for (;;) {
    const next = list.find(({ span }) => span.start <= at && at < span.end);
    if (!next) break;
    if (next.kind === 'loop') loop = next;
    list = bodiesOf(next);
  }
  // A comprehension is no statement.
  if (!loop) return false;
  return /(^|\n)\s*(break|return)\b/.test(module.file.text.slice(loop.span.start, loop.span.end));
}
