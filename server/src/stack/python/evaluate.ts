import type { ConfigFile } from '../../settings/file';
import type { PyBinary, PyCall, PyDict, PyExpression, PyScope, PySequence, PyString } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import type { Span } from '../../text/span';
import { calculate, convert, forCpus } from './arithmetic';
import { evaluateCall } from './calls';
import { findDjangoSettings } from './django';
import type { Looked, Modules, PythonModule } from './modules';
import { readSetting } from './pydantic';
import { type BoundValue, type Located, type Meaning, Resolver } from './resolve';
import { braceParts, fillIn, fits, joinTexts, percentParts } from './texts';
import {
  assumedOf,
  type DictItem,
  isSame,
  itemOf,
  type KnownPython,
  numberOf,
  type Origin,
  type PythonDict,
  type PythonValue,
  textOf,
  truthOf,
  unknownPython,
} from './value';

/** A literal with more items than this is not looked into. */
const MOST_ITEMS = 5_000;

/** Expressions and names may lead to one another this deep. */
const MOST_DEPTH = 400;

/** Tells the values of expressions without running them; what only a run could tell is unknown. */
export class Evaluator {
  readonly resolver: Resolver;
  #depth = 0;
  /** What names stand for is evaluated once; undefined while that is going on. */
  readonly #kept = new WeakMap<PyExpression, ({ readonly value: PythonValue } & Looked) | 'running'>();

  constructor(readonly modules: Modules) {
    this.resolver = new Resolver(modules);
  }

  evaluate(located: Located): PythonValue {
    if (this.#depth >= MOST_DEPTH) return unknownPython('its parts lead too far');
    this.#depth++;
    try {
      return this.#evaluate(located);
    } finally {
      this.#depth--;
    }
  }

  #evaluate({ expression, module, scope }: Located): PythonValue {
    const at = bare(expression);
    const origin: Origin = { file: module.file, span: at.span, own: true };
    const here = (inner: PyExpression): Located => ({ expression: inner, module, scope });
    switch (at.kind) {
      case 'number':
        if (at.type === 'complex') return unknownPython('it is a complex number', { origin });
        return { state: 'known', type: at.type, value: at.value, origin, assumed: [] };
      case 'constant':
        if (at.value === '...') return unknownPython('it is not written yet', { origin });
        if (at.value === null) return { state: 'known', type: 'none', value: null, origin, assumed: [] };
        return { state: 'known', type: 'bool', value: at.value, origin, assumed: [] };
      case 'string':
        return this.#string(at, origin, here);
      case 'name':
        return this.#meaning(this.resolver.meaning(here(at)), at, here);
      case 'attribute': {
        const meaning = this.resolver.meaning(here(at));
        const setting =
          meaning.kind === 'unknown' ? readSetting(this, { expression: at, module, scope }, origin) : undefined;
        return setting ?? this.#meaning(meaning, at, here);
      }
      case 'tuple':
      case 'list':
      case 'set':
        return this.#sequence(at, origin, here);
      case 'dict':
        return this.#dict(at, module, origin, here);
      case 'unary':
        return this.#unary(at.operator, this.evaluate(here(at.operand)), origin);
      case 'binary':
        return this.#binary(at, origin, here);
      case 'conditional': {
        const condition = truthOf(this.evaluate(here(at.condition)));
        if (condition !== undefined) return this.evaluate(here(condition ? at.chosen : at.otherwise));
        return this.oneOf([this.evaluate(here(at.chosen)), this.evaluate(here(at.otherwise))], origin);
      }
      case 'subscript':
        return this.#subscript(here(at.object), at.index && here(at.index), origin);
      case 'call':
        return evaluateCall(this, { expression: at, module, scope }, origin);
      default:
        return unknownPython(at.what === 'broken' ? 'it is not complete' : 'it is computed', { origin });
    }
  }

  /** The value if all are the same. */
  oneOf(values: readonly PythonValue[], origin: Origin): PythonValue {
    const [first, ...others] = values;
    if (first && others.every((other) => isSame(first, other)))
      return first.state === 'known' && others.length > 0
        ? { ...first, origin: { ...first.origin, own: false } }
        : first;
    const type = first?.state === 'unknown' ? first.type : undefined;
    const types = values.every((value) => value.type === type);
    return unknownPython('a condition decides', { origin, ...(types ? { type } : {}) });
  }

