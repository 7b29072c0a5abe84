import type { PyArgument, PyCall } from '../../syntax/python/tree';
import { bare, keyword } from '../../syntax/python/tree';
import { remembered } from './arithmetic';
import { readVariable } from './environment';
import { type Evaluator, entryOf } from './evaluate';
import type { Located } from './resolve';
import { joinTexts } from './texts';
import { assumedOf, numberOf, type Origin, type PythonValue, secondsOf, unknownPython } from './value';

/** What a call gives, for the few functions whose result files can tell. */
export function evaluateCall(evaluator: Evaluator, located: Located<PyCall>, origin: Origin): PythonValue {
  const { expression: call, module, scope } = located;
  const name = evaluator.resolver.callee(call, module, scope);
  const read = (argument: PyArgument | undefined) =>
    argument?.value && argument.prefix === ''
      ? evaluator.evaluate({ expression: argument.value, module, scope })
      : undefined;
  if (name !== undefined) {
    const known = ofFunction(evaluator, name, located, read, origin);
    if (known) return known;
  }
  const variable = readVariable(evaluator, located, name, origin);
  if (variable) return variable;
  const callee = bare(call.callee);
  if (callee.kind === 'attribute' && name === undefined) {
    const method = ofMethod(evaluator, callee.name, { ...located, expression: callee.object }, call, read, origin);
    if (method) return method;
  }
  return unknownPython(name === undefined ? 'it is computed' : `${name.replace('builtins.', '')}() computes it`, {
    origin,
  });
}

type Read = (argument: PyArgument | undefined) => PythonValue | undefined;

const CPU_COUNTS = /^(os|multiprocessing|psutil|billiard|joblib|loky)\.(process_)?cpu_count$/;

function ofFunction(
  evaluator: Evaluator,
  name: string,
  located: Located<PyCall>,
  read: Read,
  origin: Origin,
): PythonValue | undefined {
  const { expression: call } = located;
  const [first] = call.args;
  if (CPU_COUNTS.test(name)) {
    if (call.args.length > 0) return unknownPython('it counts CPUs in a way of its own', { origin, type: 'int' });
    return unknownPython('it follows from the number of CPUs', { origin, type: 'int', forCpus: (cpus) => cpus });
  }
  switch (name) {
    case 'builtins.int':
    case 'builtins.float':
    case 'builtins.bool': {
      const value = read(first);
      const to = name.slice('builtins.'.length) as 'int' | 'float' | 'bool';
      if (!value || call.args.length !== 1) return unknownPython('it is computed', { origin, type: to });
      return evaluator.convert(to, value, origin);
    }
    case 'builtins.str': {
      const value = read(first);
      if (!value || !first || call.args.length !== 1) return unknownPython('it is computed', { origin, type: 'str' });
      return joinTexts([{ span: first.span, value }], origin);
    }
    case 'builtins.round':
      return rounded(read(first), call.args.length, origin);
    case 'builtins.min':
    case 'builtins.max':
      return extreme(name === 'builtins.max', call.args.map(read), origin);
    case 'builtins.dict':
      return evaluator.dictOf(call, located, origin);
    case 'builtins.list':
    case 'builtins.tuple': {
      const value = read(first);
      if (call.args.length !== 1 || value?.state !== 'known') break;
      if (value.type !== 'list' && value.type !== 'tuple') break;
      return { ...value, type: name === 'builtins.list' ? 'list' : 'tuple' };
    }
    case 'builtins.len':
      return lengthOf(evaluator, first, located, read(first), origin);
    case 'datetime.timedelta':
    case 'django.utils.timezone.timedelta':
      return timedelta(call, read, origin);
  }
  return undefined;
}

function rounded(value: PythonValue | undefined, count: number, origin: Origin): PythonValue {
  if (value?.state === 'known' && count === 1) {
    const number = numberOf(value);
    // Python rounds halves to the even neighbour.
    if (number !== undefined && Math.abs(number % 1) !== 0.5)
      return { state: 'known', type: 'int', value: Math.round(number), origin, assumed: value.assumed };
  }
  return unknownPython(value?.state === 'unknown' ? value.reason : 'it is computed', { origin, type: 'int' });
}

