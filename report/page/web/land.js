// Land: the coasts of the world (Natural Earth 1:110m), as lists of [longitude,
// latitude] in degrees, from TopoJSON: arcs of differences on a grid.
import world from './vendor/world-atlas/land-110m.json';
/** @import { Coast } from './model' */

const { scale, translate } = world.transform;
/** @type {Coast[]} */
const arcs = world.arcs.map(arc => {
  let x = 0,
    y = 0;
  return arc.map(([dx, dy]) => [
    (x += dx) * scale[0] + translate[0],
    (y += dy) * scale[1] + translate[1],
  ]);
});
// An arc ~i is arc i backwards.
/** @type {(list: number[]) => Coast} */
const ring = list => list.flatMap(i => (i < 0 ? [...arcs[~i]].reverse() : arcs[i]));
/** @type {Coast[]} */
export const coasts = world.objects.land.geometries.flatMap(g => g.arcs.flat().map(ring));
