// Network: peers in a circle by group, connections at one time.
const net = $('net');
const N = { t: END, peer: -1, timer: 0, x: new Float64Array(P.n), y: new Float64Array(P.n), size: 500, rim: 84 };
const groups = [...new Set(P.order.map(p => P.group[p]))];
function placePeers(width) {
  const gap = groups.length > 1 && groups.length < 30 ? 2 : 0, slots = P.n + gap * groups.length;
  const r = N.size / 2 - (P.n > 24 && P.n <= 64 ? N.rim : 40);
  let slot = 0, group = '';
  for (const p of P.order) {
    if (P.group[p] !== group && slot) slot += gap;
    group = P.group[p];
    const angle = slot++ / slots * 2 * Math.PI - Math.PI / 2;
    N.x[p] = width / 2 + r * Math.cos(angle); N.y[p] = N.size / 2 + r * Math.sin(angle);
  }
}
// state says what a peer is at a time: 0 not yet up, 1 up, 2 down.
function state(p, t) {
  const up = P.up[p];
  if (!up.length || t < up[0][0]) return 0;
  return up.some(([a, b, how]) => a <= t && (t < b || !how)) ? 1 : 2;
}
const connected = i => C.t[i] <= N.t && (C.took[i] < 0 || N.t < C.t[i] + C.took[i]);
function drawNet() {
  const { g, width } = sheet(net, N.size);
  placePeers(width);
  let links = 0, up = 0, own = 0;
  for (let i = 0; i < C.n; i++) if (connected(i)) links++;
  g.strokeStyle = ink.blue;
  g.globalAlpha = Math.max(.03, Math.min(.6, 60 / Math.max(1, links)));
  if (N.peer >= 0) g.globalAlpha *= .4;
  g.beginPath();
  for (let i = 0; i < C.n; i++) if (connected(i)) { g.moveTo(N.x[C.from[i]], N.y[C.from[i]]); g.lineTo(N.x[C.to[i]], N.y[C.to[i]]); }
  g.stroke();
  g.globalAlpha = 1;
  if (N.peer >= 0) {
    g.strokeStyle = ink.orange; g.lineWidth = 1.5; g.beginPath();
    for (let i = 0; i < C.n; i++) if (connected(i) && (C.from[i] === N.peer || C.to[i] === N.peer)) { own++; g.moveTo(N.x[C.from[i]], N.y[C.from[i]]); g.lineTo(N.x[C.to[i]], N.y[C.to[i]]); }
    g.stroke(); g.lineWidth = 1;
  }
  const r = Math.max(1.5, Math.min(7, 500 / Math.max(1, P.n)));
  for (const p of P.order) {
    const s = state(p, N.t);
    if (s === 1) up++;
    g.beginPath(); g.arc(N.x[p], N.y[p], s === 0 ? r * .5 : r, 0, 7);
    g.fillStyle = s === 1 ? ink.blue : s === 2 ? ink.paper : ink.rule; g.fill();
    if (s === 2) { g.strokeStyle = ink.red; g.lineWidth = 1.6; g.stroke(); if (r > 3) cross(g, N.x[p], N.y[p], r * .6); g.lineWidth = 1; }
  }
  netLabels(g, width);
  const now = D.faults.filter(f => f.from <= N.t && N.t < f.to).map(f => f.text);
  $('n-now').textContent = moment(Math.round(N.t / 1e6) * 1e6);
  $('n-detail').textContent = thousands(up) + ' of ' + count(P.n, 'peer') + ' up, ' + count(links, 'connection') +
    (N.peer >= 0 ? ', ' + thousands(own) + ' of ' + P.names[N.peer] : '') + (now.length ? ' · ' + now.join('; ') : '');
}
function netLabels(g, width) {
  g.fillStyle = ink.faint; g.textBaseline = 'middle';
  const place = (text, x, y) => {
    const dx = x - width / 2, dy = y - N.size / 2, long = Math.hypot(dx, dy) || 1, right = dx >= 0;
    if (P.n > 24 && P.n <= 64) { // many labels leave room only outwards
      g.save(); g.translate(x, y); g.rotate(Math.atan2(dy, dx) + (right ? 0 : Math.PI));
      g.textAlign = right ? 'left' : 'right'; fitText(g, text, right ? 11 : -11, 0, N.rim - 14); g.restore();
      return;
    }
    g.textAlign = Math.abs(dx) < 20 ? 'center' : right ? 'left' : 'right';
    g.fillText(short(text, 24), x + dx / long * 14, y + dy / long * 14);
  };
  if (P.n <= 64) for (const p of P.order) place(P.names[p], N.x[p], N.y[p]);
  else for (const name of groups.slice(0, 40)) {
    const members = P.order.filter(p => P.group[p] === name), m = members[members.length >> 1];
    place(name + ' (' + thousands(members.length) + ')', N.x[m], N.y[m]);
  }
  if (N.peer >= 0 && P.n > 64) { g.fillStyle = ink.ink; place(P.names[N.peer], N.x[N.peer], N.y[N.peer]); }
  g.textAlign = 'left';
}
let netLegendIs = '';
function netLegend() {
  if (netLegendIs === ink.paper) return;
  netLegendIs = ink.paper;
  const signs = [['up', ink.blue, true], ['down', ink.red, false], ['not yet up', ink.rule, true]];
  $('n-legend').replaceChildren(...signs.map(([text, color, fill]) => {
    const s = document.createElement('span'), svg = document.createElementNS(svgNS, 'svg');
    svg.setAttribute('width', 14); svg.setAttribute('height', 14);
    shape(svg, 'circle', { cx: 7, cy: 7, r: fill && color === ink.rule ? 3 : 5, fill: fill ? color : ink.paper, stroke: color, 'stroke-width': 1.6 });
    if (!fill) shape(svg, 'path', { d: 'M4 4 l6 6 M4 10 l6 -6', stroke: color, 'stroke-width': 1.6 });
    s.append(svg, document.createTextNode(text));
    return s;
  }));
}
drawers.push(drawNet, netLegend);
const slide = t => { N.t = Math.max(0, Math.min(END, t)); $('n-time').value = N.t / END * 2000; drawAll(); };
$('n-time').addEventListener('input', e => { N.t = +e.target.value / 2000 * END; drawAll(); });
function stopPlay() { clearInterval(N.timer); N.timer = 0; $('n-play').textContent = '▶ play'; }
$('n-play').addEventListener('click', () => {
  if (N.timer) return stopPlay();
  if (N.t >= END) slide(0);
  $('n-play').textContent = '❚❚ pause';
  N.timer = setInterval(() => { slide(N.t + END / 400); if (N.t >= END) stopPlay(); }, 50);
});
function nearPeer(e) {
  const r = net.getBoundingClientRect(), x = e.clientX - r.left, y = e.clientY - r.top;
  let best = -1, least = 14;
  for (const p of P.order) { const d = Math.hypot(N.x[p] - x, N.y[p] - y); if (d < least) { least = d; best = p; } }
  return [best, x, y];
}
net.addEventListener('pointermove', e => {
  const [p, x, y] = nearPeer(e);
  showTip($('n-tip'), p < 0 ? null : P.names[p] + '\n' + ['not yet up', 'up', 'down'][state(p, N.t)], x, y);
});
net.addEventListener('pointerleave', () => showTip($('n-tip'), null));
net.addEventListener('click', e => { N.peer = nearPeer(e)[0]; drawAll(); });
net.addEventListener('keydown', e => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
  if (!by || !P.n) return;
  e.preventDefault();
  N.peer = P.order[(P.order.indexOf(N.peer) + by + P.n) % P.n];
  drawAll();
});
