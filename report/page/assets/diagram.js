// Diagram: messages as arrows between the lanes.
let drawn = []; // rows of messages on the canvas
function drawSpace() {
  const { g, width, height } = sheet($('space'), tallest());
  V.width = width; V.height = height;
  V.scroll = Math.max(0, Math.min(V.scroll, lanes.length * V.lane + V.top + 8 - height));
  drawWindow(g);
  drawFaults(g);
  timeAxis(g, V.t0, V.t1, V.left, width - 8, 12, height);
  g.save();
  g.beginPath(); g.rect(V.left, V.top - 4, width - V.left, height - V.top + 4); g.clip();
  drawLanes(g);
  drawCut(g);
  drawMessages(g);
  drawDials(g);
  drawBars(g);
  drawCutPoints(g);
  g.restore();
  drawNames(g);
}
const selected = () => S.op >= 0 ? O.id[S.op] : 0;

function visibleMessages() {
  drawn = [];
  const until = atOrAfter(M.t, V.t1), low = V.top - V.lane, high = V.height + V.lane;
  for (let i = atOrAfter(M.t, V.t0 - longestWay); i < until; i++) {
    const end = M.way[i] < 0 ? M.t[i] : arrival(i);
    if (end < V.t0 || laneOf[M.from[i]] < 0 || laneOf[M.to[i]] < 0 || !wanted(i)) continue;
    const a = yOf(M.from[i]), b = yOf(M.to[i]);
    if (a < low && b < low || a > high && b > high) continue;
    drawn.push(i);
  }
}
// ends are the points of message i on the canvas. One that never arrives stops
// on its way.
function ends(i) {
  const x1 = xOf(M.t[i]), y1 = yOf(M.from[i]), y2 = yOf(M.to[i]);
  if (M.way[i] >= 0) return [x1, y1, xOf(arrival(i)), y2];
  return [x1, y1, x1 + 7, y1 + (y2 - y1) * .45];
}
function drawMessages(g) {
  visibleMessages();
  const op = selected(), many = drawn.length > 2500, far = crossing();
  const plain = op ? .16 : many ? .3 : .75;
  for (const [on, alpha, width] of [[false, plain, 1], [true, 1, 1.8]]) {
    if (on && !op) break;
    for (let p = 0; p < D.protocols.length; p++) {
      g.strokeStyle = g.fillStyle = protocolInk(p);
      g.globalAlpha = alpha; g.lineWidth = width;
      g.beginPath();
      const heads = [];
      for (const i of drawn) {
        if (M.protocol[i] !== p || (M.op[i] === op && op > 0) !== on || M.way[i] < 0) continue;
        const [x1, y1, x2, y2] = ends(i);
        g.moveTo(x1, y1); g.lineTo(x2, y2);
        if (!many || on) heads.push([x1, y1, x2, y2]);
        if (M.wait[i] > 0) { g.moveTo(x2, y2); g.lineTo(xOf(arrival(i) + M.wait[i]), y2); }
      }
      g.stroke();
      for (const h of heads) head(g, ...h, on ? 7 : 5);
    }
  }
  drawLost(g, op, plain);
  g.globalAlpha = 1;
  for (const i of drawn) if (far.has(i)) outline(g, i, ink.red, 2.6);
  if (S.message >= 0 && drawn.includes(S.message)) outline(g, S.message, ink.ink, 2.6);
}
function drawLost(g, op, plain) {
  g.strokeStyle = ink.red;
  for (const i of drawn) {
    if (M.way[i] >= 0) continue;
    const on = op && M.op[i] === op, [x1, y1, x2, y2] = ends(i);
    g.globalAlpha = on ? 1 : plain; g.lineWidth = on ? 1.8 : 1;
    g.setLineDash([3, 2]); line(g, x1, y1, x2, y2); g.setLineDash([]);
    cross(g, x2, y2, 3);
  }
}
function outline(g, i, color, width) {
  const [x1, y1, x2, y2] = ends(i);
  g.strokeStyle = g.fillStyle = color; g.lineWidth = width;
  line(g, x1, y1, x2, y2);
  head(g, x1, y1, x2, y2, 9);
}
function head(g, x1, y1, x2, y2, size) {
  const long = Math.hypot(x2 - x1, y2 - y1);
  if (long < size) return;
  const ux = (x2 - x1) / long, uy = (y2 - y1) / long, w = size * .4;
  g.beginPath(); g.moveTo(x2, y2);
  g.lineTo(x2 - ux * size - uy * w, y2 - uy * size + ux * w);
  g.lineTo(x2 - ux * size + uy * w, y2 - uy * size - ux * w);
  g.fill();
}
// drawWindow shades the time of which not all messages are in this file.
function drawWindow(g) {
  if (D.complete) return;
  g.fillStyle = ink.soft; g.globalAlpha = .55;
  let from = V.t0;
  for (const [a, b] of [...D.windows, [Infinity, Infinity]]) {
    const x1 = Math.max(V.left, xOf(from)), x2 = Math.min(V.width, a === Infinity ? V.width : xOf(a));
    if (x2 > x1) g.fillRect(x1, V.top - 4, x2 - x1, V.height);
    from = b;
  }
  g.globalAlpha = 1;
}
drawers.push(drawSpace);
