import type { Span } from '../../text/span';
import { ExpressionReader, isOperand } from './expressions';
import type { Raw } from './raw';
import type {
  PyArgument,
  PyChange,
  PyClass,
  PyDecorator,
  PyExpression,
  PyFunction,
  PyImportedName,
  PyParameter,
  PyScope,
  PyStatement,
} from './tree';

/** Makes statements of the library's nodes. */
export class StatementReader extends ExpressionReader {
  readonly definitions: (PyFunction | PyClass)[] = [];
  readonly changes: PyChange[] = [];
  readonly globals = new Set<string>();
  readonly imported = new Set<string>();

  statements(nodes: readonly Raw[]): PyStatement[] {
    const made: PyStatement[] = [];
    for (const node of nodes) {
      if (node.name === 'StatementGroup') made.push(...this.statements(node.children));
      else if (isStatement(node)) made.push(this.#statement(node, []));
    }
    return made;
  }

  #statement(node: Raw, decorators: readonly PyDecorator[]): PyStatement {
    const span = this.#trimmed(node);
    const { scope } = this;
    const { children } = node;
    switch (node.name) {
      case 'AssignStatement':
        return this.#assignment(node, span);
      case 'UpdateStatement': {
        const at = children.findIndex(({ name }) => name === 'UpdateOp');
        const target = this.listed(children.slice(0, Math.max(0, at)));
        if (at < 0 || !target) break;
        const value = node.broken ? undefined : this.listed(children.slice(at + 1));
        this.#change(target, undefined, span);
        return { kind: 'augmented', span, scope, target, operator: this.slice(children[at]!), value };
      }
      case 'ExpressionStatement': {
        const value = this.listed(children);
        if (!value) break;
        return { kind: 'expression', span, scope, value };
      }
      case 'ImportStatement':
        return this.#import(node, span);
      case 'DecoratedStatement': {
        const made = children.filter(({ name }) => name === 'Decorator').map((child) => this.#decorator(child));
        const definition = children.find(({ name }) => name === 'FunctionDefinition' || name === 'ClassDefinition');
        if (!definition) return { kind: 'other', span, scope, parts: made.map(({ value }) => value) };
        return this.#statement({ ...definition, from: node.from }, made);
      }
      case 'FunctionDefinition':
        return this.#function(node, span, decorators);
      case 'ClassDefinition':
        return this.#class(node, span, decorators);
      case 'IfStatement':
        return { kind: 'if', span, scope, branches: this.#branches(children) };
      case 'ForStatement':
      case 'WhileStatement':
        return this.#loop(node, span);
      case 'TryStatement':
        return this.#try(node, span);
      case 'WithStatement':
        return this.#with(node, span);
      case 'MatchStatement': {
        const body = children.find(({ name }) => name === 'MatchBody');
        const subject = children.find(isOperand);
        const cases = (body?.children ?? []).map((clause) => this.#branch(undefined, bodyOf(clause.children)));
        return { kind: 'match', span, scope, subject: subject && this.expression(subject), cases };
      }
      case 'ReturnStatement':
        return { kind: 'return', span, scope, value: this.listed(children.slice(1)) };
      case 'DeleteStatement':
        return { kind: 'delete', span, scope, targets: this.#targets(children.filter(isOperand), span) };
      case 'ScopeStatement': {
        const names = children.filter(isName).map((child) => this.slice(child));
        if (children[0]?.name === 'global') for (const name of names) this.globals.add(name);
        return { kind: 'global', span, scope, names };
      }
    }
    return { kind: 'other', span, scope, parts: children.filter(isOperand).map((child) => this.expression(child)) };
  }

  #targets(nodes: readonly Raw[], span: Span): PyExpression[] {
    const targets = nodes.map((node) => this.expression(node));
    for (const target of targets) this.#change(target, undefined, span);
    return targets;
  }

  #change(target: PyExpression, value: PyExpression | undefined, span: Span): void {
    if (target.kind === 'attribute' || target.kind === 'subscript')
      this.changes.push({ span, scope: this.scope, target, value });
  }

  /** A node may take the blanks and line breaks behind it in; a statement does not. */
  #trimmed(node: Raw): Span {
    let end = Math.min(node.to, this.text.length);
    while (end > node.from && this.text.charCodeAt(end - 1) <= 32) end--;
    return this.span(node.from, end);
  }

  #assignment(node: Raw, span: Span): PyStatement {
    const annotation = node.children.find(({ name }) => name === 'TypeDef');
    const parts: Raw[][] = [[]];
    for (const child of node.children) {
      if (child.name === 'AssignOp') parts.push([]);
      else if (child.name !== 'TypeDef') parts[parts.length - 1]!.push(child);
    }
    const last = parts.length > 1 ? parts.pop()! : [];
    const targets = parts.map((part) => this.listed(part)).filter((target) => target !== undefined);
    for (const target of targets) this.#unread(target);
    // Where the value is missing the library takes what stands on the next line for a part of it.
    const value = node.broken ? undefined : this.listed(last);
    for (const target of targets) this.#change(target, value, span);
    return {
      kind: 'assignment',
      span,
      scope: this.scope,
      targets,
      annotation: annotation && this.#annotation(annotation),
      value,
    };
  }

