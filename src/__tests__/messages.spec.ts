import source from '../kernel/attach.py';
import clusterSource from '../kernel/cluster.py';
import csrSource from '../kernel/csr.py';
import heldSource from '../kernel/held.py';
import versionsSource from '../kernel/versions.py';
import {
  attachMessage,
  detachMessage,
  execute,
  isInputRequest,
  parseQuestion,
  reportMessage
} from '../kernel/messages';
import type * as Messages from '../kernel/messages';
import { KernelDouble, QUESTION } from './kernel';
import { HOSTILE, makeRef } from './values';

/** What is constant, and the base64 of what is not. */
const SHAPE =
  /^(__import__\('builtins'\)\.exec\((".*"), \{'__name__': 'jupyterlab_saturn_attach', 'FILES': (\{.*\}), 'REQUEST': ')([A-Za-z0-9+/]+={0,2})('\}\))$/;

function split(code: string): {
  constant: string;
  text: string;
  files: unknown;
  data: unknown;
} {
  const [, head = '', literal = '', files = '', data = '', tail = ''] =
    SHAPE.exec(code) ?? [];
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
  return {
    constant: `${head}${tail}`,
    text: JSON.parse(literal) as string,
    files: JSON.parse(files),
    data: JSON.parse(new TextDecoder().decode(bytes))
  };
}

describe('attachMessage', () => {
  const plain = split(attachMessage(makeRef(), 'client', 'cluster').code);

  it('should be one quiet message that may ask', () => {
    const { code, ...rest } = attachMessage(makeRef(), 'client', 'cluster');
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
    expect(plain.text).toBe(`${source}\nrun(REQUEST, FILES)\n`);
    expect(plain.files).toEqual({
      cluster: clusterSource,
      csr: csrSource,
      held: heldSource,
      versions: versionsSource
    });
  });

  it('should be ASCII', () => {
    const { code } = attachMessage(
      makeRef({ name: '星 🪐' }),
      'clïent',
      'clüster'
    );
    expect(code).toMatch(/^[\x20-\x7e]*$/);
  });

  it.each(HOSTILE.map(text => [text]))('should hold %j as data only', text => {
    const cluster = makeRef({
      id: text,
      name: text,
      project_id: text,
      base_url: text
    });
    const hostile = split(attachMessage(cluster, text, text).code);
    expect(hostile.constant).toBe(plain.constant);
    expect(hostile.data).toEqual({
      cluster,
      variable: text,
      cluster_variable: text
    });
  });

  it('should carry code of any characters in ASCII', () => {
    const odd = 'x = "\u007f é 🪐 \u2028 \\u0041"\n';
    jest.isolateModules(() => {
      jest.doMock('../kernel/attach.py', () => odd);
      const { attachMessage: attachOdd } =
        jest.requireActual<typeof Messages>('../kernel/messages');
      const { code } = attachOdd(makeRef(), 'client', 'cluster');
      expect(code).toMatch(/^[\x20-\x7e]*$/);
      expect(split(code).text).toBe(`${odd}\nrun(REQUEST, FILES)\n`);
    });
  });

  it('should hold a text of a megabyte', () => {
    const cluster = makeRef({ name: 'é'.repeat(500_000) });
    const { data } = split(attachMessage(cluster, 'client', 'cluster').code);
    expect(data).toEqual({
      cluster,
      variable: 'client',
      cluster_variable: 'cluster'
    });
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
