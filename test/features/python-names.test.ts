import { describe, expect, test } from 'vitest';
import { definition } from '../../server/src/features/definition';
import { references } from '../../server/src/features/references';
import { documentSymbols } from '../../server/src/features/symbols';
import { atByName } from './by-name';

const COMPOSE = `
//- .env
CACHE_URL=redis://cache/1
//- compose.yml
services:
  worker:
    image: python:3.12
    working_dir: /app
    volumes: [".:/app"]
    command: celery -A shop.app worker
    env_file: .env
    environment:
      BROKER: redis://broker/0
  broker:
    image: redis:7
  other:
    image: python:3.12
    environment:
      ELSEWHERE: "1"
`;

const APP = `
//- shop/app.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.celeryconfig")

@app.task
def send():
    pass

@app.task(name="mail")
def post():
    pass
`;

/** `path:line text` of each place to which the name at the cursor leads. */
function leadsTo(source: string): string[] {
  const { stack, file, offset } = atByName(source);
  return (definition(stack, file, offset)?.targets ?? []).map(
    (target) =>
      `${target.file.path}:${target.file.lines.lineAt(target.nameSpan.start) + 1} ${target.file.text.slice(target.nameSpan.start, target.nameSpan.end)}`,
  );
}

describe('definition', () => {
  const config = (text: string) => `${COMPOSE}${APP}//- shop/celeryconfig.py\n${text}\n`;

  test.each([
    [
      'the module of settings',
      `${APP.replace('celeryconfig"', 'celery<|>config"')}//- shop/celeryconfig.py\nx = 1\n`,
      ['shop/celeryconfig.py:1 '],
    ],
    [
      'a class in it',
      '//- a.py\nfrom celery import Celery\napp = Celery()\napp.config_from_object("celery_conf:Co<|>nf")\n//- celery_conf.py\nclass Conf:\n    task_acks_late = True\n',
      ['celery_conf.py:1 Conf'],
    ],
    ['the broker’s service', config('broker_url = "redis://bro<|>ker:6379/0"'), ['compose.yml:10 broker']],
    ['a host that is no service', config('broker_url = "redis://no<|>body:6379/0"'), []],
    ['a variable of environment', config('import os\nbroker_url = os.environ["BRO<|>KER"]'), ['compose.yml:9 BROKER']],
    [
      'a variable of .env',
      config('import os\nresult_backend = os.getenv("CACHE_<|>URL", "redis://x")'),
      ['.env:1 CACHE_URL'],
    ],
    [
      'a variable of another service',
      config('import os\nx = os.environ.get("ELSE<|>WHERE")'),
      ['compose.yml:15 ELSEWHERE'],
    ],
    ['a variable that nobody sets', config('import os\nx = os.getenv("NO<|>BODY")'), []],
    [
      'a task in annotations',
      config('task_annotations = {"shop.app.se<|>nd": {"rate_limit": "1/s"}}'),
      ['shop/app.py:7 send'],
    ],
    ['a task in routes, by a name of its own', config('task_routes = {"ma<|>il": "fast"}'), ['shop/app.py:11 post']],
    [
      'a task in beat’s schedule',
      config('beat_schedule = {"x": {"task": "shop.app.se<|>nd", "schedule": 5.0}}'),
      ['shop/app.py:7 send'],
    ],
    ['no task by half a name', config('task_routes = {"se<|>nd": "fast"}'), []],
    [
      'the setting in force',
      config('task_acks_<|>late = True\ntask_acks_late = False'),
      ['shop/celeryconfig.py:2 task_acks_late'],
    ],
    ['a setting that stands once', config('task_acks_<|>late = True'), []],
    ['a name of Python’s', config('import o<|>s\ntask_acks_late = True'), []],
  ])('%s', (_, source, expected) => {
    expect(leadsTo(source)).toEqual(expected);
  });
});

test('references: every place that reads a variable, with those that set it', () => {
  const { stack, file, offset } = atByName(
    `${COMPOSE}${APP}//- shop/celeryconfig.py\nimport os\nbroker_url = os.environ["BRO<|>KER"]\nresult_backend = os.getenv("BROKER")  # os.getenv("BROKER")\n`,
  );
  const found = references(stack, file, offset).map(
    (place) => `${place.file.path}:${place.file.lines.lineAt(place.span.start) + 1}`,
  );
  expect(found).toEqual(['compose.yml:9', 'shop/celeryconfig.py:2', 'shop/celeryconfig.py:3']);
});

test('the outline is Python’s own', () => {
  const { file } = atByName(`${APP}<|>\n`);
  expect(documentSymbols(file)).toEqual([]);
});
