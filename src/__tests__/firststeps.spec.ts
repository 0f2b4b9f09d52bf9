import { placeFirstSteps } from '../firststeps';

describe('placeFirstSteps()', () => {
  const get = jest.fn();
  const save = jest.fn();

  beforeEach(() => {
    get.mockReset();
    save.mockReset().mockResolvedValue({});
  });

  it('should put a whole notebook into the folder', async () => {
    get.mockResolvedValue({ content: [{ name: 'other.ipynb' }] });
    expect(await placeFirstSteps({ get, save }, 'work')).toBe(
      'work/first-steps.ipynb'
    );
    expect(save).toHaveBeenCalledTimes(1);
    expect(save).toHaveBeenCalledWith(
      'work/first-steps.ipynb',
      expect.objectContaining({ type: 'notebook', format: 'json' })
    );
    expect(save).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({
        content: expect.objectContaining({ nbformat: 4 }) as object
      })
    );
  });

  it('should leave the user’s own as it is', async () => {
    get.mockResolvedValue({ content: [{ name: 'first-steps.ipynb' }] });
    expect(await placeFirstSteps({ get, save }, '')).toBe('first-steps.ipynb');
    expect(save).not.toHaveBeenCalled();
  });
});
