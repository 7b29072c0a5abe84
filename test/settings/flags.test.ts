import { describe, expect, test } from 'vitest';
import { environmentCarriers } from '../../server/src/knowledge/flags/environment';
import { startedPrograms } from '../../server/src/settings/command/program';
import { PlainText } from '../../server/src/settings/command/source-text';
import { TextCommandLine } from '../../server/src/settings/command/text-command';
import { POSIX_SHELL, SHELL_WORDS } from '../../server/src/settings/command/word-language';
import { ConfigFile } from '../../server/src/settings/file';
import type { CommandFlags } from '../../server/src/settings/flags/command-flags';
import { readCommandFlags } from '../../server/src/settings/flags/programs';
import { applyEdits } from '../../server/src/text/edit';
import { MappedText } from '../../server/src/text/mapped-text';

function flagsOf(text: string, language = SHELL_WORDS): CommandFlags {
  const source = new PlainText(new ConfigFile('x', text), MappedText.verbatim(text, { start: 0, end: text.length }));
  const [program] = startedPrograms(new TextCommandLine(source, language, language.split(text).words));
  return readCommandFlags(program!)!;
}

const settings = (text: string) =>
  flagsOf(text)
    .settings.map((one) => `${one.name}=${one.value.state === 'known' ? one.value.value : '?'}`)
    .join(' ');

describe('reading', () => {
  test.each([
    ['celery -A app worker -c 4 -l info', 'worker_concurrency=4'],
    ['celery --app=app worker --concurrency=4 -Ofair -P gevent', 'worker_concurrency=4 worker_pool=gevent'],
    ['celery -A app worker -EBc4', 'worker_send_task_events=true worker_concurrency=4'],
    ['celery -b redis://r -A app worker --time-limit 300', 'broker_url=redis://r task_time_limit=300'],
    ['python -m celery -A app worker --autoscale=10,3', 'autoscale=10,3'],
    ['celery -A app beat -s /x --max-interval 5', 'beat_schedule_filename=/x beat_max_loop_interval=5'],
    ['celery multi start w1 w2 -A app -c 4 -c:1 8', 'worker_concurrency=4'],
    ['gunicorn app:app -w 4 -k gthread --threads=2', 'workers=4 worker_class=gthread threads=2'],
    ['gunicorn -w=4 --time 60 --keep 5 app', 'workers=4 timeout=60 keepalive=5'],
    ['gunicorn --preload -b :80 -b :81 app', 'preload_app=true bind=:80 bind=:81'],
    ['uvicorn app:app --workers 4 --no-access-log', 'workers=4 access_log=false'],
    ['fastapi run app.py --workers 4', 'workers=4'],
    ['hypercorn -w 4 app:app', 'workers=4'],
    ['uwsgi --processes=4 --http-socket :80 --foo bar', 'processes=4 http_socket=:80'],
    ["nginx -g 'daemon off;' -c /etc/x.conf", 'directives=daemon off; config=/etc/x.conf'],
  ])('%s', (text, expected) => expect(settings(text)).toBe(expected));

  test('what is left besides flags', () => {
    const texts = (text: string) => flagsOf(text).positionals.map((word) => word.text);
    expect(texts('gunicorn -w 4 app:app --preload')).toEqual(['app:app']);
    expect(texts('celery -A a worker -c 4 -- worker.x=1')).toEqual(['worker.x=1']);
  });

  test('the last flag holds; words that may be flags make unknown', () => {
    const get = (text: string, name: string) => {
      const value = flagsOf(text, POSIX_SHELL)?.get(name) ?? { state: 'unreadable' };
      return value.state === 'known' ? value.value : value.state;
    };
    expect(get('celery worker -c 4 -c 8', 'worker_concurrency')).toBe('8');
    expect(get('celery worker', 'worker_concurrency')).toBe('absent');
    expect(get('celery worker $X', 'worker_concurrency')).toBe('unknown');
    expect(get('celery worker -c 4 "$@"', 'worker_concurrency')).toBe('unknown');
    expect(get('celery worker $X -c 4', 'worker_concurrency')).toBe('4');
    expect(get('celery $X worker -c 4', 'worker_concurrency')).toBe('unreadable');
    expect(get('celery worker -c $X', 'worker_concurrency')).toBe('unknown');
    expect(get('celery worker -c "$X"', 'worker_concurrency')).toBe('unknown');
    expect(get('celery worker --concurrency=$X', 'worker_concurrency')).toBe('unknown');
    expect(get('celery worker -c ${X:-4}', 'worker_concurrency')).toBe('4');
    expect(get('celery worker -n w@$X -c 4', 'worker_concurrency')).toBe('4');
  });

  test.each(['redis-server', 'celery -A app status', 'celery', 'fastapi new', 'python app.py'])(
    '%s has none',
    (text) => {
      const source = new PlainText(
        new ConfigFile('x', text),
        MappedText.verbatim(text, { start: 0, end: text.length }),
      );
      const [program] = startedPrograms(new TextCommandLine(source, SHELL_WORDS, SHELL_WORDS.split(text).words));
      expect(readCommandFlags(program!)).toBeUndefined();
    },
  );

  test('where name and value stand', () => {
    const text = 'celery -A app worker -c "4" --time-limit=\'300\' -l info';
    const parts = flagsOf(text).settings.map(({ nameSpan, valueSpan, span }) =>
      [nameSpan, valueSpan, span].map(({ start, end }) => text.slice(start, end)),
    );
    expect(parts).toEqual([
      ['-c', '"4"', '-c "4"'],
      ['--time-limit', '300', "--time-limit='300'"],
    ]);
  });
});

