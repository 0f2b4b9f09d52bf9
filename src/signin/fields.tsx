import type { FieldProps } from '@rjsf/utils';
import React, { useEffect, useState } from 'react';

import type { Fields } from '../entrance';
import type { IProject } from './account';
import { Address } from './address';
import { Project } from './project';
import type { ISignInSources } from './view';
import { Followed, SignInView } from './view';

/**
 * What the fields of the settings editor need.
 */
export interface IFieldOptions extends ISignInSources {
  /** Write the setting `project`. */
  setProject: (value: string) => void;
  /** Ask whether the token is to be forgotten, and forget it. */
  forget: () => void;
}

/**
 * Make the settings editor's fields, by the names of their settings.
 *
 * #### Notes
 * None of them passes anything on to the editor's own store: a token never gets there, an address
 * only as our server understood it.
 */
export function makeFields(options: IFieldOptions): Fields {
  return {
    token: props => (
      <SignInView
        sources={options}
        id={props.idSchema.$id}
        onForget={options.forget}
      />
    ),
    baseUrl: props => <AddressField {...props} options={options} />,
    project: props => <ProjectField {...props} options={options} />
  };
}

type Props = FieldProps & { options: IFieldOptions };

function AddressField(props: Props): JSX.Element {
  const { credentials, clusters, trans } = props.options;
  return (
    <Followed
      sources={props.options}
      draw={() => (
        <Address
          id={props.idSchema.$id}
          value={textOf(props.formData)}
          connection={clusters.snapshot?.connection ?? null}
          isLocal={clusters.snapshot?.local ?? false}
          stored={credentials.account?.stored ?? []}
          onChoose={baseUrl => credentials.choose(baseUrl)}
          trans={trans}
        />
      )}
    />
  );
}

function ProjectField(props: Props): JSX.Element {
  const { credentials, clusters } = props.options;
  return (
    <Followed
      sources={props.options}
      draw={() => (
        <ProjectChoice
          {...props}
          isRead={
            clusters.snapshot?.connection.status === 'ok' &&
            credentials.account?.configured === true
          }
        />
      )}
    />
  );
}

/**
 * The field with the list of projects, which is read when the clusters are, and when it is used.
 */
function ProjectChoice(props: Props & { isRead: boolean }): JSX.Element {
  const { credentials, clusters, setProject, trans } = props.options;
  const [projects, setProjects] = useState<ReadonlyArray<IProject>>([]);
  const read = (): void => void credentials.projects().then(setProjects);
  useEffect(read, [credentials, props.isRead]);
  return (
    <Project
      id={props.idSchema.$id}
      value={textOf(props.formData)}
      snapshot={clusters.snapshot}
      projects={projects}
      onChange={setProject}
      onFocus={read}
      onChoose={baseUrl => credentials.choose(baseUrl)}
      trans={trans}
    />
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
