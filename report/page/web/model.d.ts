// Model: what the page is made of, in types: first the JSON that is in it, then what its
// scripts keep. They import the types by comments; nothing of this file is in the bundle.
//
// model_test.go holds the first part and the structs of Go together, field by field.

/** A time: virtual nanoseconds since the run began. */
export type Ns = number;
/** A length of time in virtual nanoseconds. */
export type Duration = number;
/** A peer, by its place in the list of their names. */
export type PeerNo = number;
/** An operation, message, dial, span or connection, by its row in the table of them. */
export type OpRow = number;
export type MessageRow = number;
export type DialRow = number;
export type SpanRow = number;
export type ConnRow = number;
/** An operation, by its number in the page, in the order of beginning from 1; 0 is none. */
export type OpId = number;
/** A text, by its place in the list of such texts. */
export type TextNo = number;
/** What a slice of Go becomes: null if it has never had anything in it. */
export type List<T> = T[] | null;

// ---- What Go writes: package page. ----
// A table is an object of columns, all as long. Its column t has times as differences to the
// row above.

/** The JSON in the page. */
export interface Data {
  end: Ns; // how far virtual time came
  peers: List<string>; // names; null without a log
  protocols: List<string>; // protocol IDs; null without a log
  said: List<string>; // names of messages, the first of which is ''; null without a log
  channels: string[]; // parts of the protocol IDs of channels that cuts are of
  histogram: Histogram; // of all messages, by when they were sent
  windows: List<[number, number]>; // stretches of time, [from, before] in ns, whose messages are all here
  ops: Ops; // operations that are listed
  messages: Messages; // all, or those of the windows and of chosen operations
  conns: Conns; // all, or a sample
  life: Life; // peers that come and go
  dials: Dials; // that failed, and those of operations
  waits: Waits; // of operations for dials that others began
  spent: Spent; // what operations waited for
  faults: List<Fault>; // of the scenario
  cuts: List<Cut>; // of snapshots
  spans: Spans; // that protocols recorded of operations
  replicas: Replicas; // of each key
  regions: List<Region>; // that peers are in
  region: List<number>; // by peer, in regions; -1: none; null without peers.jsonl
  group: List<string>; // by peer
  number: List<number>; // by peer, in its group; -1: none
  places: List<string>; // by peer, in Kademlia's key space: 64 bits in hex; '': unknown
  nodes: List<ClusterNode>; // of a Kubernetes cluster
  figures: List<Drawing>; // that can be drawn
  complete: boolean; // all messages of the log are here
  operations: number; // how many the log has, of which ops may have a part
  connections: number; // how many the log has, of which conns may have a part
}

/** How many messages were sent in each part of the run. */
export interface Histogram {
  width: Duration; // of a bucket
  n: List<number>; // messages by bucket
}

/** Operations, by when they began. */
export interface Ops {
  id: List<OpId>; // of all in the log, listed here or not
  nth: List<number>; // its number among those of its peer, by which the log names it
  t: List<Duration>; // when they began
  took: List<Duration>; // -1: did not end
  peer: List<PeerNo>; // whose they are
  name: List<TextNo>; // in names
  names: List<string>; // of operations
  class: List<number>; // 0 succeeded, 1 failed, 2 did not end
  key: List<string>; // what they are about, '' if nothing
  outcome: List<TextNo>; // in outcomes
  outcomes: List<string>; // as the log has them
  messages: List<number>; // how many the log has of it
  bytes: List<number>; // of these messages
  whole: List<number>; // 1: all its messages are here, 0: not
  place: List<string>; // that it looked up, as in places; '': none; null without peers.jsonl
  hops: List<number>; // that its metric tells; -1: none
}

/** Messages, by when they were sent. */
export interface Messages {
  t: List<Duration>; // when they were sent
  way: List<Duration>; // from being sent to arrival; -1: never arrives
  wait: List<Duration>; // from arrival to being read; -1: not read
  from: List<PeerNo>; // who sent it
  to: List<PeerNo>; // to whom
  protocol: List<TextNo>; // in protocols
  said: List<TextNo>; // its name, in said
  size: List<number>; // bytes
  op: List<OpId>; // 0: of none
}

/** Connections, by when they were opened. */
export interface Conns {
  t: List<Duration>; // when they were opened
  took: List<Duration>; // how long they were open; -1: to the end of the run
  from: List<PeerNo>; // who dialled
  to: List<PeerNo>; // who was dialled
}

