import { attachmentOf, describeNotebook, readMetadata } from '../notebook';
import type { IAttachments } from '../tokens';
import { METADATA, NotebookDouble } from './notebooks';
import { makeRef } from './values';

const attachment = { state: 'attached' };
const attachments = {
  get: (id: string) => (id === 'k1' ? attachment : null)
} as unknown as IAttachments;

describe('attachmentOf', () => {
  it.each([
    ['k1', attachment],
    ['k2', null],
    [null, null]
  ])('should find the attachment of the kernel %p', (id, expected) => {
    const { panel } = new NotebookDouble(null, id);
    expect(attachmentOf(panel, attachments)).toBe(expected);
  });
});

describe('describeNotebook', () => {
  it('should name the file and its attachment', () => {
    const { panel } = new NotebookDouble(null);
    expect(describeNotebook(panel, attachments)).toMatchObject({
      path: 'dir/a.ipynb',
      name: 'a.ipynb',
      attachment
    });
  });

  it('should write the cluster into the notebook, and no more', () => {
    const notebook = new NotebookDouble(undefined);
    const cluster = { ...makeRef(), token: 'secret' };
    describeNotebook(notebook.panel, attachments).remember(cluster);
    expect(notebook.setMetadata.mock.calls).toEqual([['saturn', METADATA]]);
  });

  it('should not dirty a notebook that says the same', () => {
    const notebook = new NotebookDouble(METADATA);
    describeNotebook(notebook.panel, attachments).remember(makeRef());
    expect(notebook.setMetadata).not.toHaveBeenCalled();
    const other = makeRef({ name: 'renamed' });
    describeNotebook(notebook.panel, attachments).remember(other);
    expect(notebook.setMetadata).toHaveBeenCalledTimes(1);
  });
});

describe('readMetadata', () => {
  it('should read what was written', () => {
    expect(readMetadata(new NotebookDouble(METADATA).panel)).toEqual(makeRef());
  });

  it('should take an odd project for none', () => {
    const metadata = { ...METADATA, project_id: 5, token: 'x' };
    expect(readMetadata(new NotebookDouble(metadata).panel)).toEqual(
      makeRef({ project_id: null })
    );
  });

  it.each([
    undefined,
    null,
    'text',
    5,
    [],
    {},
    { ...METADATA, base_url: null },
    { ...METADATA, cluster_id: 5 },
    { ...METADATA, cluster_name: {} }
  ])('should make nothing of %j', metadata => {
    expect(readMetadata(new NotebookDouble(metadata).panel)).toBeNull();
  });
});
