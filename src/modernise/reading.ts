import type { SyntaxNode } from '@lezer/common';

import type { IMasked } from './mask';
import { maskMagics } from './mask';
import type { ICell, INotebook } from './notebook';
import { isPythonNotebook, markedAs } from './notebook';
import { parsePython } from './python';
import { Reader } from './reader';
import type { ICall, Pieces, Scope } from './values';

/**
 * A code cell as Python.
 */
export interface ICodeCell extends IMasked {
  readonly index: number;
  readonly cell: ICell;
  readonly tree: SyntaxNode;
}

/**
 * A token that the code writes down.
 */
export interface ISecret {
  readonly text: string;
  readonly pieces: Pieces;
  /** Whether the text is the token, and not a guess or something that it is made of. */
  readonly isWhole: boolean;
}

/**
 * What reading a notebook's code, from its first cell to its last, has shown.
 */
export interface IReading {
  readonly cells: ReadonlyArray<ICodeCell>;
  readonly calls: ReadonlyArray<ICall>;
  readonly secrets: ReadonlyArray<ISecret>;
  readonly scope: Scope;
}

/** How often to read: what is defined further down may itself rest on what is defined further down. */
const READINGS = 3;

/**
 * Read a notebook's code.
 */
export function readCode(notebook: INotebook): IReading {
  const cells = isPythonNotebook(notebook)
    ? notebook.cells.flatMap((cell, index) => {
        if (cell.type !== 'code' || markedAs(cell)) {
          return [];
        }
        const masked = maskMagics(cell.source);
        return [{ ...masked, index, cell, tree: parsePython(masked.python) }];
      })
    : [];
  let reader = new Reader(null);
  for (let i = 0; i < READINGS; i++) {
    reader = new Reader(reader.scope);
    cells.forEach(cell => reader.read(cell));
  }
  return {
    cells,
    calls: [...reader.calls.values()],
    secrets: reader.secrets,
    scope: reader.scope
  };
}
