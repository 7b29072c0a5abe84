// Draws the figures of a run as a picture: for each size of file, and in a workspace of many, the time from a keystroke
// to its diagnostics.

const WIDTH = 760;
const BAR = 14;
const LEFT = 200;
const TOP = 44;
const LEAST = 0.1;

const KIND = { nginx: 'nginx.conf', compose: 'compose.yml', python: 'Python' };

/** An SVG that reads on light and dark ground. */
export function draw(results) {
  const pair = (label, ours, empty) => [
    { label, name: 'Headroom, p95', value: ours.p95, colour: '#2f81f7' },
    { label: '', name: 'an empty server, p95', value: empty.p95, colour: '#8b949e' },
  ];
  const files = results.editor.flatMap((row) => [
    ...pair(`${KIND[row.kind]}, ${row.size.toLocaleString('en')} ${row.unit}`, row.headroom, row.empty),
    ...(row.nginx === undefined ? [] : [{ label: '', name: 'nginx -t', value: row.nginx, colour: '#3fb950' }]),
    ...(row.yamlServer === undefined
      ? []
      : [{ label: '', name: 'yaml-language-server, p95', value: row.yamlServer.p95, colour: '#d29922' }]),
  ]);
  const { workspace } = results;
  const rows = [
    ...files,
    ...Object.keys(workspace.headroom).flatMap((kind) =>
      pair(
        `${KIND[kind]}, ${workspace.files.toLocaleString('en')} files open`,
        workspace.headroom[kind],
        workspace.empty[kind],
      ),
    ),
  ];
  // The sizes differ by a thousand, so the scale is logarithmic: each grid line is ten times the one before.
  const most = Math.max(10, ...rows.map((row) => row.value));
  const x = (value) =>
    LEFT + ((WIDTH - LEFT - 200) * Math.log(Math.max(value, LEAST) / LEAST)) / Math.log(most / LEAST);
  let y = TOP;
  const bars = rows.map((row) => {
    if (row.label !== '' && y > TOP) y += 8;
    const width = Math.max(2, x(row.value) - LEFT);
    const bar = `<text x="${LEFT - 8}" y="${y + 11}" text-anchor="end">${row.label}</text><rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2" fill="${row.colour}"/><text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 11}">${row.value < 10 ? row.value.toFixed(1) : Math.round(row.value)} ms ${row.name}</text>`;
    y += BAR + 4;
    return bar;
  });
  const bottom = y + 8;
  const grid = [0.1, 1, 10, 100, 1000]
    .filter((value) => value <= most)
    .map(
      (value) =>
        `<line x1="${x(value).toFixed(1)}" x2="${x(value).toFixed(1)}" y1="${TOP - 6}" y2="${bottom}" stroke="#8b949e" stroke-opacity="0.4"/><text x="${x(value).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${value} ms</text>`,
    );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 26}" font-family="system-ui, sans-serif" font-size="12" fill="#7d8590"><text x="12" y="22" font-size="15">From a keystroke to its diagnostics (logarithmic)</text>${grid.join('')}${bars.join('')}</svg>\n`;
}
