// A prebuilt extension, written by hand: the container that JupyterLab loads as it loads any other.
let shared;

/** Runs a cell as JupyterLab does, and counts it. */
async function makePlugin() {
  const [version] = Object.values(shared['@jupyterlab/notebook']);
  const { INotebookCellExecutor, runCell } = (await version.get())();
  globalThis.cellsOfOtherExecutor = 0;
  return {
    id: 'other-executor:plugin',
    description: 'Provides another executor of cells.',
    autoStart: true,
    provides: INotebookCellExecutor,
    activate: () => ({
      runCell: options => {
        globalThis.cellsOfOtherExecutor += 1;
        return runCell(options);
      }
    })
  };
}

globalThis._JUPYTERLAB = globalThis._JUPYTERLAB || {};
globalThis._JUPYTERLAB['other-executor'] = {
  init: scope => {
    shared = scope;
  },
  get: async () => {
    const plugin = await makePlugin();
    return () => ({ __esModule: true, default: plugin });
  }
};
