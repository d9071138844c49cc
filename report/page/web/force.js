// Force: a layout in which links pull and peers push each other away, after
// Fruchterman and Reingold, "Graph drawing by force-directed placement", 1991. It
// begins with a sunflower in the order of peers and takes as many steps for every
// network: the same log gives the same picture.
import { connections, runEnd, peers } from './data.js';
/** @import { Duration, Layout, PeerNo } from './model' */

// most is the number of peers up to which all pairs are worth their time.
export const most = 300;
const steps = 200;

// links are the pairs of the log that were connected, each with how strongly it
// pulls: the time for which they were, of the longest such time. A link of a moment
// pulls a little.
/** @type {() => [a: PeerNo, b: PeerNo, weight: number][]} */
function links() {
  /** @type {Map<number, Duration>} */
  const held = new Map();
  for (let i = 0; i < connections.n; i++) {
    const a = Math.min(connections.from[i], connections.to[i]),
      b = Math.max(connections.from[i], connections.to[i]);
    if (a !== b)
      held.set(
        a * peers.n + b,
        (held.get(a * peers.n + b) || 0) +
          (connections.took[i] < 0 ? runEnd - connections.t[i] : connections.took[i]),
      );
  }
  const longest = [...held.values()].reduce((a, b) => Math.max(a, b), 1);
  return [...held].map(([key, time]) => [
    Math.floor(key / peers.n),
    key % peers.n,
    0.1 + (0.9 * time) / longest,
  ]);
}

// pull returns where each peer is, around the middle of all. Two at the distance 1
// neither pull nor push if they are linked.
/** @type {() => Layout} */
export function pull() {
  const n = peers.n,
    x = new Float64Array(n),
    y = new Float64Array(n),
    dx = new Float64Array(n),
    dy = new Float64Array(n),
    all = links();
  peers.order.forEach((p, i) => {
    x[p] = Math.sqrt(i + 0.5) * Math.cos(i * 2.399963);
    y[p] = Math.sqrt(i + 0.5) * Math.sin(i * 2.399963);
  });
  /** @type {(a: PeerNo, b: PeerNo, by: (distance: number) => number) => void} */
  const pushed = (a, b, by) => {
    const ux = x[a] - x[b],
      uy = y[a] - y[b],
      d = Math.max(1e-3, Math.sqrt(ux * ux + uy * uy)),
      f = by(d) / d;
    dx[a] += ux * f;
    dy[a] += uy * f;
    dx[b] -= ux * f;
    dy[b] -= uy * f;
  };
  for (let step = 0; step < steps; step++) {
    // Towards the middle, so that what has no link stays in view, and more so in
    // height, of which a page has less.
    for (let p = 0; p < n; p++) {
      dx[p] = -x[p] * 0.2;
      dy[p] = -y[p] * 0.8;
    }
    for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) pushed(a, b, d => 1 / d);
    for (const [a, b, weight] of all) pushed(a, b, d => -d * d * weight);
    const furthest = (Math.sqrt(n) / 5) * (1 - step / steps);
    for (let p = 0; p < n; p++) {
      const d = Math.sqrt(dx[p] * dx[p] + dy[p] * dy[p]),
        by = d > furthest ? furthest / d : 1;
      x[p] += dx[p] * by;
      y[p] += dy[p] * by;
    }
  }
  for (const v of [x, y]) {
    const middle = (v.reduce((a, b) => Math.max(a, b)) + v.reduce((a, b) => Math.min(a, b))) / 2;
    for (let p = 0; p < n; p++) v[p] -= middle;
  }
  return { x, y };
}
