// What a run found, in words.

const KIND = { nginx: 'nginx.conf', compose: 'compose.yml', python: 'Python' };

function ms(value) {
  if (value === undefined) return '–';
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

function mb(value) {
  return value === undefined ? '–' : `${Math.round(value / 1024 / 1024)} MB`;
}

function times(a, b) {
  return a === undefined || b === undefined ? '–' : `×${(a / b).toFixed(1)}`;
}

/**
 * @param {string} heading of the first column
 * @param {readonly (readonly [string, number])[]} columns the other headings with their widths
 * @param {readonly (readonly string[])[]} rows
 */
function table(heading, columns, rows) {
  const line = (first, cells) => `${first.padEnd(30)}${cells.map((cell, i) => cell.padStart(columns[i][1])).join('')}`;
  return [
    line(
      heading,
      columns.map(([name]) => name),
    ),
    ...rows.map(([first, ...cells]) => line(first, cells)),
  ].join('\n');
}

function nameOf({ kind, size, unit }) {
  return `${KIND[kind]}, ${size.toLocaleString('en')} ${unit}`;
}

/** @param {any} results of a run */
export function describe(results) {
  return [
    results.machine,
    results.peers.missing
      ? `dclint, yaml-language-server: ${results.peers.missing}`
      : `beside ${Object.values(results.peers).join(', ')}`,
    results.start && describeStart(results.start),
    results.editor && describeEditor(results.editor),
    results.workspace && describeWorkspace(results.workspace),
    results.commandLine && describeCommandLine(results.commandLine),
    describePackage(results.package),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describeStart({ headroom, empty, ratio }) {
  return `initialize: ${ms(headroom)} ms, an empty server ${ms(empty)} ms: ×${ratio.toFixed(2)}`;
}

function describeEditor(rows) {
  const columns = [
    ['first open', 12],
    ['edit p50', 10],
    ['p95', 8],
    ['10× size', 10],
    ['empty p95', 11],
    ['nginx -t', 10],
    ['yaml server p95', 17],
    ['ratio', 8],
    ['hover', 8],
    ['memory', 10],
  ];
  return table(
    'Editor, ms',
    columns,
    rows.map((row) => {
      const smaller = rows.find((one) => one.kind === row.kind && one.size * 10 === row.size);
      return [
        nameOf(row),
        ms(row.headroom.open),
        ms(row.headroom.p50),
        ms(row.headroom.p95),
        times(row.headroom.p50, smaller?.headroom.p50),
        ms(row.empty.p95),
        ms(row.nginx),
        ms(row.yamlServer?.p95),
        times(row.yamlServer?.p95, row.headroom.p95),
        ms(row.headroom.hover),
        mb(row.headroom.peak),
      ];
    }),
  );
}

function describeWorkspace({ files, headroom, empty, memoryRatio }) {
  const columns = [
    ['all opened', 12],
    ['edit p50', 10],
    ['p95', 8],
    ['memory', 10],
    ['peak', 10],
    ['empty', 10],
  ];
  const rows = Object.entries(headroom).map(([kind, row]) => [
    `a keystroke in ${KIND[kind]}`,
    ms(row.open),
    ms(row.p50),
    ms(row.p95),
    mb(row.now),
    mb(row.peak),
    mb(empty[kind].now),
  ]);
  return `${table(`${files.toLocaleString('en')} files open, ms`, columns, rows)}\nmemory: ×${memoryRatio.toFixed(2)} of an empty server's`;
}

function describeCommandLine({ node, rows }) {
  const columns = [
    ['headroom', 10],
    ['peak', 10],
    ['nginx -t', 10],
    ['gixy', 10],
    ['dclint', 10],
    ['CPython', 10],
    ['ratio', 9],
  ];
  const lines = rows.map((row) => [
    nameOf(row),
    ms(row.headroom),
    mb(row.peak),
    ms(row.nginx),
    ms(row.gixy),
    ms(row.dclint),
    ms(row.python),
    times(row.gixy ?? row.dclint, row.headroom),
  ]);
  const rates = rows
    .filter((row) => row.filesPerSecond)
    .map(
      (row) =>
        `files per second over ${nameOf(row)}: ${Object.entries(row.filesPerSecond)
          .map(([name, value]) => `${name} ${Math.round(value).toLocaleString('en')}`)
          .join(', ')}`,
    );
  return [table(`Command line, ms (node: ${ms(node)})`, columns, lines), ...rates].join('\n');
}

function describePackage({ server, cli, vsix }) {
  const kb = (value) => (value === undefined ? 'not built' : `${Math.round(value / 1024)} KB`);
  return `server ${kb(server)}, command line ${kb(cli)}, .vsix ${kb(vsix)}`;
}
