import type { PyClass, PyExpression, PyFunction, PyImportFrom, PyScope, PyStatement } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import type { Span } from '../../text/span';

/** One way in which a name gets its meaning within a module, class or function. */
export type Binding = BindingBase &
  (
    | { readonly kind: 'value'; readonly expression: PyExpression }
    /** `import module` (member undefined) or `from module import member`. */
    | { readonly kind: 'import'; readonly level: number; readonly module: string; readonly member: string | undefined }
    | { readonly kind: 'function'; readonly definition: PyFunction }
    | { readonly kind: 'class'; readonly definition: PyClass }
    | { readonly kind: 'opaque'; readonly reason: string }
  );

interface BindingBase {
  readonly name: string;
  readonly span: Span;
  readonly scope: PyScope;
  /** It happens whenever the body runs: it does not stand in a branch, a loop or a `try`. */
  readonly sure: boolean;
}

export interface Bindings {
  readonly names: ReadonlyMap<string, readonly Binding[]>;
  readonly stars: readonly PyImportFrom[];
}

/** What a body binds; what nested functions and classes bind is theirs. */
export function bindingsOf(body: readonly PyStatement[], definition?: PyFunction): Bindings {
  const collector = new Collector();
  for (const { name, span } of definition?.parameters ?? [])
    collector.add({ kind: 'opaque', reason: 'it is an argument', name, span, scope: OUTSIDE, sure: true });
  collector.statements(body);
  return collector;
}

const OUTSIDE: PyScope = { kind: 'module', parent: undefined };

class Collector implements Bindings {
  readonly names = new Map<string, Binding[]>();
  readonly stars: PyImportFrom[] = [];

  add(binding: Binding): void {
    const list = this.names.get(binding.name);
    if (list) list.push(binding);
    else this.names.set(binding.name, [binding]);
  }

  statements(body: readonly PyStatement[]): void {
    for (const statement of body) this.#statement(statement);
  }

  #statement(statement: PyStatement): void {
    const { scope, span } = statement;
    const sure = isSure(scope);
    switch (statement.kind) {
      case 'assignment':
        for (const target of statement.targets) {
          if (statement.value) this.#target(target, statement.value, scope);
          else if (!statement.annotation) this.#opaque(target, scope, 'its value is not written yet');
        }
        break;
      case 'augmented':
        this.#opaque(statement.target, scope, 'it is changed by an operation in place');
        break;
      case 'import':
        for (const { name: dotted, alias, span } of statement.modules) {
          const top = dotted.split('.')[0]!;
          const module = alias === undefined ? top : dotted;
          this.add({ kind: 'import', level: 0, module, member: undefined, name: alias ?? top, span, scope, sure });
        }
        break;
      case 'from':
        if (statement.star) this.stars.push(statement);
        for (const { name: member, alias, span } of statement.names) {
          const { level, module } = statement;
          this.add({ kind: 'import', level, module, member, name: alias ?? member, span, scope, sure });
        }
        break;
      case 'function':
        this.add({ kind: 'function', definition: statement, name: statement.name, span, scope, sure });
        break;
      case 'class':
        this.add({ kind: 'class', definition: statement, name: statement.name, span, scope, sure });
        break;
      case 'if':
        for (const { body } of statement.branches) this.statements(body);
        break;
      case 'loop':
        for (const target of statement.targets) this.#opaque(target, scope, 'a loop sets it');
        this.statements(statement.body);
        this.statements(statement.orElse);
        break;
      case 'try':
        this.statements(statement.body);
        for (const { body } of statement.handlers) this.statements(body);
        this.statements(statement.orElse);
        this.statements(statement.atLast);
        break;
      case 'with':
        for (const { target } of statement.items) if (target) this.#opaque(target, scope, '"with" sets it');
        this.statements(statement.body);
        break;
      case 'match':
        for (const body of statement.cases) this.statements(body);
        break;
      case 'delete':
        for (const target of statement.targets) this.#opaque(target, scope, 'it is deleted');
        break;
    }
  }

  #target(target: PyExpression, value: PyExpression, scope: PyScope): void {
    const to = bare(target);
    if (to.kind === 'name') {
      this.add({ kind: 'value', expression: value, name: to.name, span: to.span, scope, sure: isSure(scope) });
      return;
    }
    const from = bare(value);
    if (to.kind !== 'tuple' && to.kind !== 'list') return;
    const paired =
      (from.kind === 'tuple' || from.kind === 'list') &&
      from.items.length === to.items.length &&
      ![...from.items, ...to.items].some(({ starred }) => starred);
    for (const [i, { value: item }] of to.items.entries()) {
      if (paired) this.#target(item, from.items[i]!.value, scope);
      else this.#opaque(item, scope, 'it is one of several values that are taken apart');
    }
  }

  #opaque(target: PyExpression, scope: PyScope, reason: string): void {
    const to = bare(target);
    if (to.kind === 'name')
      this.add({ kind: 'opaque', reason, name: to.name, span: to.span, scope, sure: isSure(scope) });
    else if (to.kind === 'tuple' || to.kind === 'list')
      for (const { value } of to.items) this.#opaque(value, scope, reason);
  }
}

function isSure(scope: PyScope): boolean {
  for (let at: PyScope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'module' || at.kind === 'function' || at.kind === 'class') return true;
    if (at.kind !== 'with') return false;
  }
  return true;
}
