import type { ILogPage } from '../logs/api';
import type { ILine } from '../logs/lines';
import {
  filterLines,
  findLines,
  levelOf,
  readLines,
  reasonLine,
  writeLines
} from '../logs/lines';
import { Log, MAX_KEPT } from '../logs/model';
import { splitLine } from '../logs/pieces';
import { trans } from './values';

const ESC = String.fromCharCode(27);

function line(text: string, pod = 'scheduler'): ILine {
  return { at: '2026-11-22T15:10:10Z', pod, component: 'scheduler', text };
}

const FAILED = readLines(
  [
    line('2026-11-22 15:10:10,1 - distributed.core - INFO - Starting'),
    line('2026-11-22 15:10:10,2 - distributed.nanny - ERROR - gave up'),
    line('Traceback (most recent call last):'),
    line('  File "node.py", line 1, in <module>'),
    line("ModuleNotFoundError: No module named 'distributed'"),
    line('2026-11-22 15:10:11,1 - distributed.core - INFO - Closing'),
    line('and goes on', 'worker-0')
  ],
  null
);

describe('readLines()', () => {
  it('should give what goes on the level of what it goes on', () => {
    expect(FAILED.map(one => one.level)).toEqual([
      'info',
      'error',
      'error',
      'error',
      'error',
      'info',
      'info'
    ]);
  });

  it('should number lines over pages, and strip colours', () => {
    const first = readLines([line(`${ESC}[31mred${ESC}[0m`)], null);
    const [second] = readLines([line('plain')], first[0] ?? null);
    expect(first[0]?.plain).toBe('red');
    expect(second?.number).toBe(1);
  });
});

describe('levelOf()', () => {
  it.each([
    ['2026-11-22 15:10:10,1 - distributed.core - DEBUG - x', 'debug'],
    ['WARNING:root:x', 'warning'],
    ['[ERROR] x', 'error'],
    ['KeyError: x', 'error'],
    ['no level in here', null],
    ['AN ERRORLESS DAY', null]
  ])('should read %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });
});

describe('reasonLine()', () => {
  it('should be the exception that ends a traceback', () => {
    expect(reasonLine(FAILED, [])?.number).toBe(4);
  });

  it('should rather be the words of Saturn', () => {
    expect(reasonLine(FAILED, ['short', ' gave up '])?.number).toBe(4);
    expect(reasonLine(FAILED, ['ERROR - gave up'])?.number).toBe(1);
  });

  it('should be nothing in a log without errors', () => {
    expect(reasonLine(FAILED.slice(0, 1), ['Image not found'])).toBeNull();
  });
});

describe('filterLines() and findLines()', () => {
  it('should keep what weighs as much, and find whatever the case', () => {
    expect(filterLines(FAILED, 'debug')).toBe(FAILED);
    const errors = filterLines(FAILED, 'error');
    expect(errors.map(one => one.number)).toEqual([1, 2, 3, 4]);
    expect(findLines(errors, 'MODULE')).toEqual([2, 3]);
    expect(findLines(errors, '')).toEqual([]);
  });
});

describe('writeLines()', () => {
  it('should write times and writers, and no colours', () => {
    const lines = readLines([line(`${ESC}[1;31mred${ESC}[0m`)], null);
    expect(writeLines(lines)).toBe('2026-11-22T15:10:10Z scheduler red\n');
  });
});

describe('splitLine()', () => {
  it('should split at colours and around hits that reach over them', () => {
    expect(splitLine(`${ESC}[31mab${ESC}[0mcd`, 'BC')).toEqual([
      { text: 'a', className: 'jp-mod-fg-red', isHit: false },
      { text: 'b', className: 'jp-mod-fg-red', isHit: true },
      { text: 'c', className: '', isHit: true },
      { text: 'd', className: '', isHit: false }
    ]);
  });

  it('should leave markup as it is', () => {
    expect(splitLine('<b>&amp;</b>', '')).toEqual([
      { text: '<b>&amp;</b>', className: '', isHit: false }
    ]);
  });
});

describe('Log', () => {
  let log: Log;
  let asked: string[][];
  let pages: (ILogPage | Error)[];

  beforeEach(() => {
    asked = [];
    pages = [];
    log = new Log({
      page: (pod, cursor) => {
        asked.push([pod, cursor]);
        const page = pages.shift() ?? pageOf([], 'end');
        return page instanceof Error
          ? Promise.reject(page)
          : Promise.resolve(page);
      },
      trans
    });
  });

  afterEach(() => log.dispose());

  function pageOf(
    texts: string[],
    cursor: string,
    more = false,
    pods: ILogPage['pods'] = null
  ): ILogPage {
    return { lines: texts.map(text => line(text)), cursor, more, pods };
  }

  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>(resolve => {
        const onChange = (): void => {
          log.changed.disconnect(onChange);
          resolve();
        };
        log.changed.connect(onChange);
      });
    }
  }

  it('should ask nothing while it is not seen', async () => {
    log.reread();
    await new Promise(resolve => setImmediate(resolve));
    expect(asked).toEqual([]);
  });

  it('should read page after page to the end', async () => {
    pages = [pageOf(['a', 'b'], '1', true, []), pageOf(['c'], '2')];
    log.isActive = true;
    await until(() => log.isRead);
    expect(asked).toEqual([
      ['', ''],
      ['', '1']
    ]);
    expect(log.lines.map(one => [one.number, one.text])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'c']
    ]);
  });

  it('should begin anew with another process, and forget a late page', async () => {
    let answer: (page: ILogPage) => void = () => undefined;
    const late = new Promise<ILogPage>(resolve => {
      answer = resolve;
    });
    log.dispose();
    log = new Log({
      page: pod => (pod ? Promise.resolve(pageOf(['new'], '1')) : late),
      trans
    });
    log.isActive = true;
    await new Promise(resolve => setImmediate(resolve));
    log.choose('worker-0');
    answer(pageOf(['old'], '9'));
    await until(() => log.isRead);
    expect(log.lines.map(one => one.text)).toEqual(['new']);
  });

  it('should follow one process, and not several', async () => {
    const pods = [
      { name: 'a', status: 'running' },
      { name: 'b', status: 'running' }
    ];
    pages = [pageOf(['x'], '1', false, pods)];
    log.isActive = true;
    await until(() => log.isRead);
    expect(log.isFollowed).toBe(false);
    log.choose('a');
    expect(log.isFollowed).toBe(true);
  });

  it('should keep a problem until it can read again', async () => {
    pages = [new Error('gone'), pageOf(['a'], '1')];
    log.isActive = true;
    await until(() => log.problem !== null);
    expect(log.problem?.reason).toBe('gone');
    log.reread();
    await until(() => log.isRead);
    expect(log.problem).toBeNull();
  });

  it('should let go of the oldest lines of a long log', async () => {
    const texts = Array.from({ length: MAX_KEPT + 5 }, (_, n) => String(n));
    pages = [pageOf(texts, '1', false, [])];
    log.isActive = true;
    await until(() => log.isRead);
    expect(log.lines).toHaveLength(MAX_KEPT);
    expect(log.lines[0]?.text).toBe('5');
  });
});
