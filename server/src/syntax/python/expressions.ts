import type { Span } from '../../text/span';
import type { Raw } from './raw';
import { joinLiterals, type ReadLiteral, readLiteral } from './strings';
import type {
  CallSite,
  PyArgument,
  PyCall,
  PyDictEntry,
  PyExpression,
  PyNumber,
  PyOpaque,
  PyScope,
  PySequence,
} from './tree';

/** Makes expressions of the library's nodes, and notes calls and names on the way. */
export class ExpressionReader {
  readonly calls: CallSite[] = [];
  readonly reads = new Map<string, number>();
  /** Every span of what is read, for all to be moved at once. */
  readonly spans: Span[] = [];
  protected scope: PyScope;

  constructor(
    readonly text: string,
    module: PyScope,
  ) {
    this.scope = module;
  }

  protected inScope<T>(scope: PyScope, read: () => T): T {
    const before = this.scope;
    this.scope = scope;
    const made = read();
    this.scope = before;
    return made;
  }

  readonly span = (start: number, end: number): Span => {
    const made = { start, end };
    this.spans.push(made);
    return made;
  };

  spanOf({ from, to }: Raw): Span {
    return this.span(from, to);
  }

  protected slice(node: Raw): string {
    return this.text.slice(node.from, node.to);
  }

