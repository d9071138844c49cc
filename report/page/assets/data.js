// Data: the embedded columns, with times of their own instead of differences.
const D = JSON.parse($('data').textContent);
const col = c => c || [];
const rising = c => { let t = 0; return Float64Array.from(col(c), d => t += d); };
const M = D.messages, O = D.ops, C = D.conns, L = D.life, X = D.dials;
for (const part of [M, O, C, L, X]) {
  for (const k of Object.keys(part)) part[k] = col(part[k]);
  part.t = rising(part.t);
  part.n = part.t.length;
}
const P = { names: col(D.peers), n: col(D.peers).length };
D.faults = col(D.faults); D.cuts = col(D.cuts); D.windows = col(D.windows); D.protocols = col(D.protocols);
const END = Math.max(D.end, 1);

// P.order: peers by group, then by number, as a person would list them.
P.group = P.names.map(s => s.replace(/[-_.]?\d+$/, ''));
P.number = P.names.map(s => Number((/\d+$/.exec(s) || [0])[0]));
const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
P.order = [...P.names.keys()].sort((a, b) => compare(P.group[a], P.group[b]) || P.number[a] - P.number[b] || a - b);

// By operation: its row, its messages, its failed dials, its cut.
const opRow = new Map(), opMessages = new Map(), opDials = new Map(), opCut = new Map();
const push = (map, key, value) => { const l = map.get(key); if (l) l.push(value); else map.set(key, [value]); };
for (let i = 0; i < O.n; i++) opRow.set(O.id[i], i);
for (let i = 0; i < M.n; i++) if (M.op[i]) push(opMessages, M.op[i], i);
for (let i = 0; i < X.n; i++) if (X.op[i]) push(opDials, X.op[i], i);
for (const c of D.cuts) opCut.set(c.op, new Map(c.peer.map((p, i) => [p, c.at[i]])));

// Peers' times up: lists of [from, to, how it ended].
P.up = P.names.map(() => []);
for (let i = 0; i < L.n; i++) {
  const l = P.up[L.peer[i]], last = l[l.length - 1];
  if (L.what[i] === 0) l.push([L.t[i], END, 0]);
  else if (last && last[2] === 0) { last[1] = L.t[i]; last[2] = L.what[i]; }
}

// Operations by peer, for their bars.
P.ops = P.names.map(() => []);
for (let i = 0; i < O.n; i++) P.ops[O.peer[i]].push(i);

const opEnd = i => O.took[i] < 0 ? END : O.t[i] + O.took[i];
const arrival = i => M.t[i] + M.way[i];
let longestWay = 0;
for (let i = 0; i < M.n; i++) longestWay = Math.max(longestWay, M.way[i]);

// The first index whose value is not below x.
function atOrAfter(sorted, x) {
  let a = 0, b = sorted.length;
  while (a < b) { const m = (a + b) >> 1; if (sorted[m] < x) a = m + 1; else b = m; }
  return a;
}