/** Peers that come and go, by when. */
export interface Life {
  t: List<Duration>; // when
  peer: List<PeerNo>; // who
  what: List<number>; // 0 comes up, 1 leaves, 2 crashes
}

/** Dials, by when they ended. */
export interface Dials {
  t: List<Duration>; // when they ended
  took: List<Duration>; // -1: not known
  from: List<PeerNo>; // who dialled
  to: List<PeerNo>; // who was dialled
  op: List<OpId>; // that began it; 0: none
  why: List<TextNo>; // it failed, in whys; -1: it connected
  whys: List<string>; // reasons, as the log has them
}

/** That operations waited for dials that they did not begin. */
export interface Waits {
  op: List<OpId>; // that waited
  dial: List<DialRow>; // for which
}

/** A fault of the scenario. */
export interface Fault {
  from: Ns; // when it began
  to: Ns; // the end of the run if it is not said to be over
  text: string; // what it is
  peer: PeerNo; // -1: the network
}

/** Where a snapshot goes through the lines of processes: peer, at and state are as long. */
export interface Cut {
  op: OpId; // the snapshot
  peer: PeerNo[]; // who
  at: Ns[]; // when each recorded its state
  state: string[]; // what each recorded
  held: List<Held>; // messages that were recorded as states of channels
}

/** A message in flight: read by to when to had recorded its state and from's marker had not come. */
export interface Held {
  t: Ns; // when it was read
  from: PeerNo; // who had sent it
  to: PeerNo; // who read it
  text: string; // what it held
}

/** What protocols told OpenTelemetry: spans of one operation together, each before those below it. */
export interface Spans {
  op: List<OpId>; // that it is of
  t: List<Duration>; // when they began
  took: List<Duration>; // from beginning to end
  peer: List<PeerNo>; // where
  depth: List<number>; // how many are around it
  name: List<TextNo>; // in names
  names: List<string>; // of spans
  failed: List<number>; // 1: with status error, 0: not
  text: List<TextNo>; // in texts
  texts: List<string>; // who says so, status and attributes
}

/** On how many servers each key's record is, over time; all lists are by key. */
export interface Replicas {
  keys: List<string>; // as the log has them
  t: List<Duration[]>; // of its readings, as differences to the one before
  value: List<number[]>; // replicas at each reading
}

/** A place of peers. */
export interface Region {
  name: string; // as in peers.jsonl
  lat: number | null; // degrees north; null if nobody knows
  lon: number | null; // degrees east; null if nobody knows
}

/** A node of a Kubernetes cluster. */
export interface ClusterNode {
  name: string; // as its manifest says
  ip: string; // its InternalIP
  range: string; // of the addresses of its pods
  peers: List<PeerNo>; // that run there
  ips: List<string>; // of each
  routes: List<[string, string]>; // a range of addresses, and the node to send on to
}

/** A figure, as package figure writes it. */
export interface Drawing {
  name: string; // of its files, without extension
  title: string; // of the figure
  note: string; // such as "n = 480"; may be ''
  caption: string; // how to read it; may be ''
  metrics: List<string>; // whose samples it shows
  x: DrawnAxis; // across
  y: DrawnAxis; // up
  panels: List<Panel>; // one
  bars: DrawnBars | null; // a second, low panel; null for none
  marks: List<DrawnMark>; // behind all
}

/** An axis, with its range and ticks in its own unit. */
export interface DrawnAxis {
  label: string; // in words
  low: number; // lower end
  high: number; // upper end
  log: boolean; // logarithmic
  time: number; // nanoseconds of virtual time in a unit; 0: of something else
  nanos: boolean; // values are durations in nanoseconds
  at: List<number>; // of the ticks
  ticks: List<string>; // their labels
}

/** Curves between the axes of their figure. */
export interface Panel {
  title: string; // '' if it is the only one
  lines: List<DrawnLine>; // over bands
  bands: List<DrawnBand>; // behind lines
  boxes: List<DrawnBox>; // only of studies
}

/** A line of a figure, with gaps where y is null, and whiskers where low and high are not. */
export interface DrawnLine {
  name: string; // in the CSV
  label: string; // in the legend
  color: number; // number in the palette
  stair: boolean; // a value holds until the next point
  dots: boolean; // each point is marked
  x: List<number>; // rising
  y: List<number | null>; // null without points
  low: List<number | null>; // null without whiskers
  high: List<number | null>; // null without whiskers
}

