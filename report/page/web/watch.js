// Watch: components that follow the selection and the theme.
import { useEffect, useState } from 'preact/hooks';
import { drawers } from './canvas.js';
import { version } from './data.js';
import { selection } from './selection.js';
import { ink } from './ink.js';

// useSelection draws a component anew when another operation is selected, and
// when the messages, the theme or the room have changed.
/** @type {(room?: () => number) => void} */
export function useSelection(room = () => 0) {
  const [, set] = useState('');
  useEffect(() => {
    const look = () => set([selection.op, ink.paper, version, room()].join());
    drawers.push(look);
    look();
  }, []);
}
