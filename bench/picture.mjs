// Draws the figures of a run as a picture: for each size of file, the time from a keystroke to its diagnostics.

const WIDTH = 760;
const BAR = 18;
const LEFT = 170;

/** An SVG that reads on light and dark ground. */
export function draw(results) {
  const rows = results.editor.flatMap((row) => [
    {
      label: `${row.lines.toLocaleString('en')} lines`,
      name: 'Headroom, p95',
      value: row.headroom.p95,
      colour: '#2f81f7',
    },
    { label: '', name: 'an empty server, p95', value: row.empty.p95, colour: '#8b949e' },
    ...(row.nginx === undefined ? [] : [{ label: '', name: 'nginx -t', value: row.nginx, colour: '#3fb950' }]),
  ]);
  // The sizes differ by a thousand, so the scale is logarithmic: each grid line is ten times the one before.
  const most = Math.max(10, ...rows.map((row) => row.value));
  const least = 0.1;
  const x = (value) =>
    LEFT + ((WIDTH - LEFT - 130) * Math.log(Math.max(value, least) / least)) / Math.log(most / least);
  const top = 44;
  const height = top + rows.length * (BAR + 6) + 34;
  const grid = [0.1, 1, 10, 100, 1000]
    .filter((value) => value <= most)
    .map(
      (value) =>
        `<line x1="${x(value).toFixed(1)}" x2="${x(value).toFixed(1)}" y1="${top - 6}" y2="${height - 26}" stroke="#8b949e" stroke-opacity="0.4"/><text x="${x(value).toFixed(1)}" y="${height - 10}" text-anchor="middle">${value} ms</text>`,
    );
  const bars = rows.map((row, i) => {
    const y = top + i * (BAR + 6);
    const width = Math.max(2, x(row.value) - LEFT);
    return `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${row.label}</text><rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2" fill="${row.colour}"/><text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 13}">${row.value < 10 ? row.value.toFixed(1) : Math.round(row.value)} ms ${row.name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#7d8590"><text x="12" y="22" font-size="15">From a keystroke in nginx.conf to its diagnostics (logarithmic)</text>${grid.join('')}${bars.join('')}</svg>\n`;
}
