import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../formdialog';
import type { ICluster } from '../tokens';
import type { PlotLists } from './lists';
import { PlotList } from './plotlist';
import type { IPlot } from './plots';

/**
 * Ask which plot of a cluster is meant.
 */
export async function choosePlot(
  cluster: ICluster,
  lists: PlotLists,
  trans: TranslationBundle
): Promise<IPlot | null> {
  let chosen: IPlot | null = null;
  const dialog: FormDialog = new FormDialog({
    title: trans.__('Open a plot of %1', cluster.name),
    body: ReactWidget.create(
      <UseSignal signal={lists.changed}>
        {() => (
          <Choice
            cluster={cluster}
            lists={lists}
            onOpen={plot => {
              chosen = plot;
              dialog.reject();
            }}
            trans={trans}
          />
        )}
      </UseSignal>
    ),
    buttons: [Dialog.cancelButton({ label: trans.__('Close') })],
    focusNodeSelector: 'input[type="search"]'
  });
  lists.load(cluster).catch(() => {
    // The list says so.
  });
  await dialog.launch();
  return chosen;
}

function Choice(props: {
  cluster: ICluster;
  lists: PlotLists;
  onOpen: (plot: IPlot) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { trans } = props;
  const { plots, problem } = props.lists.get(props.cluster);
  return (
    <div className="jp-Saturn-dialog">
      {problem && (
        <p role="alert">
          {problem.title}
          <br />
          <span className="jp-Saturn-muted">{problem.reason}</span>
        </p>
      )}
      {!plots && !problem && (
        <p role="status">{trans.__('Reading the plots…')}</p>
      )}
      {plots && (
        <PlotList plots={plots} onOpen={props.onOpen} isFocused trans={trans} />
      )}
    </div>
  );
}

/**
 * Say that a dashboard opens in a tab of the browser, and ask whether it is to.
 *
 * @param isHosted - Whether it is Saturn's own page.
 */
export async function confirmTab(
  title: string,
  isHosted: boolean,
  trans: TranslationBundle
): Promise<boolean> {
  const result = await showDialog({
    title: trans.__('Open %1 in a browser tab?', title),
    body: isHosted
      ? trans.__(
          'This dashboard wants Saturn’s own login, which it asks for there.'
        )
      : trans.__('This page of Jupyter has no place for it.'),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Open tab') })
    ]
  });
  return result.button.accept;
}

/**
 * Ask before panes are opened that nobody clicked for.
 */
export async function confirmLayout(
  cluster: ICluster,
  trans: TranslationBundle
): Promise<boolean> {
  const result = await showDialog({
    title: trans.__('Open three plots of %1?', cluster.name),
    body: trans.__(
      'Task stream, progress and workers’ memory come into the main area.'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Open') })
    ]
  });
  return result.button.accept;
}
