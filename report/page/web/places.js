// Places: where the peers of the network are drawn: on a map if the regions of all
// are known, by their links, or in a circle by region or group.
import { C, D, P } from './data.js';
import { most, pull } from './force.js';
import { coasts } from './land.js';

const regionOf = p => D.regions[D.region[p]];
export const onMap =
  P.n > 0 &&
  P.order.every(p => regionOf(p) && regionOf(p).lat !== null && regionOf(p).lat !== undefined);
export const clusterOf = p => (regionOf(p) ? regionOf(p).name : P.group[p]);
// The map leaves out what is south of 58° S and north of 80° N, where nobody is.
const south = -58,
  north = 80;
// The ways in which peers can be placed, the one that tells most first.
export const ways = [onMap && 'map', C.n > 0 && P.n <= most && 'links', 'circle'].filter(Boolean);
export const N = {
  t: 0,
  peer: -1,
  way: ways[0],
  x: new Float64Array(P.n),
  y: new Float64Array(P.n),
  rim: 84,
  height: 500,
  clusters: new Map(),
};

const order = [...P.order].sort((a, b) =>
  clusterOf(a) < clusterOf(b) ? -1 : clusterOf(a) > clusterOf(b) ? 1 : 0,
);
for (const p of order) {
  if (!N.clusters.has(clusterOf(p))) N.clusters.set(clusterOf(p), []);
  N.clusters.get(clusterOf(p)).push(p);
}

export const heightFor = width =>
  N.way === 'map' ? Math.round((width * (north - south)) / 360) : 500;
const mapX = (lon, width) => ((lon + 180) / 360) * width;
const mapY = (lat, height) => ((north - lat) / (north - south)) * height;

export function place(width) {
  ({ map: placeOnMap, links: placeByLinks, circle: placeInCircle })[N.way](width);
}
// placeOnMap puts the peers of a region around it in a sunflower's order.
function placeOnMap(width) {
  const near = Math.max(3, Math.min(8, 90 / Math.sqrt(P.n)));
  for (const members of N.clusters.values()) {
    const r = regionOf(members[0]);
    members.forEach((p, i) => {
      const d = members.length > 1 ? near * Math.sqrt(i + 0.5) : 0,
        angle = i * 2.399963;
      N.x[p] = mapX(r.lon, width) + d * Math.cos(angle);
      N.y[p] = mapY(r.lat, N.height) + d * Math.sin(angle);
    });
  }
}
// placeByLinks fills the room with the force layout, which is wider than high at
// most by half again, and leaves a rim for names.
let pulled = null;
function placeByLinks(width) {
  pulled = pulled || pull();
  const [w, h] = [pulled.x, pulled.y].map(v =>
    Math.max(1e-9, v.reduce((a, b) => Math.max(a, b)) - v.reduce((a, b) => Math.min(a, b))),
  );
  const high = (N.height - 80) / h,
    wide = Math.min((width - 160) / w, 1.5 * high),
    least = Math.min(high, wide);
  for (let p = 0; p < P.n; p++) {
    N.x[p] = width / 2 + pulled.x[p] * wide;
    N.y[p] = N.height / 2 + pulled.y[p] * least;
  }
}
function placeInCircle(width) {
  const gap = N.clusters.size > 1 && N.clusters.size < 30 ? 2 : 0,
    slots = P.n + gap * N.clusters.size;
  const r = N.height / 2 - (P.n > 24 && P.n <= 64 ? N.rim : 40);
  let slot = 0;
  for (const members of N.clusters.values()) {
    if (slot) slot += gap;
    for (const p of members) {
      const angle = (slot++ / slots) * 2 * Math.PI - Math.PI / 2;
      N.x[p] = width / 2 + r * Math.cos(angle);
      N.y[p] = N.height / 2 + r * Math.sin(angle);
    }
  }
}
export function drawCoasts(g, width, ink) {
  g.fillStyle = ink.sea;
  g.fillRect(0, 0, width, N.height);
  g.fillStyle = ink.land;
  g.strokeStyle = ink.rule;
  g.lineWidth = 0.6;
  g.beginPath();
  for (const coast of coasts) {
    // A coast that leaves the map on one side comes back on the other.
    coast.forEach(([lon, lat], i) =>
      i && Math.abs(lon - coast[i - 1][0]) < 180
        ? g.lineTo(mapX(lon, width), mapY(lat, N.height))
        : g.moveTo(mapX(lon, width), mapY(lat, N.height)),
    );
    g.closePath();
  }
  g.fill('evenodd');
  g.stroke();
  g.lineWidth = 1;
}
