// Steps: an operation instant by instant, forwards and backwards. The diagram shows what had
// happened by then.
import { drawers } from './canvas.js';
import { cutOf } from './cut.js';
import {
  dials,
  messages,
  operations,
  peers,
  arrival,
  failed,
  opDials,
  opEnd,
  opMessages,
  readAt,
} from './data.js';
import { $ } from './dom.js';
import { go, keys } from './input.js';
import { view, keepIn } from './lanes.js';
import { selection, watchers } from './selection.js';
import { bytes, messageName, opName, span, thousands } from './words.js';
/** @import { MessageRow, Ns, OpRow, Step } from './model' */

let at = -1; // among the steps of the selected operation; -1: it is shown as a whole
/** @type {{ op: OpRow; steps: Step[] }} */
let known = { op: -1, steps: [] };
/** @type {ReturnType<typeof setInterval> | undefined} */
let playing;

// stepsOf are the instants at which something of an operation happens.
/** @type {(op: OpRow) => Step[]} */
function stepsOf(op) {
  /** @type {Map<Ns, string[]>} */
  const told = new Map();
  /** @type {(t: Ns, text: string) => void} */
  const tell = (t, text) => {
    told.set(t, [...(told.get(t) ?? []), text]);
  };
  const name = peers.names;
  tell(operations.t[op], name[operations.peer[op]] + ' begins ' + opName(op));
  for (const i of opMessages.get(operations.id[op]) ?? []) {
    const what = called(i),
      from = name[messages.from[i]],
      to = name[messages.to[i]];
    tell(
      messages.t[i],
      from + ' sends ' + to + ' ' + what + (messages.way[i] < 0 ? ', which never arrives' : ''),
    );
    if (messages.way[i] < 0) continue;
    if (messages.wait[i] < 0) tell(arrival(i), what + ' of ' + from + ' reaches ' + to);
    else tell(readAt(i), to + ' reads ' + what + ' of ' + from);
  }
  for (const i of opDials.get(operations.id[op]) ?? [])
    if (failed(i))
      tell(
        dials.t[i],
        name[dials.from[i]] + ' cannot dial ' + name[dials.to[i]] + ': ' + dials.whys[dials.why[i]],
      );
  for (const [p, t] of cutOf(op) ?? []) tell(t, name[p] + ' records its state');
  if (operations.took[op] >= 0)
    tell(
      opEnd(op),
      name[operations.peer[op]] + ' ends it: ' + operations.outcomes[operations.outcome[op]],
    );
  return [...told].sort((a, b) => a[0] - b[0]).map(([t, texts]) => ({ t, text: texts.join('; ') }));
}
/** @type {(i: MessageRow) => string} */
const called = i => messageName(i) || bytes(messages.size[i]);

function steps() {
  if (known.op !== selection.op)
    known = { op: selection.op, steps: selection.op < 0 ? [] : stepsOf(selection.op) };
  return known.steps;
}
/** @type {(to: number) => void} */
function stand(to) {
  const all = steps();
  if (!all.length) return;
  if (at < 0) go(selection.op);
  at = Math.max(0, Math.min(all.length - 1, to));
  const t = all[at].t;
  selection.now = t;
  if (t < view.t0 || t > view.t1) {
    const half = (view.t1 - view.t0) / 2;
    view.t0 = t - half;
    view.t1 = t + half;
  }
  keepIn();
}
function stop() {
  clearInterval(playing);
  playing = undefined;
}
function leave() {
  stop();
  at = -1;
  selection.now = Infinity;
  keepIn();
}
function play() {
  if (playing !== undefined) {
    stop();
    keepIn();
    return;
  }
  if (at < 0 || at === steps().length - 1) stand(0);
  playing = setInterval(() => {
    if (at < 0 || at >= steps().length - 1) stop();
    else at++;
    stand(at);
  }, 700);
  keepIn();
}
watchers.push(change => {
  if ('op' in change && change.op !== known.op) {
    stop();
    at = -1;
  }
});
const forwards = () => stand(at + 1),
  backwards = () => stand(at < 0 ? steps().length - 1 : at - 1);
keys['.'] = forwards;
keys[','] = backwards;
$('s-back').addEventListener('click', backwards);
$('s-next').addEventListener('click', forwards);
$('s-play').addEventListener('click', play);
$('s-all').addEventListener('click', leave);
drawers.push(() => {
  const all = steps();
  for (const id of /** @type {const} */ (['s-back', 's-next', 's-play']))
    $(id).disabled = !all.length;
  $('s-all').disabled = at < 0;
  $('s-play').textContent = playing === undefined ? '▶' : '❚❚';
  $('s-told').textContent =
    at < 0
      ? ''
      : 'Step ' +
        thousands(at + 1) +
        ' of ' +
        thousands(all.length) +
        ', +' +
        span(all[at].t - operations.t[selection.op]) +
        ': ' +
        all[at].text;
});
