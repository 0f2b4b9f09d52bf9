// Write cells as the extension does: a list of [function, options] comes on stdin as JSON, and the
// list of their sources goes to stdout.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Module } = require('node:module');
const ts = require('typescript');

const SOURCE = join(__dirname, '..', '..', 'src', 'cells.ts');

require.extensions['.py'] = (module, file) => {
  module.exports = { __esModule: true, default: readFileSync(file, 'utf-8') };
};
const { outputText } = ts.transpileModule(readFileSync(SOURCE, 'utf-8'), {
  compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2021 }
});
const cells = new Module(SOURCE);
cells.filename = SOURCE;
cells.paths = module.paths;
cells._compile(outputText, SOURCE);

const asked = JSON.parse(readFileSync(0, 'utf-8'));
process.stdout.write(
  JSON.stringify(asked.map(([name, options]) => cells.exports[name](options)))
);
