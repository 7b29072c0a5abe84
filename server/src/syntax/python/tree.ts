import type { MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';

/** A text read as Python. Belongs to that one text; where it is broken, what could be read is there. */
export interface PythonTree {
  readonly text: string;
  /** The statements of the module. */
  readonly body: readonly PyStatement[];
  readonly module: PyScope;
  /** Every call of the file, in the order in which they begin. */
  readonly calls: readonly CallSite[];
  /** Every class and function of the file, however deep it stands. */
  readonly definitions: readonly (PyFunction | PyClass)[];
  readonly comments: readonly Span[];
  /** Assignments, deletions and operations in place of what is no plain name: `a.b = 1`, `del a['b']`. */
  readonly changes: readonly PyChange[];
  /** The names that imports anywhere in the file bind; `*` where one binds all that a module has. */
  readonly imported: ReadonlySet<string>;
  /** Names that some function declares `global`. */
  readonly globals: ReadonlySet<string>;
  /** How often each name is read anywhere in the file. */
  readonly reads: ReadonlyMap<string, number>;
  /** The first place that can't be read; what is not seen in the file may stand there. */
  readonly problem: Span | undefined;
}

/** What a statement or call stands in, from the inside out; the outermost is the module. */
export type PyScope =
  | { readonly kind: 'module'; readonly parent: undefined }
  | { readonly kind: 'function'; readonly parent: PyScope; readonly definition: PyFunction }
  | { readonly kind: 'class'; readonly parent: PyScope; readonly definition: PyClass }
  /** A branch of `if`, `match`, `except`, an `else` or a conditional expression: it may not run. */
  | {
      readonly kind: 'branch';
      readonly parent: PyScope;
      /** What has to hold; undefined for `else` and `except`. */
      readonly condition: PyExpression | undefined;
    }
  /** The body of `try`: it may end early. */
  | { readonly kind: 'try' | 'with'; readonly parent: PyScope }
  /** The body of `for` and `while`, and comprehensions. */
  | { readonly kind: 'loop'; readonly parent: PyScope }
  | { readonly kind: 'lambda'; readonly parent: PyScope };

export interface CallSite {
  readonly call: PyCall;
  readonly scope: PyScope;
}

export interface PyChange {
  /** The whole statement. */
  readonly span: Span;
  readonly scope: PyScope;
  readonly target: PyAttribute | PySubscript;
  /** What is assigned; undefined for deletions, operations in place, and where nothing is written yet. */
  readonly value: PyExpression | undefined;
}

interface Node {
  readonly span: Span;
}

export type PyStatement =
  | PyAssignment
  | PyAugmented
  | PyExpressionStatement
  | PyImport
  | PyImportFrom
  | PyFunction
  | PyClass
  | PyIf
  | PyLoop
  | PyTry
  | PyWith
  | PyMatch
  | PyReturn
  | PyDelete
  | PyGlobal
  | PyOther;

interface StatementNode extends Node {
  readonly scope: PyScope;
}

/** `a = b = value`, `a: int = value`, `a: int`. */
export interface PyAssignment extends StatementNode {
  readonly kind: 'assignment';
  /** `a = b = 1` has two; `a, b = 1, 2` has one, a tuple. */
  readonly targets: readonly PyExpression[];
  readonly annotation: PyExpression | undefined;
  /** Undefined for a mere annotation, and where it is not written yet. */
  readonly value: PyExpression | undefined;
}

/** `a += value` */
export interface PyAugmented extends StatementNode {
  readonly kind: 'augmented';
  readonly target: PyExpression;
  readonly operator: string;
  readonly value: PyExpression | undefined;
}

export interface PyExpressionStatement extends StatementNode {
  readonly kind: 'expression';
  readonly value: PyExpression;
}

/** `import a.b as c, d` */
export interface PyImport extends StatementNode {
  readonly kind: 'import';
  readonly modules: readonly PyImportedName[];
}

/** `from ..a import b as c, d` and `from a import *` */
export interface PyImportFrom extends StatementNode {
  readonly kind: 'from';
  /** The number of leading dots. */
  readonly level: number;
  /** Empty in `from . import a`. */
  readonly module: string;
  readonly names: readonly PyImportedName[];
  readonly star: boolean;
}

export interface PyImportedName extends Node {
  /** As written, dotted in `import a.b`. */
  readonly name: string;
  readonly alias: string | undefined;
}

export interface PyParameter extends Node {
  readonly name: string;
  readonly prefix: '' | '*' | '**';
  readonly annotation: PyExpression | undefined;
  readonly defaultValue: PyExpression | undefined;
}

export interface PyFunction extends StatementNode {
  readonly kind: 'function';
  readonly name: string;
  readonly nameSpan: Span;
  readonly asynchronous: boolean;
  readonly parameters: readonly PyParameter[];
  readonly decorators: readonly PyDecorator[];
  readonly body: readonly PyStatement[];
}

export interface PyClass extends StatementNode {
  readonly kind: 'class';
  readonly name: string;
  readonly nameSpan: Span;
  /** Base classes and keywords such as `metaclass=`. */
  readonly bases: readonly PyArgument[];
  readonly decorators: readonly PyDecorator[];
  readonly body: readonly PyStatement[];
  /** The scope of its body. */
  readonly inside: PyScope;
}

/** `@name` or `@name(…)`; a decorator with arguments is a call. */
export interface PyDecorator extends Node {
  readonly value: PyExpression;
}

export interface PyIf extends StatementNode {
  readonly kind: 'if';
  /** `if`, each `elif` and `else`, which has no condition. */
  readonly branches: readonly { readonly condition: PyExpression | undefined; readonly body: readonly PyStatement[] }[];
}

export interface PyLoop extends StatementNode {
  readonly kind: 'loop';
  /** What `for` binds; empty for `while`. */
  readonly targets: readonly PyExpression[];
  /** What is iterated over, or the condition. */
  readonly over: readonly PyExpression[];
  readonly body: readonly PyStatement[];
  readonly orElse: readonly PyStatement[];
}

export interface PyTry extends StatementNode {
  readonly kind: 'try';
  readonly body: readonly PyStatement[];
  readonly handlers: readonly {
    readonly type: PyExpression | undefined;
    readonly name: string | undefined;
    readonly body: readonly PyStatement[];
  }[];
  readonly orElse: readonly PyStatement[];
  readonly atLast: readonly PyStatement[];
}

export interface PyWith extends StatementNode {
  readonly kind: 'with';
  readonly items: readonly { readonly value: PyExpression; readonly target: PyExpression | undefined }[];
  readonly body: readonly PyStatement[];
}

export interface PyMatch extends StatementNode {
  readonly kind: 'match';
  readonly subject: PyExpression | undefined;
  readonly cases: readonly (readonly PyStatement[])[];
}

export interface PyReturn extends StatementNode {
  readonly kind: 'return';
  readonly value: PyExpression | undefined;
}

export interface PyDelete extends StatementNode {
  readonly kind: 'delete';
  readonly targets: readonly PyExpression[];
}

/** `global a` and `nonlocal a` */
export interface PyGlobal extends StatementNode {
  readonly kind: 'global';
  readonly names: readonly string[];
}

/** `raise`, `assert`, `pass` and the like, and what can't be read. */
export interface PyOther extends StatementNode {
  readonly kind: 'other';
  readonly parts: readonly PyExpression[];
}

export type PyExpression =
  | PyName
  | PyAttribute
  | PySubscript
  | PyCall
  | PyString
  | PyNumber
  | PyConstant
  | PySequence
  | PyDict
  | PyBinary
  | PyUnary
  | PyConditional
  | PyParenthesized
  | PyOpaque;

export interface PyName extends Node {
  readonly kind: 'name';
  readonly name: string;
}

/** `object.name` */
export interface PyAttribute extends Node {
  readonly kind: 'attribute';
  readonly object: PyExpression;
  readonly name: string;
  readonly nameSpan: Span;
}

/** `object[index]` */
export interface PySubscript extends Node {
  readonly kind: 'subscript';
  readonly object: PyExpression;
  /** Undefined for a slice and for several indices. */
  readonly index: PyExpression | undefined;
}

/** One argument: `value`, `name=value`, `*value` or `**value`. */
export interface PyArgument extends Node {
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly prefix: '' | '*' | '**';
  /** Undefined where it is not written yet. */
  readonly value: PyExpression | undefined;
}

export interface PyCall extends Node {
  readonly kind: 'call';
  readonly callee: PyExpression;
  readonly args: readonly PyArgument[];
  /** The parentheses with what is between. */
  readonly list: Span;
  /** Its arguments can't be read in full: the closing parenthesis is missing, or something between is not Python. */
  readonly broken: boolean;
}

export interface PyString extends Node {
  readonly kind: 'string';
  /** What the literals say, one after the other, escapes resolved; unknown characters for an f-string's expressions. */
  readonly content: MappedText;
  readonly bytes: boolean;
  /** The expressions of f-strings, in order: one per unknown character of `content`. */
  readonly replaced: readonly PyReplacement[];
  /** Each literal as it is written. */
  readonly literals: readonly PyStringLiteral[];
}

export interface PyReplacement extends Node {
  /** Where its unknown character stands in the content. */
  readonly at: number;
  readonly value: PyExpression | undefined;
  /** Written without `!r`, `=` or a format. */
  readonly plain: boolean;
}

export interface PyStringLiteral extends Node {
  /** The letters in front of the quotes, as in `rb`. */
  readonly prefix: string;
  /** `'`, `"`, `'''` or `"""` */
  readonly quote: string;
  /** Between the quotes. */
  readonly inner: Span;
}

export interface PyNumber extends Node {
  readonly kind: 'number';
  readonly value: number;
  readonly type: 'int' | 'float' | 'complex';
}

/** `True`, `False`, `None`, `...` */
export interface PyConstant extends Node {
  readonly kind: 'constant';
  readonly value: boolean | null | '...';
}

export interface PySequence extends Node {
  readonly kind: 'tuple' | 'list' | 'set';
  readonly items: readonly { readonly starred: boolean; readonly value: PyExpression }[];
  readonly broken: boolean;
}

export interface PyDict extends Node {
  readonly kind: 'dict';
  readonly entries: readonly PyDictEntry[];
  readonly broken: boolean;
}

/** `key: value`, or `**value` with no key. */
export interface PyDictEntry extends Node {
  readonly key: PyExpression | undefined;
  readonly value: PyExpression | undefined;
}

/** Also `and`, `or` and comparisons. */
export interface PyBinary extends Node {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: PyExpression;
  readonly right: PyExpression;
}

export interface PyUnary extends Node {
  readonly kind: 'unary';
  readonly operator: string;
  readonly operand: PyExpression;
}

/** `chosen if condition else otherwise` */
export interface PyConditional extends Node {
  readonly kind: 'conditional';
  readonly condition: PyExpression;
  readonly chosen: PyExpression;
  readonly otherwise: PyExpression;
}

export interface PyParenthesized extends Node {
  readonly kind: 'parenthesized';
  readonly inner: PyExpression;
}

/**
 * A lambda, a comprehension, `await`, `yield`, a walrus, `not` in front of `and` and `or`, and what can't be read: it has
 * no value that files tell.
 */
export interface PyOpaque extends Node {
  readonly kind: 'opaque';
  readonly what: 'await' | 'negation' | 'lambda' | 'comprehension' | 'yield' | 'walrus' | 'slice' | 'broken';
  readonly parts: readonly PyExpression[];
}

/** The expression without parentheses around it. */
export function bare(expression: PyExpression): Exclude<PyExpression, PyParenthesized> {
  let at = expression;
  while (at.kind === 'parenthesized') at = at.inner;
  return at;
}

/** `a.b.c` as text; undefined for anything but names joined by dots. */
export function dottedName(expression: PyExpression): string | undefined {
  const parts: string[] = [];
  let at = expression;
  while (at.kind === 'attribute') {
    parts.push(at.name);
    at = at.object;
  }
  if (at.kind !== 'name') return undefined;
  parts.push(at.name);
  return parts.reverse().join('.');
}

/** The keyword of that name; the last where it is repeated. */
export function keyword(call: { readonly args: readonly PyArgument[] }, name: string): PyArgument | undefined {
  return call.args.findLast((argument) => argument.name === name);
}

/** The function that a scope lies in, the nearest one; undefined at the level of the module or a class. */
export function functionAround(scope: PyScope): PyFunction | undefined {
  for (let at: PyScope | undefined = scope; at; at = at.parent) if (at.kind === 'function') return at.definition;
  return undefined;
}

/** Whether a scope runs exactly once when its module is imported. */
export function runsAtImport(scope: PyScope): boolean {
  for (let at: PyScope | undefined = scope; at; at = at.parent)
    if (at.kind !== 'module' && at.kind !== 'with' && at.kind !== 'class') return false;
  return true;
}
