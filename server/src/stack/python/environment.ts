import type { PyArgument, PyCall, PyExpression } from '../../syntax/python/tree';
import { bare, keyword } from '../../syntax/python/tree';
import { convert } from './arithmetic';
import type { Evaluator } from './evaluate';
import type { Located } from './resolve';
import { type Origin, type PythonValue, textOf, type UnknownPython, unknownPython } from './value';

/** Functions of libraries that read one environment variable. */
interface Reader {
  /** The position of the default among the arguments without a name. */
  readonly fallbackAt: number | undefined;
  /** What the variable's text becomes; undefined: it stays a text. */
  readonly to: UnknownPython['type'];
  /** The default is converted as well. */
  readonly convertsDefault: boolean;
  /** Without a default, a variable that isn't set gives None. */
  readonly mayBeNone: boolean;
  readonly castAt: number | undefined;
  /** What `environ.Env(NAME=(type, default))` states of variables. */
  readonly scheme?: Located<PyCall>;
}

const PLAIN: Reader = { fallbackAt: 1, to: undefined, convertsDefault: false, mayBeNone: true, castAt: undefined };
/** `django-environ` and `environs` */
const ENV: Reader = { ...PLAIN, mayBeNone: false };
/** `python-decouple` and `starlette.config` */
const CONFIG: Reader = { ...PLAIN, fallbackAt: undefined, convertsDefault: true, mayBeNone: false };

/** Classes whose instances read variables when they are called. */
const ENV_CLASSES = /^(environ\.(Env|FileAwareEnv)|environs\.Env|environs\.FileAwareEnv)$/;
const CONFIG_CLASSES = /^(decouple\.(AutoConfig|Config)|starlette\.config\.Config)$/;

/** What a call that reads an environment variable gives; undefined where it is none. */
export function readVariable(
  evaluator: Evaluator,
  located: Located<PyCall>,
  name: string | undefined,
  origin: Origin,
): PythonValue | undefined {
  const reader = readerOf(evaluator, located, name);
  if (!reader) return undefined;
  const { expression: call, module, scope } = located;
  const read = (argument: PyArgument | undefined) =>
    argument?.value && evaluator.evaluate({ expression: argument.value, module, scope });
  const positional = call.args.filter((argument) => argument.name === undefined);
  const variable = textOf(read(positional[0]) ?? unknownPython('')) ?? '';
  const stated = reader.scheme && statedOf(reader.scheme, variable);
  const own = keyword(call, 'cast') ?? (reader.castAt === undefined ? undefined : positional[reader.castAt]);
  const cast = own?.value ?? (reader.to === undefined ? stated?.cast : undefined);
  const to = cast ? castOf(evaluator, cast, own ? located : reader.scheme!) : reader.to;
  const reason = variable === '' ? 'the environment decides' : `the environment variable ${variable} decides`;
  const type = cast && to === undefined ? undefined : (to ?? 'str');
  if (call.broken || call.args.some(({ prefix }) => prefix !== '')) return unknownPython(reason, { origin, type });
  const written =
    keyword(call, 'default') ?? (reader.fallbackAt === undefined ? undefined : positional[reader.fallbackAt]);
  const fallback = written
    ? written.value && { ...located, expression: written.value }
    : stated?.fallback && { ...reader.scheme!, expression: stated.fallback };
  const copies = variable !== '' && type === 'str' ? variable : undefined;
  if (!fallback)
    return unknownPython(reason, {
      origin,
      type,
      copies,
      ...(reader.mayBeNone && variable !== '' ? { variable } : {}),
    });
  const value = evaluator.evaluate(fallback);
  if (value.state === 'unknown') return unknownPython(reason, { origin, type, copies });
  const converts = reader.convertsDefault && cast !== undefined;
  if (converts && (to === undefined || (to === 'bool' && value.type === 'str')))
    return unknownPython(reason, { origin });
  const made = converts && to !== 'str' ? convert(to as 'int' | 'float' | 'bool', value, value.origin) : value;
  if (made.state === 'unknown') return unknownPython(reason, { origin, type });
  return { ...made, assumed: [...made.assumed, { variable, origin: value.origin }] };
}

function readerOf(evaluator: Evaluator, located: Located<PyCall>, name: string | undefined): Reader | undefined {
  switch (name) {
    case 'os.getenv':
    case 'os.environ.get':
      return PLAIN;
    case 'decouple.config':
      return CONFIG;
  }
  const { expression: call, module, scope } = located;
  const callee = bare(call.callee);
  const maker = madeBy(evaluator, { expression: callee, module, scope });
  if (maker && ENV_CLASSES.test(maker.name)) return envReader(maker);
  if (maker && CONFIG_CLASSES.test(maker.name)) return { ...CONFIG, castAt: 1 };
  if (callee.kind !== 'attribute') return undefined;
  const object = madeBy(evaluator, { expression: callee.object, module, scope });
  if (!object || !ENV_CLASSES.test(object.name)) return undefined;
  const to = METHODS[callee.name];
  const reader = envReader(object);
  return to === undefined || !reader ? undefined : { ...reader, to };
}

/** The reader that an instance is; undefined where its arguments are not all of the form `NAME=…`. */
function envReader({ name, made }: NonNullable<ReturnType<typeof madeBy>>): Reader | undefined {
  const { args } = made.expression;
  if (args.length === 0) return ENV;
  const isScheme = name.startsWith('environ.') && args.every((argument) => argument.name !== undefined);
  return isScheme ? { ...ENV, scheme: made } : undefined;
}

/** The type and the default that a scheme states: `NAME=(int, 5)`, `NAME=int`. */
function statedOf(scheme: Located<PyCall>, variable: string) {
  const value = keyword(scheme.expression, variable)?.value;
  const at = value && bare(value);
  if (at?.kind !== 'tuple') return { cast: at, fallback: undefined };
  return { cast: at.items[0]?.value, fallback: at.items[1]?.value };
}

const METHODS: Readonly<Record<string, UnknownPython['type']>> = {
  str: 'str',
  unicode: 'str',
  int: 'int',
  float: 'float',
  bool: 'bool',
};

/** The class of a library of which a name is an instance. */
function madeBy(evaluator: Evaluator, located: Located) {
  const meaning = evaluator.resolver.meaning(located);
  if (meaning.kind !== 'value' || meaning.options.length !== 1) return undefined;
  const { expression, module, binding } = meaning.options[0]!;
  const made = bare(expression);
  if (made.kind !== 'call') return undefined;
  const name = evaluator.resolver.callee(made, module, binding.scope);
  return name === undefined ? undefined : { name, made: { expression: made, module, scope: binding.scope } };
}

function castOf(evaluator: Evaluator, cast: PyExpression, { module, scope }: Located): UnknownPython['type'] {
  const name = evaluator.resolver.external({ expression: cast, module, scope });
  const found = /^builtins\.(int|float|str|bool)$/.exec(name ?? '')?.[1];
  return found as UnknownPython['type'];
}
