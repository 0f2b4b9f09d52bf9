import { looksLikeToken } from '../signin/tokenlike';

const SECRET = '4f3a9c0b'.repeat(8);
const ID = '5806aaaabbbbccccddddeeeeffff0000';

describe('looksLikeToken()', () => {
  it.each([
    SECRET,
    ` ${SECRET}\n`,
    `{"token": "${SECRET}"}`,
    `'${SECRET}'`,
    `token ${SECRET}`,
    'Bearer abc',
    'Authorization: Bearer abc',
    'export SATURN_TOKEN=abc',
    'os.environ["SATURN_TOKEN"] = "abc"',
    'saturn_token="abc"',
    'https://saturn.example/?token=abc',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a'
  ])('should say so of %s', text => {
    expect(looksLikeToken(text)).toBe(true);
  });

  it.each([
    '',
    'research',
    'tokenizer-training',
    'token analysis of 2024',
    'customer-churn-model-training-2024-q3-final',
    'A project with a long name of many words, number 2',
    ID,
    ` ${ID.toUpperCase()} `,
    `https://saturn.example/dash/projects/${ID}`,
    `https://saturn.example/dash/o/acme/resources/${ID}?tab=token`,
    '1b4e28ba-2fa1-11d2-883f-0016d3cca427'
  ])('should not say so of %s', text => {
    expect(looksLikeToken(text)).toBe(false);
  });
});
