import fc from 'fast-check';

import { applyChanges, modernise, recognise } from '../modernise';
import { WRITERS } from './corpus';
import { INNOCENTS, isSubsequence, MUTANTS, ownSources } from './mutants';

const RUNS = { numRuns: 150 };

describe('any form of the recipe', () => {
  it('should be recognised, with its names and values', () => {
    fc.assert(
      fc.property(MUTANTS, mutant => {
        const { recipe } = recognise(mutant.notebook);
        const { token } = modernise(mutant.notebook, WRITERS);
        expect({ ...recipe, token }).toMatchObject({
          names: mutant.names,
          projectId: mutant.projectId,
          baseUrl: mutant.baseUrl,
          settings: { nWorkers: 4, nthreads: 32 },
          obstacle: null,
          token: mutant.token
        });
      }),
      RUNS
    );
  });

  it('should leave no byte of the token behind', () => {
    fc.assert(
      fc.property(MUTANTS, ({ notebook, token, pieces }) => {
        const { changes, advice } = modernise(notebook, WRITERS);
        const modern = applyChanges(notebook, changes);
        const written = JSON.stringify([modern, changes, advice]);
        const secrets = [token, ...pieces.filter(piece => piece.length >= 8)];
        expect(secrets.filter(secret => written.includes(secret))).toEqual([]);
      }),
      RUNS
    );
  });

  it('should keep all other code, whole and in order', () => {
    fc.assert(
      fc.property(MUTANTS, ({ notebook, others }) => {
        const { changes } = modernise(notebook, WRITERS);
        const modern = applyChanges(notebook, changes);
        const after = ownSources(modern).join('\n').replace(/\r/g, '');
        const before = ownSources(notebook).join('\n').replace(/\r/g, '');
        expect(others.filter(other => !after.includes(other.trim()))).toEqual(
          []
        );
        expect(isSubsequence(after, before)).toBe(true);
      }),
      RUNS
    );
  });

  it('should be made modern once only', () => {
    fc.assert(
      fc.property(MUTANTS, ({ notebook }) => {
        const { changes } = modernise(notebook, WRITERS);
        const modern = applyChanges(notebook, changes);
        expect(recognise(modern)).toEqual({ recipe: null, tokens: [] });
        expect(modernise(modern, WRITERS).changes).toEqual([]);
      }),
      RUNS
    );
  });
});

describe('what is no recipe', () => {
  it('should be left alone', () => {
    fc.assert(
      fc.property(INNOCENTS, notebook => {
        expect(recognise(notebook)).toEqual({ recipe: null, tokens: [] });
        expect(modernise(notebook, WRITERS).changes).toEqual([]);
      }),
      RUNS
    );
  });
});