  expression(node: Raw): PyExpression {
    const span = this.spanOf(node);
    switch (node.name) {
      case 'VariableName': {
        const name = this.slice(node);
        this.reads.set(name, (this.reads.get(name) ?? 0) + 1);
        return { kind: 'name', span, name };
      }
      case 'Number':
        return numberOf(this.slice(node), span);
      case 'Boolean':
        return { kind: 'constant', span, value: this.text.charCodeAt(node.from) === 84 };
      case 'None':
        return { kind: 'constant', span, value: null };
      case 'Ellipsis':
        return { kind: 'constant', span, value: '...' };
      case 'String':
      case 'FormatString':
        return joinLiterals(this.text, [this.#literal(node)], span, this.span);
      case 'ContinuedString':
        return joinLiterals(
          this.text,
          node.children.map((child) => this.#literal(child)),
          span,
          this.span,
        );
      case 'CallExpression':
        return this.#call(node, span);
      case 'MemberExpression':
        return this.#member(node, span);
      case 'ParenthesizedExpression': {
        const inner = node.children.find(isOperand);
        if (!inner || node.broken || node.children.length !== 3) return this.#opaque(node, 'broken');
        return { kind: 'parenthesized', span, inner: this.expression(inner) };
      }
      case 'TupleExpression':
        return this.sequence(node, 'tuple');
      case 'ArrayExpression':
        return this.sequence(node, 'list');
      case 'SetExpression':
        return this.sequence(node, 'set');
      case 'DictionaryExpression':
        return { kind: 'dict', span, entries: this.#entries(node), broken: node.broken || !this.#closes(node) };
      case 'BinaryExpression':
        return this.#binary(node, span);
      case 'UnaryExpression': {
        const [operator, operand] = node.children;
        if (!operator || !operand || node.broken) return this.#opaque(node, 'broken');
        // The library takes `not a or b` for `not (a or b)`.
        if (operator.name === 'not' && isLogical(operand)) return this.#opaque(node, 'negation');
        return { kind: 'unary', span, operator: this.slice(operator), operand: this.expression(operand) };
      }
      case 'ConditionalExpression':
        return this.#conditional(node, span);
      case 'AwaitExpression':
        return this.#opaque(node, 'await');
      case 'YieldExpression':
        return this.#opaque(node, 'yield');
      case 'NamedExpression':
        return this.#opaque(node, 'walrus');
      case 'LambdaExpression':
        return this.inScope({ kind: 'lambda', parent: this.scope }, () => this.#opaque(node, 'lambda'));
      case 'ComprehensionExpression':
      case 'ArrayComprehensionExpression':
      case 'DictionaryComprehensionExpression':
      case 'SetComprehensionExpression':
        return this.inScope({ kind: 'loop', parent: this.scope }, () => this.#opaque(node, 'comprehension'));
    }
    return this.#opaque(node, 'broken');
  }

  /** Expressions between commas, without brackets, as on the right of an assignment: one, or a tuple. */
  protected listed(nodes: readonly Raw[]): PyExpression | undefined {
    const operands = nodes.filter((node) => isOperand(node));
    const [first] = operands;
    const last = nodes[nodes.length - 1];
    if (!first || !last) return undefined;
    if (operands.length === 1 && !nodes.some(({ name }) => name === ',' || name === '*')) return this.expression(first);
    const span = this.span(nodes[0]!.from, last.to);
    return { kind: 'tuple', span, items: this.#items(nodes), broken: false };
  }

  protected sequence(node: Raw, kind: PySequence['kind']): PySequence {
    const broken = node.broken || !this.#closes(node);
    return { kind, span: this.spanOf(node), items: this.#items(node.children), broken };
  }

  #items(nodes: readonly Raw[]): PySequence['items'] {
    const items: { starred: boolean; value: PyExpression }[] = [];
    let starred = false;
    for (const node of nodes) {
      if (node.name === '*') starred = true;
      else if (node.name === ',') starred = false;
      else if (isOperand(node)) items.push({ starred, value: this.expression(node) });
    }
    return items;
  }

  /** Whether the bracket with which a node begins is closed at its end. */
  #closes(node: Raw): boolean {
    const last = node.children[node.children.length - 1];
    return last !== undefined && (last.name === ')' || last.name === ']' || last.name === '}');
  }

  #entries(node: Raw): PyDictEntry[] {
    const entries: PyDictEntry[] = [];
    for (const part of splitAtCommas(node.children)) {
      const colon = part.findIndex(({ name }) => name === ':');
      const operands = part.filter(isOperand);
      const [first] = operands;
      if (!first) continue;
      const span = this.span(part[0]!.from, part[part.length - 1]!.to);
      if (part[0]!.name === '**') entries.push({ span, key: undefined, value: this.expression(first) });
      else {
        const value = colon < 0 ? undefined : part.slice(colon + 1).find(isOperand);
        entries.push({ span, key: this.expression(first), value: value && this.expression(value) });
      }
    }
    return entries;
  }

  #call(node: Raw, span: Span): PyExpression {
    const callee = node.children[0];
    const list = node.children.find(({ name }) => name === 'ArgList');
    if (!callee || !list) return this.#opaque(node, 'broken');
    const at = this.calls.length;
    const inner = this.expression(callee);
    const call = this.callOf(inner, list, span, node.broken);
    // Calls are listed by where they begin: this one comes before those inside it.
    this.calls.splice(at, 0, { call, scope: this.scope });
    return call;
  }

  protected callOf(callee: PyExpression, list: Raw, span: Span, broken: boolean): PyCall {
    return {
      kind: 'call',
      span,
      callee,
      args: this.arguments(list),
      list: this.spanOf(list),
      broken: broken || list.broken || !this.#closes(list),
    };
  }

  protected arguments(list: Raw): PyArgument[] {
    const made: PyArgument[] = [];
    // A generator is the only argument; its own commas separate nothing.
    const parts = splitAtCommas(list.children);
    const generator = list.children.some(({ name }) => name === 'for');
    for (const part of generator ? [parts.flat()] : parts) {
      const [first] = part;
      const last = part[part.length - 1];
      if (!first || !last) continue;
      const span = this.span(first.from, last.to);
      const assign = part[1]?.name === 'AssignOp' && this.slice(part[1]) === '=' && first.name === 'VariableName';
      const prefix = first.name === '*' ? '*' : first.name === '**' ? '**' : '';
      const value = part.slice(assign ? 2 : prefix === '' ? 0 : 1).find(isOperand);
      made.push({
        span,
        name: assign ? this.slice(first) : undefined,
        nameSpan: assign ? this.spanOf(first) : undefined,
        prefix,
        value: value && (generator ? this.#generator(part, span) : this.expression(value)),
      });
    }
    return made;
  }

  #generator(part: readonly Raw[], span: Span): PyOpaque {
    return this.inScope({ kind: 'loop', parent: this.scope }, () => ({
      kind: 'opaque',
      span,
      what: 'comprehension',
      parts: part.filter(isOperand).map((child) => this.expression(child)),
    }));
  }

  #member(node: Raw, span: Span): PyExpression {
    const [object, sign, ...rest] = node.children;
    if (!object || !sign) return this.#opaque(node, 'broken');
    const property = rest.find(({ name }) => name === 'PropertyName');
    if (sign.name === '.') {
      if (!property) return this.#opaque(node, 'broken');
      const inner = this.expression(object);
      return { kind: 'attribute', span, object: inner, name: this.slice(property), nameSpan: this.spanOf(property) };
    }
    const operands = rest.filter(isOperand);
    const plain = operands.length === 1 && !node.broken && !rest.some(({ name }) => name === ':' || name === ',');
    const inner = this.expression(object);
    const indices = operands.map((operand) => this.expression(operand));
    return { kind: 'subscript', span, object: inner, index: plain ? indices[0] : undefined };
  }

  #binary(node: Raw, span: Span): PyExpression {
    const { children } = node;
    const left = children[0];
    const right = children[children.length - 1];
    if (!left || !right || children.length < 3 || node.broken) return this.#opaque(node, 'broken');
    const operator = children
      .slice(1, -1)
      .map((child) => this.slice(child))
      .join(' ');
    return { kind: 'binary', span, operator, left: this.expression(left), right: this.expression(right) };
  }

  #conditional(node: Raw, span: Span): PyExpression {
    const [chosen, condition, otherwise] = node.children.filter(isOperand);
    if (!chosen || !condition || !otherwise || node.broken) return this.#opaque(node, 'broken');
    const scope: PyScope = { kind: 'branch', parent: this.scope, condition: undefined };
    return {
      kind: 'conditional',
      span,
      chosen: this.inScope(scope, () => this.expression(chosen)),
      condition: this.expression(condition),
      otherwise: this.inScope(scope, () => this.expression(otherwise)),
    };
  }

  #opaque(node: Raw, what: PyOpaque['what']): PyOpaque {
    const parts = node.children.filter(isOperand).map((child) => this.expression(child));
    return { kind: 'opaque', span: this.spanOf(node), what, parts };
  }

