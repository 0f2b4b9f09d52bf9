import type { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { CommandRegistry } from '@lumino/commands';
import type { PromiseDelegate } from '@lumino/coreutils';
import { Token } from '@lumino/coreutils';
import type { FieldProps } from '@rjsf/utils';

import type { DashboardContent } from './dashboards/content';
import type { SaturnPanel } from './sidebar/panel';

/**
 * The names of the settings whose fields we draw.
 */
export const FIELDS = ['token', 'baseUrl', 'project'] as const;

/**
 * What draws those fields.
 */
export type Fields = Record<
  (typeof FIELDS)[number],
  (props: FieldProps) => JSX.Element
>;

/**
 * A pane of a dashboard.
 */
export type PaneWidget = MainAreaWidget<DashboardContent>;

/**
 * What stands in the application from the start; all else is loaded at the first use and fills it.
 */
export interface IEntrance {
  /** What the application's commands do, by their ids. */
  readonly commands: CommandRegistry;
  /** The sidebar's panel, empty at first. */
  readonly panel: SaturnPanel;
  /** The panes of dashboards, which the layout restorer knows. */
  readonly panes: WidgetTracker<PaneWidget>;
  /** Resolved with what the settings editor draws. */
  readonly fields: PromiseDelegate<Fields>;
}

/**
 * The token of the entrance.
 */
export const IEntrance = new Token<IEntrance>(
  'jupyterlab-saturn:IEntrance',
  'What stands of Saturn in the application from the start.'
);
