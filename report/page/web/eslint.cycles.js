// Cycles: a rule that no file imports itself, be it through others.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const known = new Map();
// importsOf lists the files of ours that a file imports.
function importsOf(file) {
  if (!known.has(file)) {
    const found = readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)[^;]*?'(\.\/[^/']+\.jsx?)';/gm,
    );
    known.set(
      file,
      [...found].map(match => resolve(dirname(file), match[1])),
    );
  }
  return known.get(file);
}
function reaches(from, to, seen = new Set()) {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return importsOf(from).some(next => reaches(next, to, seen));
}

export default {
  create: context => ({
    ImportDeclaration(node) {
      if (!node.source.value.startsWith('./') || node.source.value.includes('/vendor/')) return;
      const imported = resolve(dirname(context.filename), node.source.value);
      if (reaches(imported, context.filename)) {
        context.report({
          node,
          message: node.source.value + ' imports this file, if not directly.',
        });
      }
    },
  }),
};