  /** What a name's meaning is worth. */
  #meaning(meaning: Meaning, at: PyExpression, here: (inner: PyExpression) => Located): PythonValue {
    const { module } = here(at);
    const origin = { file: module.file, span: at.span, own: false };
    if (meaning.kind === 'value') {
      const values = meaning.options.map((option) => this.bound(option));
      const value = this.oneOf(values, origin);
      const reads = at.kind === 'name' ? (module.tree.reads.get(at.name) ?? 0) : 2;
      const shared = reads > 1 || meaning.options[0]?.module !== module;
      return value.state === 'known' && shared ? { ...value, origin: { ...value.origin, own: false } } : value;
    }
    if (meaning.kind === 'unknown') return unknownPython(meaning.reason, { origin });
    if (meaning.kind === 'external') return this.#external(meaning.name, module, origin);
    return unknownPython('it is an object', { origin });
  }

  /** `settings.NAME` of `django.conf` leads to the settings module; what else lies in libraries is not in view. */
  #external(name: string, from: PythonModule, origin: Origin): PythonValue {
    const setting = /^django\.conf\.settings\.([A-Z]\w*)$/.exec(name)?.[1];
    const found = setting === undefined ? undefined : findDjangoSettings(this, from);
    const meaning = found && this.resolver.inModule(found, setting!);
    if (meaning?.kind !== 'value') return unknownPython(`${name.replace('builtins.', '')} is not in view`, { origin });
    const value = this.oneOf(
      meaning.options.map((option) => this.bound(option)),
      origin,
    );
    return value.state === 'known' ? { ...value, origin: { ...value.origin, own: false } } : value;
  }

  /** The value that an assignment gives a name. */
  bound({ expression, binding, module }: BoundValue): PythonValue {
    const kept = this.#kept.get(expression);
    const origin = { file: module.file, span: expression.span, own: false };
    if (kept === 'running') return unknownPython('its value leads to itself', { origin });
    this.modules.touch(module);
    if (kept) {
      this.modules.take(kept);
      return kept.value;
    }
    this.#kept.set(expression, 'running');
    const made = this.modules.record(() => {
      const value = this.evaluate({ expression, module, scope: binding.scope });
      const mutable =
        value.state === 'known' && (value.type === 'dict' || value.type === 'list' || value.type === 'set');
      return mutable && module.changed.has(binding.name)
        ? unknownPython(`${binding.name} is changed where it is`, { origin })
        : value;
    });
    this.#kept.set(expression, { value: made.result, files: made.files, wanted: made.wanted });
    return made.result;
  }

  #string(at: PyString, origin: Origin, here: (inner: PyExpression) => Located): PythonValue {
    const { content } = at;
    if (at.replaced.length === 0) {
      if (content.unknownIn(0, content.text.length))
        return unknownPython('it names characters', { origin, type: 'str' });
      const base = { state: 'known' as const, value: content.text, origin, assumed: [] };
      return at.bytes ? { ...base, type: 'bytes' } : { ...base, type: 'str', content };
    }
    const whole: KnownPython = { state: 'known', type: 'str', value: content.text, content, origin, assumed: [] };
    const parts: { span: Span; value: PythonValue }[] = [];
    let done = 0;
    const stretch = (to: number) => {
      if (to > done) {
        const part = content.slice(done, to);
        parts.push({ span: part.source, value: { ...whole, value: part.text, content: part } });
      }
    };
    for (const { at: index, value, plain, span } of at.replaced) {
      stretch(index);
      const inner = value && plain ? this.evaluate(here(value)) : unknownPython('it is written in a format of its own');
      parts.push({ span, value: inner });
      done = index + 1;
    }
    stretch(content.text.length);
    return joinTexts(parts, origin);
  }

  #sequence(at: PySequence, origin: Origin, here: (inner: PyExpression) => Located): PythonValue {
    if (at.broken) return unknownPython('it is not complete', { origin });
    if (at.items.length > MOST_ITEMS) return unknownPython('it is too long', { origin });
    const items: PythonValue[] = [];
    for (const { starred, value } of at.items) {
      const item = this.evaluate(here(value));
      if (!starred) items.push(item);
      else if (item.state === 'known' && (item.type === 'list' || item.type === 'tuple')) items.push(...item.value);
      else return unknownPython('it takes in other values', { origin });
      if (items.length > MOST_ITEMS) return unknownPython('it is too long', { origin });
    }
    return { state: 'known', type: at.kind, value: items, origin, assumed: [] };
  }

  #dict(at: PyDict, module: PythonModule, origin: Origin, here: (inner: PyExpression) => Located): PythonValue {
    if (at.entries.length > MOST_ITEMS) return unknownPython('it is too long', { origin });
    const made = new DictMaker(module.file, at.broken ? 'it is not complete' : undefined);
    for (const { key, value, span } of at.entries) {
      if (!value) made.unseen('it is not complete');
      else if (!key) made.takeIn(this.evaluate(here(value)));
      else {
        const text = textOf(this.evaluate(here(key)));
        made.add({ key: text, span, keySpan: key.span, expression: value, value: this.evaluate(here(value)) });
      }
    }
    return made.finish(origin, at);
  }

  /** The dict that `dict(base, key=value, **more)` makes. */
  dictOf(call: PyCall, located: Located, origin: Origin): PythonValue {
    const { module, scope } = located;
    const made = new DictMaker(module.file, call.broken ? 'the call is not complete' : undefined);
    for (const { name, nameSpan, prefix, value, span } of call.args) {
      if (!value || prefix === '*') made.unseen('the call is not complete');
      else {
        const read = this.evaluate({ expression: value, module, scope });
        if (name === undefined || !nameSpan) made.takeIn(read);
        else made.add({ key: name, span, keySpan: nameSpan, expression: value, value: read });
      }
    }
    return made.finish(origin, call);
  }

  #unary(operator: string, operand: PythonValue, origin: Origin): PythonValue {
    if (operator === 'not') {
      const truth = truthOf(operand);
      if (truth === undefined || operand.state === 'unknown')
        return unknownPython(operand.state === 'unknown' ? operand.reason : 'it is computed', { origin, type: 'bool' });
      return { state: 'known', type: 'bool', value: !truth, origin, assumed: operand.assumed };
    }
    const number = numberOf(operand);
    if (operand.state === 'known' && number !== undefined && /^[+-]$/.test(operator)) {
      const type = operand.type === 'float' ? 'float' : 'int';
      return { state: 'known', type, value: operator === '-' ? 0 - number : number, origin, assumed: operand.assumed };
    }
    const zero: PythonValue = { state: 'known', type: 'int', value: 0, origin, assumed: [] };
    return operator === '-' ? calculate('-', zero, operand, origin) : unknownPython('it is computed', { origin });
  }

  #binary(at: PyBinary, origin: Origin, here: (inner: PyExpression) => Located): PythonValue {
    const left = this.evaluate(here(at.left));
    if (at.operator === 'or' || at.operator === 'and') return this.#choice(at, left, origin, here);
    const right = this.evaluate(here(at.right));
    if (left.type === 'str' && at.operator === '%') return this.#percent(left, right, origin);
    if (left.type === 'str' && right.type === 'str' && at.operator === '+')
      return joinTexts(
        [
          { span: at.left.span, value: left },
          { span: at.right.span, value: right },
        ],
        origin,
      );
    if (left.state === 'known' && right.state === 'known') {
      if (at.operator === '|' && left.type === 'dict' && right.type === 'dict') {
        const made = new DictMaker(origin.file, undefined);
        made.takeIn(left);
        made.takeIn(right);
        return made.finish(origin);
      }
      if (at.operator === '+' && left.type === right.type && (left.type === 'list' || left.type === 'tuple'))
        return { ...left, value: [...left.value, ...(right as typeof left).value].slice(0, MOST_ITEMS), origin };
    }
    if (/^(==|!=|<>|<|>|<=|>=|in|not in|is|is not)$/.test(at.operator))
      return unknownPython('it is a comparison', { origin, type: 'bool' });
    return calculate(at.operator, left, right, origin);
  }

  #choice(at: PyBinary, left: PythonValue, origin: Origin, here: (inner: PyExpression) => Located): PythonValue {
    const truth = truthOf(left);
    if (truth !== undefined) return truth === (at.operator === 'or') ? left : this.#after(left, here(at.right));
    const right = this.evaluate(here(at.right));
    // `os.getenv('X') or 4`: None as long as nobody sets X.
    if (at.operator === 'or' && left.state === 'unknown' && left.variable !== undefined && right.state === 'known')
      return { ...right, assumed: [...right.assumed, { variable: left.variable, origin: right.origin }] };
    const cpus = at.operator === 'or' ? forCpus(left) : undefined;
    if (cpus) return left;
    return unknownPython(left.state === 'unknown' ? left.reason : 'it is computed', {
      origin,
      ...(left.type === right.type && left.state === 'unknown' ? { type: left.type } : {}),
    });
  }

  #after(left: PythonValue, right: Located): PythonValue {
    const value = this.evaluate(right);
    if (left.state !== 'known' || value.state !== 'known' || left.assumed.length === 0) return value;
    return { ...value, assumed: assumedOf(left, value) };
  }

  #percent(left: PythonValue, right: PythonValue, origin: Origin): PythonValue {
    if (left.state !== 'known' || left.type !== 'str') return unknownPython('it is computed', { origin, type: 'str' });
    const parts = percentParts(left.value);
    if (!parts || !fits(parts, right))
      return unknownPython('it is written in a format of its own', { origin, type: 'str' });
    return fillIn(left, parts, (key) => valueFor(key, right), origin);
  }

  /** `'…'.format(…)` */
  format(text: PythonValue, call: PyCall, located: Located, origin: Origin): PythonValue {
    const parts = text.state === 'known' && text.type === 'str' ? braceParts(text.value) : undefined;
    const splat = call.args.some(({ prefix }) => prefix !== '');
    if (text.state !== 'known' || text.type !== 'str' || !parts || call.broken || splat)
      return unknownPython('it is written in a format of its own', { origin, type: 'str' });
    const positional = call.args.filter(({ name }) => name === undefined);
    const value = (key: string | number) => {
      const argument = typeof key === 'number' ? positional[key] : call.args.find(({ name }) => name === key);
      return argument?.value && this.evaluate({ ...located, expression: argument.value });
    };
    return fillIn(text, parts, value, origin);
  }

  #subscript(object: Located, index: Located | undefined, origin: Origin): PythonValue {
    const key = index ? this.evaluate(index) : undefined;
    if (this.resolver.external(object) === 'os.environ') {
      const variable = key && textOf(key);
      const reason = variable ? `the environment variable ${variable} decides` : 'the environment decides';
      return unknownPython(reason, { origin, type: 'str', copies: variable || undefined });
    }
    const whole = this.evaluate(object);
    if (whole.state === 'unknown') return unknownPython(whole.reason, { origin });
    if (whole.type === 'dict') return entryOf(whole, key, origin) ?? unknownPython('the key is not there', { origin });
    const position = key && numberOf(key);
    if ((whole.type === 'list' || whole.type === 'tuple') && position !== undefined)
      return whole.value.at(position) ?? unknownPython('there is no such item', { origin });
    return unknownPython('it is computed', { origin });
  }

  convert(to: 'int' | 'float' | 'bool', value: PythonValue, origin: Origin): PythonValue {
    return convert(to, value, origin);
  }

  meaningOf(expression: PyExpression, module: PythonModule, scope: PyScope): Meaning {
    return this.resolver.meaning({ expression, module, scope });
  }
}

