import type { IReading, ISecret } from './reading';

/** What Saturn's tokens look like, and project ids and hashes as well. */
const DIGITS = /(?<![\w/-])(?:[\da-f]{64}|[\da-f]{32})(?![\w/-])/g;

/** What stands right before such digits that are no token. */
const OTHER =
  /(?:project|resource|cluster|deployment|workspace|user|owner|hash|sha\d*|md5|digest|checksum|commit|revision|uuid)\w*["'\]]*\s*(?:[=!]=|[=:(,])\s*[rbf]?["']*$|(?:[=!]=)\s*[rbf]?["']$/i;

/** An import, with its continued lines. */
const IMPORT = /^[ \t]*(?:from|import)\b(?:.*\([^)]*\)|(?:.*\\\n)*.*)/gm;

/**
 * Guess the token of a connection whose code gives it in a way that is not followed here.
 *
 * #### Notes
 * Only where the code of a notebook makes such a connection, no token of it was found, and in cells that speak
 * of Saturn or a token: anywhere else such digits are somebody's hash.
 */
export function guessSecrets(reading: IReading): ISecret[] {
  const connections = reading.calls.filter(call => call.role === 'connection');
  const isOpen = connections.some(
    call => call.values.get('saturn_token')?.kind !== 'text'
  );
  if (!isOpen) {
    return [];
  }
  const projects = new Set(
    connections.map(call => {
      const project = call.values.get('project_id');
      return project?.kind === 'text' ? project.text : null;
    })
  );
  return reading.cells.flatMap(({ index, cell }) =>
    /saturn|token|ExternalConnection/i.test(cell.source)
      ? [...cell.source.matchAll(DIGITS)].flatMap(({ 0: text, index: from }) =>
          projects.has(text) || OTHER.test(cell.source.slice(0, from))
            ? []
            : [
                {
                  text,
                  pieces: [{ from, to: from + text.length, text, cell: index }],
                  isWhole: false
                }
              ]
        )
      : []
  );
}

/**
 * Whether code that was not understood has the name of the connection's class.
 */
export function mentionsConnection(reading: IReading): boolean {
  return reading.cells.some(({ python }) =>
    /(?<!class )\bExternalConnection\b/.test(python.replace(IMPORT, ''))
  );
}
