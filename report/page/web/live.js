// Live: a page of a run that goes on says how far it has come, and is made anew
// when there is more, with the same part of the run in view.
import { drawAll } from './canvas.js';
import { runEnd, operations, opRow } from './data.js';
import { $ } from './dom.js';
import { view, keepIn } from './lanes.js';
import { selection, select } from './selection.js';
import { clock, thousands } from './words.js';
/** @import { Kept, Progress } from './model' */

const key = 'sim view ' + location.pathname,
  began = performance.now();
const all = () => view.t0 <= 0 && view.t1 >= runEnd;
addEventListener('pagehide', () => {
  const { peer, protocol, opName, only } = selection;
  /** @type {Kept} */
  const kept = {
    t0: view.t0,
    t1: view.t1,
    all: all(),
    op: selection.op < 0 ? 0 : operations.id[selection.op],
    peer,
    protocol,
    opName,
    only,
  };
  sessionStorage.setItem(key, JSON.stringify(kept));
});
// restore shows what the page before this one did.
function restore() {
  /** @type {Kept | null} */
  const was = JSON.parse(sessionStorage.getItem(key) || 'null');
  if (!was) return;
  const { peer, protocol, opName, only } = was;
  $('f-peer').value = peer;
  $('f-protocol').value = String(protocol);
  $('f-op').value = String(opName);
  select({ peer, protocol, opName, only, op: opRow.get(was.op) ?? -1 });
  view.t0 = was.all ? 0 : was.t0;
  view.t1 = was.all ? runEnd : was.t1;
  keepIn();
}

// Nobody is interrupted who is doing something, and making the page again takes
// at most a fifth of the server's time.
let touched = -1e9;
for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'input'])
  addEventListener(
    kind,
    () => {
      touched = performance.now();
    },
    { capture: true, passive: true },
  );
function follow() {
  restore();
  const took = began,
    every = Math.max(5000, 5 * took);
  const bar = $('live'),
    told = bar.firstElementChild ?? bar;
  bar.hidden = false;
  const source = new EventSource('live');
  let come = runEnd; // how far the run has come
  source.onmessage = e => {
    /** @type {Progress} */
    const now = JSON.parse(e.data);
    come = now.end;
    told.textContent = now.done
      ? 'The run has ended.'
      : 'The run goes on: ' + thousands(now.events) + ' events to ' + clock(now.end, 1e9) + '.';
    if (now.done) {
      source.close();
      location.reload();
    }
  };
  source.onerror = () => {
    told.textContent = 'sim view does not answer.';
  };
  setInterval(() => {
    const t = performance.now();
    if (
      come > runEnd &&
      $('live-follow').checked &&
      !document.hidden &&
      t - began > every &&
      t - touched > 3000
    )
      location.reload();
  }, 500);
  drawAll();
}
if (document.documentElement.dataset.served === 'live') follow();
