import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import { ISidebarSections } from '../sidebar/sections';
import { Workerless } from '../workerless';

/**
 * Tells in the sidebar that the opened cluster has no worker.
 */
export const workerlessPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:workerless',
  description: 'Tells of running clusters without a worker.',
  autoStart: true,
  requires: [ISidebarSections],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    sections: ISidebarSections,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    sections.add({
      id: 'workerless',
      rank: 0, // what is the matter comes first
      draw: cluster => <Workerless cluster={cluster} trans={trans} />
    });
  }
};
