// Main: all views, and the part of the run that tells most at first sight.
import './theme.js';
import './figures.jsx';
import './overview.js';
import './diagram.js';
import './steps.js';
import './operations.jsx';
import './waterfall.jsx';
import './topology.js';
import './replicas.js';
import './numbers.js';
import { drawAll } from './canvas.js';
import { cutOf, inFlight } from './cut.js';
import {
  data,
  runEnd,
  messages,
  operations,
  peers,
  arrival,
  atOrAfter,
  opCut,
  opRow,
  readAt,
} from './data.js';
import { go } from './input.js';
import { followLink } from './links.js';
import { best as bestLookup } from './lookup.jsx';
import { view, fitLanes, layLanes, showTime } from './lanes.js';
import { select } from './selection.js';
/** @import { Ns, OpRow } from './model' */

// telling is how much operation i shows: its messages, and that it failed.
/** @type {(i: OpRow) => number} */
const telling = i =>
  operations.whole[i]
    ? Math.min(60, operations.messages[i]) + (operations.class[i] === 1 ? 20 : 0)
    : 0;
// tellingCut is the complete snapshot with the most messages in flight, -1 if
// there is none.
/** @type {() => OpRow} */
function tellingCut() {
  let best = -1;
  for (let i = 0; i < operations.n; i++) {
    if (!opCut.has(operations.id[i]) || !operations.whole[i]) continue;
    if (best < 0 || score(i) > score(best)) best = i;
  }
  return best;
}
// One that overlaps another tells more; after a crash sums are no longer round.
/** @type {(op: OpRow) => [from: Ns, to: Ns]} */
const extent = op => {
  const at = [...(cutOf(op)?.values() ?? [])];
  return [Math.min(...at), Math.max(...at)];
};
/** @type {(i: OpRow) => number} */
function score(i) {
  const [a, b] = extent(i),
    calm = Math.min(
      runEnd,
      ...peers.up
        .flat()
        .filter(([, , how]) => how)
        .map(([, to]) => to),
    );
  const overlaps = data.cuts.some(c => {
    const op = opRow.get(c.op);
    if (op === undefined || op === i) return false;
    const [x, y] = extent(op);
    return x <= b && y >= a;
  });
  return (
    inFlight(i).size +
    (overlaps ? 3 : 0) -
    (operations.class[i] === 0 ? 0 : 1000) -
    (a > calm ? 100 : 0)
  );
}
// showCut brings a cut and what is in flight across it into view.
/** @type {(op: OpRow) => void} */
function showCut(op) {
  const flying = [...inFlight(op).keys()],
    [a, b] = extent(op);
  showTime(
    Math.min(a, ...flying.map(i => messages.t[i])),
    Math.max(b + (b - a) / 2, ...flying.map(readAt)),
  );
}
function begin() {
  // A snapshot is told by its cut, and a large network by one operation.
  let op = tellingCut();
  if (op < 0) op = bestLookup();
  if (op < 0 && peers.n > 8)
    for (let i = 0; i < operations.n; i++)
      if (telling(i) > 0 && (op < 0 || telling(i) > telling(op))) op = i;
  if (op >= 0) {
    select({ only: true });
    go(op);
    fitLanes();
    if (cutOf(op)) showCut(op);
    return;
  }
  layLanes();
  fitLanes();
  const first = operations.n ? atOrAfter(messages.t, operations.t[0]) : 0,
    last = Math.min(messages.n - 1, first + 12 + 3 * peers.n);
  if (!messages.n || last <= first) {
    showTime(0, runEnd);
    return;
  }
  showTime(
    operations.n ? operations.t[0] : messages.t[first],
    Math.max(messages.t[last], messages.way[last] < 0 ? 0 : arrival(last)),
  );
  // Where messages are much faster than they are frequent, arrows would be upright.
  const ways = [...messages.way.slice(first, last)].sort((a, b) => a - b);
  op = operations.messages.findIndex((n, i) => n > 0 && operations.whole[i]);
  if (op >= 0 && ways[ways.length >> 1] < (view.t1 - view.t0) / 400) {
    go(op);
    fitLanes();
  }
}
begin();
followLink();
drawAll();
document.documentElement.dataset.ready = 'yes';
