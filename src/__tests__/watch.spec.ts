import { YNotebook } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import type { Notices } from '../recipes/notices';
import { NotebookWatch } from '../recipes/watch';

const TOKEN = '4f1c09be77d2a35861e0b94d2c7f5a18';

/** As much of an open notebook as is watched. */
class PanelDouble {
  constructor(...sources: string[]) {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // of Yjs
    this.shared.insertCells(
      0,
      sources.map(source => ({ cell_type: 'code', source }))
    );
    this.context.saveState = new Signal<object, string>(this.context);
  }

  readonly shared = YNotebook.create();
  isDisposed = false;
  readonly context: {
    ready: Promise<void>;
    model: { sharedModel: YNotebook };
    saveState?: Signal<object, string>;
  } = { ready: Promise.resolve(), model: { sharedModel: this.shared } };

  async save(): Promise<void> {
    this.context.saveState?.emit('started');
    this.context.saveState?.emit('completed');
    await settle();
  }

  get panel(): NotebookPanel {
    return this as unknown as NotebookPanel;
  }
}

/** Let what was begun come to its end, the loading of a chunk too. */
async function settle(): Promise<void> {
  await import('../modernise');
  for (let i = 0; i < 5; i++) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

describe('NotebookWatch', () => {
  const told: string[] = [];
  const modernise = jest.fn(() => Promise.resolve());
  let isGuarding = true;
  let accept: (() => void) | null = null;
  const notices = {
    offer: (_: unknown, hasToken: boolean, action: () => void) => {
      told.push(hasToken ? 'offer token' : 'offer');
      accept = action;
    },
    warn: () => told.push('warn'),
    close: () => told.push('close')
  } as unknown as Notices;
  const made: PanelDouble[] = [];

  async function open(...sources: string[]): Promise<PanelDouble> {
    const double = new PanelDouble(...sources);
    made.push(double);
    new NotebookWatch({
      notices,
      modernise,
      isGuarding: () => isGuarding
    }).add(double.panel);
    await settle();
    return double;
  }

  beforeEach(() => {
    told.length = 0;
    isGuarding = true;
    accept = null;
    jest.clearAllMocks();
  });

  afterEach(() => made.splice(0).forEach(({ shared }) => shared.dispose()));

  const OLD =
    'from dask_saturn import *\nc = SaturnCluster(external_connection=ExternalConnection(project_id=p))';

  it.each([
    [`saturn_token = "${TOKEN}"`, ['offer token']],
    [OLD, ['offer']],
    [`digest = "${TOKEN}"`, []],
    ['planet = "Saturn"', []],
    ['', []]
  ])(
    'should judge a notebook that opens by what is in it: %j',
    async (source, expected) => {
      await open(source);
      expect(told).toEqual(expected);
    }
  );

  it('should make the notebook modern when the offer is taken', async () => {
    const { panel } = await open(OLD);
    accept?.();
    expect(modernise.mock.calls).toEqual([[panel]]);
  });

  it('should warn once of the same tokens, whatever else changes', async () => {
    const double = await open('x = 1');
    const { shared } = double;
    await double.save();
    expect(told).toEqual([]);
    shared.getCell(0).setSource(`saturn_token = "${TOKEN}"`);
    await double.save();
    await double.save();
    expect(told).toEqual(['warn']);
    shared.insertCell(0, { cell_type: 'code', source: 'y = 2' });
    shared.getCell(1).setSource(`# why\nsaturn_token = "${TOKEN}"`);
    await double.save();
    expect(told).toEqual(['warn']);
    shared.insertCell(0, {
      cell_type: 'code',
      source: `saturn_token = "${TOKEN}x9"`
    });
    await double.save();
    expect(told).toEqual(['warn', 'warn']);
  });

  it('should take the warning back once the token is gone', async () => {
    const double = await open('x = 1');
    double.shared.getCell(0).setSource(`saturn_token = "${TOKEN}"`);
    await double.save();
    double.shared.getCell(0).setSource('x = 1');
    await double.save();
    await double.save();
    expect(told).toEqual(['warn', 'close']);
  });

  it('should be silent while it is switched off', async () => {
    const double = await open('x = 1');
    isGuarding = false;
    double.shared.getCell(0).setSource(`saturn_token = "${TOKEN}"`);
    await double.save();
    expect(told).toEqual([]);
    isGuarding = true;
    await double.save();
    expect(told).toEqual(['warn']);
  });
});
