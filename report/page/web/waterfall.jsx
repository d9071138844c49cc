// Waterfall: the messages of the selected operation, a row a peer, and what
// protocols recorded of it, a row a span.
import { Fragment, h, render } from 'preact';
import { messageInk } from './cut.js';
import {
  data,
  messages,
  operations,
  peers,
  spans,
  dials,
  arrival,
  col,
  dialBegin,
  failed,
  opEnd,
  opMessages,
  opSpans,
  opSpent,
  opTries,
  opWaits,
  push,
} from './data.js';
import { $ } from './dom.js';
import { go, goMessage, goTime, toDiagram } from './input.js';
import { barInk } from './marks.js';
import { SaveButtons } from './savebuttons.jsx';
import { selection } from './selection.js';
import { ink } from './ink.js';
import { useSelection } from './watch.js';
import {
  count,
  moment,
  opTitle,
  short,
  span,
  stepFor,
  tellDial,
  tellMessage,
  tellOp,
  thousands,
} from './words.js';
/** @import { VNode } from 'preact' */
/** @import { DialRow, Duration, MessageRow, Ns, OpRow, PeerNo, Scale, SpanRow, TextNo } from './model' */

const most = { rows: 80, messages: 2000, spans: 300 };
const left = 150,
  rowHeight = 20,
  top = 24;
// tries are the dials of an operation, and those that it waited for.
/** @type {(op: OpRow) => DialRow[]} */
const tries = op =>
  [...(opTries.get(operations.id[op]) || []), ...(opWaits.get(operations.id[op]) || [])].filter(
    i => dials.took[i] >= 0 || failed(i),
  );
// partners groups the operation's messages by the peer at the other end.
/** @type {(op: OpRow, all: MessageRow[]) => [PeerNo, MessageRow[]][]} */
function partners(op, all) {
  const self = operations.peer[op],
    /** @type {Map<PeerNo, MessageRow[]>} */
    rows = new Map();
  for (const i of all) push(rows, messages.from[i] === self ? messages.to[i] : messages.from[i], i);
  for (const i of tries(op)) if (!rows.has(dials.to[i])) rows.set(dials.to[i], []);
  return [...rows];
}

// A picture of bars: arrow keys step from bar to bar, Enter is a click, and below stands what the
// bar with the focus has to tell.
const stepped = /** @type {const} */ ({
  role: 'group',
  /** @type {(e: KeyboardEvent & { currentTarget: SVGSVGElement }) => void} */
  onKeyDown: e => {
    const bars = /** @type {SVGElement[]} */ ([...e.currentTarget.querySelectorAll('[tabindex]')]),
      bar = /** @type {SVGElement} */ (e.target),
      by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (e.key === 'Enter') bar.dispatchEvent(new Event('click', { bubbles: true }));
    if (!by) return;
    bars[bars.indexOf(bar) + by]?.focus();
    e.preventDefault();
  },
  /** @type {(e: FocusEvent) => void} */
  onFocusIn: e => {
    const bar = /** @type {SVGElement} */ (e.target),
      title = /** @type {Element} */ (bar.querySelector('title'));
    $('w-detail').textContent = title.textContent.replaceAll('\n', ' · ');
  },
});
function Waterfall() {
  useSelection(() => $('waterfall').clientWidth);
  $('w-detail').textContent = '';
  if (selection.op < 0) return operations.n ? 'Choose an operation to see its messages.' : null;
  const op = selection.op,
    all = opMessages.get(operations.id[op]) || [],
    rows = partners(op, all.slice(0, most.messages)),
    shown = rows.slice(0, most.rows);
  const dialled = tries(op),
    waits = (opWaits.get(operations.id[op]) || []).length;
  const note = [
    'filled: sent by ' +
      short(peers.names[operations.peer[op]], 24) +
      '; hollow: by the peer of the row; click one to see it in the diagram, arrow keys step',
    dialled.length > 0 &&
      'outlined: dials' +
        (waits
          ? ', dashed the ' +
            (waits === 1 ? 'one' : waits) +
            ' that it waited for and did not begin'
          : ''),
    rows.length > shown.length && 'first ' + shown.length + ' of ' + count(rows.length, 'peer'),
    all.length > most.messages &&
      'first ' + thousands(most.messages) + ' of ' + count(all.length, 'message'),
    !operations.whole[op] &&
      operations.messages[op] &&
      thousands(all.length) +
        ' of its ' +
        count(operations.messages[op], 'message') +
        ' are in this file',
  ]
    .filter(Boolean)
    .join('; ');
  return (
    <>
      <div class="head">
        <strong dir="auto">{opTitle(op)}</strong>
        <a href={'#op=' + operations.id[op]} title="A link to this operation">
          link
        </a>
        <button
          type="button"
          id="w-jump"
          onClick={() => {
            go(op);
            toDiagram();
          }}
        >
          Show in the space-time diagram
        </button>
        <SaveButtons
          id="w-save"
          name={'waterfall-op-' + operations.id[op]}
          picture="#waterfall svg[role=group]"
        />
        <span class="note">{note}</span>
      </div>
      <Waited op={op} />
      <Picture op={op} rows={shown} />
      <Spans op={op} />
    </>
  );
}

