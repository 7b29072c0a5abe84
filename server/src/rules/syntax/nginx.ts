import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'nginx cannot read this',
  severity: 'error',
  from: 'development',
  why: 'nginx refuses the whole configuration for one mistake: it does not start, and a reload keeps the old configuration without anybody noticing.',
  unless: 'The file is rendered by a template engine first; give it a name that says so (`.template`, `.j2`, `.erb`).',
  sources: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000
                           ^ error: ";" is missing after "10000".
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
  ],
  *check(configuration) {
    for (const file of configuration.files) {
      for (const { span, message, fix } of file.nginx.problems) {
        yield {
          at: { file, span },
          message,
          fixes: fix
            ? [{ title: fix.title, safety: 'safe', edits: [file.edit(fix.span.start, fix.span.end, fix.newText)] }]
            : [],
        };
      }
    }
  },
});
