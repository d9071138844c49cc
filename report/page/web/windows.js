// Windows: behind a served page is the whole log. Messages that the page leaves out
// are asked for when the diagram shows their time, or when their operation is
// selected, and are kept until others are.
import { drawAll, drawers } from './canvas.js';
import { data, runEnd, messages, operations, peers, col, rising, setMessages } from './data.js';
import { view } from './lanes.js';
import { selection, watchers } from './selection.js';

const names = ['t', 'way', 'wait', 'from', 'to', 'protocol', 'size', 'op'];
const pick = x => Object.fromEntries(names.map(k => [k, x[k]]));
const page = pick(messages),
  pageWindows = data.windows,
  pageWhole = [...operations.whole];
const most = 60000; // messages that an answer holds, about
/** @type {any} an answer with nothing in it */
const none = { rows: Object.fromEntries(names.map(k => [k, []])), from: 0, to: 0, op: 0 };
let shown = none,
  chosen = none; // the answers for the time that is shown, and for an operation

const root = document.documentElement;
/** @type {any} counts, for tests to read */
const told = root.dataset;
told.asked = told.answered = 0;
// ask returns the messages of a query, whose times are their own.
async function ask(query, signal) {
  told.asked++;
  const response = await fetch('window?' + new URLSearchParams(query), { signal });
  if (!response.ok) throw new Error(await response.text());
  const answer = await response.json(),
    m = { ...answer.messages, t: rising(answer.messages.t) };
  // Who is new since the page was made is on the next one.
  const known = [...m.t.keys()].filter(
    i => m.from[i] < peers.n && m.to[i] < peers.n && m.protocol[i] < data.protocols.length,
  );
  const rows = Object.fromEntries(names.map(k => [k, known.map(i => m[k][i])]));
  const [[from, to]] = answer.windows;
  told.answered++;
  return { rows, from, to, complete: answer.complete };
}

// compose puts the messages of the page, of the chosen operation and of the time
// that is shown together, each once: those of a time are all of that time.
function compose() {
  const before =
    selection.message < 0 ? null : names.map(k => messages[k][selection.message]).join();
  const outside = t => t < shown.from || t >= shown.to,
    list = [];
  const add = (rows, keep) => {
    for (let i = 0; i < rows.t.length; i++) if (keep(rows.t[i], rows.op[i])) list.push([rows, i]);
  };
  add(page, (t, op) => outside(t) && (!chosen.op || op !== chosen.op));
  add(chosen.rows, outside);
  add(shown.rows, () => true);
  list.sort(([a, i], [b, j]) => a.t[i] - b.t[j]);
  /** @type {any} */
  const columns = Object.fromEntries(names.map(k => [k, list.map(([rows, i]) => rows[k][i])]));
  columns.t = Float64Array.from(columns.t);
  data.windows = union([...pageWindows, [shown.from, shown.to]].filter(([a, b]) => b > a));
  operations.whole = pageWhole.map((w, i) =>
    chosen.complete && operations.id[i] === chosen.op ? 1 : w,
  );
  setMessages(columns);
  if (before)
    selection.message = list.findIndex(([rows, i]) => names.map(k => rows[k][i]).join() === before);
  // Lanes of those that take part, of whom there may be more now.
  if (selection.only) for (const f of watchers) f({ only: true });
  drawAll();
}
// union of stretches of time, in order.
function union(list) {
  const out = [];
  for (const [a, b] of list.sort((x, y) => x[0] - y[0])) {
    const last = out[out.length - 1];
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else out.push([a, b]);
  }
  return out;
}

// sent is about how many messages were sent from a to b, by the histogram.
function sent(a, b) {
  const w = data.histogram.width,
    n = col(data.histogram.n);
  let sum = 0;
  for (let i = Math.max(0, Math.floor(a / w)); i < n.length && i * w < b; i++)
    sum += (n[i] * (Math.min(b, (i + 1) * w) - Math.max(a, i * w))) / w;
  return sum;
}

// look asks for the time that the diagram shows, and some around it, once it
// stands still, if it does not show too many messages to be told apart.
let last = '',
  timer = 0,
  stop = new AbortController();
function look() {
  const a = Math.max(0, Math.floor(view.t0)),
    b = Math.min(runEnd, Math.ceil(view.t1)) + 1;
  if (last === a + ' ' + b) return;
  last = a + ' ' + b;
  clearTimeout(timer);
  if (
    data.complete ||
    b <= a ||
    data.windows.some(([x, y]) => x <= a && b <= y) ||
    sent(a, b) > most
  )
    return;
  timer = setTimeout(() => {
    const around = (b - a) / 2,
      wide = [Math.max(0, Math.floor(a - around)), Math.ceil(b + around)];
    const [from, to] = sent(...wide) <= most ? wide : [a, b];
    stop.abort();
    stop = new AbortController();
    ask({ from, to }, stop.signal).then(x => {
      shown = x;
      compose();
    }, failed);
  }, 150);
}
drawers.push(look);

watchers.push(change => {
  if (
    !('op' in change) ||
    selection.op < 0 ||
    operations.whole[selection.op] ||
    !operations.messages[selection.op] ||
    operations.id[selection.op] === chosen.op
  )
    return;
  const op = operations.id[selection.op];
  ask({ op }).then(x => {
    if (selection.op >= 0 && operations.id[selection.op] === op) {
      chosen = { ...x, op };
      compose();
    }
  }, failed);
});

// failed says so where the diagram tells what it shows.
function failed(error) {
  if (error.name === 'AbortError') return;
  root.dataset.failed = error.message;
  const note = document.getElementById('d-served');
  note.textContent = 'sim view does not answer: ' + error.message;
  note.hidden = false;
}
