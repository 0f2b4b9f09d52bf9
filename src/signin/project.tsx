import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { Action } from '../sidebar/action';
import type { IProblem, ISnapshot } from '../tokens';
import { sentences } from '../words';
import type { IProject } from './account';
import { TextInput } from './input';
import { fixedBy, hostOf } from './state';
import { looksLikeToken } from './tokenlike';

/**
 * The setting for the project: an id, a name or the address of a page, looked up while one looks.
 */
export function Project(props: Project.IProps): JSX.Element {
  const { value, snapshot, projects, trans } = props;
  const [text, setText] = useState(value);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => setText(value), [value]);
  const isListed = (wanted: string): boolean =>
    projects.some(project => nameIn(projects, project) === wanted);
  /** Keep what is wanted, but for a token: settings are no place for it. */
  const commit = (wanted: string): boolean => {
    if (wanted === value) {
      return true;
    }
    const isToken = !isListed(wanted) && looksLikeToken(wanted);
    setRefused(isToken);
    if (isToken) {
      setText(value);
    } else {
      props.onChange(wanted);
    }
    return !isToken;
  };
  const origin = otherOrigin(text, snapshot, trans);
  const choose = async (): Promise<IProblem | null> =>
    commit(text.trim()) ? props.onChoose(origin ?? '') : null;
  return (
    <TextInput
      id={props.id}
      label={trans.__('Project')}
      placeholder={trans.__('All of your projects')}
      choices={projects.map(project => [
        nameIn(projects, project),
        clusterWords(project.clusters, trans)
      ])}
      value={text}
      onFocus={props.onFocus}
      onType={typed => {
        setText(typed);
        setRefused(false);
        if (isListed(typed)) {
          commit(typed); // chosen from the list
        }
      }}
      onCommit={wanted => void commit(wanted)}
      aria-invalid={isRefused}
      told={
        isRefused ? (
          trans.__(
            '✕ This looks like a token: paste it into Token. The project is as it was.'
          )
        ) : origin ? (
          <Elsewhere origin={origin} onChoose={choose} trans={trans} />
        ) : (
          value !== '' && text.trim() === value && found(props)
        )
      }
    />
  );
}

/**
 * A namespace for `Project` statics.
 */
export namespace Project {
  /**
   * The properties of the field.
   */
  export interface IProps {
    id: string;
    /** The setting. */
    value: string;
    snapshot: ISnapshot | null;
    /** The user's projects, to choose from. */
    projects: ReadonlyArray<IProject>;
    onChange: (value: string) => void;
    onFocus: () => void;
    /** Use another Saturn; tells why not, if it cannot be used. */
    onChoose: (baseUrl: string) => Promise<IProblem | null>;
    trans: TranslationBundle;
  }
}

/**
 * Offers the Saturn that a pasted page is of.
 */
function Elsewhere(props: {
  origin: string;
  onChoose: () => Promise<IProblem | null>;
  trans: TranslationBundle;
}): JSX.Element {
  const { trans } = props;
  const [problem, setProblem] = useState<IProblem | null>(null);
  return (
    <>
      {trans.__('This page is on %1. Use that Saturn?', props.origin)}{' '}
      <Action onClick={() => void props.onChoose().then(setProblem)}>
        {trans.__('Use %1', hostOf(props.origin))}
      </Action>
      {problem && (
        <p>{trans.__('✕ %1', sentences(problem.title, problem.reason))}</p>
      )}
    </>
  );
}

/**
 * Return the base URL of a pasted page that is of another Saturn than the one in use, or null.
 */
function otherOrigin(
  text: string,
  snapshot: ISnapshot | null,
  trans: TranslationBundle
): string | null {
  if (!snapshot || !/^https?:\/\//i.test(text.trim())) {
    return null;
  }
  const { base_url, base_url_source } = snapshot.connection;
  if (fixedBy(base_url_source, trans)) {
    return null;
  }
  try {
    const origin = `${new URL(text.trim()).origin}/`;
    return origin === base_url ? null : origin;
  } catch {
    return null;
  }
}

/**
 * Write which project the setting leads to, or why to none.
 */
function found(props: Project.IProps): string {
  const { snapshot, projects, trans } = props;
  const problem = snapshot?.project_problem;
  if (problem) {
    return trans.__(
      '✕ %1',
      sentences(problem.title, problem.reason, problem.hint)
    );
  }
  const project = snapshot?.project;
  if (!project) {
    return trans.__('It is looked up when the clusters are read.');
  }
  const known = projects.find(item => item.id === project.id);
  return known
    ? trans.__(
        '✓ %1 · %2',
        project.name ?? project.id,
        clusterWords(known.clusters, trans)
      )
    : trans.__('✓ %1', project.name ?? project.id);
}

/**
 * The name of a project where only it has this name, else its id.
 */
function nameIn(projects: ReadonlyArray<IProject>, project: IProject): string {
  const isAlone = projects.filter(p => p.name === project.name).length === 1;
  return isAlone ? project.name : project.id;
}

function clusterWords(clusters: number, trans: TranslationBundle): string {
  return trans._n('%1 cluster', '%1 clusters', clusters);
}