  /** A name that is given a value is not read there. */
  #unread(target: PyExpression): void {
    if (target.kind === 'name') this.reads.set(target.name, this.reads.get(target.name)! - 1);
    else if (target.kind === 'tuple' || target.kind === 'list')
      for (const { value } of target.items) this.#unread(value);
  }

  #annotation(node: Raw): PyExpression | undefined {
    const operand = node.children.find(isOperand);
    return operand && this.expression(operand);
  }

  #import(node: Raw, span: Span): PyStatement {
    const { scope } = this;
    const at = node.children.findIndex(({ name }) => name === 'import');
    if (node.children[0]?.name !== 'from') {
      return { kind: 'import', span, scope, modules: this.#importedNames(node.children.slice(at + 1)) };
    }
    const origin = node.children.slice(1, at < 0 ? undefined : at);
    const dots = origin.findIndex(({ name }) => name !== '.' && name !== '...' && name !== 'Ellipsis');
    const leading = dots < 0 ? origin : origin.slice(0, dots);
    const level = leading.reduce((sum, dot) => sum + (dot.to - dot.from), 0);
    const module = origin
      .slice(leading.length)
      .map((part) => this.slice(part))
      .join('');
    const imported = at < 0 ? [] : node.children.slice(at + 1);
    const star = imported[0]?.name === '*';
    if (star) this.imported.add('*');
    return { kind: 'from', span, scope, level, module, star, names: star ? [] : this.#importedNames(imported) };
  }

  #importedNames(nodes: readonly Raw[]): PyImportedName[] {
    const names: PyImportedName[] = [];
    let from = -1;
    let dotted = '';
    let end = -1;
    let alias: string | undefined;
    let afterAs = false;
    const close = () => {
      if (dotted !== '') {
        names.push({ span: this.span(from, end), name: dotted, alias });
        this.imported.add(alias ?? dotted.split('.', 1)[0]!);
      }
      dotted = '';
      alias = undefined;
      afterAs = false;
    };
    for (const node of nodes) {
      if (node.name === ',') close();
      else if (node.name === 'as') afterAs = true;
      else if (node.name === 'VariableName' || node.name === '.') {
        end = node.to;
        if (afterAs) alias = this.slice(node);
        else {
          if (dotted === '') from = node.from;
          dotted += this.slice(node);
        }
      }
    }
    close();
    return names;
  }

  #decorator(node: Raw): PyDecorator {
    const list = node.children.find(({ name }) => name === 'ArgList');
    const names = node.children.filter(isName);
    const first = names[0];
    const span = this.#trimmed(node);
    if (!first) return { span, value: { kind: 'opaque', span, what: 'broken', parts: [] } };
    let value: PyExpression = this.expression(first);
    for (const name of names.slice(1)) {
      const whole = this.span(first.from, name.to);
      value = { kind: 'attribute', span: whole, object: value, name: this.slice(name), nameSpan: this.spanOf(name) };
    }
    if (!list) return { span, value };
    const at = this.calls.length;
    const call = this.callOf(value, list, this.span(first.from, list.to), node.broken);
    this.calls.splice(at, 0, { call, scope: this.scope });
    return { span, value: call };
  }

  #function(node: Raw, span: Span, decorators: readonly PyDecorator[]): PyStatement {
    const name = node.children.find(isName);
    const list = node.children.find(({ name }) => name === 'ParamList');
    const parameters = list ? this.#parameters(list) : [];
    const body: PyStatement[] = [];
    const made: PyFunction = {
      kind: 'function',
      span,
      scope: this.scope,
      name: name ? this.slice(name) : '',
      nameSpan: name ? this.spanOf(name) : this.span(span.end, span.end),
      asynchronous: node.children[0]?.name === 'async',
      parameters,
      decorators,
      body,
    };
    this.definitions.push(made);
    const scope: PyScope = { kind: 'function', parent: this.scope, definition: made };
    body.push(...this.inScope(scope, () => this.statements(bodyOf(node.children))));
    return made;
  }

  #parameters(list: Raw): PyParameter[] {
    const made: PyParameter[] = [];
    let prefix: PyParameter['prefix'] = '';
    for (let i = 0; i < list.children.length; i++) {
      const node = list.children[i]!;
      if (node.name === '*' || node.name === '**') prefix = node.name;
      else if (node.name === ',') prefix = '';
      else if (node.name === 'VariableName') {
        let end = node.to;
        let annotation: PyExpression | undefined;
        let defaultValue: PyExpression | undefined;
        if (list.children[i + 1]?.name === 'TypeDef') {
          const type = list.children[++i]!;
          annotation = this.#annotation(type);
          end = type.to;
        }
        if (list.children[i + 1]?.name === 'AssignOp') {
          const value = list.children[i + 2];
          i += 2;
          if (value && isOperand(value)) {
            defaultValue = this.expression(value);
            end = value.to;
          }
        }
        made.push({ span: this.span(node.from, end), name: this.slice(node), prefix, annotation, defaultValue });
      }
    }
    return made;
  }

  #class(node: Raw, span: Span, decorators: readonly PyDecorator[]): PyStatement {
    const name = node.children.find(isName);
    const list = node.children.find(({ name }) => name === 'ArgList');
    const bases: PyArgument[] = list ? this.arguments(list) : [];
    const body: PyStatement[] = [];
    const made: Omit<PyClass, 'inside'> & { inside?: PyScope } = {
      kind: 'class',
      span,
      scope: this.scope,
      name: name ? this.slice(name) : '',
      nameSpan: name ? this.spanOf(name) : this.span(span.end, span.end),
      bases,
      decorators,
      body,
    };
    const inside: PyScope = { kind: 'class', parent: this.scope, definition: made as PyClass };
    made.inside = inside;
    this.definitions.push(made as PyClass);
    body.push(...this.inScope(inside, () => this.statements(bodyOf(node.children))));
    return made as PyClass;
  }

  /** The branches of `if` with its `elif` and `else`. */
  #branches(nodes: readonly Raw[]) {
    const branches: { condition: PyExpression | undefined; body: readonly PyStatement[] }[] = [];
    let condition: PyExpression | undefined;
    for (const node of nodes) {
      if (node.name === 'Body') {
        branches.push({ condition, body: this.#branch(condition, node.children) });
        condition = undefined;
      } else if (isOperand(node)) condition = this.expression(node);
    }
    return branches;
  }

  #branch(condition: PyExpression | undefined, nodes: readonly Raw[]): PyStatement[] {
    return this.inScope({ kind: 'branch', parent: this.scope, condition }, () => this.statements(nodes));
  }

  #loop(node: Raw, span: Span): PyStatement {
    const targets: PyExpression[] = [];
    const over: PyExpression[] = [];
    let list = node.name === 'ForStatement' ? targets : over;
    const bodies: Raw[] = [];
    for (const child of node.children) {
      if (child.name === 'in') list = over;
      else if (child.name === 'Body') bodies.push(child);
      else if (isOperand(child)) list.push(this.expression(child));
    }
    const { scope } = this;
    const body = this.inScope({ kind: 'loop', parent: scope }, () => this.statements(bodies[0]?.children ?? []));
    const orElse = this.#branch(undefined, bodies[1]?.children ?? []);
    return { kind: 'loop', span, scope, targets, over, body, orElse };
  }

  #try(node: Raw, span: Span): PyStatement {
    const { scope } = this;
    let body: PyStatement[] = [];
    const handlers: { type: PyExpression | undefined; name: string | undefined; body: readonly PyStatement[] }[] = [];
    let orElse: PyStatement[] = [];
    let atLast: PyStatement[] = [];
    let part = 'try';
    let head: Raw[] = [];
    for (const child of node.children) {
      if (child.name !== 'Body') {
        if (/^(try|except|else|finally)$/.test(child.name)) {
          part = child.name;
          head = [];
        } else head.push(child);
      } else if (part === 'try')
        body = this.inScope({ kind: 'try', parent: scope }, () => this.statements(child.children));
      else if (part === 'except') {
        const [type, alias] = head.filter(isOperand);
        handlers.push({
          type: type && this.expression(type),
          name: alias && this.slice(alias),
          body: this.#branch(undefined, child.children),
        });
      } else if (part === 'else') orElse = this.#branch(undefined, child.children);
      else atLast = this.statements(child.children);
    }
    return { kind: 'try', span, scope, body, handlers, orElse, atLast };
  }

  #with(node: Raw, span: Span): PyStatement {
    const { scope } = this;
    const items: { value: PyExpression; target: PyExpression | undefined }[] = [];
    let afterAs = false;
    for (const child of node.children) {
      if (child.name === 'as') afterAs = true;
      else if (isOperand(child)) {
        const expression = this.expression(child);
        const last = items[items.length - 1];
        if (afterAs && last) items[items.length - 1] = { value: last.value, target: expression };
        else items.push({ value: expression, target: undefined });
        afterAs = false;
      }
    }
    const inner: PyScope = { kind: 'with', parent: scope };
    const body = this.inScope(inner, () => this.statements(bodyOf(node.children)));
    return { kind: 'with', span, scope, items, body };
  }
}

function bodyOf(nodes: readonly Raw[]): readonly Raw[] {
  return nodes.find(({ name }) => name === 'Body')?.children ?? [];
}

function isName({ name }: Raw): boolean {
  return name === 'VariableName';
}

function isStatement({ name }: Raw): boolean {
  return name.endsWith('Statement') || name.endsWith('Definition');
}