/** The area between two curves. */
export interface DrawnBand {
  label: string; // '' for none in the legend
  color: number; // number in the palette
  strong: boolean; // a darker tint
  x: List<number>; // rising
  low: List<number | null>; // null without points
  high: List<number | null>; // null without points
}

/** A sample, summed up. */
export interface DrawnBox {
  name: string; // in the CSV
  color: number; // number in the palette
  x: number; // its middle
  width: number; // of a box or bar
  low: number; // lower end
  q1: number; // lower quartile
  median: number; // its line
  q3: number; // upper quartile
  high: number; // upper end
  beyond: List<number>; // the whiskers
}

/** A bar for each point, from 0. */
export interface DrawnBars {
  label: string; // in words
  width: number; // of a box or bar
  y: DrawnAxis; // up
  x: List<number>; // rising
  tops: List<number>; // of the bars
}

/** Something that happened, in the unit of the x axis. */
export interface DrawnMark {
  from: number; // when it began
  to: number; // from: it was of one instant
  kind: string; // fault, churn, or an operation that comes in rounds
  text: string; // what it was
}

/** What operations waited for, stretch by stretch. */
export interface Spent {
  op: List<OpId>; // whose time it is
  from: List<Duration>; // since the operation began
  took: List<Duration>; // how long
  why: List<TextNo>; // in whys
  whys: List<string>; // reasons, in words that follow "waits for"
}

/** What a server answers to a query for messages; its numbers are those of the page. */
export interface Window {
  events: number; // that the log has so far
  end: Ns; // when the last of them was
  windows: List<[number, number]>; // one: what was asked for, [from, before] in ns, as far as it is answered
  complete: boolean; // it is answered to its end
  peers: List<string>; // names that the numbers stand for
  protocols: List<string>; // IDs that the numbers stand for
  said: List<string>; // names of messages that the numbers stand for
  messages: Messages; // in the order of the log
}

// ---- What the scripts keep. ----

/** A table of Go as the views read it. */
export type Table<T> = { [K in keyof Omit<T, 't'>]: NonNullable<T[K]> } & {
  t: Float64Array; // Ns, by row, rising
  n: number; // rows
};
/** An object of Go without nulls: each is an empty list. */
export type Filled<T> = { [K in keyof T]: NonNullable<T[K]> };
/** What of the data the views read as it is. */
export type Rest = Filled<
  Omit<Data, 'messages' | 'ops' | 'conns' | 'life' | 'dials' | 'spans' | 'figures'>
> & {
  figures: Figure[];
};
/** Rows of messages, with times of their own. */
export type MessageRows = Record<keyof Messages, ArrayLike<number>>;

/** A time that a peer was up: from, to, and how it ended: 0 with the run, 1 it left, 2 it crashed. */
export type Up = [from: Ns, to: Ns, how: number];
/** What a peer is at a time: 0 not yet up, 1 up, 2 down. */
export type State = 0 | 1 | 2;

/** Peers; all but order are by peer. */
export interface Peers {
  names: string[];
  n: number; // peers
  group: string[];
  number: number[]; // in its group; -1: none
  order: PeerNo[]; // by group, then by number, as a person would list them
  up: Up[][]; // in order of time
  ops: OpRow[][]; // in order of time
}

/** What all views agree on. */
export interface Selection {
  op: OpRow; // -1: none
  message: MessageRow; // -1: none
  peer: string; // part of the names of peers that are shown; '': all
  protocol: TextNo; // of the messages that are shown; -1: all
  opName: TextNo; // of the operations that are shown; -1: all
  only: boolean; // only peers that take part
  now: Ns; // of the step of an operation: later is not drawn; Infinity: all is
}
/** What of the selection changes. */
export type Change = Partial<Selection>;

/** Which part of the run the diagram shows, and how large. */
export interface View {
  t0: Ns; // at the left
  t1: Ns; // at the right
  lane: number; // height of one, CSS pixels
  scroll: number; // of the lanes, CSS pixels
  top: number; // of the lanes, CSS pixels
  left: number; // of the lanes, CSS pixels
  width: number; // of the canvas, CSS pixels
  height: number; // of the canvas, CSS pixels
}

