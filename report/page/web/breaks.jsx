// Breaks: text in which names go on in another line after dots, underscores, dashes and slashes
// before letters, and in no word. Keys and hashes have no such places and break anywhere.
import { h } from 'preact';
/** @import { ComponentChild } from 'preact' */

const long = /[^\s._/-]{25,}/;
/** @type {(text: string) => ComponentChild[]} */
export const breaks = text =>
  text
    .split(/(?<=[._/-])(?=\p{L})/u)
    .flatMap((part, n) => [
      n > 0 && <wbr />,
      long.test(part) ? <span class="long">{part}</span> : part,
    ]);
