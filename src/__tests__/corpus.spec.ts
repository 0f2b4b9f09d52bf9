import { applyChanges, modernise, recognise } from '../modernise';
import {
  describeResult,
  NAMES,
  readExpectation,
  readNotebook,
  readSpan,
  WRITERS
} from './corpus';
import { isSubsequence, ownSources } from './mutants';

const INNOCENT = NAMES.filter(name => name.startsWith('innocent'));

describe('the corpus', () => {
  it('should hold 60 notebooks, and 20 that must not be touched', () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(60);
    expect(INNOCENT.length).toBeGreaterThanOrEqual(20);
  });

  it.each(NAMES)('should be recognised: %s', name => {
    expect(describeResult(readNotebook(name))).toEqual(readExpectation(name));
  });

  it.each(INNOCENT)('should be left alone: %s', name => {
    const notebook = readNotebook(name);
    expect(recognise(notebook)).toEqual({ recipe: null, tokens: [] });
    expect(modernise(notebook, WRITERS)).toEqual({
      changes: [],
      token: null,
      projectId: null,
      baseUrl: null,
      advice: []
    });
  });

  it.each(NAMES)('should be made modern once only: %s', name => {
    const notebook = readNotebook(name);
    const { changes } = modernise(notebook, WRITERS);
    const modern = applyChanges(notebook, changes);
    expect(recognise(modern).tokens).toEqual([]);
    expect(modernise(modern, WRITERS).changes).toEqual([]);
  });

  it.each(NAMES)('should keep all else, in order: %s', name => {
    const notebook = readNotebook(name);
    const { changes } = modernise(notebook, WRITERS);
    const before = ownSources(notebook).join('\n');
    const after = ownSources(applyChanges(notebook, changes)).join('\n');
    expect(isSubsequence(after, before)).toBe(true);
  });

  it.each(NAMES)('should keep no token: %s', name => {
    const notebook = readNotebook(name);
    const { tokens } = recognise(notebook);
    const { token, ...told } = modernise(notebook, WRITERS);
    const secrets = tokens
      .map(({ place, span }) => readSpan(notebook, place, span.from, span.to))
      .filter(piece => piece.length >= 8)
      .concat(token ?? []);
    const modern = applyChanges(notebook, told.changes);
    const written = JSON.stringify([modern, told, recognise(notebook)]);
    expect(secrets.filter(secret => written.includes(secret))).toEqual([]);
  });
});
