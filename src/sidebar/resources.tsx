import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useState } from 'react';

import { toProblem } from '../problem';
import type {
  IDeployment,
  IJob,
  ILinks,
  IProblem,
  IProjectResources,
  ISnapshot
} from '../tokens';
import { knownState } from '../words';
import { Action } from './action';
import { SaturnLink } from './link';
import type { ISidebarActions } from './props';

/**
 * The jobs and deployments of the project's owner, which are read when somebody wants to see them.
 */
export function Resources(props: {
  snapshot: ISnapshot | null;
  actions: ISidebarActions;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { snapshot, actions, trans } = props;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const project = snapshot?.project;
  if (!snapshot?.links || !project || snapshot.connection.status !== 'ok') {
    return null;
  }
  const Caret = isOpen ? caretDownIcon : caretRightIcon;
  return (
    <section aria-label={trans.__('Jobs and deployments')}>
      <h3 className="jp-Saturn-heading">
        <button
          className="jp-Saturn-foldButton"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <Caret.react tag="span" />
          {trans.__('Jobs and deployments')}
        </button>
      </h3>
      {isOpen && (
        <div id={id} className="jp-Saturn-resources">
          <Listed
            key={project.id}
            read={() => actions.resources(project.id)}
            links={snapshot.links}
            trans={trans}
          />
        </div>
      )}
    </section>
  );
}

function Listed(props: {
  read: () => Promise<IProjectResources>;
  links: ILinks;
  trans: TranslationBundle;
}): JSX.Element {
  const { trans, links } = props;
  const [found, setFound] = useState<IProjectResources | null>(null);
  const [problem, setProblem] = useState<IProblem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isWanted = true;
    setProblem(null);
    props
      .read()
      .then(resources => isWanted && setFound(resources))
      .catch(
        (error: unknown) => isWanted && setProblem(toProblem(error, trans))
      );
    return () => {
      isWanted = false;
    };
  }, [turn]); // what `read` reads is the same as long as this is shown
  if (problem) {
    return (
      <div className="jp-Saturn-message" role="alert">
        <strong>{problem.title}</strong>
        <p>{problem.reason}</p>
        <p className="jp-Saturn-muted">{problem.hint}</p>
        <Action onClick={() => setTurn(turn + 1)}>
          {trans.__('Try again')}
        </Action>
      </div>
    );
  }
  if (!found) {
    return (
      <p className="jp-Saturn-muted" role="status">
        {trans.__('Reading…')}
      </p>
    );
  }
  return (
    <>
      <Kind
        title={trans.__('Jobs')}
        none={trans.__('no jobs')}
        items={found.jobs}
        href={links.jobs}
        trans={trans}
      />
      <Kind
        title={trans.__('Deployments')}
        none={trans.__('no deployments')}
        items={found.deployments}
        href={links.deployments}
        trans={trans}
      />
    </>
  );
}

function Kind(props: {
  title: string;
  none: string;
  items: ReadonlyArray<IDeployment | IJob>;
  href: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { title, items, trans } = props;
  return (
    <>
      <div className="jp-Saturn-resourceKind">
        <h4>{title}</h4>
        <SaturnLink
          href={props.href}
          label={trans.__('Open in Saturn: %1', title)}
        >
          {trans.__('Open in Saturn')}
        </SaturnLink>
      </div>
      {items.length === 0 && <p className="jp-Saturn-muted">{props.none}</p>}
      <ul className="jp-Saturn-list" aria-label={title}>
        {items.map(item => (
          <li key={item.id} className="jp-Saturn-resource">
            <SaturnLink href={item.url}>{item.name}</SaturnLink>
            {!item.url && <span>{item.name}</span>}
            <span className="jp-Saturn-muted">{stateWords(item, trans)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/**
 * Write the state and when a job runs next.
 */
function stateWords(
  item: IDeployment | IJob,
  trans: TranslationBundle
): string {
  const status = item.status
    ? knownState(item.status, trans)
    : trans.__('state unknown');
  const isJob = 'next_run' in item;
  return isJob && item.next_run
    ? trans.__('%1 · next run %2', status, localTime(item.next_run))
    : isJob && !item.is_scheduled
      ? trans.__('%1 · not scheduled', status)
      : status;
}

function localTime(moment: string): string {
  return new Date(moment).toLocaleString(undefined, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit'
  });
}
