import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { textIn } from '../../server/src/stack/model/environment';
import { writtenValue } from '../../server/src/stack/python/value';
import { readFixture, stackOf } from '../support/fixture';

const PYDANTIC =
  'from pydantic import Field, field_validator\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n';

/** What a setting of a Celery app is, with the variables that would win over it. */
function limit(settings: string, expression: string): string {
  const source = `//- config.py\n${settings}\n//- a.py\nfrom celery import Celery\nfrom config import *\napp = Celery(task_time_limit=${expression})\n`;
  const found = stackOf(readFixture(source).files).celeryApps[0]!.effective('task_time_limit');
  if (found.state === 'absent') return 'absent';
  if (found.state === 'unknown') return `unknown: ${found.reason}`;
  const variables = found.value.assumed.map(({ variable }) => variable).join(' ');
  return `${writtenValue(found.value)}${variables === '' ? '' : ` unless ${variables}`}`;
}

describe('settings of pydantic', () => {
  const settings = (body: string, base = 'BaseSettings') =>
    `${PYDANTIC}class Settings(${base}):\n${body.replace(/^/gm, '    ')}\nsettings = Settings()`;

  test.each([
    ['a default', 'limit: int = 5', '5 unless LIMIT'],
    ['none', 'limit: int', 'unknown: the environment variable LIMIT decides'],
    ['a default in Field', 'limit: int = Field(5, ge=1)', '5 unless LIMIT'],
    ['a default by its name', 'limit: int = Field(default=5)', '5 unless LIMIT'],
    ['a field that must be given', 'limit: int = Field(...)', 'unknown: the environment variable LIMIT decides'],
    [
      'a default that a function makes',
      'limit: int = Field(default_factory=f)',
      'unknown: the environment variable LIMIT decides',
    ],
    ['another name', 'limit: int = Field(5, alias="most")', '5 unless MOST'],
    ['another name for the environment', 'limit: int = Field(5, validation_alias="Most")', '5 unless MOST'],
    ['another name as version 1 has it', 'limit: int = Field(5, env="MOST")', '5 unless MOST'],
    [
      'several names',
      'limit: int = Field(5, validation_alias=AliasChoices("a", "b"))',
      'unknown: the environment decides',
    ],
    ['a name in what is not read', 'limit: Annotated[int, Field(alias="b")] = 5', 'unknown: the environment decides'],
    ['a prefix', 'model_config = SettingsConfigDict(env_prefix="app_")\nlimit: int = 5', '5 unless APP_LIMIT'],
    ['a prefix in a dict', 'model_config = {"env_prefix": "app_"}\nlimit: int = 5', '5 unless APP_LIMIT'],
    ['a prefix in a class', 'limit: int = 5\nclass Config:\n    env_prefix = "APP_"', '5 unless APP_LIMIT'],
    [
      'a prefix that can’t be told',
      'model_config = SettingsConfigDict(**more)\nlimit: int = 5',
      'unknown: the environment decides',
    ],
    [
      'a validator',
      'limit: int = 5\n@field_validator("limit")\ndef check(cls, v):\n    return v * 2',
      'unknown: the class Settings may change it',
    ],
    [
      'a validator of another field',
      'limit: int = 5\nx: int = 1\n@field_validator("x")\ndef check(cls, v):\n    return v',
      '5 unless LIMIT',
    ],
    [
      'a validator of the whole',
      'limit: int = 5\n@model_validator(mode="before")\ndef check(cls, v):\n    return v',
      'unknown: the class Settings may change it',
    ],
    ['a property', '@property\ndef limit(self):\n    return 5', 'unknown: the class Settings may fill it in'],
    [
      'an own start',
      'limit: int = 5\ndef __init__(self):\n    self.limit = 6',
      'unknown: the class Settings may change it',
    ],
  ])('%s', (_, body, expected) => expect(limit(settings(body), 'settings.limit')).toBe(expected));

  const plain = settings('limit: int = 5');
  test.each([
    [
      'a function that gives them',
      `${plain}\n@lru_cache\ndef get():\n    """The settings."""\n    return Settings()`,
      'get().limit',
      '5 unless LIMIT',
    ],
    [
      'a function that gives what is there',
      `${plain}\ndef get():\n    return settings`,
      'get().limit',
      '5 unless LIMIT',
    ],
    [
      'a function that decides',
      `${plain}\ndef get():\n    if x:\n        return Settings()\n    return other`,
      'get().limit',
      'unknown: it is an attribute of an object',
    ],
    ['their own call', plain, 'Settings().limit', '5 unless LIMIT'],
    ['a file of variables', plain, 'Settings(_env_file=".env").limit', '5 unless LIMIT'],
    ['a value that the call gives', plain, 'Settings(limit=9).limit', 'unknown: it is an attribute of an object'],
    [
      'a class between',
      `${PYDANTIC}class Base(BaseSettings):\n    limit: int = 5\nclass Settings(Base):\n    x: int = 1\nsettings = Settings()`,
      'settings.limit',
      '5 unless LIMIT',
    ],
    [
      'a base that is not in view',
      `${settings('limit: int = 5', 'Mine, BaseSettings')}`,
      'settings.limit',
      'unknown: the class Settings may fill it in',
    ],
    [
      'settings within settings',
      `${PYDANTIC}class Tasks(BaseSettings):\n    limit: int = 5\nclass Settings(BaseSettings):\n    tasks: Tasks = Tasks()\nsettings = Settings()`,
      'settings.tasks.limit',
      '5 unless LIMIT',
    ],
    [
      'what leads to itself',
      `${PYDANTIC}class Settings(BaseSettings):\n    a: int = 1\nsettings = settings`,
      'settings.a',
      'unknown: it is an attribute of an object',
    ],
  ])('through %s', (_, text, expression, expected) => expect(limit(text, expression)).toBe(expected));

  test('a variable of the service takes the place of the default, and of none', () => {
    const source = `//- compose.yaml
services: {web: {image: python, environment: {REDIS_URL: "redis://cache/0"}}}
//- config.py
${PYDANTIC}class Settings(BaseSettings):
    redis_url: str
    other_url: RedisDsn = "redis://other/1"
settings = Settings()
//- a.py
import redis
from config import settings
one = redis.from_url(settings.redis_url)
two = redis.from_url(settings.other_url)
`;
    const stack = stackOf(readFixture(source).files);
    const service = stack.composeProjects[0]!.service('web')!;
    const texts = stack.redisClients.map((client) => textIn(service, client.address!)?.text);
    expect(texts).toEqual(['redis://cache/0', 'redis://other/1']);
  });

  test('is read again when the class changes', () => {
    const files = readFixture(
      `//- config.py\n${plain}\n//- a.py\nfrom celery import Celery\nfrom config import settings\napp = Celery(task_time_limit=settings.limit)\n`,
    ).files;
    const stack = stackOf(files);
    const of = (one: typeof stack) => one.celeryApps[0]!.effective('task_time_limit');
    expect(of(stack)).toMatchObject({ state: 'known', value: { value: 5 } });
    const config = stack.file('config.py')!;
    const changed = stack.with(new ConfigFile('config.py', config.text.replace('= 5', '= 6')));
    expect(of(changed)).toMatchObject({ state: 'known', value: { value: 6 } });
  });
});

test.each([
  ['X=(int, 5)', "env('X')", '5 unless X'],
  ['X=(int, 5)', "env.int('X')", '5 unless X'],
  ['X=(int, 5)', "env('X', default=6)", '6 unless X'],
  ['X=int', "env('X')", 'unknown: the environment variable X decides'],
  ['DEBUG=(bool, False)', "env.int('X', default=5)", '5 unless X'],
  ['DEBUG=(bool, False)', "env.int('X')", 'unknown: the environment variable X decides'],
])('django-environ with Env(%s): %s', (scheme, expression, expected) =>
  expect(limit(`import environ\nenv = environ.Env(${scheme})`, expression)).toBe(expected),
);
