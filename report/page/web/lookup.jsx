// Lookup: one operation of Kademlia on the tree of XOR distances from its key, and
// how it came closer over time.
import { h, render } from 'preact';
import { breaks } from './breaks.jsx';
import { operations, peers, compare, opDials, opEnd, push, state } from './data.js';
import { $ } from './dom.js';
import { go, goMessage, toDiagram } from './input.js';
import { asked, bits, distance, isLookup, keyOf, placeOf, ranks } from './keyspace.js';
import { SaveButtons } from './savebuttons.jsx';
import { selection } from './selection.js';
import { ink } from './ink.js';
import { useSelection } from './watch.js';
import {
  bytes,
  classes,
  count,
  messageName,
  moment,
  opName,
  opTitle,
  short,
  span,
  stepFor,
  thousands,
} from './words.js';
/** @import { VNode } from 'preact' */
/**
 * @import {
 *   Duration, Ns, OpRow, PeerNo, PeerProps, Ranks, Reply, Request, Scale, Tree, TreeRow,
 * } from './model'
 */

const lookups = [...Array(operations.n).keys()].filter(isLookup);
let shown = -1;

function Lookup() {
  useSelection(() => $('l-view').clientWidth);
  if (selection.op >= 0 && isLookup(selection.op)) shown = selection.op;
  if (shown < 0) shown = best();
  const op = shown,
    all = asked(op),
    rank = ranks(keyOf(op), operations.t[op]),
    at = lookups.indexOf(op);
  /** @type {(by: number) => void} */
  const step = by => {
    const next = lookups[(at + by + lookups.length) % lookups.length];
    go(next);
  };
  return (
    <div>
      <div class="controls" role="group" aria-label="Which lookup">
        <label>
          Lookup{' '}
          <select id="l-op" value={op} onChange={e => go(+e.currentTarget.value)}>
            {near(at).map(i => (
              <option value={i}>
                {opTitle(i) + ' by ' + short(peers.names[operations.peer[i]], 20)}
              </option>
            ))}
          </select>
        </label>
        <span class="buttons">
          <button type="button" id="l-prev" onClick={() => step(-1)}>
            ‹ lookup
          </button>
          <button type="button" id="l-next" onClick={() => step(1)}>
            lookup ›
          </button>
        </span>
        <button
          type="button"
          id="l-jump"
          onClick={() => {
            go(op);
            toDiagram();
          }}
        >
          Show in the space-time diagram
        </button>
        <SaveButtons id="l-save" name={'lookup-op-' + operations.id[op]} picture="#l-picture" />
      </div>
      <p id="l-told" class="told">
        {tell(op, all, rank)}
      </p>
      <Picture op={op} all={all} rank={rank} />
      <p class="note">
        Left: all peers by distance from the key. Each row down halves the distance: it holds the
        peers that share one bit more with the key. Filled and numbered peers were asked, in this
        order; hollow ones were not; the square is who asks. Right: when each was asked and how long
        its answer took; a thin line leads from the answer, read at that instant, that made the peer
        ask the next one. Hollow bars were read and brought nothing back, as what asks for no
        answer; dashed ones are dials that it waited for and did not begin. Paler bars are further
        requests to the same peer: a put stores its record, a get repairs old copies after it has
        ended. Click a number or a bar for its message in the space-time diagram.
      </p>
      <details>
        <summary>As a table</summary>
        <Steps op={op} all={all} rank={rank} />
      </details>
    </div>
  );
}
// near offers a few hundred lookups around the one at hand: a list has its limits.
/** @type {(at: number) => OpRow[]} */
const near = at => lookups.slice(Math.max(0, at - 150), Math.max(0, at - 150) + 300);
// best is a get of several hops that ended well and met few that were down.
/** @type {() => OpRow} */
export function best() {
  /** @type {(i: OpRow) => number} */
  const worth = i =>
    (operations.whole[i] ? 4 : 0) +
    (/\.get$/.test(opName(i)) ? 2 : 0) +
    (operations.class[i] === 0 ? 1 : 0) +
    Math.min(0.5, operations.messages[i] / 100) +
    Math.min(3, operations.hops[i]) / 5 -
    0.1 * Math.min(5, (opDials.get(operations.id[i]) || []).length);
  return lookups.reduce((b, i) => (b < 0 || worth(i) > worth(b) ? i : b), -1);
}
const endings = ['th', 'st', 'nd', 'rd']; // of ordinals, by their last digit
/** @type {(n: number) => string} */
function ordinal(n) {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return n + ((!teen && endings[n % 10]) || 'th');
}

