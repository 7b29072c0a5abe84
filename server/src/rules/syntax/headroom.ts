import { stackRule } from '../rule';

export default stackRule({
  summary: 'headroom.yaml is no valid YAML',
  severity: 'error',
  from: 'development',
  why: 'What stands at the mistake can’t be read, so it does not count: the stack may be judged by another profile than the one that is meant. The rest of the file still counts.',
  unless: 'Never: a file that can’t be read decides nothing.',
  sources: ['https://yaml.org/spec/1.2.2/'],
  examples: [
    {
      bad: `
//- headroom.yaml
profile: production
profile: high-traffic
^^^^^^^ error: "profile" is set a second time here
apiRoutes: ["/api", "/v1"
                        ^ error: The closing ] is missing.
`,
      good: `
//- headroom.yaml
profile: high-traffic
apiRoutes: ["/api", "/v1"]
`,
    },
  ],
  *check({ project }) {
    for (const { kind, span, message } of project?.problems ?? []) {
      if (kind === 'syntax') yield { at: { file: project!.file, span }, message };
    }
  },
});