function extreme(most: boolean, values: readonly (PythonValue | undefined)[], origin: Origin): PythonValue {
  const functions = values.map((value) =>
    value?.state === 'unknown'
      ? value.forCpus
      : value && numberOf(value) !== undefined
        ? () => numberOf(value)!
        : undefined,
  );
  const choose = (numbers: readonly number[]) => (most ? Math.max(...numbers) : Math.min(...numbers));
  if (values.length < 2 || functions.some((one) => one === undefined)) {
    const reason = values.find((value) => value?.state === 'unknown');
    return unknownPython(reason?.state === 'unknown' ? reason.reason : 'it is computed', { origin });
  }
  const type = values.every((value) => value?.type === 'int') ? 'int' : 'float';
  if (values.some((value) => value?.state === 'unknown'))
    return unknownPython('it follows from the number of CPUs', {
      origin,
      type,
      forCpus: remembered((cpus) => choose(functions.map((one) => one!(cpus)))),
    });
  const assumed = assumedOf(...values.filter((value) => value !== undefined));
  return { state: 'known', type, value: choose(functions.map((one) => one!(1))), origin, assumed };
}

/** `len(os.sched_getaffinity(0))` counts CPUs. */
function lengthOf(
  evaluator: Evaluator,
  argument: PyArgument | undefined,
  { module, scope }: Located,
  value: PythonValue | undefined,
  origin: Origin,
): PythonValue {
  const inner = argument?.value && bare(argument.value);
  if (inner?.kind === 'call' && evaluator.resolver.callee(inner, module, scope) === 'os.sched_getaffinity')
    return unknownPython('it follows from the number of CPUs', { origin, type: 'int', forCpus: (cpus) => cpus });
  if (value?.state === 'known' && (value.type === 'list' || value.type === 'tuple'))
    return { state: 'known', type: 'int', value: value.value.length, origin, assumed: value.assumed };
  return unknownPython('it is computed', { origin, type: 'int' });
}

const TIMEDELTA = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'] as const;
const SECONDS_IN: Readonly<Record<(typeof TIMEDELTA)[number], number>> = {
  days: 86_400,
  seconds: 1,
  microseconds: 1e-6,
  milliseconds: 1e-3,
  minutes: 60,
  hours: 3_600,
  weeks: 604_800,
};

function timedelta(call: PyCall, read: Read, origin: Origin): PythonValue {
  let seconds = 0;
  const assumed = [];
  for (const [i, argument] of call.args.entries()) {
    const unit = TIMEDELTA.find((one, at) => (argument.name === undefined ? at === i : one === argument.name));
    const value = read(argument);
    const number = value && numberOf(value);
    if (!unit || number === undefined || value?.state !== 'known') {
      return unknownPython(value?.state === 'unknown' ? value.reason : 'it is computed', { origin });
    }
    seconds += number * SECONDS_IN[unit];
    assumed.push(...value.assumed);
  }
  if (call.broken) return unknownPython('the call is not complete', { origin });
  return { state: 'known', type: 'timedelta', value: seconds, origin, assumed };
}

function ofMethod(
  evaluator: Evaluator,
  method: string,
  object: Located,
  call: PyCall,
  read: Read,
  origin: Origin,
): PythonValue | undefined {
  if (!/^(format|get|total_seconds|copy|strip|lower|upper)$/.test(method)) return undefined;
  const value = evaluator.evaluate(object);
  const [first, second] = call.args;
  if (method === 'format' && value.type === 'str') return evaluator.format(value, call, object, origin);
  if (value.state === 'unknown') return unknownPython(value.reason, { origin });
  if (method === 'total_seconds' && value.type === 'timedelta')
    return { state: 'known', type: 'float', value: secondsOf(value)!, origin, assumed: value.assumed };
  if (value.type !== 'dict' || call.broken) return undefined;
  if (method === 'copy' && call.args.length === 0) return { ...value, origin };
  if (method !== 'get' || !first) return undefined;
  const entry = entryOf(value, read(first), origin);
  if (entry) return entry;
  const fallback = second ?? keyword(call, 'default');
  return read(fallback) ?? { state: 'known', type: 'none', value: null, origin, assumed: [] };
}
