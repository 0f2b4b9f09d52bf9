/**
 * Recognises old recipes and tokens in notebooks, and makes such notebooks modern: pure logic, loaded on demand.
 */
export { applyChanges } from './changes';
export type { Advice, Change } from './changes';
export { difference } from './difference';
export type { IDifferentLine } from './difference';
export { modernise, recognise } from './modernise';
export type {
  ICellWriters,
  IConnectValues,
  IModernisation,
  IRecognition
} from './modernise';
export type { ICell, IFinding, INotebook, ISpan, Place } from './notebook';
export type { Obstacle } from './obstacle';
export type { IClusterSettings, IRecipe } from './recipe';
