import { refusedOptions } from '../refused-options';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'Celery refuses an option of its command line',
  severity: 'error',
  from: 'development',
  why: 'Celery 5 reads its command line strictly: -A and the broker stand before the subcommand, names are written in full and with dashes, and numbers are whole numbers. For anything else the worker ends before it starts.',
  unless: 'An older Celery than 5 runs it.',
  sources: [
    'https://docs.celeryq.dev/en/stable/reference/cli.html',
    'https://docs.celeryq.dev/en/stable/history/whatsnew-5.0.html#step-1-adjust-your-command-line-invocation',
  ],
  examples: [
    {
      bad: `
//- Procfile
worker: celery worker -A app --maxtasksperchild 1000
                      ^^ error: belongs before worker
                             ^^^^^^^^^^^^^^^^^^ error: it is --max-tasks-per-child
`,
      good: `
//- Procfile
worker: celery -A app worker --max-tasks-per-child 1000
`,
    },
    {
      bad: `
//- Procfile
worker: celery -A app worker --concurency=8
                             ^^^^^^^^^^^^ error: --concurrency is meant
beat: celery -A app worker -c auto
                              ^^^^ error: a whole number
`,
      good: `
//- Procfile
worker: celery -A app worker --concurrency=8
beat: celery -A app worker -c 4
`,
    },
  ],
  check: (stack) => refusedOptions(stack, (name) => name === 'celery'),
});
