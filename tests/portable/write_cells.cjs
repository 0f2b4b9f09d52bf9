// Write cells as the extension does: a list of [function, options] comes on stdin as JSON, and the
// list of what the functions return goes to stdout.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');

const SOURCE = join(__dirname, '..', '..', 'src');

require.extensions['.py'] = (module, file) => {
  module.exports = { __esModule: true, default: readFileSync(file, 'utf-8') };
};
require.extensions['.ts'] = (module, file) => {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf-8'), {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2021
    }
  });
  module._compile(outputText, file);
};

const cells = require(join(SOURCE, 'cells.ts'));

/** The sources of the code cells of a notebook, made modern. */
function modernised({ sources }) {
  const { applyChanges, modernise } = require(join(SOURCE, 'modernise'));
  const notebook = { cells: sources.map(source => ({ type: 'code', source })) };
  const { changes } = modernise(notebook, {
    connectCell: cells.connectCell,
    installCell: () => cells.installCell({ withDaskSaturn: true })
  });
  return applyChanges(notebook, changes).cells.map(cell => cell.source);
}

/** The copy of a notebook that the export writes. */
function exported({ content }) {
  const { portableCopy } = require(join(SOURCE, 'portable', 'copy.ts'));
  const fresh = {
    install: cells.installCell({ withDaskSaturn: true }),
    connect: cells.connectCell({ baseUrl: null }),
    stop: cells.stopCell()
  };
  return portableCopy(content, fresh, null);
}

/** What the page says of versions, and the cell that it offers. */
function judged(versions) {
  const { compareVersions, worstVerdict } = require(
    join(SOURCE, 'versions.ts')
  );
  const { pinsOf, waysOf } = require(join(SOURCE, 'waysout.ts'));
  const rows = compareVersions(versions);
  return {
    rows,
    verdict: worstVerdict(rows),
    ways: waysOf(rows, true),
    cell: cells.installCell(pinsOf(rows))
  };
}

const functions = { ...cells, modernised, exported, judged };
const asked = JSON.parse(readFileSync(0, 'utf-8'));
process.stdout.write(
  JSON.stringify(asked.map(([name, options]) => functions[name](options)))
);