/** What draws on a canvas. */
export type Graphics = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'setLineDash'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'quadraticCurveTo'
  | 'arc'
  | 'rect'
  | 'closePath'
  | 'fill'
  | 'stroke'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'strokeText'
  | 'measureText'
  | 'save'
  | 'restore'
  | 'clip'
  | 'translate'
  | 'rotate'
>;
/** An instant at which something of an operation happens. */
export interface Step {
  t: Ns;
  text: string; // what
}
/** Where a time is, in CSS pixels from the left. */
export type Scale = (t: Ns) => number;
/** A canvas that was cleared. */
export interface Sheet {
  g: Graphics; // in CSS pixels
  width: number; // CSS pixels
  height: number; // CSS pixels
}

/** The colours that page.css has, for CSS to read. */
export type InkName =
  | 'paper'
  | 'panel'
  | 'ink'
  | 'faint'
  | 'rule'
  | 'soft'
  | 'blue'
  | 'green'
  | 'purple'
  | 'orange'
  | 'sky'
  | 'red'
  | 'gray'
  | 'band'
  | 'focus'
  | 'sea'
  | 'land'
  | 'past';
/** The colours of the theme at hand. */
export type Ink = Record<InkName, string> & {
  protocols: string[]; // in turn
};

/** A sign of a legend: text, colour, path, whether it is filled, [width, height] in CSS pixels. */
export type LegendSign = [
  text: string,
  color: string,
  d: string,
  fill?: boolean,
  size?: [number, number],
];

/** What is under the pointer: of the diagram's operations and messages at most one. */
export interface Hit {
  text: string;
  op?: OpRow;
  message?: MessageRow;
}

/** A message's points on the canvas: from x, y to x, y in CSS pixels. */
export type Ends = [x1: number, y1: number, x2: number, y2: number];
/** Where a peer's line is cut: x and y in CSS pixels. */
export type CutPoint = [x: number, y: number, peer: PeerNo];
/** A snapshot's cut: when each peer recorded its state. */
export type CutTimes = Map<PeerNo, Ns>;

/** A line on the map: degrees east and north. */
export type Coast = [lon: number, lat: number][];
/** A way in which the peers of the network can be placed. */
export type Way = 'nodes' | 'map' | 'links' | 'circle';
/** The picture of the network. */
export interface Topology {
  t: Ns; // the time that it shows
  peer: PeerNo; // chosen; -1: none
  way: Way;
  x: Float64Array; // by peer, CSS pixels
  y: Float64Array; // by peer, CSS pixels
  rim: number; // left for names, CSS pixels
  height: number; // CSS pixels
  clusters: Map<string, PeerNo[]>; // peers by region or group
}
/** Where a node is drawn, CSS pixels, and how many peers are side by side in it. */
export interface Box {
  node: ClusterNode;
  x: number;
  y: number;
  width: number;
  height: number;
  across: number;
}
/** Where each peer is, by peer, two linked ones at about the distance 1. */
export interface Layout {
  x: Float64Array;
  y: Float64Array;
}
/** Where a label stands: its middle and half its width, CSS pixels. */
export interface Spot {
  x: number;
  y: number;
  half: number;
}

/** A figure of which a list is there, if it is empty. */
export type Figure = Drawing;
/** What has a column of its own in a figure: a line, an edge of a band, or bars. */
export interface Curve {
  kind: 'line' | 'low' | 'high' | 'bars';
  line?: DrawnLine;
  band?: DrawnBand;
  bars?: DrawnBars;
  x: number[];
  y: (number | null)[];
}

/** What an operation waited for: since it began, how long, and why, in data.spent.whys. */
export interface Stretch {
  from: Duration;
  took: Duration;
  why: TextNo;
}

/** What came of a request: see asked. */
export type Reply = 'answered' | 'delivered' | 'silent' | 'undialled';
/** A request of an operation, or a dial that failed for it. */
export interface Request {
  peer: PeerNo; // that was asked
  at: Ns; // when
  back: Ns; // when the answer was read; -1: never
  read: Ns; // when the request was read; -1: never
  until: Ns; // when the dial failed; -1: there was none
  message: MessageRow; // the request; -1: there was none
  bytes: number; // of the answer
  why: number; // which request's answer led to this one; -1: none
  step: number; // how many led to it, with itself
  bits: number; // that the peer shares with the key; -1: not known
  reply: Reply;
  dial: string; // why the dial failed; '': there was none
  waited: boolean; // the dial was begun by another
}

