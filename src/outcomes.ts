import type { TranslationBundle } from '@jupyterlab/translation';

import type { IOutcome } from './kernel/report';
import type { IProblem } from './tokens';
import { sentences } from './words';

/**
 * Title, reason and hint.
 */
type Words = readonly [string, string, string];

const WORDS: Record<
  string,
  (trans: TranslationBundle, outcome: IOutcome) => Words
> = {
  'name-taken': (trans, outcome) => [
    trans.__('The name %1 is taken', outcome.name ?? ''),
    trans.__(
      'The kernel has a variable %1 of yours, which is left as it is.',
      outcome.name ?? ''
    ),
    trans.__(
      'Rename or delete that variable, or choose another client name in the Saturn settings.'
    )
  ],
  'bad-name': (trans, outcome) => [
    trans.__('%1 cannot be the name of the client', outcome.name ?? ''),
    trans.__('It is not the name of a Python variable.'),
    trans.__('Choose another client name in the Saturn settings.')
  ],
  missing: (trans, outcome) => [
    trans.__('The kernel lacks %1', packagesOf(outcome)),
    trans.__(
      'A client of the cluster needs it in the environment of the kernel.'
    ),
    trans.__(
      'Run "%pip install %1" in a cell, then attach again.',
      packagesOf(outcome)
    )
  ],
  unfit: trans => [
    trans.__('The kernel’s packages do not fit the cluster’s'),
    trans.__('With these versions tasks are known to fail.'),
    trans.__(
      'Compare the versions in the menu of the Saturn button: it offers what to do.'
    )
  ],
  'broken-import': (trans, outcome) => [
    trans.__('The kernel cannot import distributed'),
    outcome.detail ?? '',
    trans.__(
      'Repair that package in the environment of the kernel, then attach again.'
    )
  ],
  unreachable: (trans, outcome) => [
    trans.__('The kernel does not reach the scheduler'),
    outcome.detail ?? '',
    trans.__(
      'Check that the cluster is running and that a firewall lets the kernel through, then attach again.'
    )
  ],
  interrupted: (trans, outcome) => [
    trans.__('The attach was interrupted'),
    trans.__('The kernel was interrupted while it was connecting.'),
    trans.__('Attach again when you want to.')
  ],
  'no-answer': (trans, outcome) => [
    trans.__('The certificate did not come in time'),
    trans.__('The kernel waited for 20 seconds and then gave up.'),
    trans.__('Attach again; if it fails again, check that Saturn is reachable.')
  ],
  unsupported: (trans, outcome) => [
    trans.__('This kernel cannot be attached'),
    trans.__('Only Python kernels that can ask their page for input can.'),
    trans.__('Choose a Python 3 kernel for this notebook.')
  ],
  'not-python': (trans, outcome) => [
    trans.__('This kernel cannot be attached'),
    trans.__('Only Python kernels that can ask their page for input can.'),
    trans.__('Choose a Python 3 kernel for this notebook.')
  ],
  'no-kernel': (trans, outcome) => [
    trans.__('The kernel does not answer'),
    trans.__('It is not ready, or did not get to the attach in time.'),
    trans.__('Attach again; if it fails again, restart the kernel.')
  ],
  'kernel-died': (trans, outcome) => [
    trans.__('The kernel died'),
    trans.__('Its client and variables are gone.'),
    trans.__('Start a kernel, then attach again.')
  ],
  stopped: (trans, outcome) => [
    trans.__('The cluster stopped or restarted'),
    lossOf(outcome, trans),
    trans.__('Attach again once the cluster runs.')
  ],
  ended: (trans, outcome) => [
    trans.__('The client has lost its cluster'),
    sentences(
      trans.__('It was closed, or the cluster was restarted'),
      lossOf(outcome, trans)
    ),
    trans.__('Attach again to go on.')
  ],
  'other-saturn': (trans, outcome) => [
    trans.__('That cluster belongs to another Saturn'),
    trans.__('%1 is not the Saturn in use.', outcome.detail ?? ''),
    trans.__(
      'Switch back in the Saturn settings, or attach to another cluster.'
    )
  ],
  deleted: (trans, outcome) => [
    trans.__('The cluster no longer exists'),
    sentences(trans.__('It was deleted elsewhere'), lossOf(outcome, trans)),
    trans.__('Attach to another cluster.')
  ]
};

function otherWords(trans: TranslationBundle, outcome: IOutcome): Words {
  return [
    trans.__('The attach failed'),
    outcome.detail || trans.__('The kernel did not say why.'),
    trans.__('Attach again; if it fails again, restart the kernel.')
  ];
}

/**
 * Say which results are lost with the workers that held them.
 */
function lossOf(outcome: IOutcome, trans: TranslationBundle): string {
  return outcome.held
    ? trans.__(
        'The results behind these variables are lost: %1. The other variables of the kernel are kept.',
        outcome.held.join(', ')
      )
    : trans.__(
        'The results that its workers held are lost: futures and persisted collections. The variables of the kernel are kept.'
      );
}

function packagesOf(outcome: IOutcome): string {
  return (outcome.packages ?? []).join(' ');
}

/**
 * Say why a kernel that was attached has no variable for the cluster; null when it has one.
 */
export function describeRemark(
  outcome: IOutcome | null | undefined,
  trans: TranslationBundle
): string | null {
  const name = outcome?.left_out;
  if (name === undefined) {
    return null;
  }
  return outcome?.because === 'bad-name'
    ? trans.__(
        'There is no cluster object, for %1 cannot be the name of a variable.',
        name
      )
    : trans.__(
        'There is no cluster object: the kernel has a variable %1 of yours, which is left as it is.',
        name
      );
}

/**
 * Put what a kernel said of an attach that did not succeed into words.
 */
export function describeOutcome(
  outcome: IOutcome,
  trans: TranslationBundle
): IProblem {
  // The code is a kernel's: it may be `constructor`.
  const words = new Map(Object.entries(WORDS)).get(outcome.code) ?? otherWords;
  const [title, reason, hint] = words(trans, outcome);
  return { code: outcome.code, title, reason, hint };
}
