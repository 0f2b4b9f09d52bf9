import { LabIcon } from '@jupyterlab/ui-components';

import saturnSvg from '../style/icons/saturn.svg';

/**
 * The planet of the sidebar's tab.
 */
export const saturnIcon = new LabIcon({
  name: 'jupyterlab-saturn:saturn',
  svgstr: saturnSvg
});
