import type { INotebook } from './notebooks';
import {
  code,
  expect,
  it,
  notebook,
  sources,
  stdout,
  TOKEN,
  TOKEN_ONLY
} from './notebooks';

it.describe('the export', () => {
  it('is a valid copy without a token, beside the notebook', async ({
    notebooks
  }) => {
    const ran = notebook(
      { cell_type: 'markdown', source: '# Mine', metadata: {} },
      {
        ...code('print("hello")', [stdout('hello\n')]),
        execution_count: 7,
        metadata: { tags: ['keep'], ExecuteTime: { end_time: 'x' } }
      }
    );
    await notebooks.open('mine.ipynb', {
      ...ran,
      metadata: { ...ran.metadata, widgets: { 'application/x': {} } }
    });
    await notebooks.command('saturn:export-portable');
    await expect(
      notebooks.notice('Exported as mine-portable.ipynb.')
    ).toBeVisible();
    await notebooks.command('saturn:export-portable');
    await expect(
      notebooks.notice('Exported as mine-portable-2.ipynb.')
    ).toBeVisible();
    const text = await notebooks.file('mine-portable.ipynb');
    const copy = JSON.parse(text) as INotebook;
    expect([copy.nbformat, copy.nbformat_minor]).toEqual([4, 5]);
    expect(copy.metadata).toEqual({
      colab: { provenance: [] },
      kernelspec: { name: 'python3', display_name: 'Python 3' },
      language_info: { name: 'python' }
    });
    expect(
      sources(copy).map(
        source => /# saturn:(\w+) v1/.exec(source)?.[1] ?? source
      )
    ).toEqual(['# Mine', 'install', 'connect', 'print("hello")', 'stop']);
    expect(new Set(copy.cells.map(cell => cell.id)).size).toBe(5);
    expect(copy.cells[3]).toMatchObject({
      outputs: [],
      execution_count: null,
      metadata: { tags: ['keep'] }
    });
    expect(text).not.toContain('ExecuteTime');
  });

  it('is refused when a token would leave, with the way out', async ({
    notebooks
  }) => {
    await notebooks.open('leak.ipynb', TOKEN_ONLY);
    await notebooks.command('saturn:export-portable');
    await expect(notebooks.dialog).toContainText(
      'It holds a Saturn token, which would leave with the copy.'
    );
    await notebooks.button('Take It Out…').click();
    await notebooks.button('Take It Out').click();
    await expect(notebooks.notice('The token is out.')).toBeVisible();
    const listed = await notebooks.page.evaluate(async path => {
      const { contents } = window.jupyterapp.serviceManager;
      const model = await contents.get(path, { content: true });
      const files = model.content as { name: string }[];
      return files.map(one => one.name).sort();
    }, notebooks.folder);
    expect(listed).toEqual(['leak.ipynb']);
    await notebooks.command('saturn:export-portable');
    await expect(notebooks.notice('Exported as')).toBeVisible();
    expect(await notebooks.file('leak-portable.ipynb')).not.toContain(TOKEN);
  });
});

it('a notebook of Colab’s keeps everything, and its cell is found by marker', async ({
  page,
  notebooks
}) => {
  const colab = {
    nbformat: 4,
    nbformat_minor: 0,
    metadata: {
      colab: { name: 'theirs.ipynb', provenance: [], toc_visible: true },
      kernelspec: { name: 'python3', display_name: 'Python 3' },
      accelerator: 'GPU'
    },
    cells: [
      {
        ...code('#@title Connect\n# saturn:connect v1\nx = 0'),
        metadata: { id: 'qW3', cellView: 'form' }
      },
      { ...code('print(1)'), metadata: { id: 'zX9' } }
    ]
  };
  await notebooks.open('theirs.ipynb', colab);
  await notebooks.command('saturn:insert-connect-cell');
  await expect
    .poll(async () => sources(await notebooks.content())[0])
    .toContain('_saturn_connect');
  await page.notebook.save();
  const saved = JSON.parse(await notebooks.file('theirs.ipynb')) as INotebook;
  // JupyterLab itself writes how its kernel is called.
  const { kernelspec, ...rest } = colab.metadata;
  expect(saved.metadata).toMatchObject(rest);
  expect(saved.metadata.kernelspec).toMatchObject({ name: kernelspec.name });
  expect(saved.cells.map(cell => cell.metadata)).toMatchObject([
    { id: 'qW3', cellView: 'form' },
    { id: 'zX9' }
  ]);
  expect(saved.cells).toHaveLength(2);
});
