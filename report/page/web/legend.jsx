// Legend: signs and what they mean.
import { h, render } from 'preact';
import { ink } from './ink.js';
/** @import { VNode } from 'preact' */
/** @import { LegendSign } from './model' */

// Sign is a small path beside its text; size is [width, height].
/** @type {(props: { text: string; color: string; d: string; fill?: boolean; size?: [number, number] }) => VNode} */
export const Sign = ({ text, color, d, fill, size = [22, 12] }) => (
  <span>
    <svg width={size[0]} height={size[1]} aria-hidden="true">
      <path d={d} stroke={color} stroke-width="2" fill={fill ? color : 'none'} />
    </svg>
    {text}
  </span>
);

// legend fills an element with signs, [text, colour, path, filled], again when the
// theme has changed. What is falsy is left out.
/** @type {Map<HTMLElement, string>} */
const drawnFor = new Map();
/** @type {(el: HTMLElement, signs: (LegendSign | false | 0)[]) => void} */
export function legend(el, signs) {
  if (drawnFor.get(el) === ink.paper) return;
  drawnFor.set(el, ink.paper);
  render(
    signs
      .filter(sign => typeof sign === 'object')
      .map(([text, color, d, fill, size]) => (
        <Sign text={text} color={color} d={d} fill={fill} size={size} />
      )),
    el,
  );
}
