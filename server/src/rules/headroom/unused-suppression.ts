import { fileRule } from '../rule';

export default fileRule({
  summary: 'A suppression comment silences nothing',
  severity: 'information',
  from: 'development',
  why: 'The rule that the comment names does not speak there any more. Left in place, it would hide the next real finding of that rule without anybody having decided so.',
  unless: 'The comment stands for a finding that only another profile shows.',
  sources: [],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto; # headroom-ignore nginx/worker-processes -- set by the image
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: This comment silences nothing
events {
    worker_connections 10000;
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
  // Only the runner knows which comments silenced something, so it words these findings itself.
  *check() {},
});