// tell says in words what happened.
/** @type {(op: OpRow, all: Request[], rank: Ranks) => string} */
function tell(op, all, rank) {
  /** @type {(reply: Reply) => Request[]} */
  const of = reply => all.filter(r => r.reply === reply),
    answered = of('answered'),
    partners = new Set(all.map(r => r.peer)),
    silent = of('silent').length,
    delivered = of('delivered').length;
  const undialled = of('undialled'),
    waited = undialled.filter(r => r.waited).sort((a, b) => b.until - a.until)[0];
  /** @type {(r: Request) => number} */
  const far = r => rank.get(r.peer) ?? 1e9;
  /** @type {Request | undefined} */
  const nearest = answered.length
      ? answered.reduce((b, r) => (far(b) <= far(r) ? b : r))
      : undefined,
    nth = nearest && rank.get(nearest.peer);
  const own = bits(operations.peer[op], keyOf(op));
  const ended = operations.outcomes[operations.outcome[op]] || classes[operations.class[op]];
  return (
    peers.names[operations.peer[op]] +
    ', which shares ' +
    count(own, 'bit') +
    ' with the key of ' +
    short(operations.key[op], 40) +
    ', began ' +
    opName(op) +
    ' at ' +
    moment(operations.t[op]) +
    '. It asked ' +
    count(partners.size, 'peer') +
    (all.length > partners.size ? ' in ' + count(all.length, 'request') : '') +
    ': ' +
    [
      answered.length && thousands(answered.length) + ' answered',
      delivered && thousands(delivered) + ' read, with nothing sent back',
      silent && thousands(silent) + ' without an answer',
      undialled.length && thousands(undialled.length) + ' to peers that could not be dialled',
    ]
      .filter(Boolean)
      .join(', ') +
    '. ' +
    (waited
      ? 'It waited, without having begun it, for a dial of ' +
        peers.names[waited.peer] +
        ' until +' +
        span(waited.until - operations.t[op]) +
        '. '
      : '') +
    (nearest
      ? 'The closest that answered is ' +
        peers.names[nearest.peer] +
        ' with ' +
        count(nearest.bits, 'common bit') +
        (nth
          ? ', the ' + ordinal(nth) + ' closest of the ' + thousands(rank.size) + ' that were up'
          : '') +
        '. '
      : '') +
    (operations.hops[op] >= 0
      ? 'What it was after came from a peer at ' + count(operations.hops[op], 'hop') + '. '
      : '') +
    'It ended ' +
    (operations.took[op] < 0 ? 'never' : 'after ' + span(operations.took[op])) +
    ': ' +
    short(ended, 100) +
    '.' +
    (!operations.whole[op] && operations.messages[op]
      ? ' Not all of its messages are in this file.'
      : '')
  );
}

// Rows of the tree hold peers with as many common bits; the last ones, which hold
// few, are drawn apart as far as there are peers.
/** @type {(op: OpRow, all: Request[], rank: Ranks, width: number) => Tree} */
function layout(op, all, rank, width) {
  const key = keyOf(op),
    ranked = [...rank.keys()],
    extra = [...new Set(all.map(r => r.peer))].filter(p => !rank.has(p) && placeOf(p) !== null);
  /** @type {Map<number, PeerNo[]>} */
  const rows = new Map();
  for (const p of [...ranked, ...extra]) push(rows, bits(p, key), p);
  const deepest = Math.max(0, ...rows.keys()),
    /** @type {TreeRow[]} */
    list = [];
  const treeWidth = Math.max(240, Math.min(560, width * 0.42)),
    perLine = Math.max(1, Math.floor((treeWidth - 110) / 18));
  let y = 40;
  for (let b = 0; b <= deepest; b++) {
    const members = (rows.get(b) || []).sort((x, y) => compare(distance(y, key), distance(x, key)));
    const requests = all.filter(r => r.bits === b),
      lines = Math.max(1, Math.ceil(members.length / perLine)),
      lane = requests.length ? Math.max(10, Math.min(13, 160 / requests.length)) : 0,
      height = Math.max(26, lines * 20 + 8, requests.length * lane + 8);
    list.push({ bits: b, members, requests, perLine, lane, height, y });
    y += height;
  }
  return { list, treeWidth, height: y + 44 };
}

