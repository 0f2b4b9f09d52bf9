const ES_MODULES = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@marijn',
  '@microsoft/',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'yjs'
].join('|');

/** What needs a document. Everything else runs without one, which saves half of the time. */
const WITH_DOCUMENT =
  '/(api|cellactions|commands|current|model|notebook|requests)\\.spec\\.ts$|\\.spec\\.tsx$';

const common = {
  roots: ['<rootDir>/src'],
  testRegex: '\\.spec\\.tsx?$',
  transform: {
    '\\.(ipynb|py|svg)$': '@jupyterlab/testing/lib/jest-raw-loader.js',
    // The types are checked by `tsc -p tsconfig.test.json`, once for all specs.
    '\\.tsx?$': [
      'ts-jest',
      {
        diagnostics: false,
        tsconfig: {
          esModuleInterop: true,
          isolatedModules: true,
          jsx: 'react',
          module: 'commonjs',
          target: 'ES2021'
        }
      }
    ],
    '\\.jsx?$': [
      'babel-jest',
      { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!${ES_MODULES})`]
};

module.exports = {
  projects: [
    {
      ...common,
      displayName: 'logic',
      testEnvironment: 'node',
      testPathIgnorePatterns: ['/node_modules/', WITH_DOCUMENT]
    },
    {
      ...common,
      displayName: 'document',
      testRegex: WITH_DOCUMENT,
      setupFiles: ['@jupyterlab/testing/lib/jest-shim.js'],
      testEnvironment: '@jupyterlab/testing/lib/jest-env.js'
    }
  ]
};
