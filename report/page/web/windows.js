// Windows: behind a served page is the whole log. Messages that the page leaves out
// are asked for when the diagram shows their time, or when their operation is
// selected, and are kept until others are.
import { drawAll, drawers } from './canvas.js';
import { data, runEnd, messages, operations, peers, col, setMessages, table } from './data.js';
import { $ } from './dom.js';
import { view } from './lanes.js';
import { selection, watchers } from './selection.js';
import { opTrace } from './words.js';
/** @import { Answer, MessageRows, Messages, Ns, OpId, Window } from './model' */

/** @type {(keyof Messages)[]} */
const names = ['t', 'way', 'wait', 'from', 'to', 'protocol', 'said', 'size', 'op'];
/** @type {(of: (name: keyof Messages) => ArrayLike<number>) => MessageRows} */
const rowsOf = of =>
  /** @type {MessageRows} */ (Object.fromEntries(names.map(name => [name, of(name)])));
const page = rowsOf(name => messages[name]),
  pageWindows = data.windows,
  pageWhole = [...operations.whole];
const most = 60000; // messages that an answer holds, about
/** @type {Answer} with nothing in it */
const none = { rows: rowsOf(() => []), from: 0, to: 0, op: 0, complete: false };
let shown = none,
  chosen = none; // the answers for the time that is shown, and for an operation

const root = document.documentElement;
// Counts, for tests to read.
const told = { asked: 0, answered: 0 };
function tell() {
  root.dataset.asked = String(told.asked);
  root.dataset.answered = String(told.answered);
}
tell();
// ask returns the messages of a query, whose times are their own.
/** @type {(query: Record<string, string>, signal?: AbortSignal) => Promise<Answer>} */
async function ask(query, signal) {
  told.asked++;
  tell();
  const response = await fetch('window?' + new URLSearchParams(query), { signal });
  if (!response.ok) throw new Error(await response.text());
  /** @type {Window} */
  const answer = await response.json(),
    m = table(answer.messages);
  // Who is new since the page was made is on the next one.
  const known = [...m.t.keys()].filter(
    i =>
      m.from[i] < peers.n &&
      m.to[i] < peers.n &&
      m.protocol[i] < data.protocols.length &&
      m.said[i] < data.said.length,
  );
  const rows = rowsOf(name => known.map(i => m[name][i]));
  const [[from, to]] = col(answer.windows);
  told.answered++;
  tell();
  return { rows, from, to, op: 0, complete: answer.complete };
}

// compose puts the messages of the page, of the chosen operation and of the time
// that is shown together, each once: those of a time are all of that time.
function compose() {
  const before =
    selection.message < 0 ? null : names.map(k => messages[k][selection.message]).join();
  /** @type {(t: Ns) => boolean} */
  const outside = t => t < shown.from || t >= shown.to;
  /** @type {[rows: MessageRows, i: number][]} */
  const list = [];
  /** @type {(rows: MessageRows, keep: (t: Ns, op: OpId) => boolean) => void} */
  const add = (rows, keep) => {
    for (let i = 0; i < rows.t.length; i++) if (keep(rows.t[i], rows.op[i])) list.push([rows, i]);
  };
  add(page, (t, op) => outside(t) && (!chosen.op || op !== chosen.op));
  add(chosen.rows, outside);
  add(shown.rows, () => true);
  list.sort(([a, i], [b, j]) => a.t[i] - b.t[j]);
  /** @type {(name: keyof Messages) => number[]} */
  const column = name => list.map(([rows, i]) => rows[name][i]);
  /** @type {[number, number][]} */
  const stretches = [...pageWindows, [shown.from, shown.to]];
  data.windows = union(stretches.filter(([a, b]) => b > a));
  operations.whole = pageWhole.map((w, i) =>
    chosen.complete && operations.id[i] === chosen.op ? 1 : w,
  );
  setMessages({
    t: Float64Array.from(column('t')),
    way: column('way'),
    wait: column('wait'),
    from: column('from'),
    to: column('to'),
    protocol: column('protocol'),
    said: column('said'),
    size: column('size'),
    op: column('op'),
  });
  if (before)
    selection.message = list.findIndex(([rows, i]) => names.map(k => rows[k][i]).join() === before);
  // Lanes of those that take part, of whom there may be more now.
  if (selection.only) for (const f of watchers) f({ only: true });
  drawAll();
}
// union of stretches of time, in order.
/** @type {(list: [number, number][]) => [number, number][]} */
function union(list) {
  /** @type {[number, number][]} */
  const out = [];
  for (const [a, b] of list.sort((x, y) => x[0] - y[0])) {
    const last = out[out.length - 1];
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else out.push([a, b]);
  }
  return out;
}

// sent is about how many messages were sent from a to b, by the histogram.
/** @type {(a: Ns, b: Ns) => number} */
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
    const around = (b - a) / 2;
    /** @type {[number, number]} */
    const wide = [Math.max(0, Math.floor(a - around)), Math.ceil(b + around)];
    const [from, to] = sent(...wide) <= most ? wide : [a, b];
    stop.abort();
    stop = new AbortController();
    ask({ from: String(from), to: String(to) }, stop.signal).then(x => {
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
  ask({ op: opTrace(selection.op) }).then(x => {
    if (selection.op >= 0 && operations.id[selection.op] === op) {
      chosen = { ...x, op };
      compose();
    }
  }, failed);
});

// failed says so where the diagram tells what it shows.
/** @type {(error: Error) => void} */
function failed(error) {
  if (error.name === 'AbortError') return;
  root.dataset.failed = error.message;
  const note = $('d-served');
  note.textContent = 'sim view does not answer: ' + error.message;
  note.hidden = false;
}
