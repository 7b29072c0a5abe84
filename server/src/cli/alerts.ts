import { alertsText } from '../features/alerts';
import { describeOptions, readArguments } from './arguments';
import type { Command } from './main';
import { rangeOf } from './report';
import { openStacks, STACK_OPTIONS, stackName } from './stacks';

export const alertsCommand: Command = {
  usage: 'alerts [OPTION…] [PATH]',
  help: () => `Prints alert rules for Prometheus that watch the limits of the stack in a folder, by default the working
directory: the guide’s shares of the numbers that its files set.

${describeOptions(STACK_OPTIONS)}
Exit codes: 0 they were printed, 2 bad usage or a path that can’t be read.
`,
  async run(args, terminal) {
    const options = readArguments(args, STACK_OPTIONS);
    const { workspaces, complete } = await openStacks(options, terminal);
    terminal.print(
      alertsText(
        workspaces.map((workspace) => ({
          name: stackName(workspace),
          stack: workspace.stack,
          shown: ({ file, span }) => `${workspace.shown(file.path)}:${rangeOf(file, span).start.line}`,
        })),
      ),
    );
    return complete ? 0 : 2;
  },
};
