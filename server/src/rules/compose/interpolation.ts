import type { ComposeNode, ComposeScalar } from '../../stack/compose/node';
import type { ComposeProject } from '../../stack/compose/project';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'Compose can’t read what stands in ${…}',
  severity: 'error',
  from: 'development',
  why: 'Compose fills in variables everywhere in a value: in `${…}` it expects a name, perhaps with a default behind it. Anything else, such as the `${NAME%%.*}` and `${#NAME}` of a shell, makes it refuse the whole project with "invalid interpolation format".',
  price: 'None.',
  unless: 'Nothing: no service of the project starts.',
  sources: ['https://docs.docker.com/reference/compose-file/interpolation/'],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    command: sh -c "exec serve --name \${HOSTNAME%%.*}"
                                      ^ error: can’t read
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    command: sh -c "exec serve --name $\${HOSTNAME%%.*}"
`,
    },
  ],
  *check(project) {
    if (!project.configFiles.some(({ text }) => badDollar(text, 0, text.length) !== undefined) && !hasOthers(project))
      return;
    for (const service of project.services.values()) {
      for (const scalar of refusedIn(service.root)) {
        const { file, span } = scalar;
        const at = badDollar(file.text, span.start, span.end);
        yield {
          at: at === undefined ? scalar.place : { file, span: { start: at, end: at + 1 } },
          message:
            'Compose can’t read what stands in these braces and refuses the project. A dollar that the container is to get is written $$.',
          fixes: at === undefined ? [] : fixWith('Write $$', 'review', [file.edit(at, at, '$')]),
        };
      }
    }
  },
});

/** The scalars whose dollar signs Compose refuses. The walk is no recursion: a file may nest as deep as it likes. */
function* refusedIn(root: ComposeNode): Iterable<ComposeScalar> {
  const pending: ComposeNode[] = [root];
  const seen = new Set<ComposeNode>();
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'map') for (const { value } of node.entries.values()) pending.push(value);
    else if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'scalar' && node.refused !== undefined) yield node;
  }
}

/** Whether files take part besides the ones that the project begins with: included and extended ones. */
function hasOthers(project: ComposeProject): boolean {
  return [...project.files].filter(({ kind }) => kind === 'compose').length > project.configFiles.length;
}

/** The first `${` between two offsets that begins no variable. A dollar without a brace may stand for itself. */
function badDollar(text: string, from: number, to: number): number | undefined {
  for (let at = text.indexOf('$', from); at >= 0 && at < to; at = text.indexOf('$', at + 1)) {
    if (text[at + 1] === '$') at++;
    else if (text[at + 1] !== '{') continue;
    else if (!/^\$\{[_a-z][_a-z0-9]*(:?[-+?][^}\n]*)?\}/i.test(text.slice(at, Math.min(to, at + 400)))) return at;
  }
  return undefined;
}
