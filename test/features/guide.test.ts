import { expect, test } from 'vitest';
import { guidePage } from '../../server/src/features/guide';
import { CHECKLIST } from '../../server/src/knowledge/checklist';
import { GUIDE_SECTIONS } from '../../server/src/knowledge/guide';

const page = guidePage((id) => `${id}.md`);

test('a chapter for each part of the stack, and a section for each of its settings', () => {
  expect(page.match(/^## .+$/gm)).toEqual(
    [
      'Nginx',
      'Celery',
      'MongoDB',
      'Redis',
      'System',
      'Monitoring metrics',
      'Load testing',
      'Scaling strategy',
      'Performance tips',
    ].map((title) => `## ${title}`),
  );
  // No section is empty.
  expect(page).not.toMatch(/^### .+\n+#/m);
});

test('a rule with its numbers', () => {
  expect(page).toContain(
    '- [nginx/worker-connections](nginx/worker-connections.md): worker_connections is below the tier of the profile. Profile: production `10000`, development `1024`, high-traffic `20000`.\n',
  );
});

test('the checklist names sections of the guide', () => {
  for (const { guide } of CHECKLIST) expect(GUIDE_SECTIONS).toContain(guide);
});