/** A row of the tree of distances from a key: the peers that share as many bits with it. */
export interface TreeRow {
  bits: number;
  members: PeerNo[]; // the furthest first
  requests: Request[]; // to them
  perLine: number; // peers
  lane: number; // height of a request, CSS pixels
  height: number; // CSS pixels
  y: number; // CSS pixels
}

/** The tree of distances from a key. */
export interface Tree {
  list: TreeRow[]; // by bits
  treeWidth: number; // CSS pixels
  height: number; // CSS pixels
}
/** Ranks of peers by distance from a key, from 1 for the closest. */
export type Ranks = Map<PeerNo, number>;
/** A peer in the tree. */
export interface PeerProps {
  p: PeerNo;
  n?: number; // it was asked as the nth
  r?: Request; // the first to it
  self: boolean; // it is who asks
  up: boolean; // it was up when the lookup began
  rank?: number; // of those that were up
  x: number; // CSS pixels
  y: number; // CSS pixels
}

/** A column of the table of operations. */
export interface Column {
  name: string; // as its manifest says
  value: (i: OpRow) => number | string; // to sort by
  tell: (i: OpRow) => string;
  title?: (i: OpRow) => string; // what the pointer tells
  css?: string; // class
  down?: boolean; // it is sorted down at first
  search?: boolean; // it is searched
}
/** Which operations the table lists, and in which order. */
export interface Want {
  text: string; // part of what is searched
  name: TextNo; // -1: all
  outcome: number; // a class; -1: all
  by: number; // column
  down: boolean;
}

/** Messages that a server sent, and what they are all of. */
export interface Answer {
  rows: MessageRows;
  from: Ns; // of a stretch of time; none if it is to
  to: Ns;
  op: OpId; // they are of; 0: of all
  complete: boolean;
}
/** What a page of a run that goes on leaves for the next one. */
export interface Kept extends Pick<Selection, 'peer' | 'protocol' | 'opName' | 'only'> {
  t0: Ns;
  t1: Ns;
  all: boolean; // the view is all of the run
  op: OpId; // that is selected; 0: none
}
/** How far a run has come that goes on, as report/view tells it. */
export interface Progress {
  events: number; // that the log has so far
  end: Ns; // when the last of them was
  done: boolean; // the run has ended
}

/** The elements that page.html has, by id; of those that only some pages have it says so. */
export interface Elements {
  data: HTMLScriptElement;
  theme: HTMLButtonElement;
  live: HTMLParagraphElement; // if it is served
  'live-follow': HTMLInputElement; // if it is served
  diagram: HTMLElement;
  'f-peer': HTMLInputElement;
  'f-protocol': HTMLSelectElement;
  'f-op': HTMLSelectElement;
  'f-only': HTMLInputElement;
  'z-prev': HTMLButtonElement;
  'z-next': HTMLButtonElement;
  'z-in': HTMLButtonElement;
  'z-out': HTMLButtonElement;
  'z-fit': HTMLButtonElement;
  'd-svg': HTMLButtonElement;
  'd-png': HTMLButtonElement;
  's-back': HTMLButtonElement;
  's-next': HTMLButtonElement;
  's-play': HTMLButtonElement;
  's-all': HTMLButtonElement;
  's-told': HTMLOutputElement;
  overview: HTMLCanvasElement;
  space: HTMLCanvasElement;
  tip: HTMLDivElement;
  'd-served': HTMLParagraphElement; // if it is served
  'd-legend': HTMLParagraphElement;
  'd-detail': HTMLParagraphElement;
  'o-list': HTMLDivElement;
  waterfall: HTMLDivElement;
  'w-detail': HTMLParagraphElement;
  'l-view': HTMLDivElement; // if there are lookups
  'k-key': HTMLSelectElement; // if there are replicas
  kad: HTMLCanvasElement; // if there are replicas
  'k-tip': HTMLDivElement; // if there are replicas
  'k-detail': HTMLParagraphElement; // if there are replicas
  'n-play': HTMLButtonElement;
  'n-time': HTMLInputElement;
  'n-now': HTMLOutputElement;
  'n-map': HTMLButtonElement;
  net: HTMLCanvasElement;
  'n-tip': HTMLDivElement;
  'n-legend': HTMLParagraphElement;
  'n-detail': HTMLParagraphElement;
}
