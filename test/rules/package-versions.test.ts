import { describe, test } from 'vitest';
import { checkCase } from '../support/laws';

const pinned = (text: string) => `//- requirements.txt\n${text}\n`;
const redis = (made: string) => `//- app/cache.py\nimport redis\n\ncache = ${made}\n`;
const mongo = (made: string) => `//- app/db.py\nfrom pymongo import MongoClient\n\nclient = ${made}\n`;
const celery = (lines: string) =>
  `//- app/celery.py\nfrom celery import Celery\n\napp = Celery("app", broker="amqp://rabbitmq//")\n${lines}\n`;
const LIMITS = celery(
  'app.conf.task_time_limit = 60\napp.conf.task_soft_time_limit = 90\n                                ^^ error: CLAIM',
);

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  // redis-py
  [
    'redis/max-connections',
    'before 8',
    pinned('redis==5.2.1') +
      redis('redis.Redis(host="redis")\n              ^^^^^ information: as many connections to Redis as it likes.'),
  ],
  [
    'redis/max-connections',
    'from 8 on',
    pinned('redis==8.0.1') +
      redis('redis.Redis(host="redis")\n              ^^^^^ information: which redis-py 8.0.1 has for a default.'),
  ],
  [
    'redis/max-connections',
    'a range that leaves it open',
    pinned('redis>=5,<9') + redis('redis.Redis(host="redis")\n              ^^^^^ information: before redis-py 8'),
  ],
  [
    'redis/endless-socket-timeout',
    'before 8 it is the default',
    pinned('redis~=5.0') + redis('redis.Redis(host="redis")\n              ^^^^^ information: redis-py 5 has none'),
  ],
  ['redis/endless-socket-timeout', 'from 8 on it is not', pinned('redis==8.0.0') + redis('redis.Redis(host="redis")')],
  ['redis/endless-socket-timeout', 'any version', pinned('redis>=5') + redis('redis.Redis(host="redis")')],
  [
    'redis/endless-socket-timeout',
    'set',
    pinned('redis==5.2.1') + redis('redis.Redis(host="redis", socket_timeout=10)'),
  ],
  [
    'redis/unknown-client-option',
    'not yet',
    pinned('redis==4.3.4') +
      redis(
        'redis.Redis(host="redis", protocol=3)\n                                  ^^^^^^^^ error: came with redis-py 5.0: redis-py 4.3.4',
      ),
  ],
  [
    'redis/unknown-client-option',
    'no longer',
    pinned('redis==6.4.0') +
      redis(
        'redis.Redis(host="redis", charset="utf-8")\n                                  ^^^^^^^ error: went with redis-py 6.0',
      ),
  ],
  [
    'redis/unknown-client-option',
    'still',
    pinned('redis==5.0.1') + redis('redis.Redis(host="redis", charset="utf-8")'),
  ],
  ['redis/unknown-client-option', 'maybe', pinned('redis>=5,<7') + redis('redis.Redis(host="redis", charset="utf-8")')],
  // pymongo
  [
    'mongodb/unknown-client-option',
    'version 3 still has it',
    pinned('pymongo~=3.12') + mongo('MongoClient("mongodb://mongo", j=True)'),
  ],
  [
    'mongodb/unknown-client-option',
    'version 4 does not',
    pinned('pymongo==4.10.1') +
      mongo(
        'MongoClient("mongodb://mongo", j=True)\n                                        ^ error: gone from pymongo 4.0 on',
      ),
  ],
  [
    'mongodb/unknown-client-option',
    'not yet',
    pinned('pymongo==3.12.3') +
      mongo(
        'MongoClient("mongodb://mongo", timeoutMS=9000)\n                                        ^^^^^^^^^ error: came with pymongo 4.2: pymongo 3.12.3 refuses it',
      ),
  ],
  [
    'mongodb/unknown-client-option',
    'not yet, in a connection string',
    pinned('pymongo==3.12.3') +
      mongo(
        'MongoClient("mongodb://mongo/?timeoutMS=9000")\n                                       ^^^^^^^^^ warning: pymongo 3.12.3 leaves it alone',
      ),
  ],
  // Celery
  [
    'celery/soft-time-limit',
    'from 5.5 on',
    pinned('celery==5.5.3') + LIMITS.replace('CLAIM', 'Celery 5.5.3 refuses to send the task.'),
  ],
  ['celery/soft-time-limit', 'before', pinned('celery==5.4.0') + LIMITS.replace('CLAIM', 'has rung.')],
  ['celery/soft-time-limit', 'either', pinned('celery~=5.4') + LIMITS.replace('CLAIM', 'from 5.5 on')],
  [
    'celery/newer-setting',
    'in a dict',
    pinned('celery==5.5.0') +
      celery(
        'app.conf.update({"worker_eta_task_limit": 100})\n                 ^^^^^^^^^^^^^^^^^^^^^^^ information: came with Celery 5.6: Celery 5.5.0 leaves it alone',
      ),
  ],
  [
    'celery/newer-setting',
    'a version that has it',
    pinned('celery==5.6.0') + celery('app.conf.worker_eta_task_limit = 100'),
  ],
  ['celery/newer-setting', 'nobody tells the version', celery('app.conf.worker_eta_task_limit = 100')],
  [
    'celery/newer-setting',
    'a line that may have it',
    pinned('celery>=5.2,<6') + celery('app.conf.worker_eta_task_limit = 100'),
  ],
  // Command lines
  [
    'stack/refused-option',
    'an option that came later',
    `${pinned('uvicorn[standard]==0.20.0')}//- Procfile
web: uvicorn app:app --timeout-graceful-shutdown 30
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: came with uvicorn 0.22: uvicorn 0.20.0 does not start
`,
  ],
  [
    'stack/refused-option',
    'a version that has it',
    `${pinned('uvicorn==0.34.0')}//- Procfile\nweb: uvicorn app:app --timeout-graceful-shutdown 30\n`,
  ],
  [
    'stack/refused-option',
    'nobody tells the version',
    '//- Procfile\nweb: uvicorn app:app --timeout-graceful-shutdown 30\n',
  ],
  [
    'stack/refused-option',
    'of a service, beside its Dockerfile',
    `//- compose.yml
services:
  api:
    build: ./api
    command: gunicorn --header-map drop app:app
                      ^^^^^^^^^^^^ error: came with gunicorn 22.0: gunicorn 21.2.0 does not start
//- api/Dockerfile
FROM python:3.12
//- api/requirements.txt
gunicorn==21.2.0
`,
  ],
  [
    'celery/refused-option',
    'of Celery',
    `${pinned('celery==5.4.0')}//- Procfile
worker: celery -A app worker --disable-prefetch
                             ^^^^^^^^^^^^^^^^^^ error: came with Celery 5.6: Celery 5.4.0 does not start
`,
  ],
];

describe('what the rules find by the versions of Python’s packages', () => {
  test.each(CASES)('%s: %s', (rule, _, source) => checkCase(rule, source));
});