const whys = col(data.spent.whys);
// whyInk is the colour of a reason: what fails is red and orange.
/** @type {(why: TextNo) => string} */
const whyInk = why =>
  [ink.blue, ink.sky, ink.green, ink.gray, ink.red, ink.orange, ink.purple, ink.faint, ink.rule][
    why % 9
  ];
// Waited sums up what an operation waited for, the longest first.
/** @type {(props: { op: OpRow }) => VNode | null} */
function Waited({ op }) {
  /** @type {Map<TextNo, Duration>} */
  const sums = new Map();
  for (const w of opSpent.get(operations.id[op]) || [])
    sums.set(w.why, (sums.get(w.why) || 0) + w.took);
  if (!sums.size) return null;
  const all = [...sums].sort((a, b) => b[1] - a[1]),
    length = opEnd(op) - operations.t[op],
    rest = length - all.reduce((sum, [, ns]) => sum + ns, 0);
  return (
    <p class="legend" id="w-waited">
      {'In ' + span(length) + ' it waited for'}
      {all.map(([why, ns]) => (
        <span>
          <svg width="12" height="12" aria-hidden="true">
            <rect width="12" height="12" fill={whyInk(why)} />
          </svg>
          {whys[why] + ' ' + span(ns)}
        </span>
      ))}
      {rest > length / 100 && <span>{'and ' + span(rest) + ' in short stretches, not drawn'}</span>}
    </p>
  );
}

/** @type {(props: { op: OpRow; rows: [PeerNo, MessageRow[]][] }) => VNode} */
function Picture({ op, rows }) {
  let end = opEnd(op);
  for (const [, list] of rows)
    for (const i of list)
      end = Math.max(
        end,
        messages.way[i] < 0
          ? messages.t[i]
          : Math.min(arrival(i), opEnd(op) * 2 - operations.t[op] + 1e6),
      );
  const width = Math.max(400, $('waterfall').clientWidth),
    t0 = operations.t[op],
    waited = opSpent.get(operations.id[op]) || [],
    lead = waited.length ? 2 : 1,
    height = top + (rows.length + lead) * rowHeight + 8;
  /** @type {Scale} */
  const x = t => left + ((t - t0) / Math.max(1, end - t0)) * (width - left - 20);
  const tried = tries(op),
    first = rows.find(([, list]) => list.length)?.[1][0];
  return (
    <svg
      {...stepped}
      viewBox={'0 0 ' + width + ' ' + height}
      aria-label={'Messages of ' + opTitle(op) + ', by peer'}
    >
      <Ticks x={x} from={t0} to={end} room={width} width={width} height={height} />
      <text x="6" y={top + 14}>
        {short(peers.names[operations.peer[op]], 20)}
      </text>
      <rect
        class="bar"
        x={x(t0)}
        y={top + 5}
        width={Math.max(2, x(opEnd(op)) - x(t0))}
        height="10"
        fill={barInk(op)}
      >
        <title>{tellOp(op)}</title>
      </rect>
      {waited.length > 0 && (
        <text x="6" y={top + rowHeight + 14} class="f">
          waits for
        </text>
      )}
      {waited.map(w => (
        <rect
          class="waited"
          x={x(t0 + w.from)}
          y={top + rowHeight + 5}
          width={Math.max(1, x(t0 + w.from + w.took) - x(t0 + w.from))}
          height="10"
          fill={whyInk(w.why)}
          stroke={ink.paper}
          stroke-width="0.5"
        >
          <title>
            {'waits ' + span(w.took) + ' for ' + whys[w.why] + ', from +' + span(w.from)}
          </title>
        </rect>
      ))}
      {rows.map(([p, list], n) => {
        const y = top + (n + lead) * rowHeight;
        return (
          <g>
            <text x="6" y={y + 14}>
              {short(peers.names[p], 20)}
            </text>
            <line
              x1={left}
              x2={width - 20}
              y1={y + rowHeight / 2}
              y2={y + rowHeight / 2}
              stroke={ink.soft}
            />
            {list.map(i => (
              <Bar x={x} y={y} i={i} out={messages.from[i] !== p} tab={i === first ? 0 : -1} />
            ))}
            {tried
              .filter(i => dials.to[i] === p)
              .map(i => (
                <DialBar x={x} y={y} i={i} op={op} from={t0} to={end} />
              ))}
          </g>
        );
      })}
    </svg>
  );
}