// jump goes to the message of a request, if it has one.
/** @type {(r: Request) => void} */
function jump(r) {
  if (r.message >= 0) goMessage(r.message);
}
/** @type {(props: { op: OpRow; all: Request[]; rank: Ranks }) => VNode} */
function Picture({ op, all, rank }) {
  const width = Math.max(640, $('l-view').clientWidth),
    { list, treeWidth, height } = layout(op, all, rank, width);
  /** @type {Map<PeerNo, number>} */
  const first = new Map();
  all.forEach((r, n) => {
    if (!first.has(r.peer)) first.set(r.peer, n + 1);
  });
  const t0 = operations.t[op],
    t1 = Math.max(t0 + 1, opEnd(op), ...all.map(r => Math.max(r.back, r.read))),
    left = treeWidth + 70,
    right = width - 12;
  /** @type {Scale} */
  const x = t => left + ((t - t0) / (t1 - t0)) * (right - left);
  const spine = 84;
  const step = stepFor((t1 - t0) / ((right - left) / 110)),
    /** @type {Duration[]} */
    ticks = [];
  for (let n = 0; n * step <= t1 - t0; n++) ticks.push(n * step);
  /** @type {Map<Request, number>} the middle of its bar, y in CSS pixels */
  const bar = new Map();
  for (const row of list)
    row.requests.forEach((r, i) => bar.set(r, row.y + 4 + (i + 0.5) * row.lane));
  const last = list[list.length - 1],
    keyY = last.y + last.height + 14;
  return (
    <svg
      id="l-picture"
      class="picture"
      viewBox={'0 0 ' + width + ' ' + height}
      role="group"
      aria-label={tell(op, all, rank)}
    >
      <text x="6" y="14" class="f">
        bits shared
      </text>
      <text x="6" y="27" class="f">
        with the key
      </text>
      <text x={spine + 14} y="14" class="f">
        peers, by XOR distance from the key
      </text>
      <text x={left} y="14" class="f">
        time since it began
      </text>
      {ticks.map(d => (
        <g>
          <line x1={x(t0 + d)} x2={x(t0 + d)} y1="32" y2={keyY - 14} stroke={ink.soft} />
          {x(t0 + d) < right - 34 && (
            <text x={x(t0 + d) + 3} y="28" class="f">
              {d ? '+' + span(d) : '0'}
            </text>
          )}
        </g>
      ))}
      <line x1={spine} x2={spine} y1="34" y2={keyY - 9} stroke={ink.ink} stroke-width="2" />
      {list.map(row => (
        <g>
          <line x1="0" x2={right} y1={row.y} y2={row.y} stroke={ink.soft} />
          <text x="40" y={row.y + 18} text-anchor="end" class="bits">
            {row.bits}
          </text>
          <line
            x1={spine}
            x2={spine + 12}
            y1={row.y + 14}
            y2={row.y + 14}
            stroke={ink.ink}
            stroke-width="1.5"
          />
          <text x="48" y={row.y + 18} class="f">
            {row.members.length ? '' : 'none'}
          </text>
          {row.members.map((p, i) => (
            <Peer
              key={p}
              p={p}
              n={first.get(p)}
              r={all.find(r => r.peer === p)}
              self={p === operations.peer[op]}
              up={rank.has(p)}
              rank={rank.get(p)}
              x={spine + 24 + (i % row.perLine) * 18}
              y={row.y + 14 + Math.floor(i / row.perLine) * 20}
            />
          ))}
        </g>
      ))}
      {operations.took[op] >= 0 && (
        <g>
          <line
            class="ended"
            x1={x(opEnd(op))}
            x2={x(opEnd(op))}
            y1="32"
            y2={keyY - 10}
            stroke={ink.ink}
            stroke-dasharray="4 3"
          />
          <text x={x(opEnd(op)) - 4} y={keyY + 4} text-anchor="end">
            {operations.class[op] === 0 ? '✓ it ended' : '✗ it ended'}
          </text>
        </g>
      )}
      {all
        .filter(r => r.why >= 0 && bar.has(r) && bar.has(all[r.why]))
        .map(r => (
          <line
            x1={x(r.at)}
            x2={x(r.at)}
            y1={bar.get(all[r.why])}
            y2={bar.get(r)}
            stroke={ink.gray}
            stroke-width="1"
          />
        ))}
      {all
        .filter(r => bar.has(r))
        .map(r => (
          <RequestBar
            r={r}
            x={x}
            y={bar.get(r) ?? 0}
            end={t1}
            n={first.get(r.peer)}
            again={all.indexOf(r) + 1 !== first.get(r.peer)}
          />
        ))}
      <path d={'M' + spine + ' ' + (keyY - 9) + 'l7 9l-7 9l-7 -9z'} fill={ink.purple} />
      <text x={spine + 14} y={keyY + 4} class="key">
        {'key of ' + short(operations.key[op], 40)}
      </text>
    </svg>
  );
}
/** @type {(r: Request) => boolean} */
const bad = r => r.reply === 'silent' || r.reply === 'undialled';
/** @type {(r: Request) => string} */
const requestInk = r => (bad(r) ? ink.red : ink.blue);
// called is what the protocol calls a request, '' if it does not say or none was sent.
/** @type {(r: Request) => string} */
const called = r => messageName(r.message) || '';
/** @type {(r: Request) => string} */
const outcome = r =>
  ({
    undialled: ' could not be dialled: ' + r.dial,
    silent: ' never answered ' + called(r),
    delivered:
      ' read ' + (called(r) || 'it') + ' after ' + span(r.read - r.at) + ' and sent nothing back',
    answered: ' answered ' + (called(r) && called(r) + ' ') + 'after ' + span(r.back - r.at),
  })[r.reply].trimEnd();