  #literal(node: Raw): ReadLiteral {
    const replacements = node.children
      .filter(({ name }) => name === 'FormatReplacement')
      .map((child) => {
        const operands = child.children.filter(isOperand);
        const plain = child.children.length === 3 && operands.length === 1 && !child.broken;
        const values = operands.map((operand) => this.expression(operand));
        return { span: this.spanOf(child), value: values[0], plain };
      });
    return readLiteral(this.text, this.spanOf(node), replacements, this.span);
  }
}

function isLogical(node: Raw): boolean {
  return node.name === 'BinaryExpression' && node.children.some(({ name }) => name === 'and' || name === 'or');
}

/** Whether a node is an expression and not a sign, a keyword or an annotation. */
export function isOperand(node: Raw): boolean {
  const { name } = node;
  const first = name.charCodeAt(0);
  // The library's rules begin with a capital, signs and keywords do not.
  if (first < 65 || first > 90) return false;
  return !NOT_OPERANDS.has(name);
}

const NOT_OPERANDS: ReadonlySet<string> = new Set([
  'ArithOp',
  'AssignOp',
  'BitOp',
  'CompareOp',
  'LogicOp',
  'UpdateOp',
  'TypeDef',
  'ParamList',
  'ArgList',
  'Body',
  'MatchBody',
  'TypeParamList',
  'PropertyName',
  'FormatConversion',
  'FormatSelfDoc',
  'FormatSpec',
  'Guard',
]);

/** The parts between commas, brackets at the ends left out. */
function splitAtCommas(nodes: readonly Raw[]): Raw[][] {
  const parts: Raw[][] = [];
  let part: Raw[] = [];
  for (const node of nodes) {
    if (node.name === ',' || '()[]{}'.includes(node.name)) {
      if (part.length > 0) parts.push(part);
      part = [];
    } else part.push(node);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function numberOf(written: string, span: Span): PyNumber {
  const text = written.replaceAll('_', '').toLowerCase();
  if (text.endsWith('j')) return { kind: 'number', span, value: Number.NaN, type: 'complex' };
  const whole = /^(0x[0-9a-f]+|0o[0-7]+|0b[01]+|\d+)$/.test(text);
  return { kind: 'number', span, value: Number(text), type: whole ? 'int' : 'float' };
}
