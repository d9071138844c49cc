// Topology: peers, who is up, and the connections between them at one time.
import { cross, drawAll, drawers, fitText, font, sheet, showTip } from './canvas.js';
import { drawNodes, labelPods, nodeOf } from './cluster.js';
import { connections, data, runEnd, peers, state } from './data.js';
import { $, around } from './dom.js';
import { most } from './force.js';
import { legend } from './legend.jsx';
import { topology, clusterOf, drawCoasts, heightFor, place, ways } from './places.js';
import { ink } from './ink.js';
import { count, moment, short, thousands } from './words.js';
/** @import { ConnRow, Graphics, Ns, PeerNo, Spot, State, Way } from './model' */

const net = $('net');
let timer = 0;
topology.t = runEnd;
/** @type {(i: ConnRow) => boolean} */
const connected = i =>
  connections.t[i] <= topology.t &&
  (connections.took[i] < 0 || topology.t < connections.t[i] + connections.took[i]);
function drawNet() {
  topology.height = heightFor(around(net).clientWidth);
  const { g, width } = sheet(net, topology.height);
  place(width);
  if (topology.way === 'map') drawCoasts(g, width, ink);
  if (topology.way === 'nodes') drawNodes(g, width, ink);
  let links = 0,
    up = 0,
    own = 0;
  for (let i = 0; i < connections.n; i++) if (connected(i)) links++;
  /** @type {(which: (i: ConnRow) => boolean) => void} */
  const join = which => {
    g.beginPath();
    for (let i = 0; i < connections.n; i++)
      if (connected(i) && which(i)) {
        draw(g, connections.from[i], connections.to[i]);
      }
    g.stroke();
  };
  g.strokeStyle = ink.blue;
  g.globalAlpha =
    Math.max(0.03, Math.min(0.6, 60 / Math.max(1, links))) * (topology.peer >= 0 ? 0.4 : 1);
  join(() => true);
  g.globalAlpha = 1;
  if (topology.peer >= 0) {
    g.strokeStyle = ink.orange;
    g.lineWidth = 1.5;
    join(
      i =>
        (connections.from[i] === topology.peer || connections.to[i] === topology.peer) && ++own > 0,
    );
    g.lineWidth = 1;
  }
  for (const p of peers.order) if (drawPeer(g, p) === 1) up++;
  labels(g, width);
  Object.assign(net.dataset, { up, links, way: topology.way });
  net.dataset.places =
    peers.n > most
      ? ''
      : peers.names
          .map((_, p) => Math.round(topology.x[p]) + ',' + Math.round(topology.y[p]))
          .join(' ');
  const now = data.faults.filter(f => f.from <= topology.t && topology.t < f.to).map(f => f.text);
  $('n-now').textContent = moment(Math.round(topology.t / 1e6) * 1e6);
  $('n-detail').textContent =
    thousands(up) +
    ' of ' +
    count(peers.n, 'peer') +
    ' up, ' +
    tellConnections(links) +
    (topology.peer >= 0 ? ', ' + thousands(own) + ' of ' + peers.names[topology.peer] : '') +
    (now.length ? ' · ' + now.join('; ') : '');
}
// draw joins two peers by a line, which is bent if they stand in rows, so as not to run
// through others.
/** @type {(g: Graphics, from: PeerNo, to: PeerNo) => void} */
function draw(g, from, to) {
  const { x, y } = topology;
  g.moveTo(x[from], y[from]);
  if (topology.way !== 'nodes') return g.lineTo(x[to], y[to]);
  const bend = Math.min(60, Math.hypot(x[to] - x[from], y[to] - y[from]) * 0.15);
  g.quadraticCurveTo((x[from] + x[to]) / 2, (y[from] + y[to]) / 2 + bend, x[to], y[to]);
}
// tellConnections says how many are drawn and, if the file has a sample of them, of about
// how many.
/** @type {(links: number) => string} */
function tellConnections(links) {
  if (data.connections <= connections.n) return count(links, 'connection');
  const about = Number(((links / connections.n) * data.connections).toPrecision(2));
  return (
    count(links, 'connection') +
    ' drawn, of about ' +
    thousands(about) +
    ': the file has ' +
    thousands(connections.n) +
    ' of ' +
    thousands(data.connections) +
    ', chosen at random'
  );
}
/** @type {(g: Graphics, p: PeerNo) => State} */
function drawPeer(g, p) {
  const s = state(p, topology.t),
    r = Math.max(
      1.5,
      Math.min(
        topology.way === 'map' ? 4 : 7,
        (topology.way === 'map' ? 220 : 500) / Math.max(1, peers.n),
      ),
    );
  g.beginPath();
  g.arc(topology.x[p], topology.y[p], s === 0 ? r * 0.5 : r, 0, 7);
  g.fillStyle = [ink.rule, ink.blue, ink.paper][s];
  g.fill();
  if (p === topology.peer) {
    g.strokeStyle = ink.orange;
    g.lineWidth = 3;
    g.stroke();
    g.lineWidth = 1;
  }
  if (s === 2) {
    g.strokeStyle = ink.red;
    g.lineWidth = 1.6;
    g.stroke();
    if (r > 3) cross(g, topology.x[p], topology.y[p], r * 0.6);
    g.lineWidth = 1;
  }
  return s;
}
/** @type {(g: Graphics, width: number) => void} */
function labels(g, width) {
  g.textBaseline = 'middle';
  g.font = font(12);
  if (topology.way === 'map')
    spotLabels(
      g,
      width,
      [...topology.clusters].map(([name, members]) => [
        short(name, 24) + ' · ' + thousands(members.length),
        members,
      ]),
      peers.order.map(p => ({ x: topology.x[p], y: topology.y[p], half: 2 })),
    );
  else if (topology.way === 'nodes') labelPods(g, topology, ink);
  else if (topology.way === 'circle') circleLabels(g, width);
  else if (peers.n <= 64)
    spotLabels(
      g,
      width,
      peers.order.map(p => [short(peers.names[p], 24), [p]]),
      peers.order.map(p => ({ x: topology.x[p], y: topology.y[p], half: 3 })),
    );
  if (topology.peer >= 0 && (topology.way === 'map' || peers.n > 64) && topology.way !== 'nodes') {
    g.textAlign = 'center';
    write(
      g,
      short(peers.names[topology.peer], 30),
      topology.x[topology.peer],
      topology.y[topology.peer] - 14,
      ink.ink,
      13,
    );
  }
  g.textAlign = 'left';
}
// spotLabels writes each text beside its peers where nothing that is taken, and none
// of the texts before, stands.
/** @type {(g: Graphics, width: number, texts: [string, PeerNo[]][], taken?: Spot[]) => void} */
function spotLabels(g, width, texts, taken = []) {
  const others = taken.length;
  g.textAlign = 'center';
  g.font = font(11);
  for (const [text, members] of texts) {
    const half = g.measureText(text).width / 2;
    const xs = members.map(p => topology.x[p]),
      ys = members.map(p => topology.y[p]),
      x = (Math.min(...xs) + Math.max(...xs)) / 2,
      low = Math.max(...ys),
      top = Math.min(...ys);
    const spots = [
      [x, low + 13],
      [x, top - 13],
      [Math.max(...xs) + half + 8, (low + top) / 2],
      [Math.min(...xs) - half - 8, (low + top) / 2],
      ...[26, 40, 56].flatMap(far => [
        [x, low + far],
        [x, top - far],
        [x + half + far, top - far / 2],
        [x - half - far, top - far / 2],
        [x + half + far, low + far / 2],
        [x - half - far, low + far / 2],
      ]),
    ];
    const spot = spots.find(
      ([a, b]) =>
        a - half > 0 &&
        a + half < width &&
        b > 6 &&
        b < topology.height - 6 &&
        !taken.some(t => Math.abs(t.x - a) < t.half + half + 3 && Math.abs(t.y - b) < 12),
    );
    if (!spot) continue; // its name is in the tip of each of its peers
    taken.push({ x: spot[0], y: spot[1], half });
    lead(g, x, (low + top) / 2, spot[0], spot[1], half);
    write(g, text, spot[0], spot[1], ink.ink, 11);
  }
  net.dataset.labels = taken
    .slice(others)
    .map(t => [t.x, t.y, t.half].map(Math.round).join(','))
    .join(' ');
}
// lead draws a thin line from peers to their text, if it is far from them.
/** @type {(g: Graphics, x: number, y: number, a: number, b: number, half: number) => void} */
function lead(g, x, y, a, b, half) {
  const end = Math.max(a - half, Math.min(a + half, x)),
    low = b + (b < y ? 7 : -7);
  if (Math.hypot(end - x, low - y) < 24) return;
  g.strokeStyle = ink.faint;
  g.lineWidth = 0.7;
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(end, low);
  g.stroke();
  g.lineWidth = 1;
}
/** @type {(g: Graphics, text: string, x: number, y: number, color: string, size: number) => void} */
function write(g, text, x, y, color, size) {
  g.font = font(size);
  g.strokeStyle = ink.paper;
  g.lineWidth = 3;
  g.strokeText(text, x, y);
  g.lineWidth = 1;
  g.fillStyle = color;
  g.fillText(text, x, y);
}
/** @type {(g: Graphics, width: number) => void} */
function circleLabels(g, width) {
  g.fillStyle = ink.faint;
  /** @type {(text: string, x: number, y: number) => void} */
  const put = (text, x, y) => {
    const dx = x - width / 2,
      dy = y - topology.height / 2,
      long = Math.hypot(dx, dy) || 1,
      right = dx >= 0;
    if (peers.n > 24 && peers.n <= 64) {
      // many labels leave room only outwards
      g.save();
      g.translate(x, y);
      g.rotate(Math.atan2(dy, dx) + (right ? 0 : Math.PI));
      g.textAlign = right ? 'left' : 'right';
      fitText(g, text, right ? 11 : -11, 0, topology.rim - 14);
      g.restore();
      return;
    }
    if (Math.abs(dx) < 20) g.textAlign = 'center';
    else g.textAlign = right ? 'left' : 'right';
    g.fillText(short(text, 24), x + (dx / long) * 20, y + (dy / long) * 20);
  };
  if (peers.n <= 64) for (const p of peers.order) put(peers.names[p], topology.x[p], topology.y[p]);
  else
    for (const [name, members] of [...topology.clusters].slice(0, 40)) {
      const m = members[members.length >> 1];
      put(name + ' (' + thousands(members.length) + ')', topology.x[m], topology.y[m]);
    }
}
drawers.push(drawNet, () =>
  legend($('n-legend'), [
    ['up', ink.blue, 'M2 7 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0', true, [14, 14]],
    [
      'down',
      ink.red,
      'M2 7 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M4 4 l6 6 M4 10 l6 -6',
      false,
      [14, 14],
    ],
    ['not yet up', ink.rule, 'M5 7 a2 2 0 1 0 4 0 a2 2 0 1 0 -4 0', true, [14, 14]],
    ['connection', ink.blue, 'M1 7 h12', false, [14, 14]],
    ['of the chosen peer', ink.orange, 'M1 7 h12', false, [14, 14]],
  ]),
);