// DialBar is a dial from its beginning to its end, which fails or connects. What began
// before the operation, by another, is cut off at the left; what goes on after it, at
// the right.
/** @type {(props: { x: Scale; y: number; i: DialRow; op: OpRow; from: Ns; to: Ns }) => VNode | null} */
function DialBar({ x, y, i, op, from, to }) {
  if (dialBegin(i) > to) return null;
  const color = failed(i) ? ink.red : ink.gray,
    a = x(Math.max(from, dialBegin(i))),
    b = dials.t[i] > to ? x(to) + 12 : x(dials.t[i]),
    waited = dials.op[i] !== operations.id[op];
  return (
    <g class="dial">
      <title>{tellDial(i) + (waited ? '\n' + opTitle(op) + ' waited for it' : '')}</title>
      <rect
        x={a}
        y={y + 7}
        width={Math.max(1, b - a)}
        height="6"
        fill={ink.paper}
        stroke={color}
        stroke-dasharray={waited ? '3 2' : 'none'}
      />
      {dialBegin(i) < from && (
        <path
          d={'M' + (a - 1) + ' ' + (y + 10) + 'l-6 0m3 -3l-3 3l3 3'}
          stroke={color}
          fill="none"
        />
      )}
      {failed(i) && dials.t[i] <= to && (
        <path
          d={'M' + (b - 4) + ' ' + (y + 6) + 'l8 8m-8 0l8 -8'}
          stroke={ink.red}
          stroke-width="2"
        />
      )}
    </g>
  );
}

// Ticks are those of a time axis, one per 130 pixels of room.
/** @type {(props: { x: Scale; from: Ns; to: Ns; room: number; width: number; height: number }) => VNode} */
function Ticks({ x, from, to, room, width, height }) {
  const step = stepFor((to - from) / (room / 130)),
    /** @type {Duration[]} */
    ticks = [];
  for (let n = 0; n * step <= to - from; n++) ticks.push(n * step);
  return (
    <>
      {ticks.map(d => (
        <line x1={x(from + d)} x2={x(from + d)} y1="18" y2={height} stroke={ink.soft} />
      ))}
      {ticks
        .filter(d => x(from + d) < width - 60)
        .map(d => (
          <text x={x(from + d) + 3} y="13" class="f">
            {d ? '+' + span(d) : moment(from)}
          </text>
        ))}
    </>
  );
}

// Spans are what protocols told OpenTelemetry, each below the one around it.
/** @type {(props: { op: OpRow }) => VNode | null} */
function Spans({ op }) {
  const all = opSpans.get(operations.id[op]) || [],
    shown = all.slice(0, most.spans);
  if (!shown.length) return null;
  const left = 330,
    row = 16,
    t0 = Math.min(...shown.map(i => spans.t[i])),
    end = Math.max(...shown.map(i => spans.t[i] + spans.took[i]));
  const width = Math.max(600, $('waterfall').clientWidth),
    height = top + shown.length * row + 8;
  /** @type {Scale} */
  const x = t => left + ((t - t0) / Math.max(1, end - t0)) * (width - left - 20);
  const more =
    all.length > shown.length ? ', the first ' + shown.length + ' of ' + thousands(all.length) : '';
  return (
    <>
      <div class="head">
        <span class="note">
          {'What protocols recorded' +
            more +
            ': a bar a span, in the colour of failure if it says so; click one for its time in ' +
            'the diagram and its tags below'}
        </span>
      </div>
      <svg
        {...stepped}
        id="spans"
        viewBox={'0 0 ' + width + ' ' + height}
        aria-label={'Recorded spans of ' + opTitle(op)}
      >
        <Ticks x={x} from={t0} to={end} room={width - left} width={width} height={height} />
        {shown.map((i, n) => (
          <g
            class="span"
            role="button"
            tabindex={n ? -1 : 0}
            onClick={() => goTime(op, spans.t[i], spans.t[i] + spans.took[i], spans.peer[i])}
          >
            <title>{tellSpan(i)}</title>
            <text x={6 + Math.min(spans.depth[i], 12) * 10} y={top + n * row + 12}>
              {short(spans.names[spans.name[i]], 34)}
              <tspan class="f">{' ' + short(peers.names[spans.peer[i]], 16)}</tspan>
            </text>
            <rect
              x={x(spans.t[i])}
              y={top + n * row + 3}
              width={Math.max(2, x(spans.t[i] + spans.took[i]) - x(spans.t[i]))}
              height="9"
              fill={spans.failed[i] ? ink.red : ink.blue}
            />
          </g>
        ))}
      </svg>
    </>
  );
}
/** @type {(i: SpanRow) => string} */
const tellSpan = i =>
  spans.names[spans.name[i]] +
  ' at ' +
  peers.names[spans.peer[i]] +
  '\nfrom ' +
  moment(spans.t[i]) +
  ', took ' +
  span(spans.took[i]) +
  '\n' +
  spans.texts[spans.text[i]];
// Bar is a message: what goes out is filled and above, what comes back is hollow
// and below.
/** @type {(props: { x: Scale; y: number; i: MessageRow; out: boolean; tab: number }) => VNode} */
function Bar({ x, y, i, out, tab }) {
  const color = messages.way[i] < 0 ? ink.red : messageInk(i);
  const a = x(messages.t[i]),
    b = messages.way[i] < 0 ? a + 6 : x(arrival(i));
  return (
    <rect
      class="message"
      x={a}
      y={y + (out ? 3 : 11)}
      width={Math.max(2, b - a)}
      height="6"
      fill={out ? color : ink.paper}
      stroke={color}
      stroke-width="1.3"
      role="button"
      tabindex={tab}
      onClick={() => goMessage(i)}
    >
      <title>{tellMessage(i)}</title>
    </rect>
  );
}
render(<Waterfall />, $('waterfall'));
