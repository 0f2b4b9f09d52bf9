import { findNamed, isToken, isTokenName } from '../modernise/secrets';

const HEX = '8f14e45fceea167a5a36dedd4bea2543';

describe('isToken()', () => {
  it.each([HEX, HEX + HEX, 'abcdefgh-ijk', 'fake-token-123', '12345678'])(
    'should take %j for one',
    text => {
      expect(isToken(text)).toBe(true);
    }
  );

  it.each([
    '',
    'short',
    'two words here 123',
    'xxxxxxxxxxxxxxxx',
    '88888888888888888888888888888888',
    'your-token-here',
    'YOUR_TOKEN_HERE',
    '<token-1234>',
    '${SATURN_TOKEN_1}',
    '{token_1234}',
    'https://app.example/1',
    'abcdefgh123…'
  ])('should take %j for none', text => {
    expect(isToken(text)).toBe(false);
  });
});

describe('isTokenName()', () => {
  it('should know the names of Saturn’s tokens only', () => {
    const names = ['saturn_token', 'MY_SATURN_TOKEN', 'saturnToken'];
    expect(names.filter(isTokenName)).toEqual(names);
    const others = ['token', 'saturn_tokens', 'saturn', 'project_id'];
    expect(others.filter(isTokenName)).toEqual([]);
  });
});

describe('findNamed()', () => {
  const find = (text: string, isNearSaturn = false) =>
    findNamed(text, isNearSaturn)
      .map(({ from, to }) => text.slice(from, to))
      // One token can have two names: `Authorization: token x`.
      .filter((token, i, all) => all.indexOf(token) === i);

  it.each([
    `saturn_token = "${HEX}"`,
    `'saturn_token': '${HEX}'`,
    `{\\"saturn_token\\": \\"${HEX}\\"}`,
    `export SATURN_TOKEN=${HEX}`,
    `saturn_token: ${HEX}`,
    `--saturn-token ${HEX}`,
    `saturn_token=r'${HEX}'`,
    `saturn_token\u001b[38;5;241m=\u001b[39m\u001b[31m"${HEX}"\u001b[0m`,
    `<b>saturn_token</b><i>=</i><i class="s">&quot;${HEX}&quot;</i>`,
    `os.environ["SATURN_TOKEN"] = "${HEX}"`
  ])('should find the token in %j, to the character', text => {
    expect(find(text)).toEqual([HEX]);
  });

  it.each([
    `token = "${HEX}"`,
    `{"access_token": "${HEX}"}`,
    `Authorization: token ${HEX}`,
    `{'Authorization': 'Bearer ${HEX}'}`,
    `https://saturn.example/api?token=${HEX}`
  ])('should find a token in %j near Saturn’s names only', text => {
    expect(find(text)).toEqual([]);
    expect(find(text, true)).toEqual([HEX]);
    expect(find(`${text}\nSaturnCluster()`)).toEqual([HEX]);
  });

  it.each([
    `project_id = "${HEX}"`,
    `commit ${HEX}`,
    `github_token = "${HEX}"`,
    `token = "ghp_${HEX}"`,
    'token = "bert-base-uncased"',
    'saturn_token=None, project_id=None',
    'saturn_token: Optional[str] = None',
    'saturn_token=saturn_token_from_vault',
    '["saturn_token", "project_id"]',
    `tokenizer("${HEX}")`
  ])('should find none in %j', text => {
    expect(find(text, true)).toEqual([]);
  });
});
