import { refusedOptions } from '../refused-options';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'An application server refuses an option of its command line',
  severity: 'error',
  from: 'development',
  why: 'gunicorn and uvicorn end at once when an option is misspelt, has no value, or has one that is no number where one is wanted.',
  unless: 'A version newer than Headroom knows brings the option along.',
  sources: ['https://docs.gunicorn.org/en/stable/settings.html', 'https://www.uvicorn.org/settings/'],
  examples: [
    {
      bad: `
//- Procfile
web: gunicorn app:app --worker 4
                      ^^^^^^^^ error: --workers is meant
api: uvicorn app:app --workers 4.0
                               ^^^ error: a whole number
`,
      good: `
//- Procfile
web: gunicorn app:app --workers 4
api: uvicorn app:app --workers 4
`,
    },
  ],
  check: (stack) => refusedOptions(stack, (name) => name !== 'celery'),
});