describe('writing', () => {
  const change = (text: string, name: string, value: string | undefined) => {
    const flags = flagsOf(text);
    return applyEdits(text, value === undefined ? flags.remove(name) : flags.set(name, value));
  };

  test.each([
    ['celery -A app worker -c 4', 'worker_concurrency', '8', 'celery -A app worker -c 8'],
    ['celery -A app worker -c4', 'worker_concurrency', '8', 'celery -A app worker -c8'],
    ['celery -A app worker --concurrency="4"', 'worker_concurrency', '8', 'celery -A app worker --concurrency="8"'],
    ['celery -A app worker', 'worker_concurrency', '8', 'celery -A app worker --concurrency 8'],
    ['celery worker -l info -- x', 'worker_concurrency', '8', 'celery worker -l info --concurrency 8 -- x'],
    ['celery worker --pool=solo', 'worker_concurrency', '8', 'celery worker --pool=solo --concurrency=8'],
    ['celery worker -c 4 -l info', 'worker_concurrency', undefined, 'celery worker -l info'],
    ['celery worker -EB', 'worker_send_task_events', undefined, 'celery worker -B'],
    ['celery worker -E', 'worker_send_task_events', undefined, 'celery worker'],
    ['celery worker -c', 'worker_concurrency', '8', 'celery worker -c 8'],
    ['gunicorn app', 'workers', '4', 'gunicorn app --workers 4'],
    ['gunicorn --timeout=5 app', 'workers', '4', 'gunicorn --timeout=5 --workers=4 app'],
    ['uvicorn app', 'reload', 'true', 'uvicorn app --reload'],
    ['uvicorn app --access-log', 'access_log', 'false', 'uvicorn app --no-access-log'],
    ['sh -c "exec celery worker -c 4"', 'worker_concurrency', '8', 'sh -c "exec celery worker -c 8"'],
    ['uvicorn app', 'nothing', '1', 'uvicorn app'],
  ])('%s: %s %s', (text, name, value, expected) => expect(change(text, name, value)).toBe(expected));
});

describe('what the program refuses', () => {
  test.each([
    ['celery worker -A app -c 4', '-A|-A belongs before worker', 'celery -A app worker -c 4'],
    ['celery worker --app=app', '--app|--app belongs', 'celery --app=app worker'],
    ['celery worker -Aapp -l info', '-A|-A belongs', 'celery -Aapp worker -l info'],
    [
      'celery worker --maxtasksperchild 5',
      '--maxtasksperchild|celery worker has no',
      'celery worker --max-tasks-per-child 5',
    ],
    ['celery worker --conc=4', '--conc|celery worker has no --conc', 'celery worker --concurrency=4'],
    ['celery worker -c auto', 'auto|celery worker takes a whole number for -c', undefined],
    ['celery worker -c=4', '=4|celery worker takes a whole number for -c', undefined],
    ['celery worker -P foo', 'foo|celery worker takes one of', undefined],
    ['celery worker -c', '-c|-c has no value', undefined],
    ['celery worker -E --beat=yes', '--beat=yes|--beat takes no value', 'celery worker -E --beat'],
    ['gunicorn app --worker 4', '--worker|gunicorn has no --worker', 'gunicorn app --workers 4'],
    ['gunicorn app -w -k sync', '-w|-w has no value', undefined],
    ['gunicorn app --workers=-1', '-1|gunicorn takes a whole number from 0', undefined],
    ['uvicorn app --worker 4', '--worker|uvicorn has no --worker', 'uvicorn app --workers 4'],
    ['uvicorn app --workers 4.0', '4.0|uvicorn takes a whole number', undefined],
  ])('%s', (text, expected, mended) => {
    const [problem, ...others] = flagsOf(text).problems;
    expect(others).toEqual([]);
    const { span } = problem!.at;
    const place =
      problem!.kind === 'needless-value' ? text.slice(span.start).split(' ')[0] : text.slice(span.start, span.end);
    expect(`${place}|${problem!.message}`.slice(0, expected.length)).toBe(expected);
    expect(problem!.fix && applyEdits(text, problem!.fix.edits)).toBe(mended);
  });

  test.each([
    'celery -A app worker -c 4 --without-gossip --my-own-option x',
    'celery -A app worker -c $(nproc) $X',
    'gunicorn -c gunicorn.conf.py app:app --log-level=info -e A=b --proxy-protocol',
    'uvicorn app:app --host 0.0.0.0 --port 80 --proxy-headers --forwarded-allow-ips "*"',
    'hypercorn --anything 5 app',
    'uwsgi --http-keepalive --https :443 --sockets x',
    'nginx -g "daemon off;"',
  ])('%s is silent', (text) => expect(flagsOf(text, POSIX_SHELL).problems).toEqual([]));
});

test('what the environment carries', () => {
  const of = (program: string) => new Map(environmentCarriers(program).map((one) => [one.variable, one.setting]));
  expect(of('celery').get('CELERY_WORKER_CONCURRENCY')).toBe('worker_concurrency');
  expect(of('celery').get('CELERY_BROKER_URL')).toBe('broker_url');
  expect(of('uvicorn').get('UVICORN_WORKERS')).toBe('workers');
  expect(of('gunicorn').get('WEB_CONCURRENCY')).toBe('workers');
  expect(of('nothing').size).toBe(0);
  for (const program of ['celery', 'uvicorn', 'gunicorn', 'redis'])
    expect(of(program).size).toBe(environmentCarriers(program).length);
});
