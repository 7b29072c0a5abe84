import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { PartialSettings } from '../../server/src/settings/project';
import { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';
import { applyFix, checkCase, judge } from '../support/laws';

/** An app whose settings are keywords of `app.conf.update`; lines of carets stand under them. */
const app = (body: string) =>
  `//- shop/celery_app.py\nfrom celery import Celery\n\napp = Celery("shop", broker="amqp://rabbitmq//")\napp.conf.update(\n${body}\n)\n`;

/** A task of an app whose settings are not in view. */
const task = (options: string, body = '    pass') =>
  `//- shop/tasks.py\nfrom celery import Celery\n\napp = Celery("shop")\napp.config_from_object("shop.private")\n\n@app.task(${options}\ndef send(self):\n${body}\n`;

const django = (settings: string, declared = ', namespace="CELERY"') =>
  `//- shop/celery.py\nimport os\nfrom celery import Celery\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\napp.config_from_object("django.conf:settings"${declared})\n//- shop/settings.py\nINSTALLED_APPS = []\n${settings}\n`;

const worker = (command: string, more = '') =>
  `//- compose.yaml\nservices:\n  worker:\n    build: .\n    command: ${command}\n${more}`;

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  // celery/time-limit
  ['celery/time-limit', 'shorter than the tier', app('    task_time_limit=60,')],
  ['celery/time-limit', 'None', app('    task_time_limit=None,\n                    ^^^^ warning: None sets no limit')],
  [
    'celery/time-limit',
    'a soft limit alone',
    app('    task_soft_time_limit=60,\n    ^^^^^^^^^^^^^^^^^^^^ information: soft limit'),
  ],
  [
    'celery/time-limit',
    'the tier of long tasks',
    `# headroom: tasks=long\n`
      .concat(app('    task_time_limit=3600,'))
      .replace('# headroom: tasks=long\n//- shop/celery_app.py\n', '//- shop/celery_app.py\n# headroom: tasks=long\n'),
  ],
  ['celery/time-limit', 'another pool', app('    worker_pool="threads",\n    task_acks_late=True,')],
  ['celery/time-limit', 'values from elsewhere', app('    task_acks_late=True,\n    **more,')],
  [
    'celery/time-limit',
    'settings of an app that is not in view',
    '//- shop/celery_settings.py\ntask_acks_late = True\n',
  ],
  [
    'celery/time-limit',
    'an app that only sends',
    '//- web/sender.py\nfrom celery import Celery\n\nsender = Celery("shop", broker="amqp://rabbitmq//")\n',
  ],
  [
    'celery/time-limit',
    'a bare app that only reaches the workers of another one',
    `
//- shop/views.py
from celery import Celery, shared_task

@shared_task
def load():
    pass

def cancel(task_id):
    Celery().control.revoke(task_id, terminate=True)
`,
  ],
  [
    'celery/old-setting-name',
    'names of the project’s own, which no app reads',
    `
//- shop/celery.py
from celery import Celery
from django.conf import settings

app = Celery("shop")
app.conf.update(
    broker_url=settings.BROKER_URL,
    task_time_limit=240,
    task_soft_time_limit=200,
)
//- shop/settings.py
BROKER_URL = "redis://redis:6379/1"
CELERY_QUEUES = ["default"]
`,
  ],
  [
    'celery/django-old-name',
    'no namespace at all',
    `
//- shop/celery.py
import os
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
app = Celery("shop")
app.config_from_object("django.conf:settings")
app.autodiscover_tasks()
//- shop/settings.py
INSTALLED_APPS = []
CELERY_BROKER_URL = "redis://redis:6379/0"
^^^^^^^^^^^^^^^^^ warning: CELERY_BROKER_URL and 1 more
CELERY_TASK_TIME_LIMIT = 300
CELERY_ENABLE_UTC = True
`,
  ],
  ['celery/time-limit', 'a test', app('    task_acks_late=True,').replace('shop/celery_app.py', 'tests/celery_app.py')],
  [
    'celery/time-limit',
    'each task has its own',
    `${app('    task_acks_late=True,')}\n@app.task(time_limit=30)\ndef send():\n    pass\n`,
  ],
  [
    'celery/time-limit',
    'on the command line of the worker',
    `${app('    task_acks_late=True,')}${worker('celery -A shop.celery_app worker --time-limit=120')}`,
  ],
  [
    'celery/time-limit',
    'in a Procfile',
    `${app('    task_acks_late=True,')}//- Procfile\nworker: celery -A shop.celery_app worker --time-limit 120\n`,
  ],
  [
    'celery/time-limit',
    'too long on the command line',
    `${app('    task_time_limit=300,')}${worker('celery -A shop.celery_app worker --time-limit=7200\n                                                           ^^^^ information: 2 h')}`,
  ],
  [
    'celery/time-limit',
    'a worker with threads',
    `${app('    task_acks_late=True,')}${worker('celery -A shop.celery_app worker -P threads')}`,
  ],
  [
    'celery/time-limit',
    'a timedelta is no number of Celery’s, but seconds',
    `//- shop/celery_app.py\nfrom datetime import timedelta\nfrom celery import Celery\n\napp = Celery("shop", broker="amqp://rabbitmq//")\napp.conf.task_time_limit = timedelta(minutes=2).total_seconds()\n`,
  ],
  [
    'celery/time-limit',
    'Django',
    django(
      'CELERY_BROKER_URL = "amqp://rabbitmq//"\nCELERY_TASK_TIME_LIMIT = 60 * 60\n                         ^^^^^^^ information: 1 h',
    ),
  ],
  [
    'celery/time-limit',
    'settings of Django that a class fills in',
    django(
      'class Base(Settings):\n    CELERY_TASK_TIME_LIMIT = 60\n\nBase.load_settings(__name__)\nCELERY_TASK_ACKS_LATE = True',
    ),
  ],
  ['celery/time-limit', 'tasks that run at once', app('    task_always_eager=True,')],
  [
    'celery/prefetch-multiplier',
    '0 on the command line',
    `${app('    worker_prefetch_multiplier=1,')}${worker('celery -A shop.celery_app worker --prefetch-multiplier 0')}                                                                    ^ information: worker_prefetch_multiplier = 1 holds\n`,
  ],
  [
    'celery/concurrency',
    '0 on the command line',
    `${app('    worker_prefetch_multiplier=1,')}${worker('celery -A shop.celery_app worker -c 0')}                                                 ^ information: the setting of the app or one process for each CPU holds\n`,
  ],
  [
    'stack/overridden-by-command',
    'a variable beside the flag',
    `${app('    worker_prefetch_multiplier=1,')}${worker('celery -A shop.celery_app worker -c 4', '                                                 ^ information: runs with -c 4: it wins over CELERY_WORKER_CONCURRENCY=8, which does nothing here\n    environment: {CELERY_WORKER_CONCURRENCY: 8}\n')}`,
  ],
  [
    'stack/overridden-by-command',
    'all three',
    `${app('    worker_concurrency=2,')}${worker('celery -A shop.celery_app worker -c 4', '                                                 ^ information: worker_concurrency = 2 in celery_app.py and CELERY_WORKER_CONCURRENCY=8, which do nothing\n    environment: {CELERY_WORKER_CONCURRENCY: 8}\n')}`,
  ],
  [
    'stack/overridden-by-command',
    'a variable that says the same, and one that is a flag of another setting',
    `${app('    worker_prefetch_multiplier=1,')}${worker('celery -A shop.celery_app worker -c 4', '    environment: {CELERY_WORKER_CONCURRENCY: 4, CELERY_WORKER_PREFETCH_MULTIPLIER: 1}\n')}`,
  ],
  // celery/soft-time-limit
  [
    'celery/soft-time-limit',
    'equal',
    app('    task_time_limit=60,\n    task_soft_time_limit=60,\n                         ^^ warning: same'),
  ],
  [
    'celery/soft-time-limit',
    'a hard limit on the command line below the soft one of the app',
    `${app('    task_soft_time_limit=600,')}${worker('celery -A shop.celery_app worker --time-limit 300')}                                                           ^^^ error: holds up the hard one\n`,
  ],
  [
    'celery/soft-time-limit',
    'both on the command line',
    `${app('    task_acks_late=True,')}${worker('celery -A shop.celery_app worker --time-limit 300 --soft-time-limit 300')}                                                                                 ^^^ warning: the same 5 min\n`,
  ],
  ['celery/soft-time-limit', 'below', app('    task_time_limit=60,\n    task_soft_time_limit=59,')],
  [
    'celery/soft-time-limit',
    'of one task',
    `${app('    task_time_limit=300,\n    task_soft_time_limit=270,')}\n@app.task(time_limit=60)\n                     ^^ error: holds up\ndef send():\n    pass\n`,
  ],
  [
    'celery/soft-time-limit',
    'of one task, both',
    `${app('    task_time_limit=300,\n    task_soft_time_limit=270,')}\n@app.task(time_limit=60, soft_time_limit=50)\ndef send():\n    pass\n`,
  ],
  // celery/max-tasks-per-child
  ['celery/max-tasks-per-child', 'memory is bounded instead', app('    worker_max_memory_per_child=200000,')],
  ['celery/max-tasks-per-child', '0 is another rule’s', app('    worker_max_tasks_per_child=0,')],
  ['celery/max-tasks-per-child', 'fewer', app('    worker_max_tasks_per_child=50,')],
  // celery/max-tasks-zero
  ['celery/max-tasks-zero', 'None', app('    worker_max_tasks_per_child=None,')],
  [
    'celery/max-tasks-zero',
    'below 0',
    app('    worker_max_tasks_per_child=-1,\n                               ^^ error: 1 at least'),
  ],
  // celery/prefetch-multiplier
  ['celery/prefetch-multiplier', '1', app('    worker_prefetch_multiplier=1,')],
  [
    'celery/prefetch-multiplier',
    'without prefetching',
    app('    worker_disable_prefetch=True,\n    task_time_limit=300,'),
  ],
  [
    'celery/prefetch-multiplier',
    'with late acknowledgment',
    app(
      '    task_acks_late=True,\n    worker_prefetch_multiplier=8,\n                               ^ warning: come again',
    ),
  ],
  [
    'celery/prefetch-multiplier',
    'on the command line of the worker',
    `${app('    task_acks_late=True,')}${worker('celery -A shop.celery_app worker --prefetch-multiplier=1')}`,
  ],
  // celery/concurrency
  ['celery/concurrency', 'nobody says how many CPUs', app('    worker_concurrency=64,')],
  [
    'celery/concurrency',
    'a formula that fits',
    `//- headroom.yaml\nhost:\n  cpus: 4\n//- shop/celery_app.py\nimport os\nfrom celery import Celery\n\napp = Celery("shop", broker="amqp://rabbitmq//")\napp.conf.worker_concurrency = os.cpu_count() * 2 + 1\n`,
  ],
  [
    'celery/concurrency',
    'a formula that does not',
    `//- headroom.yaml\nhost:\n  cpus: 4\n//- shop/celery_app.py\nimport os\nfrom celery import Celery\n\napp = Celery("shop", broker="amqp://rabbitmq//")\napp.conf.worker_concurrency = os.cpu_count() * 8\n                              ^^^^^^^^^^^^^^^^^^ warning: 32 processes for 4 CPUs\n`,
  ],
  [
    'celery/concurrency',
    'tasks that wait',
    `//- headroom.yaml\nworkload:\n  taskBound: io\nhost:\n  cpus: 4\n${app('    worker_concurrency=100,')}`,
  ],
  [
    'celery/concurrency',
    'on the command line',
    `${app('    task_time_limit=300,')}${worker('celery -A shop.celery_app worker -c 16\n                                                 ^^ warning: 16 processes for 2 CPUs', '    cpus: 2\n')}`,
  ],
  [
    'celery/concurrency',
    'left out though the container may use two CPUs',
    `${app('    task_time_limit=300,')}${worker('celery -A shop.celery_app worker\n             ^^^^^^ information: each CPU of the host', '    cpus: 2\n')}`,
  ],
  // celery/acks-late, celery/reject-…
  [
    'celery/acks-late',
    'each task says so itself',
    `${app('    task_time_limit=300,')}\n@app.task(acks_late=True)\ndef send():\n    pass\n`,
  ],
  ['celery/acks-late', 'from the environment', app('    task_acks_late=bool(LATE),')],
  ['celery/reject-on-worker-lost', 'without late acknowledgment', app('    task_time_limit=300,')],
  [
    'celery/reject-without-late',
    'a task acknowledges late',
    `${app('    task_reject_on_worker_lost=True,')}\n@app.task(acks_late=True)\ndef send():\n    pass\n`,
  ],
  // celery/retry-policy
  ['celery/retry-policy', 'no retries', task('bind=True)')],
  ['celery/retry-policy', 'retries by hand', task('bind=True, max_retries=5)', '    raise self.retry(countdown=60)')],
  [
    'celery/retry-policy',
    'retries by hand, for ever',
    task(
      'bind=True, max_retries=None)\n                                 ^^^^ warning: for ever',
      '    raise self.retry(countdown=60)',
    ),
  ],
  [
    'celery/retry-policy',
    'backoff without autoretry',
    task(
      'bind=True, retry_backoff=True)\n                     ^^^^^^^^^^^^^ information: does nothing',
      '    raise self.retry()',
    ),
  ],
  [
    'celery/retry-policy',
    'a countdown that reads the attribute',
    task('bind=True, retry_backoff=30)', '    raise self.retry(countdown=self.retry_backoff * 2)'),
  ],
  ['celery/retry-policy', 'a base class may bring the rest', task('base=Retrying, retry_backoff=True)')],
  [
    'celery/retry-policy',
    'backoff in seconds',
    task('autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=600)'),
  ],
  ['celery/retry-policy', 'True without a delay', task('autoretry_for=(OSError,), retry_backoff=True)')],
  [
    'celery/retry-policy',
    'no jitter',
    task(
      'autoretry_for=(OSError,), retry_backoff=30, retry_jitter=False)\n                                                                   ^^^^^ hint: together',
    ),
  ],
  ['celery/retry-policy', 'a countdown of its own', task("autoretry_for=(OSError,), retry_kwargs={'countdown': 5})")],
  ['celery/retry-policy', 'options from elsewhere', task('autoretry_for=(OSError,), **RETRY)')],
  // celery/misplaced-task-option
  [
    'celery/misplaced-task-option',
    'read by code of its own',
    '//- shop/celeryconfig.py\nmax_retries = 3\nbroker_url = f"amqp://rabbitmq//?r={max_retries}"\n',
  ],
  [
    'celery/misplaced-task-option',
    'Django',
    django(
      'CELERY_TASK_ALWAYS_EAGER = False\nCELERY_TASK_MAX_RETRIES = 5\n^^^^^^^^^^^^^^^^^^^^^^^ warning: an option of tasks',
    ),
  ],
  // names
  [
    'celery/old-setting-name',
    'Django with a namespace has present names',
    django('CELERY_TIMEZONE = "UTC"\nCELERY_RESULT_BACKEND = "rpc://"'),
  ],
  [
    'celery/old-setting-name',
    'Django without one',
    django('BROKER_URL = "amqp://rabbitmq//"\n^^^^^^^^^^ information: before Celery 4\nCELERY_ACKS_LATE = True', ''),
  ],
  [
    'celery/old-setting-name',
    'Celery 3 with django-celery',
    django('import djcelery\n\ndjcelery.setup_loader()\nBROKER_URL = "amqp://rabbitmq//"', ''),
  ],
  [
    'celery/old-setting-name',
    'two apps with one base change together',
    '//- shop/base.py\nBROKER_URL = "amqp://rabbitmq//"\n^^^^^^^^^^ information: BROKER_URL and 2 more\n//- shop/one.py\nfrom shop.base import *\n\nCELERY_DEFAULT_QUEUE = "one"\n//- shop/two.py\nfrom shop.base import *\n\nCELERY_DEFAULT_QUEUE = "two"\n//- shop/celery_one.py\nfrom celery import Celery\n\napp = Celery("one")\napp.config_from_object("shop.one")\n//- shop/celery_two.py\nfrom celery import Celery\n\napp = Celery("two")\napp.config_from_object("shop.two")\n',
  ],
  [
    'celery/mixed-setting-names',
    'both spellings of one setting',
    '//- shop/celeryconfig.py\nresult_expires = 60\nCELERY_TASK_RESULT_EXPIRES = 60\nbroker_url = "amqp://rabbitmq//"\n',
  ],
  [
    'celery/ghost-setting-name',
    'right under a namespace',
    django('CELERY_BROKER_URL = "amqp://rabbitmq//"\nCELERY_TASK_TRACK_STARTED = True\nCELERY_RESULT_EXPIRES = 60'),
  ],
  [
    'celery/ghost-setting-name',
    'Django without a namespace',
    django(
      'CELERYD_CONCURRENCY = 4\nCELERY_TASK_TRACK_STARTED = True\n^^^^^^^^^^^^^^^^^^^^^^^^^ warning: CELERY_TRACK_STARTED',
      '',
    ),
  ],
  [
    'celery/ghost-setting-name',
    'a constant that the module uses',
    '//- shop/celeryconfig.py\nTASK_TIME_LIMIT = 60\ntask_time_limit = TASK_TIME_LIMIT\n',
  ],
  [
    'celery/django-old-name',
    'used by the settings themselves',
    django('BROKER_URL = "amqp://rabbitmq//"\nCELERY_BROKER_URL = BROKER_URL'),
  ],
  [
    'celery/django-old-name',
    'the present name beside it',
    django('CELERYD_CONCURRENCY = 4\n^^^^^^^^^^^^^^^^^^^ information: is what counts\nCELERY_WORKER_CONCURRENCY = 4'),
  ],
  [
    'celery/django-old-name',
    'no app in view declares a namespace',
    '//- shop/settings.py\nINSTALLED_APPS = []\nCELERY_WORKER_CONCURRENCY = 4\nCELERY_TASK_TIME_LIMIT = 60\nBROKER_URL = "amqp://rabbitmq//"\n',
  ],
  [
    'celery/unknown-setting',
    'of an extension',
    app('    redbeat_redis_url="redis://redis",\n    task_time_limit=300,'),
  ],
  [
    'celery/unknown-setting',
    'a helper of the module',
    '//- shop/celeryconfig.py\ntask_queue = "orders"\ntask_default_queue = task_queue\n',
  ],
  [
    'celery/unknown-setting',
    'Django',
    django(
      'CELERY_TASK_ALWAYS_EAGER = False\nCELERY_WORKER_CONCURENCY = 4\n^^^^^^^^^^^^^^^^^^^^^^^^ warning: CELERY_WORKER_CONCURRENCY',
    ),
  ],
  // values
  ['celery/string-for-number', 'a number', app('    worker_concurrency=int(os.environ["N"]),')],
  ['celery/string-for-number', 'a text where Celery gets along', app('    task_time_limit="300",')],
  [
    'celery/string-for-number',
    'a division',
    `//- shop/celery_app.py\nimport os\nfrom celery import Celery\n\napp = Celery("shop", broker="amqp://rabbitmq//")\napp.conf.worker_concurrency = 8 / 2\n                              ^^^^^ error: fraction\n`,
  ],
  [
    'celery/string-for-number',
    'from the environment',
    `//- shop/celery_app.py\nimport os\nfrom celery import Celery\n\napp = Celery("shop", broker="amqp://rabbitmq//")\napp.conf.worker_concurrency = os.environ["N"]\n                              ^^^^^^^^^^^^^^^ error: text\n`,
  ],
  ['celery/text-for-boolean', 'a text that says on', app('    task_acks_late="yes",')],
  [
    'celery/text-for-boolean',
    'a text that says off',
    app('    task_always_eager="False",\n                      ^^^^^^^ error: turns it on'),
  ],
  ['celery/text-for-boolean', 'a comparison', app('    task_always_eager=os.getenv("EAGER") == "1",')],
  ['celery/rate-limit-format', 'what Celery reads', app('    task_default_rate_limit="0.5/m",')],
  ['celery/rate-limit-format', 'a number', app('    task_default_rate_limit=10,')],
  [
    'celery/rate-limit-format',
    'of a task',
    task('rate_limit="5 per minute")\n                     ^^^^^^^^^^^^^^ error: 5/m'),
  ],
  ['celery/memory-per-child-unit', 'KiB', app('    worker_max_memory_per_child=200_000,')],
  ['celery/result-never-expires', 'not in Redis', app('    result_backend="rpc://",\n    result_expires=None,')],
  [
    'celery/acks-on-failure-off',
    'no time limit',
    app('    task_acks_late=True,\n    task_acks_on_failure_or_timeout=False,'),
  ],
  ['celery/limits-without-effect', 'prefork', app('    worker_pool="prefork",\n    task_time_limit=300,')],
];

