import { isTemplateName } from '../../settings/kind';
import { mongodRule } from '../rule';

export default mongodRule({
  summary: 'mongod cannot read this',
  severity: 'error',
  from: 'development',
  why: 'mongod.conf is YAML: it is indented by spaces, never by tabs, and a blank follows each colon. mongod does not start with a file that it cannot read.',
  unless: 'The file is rendered by a template engine first; give it a name that says so (`.template`, `.j2`, `.erb`).',
  sources: ['https://www.mongodb.com/docs/manual/reference/configuration-options/#file-format'],
  examples: [
    {
      bad: `
//- mongod.conf
net:
\tport: 27017
^ error: indented by spaces
`,
      good: `
//- mongod.conf
net:
  port: 27017
`,
    },
    {
      bad: `
//- mongod.conf
net:
  port: 27017
  port: 27018
  ^^^^ error: a second time
`,
      good: `
//- mongod.conf
net:
  port: 27018
`,
    },
  ],
  *check({ configuration, conf }) {
    if (!configuration || !conf || conf.ini || isTemplateName(configuration.path)) return;
    for (const { span, message } of configuration.yaml.problems) yield { at: { file: configuration, span }, message };
    const { root } = configuration.yaml;
    if (root && root.kind !== 'map' && !(root.kind === 'scalar' && root.value === null)) {
      const { start } = root.span;
      const end = Math.min(root.span.end, configuration.lines.endOf(configuration.lines.lineAt(start)));
      const message = 'mongod.conf begins with a group such as "net:", and its options stand below that.';
      yield { at: { file: configuration, span: { start, end } }, message };
    }
  },
});
