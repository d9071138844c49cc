// Main: all views, and the part of the run that tells most at first sight.
import './figures.jsx';
import './overview.js';
import './diagram.js';
import './operations.jsx';
import './waterfall.jsx';
import './topology.js';
import './replicas.js';
import { drawAll } from './canvas.js';
import { inFlight } from './cut.js';
import { END, M, O, P, arrival, atOrAfter, opCut } from './data.js';
import { go } from './input.js';
import { best as bestLookup } from './lookup.jsx';
import { V, fitLanes, layLanes, showTime } from './lanes.js';
import { select } from './selection.js';

// telling is how much operation i shows: its messages, and that it failed.
const telling = i => O.whole[i] ? Math.min(60, O.messages[i]) + (O.class[i] === 1 ? 20 : 0) : 0;
// tellingCut is the complete snapshot with the most messages in flight, -1 if
// there is none.
function tellingCut() {
  let best = -1;
  for (let i = 0; i < O.n; i++) {
    if (!opCut.has(O.id[i]) || !O.whole[i]) continue;
    if (best < 0 || score(i) > score(best)) best = i;
  }
  return best;
}
const score = i => inFlight(i).size - (O.class[i] === 0 ? 0 : 1000);
function begin() {
  // A snapshot is told by its cut, and a large network by one operation.
  let op = tellingCut();
  if (op < 0) op = bestLookup();
  if (op < 0 && P.n > 8) for (let i = 0; i < O.n; i++) if (telling(i) > 0 && (op < 0 || telling(i) > telling(op))) op = i;
  if (op >= 0) { select({ only: true }); go(op); fitLanes(); return; }
  layLanes();
  fitLanes();
  const first = O.n ? atOrAfter(M.t, O.t[0]) : 0, last = Math.min(M.n - 1, first + 12 + 3 * P.n);
  if (!M.n || last <= first) { showTime(0, END); return; }
  showTime(O.n ? O.t[0] : M.t[first], Math.max(M.t[last], M.way[last] < 0 ? 0 : arrival(last)));
  // Where messages are much faster than they are frequent, arrows would be upright.
  const ways = [...M.way.slice(first, last)].sort((a, b) => a - b);
  op = O.messages.findIndex((n, i) => n > 0 && O.whole[i]);
  if (op >= 0 && ways[ways.length >> 1] < (V.t1 - V.t0) / 400) { go(op); fitLanes(); }
}
begin();
drawAll();
document.documentElement.dataset.ready = 'yes';
