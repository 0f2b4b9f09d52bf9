import jupyterPlugin from '@jupyter/eslint-plugin';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettierRecommended from 'eslint-plugin-prettier/recommended';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Every rule of a plugin's configuration as an error. */
const asErrors = config => ({
  ...config,
  rules: Object.fromEntries(
    Object.keys(config.rules ?? {}).map(rule => [rule, 'error'])
  )
});

/**
 * Data flows one way: transport, model, view; plugins are wiring. What a file may import is said here.
 */
const layer = (files, patterns, message) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '^@jupyterlab/.*/lib/', message: 'Import from the entry.' },
          { regex: patterns, message }
        ]
      }
    ]
  }
});

/**
 * Names of attributes and properties whose values users read or hear.
 */
const SPOKEN = [
  'alt',
  'aria-description',
  'aria-label',
  'aria-valuetext',
  'body',
  'caption',
  'category',
  'heading',
  'hint',
  'innerText',
  'label',
  'message',
  'placeholder',
  'question',
  'reason',
  'textContent',
  'title',
  'tooltip',
  'words'
];

const RAW_TEMPLATE =
  'TemplateLiteral:has(> TemplateElement[value.cooked=/[A-Za-z]/])';

/**
 * Where raw words would stand that `jupyter/no-untranslated-string` does not see: calls that tell the user,
 * and templates with values in them.
 */
const RAW_WORDS = [
  ...['Literal[value=/[A-Za-z]/]', RAW_TEMPLATE].flatMap(words => [
    `CallExpression[callee.object.name='Notification'] > ${words}:first-child`,
    `CallExpression[callee.name='showErrorMessage'] > ${words}`
  ]),
  `JSXElement > JSXExpressionContainer > ${RAW_TEMPLATE}`,
  `JSXAttribute[name.name=/^(${SPOKEN.join('|')})$/] > JSXExpressionContainer > ${RAW_TEMPLATE}`,
  `Property[key.name=/^(${SPOKEN.join('|')})$/] > ${RAW_TEMPLATE}`
].map(selector => ({
  selector,
  message: 'Users read this: take it from trans.__().'
}));

const VIEWS =
  '/(sidebar|plugins)/|/(toolbar|signin|address|project|entry|fields|view|slots|switch)$';

export default defineConfig([
  {
    ignores: [
      '**/node_modules',
      '**/lib',
      '**/coverage',
      '**/labextension',
      '**/test-results',
      '**/playwright-report',
      '.venv',
      '.cache'
    ]
  },
  js.configs.recommended,
  {
    files: ['*.js', 'tests/**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: globals.node }
  },
  ...tseslint.configs.recommendedTypeChecked.map(config => ({
    ...config,
    files: ['**/*.ts', '**/*.tsx']
  })),
  { plugins: { jupyter: jupyterPlugin } },
  ...[jupyterPlugin.configs.recommended].flat().map(asErrors),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        project: [
          'tsconfig.json',
          'tsconfig.test.json',
          'ui-tests/tsconfig.json'
        ],
        sourceType: 'module'
      }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      curly: ['error', 'all'],
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map(property => ({
          property,
          message: 'What others wrote is text, never HTML.'
        }))
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'What others wrote is text, never HTML.'
        },
        ...RAW_WORDS
      ],
      'jupyter/no-untranslated-string': [
        'error',
        { enforcePunctuation: false, checkProperties: SPOKEN }
      ],
      'prefer-arrow-callback': 'error',
      // Lumino's slots are methods, connected with their `this`.
      '@typescript-eslint/unbound-method': 'off',
      // All that stands before the panel's first opening is small; what is large is loaded later.
      'jupyter/prefer-lazy-imports': 'off'
    }
  },
  layer(
    ['src/tokens.ts', 'src/shapes.ts'],
    '^\\.(?!/shapes$)|^@jupyterlab/(?!services)',
    'Interfaces know Lumino and kernels only.'
  ),
  layer(
    [
      'src/api.ts',
      'src/requests.ts',
      'src/resources.ts',
      'src/dashboards/{api,lists,pane,plots}.ts',
      'src/model.ts',
      'src/attachment*.ts',
      'src/handshake.ts',
      'src/signin/credentials.ts',
      'src/signin/prompt.ts',
      'src/signin/state.ts'
    ],
    `${VIEWS}|/(actions|commands|dialogs|notices)$|^@jupyterlab/(apputils|notebook|application|ui-components)`,
    'Transport and models know no views.'
  ),
  layer(
    ['src/modernise/*'],
    '^\\.\\.|^@jupyterlab/',
    'What is in a notebook is judged without JupyterLab.'
  ),
  layer(
    ['src/cells.ts'],
    '^@jupyterlab/',
    'What writes cells knows no JupyterLab.'
  ),
  layer(
    [
      'src/sidebar/*',
      'src/toolbar.tsx',
      'src/signin/*.tsx',
      'src/dashboards/*.tsx'
    ],
    '/(api|model|attachments?|handshake|actions|commands|dialogs|notices)$|/plugins/',
    'Views take values and callbacks.'
  ),
  {
    files: ['src/**/__tests__/**', 'ui-tests/**'],
    rules: {
      'max-lines-per-function': 'off',
      'jupyter/no-untranslated-string': 'off',
      'no-restricted-syntax': 'off'
    }
  },
  prettierRecommended
]);
