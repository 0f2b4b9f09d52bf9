import { SaturnProblem, toProblem } from '../problem';
import { PROBLEM, trans } from './values';

describe('SaturnProblem', () => {
  it('should be an error with the words of the problem', () => {
    const problem = new SaturnProblem({ ...PROBLEM, request_id: 'r1' });
    expect(problem).toBeInstanceOf(Error);
    expect(problem).toMatchObject({ ...PROBLEM, request_id: 'r1' });
    expect(problem.message).toBe(
      'Saturn does not answer: The connection was refused.'
    );
  });
});

describe('toProblem', () => {
  it('should keep a problem', () => {
    const problem = new SaturnProblem(PROBLEM);
    expect(toProblem(problem, trans)).toBe(problem);
  });

  it.each([
    [new TypeError('odd'), 'odd'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [PROBLEM, '[object Object]']
  ])('should put %p into words', (error, reason) => {
    expect(toProblem(error, trans)).toMatchObject({ code: 'failed', reason });
  });
});
