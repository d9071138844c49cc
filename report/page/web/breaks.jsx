// Breaks: text in which names go on in another line after dots, underscores, dashes and slashes
// before letters, and in no word. Keys and hashes have no such places and break anywhere.
import { Fragment, h } from 'preact';
/** @import { VNode } from 'preact' */

const long = /[^\s._/-]{25,}/;
/** @type {(props: { text: string }) => VNode} */
export const Breaks = ({ text }) => (
  <>
    {text.split(/(?<=[._/-])(?=\p{L})/u).map((part, n) => (
      <>
        {n > 0 && <wbr />}
        {long.test(part) ? <span class="long">{part}</span> : part}
      </>
    ))}
  </>
);
