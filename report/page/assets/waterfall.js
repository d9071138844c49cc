// Waterfall: the messages of the selected operation, a row a peer.
const svgNS = 'http://www.w3.org/2000/svg';
function shape(parent, name, attributes, text) {
  const el = document.createElementNS(svgNS, name);
  for (const [k, v] of Object.entries(attributes)) el.setAttribute(k, v);
  if (text !== undefined) el.textContent = text;
  parent.append(el);
  return el;
}
const most = { rows: 80, messages: 2000 };
// partners groups the operation's messages by the peer at the other end.
function partners(op, messages) {
  const self = O.peer[op], rows = new Map();
  for (const i of messages) push(rows, M.from[i] === self ? M.to[i] : M.from[i], i);
  for (const i of opDials.get(O.id[op]) || []) if (!rows.has(X.to[i])) rows.set(X.to[i], []);
  return [...rows];
}
function drawWaterfall() {
  const box = $('waterfall');
  box.replaceChildren();
  if (S.op < 0) { if (O.n) box.textContent = 'Choose an operation to see its messages.'; return; }
  const op = S.op, all = opMessages.get(O.id[op]) || [], messages = all.slice(0, most.messages);
  const rows = partners(op, messages), shown = rows.slice(0, most.rows);
  const head_ = document.createElement('div'), title = document.createElement('strong'), jump = document.createElement('button'), note = document.createElement('span');
  head_.className = 'head'; title.textContent = opTitle(op); title.dir = 'auto';
  jump.type = 'button'; jump.id = 'w-jump'; jump.textContent = 'Show in the space-time diagram';
  jump.addEventListener('click', () => { go(op); $('diagram').scrollIntoView(); space.focus({ preventScroll: true }); });
  note.className = 'note';
  note.textContent = ['filled: sent by ' + short(P.names[O.peer[op]], 24) + '; hollow: by the peer of the row', rows.length > shown.length ? 'first ' + shown.length + ' of ' + count(rows.length, 'peer') : '',
    all.length > messages.length ? 'first ' + thousands(messages.length) + ' of ' + count(all.length, 'message') : '',
    O.whole[op] || !O.messages[op] ? '' : thousands(all.length) + ' of its ' + count(O.messages[op], 'message') + ' are in this file'].filter(Boolean).join('; ');
  head_.append(title, jump, note);
  box.append(head_, waterfallOf(op, shown));
}
function waterfallOf(op, rows) {
  let end = opEnd(op);
  for (const [, list] of rows) for (const i of list) end = Math.max(end, M.way[i] < 0 ? M.t[i] : Math.min(arrival(i), opEnd(op) * 2 - O.t[op] + 1e6));
  const width = Math.max(400, $('waterfall').clientWidth), left = 150, rowH = 20, top = 24, t0 = O.t[op], x = t => left + (t - t0) / Math.max(1, end - t0) * (width - left - 20);
  const height = top + (rows.length + 1) * rowH + 8;
  const svg = document.createElementNS(svgNS, 'svg');
  for (const [k, v] of Object.entries({ viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'Messages of ' + opTitle(op) + ', by peer' })) svg.setAttribute(k, v);
  const step = stepFor((end - t0) / (width / 130));
  for (let n = 0; n * step <= end - t0; n++) {
    shape(svg, 'line', { x1: x(t0 + n * step), x2: x(t0 + n * step), y1: 18, y2: height, stroke: ink.soft });
    if (x(t0 + n * step) < width - 60) shape(svg, 'text', { x: x(t0 + n * step) + 3, y: 13, class: 'f' }, n ? '+' + span(n * step) : moment(t0));
  }
  const label = (p, row) => shape(svg, 'text', { x: 6, y: top + row * rowH + 14 }, short(P.names[p], 20));
  label(O.peer[op], 0);
  shape(shape(svg, 'rect', { x: x(t0), y: top + 5, width: Math.max(2, x(opEnd(op)) - x(t0)), height: 10, fill: barInk(op) }), 'title', {}, tellOp(op));
  rows.forEach(([p, list], n) => {
    label(p, n + 1);
    const y = top + (n + 1) * rowH;
    shape(svg, 'line', { x1: left, x2: width - 20, y1: y + rowH / 2, y2: y + rowH / 2, stroke: ink.soft });
    for (const i of list) waterfallMessage(svg, x, y, i, M.from[i] !== p);
    for (const i of opDials.get(O.id[op]) || []) {
      if (X.to[i] !== p) continue;
      const cx = x(X.t[i]), mark = shape(svg, 'path', { d: 'M' + (cx - 4) + ' ' + (y + 6) + 'l8 8m-8 0l8 -8', stroke: ink.red, 'stroke-width': 2 });
      shape(mark, 'title', {}, tellDial(i));
    }
  });
  return svg;
}
// waterfallMessage: what goes out is filled and above, what comes back is
// hollow and below.
function waterfallMessage(svg, x, y, i, out) {
  const color = M.way[i] < 0 ? ink.red : protocolInk(M.protocol[i]);
  const a = x(M.t[i]), b = M.way[i] < 0 ? a + 6 : x(arrival(i));
  const bar = shape(svg, 'rect', { x: a, y: y + (out ? 3 : 11), width: Math.max(2, b - a), height: 6, fill: out ? color : ink.paper, stroke: color, 'stroke-width': 1.3 });
  shape(bar, 'title', {}, tellMessage(i));
}
// It is drawn anew for another operation, other colours or another width only.
let waterfallIs = '';
drawers.push(() => {
  const is = [S.op, ink.paper, $('waterfall').clientWidth].join();
  if (is !== waterfallIs) { waterfallIs = is; drawWaterfall(); }
});
