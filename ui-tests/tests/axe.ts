import AxeBuilder from '@axe-core/playwright';

import type { Saturn } from './saturn';

/** The themes that differ most. */
export const THEMES = [
  'JupyterLab Light',
  'JupyterLab Dark',
  'JupyterLab Dark High Contrast'
];

/** Have axe-core look at what is ours; returns what it minds, and where. */
export async function complaints(
  saturn: Saturn,
  ...parts: string[]
): Promise<string[]> {
  await saturn.page.evaluate(async () => {
    // JupyterLab's body has no height of its own and hides its overflow: axe-core takes all for hidden.
    document.body.style.height = '100vh';
    // What slides in is half transparent, and would be judged so.
    const passing = document
      .getAnimations()
      .filter(one => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(one => one.finished));
  });
  let axe = new AxeBuilder({ page: saturn.page });
  for (const part of parts) {
    axe = axe.include(part);
  }
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html} ${node.failureSummary}`)
  );
}
