import type { PyAssignment, PyAttribute, PyClass, PyExpression, PyStatement } from '../../syntax/python/tree';
import { bare, keyword } from '../../syntax/python/tree';
import type { Evaluator } from './evaluate';
import type { PythonModule } from './modules';
import type { Located } from './resolve';
import { type Origin, type PythonValue, textOf, type UnknownPython, unknownPython } from './value';

/** A class of the workspace. */
interface Model {
  readonly definition: PyClass;
  readonly module: PythonModule;
}

/** One field of a class of settings, in the class that states it. */
interface Field extends Model {
  readonly statement: PyAssignment;
}

const BASE = /^pydantic(_settings|\.v1|\.env_settings)?\.BaseSettings$/;
const FIELD = /^pydantic(\.v1|\.fields)?\.Field$/;

/** Settings lead to settings, and classes to their bases, this far. */
const MOST_STEPS = 20;

/** By these a class fills in its fields in a way of its own. */
const OWN_WAY =
  /^(__init__|__new__|__getattr__|__getattribute__|model_post_init|settings_customise_sources|customise_sources)$/;

/**
 * What an attribute of pydantic's `BaseSettings` is: the environment decides, under the name of the field in capitals,
 * and the default holds where it is silent. Undefined for another attribute.
 *
 * @see https://docs.pydantic.dev/latest/concepts/pydantic_settings/
 */
export function readSetting(
  evaluator: Evaluator,
  { expression, module, scope }: Located<PyAttribute>,
  origin: Origin,
): PythonValue | undefined {
  const owner = modelOf(evaluator, { expression: expression.object, module, scope });
  const lineage = owner && lineageOf(evaluator, owner);
  const field = lineage && fieldOf(lineage, expression.name);
  if (!lineage || !field) return undefined;
  for (const { module: one } of lineage) evaluator.modules.touch(one);
  const own = lineage.some(({ definition }) => mayChange(definition, expression.name));
  if (own) return unknownPython(`the class ${owner.definition.name} may change it`, { origin });
  const variable = variableOf(evaluator, lineage, field);
  const type = typeOf(field.statement.annotation);
  if (variable === undefined) return unknownPython('the environment decides', { origin, type });
  const fallback = defaultOf(evaluator, field);
  const value =
    fallback && evaluator.evaluate({ expression: fallback, module: field.module, scope: field.definition.inside });
  // A field without a value is there to be filled in.
  if (value?.state !== 'known' || value.type === 'none')
    return unknownPython(`the environment variable ${variable} decides`, {
      origin,
      type,
      copies: type === 'str' ? variable : undefined,
    });
  return {
    ...value,
    origin: { ...value.origin, own: false },
    assumed: [...value.assumed, { variable, origin: value.origin }],
  };
}

/** The class of settings of which an expression is an instance, through the functions that give one. */
function modelOf(evaluator: Evaluator, located: Located, steps = 0): Model | undefined {
  const at = bare(located.expression);
  const { resolver } = evaluator;
  if (steps > MOST_STEPS) return undefined;
  if (at.kind === 'call') {
    const called = resolver.meaning({ ...located, expression: at.callee });
    if (called.kind === 'class') return at.args.every(({ name }) => name?.startsWith('_')) ? called : undefined;
    const given = called.kind === 'function' ? returned(called.definition.body) : undefined;
    if (called.kind !== 'function' || !given) return undefined;
    const scope = { kind: 'function' as const, definition: called.definition, parent: called.definition.scope };
    return modelOf(evaluator, { expression: given, module: called.module, scope }, steps + 1);
  }
  if (at.kind !== 'name' && at.kind !== 'attribute') return undefined;
  const meaning = resolver.meaning({ ...located, expression: at });
  const [option, ...others] = meaning.kind === 'value' ? meaning.options : [];
  if (option && others.length === 0) {
    evaluator.modules.touch(option.module);
    return modelOf(evaluator, { ...option, scope: option.binding.scope }, steps + 1);
  }
  if (at.kind === 'name') return undefined;
  // Settings within settings.
  const outer = modelOf(evaluator, { ...located, expression: at.object }, steps + 1);
  const lineage = outer && lineageOf(evaluator, outer);
  const field = lineage && fieldOf(lineage, at.name);
  const made = field && defaultOf(evaluator, field);
  return (
    made && modelOf(evaluator, { expression: made, module: field.module, scope: field.definition.inside }, steps + 1)
  );
}

/** What a function gives that does nothing but give it. */
function returned(body: readonly PyStatement[]): PyExpression | undefined {
  const last = body.at(-1);
  const plain = body.every(({ kind }, i) => kind === 'expression' || i === body.length - 1);
  return plain && last?.kind === 'return' ? last.value : undefined;
}

/** The class with those that it is made from, itself first; undefined where it is no class of settings, or one is not in view. */
function lineageOf(evaluator: Evaluator, model: Model): readonly Model[] | undefined {
  const lineage: Model[] = [];
  let isSettings = false;
  const visit = ({ definition, module }: Model): boolean => {
    if (lineage.length > MOST_STEPS || definition.decorators.length > 0) return false;
    lineage.push({ definition, module });
    return definition.bases.every(({ name, value }) => {
      if (name !== undefined || !value) return name !== 'metaclass';
      const base = evaluator.resolver.meaning({ expression: value, module, scope: definition.scope });
      if (base.kind === 'external') {
        isSettings ||= BASE.test(base.name);
        return BASE.test(base.name);
      }
      return base.kind === 'class' && visit(base);
    });
  };
  return visit(model) && isSettings ? lineage : undefined;
}

