// Input: wheel, drag, keys and controls of the diagram.
import { drawAll, showTip } from './canvas.js';
import { data, runEnd, messages, operations, arrival, opEnd, opMessages, opRow } from './data.js';
import { $ } from './dom.js';
import { under } from './hover.js';
import { view, keepIn, showPeer, showTime, tOf, zoom } from './lanes.js';
import { selection, fillSelect, select, stepOp, watchers } from './selection.js';
/** @import { MessageRow, Ns, OpRow, PeerNo } from './model' */

export const space = $('space');
/** @type {{ x: number; y: number; t0: Ns; t1: Ns; scroll: number } | null} what it began with */
let drag = null;
let moved = false;
/** @type {(e: MouseEvent) => [x: number, y: number]} */
const at = e => {
  const r = space.getBoundingClientRect();
  return [e.clientX - r.left, e.clientY - r.top];
};
space.addEventListener(
  'wheel',
  e => {
    // Without focus the wheel scrolls the page, as everywhere.
    if (document.activeElement !== space && !e.ctrlKey) return;
    e.preventDefault();
    if (e.shiftKey) {
      view.scroll += e.deltaY || e.deltaX;
      keepIn();
    } else if (Math.abs(e.deltaX) > Math.abs(e.deltaY)) pan(e.deltaX / view.width);
    else zoom(Math.pow(1.0015, e.deltaY), tOf(at(e)[0]));
  },
  { passive: false },
);
space.addEventListener('pointerdown', e => {
  drag = { x: e.clientX, y: e.clientY, t0: view.t0, t1: view.t1, scroll: view.scroll };
  moved = false;
  space.setPointerCapture(e.pointerId);
});
space.addEventListener('pointermove', e => {
  if (drag) {
    const dx = e.clientX - drag.x,
      dy = e.clientY - drag.y;
    if (Math.hypot(dx, dy) > 3) moved = true;
    if (!moved) return;
    const dt = (dx / (view.width - view.left - 8)) * (drag.t1 - drag.t0);
    view.t0 = drag.t0 - dt;
    view.t1 = drag.t1 - dt;
    view.scroll = drag.scroll - dy;
    keepIn();
    return;
  }
  const [x, y] = at(e),
    hit = under(x, y);
  showTip($('tip'), hit && hit.text, x, y);
});
space.addEventListener('pointerup', e => {
  drag = null;
  if (moved) return;
  const hit = under(...at(e));
  if (!hit) return;
  if (hit.op !== undefined) select({ op: hit.op });
  else if (hit.message !== undefined) {
    const op = opRow.get(messages.op[hit.message]);
    if (op !== undefined && op !== selection.op) select({ op });
    selection.message = hit.message;
    drawAll();
  }
});
space.addEventListener('pointerleave', () => showTip($('tip'), null));
/** @type {(share: number) => void} */
export const pan = share => {
  const d = (view.t1 - view.t0) * share;
  view.t0 += d;
  view.t1 += d;
  keepIn();
};
/** @type {() => Ns} */
const middle = () =>
  selection.op >= 0 && operations.t[selection.op] > view.t0 && operations.t[selection.op] < view.t1
    ? operations.t[selection.op]
    : (view.t0 + view.t1) / 2;

// go selects operation i and shows it.
/** @type {(i: OpRow) => void} */
export function go(i) {
  if (i < 0) return;
  select({ op: i });
  let end = opEnd(i);
  for (const m of opMessages.get(operations.id[i]) || [])
    if (messages.way[m] >= 0 && messages.t[m] <= opEnd(i))
      end = Math.max(end, Math.min(arrival(m), operations.t[i] + 2 * (opEnd(i) - operations.t[i])));
  showTime(operations.t[i], Math.max(end, operations.t[i] + 1e6));
  showPeer(operations.peer[i]);
}
// goMessage selects message i of an operation and shows it.
/** @type {(i: MessageRow) => void} */
export function goMessage(i) {
  const op = opRow.get(messages.op[i]);
  select({ op: op === undefined ? -1 : op });
  selection.message = i;
  const end = messages.way[i] < 0 ? messages.t[i] : arrival(i);
  if (messages.t[i] < view.t0 || end > view.t1)
    showTime(messages.t[i], Math.max(end, messages.t[i] + 1e6));
  showPeer(messages.from[i]);
  toDiagram();
}
// goTime selects operation i and shows a stretch of time of a peer in it.
/** @type {(i: OpRow, from: Ns, to: Ns, peer: PeerNo) => void} */
export function goTime(i, from, to, peer) {
  select({ op: i });
  showTime(from, Math.max(to, from + 1e6));
  showPeer(peer);
  toDiagram();
}
export function toDiagram() {
  $('diagram').scrollIntoView();
  space.focus({ preventScroll: true });
}
/** @type {(by: number) => void} */
function nextMessage(by) {
  if (selection.op < 0) return;
  const list = opMessages.get(operations.id[selection.op]) || [];
  if (!list.length) return;
  const n = list.indexOf(selection.message),
    first = by > 0 ? 0 : list.length - 1;
  selection.message = list[n < 0 ? first : (n + by + list.length) % list.length];
  const t = messages.t[selection.message];
  if (t < view.t0 || t > view.t1) pan((t - (view.t0 + view.t1) / 2) / (view.t1 - view.t0));
  drawAll();
}
/** @type {Record<string, () => void>} */
export const keys = {
  ArrowLeft: () => pan(-0.1),
  ArrowRight: () => pan(0.1),
  ArrowUp: () => {
    view.scroll -= view.lane * 2;
    keepIn();
  },
  ArrowDown: () => {
    view.scroll += view.lane * 2;
    keepIn();
  },
  '+': () => zoom(0.7, middle()),
  '=': () => zoom(0.7, middle()),
  '-': () => zoom(1 / 0.7, middle()),
  '−': () => zoom(1 / 0.7, middle()),
  0: () => showTime(0, runEnd),
  '[': () => {
    view.lane = Math.max(4, view.lane * 0.85);
    keepIn();
  },
  ']': () => {
    view.lane = Math.min(90, view.lane / 0.85);
    keepIn();
  },
  n: () => go(stepOp(1)),
  p: () => go(stepOp(-1)),
  m: () => nextMessage(1),
  M: () => nextMessage(-1),
  Escape: () => {
    select({ op: -1 });
    showTip($('tip'), null);
  },
};
space.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const key = keys[e.key] || (e.key !== 'M' && keys[e.key.toLowerCase()]);
  if (key) {
    key();
    e.preventDefault();
  }
});
$('z-prev').addEventListener('click', keys.p);
$('z-next').addEventListener('click', keys.n);
$('z-in').addEventListener('click', keys['+']);
$('z-out').addEventListener('click', keys['-']);
$('z-fit').addEventListener('click', keys[0]);

fillSelect($('f-protocol'), data.protocols, 'all protocols');
fillSelect($('f-op'), operations.names, 'all');
$('f-peer').addEventListener('input', () => select({ peer: $('f-peer').value }));
$('f-protocol').addEventListener('change', () => select({ protocol: +$('f-protocol').value }));
$('f-op').addEventListener('change', () => select({ opName: +$('f-op').value, op: -1 }));
$('f-only').addEventListener('change', () => select({ only: $('f-only').checked }));
watchers.push(() => {
  $('f-only').checked = selection.only;
});
