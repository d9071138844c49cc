// Labels: names of messages along their arrows, where there is room for them.
import { font } from './canvas.js';
import { messageInk } from './cut.js';
import { ink } from './ink.js';
import { messageName, short } from './words.js';
/** @import { Ends, Graphics, MessageRow } from './model' */

const most = 60; // arrows: among more none is labelled

/** @type {(a: number[], b: number[]) => boolean} boxes, x0 y0 x1 y1 */
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
// drawLabels names messages. A name that would lie on another, or on an arrow shorter than
// itself, is left out. It returns how many there are.
/** @type {(g: Graphics, rows: MessageRow[], ends: (i: MessageRow) => Ends, until: number) => number} */
export function drawLabels(g, rows, ends, until) {
  const named = rows.filter(messageName);
  if (named.length > most) return 0;
  /** @type {number[][]} */
  const taken = [];
  g.font = font(10.5);
  g.textAlign = 'center';
  g.textBaseline = 'bottom';
  for (const i of named) {
    const [x1, y1, x2, y2] = ends(i),
      text = short(messageName(i), 24),
      width = g.measureText(text).width,
      long = Math.hypot(x2 - x1, y2 - y1);
    if (long < width + 16) continue;
    const ux = (x2 - x1) / long,
      uy = (y2 - y1) / long,
      half = [(width * Math.abs(ux)) / 2 + 7, (width * Math.abs(uy)) / 2 + 7];
    for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const x = x1 + (x2 - x1) * share,
        y = y1 + (y2 - y1) * share,
        box = [x - half[0], y - half[1], x + half[0], y + half[1]],
        room = Math.min(share, 1 - share) * long;
      if (room < width / 2 + 6 || box[2] > until || taken.some(b => overlap(box, b))) continue;
      taken.push(box);
      g.save();
      g.translate(x, y);
      g.rotate(Math.atan2(uy, ux));
      g.strokeStyle = ink.paper;
      g.lineWidth = 3;
      g.strokeText(text, 0, -2);
      g.fillStyle = messageInk(i);
      g.fillText(text, 0, -2);
      g.restore();
      break;
    }
  }
  g.textAlign = 'left';
  g.lineWidth = 1;
  return taken.length;
}