/** @type {(props: PeerProps) => VNode} */
function Peer({ p, n, r, self, up, rank, x, y }) {
  const title =
    peers.names[p] +
    (self ? ', who asks' : '') +
    (rank ? ', ' + ordinal(rank) + ' closest to the key' : ', down when it began');
  if (self)
    return (
      <path d={'M' + (x - 7) + ' ' + (y - 7) + 'h14v14h-14z'} fill={ink.green} class="self">
        <title>{title}</title>
      </path>
    );
  if (!n || !r)
    return (
      <circle cx={x} cy={y} r="5" fill={ink.paper} stroke={up ? ink.gray : ink.rule} class="other">
        <title>{title}</title>
      </circle>
    );
  return (
    <g
      class="asked"
      tabindex={0}
      role="button"
      onClick={() => jump(r)}
      onKeyDown={e => e.key === 'Enter' && jump(r)}
    >
      <title>{title + ',' + outcome(r)}</title>
      <circle
        cx={x}
        cy={y}
        r="8.5"
        fill={r.reply === 'answered' ? ink.blue : ink.paper}
        stroke={requestInk(r)}
        stroke-width="1.6"
      />
      <text
        x={x}
        y={y + 3.5}
        text-anchor="middle"
        class="n"
        fill={r.reply === 'answered' ? ink.paper : requestInk(r)}
      >
        {n}
      </text>
    </g>
  );
}
/** @type {(props: { r: Request; x: Scale; y: number; end: Ns; n?: number; again: boolean }) => VNode} */
function RequestBar({ r, x, y, end, n, again }) {
  const a = x(r.at),
    b = x(
      Math.min(
        end,
        { undialled: r.until, silent: end, delivered: r.read, answered: r.back }[r.reply],
      ),
    ),
    cross = r.reply === 'undialled' ? b : a,
    answered = again ? ink.sky : ink.blue;
  return (
    <g class="request" onClick={() => jump(r)}>
      <title>
        {peers.names[r.peer] +
          outcome(r) +
          (r.reply === 'answered' ? ' with ' + bytes(r.bytes) : '')}
      </title>
      <rect
        x={a}
        y={y - 2.5}
        width={Math.max(2, b - a)}
        height="5"
        fill={r.reply === 'answered' ? answered : ink.paper}
        stroke={requestInk(r)}
        stroke-dasharray={r.waited ? '3 2' : 'none'}
      />
      {bad(r) && (
        <path
          d={'M' + (cross - 4) + ' ' + (y - 4) + 'l8 8m-8 0l8 -8'}
          stroke={ink.red}
          stroke-width="2"
        />
      )}
      <text x={a - 3} y={y + 3.5} text-anchor="end" class="n" fill={ink.faint}>
        {n}
      </text>
    </g>
  );
}
/** @type {(props: { op: OpRow; all: Request[]; rank: Ranks }) => VNode} */
const Steps = ({ op, all, rank }) => (
  <div class="scroll" tabindex={0} role="group" aria-label="Requests">
    <table id="l-table">
      <thead>
        <tr>
          {[
            'order',
            'peer',
            'message',
            'asked at',
            'after the answer of',
            'answered after',
            'bits shared',
            'rank by distance',
          ].map(s => (
            <th scope="col">{s}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {all.map((r, n) => (
          <tr>
            <td>{n + 1}</td>
            <td dir="auto">{breaks(short(peers.names[r.peer], 60))}</td>
            <td>{called(r)}</td>
            <td>{'+' + span(r.at - operations.t[op])}</td>
            <td>
              {breaks(
                r.why >= 0 && r.why < n ? short(peers.names[all[r.why].peer], 60) : 'own table',
              )}
            </td>
            <td>
              {
                {
                  undialled: '✗ ' + r.dial,
                  silent: '✗ never',
                  delivered: 'read, nothing sent back',
                  answered: span(r.back - r.at),
                }[r.reply]
              }
            </td>
            <td>{r.bits < 0 ? '' : r.bits}</td>
            <td>{rank.get(r.peer) || (state(r.peer, operations.t[op]) === 1 ? '' : 'down')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
if (lookups.length) render(<Lookup />, $('l-view'));
