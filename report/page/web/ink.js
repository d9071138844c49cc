// Ink: the colours of the theme at hand, from page.css.
import { data } from './data.js';

export let ink = {};
export function readInk() {
  const css = getComputedStyle(document.documentElement);
  ink = {};
  for (const name of [
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
  ]) {
    ink[name] = css.getPropertyValue('--' + name).trim();
  }
  // The colours of protocols; red is for what fails.
  ink.protocols = [ink.blue, ink.green, ink.orange, ink.sky];
  // Purple and gray are for markers and reports, if there are any.
  if (!data.cuts.length) {
    ink.protocols.splice(2, 0, ink.purple);
    ink.protocols.push(ink.gray);
  }
}
export const protocolInk = p => ink.protocols[p % ink.protocols.length];
readInk();