function fieldOf(lineage: readonly Model[], name: string): Field | undefined {
  for (const model of lineage) {
    const statement = model.definition.body.findLast(
      (one): one is PyAssignment => one.kind === 'assignment' && one.targets.some((target) => isName(target, name)),
    );
    if (statement) return { ...model, statement };
  }
  return undefined;
}

function isName(expression: PyExpression, name: string): boolean {
  const at = bare(expression);
  return at.kind === 'name' && at.name === name;
}

/** Whether a function of the class decides over the field: a validator, or the making of the whole. */
function mayChange({ body }: PyClass, field: string): boolean {
  return body.some((one) => {
    if (one.kind === 'if' || one.kind === 'try') return true;
    if (one.kind !== 'function') return false;
    return (
      OWN_WAY.test(one.name) ||
      one.name === field ||
      one.decorators.some(({ value }) => {
        const at = bare(value);
        const callee = bare(at.kind === 'call' ? at.callee : at);
        const name = callee.kind === 'name' || callee.kind === 'attribute' ? callee.name : '';
        if (!name.endsWith('validator')) return false;
        const fields = at.kind === 'call' && !/^(root|model)/.test(name) ? at.args : [];
        const texts = fields.flatMap(({ name: key, value: text }) =>
          key === undefined && text?.kind === 'string' ? [text.content.text] : [],
        );
        return texts.length === 0 || texts.includes(field) || texts.includes('*');
      })
    );
  });
}

/** The variable from which the field is taken; undefined where several may be, or it can't be told. */
function variableOf(evaluator: Evaluator, lineage: readonly Model[], field: Field): string | undefined {
  const { definition, module, statement } = field;
  const call = fieldCall(evaluator, field);
  for (const key of ['validation_alias', 'alias', 'env']) {
    const given = call && keyword(call, key)?.value;
    if (given) {
      const text = textOf(evaluator.evaluate({ expression: given, module, scope: definition.inside }));
      return text?.toUpperCase();
    }
  }
  const annotation = statement.annotation && bare(statement.annotation);
  // Another name may stand in what is not read.
  if (annotation?.kind === 'subscript' && isName(annotation.object, 'Annotated')) return undefined;
  if (!call && statement.value && endsInField(statement.value)) return undefined;
  const name = bare(statement.targets[0]!);
  const prefix = prefixOf(evaluator, lineage);
  return name.kind === 'name' && prefix !== undefined ? `${prefix}${name.name}`.toUpperCase() : undefined;
}

function endsInField(value: PyExpression): boolean {
  const made = bare(value);
  const callee = made.kind === 'call' ? bare(made.callee) : undefined;
  return (callee?.kind === 'name' || callee?.kind === 'attribute') && callee.name === 'Field';
}

/** `env_prefix` of `model_config` or of the inner class `Config`; empty where nothing says so. */
function prefixOf(evaluator: Evaluator, lineage: readonly Model[]): string | undefined {
  for (const { definition, module } of lineage) {
    for (const one of definition.body) {
      let given: PyExpression | undefined;
      if (one.kind === 'class' && one.name === 'Config')
        given = fieldOf([{ definition: one, module }], 'env_prefix')?.statement.value;
      else if (one.kind === 'assignment' && one.value && one.targets.some((target) => isName(target, 'model_config'))) {
        const made = bare(one.value);
        if (made.kind === 'call') {
          given = keyword(made, 'env_prefix')?.value;
          if (made.args.some(({ prefix, name }) => prefix !== '' || name === 'alias_generator')) return undefined;
        } else if (made.kind === 'dict')
          given = made.entries.find(({ key }) => key?.kind === 'string' && key.content.text === 'env_prefix')?.value;
        else return undefined;
      }
      if (given) return textOf(evaluator.evaluate({ expression: given, module, scope: definition.inside }));
    }
  }
  return '';
}

/** `Field(…)` behind a field. */
function fieldCall(evaluator: Evaluator, { statement, module, definition }: Field) {
  const made = statement.value && bare(statement.value);
  if (made?.kind !== 'call') return undefined;
  const name = evaluator.resolver.callee(made, module, definition.inside);
  return name !== undefined && FIELD.test(name) ? made : undefined;
}

/** Undefined where the environment has to say it. */
function defaultOf(evaluator: Evaluator, field: Field): PyExpression | undefined {
  const call = fieldCall(evaluator, field);
  if (!call) return field.statement.value;
  return (keyword(call, 'default') ?? call.args.find(({ name }) => name === undefined))?.value;
}

function typeOf(annotation: PyExpression | undefined): UnknownPython['type'] {
  const at = annotation && bare(annotation);
  if (at?.kind !== 'name') return undefined;
  if (/Dsn$|^AnyUrl$/.test(at.name)) return 'str';
  return /^(int|float|str|bool)$/.test(at.name) ? (at.name as UnknownPython['type']) : undefined;
}
