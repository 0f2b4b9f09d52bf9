import { speaksPython } from '../kernel/language';
import { KernelDouble } from './kernel';

describe('speaksPython', () => {
  let kernel: KernelDouble;

  beforeEach(() => {
    jest.useFakeTimers();
    kernel = new KernelDouble();
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it.each([
    ['python', '3.11.7', 'ipython', true],
    ['Python', '3.9.0', 'ipython', true],
    ['python', '2.7.18', 'ipython', false],
    ['python', '3.11.7', 'xeus-python', false],
    ['R', '4.3.1', 'IRkernel', false],
    ['bash', '5.2', 'bash', false],
    ['ipython-like', '3.11.7', 'ipython', false]
  ])(
    'K6 should judge %s %s of %s',
    async (name, version, implementation, expected) => {
      kernel.info = Promise.resolve({
        implementation,
        language_info: { name, version }
      });
      expect(await speaksPython(kernel.connection)).toBe(expected);
    }
  );

  it('should not know when the kernel fails to say', async () => {
    kernel.info = Promise.reject(new Error('gone'));
    expect(await speaksPython(kernel.connection)).toBeNull();
  });

  it('K1 should give up after 30 seconds', async () => {
    kernel.info = new Promise(() => undefined);
    const settled = jest.fn();
    void speaksPython(kernel.connection).then(settled);
    await jest.advanceTimersByTimeAsync(29_999);
    expect(settled).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledWith(null);
  });

  it('K3 should not give up while a cell runs', async () => {
    kernel.info = new Promise(() => undefined);
    kernel.status = 'busy';
    const settled = jest.fn();
    void speaksPython(kernel.connection).then(settled);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(settled).not.toHaveBeenCalled();
    kernel.status = 'idle';
    await jest.advanceTimersByTimeAsync(30_000);
    expect(settled).toHaveBeenCalledWith(null);
  });
});
