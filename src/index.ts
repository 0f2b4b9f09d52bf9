import { apiPlugin } from './plugins/api';
import { attachmentsPlugin } from './plugins/attachments';
import { clustersPlugin } from './plugins/clusters';
import { entrancePlugin } from './plugins/entrance';
import { places } from './plugins/places';

// All others are in plugins/late.ts.
export default [
  apiPlugin,
  clustersPlugin,
  attachmentsPlugin,
  entrancePlugin,
  ...places
];
