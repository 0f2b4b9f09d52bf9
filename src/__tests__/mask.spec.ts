import { maskMagics } from '../modernise/mask';

describe('maskMagics()', () => {
  it.each([
    ['!pip install a==1\nx = 1', ['!pip install a==1']],
    ["!echo it's\nx = 'y'", ["!echo it's"]],
    ['%matplotlib inline', ['%matplotlib inline']],
    ['%%time\nx = 1', ['%%time']],
    ['\n%%bash\necho "a\n', ['%%bash\necho "a\n']],
    ['%time x = 1', ['%time ']],
    ['files = !ls -la', ['!ls -la']],
    ['!pip install a \\\n    b\nx = 1', ['!pip install a \\\n    b']],
    ['!pip install a \\\r\n    b\r\nx = 1', ['!pip install a \\\r\n    b']],
    ['pip install a', ['pip install a']],
    ['?print\nprint??', ['?print', 'print??']],
    ['if a:\n    !ls\n    %cd x', ['!ls', '%cd x']],
    ['f(\n!pip install a', ['!pip install a']],
    ['x = (17\n  %five)', []],
    ['text = """\n!ls\n%env A=b\n"""', []],
    ["text = 'a\\\n!ls'", []],
    ['x = 17 \\\n  %five', []],
    ["# it's (\n!ls", ['!ls']],
    ['x = "(" + \'{\'\n!ls', ['!ls']],
    ['a != b\nx % y', []]
  ])('should find what is IPython’s in %j', (source, expected) => {
    const { python, magics } = maskMagics(source);
    const found = magics.map(({ from, to }) => source.slice(from, to));
    expect(found).toEqual(expected);
    expect(python).toHaveLength(source.length);
  });

  it('should leave Python where it is, and the body of an `if` whole', () => {
    const source = 'if a:\n  !ls\nx = 1';
    expect(maskMagics(source).python).toBe('if a:\n  0  \nx = 1');
    expect(maskMagics('%time x = 1').python).toBe('0    ;x = 1');
  });
});
