import js from '@eslint/js';
import cycles from './eslint.cycles.js';

// ESLint 9 does not see that <Part /> uses Part.
const jsxUses = {
  create: context => ({
    JSXOpeningElement(node) {
      if (node.name.type === 'JSXIdentifier')
        context.sourceCode.markVariableAsUsed(node.name.name, node);
    },
  }),
};

export default [
  { ignores: ['vendor/'] },
  js.configs.recommended,
  {
    files: ['*.js', '*.jsx'],
    languageOptions: { ecmaVersion: 2022, parserOptions: { ecmaFeatures: { jsx: true } } },
    plugins: { page: { rules: { 'jsx-uses': jsxUses, 'no-cycle': cycles } } },
    rules: {
      'no-undef': 'off', // which names a browser has is for tsc to say
      'no-unused-vars': ['error', { varsIgnorePattern: '^(h|Fragment)$' }], // JSX becomes calls of these
      'prefer-const': 'error',
      'no-nested-ternary': 'error',
      eqeqeq: 'error',
      'max-len': ['error', { code: 120 }],
      'page/jsx-uses': 'error',
      'page/no-cycle': 'error',
    },
  },
];
