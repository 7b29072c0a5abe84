import {
  assumedOf,
  type KnownPython,
  numberOf,
  type Origin,
  type PythonValue,
  secondsOf,
  type UnknownPython,
  unknownPython,
} from './value';

/** What an operator makes of two values that are numbers, timedeltas or follow from the number of CPUs. */
export function calculate(operator: string, left: PythonValue, right: PythonValue, origin: Origin): PythonValue {
  if (left.state === 'known' && right.state === 'known') return ofKnown(operator, left, right, origin);
  const byCpus = ofCpus(operator, left, right, origin);
  if (byCpus) return byCpus;
  const { reason } = left.state === 'unknown' ? left : (right as UnknownPython);
  const whole = isWhole(left) && isWhole(right) && operator !== '/';
  return unknownPython(reason, { origin, ...(whole ? { type: 'int' as const } : {}) });
}

function isWhole(value: PythonValue): boolean {
  return value.type === 'int';
}

function ofKnown(operator: string, left: KnownPython, right: KnownPython, origin: Origin): PythonValue {
  const assumed = assumedOf(left, right);
  const spans = left.type === 'timedelta' || right.type === 'timedelta';
  const a = spans ? secondsOf(left) : numberOf(left);
  const b = spans ? secondsOf(right) : numberOf(right);
  const shifted = /^(<<|>>)$/.test(operator) && (left.type === 'float' || right.type === 'float' || spans);
  const result = a === undefined || b === undefined || shifted ? undefined : operate(operator, a, b);
  if (result === undefined || !Number.isFinite(result)) return unknownPython('it is computed', { origin });
  if (spans) {
    const sum = (operator === '+' || operator === '-') && left.type === right.type;
    const multiple = /^(\*|\/|\/\/)$/.test(operator) && left.type !== right.type;
    if (!sum && !multiple) return unknownPython('it is computed', { origin });
    return { state: 'known', type: 'timedelta', value: result, origin, assumed };
  }
  const float = left.type === 'float' || right.type === 'float' || operator === '/' || (operator === '**' && b! < 0);
  if (!float && !Number.isSafeInteger(result)) return unknownPython('it is too large', { origin, type: 'int' });
  return { state: 'known', type: float ? 'float' : 'int', value: result, origin, assumed };
}

function ofCpus(operator: string, left: PythonValue, right: PythonValue, origin: Origin): PythonValue | undefined {
  const a = forCpus(left);
  const b = forCpus(right);
  if (!a || !b || operate(operator, 1, 1) === undefined) return undefined;
  return unknownPython('it follows from the number of CPUs', {
    origin,
    type: operator === '/' ? 'float' : 'int',
    forCpus: remembered((cpus) => operate(operator, a(cpus), b(cpus)) ?? Number.NaN),
  });
}

/** A formula that keeps its last result: names may use one another's formulas many times over. */
export function remembered(formula: (cpus: number) => number): (cpus: number) => number {
  let last: { readonly cpus: number; readonly value: number } | undefined;
  return (cpus) => {
    if (last?.cpus !== cpus) last = { cpus, value: formula(cpus) };
    return last.value;
  };
}

/** The value for a number of CPUs: the same for each where it is a known number. */
export function forCpus(value: PythonValue): ((cpus: number) => number) | undefined {
  if (value.state === 'unknown') return value.forCpus;
  const number = numberOf(value);
  return number === undefined ? undefined : () => number;
}

function operate(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : a - b * Math.floor(a / b);
    case '**':
      // The last digit of other powers depends on who computes them.
      return Number.isInteger(b) && Math.abs(b) <= 1000 ? a ** b : undefined;
    case '<<':
      return b < 0 || b > 52 ? undefined : a * 2 ** b;
    case '>>':
      return b < 0 || b > 52 ? undefined : Math.floor(a / 2 ** b);
    default:
      return undefined;
  }
}

/** What `int()`, `float()`, `str()` and `bool()` make of a value; undefined for what they refuse. */
export function convert(to: 'int' | 'float' | 'bool', value: PythonValue, origin: Origin): PythonValue {
  if (value.state === 'unknown') {
    const by = value.forCpus;
    return unknownPython(value.reason, {
      origin,
      type: to,
      ...(by && to !== 'bool' ? { forCpus: (cpus: number) => (to === 'int' ? Math.trunc(by(cpus)) : by(cpus)) } : {}),
    });
  }
  const base = { state: 'known' as const, origin: { ...value.origin }, assumed: value.assumed };
  if (to === 'bool') {
    const truth = Array.isArray(value.value) ? value.value.length > 0 : Boolean(value.value);
    return { ...base, type: 'bool', value: truth };
  }
  const number = value.type === 'str' ? readNumber(value.value, to) : numberOf(value);
  if (number === undefined) return unknownPython(`Python makes no ${to} of it`, { origin });
  return { ...base, type: to, value: to === 'int' ? Math.trunc(number) : number };
}

/** A number as `int('…')` or `float('…')` reads it. */
function readNumber(text: string, to: 'int' | 'float'): number | undefined {
  const plain = text.trim().replace(/(\d)_(?=\d)/g, '$1');
  const pattern = to === 'int' ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  return pattern.test(plain) ? Number(plain) : undefined;
}
