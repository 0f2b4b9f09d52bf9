import type { ICell, INotebookContent } from '@jupyterlab/nbformat';

import { portableCopy } from '../portable/copy';
import { portableName } from '../portable/names';

const FRESH = {
  install: '# saturn:install v1',
  connect: '# saturn:connect v1',
  stop: '# saturn:stop v1'
};

function code(source: string, id?: string): ICell {
  return { cell_type: 'code', source, id, metadata: {}, outputs: [] };
}

function notebook(
  cells: ICell[],
  metadata: INotebookContent['metadata'] = {}
): INotebookContent {
  return { nbformat: 4, nbformat_minor: 0, metadata, cells };
}

function order(cells: ICell[]): unknown[] {
  return portableCopy(notebook(cells), FRESH, null).cells.map(
    ({ source }) => source
  );
}

describe('portableCopy', () => {
  const { install, connect, stop } = FRESH;
  const text = { cell_type: 'markdown', source: '# A', metadata: {} };

  it.each([
    [[], [install, connect, stop]],
    [[text], ['# A', install, connect, stop]],
    [
      [text, code('x')],
      ['# A', install, connect, 'x', stop]
    ],
    [
      [code('a'), code(connect), code('b')],
      ['a', install, connect, 'b', stop]
    ],
    [
      [code(install), code('a')],
      [install, connect, 'a', stop]
    ],
    [
      [code('a'), code(install)],
      ['a', install, connect, stop]
    ],
    [
      [code(stop), code('a')],
      [install, connect, stop, 'a']
    ],
    [
      [code(install), code(connect), code(stop)],
      [install, connect, stop]
    ]
  ])('should put each cell in once: %j', (cells, expected) => {
    expect(order(cells as ICell[])).toEqual(expected);
  });

  it('should leave outputs, counts and traces of the machine behind', () => {
    const copy = portableCopy(
      notebook(
        [
          {
            ...code('x'),
            execution_count: 3,
            outputs: [{ output_type: 'stream', name: 'stdout', text: 'y' }],
            metadata: { trusted: true, execution: {}, tags: ['t'] }
          }
        ],
        {
          widgets: {},
          papermill: { input_path: '/home/me/x.ipynb' },
          kernelspec: { name: 'conda-env-mine', display_name: 'mine' },
          title: 'T'
        }
      ),
      FRESH,
      { schema: 1, base_url: 'https://saturn.example/' }
    );
    expect(copy.metadata).toEqual({
      title: 'T',
      colab: { provenance: [] },
      kernelspec: { name: 'python3', display_name: 'Python 3' },
      language_info: { name: 'python' },
      saturn: { schema: 1, base_url: 'https://saturn.example/' }
    });
    expect(copy.cells[2]).toMatchObject({
      source: 'x',
      outputs: [],
      execution_count: null,
      metadata: { tags: ['t'] }
    });
    expect(JSON.stringify(copy)).not.toMatch(/trusted|"execution"|home/);
  });

  it('should keep good ids and give all others new ones', () => {
    const ids = portableCopy(
      notebook([
        code('a', 'good'),
        code('b', 'good'),
        code('c', 'no good'),
        code('d')
      ]),
      FRESH,
      null
    ).cells.map(cell => cell.id);
    expect(ids.filter(id => id === 'good')).toHaveLength(1);
    expect(new Set(ids).size).toBe(7);
    ids.forEach(id => expect(id).toMatch(/^[\w-]{1,64}$/));
  });

  it('should copy nothing of a cell that nbformat does not name', () => {
    const token = '2365bdd947a37d8fee8de1c2bea7efff';
    const cells = [{ ...code('x', token), notes: token }];
    const copy = portableCopy(notebook(cells), FRESH, null);
    expect(JSON.stringify(copy)).not.toContain(token);
  });

  it('should not change what it copies', () => {
    const content = notebook([{ ...code('x'), execution_count: 3 }]);
    const before = JSON.stringify(content);
    portableCopy(content, FRESH, null);
    expect(JSON.stringify(content)).toBe(before);
  });
});

describe('portableName', () => {
  it('should number the names that are taken', () => {
    expect([0, 1, 2].map(count => portableName('a.ipynb', count))).toEqual([
      'a-portable.ipynb',
      'a-portable-2.ipynb',
      'a-portable-3.ipynb'
    ]);
  });
});