/** The value behind a key; undefined where all keys are in view and it is none of them. */
export function entryOf(dict: PythonDict, key: PythonValue | undefined, origin: Origin): PythonValue | undefined {
  const text = key && textOf(key);
  if (text === undefined) return unknownPython('its key is unknown', { origin });
  const item = itemOf(dict, text);
  if (item) return item.value;
  return dict.unseen === undefined ? undefined : unknownPython(dict.unseen, { origin });
}

function valueFor(key: string | number, values: PythonValue): PythonValue | undefined {
  if (values.state === 'unknown') return values;
  if (typeof key === 'string') return values.type === 'dict' ? itemOf(values, key)?.value : undefined;
  if (values.type === 'tuple') return values.value[key];
  return key === 0 && values.type !== 'dict' ? values : undefined;
}

/** Puts a dict together in the order of the text. */
class DictMaker {
  #items: DictItem[] = [];
  #unseen: string | undefined;

  constructor(
    readonly file: ConfigFile,
    broken: string | undefined,
  ) {
    this.#unseen = broken;
  }

  add(item: Omit<DictItem, 'file'>): void {
    if (item.key === undefined) this.unseen('a key is computed');
    else this.#items.push({ ...item, file: this.file });
  }

  /** Other keys may be there, and take the place of those before. */
  unseen(reason: string): void {
    this.#unseen ??= reason;
    this.#items = this.#items.map((item) => ({ ...item, value: unknownPython(reason) }));
  }

  takeIn(value: PythonValue): void {
    if (value.state !== 'known' || value.type !== 'dict') {
      this.unseen(value.state === 'unknown' ? value.reason : 'it takes in other values');
      return;
    }
    if (value.unseen !== undefined) this.unseen(value.unseen);
    if (this.#items.length + value.value.length > MOST_ITEMS) this.unseen('it is too long');
    else this.#items.push(...value.value);
  }

  finish(origin: Origin, expression?: PyDict | PyCall): PythonDict {
    const written = expression && { file: this.file, expression };
    return { state: 'known', type: 'dict', value: this.#items, unseen: this.#unseen, written, origin, assumed: [] };
  }
}
