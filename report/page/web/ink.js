// Ink: the colours of the theme at hand, from page.css.
import { data } from './data.js';
/** @import { Ink, InkName, TextNo } from './model' */

/** @type {InkName[]} */
const names = [
  'paper',
  'panel',
  'ink',
  'faint',
  'rule',
  'soft',
  'blue',
  'green',
  'purple',
  'orange',
  'sky',
  'red',
  'gray',
  'band',
  'focus',
  'sea',
  'land',
  'past',
];
/** @type {() => Ink} */
function inkOfTheme() {
  const css = getComputedStyle(document.documentElement);
  const of = /** @type {Record<InkName, string>} */ (
    Object.fromEntries(names.map(name => [name, css.getPropertyValue('--' + name).trim()]))
  );
  // The colours of protocols; red is for what fails, and purple and gray are for markers
  // and reports, if there are any.
  const protocols = data.cuts.length
    ? [of.blue, of.green, of.orange, of.sky]
    : [of.blue, of.green, of.purple, of.orange, of.sky, of.gray];
  return { ...of, protocols };
}
export let ink = inkOfTheme();
export function readInk() {
  ink = inkOfTheme();
}
// protocolInk is the colour of a protocol.
/** @type {(p: TextNo) => string} */
export const protocolInk = p => ink.protocols[p % ink.protocols.length];
