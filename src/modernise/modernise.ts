import type { Advice, Change } from './changes';
import type { IGenerated } from './compose';
import { composeChanges, listInstalls } from './compose';
import { guessSecrets } from './guess';
import type { IInstall } from './installs';
import type { IFinding, INotebook } from './notebook';
import { isOfInterest, markedAs } from './notebook';
import type { IPlan } from './plan';
import { makePlan } from './plan';
import { readCode } from './reading';
import type { IClusterSettings, IFoundRecipe, IRecipe } from './recipe';
import { findRecipe } from './recipe';
import { scrubMetadata } from './scrub';
import { findTokens } from './tokens';

/**
 * What was recognised in a notebook; no token, only where tokens stand.
 */
export interface IRecognition {
  readonly recipe: IRecipe | null;
  readonly tokens: ReadonlyArray<IFinding>;
}

/**
 * How a notebook becomes modern.
 */
export interface IModernisation {
  readonly changes: ReadonlyArray<Change>;
  /**
   * The token that the recipe used, else the first that was found: for the vault, and nothing else. Null when it
   * is not known whole, or of which Saturn it is.
   */
  readonly token: string | null;
  readonly projectId: string | null;
  /** As the notebook has it: anybody's word, to be confirmed before the token goes there. */
  readonly baseUrl: string | null;
  readonly advice: ReadonlyArray<Advice>;
}

/**
 * What the connect cell is to say, as the notebook said it. Values are anybody's text: quote them.
 */
export interface IConnectValues extends IClusterSettings {
  readonly baseUrl: string | null;
  readonly projectId: string | null;
  /** The notebook's own variables. */
  readonly names: { readonly client: string; readonly cluster: string };
}

/**
 * Who writes the new cells. Each begins with its marker, `# saturn:connect v1`, by which it is known again.
 */
export interface ICellWriters {
  readonly connectCell: (values: IConnectValues) => string;
  readonly installCell: () => string;
  /** The names to give where the notebook has none; `client` and `cluster` by default. */
  readonly names?: IConnectValues['names'];
}

/**
 * Recognise an old recipe, and tokens, in a notebook.
 */
export function recognise(notebook: INotebook): IRecognition {
  const { found, tokens } = look(notebook);
  return { recipe: found?.recipe ?? null, tokens: tokens.findings };
}

/**
 * Say how to make a notebook modern: the smallest edit that replaces an old recipe by today's cells and takes
 * all tokens out.
 *
 * #### Notes
 * What comes of it is left alone when it is made modern again.
 */
export function modernise(
  notebook: INotebook,
  writers: ICellWriters
): IModernisation {
  const { reading, found, tokens } = look(notebook);
  const { findings, texts, token } = tokens;
  const plan = makePlan(reading, found, findings);
  const whole = found?.recipe.obstacle === null ? found : null;
  const installs = whole ? listInstalls(reading) : new Map<number, never>();
  const generated = whole ? writeCells(whole, installs, writers) : [];
  return {
    changes: [
      ...composeChanges({
        notebook,
        reading,
        findings,
        plan,
        whole,
        installs,
        generated
      }),
      ...scrubMetadata(notebook, findings)
    ],
    token:
      found?.recipe.obstacle === 'several' ? null : (found?.token ?? token),
    projectId: found?.recipe.projectId ?? null,
    baseUrl: found?.recipe.baseUrl ?? null,
    advice: advise(
      found,
      plan,
      [...installs.values()].flat(),
      notebook,
      texts.length
    )
  };
}

function look(whole: INotebook) {
  const notebook = isOfInterest(whole) ? whole : { cells: [] };
  const read = readCode(notebook);
  const sure = findTokens(notebook, read);
  const guessed = sure.texts.length > 0 ? [] : guessSecrets(read);
  const reading = { ...read, secrets: [...read.secrets, ...guessed] };
  const tokens = guessed.length > 0 ? findTokens(notebook, reading) : sure;
  const found = findRecipe(reading);
  const hasToken = (text: string | null) =>
    text !== null && tokens.texts.some(token => text.includes(token));
  if (
    found &&
    (hasToken(found.recipe.projectId) || hasToken(found.recipe.baseUrl))
  ) {
    // Pasted into the wrong place: no more of it than the token itself.
    const recipe = { ...found.recipe, projectId: null, baseUrl: null };
    return { reading, tokens, found: { ...found, recipe } };
  }
  return { reading, tokens, found };
}

function writeCells(
  { recipe, anchors }: IFoundRecipe,
  installs: ReadonlyMap<number, ReadonlyArray<IInstall>>,
  writers: ICellWriters
): IGenerated[] {
  const main = [...installs].find(([, lines]) =>
    lines.some(line => line.isMain)
  );
  const [first] = anchors;
  const source = writers.connectCell({
    baseUrl: recipe.baseUrl,
    projectId: recipe.projectId,
    names: {
      client: recipe.names.client ?? writers.names?.client ?? 'client',
      cluster: recipe.names.cluster ?? writers.names?.cluster ?? 'cluster'
    },
    ...recipe.settings
  });
  return [
    ...(main
      ? [
          {
            kind: 'install' as const,
            // An install that stands after the recipe was for the next run: it belongs before.
            index: Math.min(main[0], first?.cell ?? 0),
            source: writers.installCell()
          }
        ]
      : []),
    // Where it connects again, as after closing the client, it shall do so: the cell may run twice.
    ...anchors.map(call => ({
      kind: 'connect' as const,
      index: call.cell,
      source
    }))
  ];
}

function advise(
  found: IFoundRecipe | null,
  plan: IPlan,
  installs: ReadonlyArray<IInstall>,
  notebook: INotebook,
  count: number
): Advice[] {
  const advice: Advice[] = [];
  const obstacle = found?.recipe.obstacle ?? null;
  if (count > 0) {
    advice.push({ code: 'rotate', count });
  }
  if (plan.emptied.length > 0) {
    advice.push({ code: 'emptied', names: plan.emptied });
  }
  if (obstacle !== null) {
    advice.push({ code: 'not-replaced', obstacle });
  }
  if (!found || obstacle !== null) {
    return advice;
  }
  const pins = installs.flatMap(install => install.pins);
  const settings = found.recipe.unknownSettings;
  if (pins.length > 0) {
    advice.push({ code: 'dropped-pins', pins });
  }
  if (settings.length > 0) {
    advice.push({ code: 'unknown-settings', settings });
  }
  if (found.dropped.length > 0) {
    advice.push({ code: 'dropped-arguments', names: found.dropped });
  }
  if (found.recipe.baseUrl === null) {
    advice.push({ code: 'no-address' });
  }
  if (plan.missing.length > 0) {
    advice.push({ code: 'missing', names: plan.missing });
  }
  const isInstalled =
    installs.some(install => install.isMain) ||
    notebook.cells.some(cell => markedAs(cell) === 'install');
  if (!isInstalled) {
    advice.push({ code: 'no-install' });
  }
  return advice;
}
