import fc from 'fast-check';

export const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), {
      minLength: length,
      maxLength: length
    })
    .map(digits => digits.join(''));

const base64 = fc
  .array(fc.constantFrom(...'ABCDEFGHIJabcdefghijklmnop0123456789-_'), {
    minLength: 43,
    maxLength: 43
  })
  .map(digits => digits.join(''));

/** A token of Saturn's: with a digit, as any is that chance has made. */
export const TOKEN = fc
  .oneof(hex(32), hex(64), base64)
  .filter(token => /\d/.test(token) && new Set(token).size > 6);

export const BASE_URL = fc.constantFrom(
  'https://app.community.saturnenterprise.io',
  'https://app.internal.saturnenterprise.io/',
  'http://localhost:8900',
  'https://saturn.example.org'
);

/** Whether, and how, one thing of a recipe varies. */
export const CHOICES = fc.record({
  quotes: fc.array(fc.constantFrom('"', "'", '"""', "'''"), {
    minLength: 12,
    maxLength: 12
  }),
  styles: fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }),
  spaces: fc.array(fc.constantFrom('', ' ', '  ', '\n    ', ' # note\n  '), {
    minLength: 16,
    maxLength: 16
  }),
  cuts: fc.array(fc.double({ min: 0.1, max: 0.9, noNaN: true }), {
    minLength: 3,
    maxLength: 3
  }),
  imports: fc.nat(5),
  form: fc.nat(6),
  names: fc.shuffledSubarray(
    ['conn', 'c', 'cluster', 'client', 'größe', 'x1', '_ext', 'my_cluster'],
    { minLength: 3, maxLength: 3 }
  ),
  breaks: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  places: fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }),
  isShuffled: fc.boolean(),
  isWindows: fc.boolean(),
  output: fc.nat(4)
});

export type Choices = typeof CHOICES extends fc.Arbitrary<infer T> ? T : never;

/** Code that stands beside recipes; none of it uses a recipe's names. */
export const OTHERS = [
  'import pandas as pd',
  '%matplotlib inline',
  'frame = pd.DataFrame({"a": [1, 2]})  # "quoted',
  'print "it\'s Python 2"',
  // A comment right above a recipe belongs to it, so this one stands alone.
  "# it's a comment (with a bracket\n",
  '!ls -la | grep "a',
  'checksum = "9fceb02d0ae598e95dc970b74767f19372d61af8"',
  'def square(value):\n    return value ** 2',
  'text = """\n!pip install dask-saturn\nconn = ExternalConnection(1)\n"""',
  'files = !ls',
  'for i in range(3):\n    print(i)'
];

/**
 * Writes one recipe as the choices say.
 */
export class Writer {
  constructor(choices: Choices) {
    this._choices = choices;
  }

  readonly definitions: string[] = [];

  /** White space and comments where brackets are open. */
  space(): string {
    const { spaces } = this._choices;
    return spaces[this._space++ % spaces.length] ?? '';
  }

  /** A list in brackets, spaced anyhow. */
  list(open: string, items: ReadonlyArray<string>, close: string): string {
    const written = items.map(item => `${this.space()}${item}${this.space()}`);
    return `${open}${written.join(',')}${close}`;
  }

  string(text: string): string {
    const { quotes } = this._choices;
    const quote = quotes[this._quote++ % quotes.length] ?? '"';
    return `${quote}${text}${quote}`;
  }

  /** An expression whose value is a text; pieces of it are told to `told`. */
  value(text: string, index: number, told: string[] = []): string {
    const cut = Math.floor((this._choices.cuts[index] ?? 0.5) * text.length);
    const [one, two] = [text.slice(0, cut), text.slice(cut)];
    const style = this._choices.styles[index] ?? 0;
    told.push(...(style >= 2 && style <= 5 ? [one, two] : [text]));
    const name = `value_${index}`;
    switch (style) {
      case 0:
        return this.string(text);
      case 1:
        this.definitions.push(`${name} = ${this.string(text)}`);
        return name;
      case 2:
        return `(${this.string(one)}${this.space()} ${this.string(two)})`;
      case 3:
        return `(${this.string(one)} +${this.space()} ${this.string(two)})`;
      case 4:
        this.definitions.push(`${name} = ${this.string(one)}`);
        return `f${this.string(`{${name}}${two}`)}`;
      case 5:
        this.definitions.push(
          `${name} = ${this.string(one)}`,
          `${name}_end = ${this.string(two)}`
        );
        return `${name} + ${name}_end`;
      case 6:
        return `os.environ.get(${this.string('OTHER')}, ${this.string(text)})`;
      default:
        this.definitions.push(
          `${name}: str = ( ${this.string(text)} )  # mine`
        );
        return name;
    }
  }

  private readonly _choices: Choices;
  private _space = 0;
  private _quote = 0;
}

/** Put statements into cells: some of them begin a new one. */
export function toCells(statements: string[], choices: Choices): string[] {
  const cells: string[][] = [[]];
  statements.forEach((statement, i) => {
    if (choices.breaks[i % choices.breaks.length]) {
      cells.push([]);
    }
    cells[cells.length - 1]?.push(statement);
  });
  const sources = cells.map(cell => cell.join('\n'));
  const ordered = choices.isShuffled ? sources.reverse() : sources;
  return choices.isWindows
    ? ordered.map(source => source.replace(/\n/g, '\r\n'))
    : ordered;
}

export function writeOutput(kind: number, token: string): unknown[] {
  const outputs = [
    { output_type: 'stream', name: 'stdout', text: `got ${token}\n` },
    {
      output_type: 'display_data',
      data: { 'application/json': { deep: [{ value: token }] } },
      metadata: {}
    },
    {
      output_type: 'error',
      ename: 'E',
      evalue: token,
      traceback: [`\u001b[31m${token}\u001b[0m`]
    }
  ];
  return outputs.slice(kind, kind + 1);
}
