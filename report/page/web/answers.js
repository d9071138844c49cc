// Answers: which message of an operation is the answer to which. Who sends first to a peer on a
// protocol asks; what comes back after it was read answers, as sim trace --follow has it.
import { messages, changed, opCut, opMessages, readAt } from './data.js';
/** @import { MessageRow, OpId } from './model' */

/** @type {Map<OpId, Map<MessageRow, MessageRow>>} */
const known = new Map();
changed.push(() => known.clear());

/** @type {(op: OpId) => Map<MessageRow, MessageRow>} */
function pairs(op) {
  /** @type {Map<MessageRow, MessageRow>} */
  const out = new Map(),
    /** @type {Map<string, MessageRow[]>} what each asked another, by protocol */
    asked = new Map();
  for (const i of opMessages.get(op) ?? []) {
    const back = [messages.protocol[i], messages.to[i], messages.from[i]].join(),
      forth = [messages.protocol[i], messages.from[i], messages.to[i]].join();
    const read = (asked.get(back) ?? []).filter(
      q => messages.way[q] >= 0 && messages.wait[q] >= 0 && readAt(q) <= messages.t[i],
    );
    // Several requests that are under way at once are answered in their order.
    const of = read.find(q => ![...out.values()].includes(q)) ?? read.at(-1);
    if (of !== undefined) out.set(i, of);
    else asked.set(forth, [...(asked.get(forth) ?? []), i]);
  }
  return out;
}
// answered is the message that message i answers, -1 if none. The markers of a snapshot
// answer nothing.
/** @type {(i: MessageRow) => MessageRow} */
export function answered(i) {
  const op = messages.op[i];
  if (!op || opCut.has(op)) return -1;
  const of = known.get(op) ?? pairs(op);
  known.set(op, of);
  return of.get(i) ?? -1;
}