/** @type {(t: Ns) => void} */
const slide = t => {
  topology.t = Math.max(0, Math.min(runEnd, t));
  $('n-time').value = String((topology.t / runEnd) * 2000);
  drawAll();
};
$('n-time').addEventListener('input', () => {
  topology.t = (+$('n-time').value / 2000) * runEnd;
  drawAll();
});
function stopPlay() {
  clearInterval(timer);
  timer = 0;
  $('n-play').textContent = '▶ play';
}
$('n-play').addEventListener('click', () => {
  if (timer) return stopPlay();
  if (topology.t >= runEnd) slide(0);
  $('n-play').textContent = '❚❚ pause';
  timer = setInterval(() => {
    slide(topology.t + runEnd / 400);
    if (topology.t >= runEnd) stopPlay();
  }, 50);
});
/** @type {() => Way} */
const wayAfter = () => ways[(ways.indexOf(topology.way) + 1) % ways.length];
const nameWay = () => {
  $('n-map').textContent = {
    nodes: 'on the nodes',
    map: 'on the map',
    links: 'by links',
    circle: 'in a circle',
  }[wayAfter()];
};
$('n-map').hidden = ways.length < 2;
$('n-map').addEventListener('click', () => {
  topology.way = wayAfter();
  nameWay();
  drawAll();
});
nameWay();
/** @type {(e: MouseEvent) => [peer: PeerNo, x: number, y: number]} */
function nearPeer(e) {
  const r = net.getBoundingClientRect(),
    x = e.clientX - r.left,
    y = e.clientY - r.top;
  let best = -1,
    least = 14;
  for (const p of peers.order) {
    const d = Math.hypot(topology.x[p] - x, topology.y[p] - y);
    if (d < least) {
      least = d;
      best = p;
    }
  }
  return [best, x, y];
}
net.addEventListener('pointermove', e => {
  const [p, x, y] = nearPeer(e);
  showTip(
    $('n-tip'),
    p < 0
      ? null
      : [
          peers.names[p],
          ['not yet up', 'up', 'down'][state(p, topology.t)],
          clusterOf(p),
          nodeOf(p),
        ]
          .filter(Boolean)
          .join('\n'),
    x,
    y,
  );
});
net.addEventListener('pointerleave', () => showTip($('n-tip'), null));
net.addEventListener('click', e => {
  topology.peer = nearPeer(e)[0];
  drawAll();
});
/** @type {Record<string, number>} peers on */
const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
net.addEventListener('keydown', e => {
  const by = steps[e.key];
  if (!by || !peers.n) return;
  e.preventDefault();
  topology.peer = peers.order[(peers.order.indexOf(topology.peer) + by + peers.n) % peers.n];
  drawAll();
});