describe('what the rules find', () => {
  test.each(CASES)('%s: %s', (rule, _, source) => checkCase(rule, source));
});

/** The text of a file after the first fix of the first finding. */
function mended(rule: string, source: string, path: string, settings: PartialSettings = {}): string {
  const files = [...readFixture(source).files].map(([name, text]) => new ConfigFile(name, text));
  const stack = Stack.of(files, settings);
  const [finding] = judge(stack, [rule]).findings;
  return applyFix(stack, finding!.fixes[0]!.edits).file(path)!.text;
}

test.each<[rule: string, source: string, path: string, line: string]>([
  [
    'celery/time-limit',
    app('    task_acks_late=True,'),
    'shop/celery_app.py',
    '    task_acks_late=True,\n    task_time_limit=300,\n    task_soft_time_limit=270,\n',
  ],
  [
    'celery/time-limit',
    django('CELERY_TASK_ACKS_LATE = True'),
    'shop/settings.py',
    'CELERY_TASK_ACKS_LATE = True\nCELERY_TASK_TIME_LIMIT = 300\nCELERY_TASK_SOFT_TIME_LIMIT = 270\n',
  ],
  [
    'celery/time-limit',
    '//- shop/celery_app.py\nfrom celery import Celery\n\napp = Celery("shop", broker="amqp://rabbitmq//")\napp.conf.task_acks_late = True\n',
    'shop/celery_app.py',
    'app.conf.task_acks_late = True\napp.conf.task_time_limit = 300\napp.conf.task_soft_time_limit = 270\n',
  ],
  [
    'celery/concurrency',
    `//- headroom.yaml\nhost:\n  cpus: 2\n${app('    task_time_limit=300,')}${worker('celery -A shop.celery_app worker --concurrency=16')}`,
    'compose.yaml',
    'command: celery -A shop.celery_app worker --concurrency=5\n',
  ],
  [
    'celery/old-setting-name',
    '//- celeryconfig.py\nBROKER_URL = "amqp://rabbitmq//"\nCELERYD_CONCURRENCY = 4 # four\n',
    'celeryconfig.py',
    'broker_url = "amqp://rabbitmq//"\nworker_concurrency = 4 # four\n',
  ],
  [
    'celery/retry-policy',
    task('autoretry_for=(OSError,), default_retry_delay=30)'),
    'shop/tasks.py',
    '@app.task(autoretry_for=(OSError,), default_retry_delay=30, retry_backoff=30)',
  ],
])('%s: writes in the style of the file', (rule, source, path, line) => {
  expect(mended(rule, source, path)).toContain(line);
});
