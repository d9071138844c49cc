// Places: where the peers of the network are drawn: on a map if the regions of all
// are known, by their links, or in a circle by region or group.
import { clusterHeight, clustered, placeOnNodes } from './cluster.js';
import { compare, connections, data, peers, push } from './data.js';
import { most, pull } from './force.js';
import { coasts } from './land.js';
/** @import { Graphics, Ink, Layout, PeerNo, Region, Topology, Way } from './model' */

/** @type {(p: PeerNo) => Region | undefined} */
const regionOf = p => data.regions[data.region[p]];
export const onMap = peers.n > 0 && peers.order.every(p => typeof regionOf(p)?.lat === 'number');
/** @type {(p: PeerNo) => string} */
export const clusterOf = p => regionOf(p)?.name ?? peers.group[p];
// The map leaves out what is south of 58° S and north of 80° N, where nobody is.
const south = -58,
  north = 80;
// The ways in which peers can be placed, the one that tells most first.
export const ways = /** @type {Way[]} */ (
  [
    clustered && 'nodes',
    onMap && 'map',
    connections.n > 0 && peers.n <= most && 'links',
    'circle',
  ].filter(Boolean)
);
/** @type {Topology} */
export const topology = {
  t: 0,
  peer: -1,
  way: ways[0],
  x: new Float64Array(peers.n),
  y: new Float64Array(peers.n),
  rim: 84,
  height: 500,
  clusters: new Map(),
};

const order = [...peers.order].sort((a, b) => compare(clusterOf(a), clusterOf(b)));
for (const p of order) push(topology.clusters, clusterOf(p), p);

/** @type {(width: number) => number} */
export const heightFor = width =>
  ({ nodes: clusterHeight, map: mapHeight, links: () => 500, circle: () => 500 })[topology.way](
    width,
  );
/** @type {(width: number) => number} */
const mapHeight = width => Math.round((width * (north - south)) / 360);
/** @type {(lon: number, width: number) => number} */
const mapX = (lon, width) => ((lon + 180) / 360) * width;
/** @type {(lat: number, height: number) => number} */
const mapY = (lat, height) => ((north - lat) / (north - south)) * height;

/** @type {(width: number) => void} */
export function place(width) {
  ({
    nodes: (/** @type {number} */ w) => placeOnNodes(topology, w),
    map: placeOnMap,
    links: placeByLinks,
    circle: placeInCircle,
  })[topology.way](width);
}
// placeOnMap puts the peers of a region around it in a sunflower's order.
/** @type {(width: number) => void} */
function placeOnMap(width) {
  const near = Math.max(3, Math.min(8, 90 / Math.sqrt(peers.n)));
  for (const members of topology.clusters.values()) {
    const { lon, lat } = regionOf(members[0]) ?? {};
    members.forEach((p, i) => {
      const d = members.length > 1 ? near * Math.sqrt(i + 0.5) : 0,
        angle = i * 2.399963;
      topology.x[p] = mapX(lon ?? 0, width) + d * Math.cos(angle);
      topology.y[p] = mapY(lat ?? 0, topology.height) + d * Math.sin(angle);
    });
  }
}
// placeByLinks fills the room with the force layout, which is wider than high at
// most by half again, and leaves a rim for names.
/** @type {Layout | null} */
let pulled = null;
/** @type {(width: number) => void} */
function placeByLinks(width) {
  const { x, y } = (pulled ??= pull());
  const [w, h] = [x, y].map(v =>
    Math.max(1e-9, v.reduce((a, b) => Math.max(a, b)) - v.reduce((a, b) => Math.min(a, b))),
  );
  const high = (topology.height - 80) / h,
    wide = Math.min((width - 160) / w, 1.5 * high),
    least = Math.min(high, wide);
  for (let p = 0; p < peers.n; p++) {
    topology.x[p] = width / 2 + x[p] * wide;
    topology.y[p] = topology.height / 2 + y[p] * least;
  }
}
/** @type {(width: number) => void} */
function placeInCircle(width) {
  const gap = topology.clusters.size > 1 && topology.clusters.size < 30 ? 2 : 0,
    slots = peers.n + gap * topology.clusters.size;
  const r = topology.height / 2 - (peers.n > 24 && peers.n <= 64 ? topology.rim : 40);
  let slot = 0;
  for (const members of topology.clusters.values()) {
    if (slot) slot += gap;
    for (const p of members) {
      const angle = (slot++ / slots) * 2 * Math.PI - Math.PI / 2;
      topology.x[p] = width / 2 + r * Math.cos(angle);
      topology.y[p] = topology.height / 2 + r * Math.sin(angle);
    }
  }
}
/** @type {(g: Graphics, width: number, ink: Ink) => void} */
export function drawCoasts(g, width, ink) {
  g.fillStyle = ink.sea;
  g.fillRect(0, 0, width, topology.height);
  g.fillStyle = ink.land;
  g.strokeStyle = ink.rule;
  g.lineWidth = 0.6;
  g.beginPath();
  for (const coast of coasts) {
    // A coast that leaves the map on one side comes back on the other.
    coast.forEach(([lon, lat], i) =>
      i && Math.abs(lon - coast[i - 1][0]) < 180
        ? g.lineTo(mapX(lon, width), mapY(lat, topology.height))
        : g.moveTo(mapX(lon, width), mapY(lat, topology.height)),
    );
    g.closePath();
  }
  g.fill('evenodd');
  g.stroke();
  g.lineWidth = 1;
}
