// @ts-check
// Draws docs/icon.png: a gauge whose needle leaves room before the red end.
//
//   node scripts/icon.mjs

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from './vscode.mjs';

const size = 128;
/** Points per pixel and axis, averaged for smooth edges. */
const samples = 4;

/** @typedef {readonly [red: number, green: number, blue: number, alpha: number]} Colour */
const ground = /** @type {Colour} */ ([22, 42, 58, 255]);
const used = /** @type {Colour} */ ([64, 196, 170, 255]);
const free = /** @type {Colour} */ ([62, 88, 106, 255]);
const limit = /** @type {Colour} */ ([236, 94, 80, 255]);
const needle = /** @type {Colour} */ ([245, 247, 248, 255]);
const nothing = /** @type {Colour} */ ([0, 0, 0, 0]);

const hub = { x: 64, y: 80 };
/** Angles on the gauge run from 0 at its left end to 1 at its right end. */
const needleAngle = 0.62;
const limitAngle = 0.86;

mkdirSync(join(root, 'docs'), { recursive: true });
writeFileSync(join(root, 'docs/icon.png'), encode(draw()));

/** One row after another, four bytes a pixel, each row behind a zero byte as PNG wants it. */
function draw() {
  const pixels = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      averageColour(x, y).forEach((channel, index) => {
        pixels[y * (size * 4 + 1) + 1 + x * 4 + index] = channel;
      });
    }
  }
  return pixels;
}

/**
 * @param {number} x
 * @param {number} y
 */
function averageColour(x, y) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < samples * samples; i++) {
    const step = (/** @type {number} */ n) => (n + 0.5) / samples;
    const [red, green, blue, alpha] = colourAt(x + step(i % samples), y + step(Math.floor(i / samples)));
    // Transparent points have no colour of their own to mix in.
    [red * alpha, green * alpha, blue * alpha, alpha].forEach((channel, index) => {
      sum[index] = (sum[index] ?? 0) + channel;
    });
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sum;
  if (alpha === 0) return nothing;
  return [red / alpha, green / alpha, blue / alpha, alpha / (samples * samples)].map(Math.round);
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {Colour}
 */
function colourAt(x, y) {
  if (!insideRoundedSquare(x, y)) return nothing;
  const across = x - hub.x;
  const up = hub.y - y;
  const distance = Math.hypot(across, up);
  if (distance < 9 || onNeedle(across, up)) return needle;
  const angle = 1 - Math.atan2(up, across) / Math.PI;
  const onArc = distance > 37 && distance < 51 && angle >= 0 && angle <= 1;
  if (!onArc) return ground;
  // A gap sets the limit apart from the room before it.
  if (Math.abs(angle - limitAngle) < 0.012) return ground;
  return angle > limitAngle ? limit : angle > needleAngle ? free : used;
}

/**
 * @param {number} x
 * @param {number} y
 */
function insideRoundedSquare(x, y) {
  const radius = 26;
  const beyond = (/** @type {number} */ at) => Math.max(radius - at, at - (size - radius), 0);
  return Math.hypot(beyond(x), beyond(y)) <= radius;
}

/**
 * @param {number} across
 * @param {number} up
 */
function onNeedle(across, up) {
  const direction = (1 - needleAngle) * Math.PI;
  const along = across * Math.cos(direction) + up * Math.sin(direction);
  const aside = Math.abs(across * Math.sin(direction) - up * Math.cos(direction));
  const length = 46;
  // It grows thinner towards its end.
  return along > 0 && along < length && aside < 5 - (3.5 * along) / length;
}

/** @param {Buffer} pixels */
function encode(pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits a channel, colours with alpha, nothing optional
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = chunk('IDAT', deflateSync(pixels, { level: 9 }));
  return Buffer.concat([signature, chunk('IHDR', header), body, chunk('IEND', Buffer.alloc(0))]);
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  const checksum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
