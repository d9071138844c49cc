// Cluster: the nodes of a Kubernetes cluster as boxes, with the pods on them.
import { data, peers } from './data.js';
import { font } from './canvas.js';
import { count, short } from './words.js';
/** @import { Box, ClusterNode, Graphics, Ink, PeerNo, Topology } from './model' */

export const clustered = data.nodes.length > 0;
/** @type {Map<PeerNo, [node: ClusterNode, ip: string]>} */
const home = new Map();
for (const n of data.nodes) (n.peers ?? []).forEach((p, i) => home.set(p, [n, (n.ips ?? [])[i]]));
/** @type {(p: PeerNo) => string} */
export const nodeOf = p => {
  const at = home.get(p);
  return at ? at[1] + ' on ' + at[0].name : '';
};

// Boxes with many pods have points without names.
const named = data.nodes.every(n => (n.peers ?? []).length <= 24) && peers.n <= 100;
const cell = named ? { width: 132, height: 54 } : { width: 14, height: 14 };
const gap = 12,
  head = 46;
/** @type {(width: number) => Box[]} */
function boxes(width) {
  const all = data.nodes.length,
    columns = Math.min(all, Math.max(1, Math.floor(width / 300))),
    wide = (width - gap * (columns + 1)) / columns,
    across = Math.max(1, Math.floor((wide - 16) / cell.width));
  /** @type {Box[]} */
  const out = [];
  let top = gap;
  for (let first = 0; first < all; first += columns) {
    const row = data.nodes.slice(first, first + columns),
      most = Math.max(1, ...row.map(n => Math.ceil((n.peers ?? []).length / across))),
      high = head + most * cell.height + 8;
    row.forEach((node, i) =>
      out.push({ node, x: gap + i * (wide + gap), y: top, width: wide, height: high, across }),
    );
    top += high + gap;
  }
  return out;
}
/** @type {(width: number) => number} */
export const clusterHeight = width => {
  const last = boxes(width).at(-1);
  return last ? last.y + last.height + gap : 0;
};
/** @type {(topology: Topology, width: number) => void} */
export function placeOnNodes(topology, width) {
  topology.x.fill(-100); // who is on no node is nowhere
  for (const b of boxes(width)) {
    const all = b.node.peers ?? [],
      step = named ? (b.width - 16) / Math.min(b.across, Math.max(1, all.length)) : cell.width;
    all.forEach((p, i) => {
      topology.x[p] = b.x + 8 + ((i % b.across) + 0.5) * step;
      topology.y[p] = b.y + head + Math.floor(i / b.across) * cell.height + (named ? 12 : 7);
    });
  }
}
/** @type {(g: Graphics, width: number, ink: Ink) => void} */
export function drawNodes(g, width, ink) {
  g.textAlign = 'left';
  g.textBaseline = 'middle';
  for (const b of boxes(width)) {
    const { node } = b;
    g.fillStyle = ink.panel;
    g.strokeStyle = ink.rule;
    g.fillRect(b.x, b.y, b.width, b.height);
    g.strokeRect(b.x, b.y, b.width, b.height);
    g.fillStyle = ink.ink;
    g.font = font(13);
    g.fillText(short(node.name, 20) + ' · ' + node.ip, b.x + 10, b.y + 16);
    g.fillStyle = ink.faint;
    g.font = font(11);
    g.fillText(
      'pods ' + node.range + ' · ' + count((node.peers ?? []).length, 'peer'),
      b.x + 10,
      b.y + 33,
    );
  }
}
// labelPods writes the name and the address below each peer.
/** @type {(g: Graphics, topology: Topology, ink: Ink) => void} */
export function labelPods(g, topology, ink) {
  if (!named) return;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.font = font(11);
  for (const [p, [, ip]] of home) {
    [
      [short(peers.names[p], 20), 16, ink.ink],
      [short(ip, 20), 29, ink.faint],
    ].forEach(([text, below, color]) => {
      g.strokeStyle = ink.panel; // lines pass below the letters
      g.lineWidth = 4;
      g.strokeText(String(text), topology.x[p], topology.y[p] + Number(below));
      g.lineWidth = 1;
      g.fillStyle = String(color);
      g.fillText(String(text), topology.x[p], topology.y[p] + Number(below));
    });
  }
}
