import { DEFAULT_OPEN_FILES } from '../../knowledge/system/units';
import { system } from '../../knowledge/tiers';
import type { LimitsSetting } from '../../settings/limits';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import { configurationOf } from '../../stack/system/containers';
import { mayRunInContainers, programOf } from '../../stack/system/services';
import type { Unit } from '../../stack/system/unit';
import { servicesOfWhere } from '../compose-roles';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

export default stackRule({
  summary: 'limits.conf does not reach the service that needs the limit',
  severity: 'information',
  guide: 'System › File descriptors',
  settings: ['nofile', 'LimitNOFILE', 'ulimits'],
  why: 'limits.conf holds for logins: PAM sets its limits when somebody logs in. systemd starts services without PAM, with a soft limit of 1024 open files unless their unit says otherwise, so a service stays at 1024 connections although limits.conf seems to allow more. Containers take their limit from Docker’s daemon or from `ulimits`; limits.conf doesn’t reach them either.',
  price: 'None that counts: the limit reserves nothing.',
  unless: 'systemd’s own default (DefaultLimitNOFILE= in system.conf) is raised on the host.',
  sources: [
    'https://man7.org/linux/man-pages/man5/limits.conf.5.html',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#LimitCPU=',
    'https://docs.docker.com/reference/compose-file/services/#ulimits',
  ],
  examples: [
    {
      bad: `
//- etc/security/limits.conf
* - nofile 65535
root - nofile 65535
//- etc/systemd/system/api.service
[Service]
^^^^^^^^^ information: gunicorn starts with 1024
User=api
ExecStart=/srv/api/bin/gunicorn api:app
`,
      good: `
//- etc/security/limits.conf
* - nofile 65535
root - nofile 65535
//- etc/systemd/system/api.service
[Service]
User=api
ExecStart=/srv/api/bin/gunicorn api:app
LimitNOFILE=65535
`,
    },
    {
      bad: `
//- compose.yml
services:
  db:
  ^^ information: It reaches no container
    image: mongo:7.0
    restart: unless-stopped
    mem_limit: 2g
//- etc/security/limits.conf
* - nofile 65535
root - nofile 65535
`,
      good: `
//- compose.yml
services:
  db:
    image: mongo:7.0
    restart: unless-stopped
    mem_limit: 2g
    ulimits:
      nofile:
        soft: 65535
        hard: 65535
//- etc/security/limits.conf
* - nofile 65535
root - nofile 65535
`,
    },
  ],
  *check(stack) {
    const raised = raisedLimit(stack);
    if (!raised) return;
    for (const project of stack.composeProjects) yield* inContainers(project, raised, stack);
    for (const unit of stack.units) {
      const program = programOf(unit);
      const place = serviceSection(unit);
      if (!program || !place || !keepsItsLimit(program, stack) || unit.limit('LimitNOFILE').state !== 'absent')
        continue;
      const wanted = String(system.nofile);
      yield {
        at: place,
        setting: 'LimitNOFILE',
        message: `limits.conf raises the limit of open files to ${raised.text} for logins only: ${program} starts with ${DEFAULT_OPEN_FILES.soft}, which systemd gives every service.`,
        related: [{ ...raised.atValue, message: 'This limit holds for logins.' }],
        fixes: [
          {
            title: `Set LimitNOFILE of ${unit.name} to ${wanted}`,
            safety: 'review',
            edits: unit.insert('Service', 'LimitNOFILE', wanted),
          },
        ],
      };
    }
  },
});

/** One finding for a project: at the first of its services that the limit doesn't reach. */
function* inContainers(project: ComposeProject, raised: LimitsSetting, stack: Stack): Verdicts {
  const [first, ...others] = servicesOfWhere(
    project,
    stack,
    (service) => service.unseen === undefined && !service.get('ulimits', 'nofile') && takesItsLimit(service, stack),
  );
  if (!first) return;
  const services = [first, ...others];
  const wanted = { soft: system.nofile, hard: system.nofile };
  yield {
    at: first.place,
    setting: 'nofile',
    message: `limits.conf raises the limit of open files to ${raised.text} for logins on the host. It reaches no container: ${services.map(({ name }) => name).join(', ')} ${services.length === 1 ? 'starts' : 'start'} with what Docker’s daemon has, ${DEFAULT_OPEN_FILES.soft} on many hosts.`,
    related: [
      { ...raised.atValue, message: 'This limit holds for logins.' },
      ...others.map(({ name, place }) => ({ ...place, message: `The same holds for ${name}.` })),
    ],
    fixes: fixWith(
      `Set nofile of ${services.length === 1 ? first.name : `${services.length} services`} to ${system.nofile}`,
      'review',
      services.flatMap((service) => service.set(['ulimits', 'nofile'], wanted)),
    ),
  };
}

/** Whether a service serves connections and takes the soft limit as it comes; Redis raises its own. */
function takesItsLimit(service: ComposeService, stack: Stack): boolean {
  if (service.role === 'api' || service.role === 'mongodb') return true;
  if (service.role !== 'nginx') return false;
  const configuration = configurationOf(service, stack);
  return configuration?.root.effective('worker_rlimit_nofile').state === 'absent';
}

/** The first entry of limits.conf that raises the limit as far as a service needs. */
function raisedLimit(stack: Stack): LimitsSetting | undefined {
  for (const set of stack.limits) {
    for (const domain of set.domains) {
      const soft = set.inForce(domain, 'nofile', 'soft');
      if (soft.state === 'known' && soft.value >= system.nofile) return soft.setting;
    }
  }
  return undefined;
}

/** Whether the program serves connections and takes its soft limit as it comes. nginx may raise its own. */
function keepsItsLimit(program: string, stack: Stack): boolean {
  if (/^(gunicorn|uvicorn|hypercorn|daphne|uwsgi)$/.test(program)) return true;
  if (program !== 'nginx' || mayRunInContainers(stack)) return false;
  const configurations = stack.nginx.filter((configuration) => configuration.whole);
  return (
    configurations.length > 0 &&
    configurations.every((configuration) => configuration.root.effective('worker_rlimit_nofile').state === 'absent')
  );
}

function serviceSection(unit: Unit): Place | undefined {
  const file = unit.main;
  const section = file?.systemd.sections.find(({ name, conditional }) => name === 'Service' && !conditional);
  return file && section && section.header.end > section.header.start ? { file, span: section.header } : undefined;
}
