import source from '../kernel/attach.py';
import {
  attachMessage,
  detachMessage,
  execute,
  isInputRequest,
  parseQuestion,
  parseReport,
  reportMessage
} from '../kernel/messages';
import type * as Messages from '../kernel/messages';
import { KernelDouble, QUESTION, replyOf } from './kernel';
import { HOSTILE, makeRef } from './values';

/** What is constant, and the base64 of what is not. */
const SHAPE =
  /^(__import__\('builtins'\)\.exec\((".*"), \{'__name__': 'jupyterlab_saturn_attach', 'REQUEST': ')([A-Za-z0-9+/]+={0,2})('\}\))$/;

function split(code: string): {
  constant: string;
  text: string;
  data: unknown;
} {
  const [, head = '', literal = '', data = '', tail = ''] =
    SHAPE.exec(code) ?? [];
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
  return {
    constant: `${head}${tail}`,
    text: JSON.parse(literal) as string,
    data: JSON.parse(new TextDecoder().decode(bytes))
  };
}

function encoded(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return `'${btoa(String.fromCharCode(...bytes))}'`;
}

describe('attachMessage', () => {
  const plain = split(attachMessage(makeRef(), 'client').code);

  it('should be one quiet message that may ask', () => {
    const { code, ...rest } = attachMessage(makeRef(), 'client');
    expect(rest).toEqual({
      silent: true,
      store_history: false,
      allow_stdin: true,
      stop_on_error: false,
      user_expressions: {
        saturn: "__import__('sys').modules['_jupyterlab_saturn'].report()"
      }
    });
    expect(code).not.toContain('\n');
  });

  it('should carry the code of attach.py and run it', () => {
    expect(source).toMatch(/^def run\(literal/m);
    expect(plain.text).toBe(`${source}\nrun(REQUEST)\n`);
  });

  it('should be ASCII', () => {
    const { code } = attachMessage(makeRef({ name: '星 🪐' }), 'clïent');
    expect(code).toMatch(/^[\x20-\x7e]*$/);
  });

  it.each(HOSTILE.map(text => [text]))('should hold %j as data only', text => {
    const cluster = makeRef({
      id: text,
      name: text,
      project_id: text,
      base_url: text
    });
    const hostile = split(attachMessage(cluster, text).code);
    expect(hostile.constant).toBe(plain.constant);
    expect(hostile.data).toEqual({ cluster, variable: text });
  });

  it('should carry code of any characters in ASCII', () => {
    const odd = 'x = "\u007f é 🪐 \u2028 \\u0041"\n';
    jest.isolateModules(() => {
      jest.doMock('../kernel/attach.py', () => odd);
      const { attachMessage: attachOdd } =
        jest.requireActual<typeof Messages>('../kernel/messages');
      const { code } = attachOdd(makeRef(), 'client');
      expect(code).toMatch(/^[\x20-\x7e]*$/);
      expect(split(code).text).toBe(`${odd}\nrun(REQUEST)\n`);
    });
  });

  it('should hold a text of a megabyte', () => {
    const cluster = makeRef({ name: 'é'.repeat(500_000) });
    const { data } = split(attachMessage(cluster, 'client').code);
    expect(data).toEqual({ cluster, variable: 'client' });
  });
});

describe.each([
  ['reportMessage', reportMessage, 'report'],
  ['detachMessage', detachMessage, 'detach']
])('%s', (_, message, name) => {
  it('should be a quiet message that cannot ask', () => {
    expect(message()).toEqual({
      code: '',
      silent: true,
      store_history: false,
      allow_stdin: false,
      stop_on_error: false,
      user_expressions: {
        saturn: `__import__('sys').modules['_jupyterlab_saturn'].${name}()`
      }
    });
  });
});

describe('parseReport', () => {
  const attached = { cluster: makeRef({ name: 'Ωμέγα' }), variable: 'client' };

  it.each<Messages.IReport>([
    { outcome: { code: 'attached' }, attached },
    { outcome: null, attached: null },
    { outcome: { code: 'missing', packages: ['distributed'] }, attached: null },
    { outcome: { code: 'failed', detail: 'x', name: 'y' }, attached }
  ])('should read %j', report => {
    expect(parseReport(replyOf(encoded(report)))).toEqual(report);
  });

  it.each([
    ['no text', 5],
    ['an empty text', ''],
    ['no base64', "'?!'"],
    ['no JSON', `'${btoa('x')}'`],
    ['null', encoded(null)],
    ['a list', encoded([])],
    ['no attachment', encoded({ outcome: null })],
    ['an odd outcome', encoded({ outcome: 5, attached: null })],
    ['an outcome without code', encoded({ outcome: {}, attached: null })],
    [
      'odd details',
      encoded({ outcome: { code: 'missing', packages: 5 }, attached: null })
    ],
    [
      'an odd name',
      encoded({ outcome: { code: 'name-taken', name: {} }, attached: null })
    ],
    ['an odd attachment', encoded({ outcome: null, attached: 5 })],
    [
      'no cluster',
      encoded({ outcome: null, attached: { cluster: null, variable: 'x' } })
    ],
    [
      'a cluster without id',
      encoded({
        outcome: null,
        attached: { cluster: { name: 'x', base_url: 'y' }, variable: 'x' }
      })
    ],
    [
      'no variable',
      encoded({ outcome: null, attached: { cluster: makeRef() } })
    ]
  ])('should make nothing of %s', (_, text) => {
    expect(parseReport(replyOf(text))).toBeNull();
  });

  it.each([
    { status: 'error', user_expressions: {} },
    { status: 'aborted' },
    { status: 'ok', user_expressions: {} },
    { status: 'ok', user_expressions: { saturn: null } },
    { status: 'ok', user_expressions: { saturn: { status: 'error' } } },
    { status: 'ok', user_expressions: { saturn: { data: 'x' } } }
  ])('should make nothing of %j', content => {
    expect(parseReport({ content } as never)).toBeNull();
  });
});

describe('parseQuestion', () => {
  const parse = (prompt: string): unknown =>
    parseQuestion({ content: { prompt } } as never);

  it('should read our question, and no more', () => {
    const asked = { saturn: 1, ...QUESTION, key: 'secret' };
    expect(parse(JSON.stringify(asked))).toEqual(QUESTION);
  });

  it.each([
    '',
    'Password: ',
    '5',
    'null',
    '[]',
    '{}',
    '{"csr": "x"}',
    '{"csr": 5, "versions": {}}',
    '{"csr": "x", "versions": null}'
  ])('should make nothing of %j', prompt => {
    expect(parse(prompt)).toBeNull();
  });
});

describe('isInputRequest', () => {
  it.each([
    ['input_request', true],
    ['input_reply', false]
  ])('should tell %s', (msg_type, expected) => {
    expect(isInputRequest({ header: { msg_type } } as never)).toBe(expected);
  });
});

describe('execute', () => {
  it.each([
    ['dead', false],
    ['idle', true]
  ] as const)('should send nothing when %s, disposed %s', (status, gone) => {
    const kernel = new KernelDouble();
    kernel.status = status;
    kernel.isDisposed = gone;
    expect(execute(kernel.connection, reportMessage())).toBeNull();
    expect(kernel.received).toEqual([]);
  });
});
