import { type Choice, type Key, LEVEL_SHAPE, PROJECT_SHAPE, type Shape, SIZE, VERSION } from './headroom-keys';

/** A rule as the schema tells of it. */
export interface RuleSummary {
  readonly id: string;
  readonly summary: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema of headroom.yaml, as the text of its file. http://json-schema.org/draft-07/schema */
export function projectSchema(rules: readonly RuleSummary[]): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'headroom.yaml',
    description: 'How Headroom judges the stack in this folder. Every key is optional.',
    ...mapSchema(PROJECT_SHAPE),
    definitions: { rules: rulesSchema(rules), level: choiceSchema(LEVEL_SHAPE.values, [null]) },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function keySchema({ what, shape, absent }: Key): Schema {
  return {
    description: absent === undefined ? what : `${what} Where it is absent: ${absent}.`,
    ...shapeSchema(shape),
  };
}

/** A key may stand without a value: its value is then as if the key were absent. */
function shapeSchema(shape: Shape): Schema {
  switch (shape.kind) {
    case 'choice':
      return { ...choiceSchema(shape.values, [null]) };
    case 'flag':
      return { type: ['boolean', 'null'] };
    case 'number':
      return { type: [shape.whole ? 'integer' : 'number', 'null'], exclusiveMinimum: 0 };
    case 'size':
      return {
        anyOf: [
          { type: 'string', pattern: withoutCase(SIZE) },
          { type: 'integer', minimum: 1024 ** 2 },
          { type: 'null' },
        ],
      };
    case 'version':
      return {
        anyOf: [{ type: 'string', pattern: VERSION.source }, { type: 'number', exclusiveMinimum: 0 }, { type: 'null' }],
      };
    case 'texts':
      return {
        type: ['array', 'null'],
        items: { type: 'string', pattern: shape.item.pattern.source },
        examples: [[shape.item.example]],
      };
    case 'list':
      return { type: ['array', 'null'], items: shapeSchema(shape.item) };
    case 'map':
      return mapSchema(shape);
    case 'rules':
      return defined('rules');
  }
}

function mapSchema({ keys, required }: Extract<Shape, { kind: 'map' }>): Schema {
  return {
    type: ['object', 'null'],
    additionalProperties: false,
    ...(required ? { required } : {}),
    properties: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keySchema(key)])),
  };
}

function rulesSchema(rules: readonly RuleSummary[]): Schema {
  const level = defined('level');
  return {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: Object.fromEntries(rules.map(({ id, summary }) => [id, { description: `${summary}.`, ...level }])),
    patternProperties: { '\\*': { description: 'Every rule whose id fits.', ...level } },
  };
}

/** What stands in several places is written once. What stands beside a `$ref` itself is ignored. */
function defined(name: 'rules' | 'level'): Schema {
  return { allOf: [{ $ref: `#/definitions/${name}` }] };
}

/** `enumDescriptions` is what editors show beside each value. */
function choiceSchema(values: readonly Choice[], besides: readonly null[]): Schema {
  return {
    enum: [...values.map(({ value }) => value), ...besides],
    enumDescriptions: [...values.map(({ what }) => what), ...besides.map(() => 'as if the key were absent')],
  };
}

/** JSON Schema has no flags: a pattern that takes both cases has to say so. */
function withoutCase({ source }: RegExp): string {
  return source.replace(/\[kmgt\]/, '[kmgtKMGT]').replace('i?b', '[iI]?[bB]');
}
